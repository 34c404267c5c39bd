#include "uvchat/picture/format.h"

#include <algorithm>
#include <array>

namespace uvchat::picture {

using namespace std::string_view_literals;

namespace {

// Others keep in such boxes what they need: raw photos their colours, songs their names.
bool is_film_or_picture(std::string_view brand) {
  constexpr std::array known{"isom"sv, "iso2"sv, "iso3"sv, "iso4"sv, "iso5"sv, "iso6"sv, "mp41"sv,
                             "mp42"sv, "dash"sv, "avc1"sv, "hvc1"sv, "M4V "sv, "M4VH"sv, "MSNV"sv,
                             "qt  "sv, "mif1"sv, "msf1"sv, "heic"sv, "heix"sv, "heim"sv, "heis"sv,
                             "hevc"sv, "hevx"sv, "avif"sv, "avis"sv, "M4A "sv, "M4B "sv};
  return brand.starts_with("3g") || std::find(known.begin(), known.end(), brand) != known.end();
}

}  // namespace

std::optional<Format> format_of(std::string_view first_bytes) {
  if (first_bytes.starts_with("\xFF\xD8\xFF"sv)) return Format::jpeg;
  if (first_bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return Format::png;
  if (first_bytes.starts_with("GIF87a") || first_bytes.starts_with("GIF89a")) return Format::gif;
  if (first_bytes.size() >= 12 && first_bytes.substr(4, 4) == "ftyp" &&
      is_film_or_picture(first_bytes.substr(8, 4))) {
    return Format::boxes;
  }
  const bool is_riff = first_bytes.starts_with("RIFF") && first_bytes.size() >= 12;
  if (is_riff && first_bytes.substr(8, 4) == "WEBP") return Format::webp;
  return std::nullopt;
}

}  // namespace uvchat::picture
