// history where what was said is told only when it is stored (store.durability strict).

#include <gtest/gtest.h>

#include "tests/hub/kept_lines.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view echoes = "batch echo-message labeled-response message-tags";

struct StrictHistory : Remembered {
  explicit StrictHistory(HubSettings settings = strict()) : Remembered(std::move(settings)) {}

  static HubSettings strict() {
    HubSettings settings = with_history();
    settings.history.is_strict = true;
    return settings;
  }
  store::Answer answer_to(const store::Request& request) override {
    if (std::holds_alternative<store::KeepLines>(request)) ++batches;
    const auto* back = std::get_if<store::TakeBack>(&request);
    if (back == nullptr || away) return Remembered::answer_to(request);
    for (const store::LinePlace& place : back->lines) kept[place.room].erase(place.key);
    return {.outcome = store::Outcome::done};
  }
  Person& in_room(std::string_view nick, std::string_view caps = echoes) {
    Person& person = chat.registered(nick, caps);
    says(person, "JOIN #a");
    person.skips_all();
    return person;
  }
  std::size_t said() const {
    std::size_t count = 0;
    for (const auto& [room, lines] : kept) {
      for (const auto& [key, line] : lines) count += store::is_event(line.kind) ? 0 : 1;
    }
    return count;
  }

  std::size_t batches = 0;  // that the store was asked to keep
};

TEST_F(StrictHistory, NobodyHearsALineBeforeItIsStored) {
  Person& ana = in_room("ana");
  Person& ben = in_room("ben");
  ana.skips_all();
  ana.says("@label=x PRIVMSG #a :hello");
  ben.hears_nothing();
  ana.hears_nothing();
  serves();
  EXPECT_EQ(said(), 1U);
  ben.hears("*:ana!* PRIVMSG #a :hello");
  ana.hears("@*label=x* :ana!* PRIVMSG #a :hello");
}

TEST_F(StrictHistory, WithoutAnEchoALabelledLineIsAcknowledgedWhenItIsStored) {
  Person& ana = in_room("ana", "batch labeled-response");
  ana.says("@label=x PRIVMSG #a :hello");
  ana.hears_nothing();
  serves();
  ana.hears("@label=x :srv ACK");
}

TEST_F(StrictHistory, WhatOneDoesNextIsToldAfterwards) {
  Person& ana = in_room("ana");
  Person& ben = in_room("ben");
  ana.says("PRIVMSG #a :bye");
  ana.says("PART #a");
  ben.hears_nothing();
  serves();
  chat.waits_ms(100);
  ben.hears("*:ana!* PRIVMSG #a :bye");
  ben.hears("*:ana!* PART #a");
}

TEST_F(StrictHistory, WhoComesToAClosedRoomMeanwhileHearsNothingOfIt) {
  Person& ana = in_room("ana");
  says(ana, "MODE #a +i");
  Person& ben = chat.registered("ben", echoes);
  says(ana, "INVITE ben #a");
  ben.skips_all();
  ana.skips_all();
  ana.says("PRIVMSG #a :before ben came");
  ben.says("JOIN #a");
  ben.skips_all();
  serves();
  ana.hears("*:ben!* JOIN #a");
  ana.hears("*PRIVMSG #a :before ben came");
  ben.hears_nothing();
}

TEST_F(StrictHistory, WhatWasRefusedIsNotReadByThoseWhoHadAskedBefore) {
  Person& ana = in_room("ana");
  Person& ben = in_room("ben", "batch draft/chathistory message-tags");
  ana.skips_all();
  ana.says("PRIVMSG #a :refused");
  std::vector<Request> held = chat.hub().take_requests();
  ben.says("CHATHISTORY LATEST #a * 10");
  for (Request& request : chat.hub().take_requests()) held.push_back(std::move(request));
  chat.waits_ms(limits::strict_commit_ms_max + 100);
  ana.hears_in_time(":srv FAIL PRIVMSG *");
  for (const Request& request : held) serve(request);  // it was stored, and read, only then
  ben.hears("*BATCH +*");
  ben.hears("*BATCH -*");
  serves();
  EXPECT_EQ(said(), 0U);
}

