#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

TEST(Registration, NickAndUserMakeASessionAndAreWelcomed) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("NICK alice");
  alice.hears_nothing();
  alice.says("USER al 0 * :Alice Liddell");
  alice.hears(":srv 001 alice :Welcome to the uvchat network, alice!~al@*.ip4");
  alice.hears(":srv 002 alice :Your host is srv*");
  alice.hears(":srv 003 alice :This server was started at 2026-09-21T*");
  alice.hears(":srv 004 alice srv uvchat BRTZiorsw CIMRUWabcefhiklmnoqstuvxz Iabefhkloqv");
  for (int line = 0; line < 3; ++line) alice.hears(":srv 005 alice *");
  for (const char* numeric : {"251", "252", "253", "254", "255", "265", "266"}) {
    alice.hears(":srv " + std::string(numeric) + " alice *");
  }
  alice.hears(":srv 422 alice :*");
  alice.hears_nothing();
}

TEST(Registration, TheMessageOfTheDayIsShownLineByLine) {
  HubSettings settings = Conversation::some_settings();
  settings.motd = {"one", "two"};
  Conversation chat(settings);
  Person& alice = chat.connected();
  alice.says("NICK alice");
  alice.says("USER al 0 * :A");
  alice.hears_in_time(":srv 375 alice :- srv Message of the day -");
  alice.hears(":srv 372 alice :- one");
  alice.hears(":srv 372 alice :- two");
  alice.hears(":srv 376 alice :*");
  alice.says("MOTD");
  alice.hears_in_time(":srv 376 *");
}

TEST(Registration, ANickIsTakenOnceInAnySpelling) {
  Conversation chat;
  chat.registered("Alice");
  Person& other = chat.connected();
  other.says("NICK aLICE");
  other.hears(":srv 433 * aLICE :Nickname is already in use");
  other.says("NICK 1abc");
  other.hears(":srv 432 * 1abc :Erroneous nickname");
  other.says("NICK");
  other.hears(":srv 431 * :No nickname given");
  other.says("NICK :a b");
  other.hears(":srv 432 * * :Erroneous nickname");
}

TEST(Registration, OnesOwnNickMayChangeItsSpelling) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("NICK Alice");
  alice.hears(":alice!~alice@* NICK Alice");
  alice.says("NICK Alice");
  alice.hears_nothing();
}

TEST(Registration, ANickIsFreeAgainWhenItsOwnerHasGone) {
  Conversation chat;
  chat.registered("alice").goes();
  Person& other = chat.connected();
  other.says("NICK alice");
  other.hears_nothing();
}

TEST(Registration, AClientThatIsNotRegisteredHoldsNoNick) {
  Conversation chat;
  Person& slow = chat.connected();
  slow.says("NICK alice");
  chat.registered("alice");
  slow.says("USER s 0 * :S");
  slow.hears(":srv 433 * alice :Nickname is already in use");
  slow.says("PING x");
  slow.hears(":srv PONG srv :x");
  slow.says("NICK slow");
  slow.hears(":srv 001 slow :*");
}

TEST(Registration, WhileCapabilitiesAreNegotiatedANickIsOnlyNoted) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& other = chat.connected();
  other.says("CAP LS 302");
  other.says("NICK alice");
  other.says("USER o 0 * :O");
  other.hears(":srv CAP * LS :*");
  other.hears_nothing();
  other.says("CAP END");
  other.hears(":srv 433 * alice :Nickname is already in use");
  other.says("NICK Alice");  // the negotiation is over: it is looked at at once
  other.hears(":srv 433 * Alice :Nickname is already in use");
  alice.goes();
  other.says("NICK Alice");
  other.hears(":srv 001 Alice :*");
}

TEST(Registration, ANickThatIsFreeAgainWhenTheNegotiationEndsIsTaken) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& other = chat.connected();
  other.says("CAP LS 302");
  other.says("NICK alice");
  other.says("USER o 0 * :O");
  alice.goes();
  other.says("CAP END");
  other.hears_in_time(":srv 001 alice :*");
}

TEST(Registration, WithoutItOnlyItsOwnCommandsAreTaken) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("JOIN #a");
  alice.hears(":srv 451 * :You have not registered");
  alice.says("FROBNICATE");
  alice.hears(":srv 451 * :You have not registered");
  alice.says("PING :x");
  alice.hears(":srv PONG srv :x");
  alice.says("USER a");
  alice.hears(":srv 461 * USER :Not enough parameters");
}

TEST(Registration, TwiceIsRefused) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("USER x 0 * :x");
  alice.hears(":srv 462 alice :*");
}

