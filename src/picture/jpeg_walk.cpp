#include <algorithm>

#include "picture/walks.h"

// ITU-T T.81, annex B: segments, and behind SOS the data of a scan up to the next marker.

namespace uvchat::picture {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

enum Marker : unsigned {
  SOF0 = 0xC0,
  DHT = 0xC4,
  JPG = 0xC8,
  DAC = 0xCC,
  RST0 = 0xD0,
  RST7 = 0xD7,
  EOI = 0xD9,
  SOS = 0xDA,
  DQT = 0xDB,
  DNL = 0xDC,
  DRI = 0xDD,
  EXP = 0xDF,
  APP0 = 0xE0,
  APP2 = 0xE2,
  APP14 = 0xEE,
  APP15 = 0xEF,
  COM = 0xFE,
};

bool is_frame(unsigned marker) {
  return marker >= SOF0 && marker < RST0 && marker != DHT && marker != JPG && marker != DAC;
}

bool is_table(unsigned marker) {
  return marker == DHT || marker == DAC || (marker >= DQT && marker <= EXP);
}

class JpegWalk final : public PictureWalk {
  std::optional<std::size_t> take(std::string_view in, std::string& out) override {
    if (!has_begun_) return take_begin(in, out);
    return is_in_scan_ ? take_scan(in, out) : take_segment(in, out);
  }

  std::optional<std::size_t> take_begin(std::string_view in, std::string& out) {
    constexpr std::string_view begin = "\xFF\xD8"sv;
    if (in.size() < begin.size()) return std::nullopt;
    if (!in.starts_with(begin)) return refuse();
    has_begun_ = true;
    out.append(begin);
    return begin.size();
  }

  // The data of a scan: FF 00 is a byte of it, and restart markers belong to it.
  std::optional<std::size_t> take_scan(std::string_view in, std::string& out) {
    std::size_t end = 0;
    while (true) {
      end = std::min(in.find('\xFF', end), in.size());
      if (end + 1 >= in.size()) break;
      const unsigned next = big_number(in, end + 1, 1);
      if (next != 0 && (next < RST0 || next > RST7)) break;
      end += 2;
    }
    out.append(in.substr(0, end));
    if (end > 0) return end;
    if (in.size() < 2) return std::nullopt;
    is_in_scan_ = false;
    return 0;
  }

  std::optional<std::size_t> take_segment(std::string_view in, std::string& out) {
    if (in.front() != '\xFF') return refuse();
    if (in.size() < 2) return std::nullopt;
    const unsigned marker = big_number(in, 1, 1);
    if (marker == 0xFF) return 1;  // one more is allowed to stand in front of a marker
    if (marker == EOI) return take_end(out);
    if (!is_frame(marker) && !is_table(marker) && marker != SOS && marker != COM &&
        (marker < APP0 || marker > APP15)) {
      return refuse();
    }
    if (in.size() < 4) return std::nullopt;
    const std::size_t bytes = 2 + big_number(in, 2, 2);
    if (bytes < 4) return refuse();
    if (marker == COM) return drop(bytes);
    if (marker >= APP0 && marker <= APP15) return take_application(marker, bytes, in, out);
    if (marker == SOS && !has_frame_) return refuse();
    has_frame_ = has_frame_ || is_frame(marker);
    has_scan_ = has_scan_ || marker == SOS;
    is_in_scan_ = marker == SOS;
    return keep(bytes);
  }

  std::optional<std::size_t> take_end(std::string& out) {
    if (!has_scan_) return refuse();
    out.append("\xFF\xD9");
    return end();
  }

  // What programs have added: of that, some is needed for the right colours and size.
  std::optional<std::size_t> take_application(unsigned marker, std::size_t bytes,
                                              std::string_view in, std::string& out) {
    constexpr std::size_t looked_at = 18 + profile_head_bytes;
    if (in.size() < std::min(bytes, looked_at)) return std::nullopt;
    const std::string_view body = in.substr(0, bytes).substr(4);
    if (marker == APP2 && body.starts_with("ICC_PROFILE\0"sv) && bytes >= 18) {
      return take_profile(bytes, body.substr(12));
    }
    if (marker == APP0 && body.starts_with("JFIF\0"sv) && bytes >= 18) {
      out.append("\xFF\xE0\0\x10"sv).append(body.substr(0, 12)).append("\0\0"sv);  // no thumbnail
    } else if (marker == APP14 && body.starts_with("Adobe") && bytes >= 16) {
      out.append("\xFF\xEE\0\x0E"sv).append(body.substr(0, 12));
    }
    return drop(bytes);
  }

  // A profile may come in several segments, each with its number and how many they are. The first
  // says how long it is.
  std::optional<std::size_t> take_profile(std::size_t bytes, std::string_view body) {
    const std::string_view head = body.substr(2);
    const bool is_first = body.front() == '\x01';
    if (is_first && !has_profile_ && head.size() >= 4 && is_profile(head, big_number(head, 0, 4))) {
      has_profile_ = true;
      profile_left_ = big_number(head, 0, 4);
    }
    const std::uint64_t of_profile = bytes - 18;
    if (of_profile > profile_left_) return drop(bytes);
    profile_left_ -= of_profile;
    return keep(bytes);
  }

  std::uint64_t profile_left_ = 0;
  bool has_profile_ = false;
  bool has_begun_ = false;
  bool has_frame_ = false;
  bool has_scan_ = false;
  bool is_in_scan_ = false;
};

}  // namespace

std::unique_ptr<PictureWalk> walk_jpeg() { return std::make_unique<JpegWalk>(); }

}  // namespace uvchat::picture
