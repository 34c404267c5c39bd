#include "tests/simulation/client.h"

#include <algorithm>
#include <array>

#include "tests/simulation/door.h"

namespace uvchat::simulation {
namespace {

template <std::size_t N>
std::string pick(SeededRandom& random, const std::array<const char*, N>& from) {
  return from[random.below(N)];
}

// Mostly one of those who came last, by the name they came with.
std::string some_nick(SeededRandom& random, const Speaker& who) {
  if (who.people > 0 && !random.one_in(3)) {
    return first_nick(who.people - 1 - random.below(std::min<std::uint64_t>(who.people, 14)));
  }
  // Among them look-alikes of "ana": a Cyrillic one, and a Greek one that is it in capitals alone.
  return pick<15>(random,
                  {"ana", "Ana", "luis", "LUIS", "eva", "juan", "[x]", "guest1", "1bad", "maria",
                   "ana_", "\u00d1and\u00fa", "\u00f1and\u00da", "\u0430na", "\u0391\u039d\u0391"});
}

std::string some_channel(SeededRandom& random, const Speaker& who) {
  if (!who.rules.empty() && random.one_in(2)) return who.rules;
  // Among them a Cyrillic look-alike of "#a", and a Greek one of "#B".
  return pick<12>(random, {"#lobby", "#Lobby", "#a", "#A", "#a", "#b", "#c", "nochannel", "#\u00d1",
                           "#\u00f1", "#\u0430", "#\u0392"});
}

std::string some_key(SeededRandom& random) {
  return pick<5>(random, {"k1", "k2", "k1,k2", "k2,,k1", "0"});
}

std::string some_mask(SeededRandom& random, const Speaker& who) {
  if (random.one_in(3)) return some_nick(random, who);
  return pick<11>(random, {"*!~u1*@*", "?n?", "*!*@192.0.2.1", "m:luis", "m:*!~user@*", "r:some*",
                           "m:r:n", "j:#B", "m:", "*", "EVA!*"});
}

std::string some_mode_change(SeededRandom& random, const Speaker& who) {
  static constexpr std::string_view letters =
      "ooohhvvqa"
      "bbbbeeII"
      "klff"
      "iimmnnsttuuUz";
  std::string changes;
  std::string params;
  const std::uint64_t count = 1 + random.below(3);
  for (std::uint64_t i = 0; i < count; ++i) {
    const bool on = random.one_in(2);
    const char letter = letters[random.below(letters.size())];
    changes += on ? '+' : '-';
    changes += letter;
    if (random.one_in(12)) continue;  // nothing there, or the next one's
    if (std::string_view("ohvqa").find(letter) != std::string_view::npos) {
      params += " " + some_nick(random, who);
    } else if (std::string_view("beI").find(letter) != std::string_view::npos) {
      params += " " + some_mask(random, who);
    } else if (letter == 'k') {
      params += " " + some_key(random);
    } else if (letter == 'l' && on) {
      params += " " + pick<4>(random, {"1", "3", "5", "none"});
    } else if (letter == 'f' && on) {
      params += " " + some_channel(random, who);
    }
  }
  return changes + params;
}

std::string some_mode(SeededRandom& random, const Speaker& who) {
  if (random.one_in(5)) {
    const std::string nick = random.one_in(2) ? who.nick : some_nick(random, who);
    return "MODE " + nick + pick<7>(random, {"", " +i", " -i", " +iw", " +o", " +sx-i", " -wB+B"});
  }
  const std::string channel = "MODE " + some_channel(random, who);
  if (random.one_in(4)) return channel + pick<4>(random, {"", " b", " +e", " I"});
  return channel + " " + some_mode_change(random, who);
}

std::string some_text(SeededRandom& random) {
  std::string text = "text " + std::to_string(random.below(1'000'000));
  if (random.one_in(4)) text.append(random.below(300), 'x');
  return text;
}

std::string some_channel_command(SeededRandom& random, const Speaker& who) {
  const std::string channel = some_channel(random, who);
  switch (random.below(19)) {
    case 0:
    case 1:
      return "JOIN " + channel;
    case 2:
      return "JOIN #a,#b,#c";
    case 3:
      return "JOIN " + channel + ",#a " + some_key(random);
    case 4:
      return random.one_in(3) ? "JOIN 0" : "JOIN " + channel + " k1";
    case 5:
      return random.one_in(2) ? "PART " + channel : "PART " + channel + " :" + some_text(random);
    case 6:
      return random.one_in(3) ? "TOPIC " + channel : "TOPIC " + channel + " :" + some_text(random);
    case 7:
    case 8:
      return "NAMES " + channel + (random.one_in(3) ? ",#b,#lobby" : "");
    case 9:
      return "KICK " + channel + " " + some_nick(random, who);
    case 10:
      return "KICK " + channel + ",#a " + some_nick(random, who) + "," + some_nick(random, who) +
             " :out";
    case 11:
    case 12:
      if (random.one_in(6)) return random.one_in(2) ? "INVITE" : "INVITE ana";
      return "INVITE " + some_nick(random, who) + " " + channel;
    case 13:
      return "WHO " + (random.one_in(2)   ? channel
                       : random.one_in(2) ? some_nick(random, who)
                                          : pick<4>(random, {"*", "?n*", "some*", "SRV"}));
    case 14:
      return pick<5>(random, {"LIST", "LIST", "LIST >1", "LIST #a,#b,#lobby", "LIST #C"});
    case 15:
      return "RENAME " + channel +
             pick<8>(random, {" #b", " #c", " #d", " #A :so", " #\u00f1", " #Lobby", " bad", ""});
    default:
      return some_mode(random, who);
  }
}

std::string some_presence_command(SeededRandom& random, const Speaker& who) {
  const std::string nicks = some_nick(random, who) + "," + some_nick(random, who);
  switch (random.below(8)) {
    case 0:
      return "AWAY :gone " + some_text(random);
    case 1:
      return random.one_in(2) ? "AWAY" : "AWAY :back soon";
    case 2:
      return "MONITOR L";
    case 3:
      return "MONITOR S";
    case 4:
      return "MONITOR - " + nicks;
    case 5:
      return random.one_in(3)
                 ? pick<4>(random, {"MONITOR C", "MONITOR", "MONITOR +", "MONITOR x y"})
                 : "MONITOR + " + nicks + "," + some_nick(random, who);
    default:
      return "MONITOR + " + nicks;
  }
}

// All people come from one address, so a mask that means somebody else says something of the user.
std::string some_server_mask(SeededRandom& random, const Speaker& who) {
  if (random.one_in(6)) return some_nick(random, who);
  if (random.one_in(3)) return "~u" + some_nick(random, who) + "@*.2.1";
  return pick<10>(random, {"~un1?@*", "~un?@192.*", "~u*@10.1.2.3/8", "~USER@192.0.2.0/24", "*@*",
                           "*classroom@192.0.2.1", "10.1.2.3", "192.0.2.1/32", "a!b@c", "~un*5@*"});
}

std::string some_ban(SeededRandom& random, const Speaker& who) {
  const std::string mask = some_server_mask(random, who);
  switch (random.below(7)) {
    case 0:
      return "DLINE " + mask + " :" + some_text(random);
    case 1:
      return pick<3>(random, {"STATS k", "STATS d", "STATS k"});
    case 2:
      return pick<4>(random, {"UNKLINE ~un1?@*", "UNKLINE ~un?@192.*", "UNDLINE 10.1.2.3",
                              "UNKLINE ~user@192.0.2.0/24"});
    case 3:
      return "UNKLINE " + mask;
    case 4:
      return "KLINE 1 " + mask + " :" + some_text(random);
    default:
      return "KLINE " + mask + (random.one_in(2) ? " :so" : "");
  }
}

std::string some_operator_command(SeededRandom& random, const Speaker& who) {
  if (random.one_in(who.is_operator ? 2 : 20)) return some_ban(random, who);
  switch (random.below(4)) {
    case 0:
      return random.one_in(3) ? "KILL " + some_nick(random, who) + " :enough" : "OPER root";
    case 1:
      return "WALLOPS :" + some_text(random);
    default:
      return pick<7>(random, {"OPER root r", "OPER boss b", "OPER root r", "OPER boss b",
                              "OPER root b", "OPER boss x", "OPER nobody r"});
  }
}

std::string some_query(SeededRandom& random, const Speaker& who) {
  const std::string nick = some_nick(random, who);
  switch (random.below(6)) {
    case 0:
      return "ISON " + nick + " " + some_nick(random, who);
    case 1:
      return "USERHOST " + nick + " " + some_nick(random, who);
    case 2:
      return "WHOWAS " + nick;
    case 3:
      return pick<5>(random, {"STATS o", "STATS u", "STATS k", "STATS", "STATS z"});
    default:
      return "WHOIS " + nick + (random.one_in(4) ? "," + some_nick(random, who) : "");
  }
}

std::string some_untagged(SeededRandom& random, const Speaker& who) {
  if (!who.rules.empty() && random.one_in(3)) return some_channel_command(random, who);
  if (random.one_in(who.is_operator ? 12 : 30)) return some_operator_command(random, who);
  if (random.one_in(8)) return some_presence_command(random, who);
  if (random.one_in(12)) return some_query(random, who);
  const std::string target = random.one_in(3) ? some_nick(random, who) : some_channel(random, who);
  switch (random.below(16)) {
    case 0:
      return "NICK " + some_nick(random, who);
    case 1:
      return "USER user 0 * :somebody";
    case 2:
      return "CAP REQ :" + some_caps(random);
    case 3:
      return "CAP END";
    case 4:
      return random.one_in(2) ? "PING :x y" : "NOTICE " + target + " :" + some_text(random);
    case 5:
      if (random.one_in(20)) return random.one_in(3) ? some_webirc(random) : "QUIT :bye";
      return "PONG srv";
    case 6:
      return random.one_in(4) ? "FROB x" : "privmsg " + target + " :" + some_text(random);
    case 7:
    case 8:
    case 9:
      return "PRIVMSG " + target + " :" + some_text(random);
    default:
      return some_channel_command(random, who);
  }
}

}  // namespace

std::string some_caps(SeededRandom& random) {
  if (random.one_in(15)) return "server-time unknown";
  std::string caps;
  for (const char* name :
       {"server-time", "message-tags", "echo-message", "labeled-response", "batch", "away-notify",
        "extended-monitor", "invite-notify", "multi-prefix", "no-implicit-names",
        "userhost-in-names", "draft/channel-rename"}) {
    if (!random.one_in(2)) continue;
    if (!caps.empty()) caps += ' ';
    if (random.one_in(4)) caps += '-';
    caps += name;
  }
  return caps.empty() ? "batch" : caps;
}

// Somebody local who has no limits, a gateway, and others, of whom two have one network.
std::string some_peer_address(SeededRandom& random) {
  if (random.one_in(3)) return std::string(gateway_address);
  return pick<8>(random, {"192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1",
                          "2001:db8::2", "2001:db8:0:1::1", "192.0.2.4"});
}

std::string some_webirc(SeededRandom& random) {
  const std::string password = random.one_in(16) ? "guess" : std::string(gateway_password);
  return "WEBIRC " + password + " gw some.host " +
         pick<7>(random, {"203.0.113.1", "203.0.113.1", "203.0.113.1", "2001:db8:2::1",
                          "2001:db8:2::2", "192.0.2.1", "198.51.100.1"});
}

std::string first_nick(std::uint64_t person) { return "n" + std::to_string(person); }

std::string some_command(SeededRandom& random, const Speaker& who) {
  if (random.one_in(100)) return std::string(5'000, 'l');  // longer than any line may be
  if (random.one_in(100)) return "PRIVMSG #a :no UTF-8: \xff";
  if (random.one_in(10))
    return "@label=L" + std::to_string(random.below(99)) + " " + some_untagged(random, who);
  if (random.one_in(20)) return "@+typing=active TAGMSG " + some_channel(random, who);
  return some_untagged(random, who);
}

std::string some_classroom_text(SeededRandom& random) {
  const std::string text = some_text(random);
  return random.one_in(8) ? text : pick<4>(random, {"Ana", "Luis", "Eva Maria", "x"}) + ": " + text;
}

}  // namespace uvchat::simulation