TEST(Registration, AUserNameAndARealNameAreNeeded) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("NICK alice");
  alice.says("USER al 0 * :");
  alice.hears(":srv 461 alice USER :Not enough parameters");
  alice.says("USER \xF0\x9F\x98\x8A 0 * :A");
  alice.hears(":srv 468 alice :That is no user name");
  alice.says("USER al 0 * :A");
  alice.hears(":srv 001 alice *");
}

HubSettings with_password() {
  HubSettings settings = Conversation::some_settings();
  settings.password = "open sesame";
  return settings;
}

TEST(Password, LetsInWhoKnowsIt) {
  Conversation chat(with_password());
  Person& alice = chat.connected();
  alice.says("PASS");
  alice.hears(":srv 461 * PASS :Not enough parameters");
  alice.says("PASS :open sesame");
  alice.says("NICK alice");
  alice.says("USER al 0 * :A");
  alice.hears_in_time(":srv 422 alice *");
  alice.says("PASS :open sesame");
  alice.hears(":srv 462 alice :You may not reregister");
}

TEST(Password, ThatIsWrongIsAnsweredUnderItsLabel) {
  Conversation chat(with_password());
  Person& alice = chat.connected();
  alice.says("CAP REQ :labeled-response batch");
  alice.says("CAP END");
  alice.says("USER alice 0 * :a");
  alice.skips_all();
  alice.says("@label=x NICK alice");
  alice.hears("@label=x :srv 464 alice :Password incorrect");
  alice.hears("ERROR :Closing link (Password incorrect)");
  alice.hears_nothing();
  EXPECT_TRUE(alice.closed());
}

TEST(Password, TheLastOneSaidCounts) {
  Conversation chat(with_password());
  for (const bool right_last : {true, false}) {
    Person& person = chat.connected();
    person.says(right_last ? "PASS sesame" : "PASS :open sesame");
    person.says(right_last ? "PASS :open sesame" : "PASS sesame");
    person.says("NICK alice");
    person.says("USER al 0 * :A");
    person.hears(right_last ? ":srv 001 alice *" : ":srv 464 alice :Password incorrect");
    EXPECT_EQ(person.closed(), !right_last);
    if (right_last) person.says("QUIT");
  }
}

TEST(Password, WhoHasNoneIsSentAwayWhenNothingElseIsMissing) {
  Conversation chat(with_password());
  Person& alice = chat.connected();
  alice.says("CAP LS");
  alice.says("NICK alice");
  alice.says("USER al 0 * :A");
  alice.hears(":srv CAP * LS :*");
  alice.hears_nothing();
  alice.says("CAP END");
  alice.hears(":srv 464 alice :Password incorrect");
  alice.hears("ERROR :Closing link (Password incorrect)");
  EXPECT_TRUE(alice.closed());
  Person& bob = chat.connected();
  bob.says("NICK alice");
  bob.hears_nothing();
}

TEST(Password, IsNotAskedForWhereThereIsNone) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("PASS whatever");
  alice.says("NICK alice");
  alice.says("USER al 0 * :A");
  alice.hears(":srv 001 alice *");
}

TEST(DefaultModes, AreSetAndTold) {
  HubSettings settings = Conversation::some_settings();
  settings.default_user_modes = "iw";
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  alice.hears(":alice!~alice@* MODE alice +iw");
  alice.says("MODE alice");
  alice.hears(":srv 221 alice +iw");
}

