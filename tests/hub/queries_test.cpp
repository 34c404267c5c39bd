#include <algorithm>

#include "hub/command.h"
#include "hub/isupport.h"
#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

TEST(Commands, AParameterThatIsEmptyIsOneThatIsMissing) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  for (const char* command : {"JOIN", "PART", "WHO", "PING", "MODE", "KLINE", "TOPIC", "ISON"}) {
    alice.says(std::string(command) + " :");
    alice.hears(":srv 461 alice " + std::string(command) + " :Not enough parameters");
    alice.hears_nothing();
  }
  alice.says("JOIN #a");
  alice.skips_all();
  alice.says("KICK #a :");
  alice.hears(":srv 461 alice KICK :*");
  alice.says("TOPIC #a :cats");
  alice.says("TOPIC #a :");  // which takes it away
  alice.hears(":alice!* TOPIC #a :cats");
  alice.hears(":alice!* TOPIC #a :");
  alice.says("AWAY :x");
  alice.says("AWAY :");
  alice.hears(":srv 306 *");
  alice.hears(":srv 305 *");
  alice.says("SETNAME :");
  alice.hears(":srv FAIL SETNAME INVALID_REALNAME :*");
  alice.says("MODE #a +b :");
  alice.hears(":srv 696 alice #a b *");
}

TEST(Lusers, CountsWhoIsThere) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  chat.registered("carol").goes();
  chat.connected().says("NICK dan");
  alice.says("JOIN #a");
  bob.says("MODE bob +i");
  bob.skips_all();
  bob.says("LUSERS");
  bob.hears(":srv 251 bob :There are 1 users and 1 invisible on 1 servers");
  bob.hears(":srv 252 bob 0 :*");
  bob.hears(":srv 253 bob 1 :*");
  bob.hears(":srv 254 bob 1 :*");
  bob.hears(":srv 255 bob :I have 2 clients and 0 servers");
  bob.hears(":srv 265 bob 2 3 :Current local users 2, max 3");
  bob.hears(":srv 266 bob 2 3 :Current global users 2, max 3");
  bob.hears_nothing();
}

TEST(ISupport, SaysWhatIsTrue) {
  HubSettings settings = Conversation::some_settings();
  settings.network = "My = \\ N\u00e9t";
  settings.icon = "https://example.org/i.png?a=1";
  settings.list_entries_max = 60;
  settings.client_tags_denied = {"*", "-typing"};
  const std::vector<std::string> tokens = isupport_tokens(settings);
  EXPECT_TRUE(std::is_sorted(tokens.begin(), tokens.end()));
  EXPECT_THAT(tokens, testing::IsSupersetOf({"ACCOUNTEXTBAN=a,account",
                                             "AWAYLEN=390",
                                             "BOT=B",
                                             "CASEMAPPING=ascii",
                                             "CHANLIMIT=#:100",
                                             "CHANMODES=Ibe,k,fl,CMRUWcimnstuxz",
                                             "CHANNELLEN=64",
                                             "CHANTYPES=#",
                                             "CLIENTTAGDENY=*,-typing",
                                             "ELIST=CMNTU",
                                             "EXCEPTS",
                                             "EXTBAN=,ajmr",
                                             "HOSTLEN=63",
                                             "INVEX",
                                             "KEYLEN=32",
                                             "KICKLEN=390",
                                             "MAXLIST=I:60,b:60,e:60",
                                             "MAXTARGETS=4",
                                             "MODES=12",
                                             "MONITOR=100",
                                             "NAMELEN=100",
                                             "NETWORK=My\\x20\\x3D\\x20\\x5C\\x20N\\xC3\\xA9t",
                                             "NICKLEN=32",
                                             "PREFIX=(qaohv)~&@%+",
                                             "SAFELIST",
                                             "STATUSMSG=~&@%+",
                                             "TOPICLEN=390",
                                             "USERLEN=20",
                                             "UTF8ONLY",
                                             "WHOX",
                                             "draft/ICON=https://example.org/i.png?a\\x3D1"}));
  settings.icon.reset();
  EXPECT_EQ(isupport_tokens(settings).size(), tokens.size() - 1);
}