TEST_F(StrictHistory, ALineIsNotRefusedBeforeTheStoreWasAskedHoweverLongTheHubStoodStill) {
  Person& ana = in_room("ana");
  Person& ben = in_room("ben", "batch draft/chathistory");
  ana.says("TOPIC #a :new");
  ben.says("CHATHISTORY AROUND #a timestamp=2026-01-01T00:00:00.000Z 10");
  const std::vector<Request> held = chat.hub().take_requests();
  ana.says("PRIVMSG #a :hello");
  ana.skips_all();
  chat.stalls_ms(limits::strict_commit_ms_max + 100);
  for (const Request& request : held) {
    const auto* ask = std::get_if<AskStore>(&request);
    const bool is_page = ask != nullptr && std::holds_alternative<store::ReadLines>(ask->request);
    if (is_page) serve(request);
  }
  serves();
  ana.hears("*:ana!* PRIVMSG #a :hello");
  EXPECT_EQ(said(), 1U);
}

TEST_F(StrictHistory, WhatCouldNotBeStoredNobodyHasHeard) {
  Person& ana = in_room("ana");
  Person& ben = in_room("ben");
  ana.skips_all();
  away = true;
  says(ana, "@label=x PRIVMSG #a,ben :hello");
  ana.hears("@label=x :srv BATCH +*");
  ana.hears("*:ana!* PRIVMSG ben :hello");
  ana.hears("* FAIL PRIVMSG STORE_UNAVAILABLE #a :*disk is full");
  ben.hears("*:ana!* PRIVMSG ben :hello");  // between guests nothing is stored
  ben.hears_nothing();
  EXPECT_EQ(said(), 0U);
}