TEST(Registration, WhoDoesNotRegisterInTimeIsClosed) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("NICK alice");
  chat.waits_ms(29'000);
  alice.hears_nothing();
  chat.waits_ms(1'100);
  alice.hears("ERROR :Closing link (Registration timed out)");
  EXPECT_TRUE(alice.closed());
}

TEST(Liveness, ASilentClientIsPingedAndThenClosed) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.waits_ms(90'100);
  alice.hears("PING :srv");
  chat.waits_ms(90'100);
  alice.hears("ERROR :Closing link (Ping timeout: 180 seconds)");
  EXPECT_TRUE(alice.closed());
  EXPECT_EQ(chat.hub().session_count(), 0U);
}

TEST(Liveness, WhoAnswersThePingStays) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  for (int i = 0; i < 5; ++i) {
    chat.waits_ms(90'100);
    alice.hears("PING :srv");
    alice.says("PONG :srv");
  }
  alice.hears_nothing();
}

TEST(Liveness, WhoIsNotReadIsNotCalledSilent) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.apply(EventKind::stalled, alice.conn(), 0, {});
  for (int i = 0; i < 5; ++i) chat.waits_ms(90'100);
  alice.hears_nothing();
  chat.apply(EventKind::drained, alice.conn(), 0, {});
  chat.waits_ms(60'000);
  alice.hears_nothing();
  chat.waits_ms(95'000);
  alice.hears("PING :srv");
}

TEST(Liveness, ManyWhoFallSilentAtOnceAreEndedInSeveralSteps) {
  HubSettings settings = Conversation::some_settings();
  settings.outbox_expanded_bytes_max = 5'000;
  Conversation chat(settings);
  for (int i = 0; i < 60; ++i) chat.registered("m" + std::to_string(i)).says("JOIN #a");
  chat.waits_ms(90'100);
  chat.waits_ms(90'100);
  EXPECT_GT(chat.ticks(), 2U);
  EXPECT_EQ(chat.hub().session_count(), 0U);
}

TEST(Quit, IsToldOnceToEachNeighbour) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  Person& carol = chat.registered("carol");
  for (Person* person : {&alice, &bob}) {
    person->says("JOIN #a,#b");
    person->skips_all();
  }
  alice.skips_all();
  alice.says("QUIT :so long");
  alice.hears(":alice!~alice@* QUIT :Quit: so long");
  alice.hears("ERROR :Closing link (Quit: so long)");
  EXPECT_TRUE(alice.closed());
  bob.hears(":alice!~alice@* QUIT :Quit: so long");
  bob.hears_nothing();
  carol.hears_nothing();
}

TEST(Quit, SaysWhyTheConnectionEnded) {
  Conversation chat;
  Person& bob = chat.registered("bob");
  bob.says("JOIN #a");
  for (const EndReason reason : {EndReason::eof, EndReason::reset, EndReason::send_queue_exceeded,
                                 EndReason::send_queues_exceeded}) {
    Person& alice = chat.registered("alice");
    alice.says("JOIN #a");
    bob.skips_all();
    alice.goes(reason);
    bob.hears(reason == EndReason::eof     ? ":alice!* QUIT :Connection closed"
              : reason == EndReason::reset ? ":alice!* QUIT :Connection reset"
                                           : ":alice!* QUIT :SendQ exceeded*");
    EXPECT_TRUE(alice.closed());
  }
}

TEST(ShutDown, SaysGoodByeToAllAndClosesWhoComesLater) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.connected();
  alice.says("JOIN #a");
  alice.skips_all();
  chat.shuts_down();
  for (Person* person : {&alice, &bob}) {
    person->hears("ERROR :Closing link (Server shutting down)");
    EXPECT_TRUE(person->closed());
  }
  EXPECT_TRUE(chat.connected().closed());
  EXPECT_EQ(chat.hub().session_count(), 0U);
  EXPECT_EQ(chat.hub().channel_count(), 0U);
}

TEST(Input, LinesThatAreTooLongOrHoldNulAreRefusedAndNothingElseIsLost) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says_too_much("PRIVMSG #a :aaaa");
  alice.hears(":srv 417 alice :Input line was too long");
  alice.says("PRIVMSG bob :" + std::string(600, 'x'));
  alice.hears(":srv 417 alice :*");
  alice.says("@+x=" + std::string(4096, 'x') + " PRIVMSG bob :x");
  alice.hears(":srv 417 alice :*");
  alice.says(std::string_view("PING a\0b", 8));
  alice.hears(":srv FAIL * INVALID_LINE :*");
  alice.says("PING " + std::string(505, 'x'));
  alice.hears(":srv PONG srv :xxx*");
  alice.says("");
  alice.says(":");
  alice.says("@tag");
  alice.hears_nothing();
  alice.says("frob a");
  alice.hears(":srv 421 alice frob :Unknown command");
}

TEST(Hosts, AreCloakedTheSameForOneNetwork) {
  Conversation chat;
  auto host_of = [&](std::string_view nick, std::string_view address) {
    Person& person = chat.connected(0, address);
    person.says("NICK " + std::string(nick));
    person.says("USER u 0 * :u");
    const std::string welcome = person.next_line();
    return welcome.substr(welcome.find('@') + 1);
  };
  const std::string a = host_of("a", "198.51.100.1");
  const std::string b = host_of("b", "198.51.100.2");
  const std::string c = host_of("c", "198.51.100.1");
  EXPECT_EQ(a, c);
  EXPECT_NE(a, b);
  EXPECT_EQ(a.substr(a.find('.')), b.substr(b.find('.')));
  EXPECT_EQ(a.find("198"), std::string::npos);
  const std::string v6 = host_of("d", "2001:db8::1");
  const std::string same_net = host_of("e", "2001:db8:0:0:ffff::2");
  EXPECT_EQ(v6, same_net);
  EXPECT_TRUE(v6.ends_with(".ip6"));
}

}  // namespace
}  // namespace uvchat::hub
