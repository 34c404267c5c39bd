#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Codes that are used once and typed by people: "k7dq-3mza-94hw", 60 bits. The store has their
// hashes alone. Nobody finds one by guessing: wrong ones are counted as wrong passwords are.

namespace uvchat::hub {

// Of a verification or a reset.
inline constexpr std::int64_t code_us_max = std::int64_t{86'400} * 1'000'000;

// So long no stranger's wish for another code puts one in the place of a code that was sent by
// e-mail: time enough for the message to come and to be read.
inline constexpr std::uint64_t mailed_code_held_ms = std::uint64_t{900} * 1'000;
// A code that an operator has made is handed on by people.
inline constexpr std::uint64_t operators_code_held_ms = code_us_max / 1'000;

// The code that is made of a token (TokenDrawn). REQUIRES: the token is not empty.
std::string code_of_token(std::string_view token);
// Whether it can be meant as a code, however it was typed.
bool is_code(std::string_view typed);
// What the store has of a code, however it was typed: in capitals or not, with its hyphens or
// without, with O for 0, I or L for 1.
std::string hash_of_code(std::string_view typed);

}  // namespace uvchat::hub
