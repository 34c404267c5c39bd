#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

TEST(Who, OfAChannelTellsItsMembers) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #Lobby");
  bob.says("JOIN #lobby");
  bob.skips_all();
  bob.says("WHO #LOBBY");
  bob.hears(":srv 352 bob #Lobby ~bob *.ip4 srv bob H :0 bob");
  bob.hears(":srv 352 bob #Lobby ~alice *.ip4 srv alice H@ :0 alice");
  bob.hears(":srv 315 bob #LOBBY :*");
  bob.hears_nothing();
}

// A full-width asterisk is the plain one, when it is folded.
TEST(Masks, ThatFoldIntoWildcardsFindNobody) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a");
  alice.skips_all();
  bob.says("WHO \uff0a");
  bob.hears(":srv 315 bob \uff0a :*");
  bob.says("LIST #\uff0a*");
  bob.hears(":srv 321 *");
  bob.hears(":srv 323 *");
  bob.says("MOTD \uff0a");
  bob.hears(":srv 402 bob \uff0a :No such server");
  alice.says("MODE #a +b \uff0a!*@*");
  alice.hears(":srv 696 alice #a b \uff0a!*@* :It has a character that stands for a wildcard");
}

TEST(Who, ShowsAllRanksToThoseWhoCanReadThem) {
  Conversation chat;
  Person& alice = chat.registered("alice", "multi-prefix");
  alice.says("JOIN #a");
  alice.says("MODE #a +v alice");
  alice.skips_all();
  alice.says("WHO #a");
  alice.hears("* alice H@+ :0 alice");
}

TEST(Who, OfANickFindsOneInAnySpellingAndInvisibleToo) {
  Conversation chat;
  Person& alice = chat.registered("Alice");
  Person& bob = chat.registered("bob");
  alice.says("MODE Alice +iB");
  bob.says("WHO alice");
  bob.hears(":srv 352 bob * ~Alice * srv Alice HB :0 Alice");
  bob.hears(":srv 315 bob alice :*");
  bob.says("WHO nobody");
  bob.hears(":srv 315 bob nobody :*");
  bob.hears_nothing();
}

TEST(Who, MasksLookAtNickNameHostAndRealName) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("NICK alice");
  alice.says("USER al 0 * :Alice Liddell");
  Person& bob = chat.registered("bob");
  for (const char* mask : {"ali*", "AL?CE", "~al", "*LIDDELL"}) {
    bob.says("WHO " + std::string(mask));
    bob.hears(":srv 352 bob * ~al * srv alice H :0 Alice Liddell");
    bob.hears(":srv 315 bob " + std::string(mask) + " :*");
    bob.hears_nothing();
  }
  bob.says("WHO :alice liddell");
  bob.hears("* alice H :0 Alice Liddell");
  bob.hears(":srv 315 bob * :*");
  for (const char* mask : {"*", "0", "*.ip4", "s?v"}) {
    bob.says("WHO " + std::string(mask));
    bob.hears("* alice H :*");
    bob.hears_in_time("* bob H :*");
    bob.hears(":srv 315 *");
  }
  bob.says("WHO 192.0.2.*");  // addresses are cloaked: he knows his own alone
  bob.hears("* bob H :*");
  bob.hears(":srv 315 *");
  bob.hears_nothing();
}

TEST(Who, MasksPassOverInvisibleUsersButForThoseWhoShareAChannel) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("MODE alice +i");
  bob.says("WHO ali*");
  bob.hears(":srv 315 *");
  alice.says("WHO ali*");
  alice.hears_in_time("* alice H :*");
  for (Person* person : {&alice, &bob}) person->says("JOIN #a");
  bob.skips_all();
  bob.says("WHO ali*");
  bob.hears("* alice H :*");
  alice.says("MODE #a +u");
  bob.skips_all();
  bob.says("WHO ali*");  // an operator of an auditorium is seen
  bob.hears("* alice H :*");
  bob.says("MODE bob +i");
  Person& carol = chat.registered("carol");
  carol.says("JOIN #a");
  carol.skips_all();
  carol.says("WHO bo*");  // a mere member is not
  carol.hears(":srv 315 *");
}

