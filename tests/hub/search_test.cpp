#include <gtest/gtest.h>

#include "tests/hub/kept_lines.h"

namespace uvchat::hub {
namespace {

struct Search : Remembered {
  static constexpr std::string_view caps = "batch soju.im/search";
};

TEST_F(Search, FindsWhatTheAskerMayRead) {
  Person& ana = chat.registered("ana", caps);
  Person& eve = chat.registered("eve", caps);
  says(ana, "JOIN #a");
  says(ana, "JOIN #b");
  says(eve, "JOIN #b");
  says(ana, "PRIVMSG #a :the secret plan");
  says(ana, "PRIVMSG #b :no secret here");
  ana.skips_all();
  eve.skips_all();
  says(ana, "SEARCH text=secret");
  ana.hears(":srv BATCH +inner soju.im/search");
  ana.hears("*PRIVMSG #a :the secret plan");
  ana.hears("*PRIVMSG #b :no secret here");
  ana.hears("*BATCH -inner");
  says(eve, "SEARCH text=secret");
  eve.hears("*BATCH +inner*");
  eve.hears("*PRIVMSG #b :no secret here");
  eve.hears("*BATCH -inner");
  says(eve, "SEARCH in=#a;text=secret");
  eve.hears(":srv FAIL SEARCH INVALID_PARAMS #a :*");
}

TEST_F(Search, FindsWholeWordsUnlessOneEndsInAStar) {
  Person& ana = chat.registered("ana", caps);
  says(ana, "JOIN #a");
  says(ana, "PRIVMSG #a :secret plans");
  ana.skips_all();
  says(ana, "SEARCH text=secret\\splan");
  ana.hears("*BATCH +inner*");
  ana.hears("*BATCH -inner");
  says(ana, "SEARCH text=secret\\splan*");
  ana.hears("*BATCH +inner*");
  ana.hears("*PRIVMSG #a :secret plans");
  ana.hears("*BATCH -inner");
}

TEST_F(Search, IsGivenUpWhenItTakesTooLong) {
  Person& ana = chat.registered("ana", caps);
  says(ana, "JOIN #a");
  says(ana, "PRIVMSG #a :the secret plan");
  ana.skips_all();
  search_takes_ms = 1'001;  // one more than history.search_time_max_ms
  says(ana, "SEARCH text=secret");
  ana.hears(":srv FAIL SEARCH INTERNAL_ERROR :The search took too long*");
}

struct SearchOfTalks : Search {
  store::Answer answer_to(const store::Request& request) override {
    if (const auto* of = std::get_if<store::ReadTalks>(&request)) asked = *of;
    return Search::answer_to(request);
  }

  store::ReadTalks asked = {};
};

TEST_F(SearchOfTalks, TakesTheNewestOfManyInTheTimeThatIsAskedFor) {
  Person& ana = with_account("ana", caps);
  says(ana, "SEARCH text=secret;after=1970-01-01T00:00:05.000Z");
  EXPECT_TRUE(asked.newest);
  EXPECT_EQ(asked.after_ms, 5'000);
}

// A store that has more than it finds yet, or cannot tell with whom somebody has talked.
struct SearchBehind : Search {
  store::Answer answer_to(const store::Request& request) override {
    if (std::holds_alternative<store::ReadTalks>(request) && loses_talks) {
      return {.outcome = store::Outcome::out_of_time};
    }
    store::Answer answer = Search::answer_to(request);
    if (!std::holds_alternative<store::SearchLines>(request) || !answer.page) return answer;
    auto page = std::make_shared<store::Page>(*answer.page);
    page->unindexed_from_us = page->unindexed_to_us = 1'790'000'000'000'000;
    answer.page = std::move(page);
    return answer;
  }

  bool loses_talks = false;
};

TEST_F(SearchBehind, TellsWhatIsNotIndexedYet) {
  Person& ana = chat.registered("ana", "batch soju.im/search message-tags server-time");
  says(ana, "JOIN #a");
  ana.skips_all();
  says(ana, "SEARCH in=#a;text=secret");
  ana.hears("*BATCH +inner*");
  ana.hears(
      "@batch=inner;*draft/chathistory-context :srv NOTICE ana :What was said until "
      "2026-* cannot be found yet: ask again later");
  ana.hears("*BATCH -inner");
}

TEST_F(SearchBehind, FailsWhereTheTalksCannotBeRead) {
  Person& ana = with_account("ana", caps);
  says(ana, "JOIN #a");
  ana.skips_all();
  loses_talks = true;
  says(ana, "SEARCH text=secret");
  ana.hears(":srv FAIL SEARCH INTERNAL_ERROR :What was said cannot be searched at the moment");
  ana.hears_nothing();
}

TEST_F(Search, RefusesWhatItDoesNotKnow) {
  Person& ana = chat.registered("ana", caps);
  for (const char* bad : {"in=#a", "text=", "regex=x", "text=a;after=yesterday", "text=a;limit=x",
                          "text=ab*", "text=a\\sb**"}) {
    says(ana, std::string("SEARCH ") + bad);
    ana.hears(":srv FAIL SEARCH INVALID_PARAMS *");
  }
}

}  // namespace
}  // namespace uvchat::hub
