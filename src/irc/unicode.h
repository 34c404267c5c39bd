#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What Unicode knows of the characters of names, asked of ICU. Its tables are made once for all
// threads, by the first call or by load().

namespace uvchat::irc::unicode {

void load();

// NFKC_Casefold (UAX 31).
void casefold_into(std::string& out, std::string_view text);

// PVALID in RFC 8264's IdentifierClass, or Arabic digits, and not ASCII.
bool is_identifier(char32_t c);
bool is_letter(char32_t c);
// Assigned, and to be seen; or it joins letters or emoji.
bool is_visible(char32_t c);

enum class Direction : std::uint8_t { none, left_to_right, right_to_left };
// The strong direction of `c`.
Direction direction_of(char32_t c);

// A casefolded text with its characters beyond ASCII in the forms they look like (UTS 39).
std::string look_alike_form(std::string_view folded);

}  // namespace uvchat::irc::unicode
