#include "tests/client/chat_conversation.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

using ChatTest = ChatConversation;

std::vector<std::string> nicks(const Room& room) {
  std::vector<std::string> all;
  for (const Member& member : room.members) all.push_back(member.prefix + member.nick);
  return all;
}

TEST_F(ChatTest, JoinsTheRoomsItWasAskedForOnceItIsRegistered) {
  chat_.on_connecting(now_);
  chat_.on_registered("ana", now_);
  EXPECT_THAT(sent(), ElementsAre("JOIN #lobby", "PING :uvchat-ready"));
  join_lobby();
  EXPECT_TRUE(room("#lobby").joined);
  EXPECT_THAT(nicks(room("#lobby")), ElementsAre("@bob", "ana"));
  EXPECT_EQ(chat_.current(), 1U);
}

TEST_F(ChatTest, MembersComeGoAndChangeTheirNamesAndRanks) {
  connect("", "PREFIX=(qov)~@+ CHANTYPES=# CASEMAPPING=rfc1459");
  join_lobby();
  server(":carl!u@h JOIN #lobby");
  server(":bob!u@h MODE #lobby +qv-o carl ana bob");
  EXPECT_THAT(nicks(room("#lobby")), ElementsAre("~carl", "+ana", "bob"));
  server(":bob!u@h NICK Rob");
  server(":carl!u@h PART #lobby :bye");
  EXPECT_THAT(nicks(room("#lobby")), ElementsAre("+ana", "Rob"));
  server(":ROB!u@h QUIT :gone");
  EXPECT_THAT(nicks(room("#lobby")), ElementsAre("+ana"));
  EXPECT_THAT(shown("#lobby"),
              ElementsAre("You join #lobby", "2 people are here: @bob and ana", "carl joins",
                          "bob sets +qv-o carl ana bob", "bob is now Rob", "carl leaves (bye)",
                          "ROB quits (gone)"));
}

TEST_F(ChatTest, AnOwnLineIsPendingUntilItsEcho) {
  connect(echoing);
  join_lobby();
  user("hello");
  const auto lines = sent();
  ASSERT_THAT(lines, ElementsAre("@label=1 PRIVMSG #lobby :hello"));
  EXPECT_TRUE(last("#lobby").pending);
  server("@label=1;msgid=m1 :ana!u@h PRIVMSG #lobby :hello");
  EXPECT_FALSE(last("#lobby").pending);
  EXPECT_EQ(last("#lobby").msgid, "m1");
  EXPECT_THAT(shown("#lobby"),
              ElementsAre("You join #lobby", "2 people are here: @bob and ana", "<ana> hello"));
}

TEST_F(ChatTest, WithoutLabelsAnEchoIsKnownByItsText) {
  connect("echo-message");
  join_lobby();
  user("one");
  user("two");
  server(":ana!u@h PRIVMSG #lobby :one");
  EXPECT_TRUE(last("#lobby").pending);
  server(":ana!u@h PRIVMSG #lobby :two");
  EXPECT_FALSE(last("#lobby").pending);
}

TEST_F(ChatTest, WithoutEchoALineIsConfirmedAtOnce) {
  connect();
  join_lobby();
  user("hello");
  EXPECT_FALSE(last("#lobby").pending);
}

TEST_F(ChatTest, ALineTheServerRefusesCanBeSaidAgain) {
  connect(echoing);
  join_lobby();
  user("hello");
  server("@label=1 :s 404 ana #lobby :Cannot send to channel");
  EXPECT_TRUE(room("#lobby").entries[2].refused);
  EXPECT_EQ(room("#lobby").entries[2].note, "not sent: /resend");
  EXPECT_EQ(last("#lobby").text, "You cannot speak in #lobby: Cannot send to channel");
  sent();
  user("/resend");
  EXPECT_THAT(sent(), ElementsAre("@label=2 PRIVMSG #lobby :hello"));
  server("@label=2 :ana!u@h PRIVMSG #lobby :hello");
  const auto lines = shown("#lobby");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "<ana> hello"), 1);
  EXPECT_EQ(last("#lobby").note, "");
}

