#include "chat/formatting.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "chat/text.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

// mIRC's colours 0 to 98 among the 256. The first 16 are those of the user's terminal.
constexpr auto mirc_colours = std::to_array<std::int16_t>(
    {15,  0,   4,   2,   9,   1,   5,   3,   11,  10,  6,   14,  12,  13,  8,   7,   52,
     94,  100, 58,  22,  29,  23,  24,  17,  54,  53,  89,  88,  130, 142, 64,  28,  35,
     30,  25,  18,  91,  90,  125, 124, 166, 184, 106, 34,  49,  37,  33,  19,  129, 127,
     161, 196, 208, 226, 154, 46,  86,  51,  75,  21,  171, 201, 198, 203, 215, 227, 191,
     83,  122, 87,  111, 63,  177, 207, 205, 217, 223, 229, 193, 157, 158, 159, 153, 147,
     183, 219, 212, 16,  233, 235, 237, 239, 241, 244, 247, 250, 254, 231});

constexpr auto first_colours = std::to_array<Rgb>({{0, 0, 0},
                                                   {205, 0, 0},
                                                   {0, 205, 0},
                                                   {205, 205, 0},
                                                   {0, 0, 238},
                                                   {205, 0, 205},
                                                   {0, 205, 205},
                                                   {229, 229, 229},
                                                   {127, 127, 127},
                                                   {255, 0, 0},
                                                   {0, 255, 0},
                                                   {255, 255, 0},
                                                   {92, 92, 255},
                                                   {255, 0, 255},
                                                   {0, 255, 255},
                                                   {255, 255, 255}});

constexpr int distance_seen = 60;  // between two colours that look different

int squared_distance(Rgb a, Rgb b) {
  const int red = a.red - b.red;
  const int green = a.green - b.green;
  const int blue = a.blue - b.blue;
  return red * red + green * green + blue * blue;
}

bool are_alike(Rgb a, Rgb b) { return squared_distance(a, b) < distance_seen * distance_seen; }

bool is_bright(Rgb colour) {
  return 299 * colour.red + 587 * colour.green + 114 * colour.blue > 127'500;
}

bool is_hex_digit(char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); }

int hex_value(char c) { return is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10; }

// Cuts the number of a colour off: one or two digits.
std::optional<std::int16_t> take_number(std::string_view& text) {
  int number = 0;
  std::size_t digits = 0;
  while (digits < 2 && digits < text.size() && is_digit(text[digits])) {
    number = 10 * number + (text[digits++] - '0');
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  const auto index = static_cast<std::size_t>(number);
  return index < mirc_colours.size() ? mirc_colours[index] : Style::no_colour;
}

// The same for six hex digits. Fewer digits are no colour, and are removed from the text too.
std::optional<std::int16_t> take_hex(std::string_view& text) {
  std::size_t digits = 0;
  std::array<int, 6> value{};
  while (digits < value.size() && digits < text.size() && is_hex_digit(text[digits])) {
    value[digits] = hex_value(text[digits]);
    ++digits;
  }
  text.remove_prefix(digits);
  if (digits == 0) return std::nullopt;
  return digits < value.size() ? Style::no_colour
                               : nearest_colour({16 * value[0] + value[1], 16 * value[2] + value[3],
                                                 16 * value[4] + value[5]},
                                                256);
}

using TakeColour = std::optional<std::int16_t> (*)(std::string_view&);

// "4,12", "4", or nothing, which ends all colours.
void take_colours(std::string_view& text, Style& style, TakeColour take) {
  const auto fore = take(text);
  if (!fore) {
    style.fore = Style::no_colour;
    style.back = Style::no_colour;
    return;
  }
  style.fore = *fore;
  if (text.starts_with(',')) {
    std::string_view behind = text.substr(1);
    if (const auto back = take(behind)) {
      style.back = *back;
      text = behind;
    }
  }
}

// Applies the code that `text` begins with, and cuts it off. False if there is none.
bool take_code(std::string_view& text, Style& style) {
  const char code = text.front();
  std::string_view rest = text.substr(1);
  switch (code) {
    case '\x02':
      style.bold = !style.bold;
      break;
    case '\x1d':
      style.italic = !style.italic;
      break;
    case '\x1f':
      style.underlined = !style.underlined;
      break;
    case '\x1e':
      style.struck = !style.struck;
      break;
    case '\x16':
      style.reversed = !style.reversed;
      break;
    case '\x11':  // monospace: a terminal has nothing else
      break;
    case '\x0f':
      style = {};
      break;
    case '\x03':
      take_colours(rest, style, take_number);
      break;
    case '\x04':
      take_colours(rest, style, take_hex);
      break;
    default:
      return false;
  }
  text = rest;
  return true;
}

void note_change(FormattedText& out, const Style& style, const Style& before) {
  if (style == before) return;
  if (!out.changes.empty() && out.changes.back().begin == out.text.size()) {
    out.changes.back().style = style;
  } else if (out.changes.size() < style_changes_max) {
    out.changes.push_back({out.text.size(), style});
  }
}

std::string shown_piece(std::string_view piece) {
  std::string text(piece);
  std::replace(text.begin(), text.end(), '\t', ' ');
  return printable(text);
}

}  // namespace

