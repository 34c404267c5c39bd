// What people do in channels: they come and go, change modes and talk.

#include "tests/simulation/pick.h"

namespace uvchat::simulation {
namespace {

std::string some_fellow(SeededRandom& random, const Speaker& who) {
  const bool any = who.fellows.empty() || random.one_in(4);
  return any ? some_nick(random, who) : one_of(random, who.fellows);
}

std::string some_key(SeededRandom& random) {
  return pick<5>(random, {"k1", "k2", "k1,k2", "k2,,k1", "0"});
}

std::string some_mask(SeededRandom& random, const Speaker& who) {
  if (random.one_in(3)) return some_nick(random, who);
  return pick<13>(random, {"*!~u1*@*", "a:n*", "m:account:n1*", "?n?", "*!*@192.0.2.1", "m:luis",
                           "m:*!~user@*", "r:some*", "m:r:n", "j:#B", "m:", "*", "EVA!*"});
}

std::string some_mode_change(SeededRandom& random, const Speaker& who) {
  static constexpr std::string_view letters =
      "oohhvvqqqqqqqaaaaa"
      "bbbbeeII"
      "kklfff"
      "imnnsttuUzzzyCCccxxRMWW";
  if (random.one_in(60)) return "+vvvvvvvvvvvvv a b c d e f g h i j k l m";
  if (random.one_in(60)) {
    return std::string("+t-t+s-s+i-i+m-m+n-n+u-u+U-U+t-t+s-s+i-i+m-m+n-n+ttttttttttttttttttttt");
  }
  std::string changes;
  std::string params;
  const std::uint64_t count = 1 + random.below(3);
  for (std::uint64_t i = 0; i < count; ++i) {
    const char letter = letters[random.below(letters.size())];
    const bool on = letter == 'R' ? random.one_in(2) : !random.one_in(3);  // R keeps most out
    changes += on ? '+' : '-';
    changes += letter;
    if (random.one_in(12)) continue;  // nothing there, or the next one's
    if (std::string_view("ohvqa").find(letter) != std::string_view::npos) {
      params += " " + some_fellow(random, who);
    } else if (std::string_view("beI").find(letter) != std::string_view::npos) {
      params += " " + some_mask(random, who);
    } else if (letter == 'k') {
      params += " " + some_key(random);
    } else if (letter == 'l' && on) {
      params += " " + pick<4>(random, {"1", "3", "5", "none"});
    } else if (letter == 'f' && on) {
      params += " " + (random.one_in(4) ? some_channel(random, who)
                                        : pick<4>(random, {"#a", "#b", "#c", "#lobby"}));
    }
  }
  return changes + params;
}

std::string some_own_mode(SeededRandom& random, const Speaker& who) {
  if (random.one_in(4)) return "MODE " + some_nick(random, who) + " +i";
  if (random.one_in(3)) return "MODE " + who.nick + " " + one_of(random, who.own_undoings);
  return "MODE " + who.nick +
         pick<14>(random, {"", " +i", " -i", " +iw", " +o", " +sx-i", " -wB+B", " +T", " +B", " -T",
                           " +TB-BT", " -wi+iw", " +R", " +R-R"});
}

std::string some_mode(SeededRandom& random, const Speaker& who) {
  if (random.one_in(6)) return some_own_mode(random, who);
  const bool rules = !who.rules.empty() && !random.one_in(6);
  const std::string channel = "MODE " + (rules ? who.rules : some_channel(random, who));
  if (random.one_in(6)) return channel + pick<4>(random, {"", " b", " +e", " I"});
  if (!who.undoings.empty() && !random.one_in(3)) {
    return "MODE " + who.rules + " " + one_of(random, who.undoings);
  }
  return channel + " " + some_mode_change(random, who);
}

std::string some_who(SeededRandom& random, const std::string& channel, const Speaker& who) {
  const std::string whom = random.one_in(2) ? channel
                           : random.one_in(2)
                               ? some_nick(random, who)
                               : pick<6>(random, {"*", "?n*", "some*", "SRV", "0", "192.0.2.?"});
  if (!random.one_in(3)) return "WHO " + whom;
  return "WHO " + whom + " " +
         pick<8>(random,
                 {"o", "%tcuihsnfdlaor,42", "%na", "o%cnf", "%tnr,1234", "%hiu", "%", "x%zif,7"});
}

std::string some_list(SeededRandom& random) {
  return "LIST" + pick<12>(random, {"", "", " >1", " #a,#b,#lobby", " #C", " <3", " >0,<9",
                                    " *a*,!#a", " C<1,T<1", " C>0", " T>1", " #?,>x"});
}

}  // namespace

std::string some_channel_command(SeededRandom& random, const Speaker& who) {
  const std::string channel = some_channel(random, who);
  switch (random.below(23)) {
    case 0:
    case 1:
      return "JOIN " + channel;
    case 2:
      return random.one_in(10) ? "JOIN " + some_channels(random, who) : "JOIN #a,#b,#c";
    case 3:
      return "JOIN " + channel + ",#a " + some_key(random);
    case 4:
      return random.one_in(3) ? "JOIN 0" : "JOIN " + channel + " k1";
    case 5:
      if (random.one_in(8)) return "PART " + some_channels(random, who) + " :" + some_text(random);
      return random.one_in(2) ? "PART " + channel : "PART " + channel + " :" + some_text(random);
    case 6:
      return random.one_in(3) ? "TOPIC " + channel : "TOPIC " + channel + " :" + some_text(random);
    case 7:
    case 8:
      if (random.one_in(20)) {
        return random.one_in(2) ? "NAMES" : "NAMES " + some_channels(random, who);
      }
      return "NAMES " + channel + (random.one_in(3) ? ",#b,#lobby" : "");
    case 9:
      if (random.one_in(4)) return "KICK " + channel + " " + some_nicks(random, who) + " :out";
      return "KICK " + channel + " " + some_fellow(random, who) +
             (random.one_in(4) ? " :" + some_text(random) : "");
    case 10:
      return "KICK " + channel + ",#a " + some_nick(random, who) + "," + some_nick(random, who) +
             " :out";
    case 11:
    case 12:
      if (random.one_in(6)) return random.one_in(2) ? "INVITE" : "INVITE ana";
      return "INVITE " + some_nick(random, who) + " " + channel;
    case 13:
      return some_who(random, channel, who);
    case 14:
      return some_list(random);
    case 15:
      return "RENAME " + channel +
             pick<8>(random, {" #b", " #c", " #d", " #A :so", " #\u00f1", " #Lobby", " bad", ""}) +
             (random.one_in(8) ? " :" + some_text(random) : "");
    default:
      return some_mode(random, who);
  }
}

// --- What they say.

namespace {

std::string some_words(SeededRandom& random) {
  switch (random.below(12)) {
    case 0:
      return "\1VERSION\1";
    case 1:
      return "\1ACTION waves" + std::string(random.one_in(2) ? "\1" : "");
    case 2:
      return "a \x02"
             "bold\x0f word";
    case 3:
      return random.one_in(2) ? "+aes1 QUJD" : "+aes1 no cipher";
    case 4:
      if (random.one_in(2)) return "see https://srv/files/" + std::string(32, 'f');
      return std::string(300 + random.below(180), 'w');
    default:
      return some_text(random);
  }
}

std::string some_target(SeededRandom& random, const Speaker& who) {
  const std::string channel = some_channel(random, who);
  if (random.one_in(3)) return some_nick(random, who);
  if (!random.one_in(6)) return channel;
  return pick<7>(random, {"@", "+", "%", "~", "&", "@+", "+@"}) + channel;
}

}  // namespace

// Mostly of several lines to one target, as it should be.
std::vector<std::string> some_batch(SeededRandom& random, const Speaker& who) {
  const std::string target = some_target(random, who);
  const std::string label = random.one_in(3) ? "@label=b;+x=1 " : "";
  std::vector<std::string> lines = {label + "BATCH +m draft/multiline " + target};
  const std::uint64_t count = random.below(6);
  const std::string command = random.one_in(3) ? " NOTICE " : " PRIVMSG ";
  for (std::uint64_t i = 0; i < count; ++i) {
    if (random.one_in(40)) lines.push_back(random.one_in(2) ? "PING between" : "AWAY :between");
    const std::string concat = random.one_in(4) ? ";draft/multiline-concat" : "";
    const std::string to = random.one_in(30) ? some_target(random, who) : target;
    const std::string kind = random.one_in(40) ? " PRIVMSG " : command;
    const std::string text = random.one_in(6) ? "" : some_words(random);
    lines.push_back("@batch=m" + concat + kind + to + " :" + text);
  }
  if (!random.one_in(8)) {
    lines.push_back((random.one_in(6) ? "@label=e " : "") + std::string("BATCH -m"));
  }
  return lines;
}

std::string some_message(SeededRandom& random, const Speaker& who) {
  std::string target = some_target(random, who);
  if (random.one_in(8)) target += "," + some_target(random, who) + "," + target;
  if (random.one_in(30)) target += ",ana,luis,eva,juan,maria";
  if (random.one_in(60)) return random.one_in(2) ? "PRIVMSG" : "NOTICE " + target;
  if (random.one_in(60)) return random.one_in(2) ? "PRIVMSG " + target + " :" : "NOTICE";
  if (random.one_in(12)) {
    return "RELAYMSG " + some_channel(random, who) + " " +
           pick<4>(random, {"ana/x", "b/c/d", "plain", "1/x"}) + " :" +
           (random.one_in(8) ? "" : some_words(random));
  }
  const std::string tags =
      random.one_in(12) ? pick<3>(random, {"@+reply=a;+x/y ", "@+b$=1;+c=2 ", "@typing=1 "}) : "";
  const std::string command = random.one_in(4)    ? "NOTICE "
                              : random.one_in(20) ? "privmsg "
                                                  : "PRIVMSG ";
  return tags + command + target + " :" + some_words(random);
}

}  // namespace uvchat::simulation
