#include "tests/simulation/client.h"

#include <array>

namespace uvchat::simulation {
namespace {

template <std::size_t N>
std::string pick(SeededRandom& random, const std::array<const char*, N>& from) {
  return from[random.below(N)];
}

std::string some_nick(SeededRandom& random) {
  // Among them a Cyrillic look-alike of "ana".
  return pick<14>(random, {"ana", "Ana", "luis", "LUIS", "eva", "juan", "[x]", "guest1", "1bad",
                           "maria", "ana_", "\u00d1and\u00fa", "\u00f1and\u00da", "\u0430na"});
}

std::string some_channel(SeededRandom& random) {
  return pick<9>(random,
                 {"#lobby", "#Lobby", "#a", "#A", "#b", "#c", "nochannel", "#\u00d1", "#\u00f1"});
}

std::string some_text(SeededRandom& random) {
  std::string text = "text " + std::to_string(random.below(1'000'000));
  if (random.one_in(4)) text.append(random.below(300), 'x');
  return text;
}

std::string some_caps(SeededRandom& random) {
  std::string caps;
  for (const char* name :
       {"server-time", "message-tags", "echo-message", "labeled-response", "batch", "unknown"}) {
    if (!random.one_in(name[0] == 'u' ? 10 : 2)) continue;
    if (!caps.empty()) caps += ' ';
    if (random.one_in(4)) caps += '-';
    caps += name;
  }
  return caps.empty() ? "batch" : caps;
}

std::string some_untagged(SeededRandom& random) {
  const std::string target = random.one_in(3) ? some_nick(random) : some_channel(random);
  switch (random.below(16)) {
    case 0:
      return "NICK " + some_nick(random);
    case 1:
      return "USER user 0 * :somebody";
    case 2:
      return "CAP REQ :" + some_caps(random);
    case 3:
      return "CAP END";
    case 4:
    case 5:
      return "JOIN " + some_channel(random);
    case 6:
      return "JOIN #a,#b,#c";
    case 7:
      return random.one_in(2) ? "PART " + some_channel(random) : "PING :x y";
    case 8:
      return "TOPIC " + some_channel(random) + " :" + some_text(random);
    case 9:
      return "NAMES " + some_channel(random);
    case 10:
      return "NOTICE " + target + " :" + some_text(random);
    case 11:
      return random.one_in(20) ? "QUIT :bye" : "PONG srv";
    case 12:
      return random.one_in(4) ? "FROB x" : "privmsg " + target + " :" + some_text(random);
    default:
      return "PRIVMSG " + target + " :" + some_text(random);
  }
}

}  // namespace

std::string some_command(SeededRandom& random) {
  if (random.one_in(100)) return std::string(5'000, 'l');  // longer than any line may be
  if (random.one_in(100)) return "PRIVMSG #a :no UTF-8: \xff";
  if (random.one_in(10))
    return "@label=L" + std::to_string(random.below(99)) + " " + some_untagged(random);
  if (random.one_in(20)) return "@+typing=active TAGMSG " + some_channel(random);
  return some_untagged(random);
}

std::string some_classroom_text(SeededRandom& random) {
  const std::string text = some_text(random);
  return random.one_in(8) ? text : pick<4>(random, {"Ana", "Luis", "Eva Maria", "x"}) + ": " + text;
}

}  // namespace uvchat::simulation
