#include "tests/simulation/client.h"

#include <algorithm>

#include "tests/simulation/door.h"
#include "tests/simulation/pick.h"

namespace uvchat::simulation {

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

std::string some_text(SeededRandom& random) {
  std::string text = "text " + std::to_string(random.below(1'000'000));
  if (random.one_in(4)) text.append(random.below(300), 'x');
  if (random.one_in(40)) text.append(300, 'y');
  return text;
}

std::string some_nicks(SeededRandom& random, const Speaker& who) {
  std::string nicks = some_nick(random, who);
  const std::uint64_t more = random.one_in(20) ? 22 : 1 + random.below(3);
  for (std::uint64_t i = 0; i < more; ++i) nicks += "," + some_nick(random, who);
  return nicks;
}

std::string some_channels(SeededRandom& random, const Speaker& who) {
  std::string channels = some_channel(random, who);
  const std::uint64_t more = random.one_in(10) ? 22 : 1 + random.below(3);
  for (std::uint64_t i = 0; i < more; ++i) channels += "," + some_channel(random, who);
  return channels;
}

std::string some_presence_command(SeededRandom& random, const Speaker& who) {
  const std::string nicks = some_nick(random, who) + "," + some_nick(random, who);
  switch (random.below(10)) {
    case 8:
      return "SETNAME :" + pick<5>(random, {"n", "some body", "r n", "", "Ñandú"});
    case 9:
      if (random.one_in(6)) return "SETNAME :" + some_text(random);
      return random.one_in(3) ? "AWAY :*" : "monitor s";
    case 0:
      return "AWAY :gone " + some_text(random);
    case 1:
      return random.one_in(2) ? "AWAY" : "AWAY :back soon";
    case 2:
      if (random.one_in(2)) return "MONITOR L";
      if (random.one_in(4)) return random.one_in(2) ? "ACCEPT" : "ACCEPT *";
      return "ACCEPT " + std::string(random.one_in(3) ? "-" : "") + some_nick(random, who);
    case 3:
      return "MONITOR S";
    case 4:
      if (random.one_in(8)) {
        std::string many = "MONITOR - x";
        for (std::uint64_t i = 59 + random.below(120); i > 0; --i) many += ",x";
        return many;
      }
      return "MONITOR - " + nicks;
    case 5:
      return random.one_in(3)
                 ? pick<4>(random, {"MONITOR C", "MONITOR", "MONITOR +", "MONITOR x y"})
                 : "MONITOR + " + nicks + "," + some_nick(random, who);
    default:
      return "MONITOR + " + nicks;
  }
}

namespace {

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
      return "DLINE " + (random.one_in(2) ? mask : some_peer_address(random)) + " :" +
             some_text(random);
    case 1:
      return pick<3>(random, {"STATS k", "STATS d", "STATS k"});
    case 2:
      return pick<4>(random, {"UNKLINE ~un1?@*", "UNKLINE ~un?@192.*", "UNDLINE 10.1.2.3",
                              "UNKLINE ~user@192.0.2.0/24"});
    case 3:
      return (random.one_in(3) ? "UNDLINE " : "UNKLINE ") + mask;
    case 4:
      return "KLINE 1 " + (random.one_in(3) ? mask : "*@" + some_peer_address(random)) + " :" +
             some_text(random);
    default:
      if (random.one_in(12)) return "KLINE " + mask + " :" + std::string(395, 'z');
      return "KLINE " + mask + (random.one_in(2) ? " :so" : "");
  }
}

}  // namespace

std::string some_operator_command(SeededRandom& random, const Speaker& who) {
  if (random.one_in(who.is_operator ? 2 : 20)) return some_ban(random, who);
  if (random.one_in(12)) return "REHASH";
  if (who.is_operator && random.one_in(3)) {
    return "MODE " + who.nick + pick<4>(random, {" +s", " -s", " +s", " -s+s"});
  }
  switch (random.below(who.is_operator ? 5 : 8)) {
    case 0:
      if (random.one_in(3)) return "OPER root";
      return "KILL " + some_nick(random, who) + " :" + some_text(random);
    case 1:
      return "WALLOPS :" + some_text(random);
    case 2:
    case 3:
      return "CHGHOST " + some_nick(random, who) + " " +
             pick<5>(random, {"cloak.example", "other.host", "2001:db8::7", "bad_host", "gw/ana"});
    default:
      return pick<7>(random, {"OPER root r", "OPER boss b", "OPER root r", "OPER boss b",
                              "OPER root b", "OPER boss x", "OPER nobody r"});
  }
}

