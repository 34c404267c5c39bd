#include "uvchat/picture/orientation.h"

#include "picture/walk.h"

namespace uvchat::picture {
namespace {

using namespace std::string_view_literals;

constexpr unsigned application_1 = 0xE1;
constexpr unsigned start_of_scan = 0xDA;
constexpr std::size_t segment_head_bytes = 4;

// What stands in Exif (CIPA DC-008, 4.5): the head of a TIFF, and at the place that it names a
// directory of entries. Each number is read only where all of its bytes are there.
class Exif {
 public:
  explicit Exif(std::string_view bytes) : bytes_(bytes), is_big_(bytes.starts_with("MM\0*"sv)) {}

  Orientation orientation() const {
    constexpr std::size_t entry_bytes = 12;
    if (!is_big_ && !bytes_.starts_with("II*\0"sv)) return Orientation::upright;
    const std::size_t directory = number(4, 4);
    const std::size_t entries = number(directory, 2);
    for (std::size_t i = 0; i < entries; ++i) {
      const std::size_t entry = directory + 2 + i * entry_bytes;
      if (entry >= bytes_.size()) break;
      if (number(entry, 2) == orientation_tag) return orientation_in(entry);
    }
    return Orientation::upright;
  }

 private:
  static constexpr std::uint32_t orientation_tag = 0x0112;

  Orientation orientation_in(std::size_t entry) const {
    constexpr std::uint32_t short_type = 3;
    const bool is_one_short = number(entry + 2, 2) == short_type && number(entry + 4, 4) == 1;
    const std::uint32_t value = number(entry + 8, 2);
    const bool is_known = is_one_short && value >= 1 && value <= 8;
    return is_known ? static_cast<Orientation>(value) : Orientation::upright;
  }

  // 0 where it is not there.
  std::uint32_t number(std::size_t at, std::size_t bytes) const {
    if (at > bytes_.size() || bytes_.size() - at < bytes) return 0;
    return is_big_ ? big_number(bytes_, at, bytes) : little_number(bytes_, at, bytes);
  }

  std::string_view bytes_;
  bool is_big_;
};

}  // namespace

Orientation orientation_of_jpeg(std::string_view first_bytes) {
  constexpr std::string_view exif_name = "Exif\0\0"sv;
  if (!first_bytes.starts_with("\xFF\xD8"sv)) return Orientation::upright;
  std::string_view rest = first_bytes.substr(2);
  while (rest.size() >= segment_head_bytes && rest.front() == '\xFF') {
    const unsigned marker = big_number(rest, 1, 1);
    if (marker == 0xFF) {  // one more is allowed to stand in front of a marker
      rest.remove_prefix(1);
      continue;
    }
    const std::size_t length = big_number(rest, 2, 2);
    if (marker == start_of_scan || length < 2) break;
    const std::string_view body = rest.substr(0, 2 + length).substr(segment_head_bytes);
    if (marker == application_1 && body.starts_with(exif_name)) {
      return Exif(body.substr(exif_name.size())).orientation();
    }
    if (rest.size() < 2 + length) break;
    rest.remove_prefix(2 + length);
  }
  return Orientation::upright;
}

}  // namespace uvchat::picture
