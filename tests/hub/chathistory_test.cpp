#include <gtest/gtest.h>

#include "tests/hub/kept_lines.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view reads_history =
    "batch draft/chathistory draft/event-playback echo-message message-tags server-time";

struct Chathistory : Remembered {
  // Somebody who reads history, and has joined #a.
  Person& reader(std::string_view nick) {
    Person& person = chat.registered(nick, reads_history);
    says(person, "JOIN #a");
    person.skips_all();
    return person;
  }
};

TEST_F(Chathistory, ALineIsToldAgainAsItWas) {
  Person& ana = reader("ana");
  says(ana, "@+reply=x PRIVMSG #a :hello");
  const std::string echo = ana.next_line();
  says(ana, "CHATHISTORY LATEST #a * 1");
  ana.hears("@time=* :srv BATCH +inner chathistory #a");
  EXPECT_EQ(ana.next_line(), "@batch=inner;" + echo.substr(1));
  ana.hears("* BATCH -inner");
}

TEST_F(Chathistory, EventsAreForThoseWhoAskForThem) {
  Person& ana = reader("ana");
  says(ana, "TOPIC #a :news");
  says(ana, "PRIVMSG #a :one");
  Person& ben = chat.registered("ben", "batch draft/chathistory server-time");
  says(ben, "JOIN #a");
  ben.skips_all();
  ana.skips_all();
  says(ben, "CHATHISTORY LATEST #a * 10");
  ben.hears("*:srv BATCH +inner chathistory #a");
  ben.hears("*:ana!~ana@* PRIVMSG #a :one");
  ben.hears("*BATCH -inner");
  says(ana, "CHATHISTORY LATEST #a * 10");
  ana.hears("*BATCH +inner*");
  ana.hears("*:ana!* JOIN #a");
  ana.hears("*:ana!* TOPIC #a :news");
  ana.hears("*:ana!* PRIVMSG #a :one");
  ana.hears("*:ben!* JOIN #a");
  ana.hears("*BATCH -inner");
}

TEST_F(Chathistory, WhoIsNotInAChannelHearsThatItIsNotThere) {
  reader("ana");
  Person& eve = chat.registered("eve", reads_history);
  says(eve, "CHATHISTORY LATEST #a * 10");
  eve.hears("*:srv FAIL CHATHISTORY INVALID_TARGET LATEST #a :You can read nothing there");
  says(eve, "CHATHISTORY LATEST #nothing * 10");
  eve.hears("*:srv FAIL CHATHISTORY INVALID_TARGET LATEST #nothing :You can read nothing there");
}

TEST_F(Chathistory, WhatWasSaidWhileAChannelWasClosedIsForThoseWhoWereThere) {
  Person& ana = reader("ana");
  says(ana, "PRIVMSG #a :in the open");
  says(ana, "MODE #a +i");
  says(ana, "PRIVMSG #a :among us");
  chat.waits_ms(100);
  Person& ben = chat.registered("ben", "batch draft/chathistory server-time");
  says(ana, "INVITE ben #a");
  says(ben, "JOIN #a");
  says(ana, "PRIVMSG #a :with ben");
  ben.skips_all();
  says(ben, "CHATHISTORY LATEST #a * 10");
  ben.hears("*BATCH +inner*");
  ben.hears("* PRIVMSG #a :in the open");
  ben.hears("* PRIVMSG #a :with ben");
  ben.hears("*BATCH -inner");
}

TEST_F(Chathistory, WhatWasSaidToARankIsForThatRank) {
  Person& ana = reader("ana");
  Person& ben = reader("ben");
  says(ana, "PRIVMSG @#a :operators only");
  ben.skips_all();
  says(ben, "CHATHISTORY LATEST #a * 1");
  ben.hears("*BATCH +inner*");
  ben.hears("*:ben!* JOIN #a");
  ben.hears("*BATCH -inner");
  ana.skips_all();
  says(ana, "CHATHISTORY LATEST #a * 1");
  ana.hears("*BATCH +inner*");
  ana.hears("*PRIVMSG @#a :operators only");
  ana.hears("*BATCH -inner");
}