TEST_F(ChatTest, WhatIsTypedMeanwhileIsSentAfterTheRejoin) {
  connect(echoing);
  join_lobby();
  chat_.on_lost("it broke", now_.mono_ms + 1000, now_);
  EXPECT_EQ(chat_.status().link, LinkState::waiting);
  user("meanwhile");
  EXPECT_THAT(sent(), IsEmpty());
  connect(echoing);
  EXPECT_THAT(sent(), IsEmpty());
  server(":ana!u@h JOIN #lobby");
  EXPECT_THAT(sent(), ElementsAre("@label=1 PRIVMSG #lobby :meanwhile"));
  EXPECT_THAT(shown("#lobby"), Contains(StartsWith("You were not connected from")));
}

TEST_F(ChatTest, CountsWhatIsUnreadAndWhatNamesUs) {
  connect();
  join_lobby();
  chat_.show(0);
  server(":bob!u@h PRIVMSG #lobby :bananas");
  server(":bob!u@h PRIVMSG #lobby :Ana: look");
  EXPECT_EQ(room("#lobby").unread, 2U);
  EXPECT_EQ(room("#lobby").mentions, 1U);
  EXPECT_EQ(room("#lobby").first_unread, room("#lobby").entries[2].number);
  chat_.show(1);
  EXPECT_EQ(room("#lobby").unread, 0U);
}

TEST_F(ChatTest, APrivateMessageOpensARoomOfItsOwn) {
  connect();
  join_lobby();
  server(":bob!u@h PRIVMSG ana :psst");
  EXPECT_EQ(room("bob").kind, Room::Kind::query);
  EXPECT_TRUE(last("bob").mention);
  EXPECT_EQ(chat_.current(), 1U);
  server(":bob!u@h NICK rob");
  EXPECT_EQ(last("rob").text, "bob is now rob");
}

TEST_F(ChatTest, ActionsAreActedAndFormattingGoes) {
  connect();
  join_lobby();
  user("/me waves");
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG #lobby :\1ACTION waves\1"));
  server(":bob!u@h PRIVMSG #lobby :\1ACTION \x02jumps\x02\1");
  server(
      ":bob!u@h PRIVMSG #lobby :\x03"
      "04,12red\x0f and \x1b[2J");
  server(":bob!u@h PRIVMSG #lobby :\1VERSION\1");
  EXPECT_THAT(shown("#lobby"),
              ElementsAre("You join #lobby", "2 people are here: @bob and ana", "* ana waves",
                          "* bob jumps", "<bob> red and ?[2J", "bob sends CTCP VERSION"));
}

TEST_F(ChatTest, ALongLineIsSplitAtSpacesAndAPastedOneAtItsLines) {
  connect();
  join_lobby();
  std::string text;
  for (int i = 0; i < 100; ++i) text += "word" + std::to_string(i) + " ";
  user(text + "\nsecond");
  const auto lines = sent();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_LE(lines[0].size() + 2 + 100, 512U);
  EXPECT_THAT(lines[1], StartsWith("PRIVMSG #lobby :word"));
  EXPECT_EQ(lines[2], "PRIVMSG #lobby :second");
}

TEST_F(ChatTest, SeveralLinesAreOneBatchWhereTheServerKnowsIt) {
  connect(std::string(echoing) + " draft/multiline=max-bytes=4096,max-lines=100");
  join_lobby();
  user("one\ntwo");
  EXPECT_THAT(sent(), ElementsAre("@label=1 BATCH +m1 draft/multiline #lobby",
                                  "@batch=m1 PRIVMSG #lobby :one", "@batch=m1 PRIVMSG #lobby :two",
                                  "BATCH -m1"));
  server("@label=1;msgid=x :ana!u@h BATCH +9 draft/multiline #lobby");
  server("@batch=9 :ana!u@h PRIVMSG #lobby :one");
  server("@batch=9 :ana!u@h PRIVMSG #lobby :two");
  server("BATCH -9");
  EXPECT_FALSE(last("#lobby").pending);
  server("@msgid=y :bob!u@h BATCH +8 draft/multiline #lobby");
  server("@batch=8 :bob!u@h PRIVMSG #lobby :first ");
  server("@batch=8;draft/multiline-concat :bob!u@h PRIVMSG #lobby :line");
  server("@batch=8 :bob!u@h PRIVMSG #lobby :second");
  server("BATCH -8");
  EXPECT_THAT(shown("#lobby"), ElementsAre("You join #lobby", "2 people are here: @bob and ana",
                                           "<ana> one\ntwo", "<bob> first line\nsecond"));
}

