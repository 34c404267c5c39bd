#pragma once

#include <string_view>

// Formats of sound that have no word at their beginning: they are told by frames that follow one
// another.

namespace uvchat::files {

// MPEG audio, layers II and III: a tag of ID3v2, or two frames in a row.
bool is_mpeg_sound(std::string_view first_bytes);

// AAC in ADTS (ISO/IEC 13818-7): two frames in a row.
bool is_adts_sound(std::string_view first_bytes);

}  // namespace uvchat::files
