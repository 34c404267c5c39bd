#pragma once

#include <span>
#include <string>
#include <string_view>

// The classroom's cipher, for compatibility and teaching: it protects nothing. Thread-safe.

namespace uvchat::cipher {

// Rotates each ASCII letter by `shift` places within its case and leaves every other byte alone.
// Any shift is good; -shift undoes shift.
void rotate(std::span<char> text, int shift);

// The form in which a text survives the original's clients, which destroy letters outside ASCII:
// decomposed (NFD), so that an accent is a character of its own, which is no letter; and where
// letters of another script than Latin remain, transliterated first. ASCII comes back as it is.
// `text` is UTF-8; broken bytes become U+FFFD.
std::string classroom_form(std::string_view text);

// Loads on this thread what classroom_form() needs, some hundred milliseconds' work, so that nobody
// has to wait for it later.
void prepare_classroom_form();

}  // namespace uvchat::cipher
