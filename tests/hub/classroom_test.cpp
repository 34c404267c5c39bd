#include "tests/hub/conversation.h"

// The classroom protocol as the hub sees it: in clear, a message a line.

namespace uvchat::hub {
namespace {

struct Classroom : testing::Test {
  Conversation chat;
  Person& irc = [this]() -> Person& {
    Person& person = chat.registered("irc");
    person.says("JOIN #lobby");
    person.skips_all();
    return person;
  }();
};

TEST_F(Classroom, ASilentClientIsAGuestAndHears) {
  Person& pupil = chat.classroom();
  irc.hears(":guest*!~classroom@* JOIN #lobby");
  pupil.hears_nothing();
  irc.says("PRIVMSG #lobby :hola");
  pupil.hears("irc: hola");
}

TEST_F(Classroom, TheFirstMessagesNameBecomesTheNick) {
  Person& pupil = chat.classroom();
  irc.skips_all();
  pupil.says("Ana: hola, mundo!");
  irc.hears(":guest*!~classroom@* NICK Ana");
  irc.hears(":Ana!~classroom@* PRIVMSG #lobby :hola, mundo!");
  pupil.hears_nothing();
  pupil.says("Ana: y: adios");
  irc.hears(":Ana!~classroom@* PRIVMSG #lobby :y: adios");
}

TEST_F(Classroom, ATakenNameGetsAnUnderscore) {
  chat.registered("Ana");
  Person& pupil = chat.classroom();
  Person& second = chat.classroom();
  irc.skips_all();
  pupil.says("ana: 1");
  irc.hears("* NICK ana_");
  irc.hears(":ana_!* :1");
  second.says("Ana: 2");
  irc.hears("* NICK Ana1");
  irc.hears(":Ana1!* :2");
}

TEST_F(Classroom, ANameThatIsNoNickIsMadeOne) {
  Person& pupil = chat.classroom();
  irc.skips_all();
  pupil.says("José Luis: buenas");
  irc.hears("* NICK José_Luis");
  irc.hears(":José_Luis!* PRIVMSG #lobby :buenas");
}

TEST_F(Classroom, NamesOfFullLengthAreStillToldApart) {
  const std::string name(32, 'x');
  Person& first = chat.classroom();
  Person& second = chat.classroom();
  irc.skips_all();
  first.says(name + ": 1");
  irc.hears("* NICK " + name);
  irc.hears("* :1");
  second.says(name + ": 2");
  irc.hears("* NICK " + std::string(31, 'x') + "1");
  irc.hears("* :2");
}

TEST(ClassroomOfShortNicks, ManyOfOneNameAreToldApart) {
  HubSettings settings = Conversation::some_settings();
  settings.nick_chars_max = 1;
  Conversation chat(settings);
  Person& irc = chat.registered("i");
  irc.says("JOIN #lobby");
  for (int i = 0; i < 12; ++i) {
    Person& pupil = chat.classroom();
    irc.skips_all();
    pupil.says("Ana: hola");
    irc.hears(":guest*!* NICK A" + (i == 0 ? std::string() : std::to_string(i)));
    irc.hears("* PRIVMSG #lobby :hola");
  }
}

TEST_F(Classroom, TwoOriginalClientsTalkToEachOther) {
  Person& ana = chat.classroom();
  Person& luis = chat.classroom();
  ana.says("Ana: hola");
  luis.hears("Ana: hola");
  luis.says("Luis: que tal");
  ana.hears("Luis: que tal");
  ana.hears_nothing();
}

TEST_F(Classroom, WhoGoesIsToldInTheOriginalsWords) {
  Person& ana = chat.classroom();
  Person& luis = chat.classroom();
  ana.says("Ana: hola");
  luis.skips_all();
  irc.skips_all();
  ana.goes();
  luis.hears("Ana se ha desconectado");
  irc.hears(":Ana!* QUIT :Connection closed");
  irc.says("PART #lobby");
  luis.hears("irc se ha desconectado");
  EXPECT_TRUE(ana.closed());
}

TEST_F(Classroom, WhatItHasNoWordsForIsNotTold) {
  Person& pupil = chat.classroom();
  irc.says("TOPIC #lobby :x");
  irc.says("PRIVMSG #lobby :\001VERSION\001");
  irc.says("NICK renamed");
  pupil.hears_nothing();
  irc.says("PRIVMSG #lobby :\001ACTION saluda\001");
  pupil.hears("renamed: *saluda*");
  irc.says("PRIVMSG #lobby :\002bold\002 caf\u00e9");
  pupil.hears("renamed: bold caf\u00e9");
  irc.says("PRIVMSG guest1 :psst");
  pupil.hears("renamed: psst");
}

TEST_F(Classroom, TextWithoutANameIsSaidByTheGuest) {
  Person& pupil = chat.classroom();
  irc.skips_all();
  pupil.says("hola sin nombre");
  irc.hears(":guest*!~classroom@* PRIVMSG #lobby :hola sin nombre");
  pupil.says("Ana: ahora si");
  irc.hears("* NICK Ana");
  irc.hears(":Ana!* PRIVMSG #lobby :ahora si");
  pupil.says("Ana: ");
  irc.hears_nothing();
}

TEST_F(Classroom, AMessageLongerThanALineIsSaidInSeveral) {
  Person& pupil = chat.classroom();
  Person& other = chat.classroom();
  irc.skips_all();
  std::string text;
  while (text.size() < 1'000) text += "\u00f1andu ";
  pupil.says("Ana: " + text);
  irc.hears("* NICK Ana");
  std::string heard;
  for (std::string line; !(line = irc.next_line()).empty();) {
    EXPECT_LE(line.size(), 510U);
    heard += line.substr(line.find(" :") + 2);
  }
  EXPECT_EQ(heard, text);
  std::string told;
  for (std::string line; !(line = other.next_line()).empty();) told += line.substr(5);
  EXPECT_EQ(told, text);
}

TEST_F(Classroom, ManyOfOneNameCostNoMoreThanOne) {
  for (int i = 0; i < 900; ++i) {
    Person& pupil = chat.classroom();
    irc.skips_all();
    pupil.says("Ana: hola");
    const std::string name = i == 0 ? "Ana" : i == 1 ? "Ana_" : "Ana" + std::to_string(i - 1);
    irc.hears(":guest*!* NICK " + name);
  }
}

TEST_F(Classroom, SilenceForADayIsAnEndButForWhoHearsSomething) {
  Person& pupil = chat.classroom();
  irc.skips_all();
  for (int hour = 0; hour < 30; ++hour) {
    if (hour == 20) irc.says("PRIVMSG #lobby :still here?");
    irc.says("PING :x");
    chat.waits_ms(3'600'000);
    irc.says("PONG :x");
  }
  pupil.hears("irc: still here?");
  EXPECT_FALSE(pupil.closed());
  for (int hour = 0; hour < 13; ++hour) chat.waits_ms(3'600'000);
  EXPECT_FALSE(pupil.closed());
  chat.waits_ms(3'600'000);
  EXPECT_TRUE(pupil.closed());
}

TEST(ClassroomWithoutAnIdleLimit, SilenceHarmsNobodyUntilThereIsOne) {
  HubSettings settings = Conversation::some_settings();
  settings.classroom_idle_ms = 0;
  Conversation chat(settings);
  Person& pupil = chat.classroom();
  for (int hour = 0; hour < 50; ++hour) chat.waits_ms(3'600'000);
  EXPECT_FALSE(pupil.closed());
  settings.classroom_idle_ms = 60'000;
  chat.takes_settings(settings);
  chat.waits_ms(3'600'000);
  EXPECT_TRUE(pupil.closed());
}

}  // namespace
}  // namespace uvchat::hub
