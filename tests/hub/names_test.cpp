#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

HubSettings ascii_settings() {
  HubSettings settings = Conversation::some_settings();
  settings.casemapping = irc::Casemapping::ascii;
  return settings;
}

TEST(PrecisNicks, AreOneInCapitalsAndInSmallLetters) {
  Conversation chat;
  Person& first = chat.registered("\u00d1AND\u00da");
  Person& second = chat.connected();
  second.says("NICK \u00f1and\u00fa");
  second.hears(":srv 433 * \u00f1and\u00fa :Nickname is already in use");
  second.says("NICK n\u0303andu\u0301");  // decomposed
  second.hears(":srv 433 * *");
  Person& bob = chat.registered("bob");
  bob.says("PRIVMSG \u00f1and\u00fa :hola");
  first.hears(":bob!*@* PRIVMSG \u00d1AND\u00da :hola");
}

TEST(PrecisNicks, ThatLookLikeAnothersAreTaken) {
  Conversation chat;
  Person& evan = chat.registered("evan");
  Person& other = chat.connected();
  other.says("NICK \u0435van");  // Cyrillic ie
  other.hears(":srv 433 * \u0435van :Nickname is already in use");
  evan.goes();
  other.says("NICK \u0435van");
  other.says("USER e 0 * :e");
  other.hears(":srv 001 \u0435van :*");
  other.skips_all();
  Person& late = chat.connected();
  late.says("NICK Evan");
  late.hears(":srv 433 * Evan :*");
  other.says("NICK bob");
  late.says("NICK Evan");
  late.hears_nothing();
}

TEST(PrecisNicks, ThatLookLikeAnothersInCapitalsAreTaken) {
  Conversation chat;
  Person& bob = chat.registered("BOB");
  Person& other = chat.connected();
  other.says("NICK \u0412\u041e\u0412");
  other.hears(":srv 433 * \u0412\u041e\u0412 :Nickname is already in use");
  other.says("NICK \u0432\u043e\u0432");
  other.hears(":srv 433 * \u0432\u043e\u0432 :*");
  bob.says("NICK tom");
  bob.skips_all();
  other.says("NICK \u0412\u041e\u0412");
  other.says("USER o 0 * :o");
  other.hears(":srv 001 \u0412\u041e\u0412 :*");
  other.says("NICK \u0432\u043e\u0432");
  bob.says("NICK BOB");
  bob.hears(":srv 433 tom BOB :*");
}

TEST(PrecisChannels, ThatLookLikeAnotherAreNotMade) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& eve = chat.registered("eve");
  alice.says("JOIN #Bob,#\u03c1");
  alice.skips_all();
  for (const char* name : {"#\u0412\u041e\u0412", "#p", "#\u0440"}) {
    eve.says("JOIN " + std::string(name));
    eve.hears(":srv 479 eve " + std::string(name) +
              " :That looks like the name of another channel");
  }
  alice.says("RENAME #Bob #\u0440");
  alice.hears(":srv FAIL RENAME CANNOT_RENAME #Bob #\u0440 :*");
  alice.says("PART #\u03c1");
  alice.skips_all();
  alice.says("RENAME #Bob #\u0412\u041e\u0412");
  alice.hears(":alice!* PART #Bob");
  alice.skips_all();
  eve.says("JOIN #p,#bob");
  eve.hears(":eve!* JOIN #p");
  eve.hears_in_time(":srv 479 eve #bob :*");
}

TEST(PrecisNicks, OnesOwnMayChangeToALookAlikeAndBack) {
  Conversation chat;
  Person& evan = chat.registered("evan");
  evan.says("NICK \u0435van");
  evan.hears(":evan!~evan@* NICK \u0435van");
  evan.says("NICK \u0435Van");
  evan.hears(":\u0435van!~evan@* NICK \u0435Van");
  evan.says("NICK evan");
  evan.hears(":\u0435Van!~evan@* NICK evan");
}

TEST(PrecisNicks, AreFoundByTheirNameNotByTheirLook) {
  Conversation chat;
  chat.registered("evan");
  Person& bob = chat.registered("bob");
  bob.says("PRIVMSG \u0435van :hi");
  bob.hears(":srv 401 bob \u0435van :No such nick or channel");
}

