#include "tests/fuzz/hub_grammar.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "hub/command.h"
#include "tests/fuzz/hub_crowd.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/capabilities.h"

namespace uvchat::fuzz {
namespace {

template <typename... Words>
std::string one_of(SeededRandom& random, const Words&... words) {
  const std::array<std::string_view, sizeof...(words)> all = {words...};
  return std::string(all[random.below(all.size())]);
}

// What each command takes, a letter a parameter (see parameter()).
struct Form {
  std::string_view name, params;
};
constexpr auto forms = std::to_array<Form>(
    {{"ACCEPT", "n"},     {"ADMIN", "s"},      {"AUTHENTICATE", "A"}, {"AWAY", "t"},
     {"BATCH", "bBT"},    {"CAP", "Cc"},       {"CHANSERV", "R#Rn"},  {"CHATHISTORY", "HTYYd"},
     {"CHGHOST", "nh"},   {"CS", "R#Rn"},      {"DLINE", "dat"},      {"ERROR", "t"},
     {"FILES", "FI"},     {"HELP", "w"},       {"HELPOP", "w"},       {"INFO", "s"},
     {"INVITE", "n#"},    {"ISON", "n"},       {"ISUPPORT", ""},      {"JOIN", "#k"},
     {"KICK", "#nt"},     {"KILL", "nt"},      {"KLINE", "dut"},      {"LINKS", "s"},
     {"LIST", "ll"},      {"LUSERS", "ss"},    {"MARKREAD", "TY"},    {"MODE", "M"},
     {"MONITOR", "gn"},   {"MOTD", "s"},       {"NAMES", "#"},        {"NICK", "n"},
     {"NICKSERV", "Sxx"}, {"NOTICE", "Tt"},    {"NS", "Sxx"},         {"OPER", "op"},
     {"PART", "#t"},      {"PASS", "p"},       {"PING", "t"},         {"PONG", "s"},
     {"PRIVMSG", "Tt"},   {"QUIT", "t"},       {"REDACT", "TYt"},     {"REGISTER", "nepp"},
     {"REHASH", ""},      {"RELAYMSG", "#rt"}, {"RENAME", "##t"},     {"REPORT", "nt"},
     {"RESUME", "Qt"},    {"SEARCH", "Z"},     {"SETNAME", "t"},      {"STATS", "x"},
     {"TAGMSG", "T"},     {"TIME", "s"},       {"TOKEN", "KT"},       {"TOPIC", "#t"},
     {"UNDLINE", "a"},    {"UNKLINE", "u"},    {"USER", "nxxt"},      {"USERHOST", "n"},
     {"VERIFY", "np"},    {"VERSION", "s"},    {"WALLOPS", "t"},      {"WEBIRC", "pxxa"},
     {"WHO", "Wf"},       {"WHOIS", "n"},      {"WHOWAS", "nd"}});

// As many bytes as some limit has, or nearly.
std::string long_word(SeededRandom& random) {
  constexpr auto sizes = std::to_array<std::size_t>(
      {limits::user_bytes_max, limits::key_bytes_max, limits::host_bytes_max,
       limits::nick_bytes_max, limits::realname_bytes_max, limits::channel_bytes_max,
       limits::mask_bytes_max, limits::topic_bytes_max, limits::line_bytes_max - 30,
       limits::line_bytes_max, limits::client_tags_bytes_max, limits::client_line_bytes_max});
  const std::string unit =
      one_of(random, "a", "a", "\u00e9", "\u2057", "\u00df", "\U0001F44D", "*", "?", "*a", "a.",
             "a,", "#", "1", "a b ", "\u200d", "\xff", "\x1f", "\r");
  const std::size_t bytes = sizes[random.below(sizes.size())] + random.below(8) - 4;
  const std::size_t count = std::max<std::size_t>(1, bytes / unit.size() + random.below(2));
  return one_of(random, "", "", "#", "m:", "r:", "j:#", "*!*@", "x@") + "<" + unit + "*" +
         std::to_string(count) + ">";
}

std::string nick(SeededRandom& random) {
  return one_of(random, "ana", "luis", "root", "eva", "web", "guest1", "juan", "Ana", "\u0430na",
                "\u00f1and\u00fa", "x", "n/relay", "1bad", "srv", "*", "?*");
}

std::string channel(SeededRandom& random) {
  return one_of(random, "#a", "#a", "#A", "#b", "#b", "#lobby", "#c", "#\u00f1", "#", "0", "@#a",
                "+#b", "&#a");
}

std::string mask(SeededRandom& random) {
  return one_of(random, "*!*@*", "ana", "*@192.0.2.7", "m:luis", "m:r:*", "r:*a*", "j:#a", "m:j:#b",
                "j:", "a:ana", "m:account:*", "m:", "q:x", "*!~juan@*", "?n?!*@*", "::", "!@",
                "*a*a*a*a*b!*@*");
}

std::string network(SeededRandom& random) {
  return one_of(random, "192.0.2.7", "192.0.2.0/24", "2001:db8::/32", "203.0.113.5", "::/0", "ana",
                "juan", "198.51.100.1/33", "0.0.0.0/0", "::ffff:192.0.2.9", "nonsense");
}

std::string list_of(SeededRandom& random, std::string (*item)(SeededRandom&)) {
  std::string list = item(random);
  if (!random.one_in(4)) return list;
  const std::uint64_t more = random.one_in(10) ? 30 : 1 + random.below(4);
  for (std::uint64_t i = 0; i < more; ++i) list += "," + item(random);
  return list;
}

std::string mode_changes(SeededRandom& random) {
  constexpr std::string_view letters = "qaohvqaohvbeIbeIklfklfCMRUWcimnstuxCMRUWcimnstuxz";
  if (random.one_in(6)) return one_of(random, "b", "+e", "I", "beI", "");
  std::string changes;
  std::string params;
  const std::uint64_t count = random.one_in(12) ? 50 : 1 + random.below(5);
  for (std::uint64_t i = 0; i < count; ++i) {
    const char letter = letters[random.below(letters.size())];
    changes += random.one_in(3) ? '-' : '+';
    changes += letter;
    if (random.one_in(12)) continue;
    std::string param;
    if (std::string_view("qaohv").find(letter) != std::string_view::npos) param = nick(random);
    if (std::string_view("beI").find(letter) != std::string_view::npos) param = mask(random);
    if (letter == 'k') param = one_of(random, "k1", "k2", "a,b", "*", "\x03");
    if (letter == 'l') param = one_of(random, "1", "2", "4294967295", "4294967296", "-1", "x");
    if (letter == 'f') param = channel(random);
    if (!param.empty()) params += " " + (random.one_in(20) ? long_word(random) : param);
  }
  return changes + params;
}

std::string mode(SeededRandom& random) {
  if (!random.one_in(5)) return channel(random) + " " + mode_changes(random);
  return nick(random) +
         one_of(random, "", " +i", " -i+w", " +oB", " -o", " +sT", " +BRTZiorsw-BRTZiorsw");
}

std::string text(SeededRandom& random) {
  return one_of(random, "hello", "", ":",
                "\x01"
                "ACTION waves\x01",
                "\x01VERSION\x01",
                "\x02"
                "bold",
                "*", "a: b", "\u00f1o\u00f1o", "\u202e", "see #a and ana", "\xc3", "nul\0inside");
}

std::string capability(SeededRandom& random) {
  const auto& names = irc::capability_names;
  return (random.one_in(4) ? "-" : "") + std::string(names[random.below(names.size())]);
}

// One of a few words.
std::string word_of(SeededRandom& random, char letter) {
  switch (letter) {
    case 'C':
      return one_of(random, "LS", "LS 302", "LIST", "REQ", "REQ", "END", "ACK");
    case 'b':
      return one_of(random, "+r", "-r", "+q", "-q", "+", "-", "r");
    case 'B':
      return one_of(random, "draft/multiline", "draft/multiline", "netsplit");
    case 'd':
      return one_of(random, "5", "1h", "10m5s", "99999999999w", "0", "-1", "1", "2");
    case 'f':
      return one_of(random, "o", "%tcuihnsfdlaor,12", "%n", "%,1234", "%%");
    case 'g':
      return one_of(random, "+", "+", "-", "C", "L", "S", "x");
    case 'A':
      return one_of(random, "PLAIN", "PLAIN", "*", "SCRAM-SHA-256", "EXTERNAL", "YW5h",
                    "AGFuYQByaWdodA==", "AGJlbgByaWdodA==", "AAA", "+", "biwsbj1hbmEscj1hYmM=",
                    "Yz1iaXdzLHI9YWJjdG9rZW4scD1jSEJ3Y0hCd2NIQndjSEJ3Y0hCd2NIQndjSEJ3Y0hCd2NIQndj"
                    "SEJ3Y0hBPQ==");
    case 'e':
      return one_of(random, "*", "*", "ana@example.org", "@", "-a@b", "a@b..c");
    case 'h':
      return one_of(random, "new.host", "a/b", "2001:db8::1", ":x", "<h*63>");
    case 'k':
      return one_of(random, "k1", "k2", "k1,k2", ",k1", "0");
    case 'l':
      return one_of(random, "#a", "#*", "!#a", ">1", "<3", "C>0", "T<5", "*,!*b,>0",
                    "#a,#b,#lobby");
    case 'o':
      return one_of(random, "admin", "admin", "nobody");
    case 'p':
      return one_of(random, "sesame", "gate", "right", "wrong");
    case 'r':
      return one_of(random, "x/y", "ana/bridge", "plain", "/", "a\\b/c");
    case 's':
      return one_of(random, "srv", "*", "ana", "nowhere");
    case 'w':
      return one_of(random, "JOIN", "mode", "nothing", "*");
    case 'x':
      return one_of(random, "u", "m", "o", "k", "d", "t", "z", ":", "\u00f1");
    default:
      return text(random);
  }
}

std::string parameter(SeededRandom& random, char letter) {
  if (random.one_in(20)) return long_word(random);
  switch (letter) {
    case '#':
      return list_of(random, channel);
    case 'n':
      return list_of(random, nick);
    case 'Q':
      return one_of(random, "NEW", "new", "FORGET", "FROB");
    case 'R':
      return one_of(random, "AMODE", "CLEAR", "DROP", "HELP", "INFO", "LIST", "REGISTER",
                    "TRANSFER", "+o", "-o", "+q", "users", "access", "modes", "");
    case 'S':
      return one_of(random, "HELP", "IDENTIFY", "identify", "INFO", "PASSWD", "REGISTER",
                    "SAREGISTER", "GROUP", "UNGROUP", "GHOST", "REGAIN", "SESSIONS", "DROP",
                    "SUSPEND", "UNSUSPEND", ":SESSIONS REVOKE ALL", ":SARESET ana",
                    ":SET always-on on", ":SET auto-away off", ":RESETPASS ana x y",
                    ":RESETPASS ana", ":VERIFY ana", ":VERIFY ana 5", ":INVITE 3", ":EXPORT",
                    ":ERASE", ":CERT", ":CERT ADD", ":CERT DEL <07*32>", ":CERT ADD <a7:*31>A7",
                    ":REGISTER x a@b.c 7", ":SUSPEND ana 1d why", ":GROUP", ":IDENTIFY ana secret",
                    ":PASSWD a b", ":  REGISTER  x ", ":SET email a@b.c secret",
                    ":SET email a@b.c secret 5", ":SET email none secret", "");
    case 'F':
      return one_of(random, "LIST", "LIST AFTER", "DELETE", "delete", "FROB");
    case 'I':
      return one_of(random, "https://files.example.org/files/<a*32>.png", "<0*32>", "<g*32>",
                    "<e*64>", "/files/", "");
    case 'K':
      return one_of(random, "SERVICELIST", "GENERATE FILEHOST", "GENERATE filehost", "GENERATE x",
                    "VALIDATE", "VALIDATE FILEHOST", "VALIDATE token", "FROB");
    case 'H':
      return one_of(random, "LATEST", "BEFORE", "AFTER", "AROUND", "BETWEEN", "TARGETS", "latest",
                    "");
    case 'Y':
      return one_of(random, "*", "timestamp=2026-09-22T03:06:40.123Z",
                    "timestamp=1970-01-01T00:00:00.000Z", "timestamp=2199-12-31T23:59:60.999999Z",
                    "timestamp=2020-02-30", "msgid=AAABAAAGXAAAAAAAAAEAABAAAA",
                    "msgid=AAABAAZcAAAAAAAAAQAAEAAA", "AAABAAZcAAAAAAAAAQAAEAAA", "msgid=", "5");
    case 'Z':
      return one_of(random, "text=hello", "in=#a;text=hello", "in=#a,#b,ana;from=ana", "from=ana",
                    "text=a\\sb;limit=3", "after=2020-01-01T00:00:00.000Z;text=h", "x=y",
                    "text=", "limit=99999999999;text=a");
    case 'T':
      return list_of(random, random.one_in(3) ? nick : channel);
    case 'W':
      return random.one_in(2) ? channel(random) : random.one_in(2) ? nick(random) : mask(random);
    case 'a':
      return network(random);
    case 'u':
      return random.one_in(2)   ? "*@" + network(random)
             : random.one_in(2) ? mask(random)
                                : nick(random);
    case 'M':
      return mode(random);
    case 'c':
      return capability(random) + (random.one_in(2) ? " " + capability(random) : "");
    default:
      return word_of(random, letter);
  }
}

std::string tags(SeededRandom& random) {
  if (!random.one_in(4)) return {};
  std::string tags = "@";
  for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
    if (tags.size() > 1) tags += ';';
    tags += one_of(random, "label=L1", "label=L2", "label", "+typing=active", "+a/b=c", "batch=r",
                   "batch=r", "+uvchat/edits=x", "draft/multiline-concat", "+x=\\:\\s\\", ";;",
                   "time=x", "msgid=1");
    if (random.one_in(20)) tags += long_word(random);
  }
  return tags + " ";
}

std::string command(SeededRandom& random) {
  const auto table = hub::command_table();
  const std::string_view name = table[random.below(table.size())].name;
  const auto form =
      std::find_if(forms.begin(), forms.end(), [&](const Form& f) { return f.name == name; });
  UVCHAT_ASSERT(form != forms.end());  // a new command: how it looks is to be told above
  std::string line = tags(random) + std::string(name);
  std::size_t count = form->params.size();
  if (random.one_in(8)) count = random.below(count + 1);
  for (std::size_t i = 0; i < count; ++i) {
    const bool last = i + 1 == form->params.size();
    line += (last && form->params[i] == 't' ? " :" : " ") + parameter(random, form->params[i]);
  }
  return line;
}

std::string raw_bytes(SeededRandom& random) {
  std::string bytes;
  for (std::uint64_t n = 1 + random.below(40); n > 0; --n) {
    bytes += static_cast<char>(random.one_in(3) ? random.below(256) : 32 + random.below(95));
  }
  return bytes;
}

// A message of several lines, mostly as it should be.
std::string multiline(SeededRandom& random, const std::string& speaker) {
  std::string script = speaker + tags(random) + "BATCH +r draft/multiline ";
  const std::string target = random.one_in(2) ? "#a" : parameter(random, 'T');
  script += target + "\n";
  for (std::uint64_t n = random.below(5); n > 0; --n) {
    script += speaker + "@batch=r" + (random.one_in(3) ? ";draft/multiline-concat" : "") +
              (random.one_in(5) ? " NOTICE " : " PRIVMSG ") + target + " :" +
              parameter(random, 't') + "\n";
  }
  return script + speaker + "BATCH -r";
}

std::string some_event(SeededRandom& random, const std::string& person) {
  const auto digit = [&] { return std::to_string(random.below(6)); };
  switch (random.below(10)) {
    case 0:
      return "+" + person + " " + digit() + " " + digit() + " " + digit();
    case 1:
      return "-" + person + " " + digit();
    case 2:
      return "!" + person + "\n" + person + " NAMES #a";
    case 3:
      return "?" + person;
    case 4:
      return one_of(random, "^", "%", "%-", "%relay", "%denied", "%narrow", "%large", "%password",
                    "%scram", "%spam", "%noupload", "%guestfiles");
    case 5:
      return one_of(random, "*m", "*m", "*x", "*b", "*md", "*mw", "&s", "&f", "&1");
    case 6:
      return person + " OPER admin right\n*m";
    case 7:
      return "@" +
             one_of(random, "a", "k", "b", "u", "s", "f", "c", "i", "v", "r", "n", "A", "B", "C",
                    "D", "E", "F", "I", "S", "3") +
             " " + one_of(random, "ana", "ben", "*@*", "10.0.0.0/8", "~u@*", "5") + " " +
             one_of(random, "", "why", "#a", "ana");
    default:
      return "." + one_of(random, "1", "50", "1000", "11000", "31000", "100000", "600000") + " " +
             digit();
  }
}

}  // namespace

std::string some_step(SeededRandom& random) {
  const std::string person = std::to_string(random.below(Crowd::people_max));
  const std::string speaker = person + " ";
  switch (random.below(20)) {
    case 0:
      return speaker + raw_bytes(random);
    case 1:
      return multiline(random, speaker);
    case 2:
    case 3:
    case 4:
    case 5:
      return some_event(random, person);
    case 6:
      return speaker + "JOIN #a,#b,#lobby";
    case 7:
      return speaker + "PRIVMSG #a :" + parameter(random, 't');
    case 8:
    case 9:
      return speaker + "MODE " + one_of(random, "#a ", "#b ") + mode_changes(random);
    default:
      return speaker + command(random);
  }
}

std::string some_settings(SeededRandom& random) {
  std::string line = "=";
  for (const char* word :
       {"password", "relay", "unkept", "uncloaked", "ascii",   "pages1",   "large",
        "denied",   "modes", "gate",   "history",   "history", "throttle", "narrow",
        "wordy",    "scram", "spam",   "mail",      "invite",  "noupload", "guestfiles"}) {
    if (random.one_in(4)) line += std::string(word) + " ";
  }
  return line;
}

}  // namespace uvchat::fuzz