std::string some_query(SeededRandom& random, const Speaker& who) {
  const std::string nick = some_nick(random, who);
  switch (random.below(6)) {
    case 0:
      return "ISON " + nick + (random.one_in(2) ? " :" : " ") + some_nick(random, who) + " ana";
    case 1:
      return "USERHOST " + nick + " " + some_nick(random, who) +
             (random.one_in(4) ? " n1 n2 n3 n4 n5" : "");
    case 2:
      return "WHOWAS " + nick + pick<4>(random, {"", " 1", " 2", " 0"});
    case 3:
      return "STATS" +
             pick<10>(random, {"", " u", " o", " k", " d", " m", " m", " t", " z", " \x7f"});
    default:
      if (random.one_in(8)) return pick<3>(random, {"WHOIS", "WHOIS nobody ana", "WHOIS s?v n1"});
      return "WHOIS " + nick + (random.one_in(4) ? "," + some_nicks(random, who) : "");
  }
}

std::string some_server_question(SeededRandom& random, const Speaker& who) {
  const std::string whom = pick<6>(random, {"", "", " srv", " S*", " nowhere", ""});
  switch (random.below(13)) {
    case 0:
      return "ADMIN" + whom;
    case 1:
      return "INFO" + whom;
    case 2:
      return "LUSERS" + (random.one_in(4) ? " *" + whom : "");
    case 3:
      return "MOTD" + (random.one_in(8) ? " " + some_nick(random, who) : whom);
    case 4:
      return "TIME" + whom;
    case 5:
      return "VERSION" + whom;
    case 6:
      return "ISUPPORT";
    case 7:
      return random.one_in(2) ? "LINKS" : "links";
    case 8:
      return "HELP" + pick<5>(random, {"", " umodes", " WHO", " frob", " privmsg"});
    case 9:
      if (random.one_in(2)) return random.one_in(2) ? "HELPOP" : "HELPOP CModes";
      return pick<8>(random,
                     {"NS FROB", "NICKSERV", "cs list", "NS INFO nobody", "PRIVMSG nickserv :Info",
                      "NOTICE NickServ :INFO", "PRIVMSG #a,NickServ :INFO", "CHANSERV"});
    case 10:
      if (random.one_in(6)) return "RESUME NEW x";
      if (random.one_in(2)) {
        return pick<3>(random, {"BATCH +1 draft/multiline #a", "BATCH -1", "BATCH x"});
      }
      if (random.one_in(3)) return "REPORT " + some_nick(random, who) + " :" + some_text(random);
      return random.one_in(2) ? "ERROR :so" : "PASS guess";
    case 11:
      return pick<8>(random, {"AUTHENTICATE PLAIN", "AUTHENTICATE plain", "AUTHENTICATE *",
                              "AUTHENTICATE AGFuYQ==", "AUTHENTICATE EXTERNAL", "VERIFY ana 1",
                              "REGISTER * * secret", "REGISTER ana a@b.c secret"});
    default:
      return "CAP" +
             pick<8>(random, {" LS", " LS 302", " LIST", " list", " FROB", " END", " LS 301", ""});
  }
}