TEST(Who, WhatIsSecretStaysSo) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a");
  alice.says("MODE #a +s");
  bob.says("WHO #a");
  bob.hears(":srv 315 bob #a :*");
  alice.says("MODE #a -s");
  alice.says("MODE alice +i");
  bob.says("WHO #a");
  bob.hears(":srv 315 bob #a :*");
}

TEST(Who, AsksForOperatorsAlone) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("WHO * o");
  alice.hears(":srv 315 alice * :*");
  chat.make_operator(bob);
  alice.says("WHO * o");
  alice.hears("* bob H* :0 bob");
  alice.hears(":srv 315 alice * :*");
  alice.says("WHO #a o%n");
  alice.hears(":srv 315 alice #a :*");
}

TEST(Who, ShowsEverythingToOperators) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("MODE alice +i");
  alice.says("JOIN #a");
  alice.says("MODE #a +s");
  chat.make_operator(bob);
  bob.says("WHO ali* %ni");
  bob.hears(":srv 354 bob 192.0.2.7 alice");
  bob.hears(":srv 315 *");
  bob.says("WHO 192.0.2.* %n");
  bob.hears_in_time(":srv 354 bob alice");
  bob.skips_all();
  bob.says("WHO #a");
  bob.hears(":srv 352 bob #a * alice H@ :*");
}

TEST(Who, WithFieldsAnswersThoseInTheOrderOfTheSpecification) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a");
  chat.waits_ms(5'000);
  bob.says("WHO alice %tcuihsnfdlaor,42");
  bob.hears(":srv 354 bob 42 * ~alice 255.255.255.255 *.ip4 srv alice H 0 5 0 n/a :alice");
  bob.hears(":srv 315 bob alice :*");
  bob.says("WHO #a %nct,7");
  bob.hears(":srv 354 bob 7 #a alice");
  bob.hears(":srv 315 bob #a :*");
  bob.says("WHO bob %ri");
  bob.hears(":srv 354 bob 192.0.2.7 :bob");
  bob.hears(":srv 315 bob bob :*");
}

TEST(Who, AnAddressIsOneWord) {
  Conversation chat;
  Person& alice = chat.connected(0, "::1");
  alice.says("NICK alice");
  alice.says("USER al 0 * :A");
  alice.skips_all();
  alice.says("WHO alice %in");
  alice.hears(":srv 354 alice 0::1 alice");
}

TEST(Who, OfManyUsersComesInPagesAndMissesNobodyWhoStays) {
  Conversation chat;
  for (int i = 0; i < 600; ++i) chat.registered("m" + std::to_string(i));
  Person& alice = chat.registered("alice");
  alice.says("WHO m*");
  EXPECT_GE(chat.ticks(), 2U);  // after the first
  std::size_t users = 0;
  while (alice.next_line().starts_with(":srv 352 ")) ++users;
  EXPECT_EQ(users, 600U);
  alice.hears_nothing();
  EXPECT_GT(alice.penalty_ms(), 0U);
  chat.waits_ms(alice.penalty_ms() + limits::tick_ms);
  EXPECT_FALSE(alice.held());
}

TEST(Ison, NamesThoseWhoAreThere) {
  Conversation chat;
  Person& alice = chat.registered("Alice");
  chat.registered("bob");
  alice.says("ISON alice nobody :BOB carol");
  alice.hears(":srv 303 Alice :Alice bob");
  alice.says("ISON nobody");
  alice.hears(":srv 303 Alice :");
}

TEST(Userhost, TellsNameAndHostOfUpToFive) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.registered("bob");
  alice.says("USERHOST bob nobody");
  alice.hears(":srv 302 alice :bob=+~bob@*.ip4");
  alice.says("USERHOST n n n n n alice");
  alice.hears(":srv 302 alice :");
  alice.hears(":srv 407 alice alice :*");
}

}  // namespace
}  // namespace uvchat::hub