TEST_F(Chathistory, ALaterChannelOfTheSameNameIsAnotherOne) {
  Person& ana = reader("ana");
  says(ana, "PRIVMSG #a :gone");
  says(ana, "PART #a");
  chat.waits_ms(100);
  serves();
  says(ana, "JOIN #a");
  ana.skips_all();
  says(ana, "CHATHISTORY LATEST #a * 10");
  ana.hears("*BATCH +inner*");
  ana.hears("*JOIN #a");
  ana.hears("*BATCH -inner");
  EXPECT_EQ(freed.size(), 1U);
}

TEST_F(Chathistory, PagesByIdMissNothing) {
  Person& ana = reader("ana");
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    says(ana, "PRIVMSG #a :line " + std::to_string(i));
    const std::string echo = ana.next_line();
    ids.push_back(echo.substr(echo.find("msgid=") + 6, 24));
  }
  says(ana, "CHATHISTORY AFTER #a msgid=" + ids[1] + " 2");
  ana.hears("@*BATCH +inner*");
  ana.hears("*:line 2");
  ana.hears("*:line 3");
  ana.hears("*BATCH -inner");
  says(ana, "CHATHISTORY BEFORE #a msgid=" + ids[2] + " 1");
  ana.hears("*BATCH +inner*");
  ana.hears("*:line 1");
  ana.hears("*BATCH -inner");
  says(ana, "CHATHISTORY AROUND #a msgid=" + ids[2] + " 3");
  ana.hears("*BATCH +inner*");
  ana.hears("*:line 1");
  ana.hears("*:line 2");
  ana.hears("*:line 3");
  ana.hears("*BATCH -inner");
  says(ana, "CHATHISTORY BETWEEN #a msgid=" + ids[4] + " msgid=" + ids[0] + " 2");
  ana.hears("*BATCH +inner*");
  ana.hears("*:line 2");
  ana.hears("*:line 3");
  ana.hears("*BATCH -inner");
}

