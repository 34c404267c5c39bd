#include "uvchat/picture/extent.h"

#include "picture/walk.h"

namespace uvchat::picture {
namespace {

using namespace std::string_view_literals;

constexpr std::uint32_t side_bits = 0x3FFF;  // of the simple forms of WebP

// In the first frame head that comes before a scan (ITU-T T.81, B.2.2).
Extent jpeg_extent(std::string_view bytes) {
  constexpr unsigned start_of_scan = 0xDA;
  constexpr std::size_t frame_bytes = 9;
  std::string_view rest = bytes.substr(2);
  while (rest.size() >= 4 && rest.front() == '\xFF') {
    const unsigned marker = big_number(rest, 1, 1);
    if (marker == 0xFF) {  // one more is allowed to stand in front of a marker
      rest.remove_prefix(1);
      continue;
    }
    const std::size_t segment_bytes = 2 + big_number(rest, 2, 2);
    const bool is_table = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
    if (marker >= 0xC0 && marker <= 0xCF && !is_table) {
      if (rest.size() < frame_bytes) return {};
      return {big_number(rest, 7, 2), big_number(rest, 5, 2)};
    }
    if (marker == start_of_scan || segment_bytes < 4 || rest.size() < segment_bytes) return {};
    rest.remove_prefix(segment_bytes);
  }
  return {};
}

Extent png_extent(std::string_view bytes) {
  if (bytes.size() < 24 || bytes.substr(12, 4) != "IHDR") return {};
  return {big_number(bytes, 16, 4), big_number(bytes, 20, 4)};
}

Extent gif_extent(std::string_view bytes) {
  if (bytes.size() < 10) return {};
  return {little_number(bytes, 6, 2), little_number(bytes, 8, 2)};
}

// In the first chunk (RFC 9649, 2.5 to 2.7).
Extent webp_extent(std::string_view bytes) {
  if (bytes.size() < 30) return {};
  const std::string_view name = bytes.substr(12, 4);
  const std::string_view data = bytes.substr(20);
  if (name == "VP8X") return {little_number(data, 4, 3) + 1, little_number(data, 7, 3) + 1};
  if (name == "VP8L" && data.front() == '\x2F') {
    const std::uint32_t sides = little_number(data, 1, 4);
    return {(sides & side_bits) + 1, (sides >> 14 & side_bits) + 1};
  }
  if (name == "VP8 " && data.substr(3, 3) == "\x9D\x01\x2A"sv) {
    return {little_number(data, 6, 2) & side_bits, little_number(data, 8, 2) & side_bits};
  }
  return {};
}

Extent told_extent(Format format, std::string_view bytes) {
  switch (format) {
    case Format::jpeg:
      return jpeg_extent(bytes);
    case Format::png:
      return png_extent(bytes);
    case Format::webp:
      return webp_extent(bytes);
    case Format::gif:
      return gif_extent(bytes);
    case Format::boxes:
      break;
  }
  return {};
}

}  // namespace

std::optional<Extent> extent_of(Format format, std::string_view first_bytes) {
  if (format_of(first_bytes) != format) return std::nullopt;
  const Extent extent = told_extent(format, first_bytes);
  return extent.width > 0 && extent.height > 0 ? std::optional(extent) : std::nullopt;
}

}  // namespace uvchat::picture