TEST_F(ChatTest, HistoryIsAskedForAndPutBeforeWhatIsNewer) {
  connect(std::string(echoing) + " draft/chathistory", "CHATHISTORY=50");
  server(":ana!u@h JOIN #lobby");
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY LATEST #lobby * 50"));
  server("BATCH +h chathistory #lobby");
  server("@batch=h;msgid=a;time=2026-11-22T10:00:00.000Z :bob!u@h PRIVMSG #lobby :old");
  server("@batch=h;msgid=b;time=2026-11-22T10:00:01.000Z :bob!u@h PRIVMSG #lobby :older not");
  server("BATCH -h");
  EXPECT_THAT(shown("#lobby"), ElementsAre("<bob> old", "<bob> older not", "You join #lobby"));
  EXPECT_TRUE(room("#lobby").entries[0].from_history);
  EXPECT_EQ(room("#lobby").unread, 0U);
  user("/history 10");
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY BEFORE #lobby msgid=a 10"));
  server("@msgid=b :bob!u@h PRIVMSG #lobby :older not");
  EXPECT_EQ(room("#lobby").entries.size(), 3U);
}

TEST_F(ChatTest, CommandsThatAreNoneGetASuggestion) {
  connect();
  join_lobby();
  user("/jion #x");
  EXPECT_EQ(last("#lobby").text, "There is no command /jion. Did you mean /join?");
  for (const std::string name : {"redactt", "quitt", "prat", "clsoe"}) {  // they end something
    user("/" + name);
    EXPECT_EQ(last("#lobby").text,
              "There is no command /" + name + ": see /help. To say it, begin with //.");
  }
  user("//shrug");
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG #lobby :/shrug"));
  chat_.show(0);
  user("hello?");
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(chat_.rooms()[0]->entries.back().text, HasSubstr("/join #room"));
}

TEST_F(ChatTest, TheClassroomsWordForTheEndIsAWordLikeAnyOther) {
  connect();
  join_lobby();
  user("FIN");
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG #lobby :FIN"));
  EXPECT_FALSE(has_quit_);
}

TEST_F(ChatTest, CompletesNicksByWhoSpokeLast) {
  connect();
  join_lobby();
  server(":bea!u@h JOIN #lobby");
  server(":ben!u@h JOIN #lobby");
  server(":ben!u@h PRIVMSG #lobby :hi");
  EXPECT_THAT(chat_.complete("b", 1).words, ElementsAre("ben: ", "bob: ", "bea: "));
  EXPECT_THAT(chat_.complete("hi be", 5).words, ElementsAre("ben ", "bea "));
  EXPECT_EQ(chat_.complete("hi be", 5).begin, 3U);
  EXPECT_THAT(chat_.complete("/jo", 3).words, ElementsAre("/join "));
  EXPECT_THAT(chat_.complete("#lo", 3).words, ElementsAre("#lobby "));
}

TEST_F(ChatTest, SearchGoesFromTheNewestToTheOldest) {
  connect();
  join_lobby();
  server(":bob!u@h PRIVMSG #lobby :a Café");
  server(":bob!u@h PRIVMSG #lobby :tea");
  server(":bob!u@h PRIVMSG #lobby :more CAFÉ");
  user("/search café");
  EXPECT_EQ(chat_.found(), room("#lobby").entries[4].number);
  user("/search");
  EXPECT_EQ(chat_.found(), room("#lobby").entries[2].number);
  user("/search");
  EXPECT_EQ(chat_.found(), room("#lobby").entries[2].number);
  EXPECT_TRUE(chat_.search_is_over());
  user("/search");
  EXPECT_EQ(chat_.found(), room("#lobby").entries[4].number);
  EXPECT_FALSE(chat_.search_is_over());
}