TEST_F(Chathistory, WhatTheStoreCouldNotTakeItIsGivenAgain) {
  Person& ana = reader("ana");
  away = true;
  says(ana, "PRIVMSG #a :while it is away");
  serves();
  away = false;
  chat.waits_ms(2'000);
  serves();
  ana.skips_all();
  says(ana, "CHATHISTORY LATEST #a * 1");
  ana.hears("*BATCH +inner*");
  ana.hears("*:while it is away");
  ana.hears("*BATCH -inner");
}

TEST_F(Chathistory, AMessageOfSeveralLinesComesAsOne) {
  Person& ana = chat.registered("ana", "batch draft/chathistory draft/multiline message-tags");
  says(ana, "JOIN #a");
  says(ana, "BATCH +1 draft/multiline #a");
  says(ana, "@batch=1 PRIVMSG #a :one");
  says(ana, "@batch=1;draft/multiline-concat PRIVMSG #a :and more");
  says(ana, "@batch=1 PRIVMSG #a :two");
  says(ana, "BATCH -1");
  ana.skips_all();
  says(ana, "CHATHISTORY LATEST #a * 1");
  ana.hears("*BATCH +inner chathistory #a");
  ana.hears("@batch=inner;msgid=* BATCH +lines draft/multiline #a");
  ana.hears("@batch=lines :ana!* PRIVMSG #a :one");
  ana.hears("@batch=lines;draft/multiline-concat :ana!* PRIVMSG #a :and more");
  ana.hears("@batch=lines :ana!* PRIVMSG #a :two");
  ana.hears("BATCH -lines");
  ana.hears(":srv BATCH -inner");
}

TEST_F(Chathistory, WhoJoinsWithAnOlderClientIsToldWhatWasSaid) {
  Person& ana = reader("ana");
  says(ana, "PRIVMSG #a :before");
  Person& old = chat.registered("old", "server-time");
  says(old, "JOIN #a");
  old.hears_in_time("* 366 *");
  old.hears("@time=* :ana!* PRIVMSG #a :before");
  Person& oldest = chat.registered("oldest");
  says(oldest, "JOIN #a");
  oldest.hears_in_time("* 366 *");
  oldest.hears_nothing();
}

TEST_F(Chathistory, WhoIsPutOutBeforeTheLinesComeIsNotToldWhatWasSaid) {
  Person& ana = reader("ana");
  says(ana, "PRIVMSG #a :one");
  Person& old = chat.registered("old", "server-time");
  old.says("JOIN #a");
  ana.says("KICK #a old :no");
  serves();
  old.hears("*JOIN #a");
  old.hears("* 353 *");
  old.hears("* 366 *");
  old.hears("*KICK #a old *");
  old.hears_nothing();
}

TEST_F(Chathistory, WhoJoinsWhileTheStoreIsAwayIsToldThatSomethingIsMissing) {
  reader("ana");
  Person& old = chat.registered("old", "server-time");
  away = true;
  says(old, "JOIN #a");
  old.hears("*JOIN #a");
  old.hears("* 353 *");
  old.hears("* 366 *");
  old.hears("* NOTICE #a :What was said before cannot be read at the moment");
  old.hears_nothing();
}

TEST_F(Chathistory, TwoAccountsReadTheirTalkOnAllDevicesAndNobodyElseDoes) {
  Person& ana = with_account("ana", reads_history);
  Person& ben = with_account("ben", reads_history);
  says(ana, "PRIVMSG ben :between us");
  ben.skips_all();
  ana.skips_all();
  says(ben, "CHATHISTORY LATEST ana * 10");
  ben.hears("*BATCH +inner chathistory ana");
  ben.hears("*:ana!* PRIVMSG ben :between us");
  ben.hears("*BATCH -inner");
  EXPECT_EQ(talks.size(), 1U);
  Person& eve = with_account("eve", reads_history);
  says(eve, "CHATHISTORY LATEST ana * 10");
  eve.hears("*BATCH +inner chathistory ana");
  eve.hears("*BATCH -inner");
  says(ana,
       "CHATHISTORY TARGETS timestamp=2020-01-01T00:00:00.000Z "
       "timestamp=2199-01-01T00:00:00.000Z 10");
  ana.hears("*BATCH +inner draft/chathistory-targets");
  ana.hears("*CHATHISTORY TARGETS ben 20*");
  ana.hears("*BATCH -inner");
}

TEST_F(Chathistory, ATalkWithAGuestIsReadWhileBothAreHereAndNeverStored) {
  Person& ana = with_account("ana", reads_history);
  Person& guest = chat.registered("guest", reads_history);
  says(guest, "PRIVMSG ana :hello");
  says(ana, "PRIVMSG guest :hello yourself");
  ana.skips_all();
  says(ana, "CHATHISTORY LATEST guest * 10");
  ana.hears("*BATCH +inner chathistory guest");
  ana.hears("*:guest!* PRIVMSG ana :hello");
  ana.hears("*:ana!* PRIVMSG guest :hello yourself");
  ana.hears("*BATCH -inner");
  EXPECT_TRUE(kept.empty());
  says(guest, "QUIT");
  Person& other = chat.registered("guest", reads_history);
  says(other, "CHATHISTORY LATEST ana * 10");
  other.hears("*BATCH +inner chathistory ana");
  other.hears("*BATCH -inner");
}

TEST_F(Chathistory, PlaybackGivesEverythingToClientsThatKnowZnc) {
  Person& ana = with_account("ana", reads_history);
  Person& ben = with_account("ben", reads_history);
  says(ana, "JOIN #a");
  says(ana, "PRIVMSG #a :in the channel");
  says(ben, "PRIVMSG ana :in private");
  ana.skips_all();
  says(ana, "PRIVMSG *playback :play *");
  ana.hears("*BATCH +inner chathistory #a");
  ana.hears("* PRIVMSG #a :in the channel");
  ana.hears("*BATCH -inner");
  ana.hears("*BATCH +inner chathistory ben");
  ana.hears("* PRIVMSG ana :in private");
  ana.hears("*BATCH -inner");
  says(ana, "PRIVMSG *playback :play #a 1 2");
  ana.hears_nothing();
  says(ana, "PRIVMSG *playback :sing");
  ana.hears("*playback!znc@srv NOTICE ana :PLAY *");
}

TEST_F(Chathistory, WhoIsPutOutWhileTheyReadIsToldNoMore) {
  Person& ana = reader("ana");
  Person& ben = reader("ben");
  says(ana, "PRIVMSG #a :with ben");
  ben.skips_all();
  ben.says("CHATHISTORY AROUND #a timestamp=2026-09-21T14:13:20.123Z 40");
  ana.says("KICK #a ben");
  ana.says("PRIVMSG #a :without ben");
  serves();
  ben.hears_in_time("*BATCH +inner*");
  ben.hears("*BATCH -inner");
  says(ben, "PRIVMSG *playback :play #a");
  ben.hears("* NOTICE ben :You can read nothing in #a");
}

TEST_F(Chathistory, AServerThatEndsTakesTheAnswersThatAreStillUnderWay) {
  Person& ana = with_account("ana", reads_history);
  ana.says("JOIN #a");
  const std::vector<Request> under_way = chat.hub().take_requests();
  ana.says("PRIVMSG #a :the last word");
  chat.shuts_down();
  serves();
  for (const Request& request : under_way) serve(request);
  serves();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.begin()->second.rbegin()->second.text, "the last word");
}