FormattedText formatted(std::string_view raw) {
  FormattedText out;
  out.text.reserve(raw.size());
  Style style;
  while (!raw.empty()) {
    const Style before = style;
    if (raw.front() == '\n') {
      style = {};
      note_change(out, style, before);
      out.text += '\n';
      raw.remove_prefix(1);
    } else if (take_code(raw, style)) {
      note_change(out, style, before);
    } else {
      constexpr std::string_view codes("\n\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f");
      const std::string_view piece = raw.substr(0, raw.find_first_of(codes));
      out.text += shown_piece(piece);
      raw.remove_prefix(piece.size());
    }
  }
  return out;
}

Rgb rgb_of(std::int16_t colour) {
  const int index = colour;
  if (index < 16) return first_colours[static_cast<std::size_t>(std::max(index, 0))];
  if (index >= 232) {
    const int grey = 8 + 10 * (index - 232);
    return {grey, grey, grey};
  }
  const auto level = [](int step) { return step == 0 ? 0 : 55 + 40 * step; };
  const int cube = index - 16;
  return {level(cube / 36), level(cube / 6 % 6), level(cube % 6)};
}

std::int16_t nearest_colour(Rgb wanted, std::int16_t count) {
  // Of many, not the first 16: the user may have changed these.
  std::int16_t best = count == 256 ? std::int16_t{16} : std::int16_t{0};
  int distance = std::numeric_limits<int>::max();
  for (std::int16_t colour = best; colour < count; ++colour) {
    const int here = squared_distance(wanted, rgb_of(colour));
    if (here < distance) {
      best = colour;
      distance = here;
    }
  }
  return best;
}

Style readable(Style style, std::int16_t count) {
  const auto fit = [count](std::int16_t colour) {
    return count == 0       ? Style::no_colour
           : colour < count ? colour
                            : nearest_colour(rgb_of(colour), count);
  };
  style.fore = fit(style.fore);
  style.back = fit(style.back);
  if (style.back == Style::no_colour) {
    const bool may_vanish =
        style.fore != Style::no_colour && (are_alike(rgb_of(style.fore), {0, 0, 0}) ||
                                           are_alike(rgb_of(style.fore), {255, 255, 255}));
    style.fore = may_vanish ? Style::no_colour : style.fore;
  } else if (style.fore == Style::no_colour) {
    style.fore = is_bright(rgb_of(style.back)) ? std::int16_t{0} : std::int16_t{7};
  } else if (are_alike(rgb_of(style.fore), rgb_of(style.back))) {
    style.fore = Style::no_colour;
    style.back = Style::no_colour;
  }
  return style;
}

}  // namespace uvchat::cli