TEST_F(ChatTest, ARefusedJoinSaysWhyAndIsNotTriedAgain) {
  connect();
  server(":s 474 ana #lobby :Cannot join channel (+b)");
  EXPECT_EQ(last("#lobby").text, "Cannot join #lobby: you are banned");
  user("hi");
  EXPECT_EQ(last("#lobby").text, "You are not in #lobby: /join #lobby");
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatTest, AskedForAnotherNickItTriesTheWantedOneLater) {
  chat_.on_connecting(now_);
  chat_.on_registered("ana_", now_);
  sent();
  after(61'000);
  EXPECT_THAT(sent(), Contains("NICK ana"));
  server(":s 433 ana_ ana :Nickname is already in use");
  EXPECT_THAT(shown("127.0.0.1:6667"), Not(Contains(HasSubstr("already in use"))));
  server(":ana!u@h QUIT :bye");
  after(1000);
  EXPECT_THAT(sent(), Contains("NICK ana"));
  server(":ana_!u@h NICK ana");
  EXPECT_EQ(chat_.status().nick, "ana");
}

TEST_F(ChatTest, AServerThatIsSilentForLongIsLost) {
  connect();
  after(31'000);
  EXPECT_THAT(sent(), ElementsAre("PING :uvchat-lag"));
  after(250);
  server(":s PONG s uvchat-lag");
  EXPECT_EQ(chat_.status().lag_ms, 250);
  after(31'000);
  after(121'000);
  EXPECT_EQ(connects_again_, 1);
}

TEST_F(ChatTest, TheScrollBackIsBounded) {
  connect();
  join_lobby();
  for (std::size_t i = 0; i < Room::entries_max + 10; ++i) server(":bob!u@h PRIVMSG #lobby :line");
  EXPECT_EQ(room("#lobby").entries.size(), Room::entries_max);
}

TEST_F(ChatTest, NamesThatCouldSteerTheTerminalAreNobodys) {
  connect();
  join_lobby();
  server(":ev\x1b[2Jil!u@h JOIN #lobby");
  server(":bob!u@h NICK b\x1b[2Job");
  server(":s 353 ana = #lobby :@bob ana e\x07vil");
  server(":s 366 ana #lobby :End");
  EXPECT_THAT(nicks(room("#lobby")), ElementsAre("@bob", "ana"));
}

TEST_F(ChatTest, StatusMessagesGoToThoseTheyAreFor) {
  connect(echoing);
  join_lobby();
  user("/msg @#lobby only you");
  EXPECT_THAT(sent(), ElementsAre("@label=1 PRIVMSG @#lobby :only you"));
  EXPECT_EQ(last("#lobby").note, "to @#lobby");
}

TEST_F(ChatTest, RefusalsAreSentencesInTheRoomTheyAreAbout) {
  connect();
  join_lobby();
  server(":s 443 ana bob #lobby :is already on channel");
  EXPECT_EQ(last("#lobby").text, "bob is already in #lobby.");
  server(":s 433 ana eve :Nickname is already in use");
  EXPECT_EQ(last("#lobby").text, "The nick eve is taken.");
  server(":s 461 ana KICK :Not enough parameters");
  EXPECT_EQ(last("#lobby").text, "Something is missing behind KICK.");
  user("/join #full");
  server(":s 471 ana #full :Cannot join channel (+l)");
  EXPECT_EQ(last("#full").text, "Cannot join #full: it is full");
}

TEST_F(ChatTest, CommandsWithTooLittleOrTooMuchTellHowTheyAreWritten) {
  connect();
  user("/go");
  EXPECT_EQ(last("#lobby").text, "Usage: /go #ROOM|NICK|NUMBER");
  user("/nick a b");
  EXPECT_EQ(last("#lobby").text, "Usage: /nick NICK");
  EXPECT_TRUE(sent().empty());
}

TEST_F(ChatTest, AnEmptyRoomSaysWhyThereIsNoConnection) {
  chat_.on_connecting(now_);
  chat_.on_lost("connection refused", 1000, now_);
  chat_.on_lost("connection refused", 2000, now_);
  EXPECT_THAT(shown("#lobby"), ElementsAre("No connection: connection refused."));
}

TEST_F(ChatTest, WhoIsUnwelcomeLearnsHowToTryAgain) {
  connect();
  join_lobby();
  chat_.on_lost("banned", std::nullopt, now_);
  EXPECT_EQ(last("#lobby").text, "No connection: banned. /connect tries again.");
}

}  // namespace
}  // namespace uvchat::cli
