#include "uvchat/picture/format.h"

namespace uvchat::picture {

using namespace std::string_view_literals;

std::optional<Format> format_of(std::string_view first_bytes) {
  if (first_bytes.starts_with("\xFF\xD8\xFF"sv)) return Format::jpeg;
  if (first_bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return Format::png;
  if (first_bytes.starts_with("GIF87a") || first_bytes.starts_with("GIF89a")) return Format::gif;
  if (first_bytes.size() >= 12 && first_bytes.substr(4, 4) == "ftyp") return Format::boxes;
  const bool is_riff = first_bytes.starts_with("RIFF") && first_bytes.size() >= 12;
  if (is_riff && first_bytes.substr(8, 4) == "WEBP") return Format::webp;
  return std::nullopt;
}

}  // namespace uvchat::picture
