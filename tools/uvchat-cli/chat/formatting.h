#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The formatting codes in lines (modern.ircdocs.horse/formatting): bold, italics, underline,
// strike-through, monospace, reverse and colours. They are removed from the text, so that no byte
// of a line's author controls the terminal.

namespace uvchat::cli {

// How a part of a text looks.
struct Style {
  static constexpr std::int16_t no_colour = -1;  // the terminal's own

  bool bold = false;
  bool italic = false;
  bool underlined = false;
  bool struck = false;
  bool reversed = false;
  std::int16_t fore = no_colour;  // of the 256 that terminals have
  std::int16_t back = no_colour;

  bool operator==(const Style&) const = default;
};

// From the byte `begin` of the text on, until the next one.
struct StyleChange {
  std::size_t begin = 0;
  Style style;
};

struct FormattedText {
  std::string text;                  // printable but for '\n', where every formatting ends
  std::vector<StyleChange> changes;  // in order, no two of one `begin`; mostly none
};

// Changes that are kept; the text after the last one keeps its style.
inline constexpr std::size_t style_changes_max = 1000;

FormattedText formatted(std::string_view raw);

// The red, green and blue of one of the 256 colours.
struct Rgb {
  int red = 0;
  int green = 0;
  int blue = 0;
};
Rgb rgb_of(std::int16_t colour);
// The nearest of the first `count` colours: 8, 16 or 256.
std::int16_t nearest_colour(Rgb wanted, std::int16_t count);

// The style for a terminal of `count` colours (0: none) on an unknown background. A text that would
// not stand out from its own background, or from a black or a white screen, gets the terminal's own
// colours.
Style readable(Style style, std::int16_t count);

}  // namespace uvchat::cli
