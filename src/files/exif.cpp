#include "files/exif.h"

#include <cstddef>
#include <cstdint>

#include "files/picture_walk.h"

namespace uvchat::files {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

constexpr std::uint32_t orientation_tag = 0x0112;
constexpr std::uint32_t short_type = 3;
constexpr std::size_t entry_bytes = 12;

}  // namespace

unsigned orientation_in(std::string_view tiff) {
  const bool is_big = tiff.starts_with("MM\0\x2A"sv);
  if (tiff.size() < 8 || (!is_big && !tiff.starts_with("II\x2A\0"sv))) return 1;
  const auto number = is_big ? big_number : little_number;
  const std::size_t begin = number(tiff, 4, 4);
  if (begin > tiff.size() || tiff.size() - begin < 2) return 1;
  const std::string_view entries = tiff.substr(begin + 2);
  std::size_t left = number(tiff, begin, 2);
  for (std::size_t at = 0; left > 0 && entries.size() - at >= entry_bytes; at += entry_bytes) {
    --left;
    const std::string_view entry = entries.substr(at, entry_bytes);
    if (number(entry, 0, 2) != orientation_tag || number(entry, 2, 2) != short_type) continue;
    const unsigned orientation = number(entry, 8, 2);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}

std::string tiff_with_orientation(unsigned orientation) {
  return "MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + static_cast<char>(orientation) +
         "\0\0\0\0\0\0"s;
}

}  // namespace uvchat::files