TEST(ISupport, ComesInLinesOfAtMostThirteenTokens) {
  HubSettings settings = Conversation::some_settings();
  settings.server_name = std::string(63, 's');
  Conversation chat(settings);
  Person& alice = chat.connected();
  const std::string nick(32, 'n');
  alice.says("NICK " + nick);
  alice.says("USER al 0 * :A");
  std::vector<std::string> heard;
  for (std::string line; !(line = alice.next_line()).empty();) {
    const std::string begin = ":" + settings.server_name + " 005 " + nick + " ";
    if (!line.starts_with(begin)) continue;
    EXPECT_LE(line.size(), 510U);
    const std::size_t end = line.find(" :are supported by this server");
    ASSERT_NE(end, std::string::npos);
    std::string tokens = line.substr(begin.size(), end - begin.size()) + " ";
    EXPECT_LE(std::count(tokens.begin(), tokens.end(), ' '), 13);
    for (std::size_t at; (at = tokens.find(' ')) != std::string::npos; tokens.erase(0, at + 1)) {
      heard.push_back(tokens.substr(0, at));
    }
  }
  EXPECT_EQ(heard, isupport_tokens(settings));
}

TEST(Version, IsFollowedByWhatIsSupported) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("VERSION");
  alice.hears(":srv 351 alice uvchat srv :*");
  alice.hears(":srv 005 alice *");
}

TEST(Admin, SaysWhoLooksAfterTheServer) {
  Conversation nobody;
  Person& alice = nobody.registered("alice");
  alice.says("ADMIN");
  alice.hears(":srv 423 alice srv :*");
  HubSettings settings = Conversation::some_settings();
  settings.admin = {"here", "there", "mail"};
  Conversation chat(settings);
  Person& bob = chat.registered("bob");
  bob.says("ADMIN");
  bob.hears(":srv 256 bob srv :*");
  bob.hears(":srv 257 bob :here");
  bob.hears(":srv 258 bob :there");
  bob.hears(":srv 259 bob :mail");
}

TEST(Server, AnswersWhatItIsAsked) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("TIME");
  alice.hears(":srv 391 alice srv :2026-09-21T*Z");
  alice.says("INFO");
  alice.hears(":srv 371 alice :uvchat*");
  alice.hears_in_time(":srv 374 alice :*");
  alice.says("LINKS");
  alice.hears(":srv 365 alice * :*");
  alice.hears_nothing();
  chat.make_operator(alice);
  alice.says("LINKS");
  alice.hears(":srv 364 alice srv srv :0 uvchat");
  alice.hears(":srv 365 alice * :*");
}

TEST(Server, AnswersForItselfAlone) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  for (const char* command : {"ADMIN", "INFO", "MOTD", "TIME", "VERSION", "LUSERS *"}) {
    alice.says(std::string(command) + " elsewhere");
    alice.hears(":srv 402 alice elsewhere :*");
    alice.hears_nothing();
  }
  alice.says("TIME S?V");
  alice.hears(":srv 391 *");
  alice.says("TIME alice");
  alice.hears(":srv 391 *");
}

TEST(Help, HasWordsForEachCommand) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  for (const Command& command : command_table()) {
    const std::string name(command.name);
    alice.says("HELP " + name);
    alice.hears(":srv 704 alice " + name + " :" + name + "*");
    alice.hears(":srv 705 alice " + name + " :*");
    alice.hears(":srv 706 alice " + name + " :*");
  }
  alice.hears_nothing();
}

TEST(Help, ListsTheCommands) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("HELPOP");
  alice.hears(":srv 704 alice * :*");
  alice.hears(":srv 705 alice * :ACCEPT ADMIN AUTHENTICATE AWAY *");
  alice.hears_in_time(":srv 706 alice * :*");
  alice.says("HELP privmsg");
  alice.hears(":srv 704 alice PRIVMSG :PRIVMSG *");
  alice.skips_all();
  alice.says("HELP frobnicate");
  alice.hears(":srv 524 alice frobnicate :*");
  alice.hears_nothing();
}

TEST(Help, SaysWhatTheModesAre) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("HELP cmodes");
  alice.hears(":srv 704 alice CMODES :MODE <channel> *");
  alice.hears(":srv 705 alice CMODES :b <mask>: *");
  alice.hears_in_time(":srv 706 alice CMODES :*");
  alice.says("HELP UMODES");
  alice.hears(":srv 704 alice UMODES :MODE <nick> *");
  alice.hears(":srv 705 alice UMODES :B: *");
  alice.hears_in_time(":srv 706 alice UMODES :*");
}

}  // namespace
}  // namespace uvchat::hub