TEST(PrecisNicks, OfAsciiDoNotLookAlike) {
  Conversation chat;
  chat.registered("corner1");
  for (const char* nick : {"comer1", "cornerl", "cornerI"}) {
    Person& person = chat.connected();
    person.says("NICK " + std::string(nick));
    person.hears_nothing();
  }
}

TEST(PrecisNicks, AreSeenAsTheyWereSpelled) {
  Conversation chat;
  Person& isil = chat.registered("I\u015f\u0131l");
  Person& claire = chat.registered("Claire");
  isil.says("JOIN #test");
  claire.says("JOIN #test");
  claire.skips_all();
  isil.says("PRIVMSG #test :hi there");
  claire.hears(":I\u015f\u0131l!* PRIVMSG #test :hi there");
}

TEST(PrecisRooms, AreOneUnderTheFirstSpelling) {
  Conversation chat;
  Person& ana = chat.registered("ana");
  Person& bob = chat.registered("bob");
  ana.says("JOIN #\u00d1");
  ana.skips_all();
  bob.says("JOIN #\u00f1");
  bob.hears(":bob!*@* JOIN #\u00d1");
  ana.hears(":bob!*@* JOIN #\u00d1");
  bob.says("JOIN #a\u202eb");
  bob.hears_in_time(":srv 403 bob #a\u202eb :No such channel");
  EXPECT_EQ(chat.hub().channel_count(), 1U);
}

TEST(AsciiNicks, AreAsciiAlone) {
  Conversation chat(ascii_settings());
  Person& person = chat.connected();
  person.says("USER u 0 * :u");
  person.says("NICK I\u015f\u0131l");
  person.hears(":srv 432 * I\u015f\u0131l :Erroneous nickname");
}

TEST(AsciiRooms, WithOtherLettersInCapitalsAreOthers) {
  Conversation chat(ascii_settings());
  Person& ana = chat.registered("ana");
  ana.says("JOIN #\u00d1,#\u00f1,#A,#a");
  EXPECT_EQ(chat.hub().channel_count(), 3U);
}

TEST(Casemapping, IsToldTheClients) {
  for (const bool is_precis : {true, false}) {
    Conversation chat(is_precis ? Conversation::some_settings() : ascii_settings());
    Person& ana = chat.connected();
    ana.says("NICK ana");
    ana.says("USER u 0 * :u");
    std::string tokens;
    for (std::string line = ana.next_line(); !line.empty(); line = ana.next_line()) {
      if (line.starts_with(":srv 005 ana ")) tokens += line.substr(12);
    }
    EXPECT_THAT(tokens, testing::HasSubstr(" CASEMAPPING=ascii "));
    EXPECT_THAT(tokens, testing::HasSubstr(" UTF8ONLY "));
    EXPECT_EQ(tokens.find(" UTF8MAPPING=rfc8265 ") != std::string::npos, is_precis);
  }
}

TEST(ClassroomNames, KeepTheirLettersAndStayWithinTheirBounds) {
  Conversation chat;
  Person& irc = chat.registered("irc");
  irc.says("JOIN #lobby");
  std::string wide;  // 21 characters, 63 bytes
  for (int i = 0; i < 21; ++i) wide += "\u65e5";
  for (const std::string& nick : {wide, wide + "_", wide + "1", wide + "2"}) {
    Person& pupil = chat.classroom();
    irc.skips_all();
    pupil.says(wide + "\u65e5: hola");
    irc.hears(":guest*!* NICK " + nick);
    irc.hears(":" + nick + "!* PRIVMSG #lobby :hola");
  }
}

TEST(ClassroomNames, ThatLookLikeAnothersAreTaken) {
  Conversation chat;
  Person& ana = chat.registered("Ana");
  ana.says("JOIN #lobby");
  Person& pupil = chat.classroom();
  ana.skips_all();
  pupil.says("\u0410na: hola");  // Cyrillic A
  ana.hears(":guest1!* NICK \u0410na_");
}

}  // namespace
}  // namespace uvchat::hub