namespace {

// All their sessions end by it, or some.
std::string some_act_against_several(SeededRandom& random, const Speaker& who) {
  const std::string nick = one_of(random, who.several);
  if (random.one_in(3)) return "KLINE 1 *@" + some_peer_address(random);
  return (random.one_in(2) ? "KLINE 1 " : "KILL ") + nick;  // by the address of one of theirs
}

std::string some_untagged(SeededRandom& random, const Speaker& who) {
  if (!who.tempting.empty() && random.one_in(8)) return "NICK " + one_of(random, who.tempting);
  if (!who.rules.empty() && random.one_in(2)) return some_channel_command(random, who);
  if (who.is_operator && !who.several.empty() && random.one_in(3)) {
    return some_act_against_several(random, who);
  }
  if (random.one_in(who.is_operator ? 12 : 30)) return some_operator_command(random, who);
  if (!who.edits.empty() && random.one_in(2)) return one_of(random, who.edits) + " :again";
  if (!who.own.empty() && random.one_in(8)) return one_of(random, who.own);
  if (who.keeps_past && random.one_in(4)) return some_past_command(random, who);
  if (who.has_unstored_talk && random.one_in(3)) return some_question_of_talks(random, who);
  const bool has_talks = who.keeps_past && who.has_account && !who.accounts.empty();
  if (has_talks && random.one_in(3)) return some_word_of_talks(random, who);
  if (random.one_in(8)) return some_presence_command(random, who);
  if (random.one_in(12)) return some_query(random, who);
  if (random.one_in(who.has_account ? 300 : 15)) return some_registration(random, who);
  const std::uint64_t rarely = !who.has_account ? 400 : who.has_certificate ? 4 : 40;
  if (random.one_in(rarely)) return some_cert(random);
  if (random.one_in(30)) return some_word_of_files(random, who);
  if (random.one_in(20)) return some_server_question(random, who);
  switch (random.below(16)) {
    case 0:
      if (who.accounts.empty() || !random.one_in(3)) return "NICK " + some_nick(random, who);
      return "NICK " + one_of(random, who.accounts);
    case 1:
      return pick<5>(random,
                     {"USER user 0 * :somebody", "USER user 0 * :somebody", "USER a$b 0 * :x",
                      "USER $ 0 * :x", "USER ~averylongnameofauser 0 * :x"});
    case 2:
      return "CAP REQ :" + some_caps(random);
    case 3:
      return "CAP END";
    case 4:
      if (random.one_in(20)) return random.one_in(2) ? "NICK" : "PING";
      return random.one_in(2) ? "PING :x y" : "@label=p PING z";
    case 5:
      if (random.one_in(20)) return random.one_in(3) ? some_webirc(random) : "QUIT :bye";
      if (random.one_in(60)) return "QUIT :" + std::string(450, 'q');
      return "PONG srv";
    case 6:
      if (random.one_in(20)) return "PRIVMSG #a :" + std::string(500 + random.below(20), 'o');
      return random.one_in(4) ? "FROB x" : some_message(random, who);
    case 7:
    case 8:
    case 9:
      return some_message(random, who);
    default:
      return some_channel_command(random, who);
  }
}

}  // namespace

std::string some_caps(SeededRandom& random) {
  if (random.one_in(15)) return "server-time unknown";
  std::string caps;
  for (const char* name : {"server-time",
                           "message-tags",
                           "echo-message",
                           "labeled-response",
                           "batch",
                           "away-notify",
                           "extended-monitor",
                           "invite-notify",
                           "multi-prefix",
                           "no-implicit-names",
                           "userhost-in-names",
                           "draft/channel-rename",
                           "chghost",
                           "draft/extended-isupport",
                           "draft/pre-away",
                           "draft/authtoken",
                           "draft/whoami",
                           "draft/multiline",
                           "setname",
                           "standard-replies",
                           "extended-join",
                           "account-tag",
                           "account-notify",
                           "draft/message-redaction",
                           "draft/chathistory",
                           "draft/event-playback",
                           "draft/account-registration"}) {
    if (!random.one_in(2)) continue;
    if (!caps.empty()) caps += ' ';
    if (random.one_in(4)) caps += '-';
    caps += name;
  }
  if (random.one_in(12)) caps += caps.empty() ? "draft/relaymsg" : " draft/relaymsg";
  if (random.one_in(12)) caps += caps.empty() ? "-cap-notify" : " -cap-notify";
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
                          "2001:db8:2::2", "192.0.2.1", "198.51.100.1"}) +
         (random.one_in(4) ? "" : " secure");
}

std::string first_nick(std::uint64_t person) { return "n" + std::to_string(person); }

std::string some_command(SeededRandom& random, const Speaker& who) {
  if (random.one_in(100)) return std::string(5'000, 'l');  // longer than any line may be
  if (random.one_in(100)) return "PRIVMSG #a :no UTF-8: \xff";
  if (random.one_in(10)) {
    return "@label=L" + std::to_string(random.below(99)) + " " + some_untagged(random, who);
  }
  if (random.one_in(20)) return "@+typing=active TAGMSG " + some_channel(random, who);
  return some_untagged(random, who);
}

std::string some_classroom_text(SeededRandom& random) {
  const std::string text = some_text(random);
  return random.one_in(8) ? text : pick<4>(random, {"Ana", "Luis", "Eva Maria", "x"}) + ": " + text;
}

}  // namespace uvchat::simulation
