#include "chat/emoji_names.h"

#include <algorithm>
#include <array>

namespace uvchat::cli {
namespace {

struct Emoji {
  const char* sign;
  std::string_view names;  // between spaces
};

// Some of the page's emoji, by its names in both languages and those of other programs.
constexpr auto emojis = std::to_array<Emoji>({
    {"👍", "thumbs_up yes +1 pulgar_arriba sí thumbsup like"},
    {"👎", "thumbs_down no -1 pulgar_abajo thumbsdown"},
    {"❤️", "heart love corazón amor red_heart"},
    {"😂", "tears_of_joy joy lol lágrimas_de_risa risa"},
    {"🎉", "party tada fiesta"},
    {"🙏", "please thanks por_favor gracias pray"},
    {"👀", "eyes looking ojos mirando"},
    {"🔥", "fire fuego flame"},
    {"✅", "done check hecho white_check_mark"},
    {"💯", "hundred cien 100"},
    {"🚀", "rocket ship_it cohete"},
    {"😄", "laughing_eyes smile ojos_alegres sonrisa"},
    {"😀", "grinning happy sonriente feliz"},
    {"😊", "blush sonrojo"},
    {"😍", "heart_eyes ojos_de_corazón"},
    {"😉", "wink guiño"},
    {"🤔", "thinking pensando"},
    {"😮", "surprised wow sorprendido"},
    {"😢", "sad cry triste llorar"},
    {"😭", "sobbing llorando"},
    {"😡", "angry enfadado"},
    {"😎", "cool sunglasses genial gafas"},
    {"🤣", "rolling_laughing rofl muerto_de_risa"},
    {"👏", "clap aplauso"},
    {"🙌", "hooray raised_hands bravo"},
    {"👋", "wave hello bye saludo hola adiós"},
    {"💪", "strong fuerte"},
    {"👌", "ok_hand vale"},
    {"🤝", "handshake apretón_de_manos"},
    {"🙂", "slight_smile sonrisa_leve"},
    {"😁", "beaming grin radiante"},
    {"😆", "laughing haha riendo jaja"},
    {"🥳", "party_face de_fiesta"},
    {"😱", "scream grito"},
    {"💀", "skull calavera"},
    {"🤖", "robot"},
    {"☕", "coffee café"},
    {"⭐", "star estrella"},
    {"🐛", "bug bicho"},
    {"❌", "cross cruz"},
    {"⚠️", "warning aviso"},
    {"💡", "idea"},
    {"❓", "question pregunta"},
    {"🎂", "cake birthday tarta cumpleaños"},
});

// Calls `take` with each name until it is true.
template <typename Take>
bool any_name(const Emoji& emoji, Take take) {
  for (std::string_view rest = emoji.names; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    if (take(name)) return true;
  }
  return false;
}

}  // namespace

std::string with_emoji(std::string_view text) {
  const bool is_name = text.size() > 2 && text.starts_with(':') && text.ends_with(':');
  const std::string_view wanted = is_name ? text.substr(1, text.size() - 2) : std::string_view();
  for (const Emoji& emoji : emojis) {
    if (any_name(emoji, [&](std::string_view name) { return name == wanted; })) return emoji.sign;
  }
  return std::string(text);
}

std::vector<std::string> emoji_completions(std::string_view begun) {
  std::vector<std::string> signs;
  if (begun.size() < 2 || !begun.starts_with(':')) return signs;
  begun.remove_prefix(1);
  if (begun.ends_with(':')) begun.remove_suffix(1);
  for (const Emoji& emoji : emojis) {
    if (any_name(emoji, [&](std::string_view name) { return name.starts_with(begun); })) {
      signs.emplace_back(emoji.sign);
    }
  }
  return signs;
}

}  // namespace uvchat::cli
