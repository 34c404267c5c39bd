#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

// Every sentence that the client itself says. They stand in texts.def, one row each; to add a
// language, add a column there and a name here.

namespace uvchat::cli {

enum class Language : std::uint8_t { english, spanish };
inline constexpr std::size_t languages_count = 2;

enum class Text : std::uint16_t {
#define UVCHAT_TEXT(id, ...) id,
#include "chat/texts.def"
#undef UVCHAT_TEXT
  count_
};

// The sentences of one row, by language.
const std::array<const char*, languages_count>& translations(Text id);

// Chosen once for the process, before any thread starts.
void choose_language(Language language);
// From the first of LC_ALL, LC_MESSAGES and LANG that is set; English if it is another language.
Language language_of_environment();

const char* text(Text id);

// The sentence with its holes filled: fill(Text::joins, {{"nick", "ana"}}).
using Hole = std::pair<std::string_view, std::string_view>;
std::string fill(Text id, std::initializer_list<Hole> holes);

// "ana, luis and mia"; of more than `named_max` (at least 2), "ana, luis and 3 others".
std::string listed(std::span<const std::string> names, std::size_t named_max);

}  // namespace uvchat::cli
