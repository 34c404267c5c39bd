// What is missing in a page of CHATHISTORY is told there.

#include <gtest/gtest.h>

#include "tests/hub/kept_lines.h"

namespace uvchat::hub {
namespace {

constexpr std::int64_t then_us = 1'790'000'000'000'000;

struct ChathistoryGaps : Remembered {
  store::Answer answer_to(const store::Request& request) override {
    store::Answer answer = Remembered::answer_to(request);
    if (!std::holds_alternative<store::ReadLines>(request) || answer.page == nullptr) return answer;
    auto page = std::make_shared<store::Page>(*answer.page);
    page->gaps = missing;
    answer.page = std::move(page);
    return answer;
  }
  Person& reader() {
    Person& ana = chat.registered("ana", "batch draft/chathistory message-tags server-time");
    says(ana, "JOIN #a");
    says(ana, "PRIVMSG #a :hello");
    ana.skips_all();
    return ana;
  }

  std::vector<store::Gap> missing;
};

TEST_F(ChathistoryGaps, WhatCouldNotBeKeptIsTold) {
  Person& ana = reader();
  missing = {{then_us, then_us + 5'000, 3}};
  says(ana, "CHATHISTORY LATEST #a * 10");
  ana.hears("*:srv BATCH +inner chathistory #a");
  ana.hears(
      "@batch=inner;*draft/chathistory-context :srv NOTICE #a :3 lines that were said until "
      "2026-09-21T* could not be kept");
  ana.hears("*PRIVMSG #a :hello");
  ana.hears("*BATCH -inner");
}

TEST_F(ChathistoryGaps, OneLineThatCouldNotBeKeptIsTold) {
  Person& ana = reader();
  missing = {{then_us, then_us, 1}};
  says(ana, "PRIVMSG *playback :PLAY #a");
  ana.hears("*BATCH +inner chathistory #a");
  ana.hears("* NOTICE #a :1 line that was said until * could not be kept");
  ana.hears("* PRIVMSG #a :hello");
  ana.hears("*BATCH -inner");
}

TEST_F(ChathistoryGaps, WhatAPageHasNoRoomForIsNotCalledLost) {
  Person& ana = reader();
  missing = {{then_us, then_us + 5'000, 0}};
  says(ana, "CHATHISTORY AFTER #a timestamp=2026-01-01T00:00:00.000Z 10");
  ana.hears("*:srv BATCH +inner chathistory #a");
  ana.hears(
      "@batch=inner;*draft/chathistory-context :srv NOTICE #a :More was said until 2026-09-21T* "
      "than this page has room for. It is in the history");
  ana.hears("*PRIVMSG #a :hello");
  ana.hears("*BATCH -inner");
}

TEST_F(ChathistoryGaps, WhatCouldNotBeKeptIsToldToWhoCannotAsk) {
  reader();
  missing = {{then_us, then_us + 5'000, 3}};
  Person& old = chat.registered("old", "server-time");
  says(old, "JOIN #a");
  old.hears_in_time("* 366 *");
  old.hears("* NOTICE #a :3 lines that were said until * could not be kept");
  old.hears("* PRIVMSG #a :hello");
}

TEST_F(ChathistoryGaps, WhatCouldNotBeKeptIsPlayedBackAsAGap) {
  Person& ana = reader();
  missing = {{then_us, then_us + 5'000, 3}};
  says(ana, "PRIVMSG *playback :PLAY #a");
  ana.hears("*BATCH +inner chathistory #a");
  ana.hears("* NOTICE #a :3 lines that were said until * could not be kept");
  ana.hears("* PRIVMSG #a :hello");
  ana.hears("*BATCH -inner");
}

struct HistoryAskedAgain : Remembered {
  store::Answer answer_to(const store::Request& request) override {
    if (const auto* lines = std::get_if<store::KeepLines>(&request)) {
      asked_again.push_back(lines->is_asked_again);
    }
    return Remembered::answer_to(request);
  }

  std::vector<bool> asked_again;  // each batch of lines
};

TEST_F(HistoryAskedAgain, LinesThatWereNotStoredAtOnceAreLateHoweverShortTheTime) {
  Person& ana = with_account("ana");
  says(ana, "JOIN #a");
  gathers();
  away = true;
  says(ana, "PRIVMSG #a :not stored");
  gathers();
  away = false;
  asked_again.clear();
  says(ana, "PRIVMSG #a :stored meanwhile");
  chat.shuts_down();
  serves();
  EXPECT_EQ(asked_again, std::vector({true, false}));
}

struct Playback : Remembered {};

TEST_F(Playback, ATalkIsItsAccountsWhoeverHasANickLikeThat) {
  Person& ana = with_account("ana", "batch message-tags server-time");
  Person& ben = with_account("ben");
  says(ben, "PRIVMSG ana :between us");
  says(ben, "NICK benny");
  Person& guest = chat.registered("guest");
  says(guest, "NICK ben");
  ana.skips_all();
  says(ana, "PRIVMSG *playback :PLAY *");
  ana.hears("*BATCH +inner chathistory ben");
  ana.hears("* PRIVMSG ana :between us");
  ana.hears("*BATCH -inner");
}

TEST_F(Playback, OfATalkThatHasGoneOnThatIsPlayedWhichWasSaidInTheTime) {
  const auto seconds = [&] { return std::to_string(chat.now_.wall_us / 1'000'000); };
  Person& ana = with_account("ana", "batch message-tags server-time");
  Person& ben = with_account("ben");
  const std::string begin = seconds();
  says(ben, "PRIVMSG ana :then");
  chat.waits_ms(10'000);
  const std::string end = seconds();
  chat.waits_ms(10'000);
  says(ben, "PRIVMSG ana :later");
  gathers();
  ana.skips_all();
  says(ana, "PRIVMSG *playback :PLAY * " + begin + " " + end);
  ana.hears("*BATCH +inner chathistory ben");
  ana.hears("* PRIVMSG ana :then");
  ana.hears("*BATCH -inner");
  ana.hears_nothing();
  says(ana, "PRIVMSG *playback :PLAY * " + end + " " + end);
  ana.hears_nothing();
}

TEST_F(Playback, WhoseTalksCannotBeReadIsToldSo) {
  Person& ana = with_account("ana");
  away = true;
  says(ana, "PRIVMSG *playback :PLAY *");
  ana.hears(":*playback!znc@srv NOTICE ana :What was said cannot be read at the moment");
  ana.hears_nothing();
}

}  // namespace
}  // namespace uvchat::hub