TEST_F(Chathistory, WhatIsToldAfterTooMuchCouldNotBeStoredIsAGap) {
  Person& ana = reader("ana");
  away = true;
  const std::string text(400, 'x');
  for (std::size_t bytes = 0; bytes < limits::history_backlog_bytes_max; bytes += text.size()) {
    ana.says("PRIVMSG #a :" + text);
  }
  ana.skips_all();
  serves();
  away = false;
  for (int i = 0; i < 5; ++i) {
    chat.waits_ms(2'000);
    serves();
  }
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_GT(gaps.front().lost, 0U);
}

struct ChathistoryOfAClosedRoom : Remembered {
  ChathistoryOfAClosedRoom() : Remembered(with_room()) {}

  static HubSettings with_room() {
    HubSettings settings = with_history();
    settings.rooms = {{.name = "#a"}, {.name = "#b"}};
    settings.history.kept.rooms = {
        {.number = 7, .fold = "#a", .last_us = 1'600'000'000'000'000, .is_closed = true},
        {.number = 8, .fold = "#b", .last_us = 1'600'000'000'000'000}};
    return settings;
  }
};

TEST_F(ChathistoryOfAClosedRoom, TargetsTellNothingOfWhatWasSaidThereBeforeTheStart) {
  Person& ana = chat.registered("ana", reads_history);
  says(ana, "JOIN #a,#b");
  ana.skips_all();
  says(ana,
       "CHATHISTORY TARGETS timestamp=2020-01-01T00:00:00.000Z "
       "timestamp=2030-01-01T00:00:00.000Z 10");
  ana.hears("*BATCH +inner*");
  ana.hears("*CHATHISTORY TARGETS #b 20*");
  ana.hears("*BATCH -inner");
}

struct ChathistoryOfBefore : Remembered {
  ChathistoryOfBefore() : Remembered(with_room()) {}

  static HubSettings with_room() {
    HubSettings settings = with_history();
    settings.rooms = {{.name = "#a", .topic = "news"}};
    settings.history.kept.rooms = {{.number = 7, .fold = "#a"}};
    return settings;
  }
};

TEST_F(ChathistoryOfBefore, ADeclaredRoomGoesOnInItsPastThoughItsTopicIsSetAtTheStart) {
  Person& ana = chat.registered("ana", reads_history);
  says(ana, "JOIN #a");
  says(ana, "PRIVMSG #a :more");
  EXPECT_TRUE(names.empty());
  EXPECT_TRUE(freed.empty());
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.begin()->first, 7U);
}

// Else its past would be full of servers that have started.
TEST_F(ChathistoryOfBefore, ADeclaredRoomIsAsItIsFromItsBeginningWithoutAnEvent) {
  chat.waits_ms(5'000);
  serves();
  EXPECT_TRUE(kept.empty());
  Person& ana = chat.registered("ana");
  says(ana, "JOIN #a");
  ana.hears(":ana!* JOIN #a");
  ana.hears(":srv 332 ana #a :news");
  ana.skips_all();
  ana.says("MODE #a");
  ana.hears(":srv 324 ana #a +nt");
  ASSERT_EQ(kept[7].size(), 1U);
  EXPECT_EQ(kept[7].begin()->second.kind, store::LineKind::join);
  HubSettings changed = with_room();
  changed.rooms.front().modes = "mnt";
  chat.takes_settings(changed);
  gathers();
  ASSERT_EQ(kept[7].size(), 2U);
  EXPECT_EQ(kept[7].rbegin()->second.kind, store::LineKind::mode);
}

}  // namespace
}  // namespace uvchat::hub
