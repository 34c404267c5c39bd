#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

// What a text looks like (UTS 39) as it is spelled, in small letters and in capitals: with its
// characters beyond ASCII in the forms they look like, casefolded. None is there twice. Adds to
// `steps` how much it has done: some hundreds take a microsecond.
std::vector<std::string> look_alike_forms(std::string_view text, std::uint64_t& steps);

}  // namespace uvchat::irc::unicode
