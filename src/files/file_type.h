#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// As what a stranger's file is served. Browsers run what they take for a page, so a file is what
// its bytes say, and of those only what cannot run is shown in place.

namespace uvchat::files {

enum class Kind : std::uint8_t {
  jpeg,
  png,
  webp,
  gif,
  avif,
  mpeg_audio,
  aac,
  ogg,
  flac,
  wav,
  mp4_audio,
  mp4,
  webm_audio,
  webm,
  text,
  other,
};

struct FileType {
  Kind kind = Kind::other;
  std::string_view media_type;  // "image/png"
  std::string_view extension;   // "png"; empty: none
  bool is_inline = false;       // shown in place; else offered for download
};

// So many bytes of a file's beginning are looked at.
inline constexpr std::size_t sniffed_bytes = 4096;

// What the file is by its first bytes: sniffed_bytes of them, or the whole file where it is
// shorter. What is not clearly one of the kinds, or could be read as a page as well, is `other`.
// The claim decides between sound and film alone, where one format holds both.
FileType type_of(std::string_view first_bytes, std::string_view claimed);

// Of a media type that type_of() gave: what is kept of a file is this word. `other` for any else.
FileType type_named(std::string_view media_type);

}  // namespace uvchat::files
