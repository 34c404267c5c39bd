#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// UTF-8 as in RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF.

namespace uvchat {

// Length of the character that `text` begins with, 0 where it begins with none.
// REQUIRES: text is not empty.
std::size_t utf8_char_bytes(std::string_view text);

// Cuts the first character off `text`; one byte that belongs to none counts as U+FFFD.
// REQUIRES: text is not empty.
char32_t utf8_take(std::string_view& text);

// Bytes of the longest prefix that is valid.
std::size_t utf8_valid_prefix(std::string_view text);
bool utf8_valid(std::string_view text);

bool is_ascii(std::string_view text);

// Code points of a valid text.
std::size_t utf8_length(std::string_view text);

// The first `chars_max` code points of a valid text.
std::string_view utf8_first(std::string_view text, std::size_t chars_max);

// The longest prefix of at most `bytes_max` bytes that does not cut a character.
std::string_view utf8_cut(std::string_view text, std::size_t bytes_max);

// True where `text`, a valid prefix apart, ends in a character that has only begun.
bool utf8_ends_short(std::string_view text);

// Every byte that belongs to no character becomes U+FFFD.
std::string utf8_mended(std::string_view text);

// Text of somebody else as one line that a terminal or a page can show: what steers either of them
// (control characters, ends of lines, signs that change the direction of writing) and what is no
// UTF-8 becomes U+FFFD.
std::string printable(std::string_view text);

}  // namespace uvchat