TEST_F(StrictHistory, WhileTheStoreIsAwayEachLineIsRefusedAtOnce) {
  Person& ana = in_room("ana");
  Person& ben = in_room("ben");
  ana.skips_all();
  away = true;
  says(ana, "PRIVMSG #a :one");
  ana.hears("* FAIL PRIVMSG STORE_UNAVAILABLE #a :*");
  const std::size_t before = batches;
  says(ana, "PRIVMSG #a :two");
  ana.hears("* FAIL PRIVMSG STORE_UNAVAILABLE #a :*cannot be used now");
  says(ana, "NOTICE #a :three");  // ana's client takes no standard replies
  ana.hears_nothing();
  EXPECT_EQ(batches, before);
  away = false;
  chat.waits_ms(1'100);
  serves();
  says(ana, "PRIVMSG #a :four");
  ben.hears("*:ana!* PRIVMSG #a :four");
  EXPECT_EQ(said(), 1U);
}

TEST_F(StrictHistory, WhatIsStoredTooLateIsTakenBack) {
  Person& ana = in_room("ana");
  Person& ben = in_room("ben");
  ana.skips_all();
  ana.says("PRIVMSG #a :hello");
  std::vector<AskStore> asked = chat.requests<AskStore>();
  ASSERT_EQ(asked.size(), 1U);
  chat.waits_ms(limits::strict_commit_ms_max + 100);
  ana.hears("* FAIL PRIVMSG STORE_UNAVAILABLE #a :*does not answer");
  serve(asked.front());
  EXPECT_EQ(said(), 1U);
  serves();
  EXPECT_EQ(said(), 0U);
  ben.hears_nothing();
  says(ana, "PRIVMSG #a :again");
  ben.hears("*:ana!* PRIVMSG #a :again");
}

TEST_F(StrictHistory, EventsAreToldAtOnceAndStoredAfterwards) {
  Person& ana = in_room("ana");
  away = true;
  Person& ben = in_room("ben");
  says(ana, "PRIVMSG #a :hello");
  ana.hears("*:ben!* JOIN #a");
  ana.hears("* FAIL PRIVMSG STORE_UNAVAILABLE #a :*");
  ben.hears_nothing();
  away = false;
  chat.waits_ms(1'100);
  serves();
  std::size_t joins = 0;
  for (const auto& [key, line] : kept.begin()->second) joins += store::is_event(line.kind) ? 1 : 0;
  EXPECT_EQ(joins, 2U);
}

TEST_F(StrictHistory, ALineIsToldThoughItsSpeakerHasGone) {
  Person& ana = in_room("ana");
  Person& ben = in_room("ben");
  ana.says("PRIVMSG #a :last words");
  ana.goes();
  serves();
  ben.hears_in_time("*:ana!* PRIVMSG #a :last words");
}

TEST_F(StrictHistory, AMessageOfSeveralLinesIsToldWhole) {
  Person& ana = in_room("ana", "batch draft/multiline echo-message labeled-response message-tags");
  Person& ben = in_room("ben", "batch draft/multiline message-tags");
  ana.skips_all();
  ana.says("@label=m BATCH +1 draft/multiline #a");
  ana.says("@batch=1 PRIVMSG #a :one");
  ana.says("@batch=1 PRIVMSG #a :two");
  ana.says("BATCH -1");
  ben.hears_nothing();
  serves();
  ben.hears("*BATCH +* draft/multiline #a");
  ben.hears("* PRIVMSG #a :one");
  ben.hears("* PRIVMSG #a :two");
  ben.hears("*BATCH -*");
  ana.hears("@*label=m* BATCH +* draft/multiline #a");
  ana.hears("* PRIVMSG #a :one");
  ana.hears("* PRIVMSG #a :two");
  ana.hears("*BATCH -*");
}

TEST_F(StrictHistory, WhatTwoAccountsSayInPrivateWaitsToo) {
  Person& ana = with_account("ana", echoes);
  Person& ben = with_account("ben", echoes);
  ana.skips_all();
  ana.says("PRIVMSG ben :secret");
  ben.hears_nothing();
  serves();
  ben.hears("*:ana!* PRIVMSG ben :secret");
  ana.hears("*:ana!* PRIVMSG ben :secret");
  away = true;
  says(ana, "PRIVMSG ben :more");
  ana.hears("* FAIL PRIVMSG STORE_UNAVAILABLE ben :*");
  ben.hears_nothing();
}

TEST_F(StrictHistory, WhatIsNotKeptIsToldAtOnce) {
  Person& ana = in_room("ana");
  Person& ben = in_room("ben");
  ana.says("@+typing=active TAGMSG #a");
  ben.hears("*+typing=active* TAGMSG #a");
}

TEST_F(StrictHistory, ARoomThatIsRenamedMeanwhileIsToldUnderItsNewName) {
  Person& ana = in_room("ana");
  Person& ben = in_room("ben", "batch draft/channel-rename echo-message message-tags");
  ana.skips_all();
  ben.says("PRIVMSG #a :hello");
  ana.says("RENAME #a #b");
  serves();
  ben.hears("* RENAME #a #b *");
  ben.hears("*:ben!* PRIVMSG #b :hello");
  ana.skips_all();
}

TEST_F(StrictHistory, WhoJoinsMeanwhileIsToldALineOnce) {
  Person& ana = in_room("ana");
  says(ana, "PRIVMSG #a :before");
  ana.skips_all();
  Person& ben = chat.registered("ben", "server-time");
  ana.says("PRIVMSG #a :hello");
  ben.says("JOIN #a");
  serves();
  ben.hears("*JOIN #a");
  ben.hears("* 353 *");
  ben.hears("* 366 *");
  ben.hears("*:ana!* PRIVMSG #a :hello");
  ben.hears("*:ana!* PRIVMSG #a :before");
  ben.hears_nothing();
}

// A step ends when so much is to be delivered.
struct StrictHistoryInSmallSteps : StrictHistory {
  StrictHistoryInSmallSteps() : StrictHistory(small_steps()) {}
  static HubSettings small_steps() {
    HubSettings settings = strict();
    settings.outbox_expanded_bytes_max = 100;
    return settings;
  }
};

TEST_F(StrictHistoryInSmallSteps, ALargeBatchIsToldInSeveral) {
  Person& ana = in_room("ana");
  Person& ben = in_room("ben");
  Person& eve = in_room("eve");
  Person& gil = in_room("gil");
  for (Person* each : {&ana, &ben, &eve}) each->skips_all();
  ana.says("PRIVMSG #a :one");
  ben.says("PRIVMSG #a :two");
  gil.says("PRIVMSG #a :three");
  serves();
  EXPECT_GT(chat.ticks(), 1U);
  eve.hears("*:ana!* PRIVMSG #a :one");
  eve.hears("*:ben!* PRIVMSG #a :two");
  eve.hears("*:gil!* PRIVMSG #a :three");
  ana.hears("*:ana!* PRIVMSG #a :one");
  ana.hears("*:ben!* PRIVMSG #a :two");
  ben.hears("*:ana!* PRIVMSG #a :one");
  ben.hears("*:ben!* PRIVMSG #a :two");
}

}  // namespace
}  // namespace uvchat::hub
