#include "store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <semaphore>
#include <thread>

#include "tests/store/asked.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// An engine in memory whose disk a test can break, and which can be held in a commit. It outlives
// the store.
struct Disk {
  std::unique_ptr<Engine> engine = std::move(SqliteEngine::in_memory().value());
  std::atomic<bool> broken = false;
  std::atomic<bool> locked = false;  // it can be read, but not written
  std::atomic<bool> mute = false;    // it breaks before it says what it has done
  std::atomic<bool> held = false;
  std::atomic<std::uint64_t> unindexed = 0;
  std::binary_semaphore begun{0};
  std::binary_semaphore may_go_on{0};
  std::vector<std::size_t> batches;  // how many requests were in each
};

class OnDisk final : public Engine {
 public:
  explicit OnDisk(Disk& disk) : disk_(disk) {}

  Result<Contents> contents() override { return disk_.engine->contents(); }
  std::vector<Answer> carry_out(std::span<const Request> requests) override {
    if (disk_.held.exchange(false)) {
      disk_.begun.release();
      disk_.may_go_on.acquire();
    }
    disk_.batches.push_back(requests.size());
    const bool only_reads = std::all_of(requests.begin(), requests.end(), is_question);
    const bool can = !disk_.broken && (!disk_.locked || only_reads);
    if (disk_.mute) return std::vector<Answer>(requests.size(), in_doubt("broken"));
    if (can) return disk_.engine->carry_out(requests);
    return std::vector<Answer>(requests.size(), unavailable("broken"));
  }
  Result<void> probe() override {
    if (disk_.broken || disk_.locked) return fail("broken");
    return {};
  }
  bool tidy(const Upkeep&) override { return false; }
  std::string name() const override { return "disk"; }
  std::uint64_t disk_bytes() const override { return 4'096; }
  std::uint64_t journal_bytes() const override { return 0; }
  std::uint64_t unindexed() const override { return disk_.unindexed; }

 private:
  Disk& disk_;
};

class Lines final : public LogSink {
 public:
  void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(event);
    written_.notify_all();
  }
  std::vector<std::string> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    written_.wait(lock, [&] { return lines_.size() >= count; });
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable written_;
  std::vector<std::string> lines_;
};

class StoreThread : public testing::Test {
 protected:
  StoreThread() { start(); }

  void start(std::chrono::milliseconds behind_max = Store::behind) {
    const auto take = [this](Answered&& answered) {
      const std::lock_guard lock(mutex_);
      answers_.push_back(std::move(answered));
      answered_.notify_all();
    };
    store_ = std::make_unique<Store>(std::make_unique<OnDisk>(disk_), log_, take, behind_max);
  }

  void asks(std::uint64_t number, Request request) {
    store_->ask({{ConnId(), number}, std::move(request)});
  }

  Answered next() {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return !answers_.empty(); });
    Answered answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }
  Outcome outcome_of(std::uint64_t number) {
    const Answered answer = next();
    EXPECT_EQ(answer.ticket.number, number);
    return answer.answer.outcome;
  }

  // Until release() the store is in the commit of request 0.
  void hold() {
    disk_.held = true;
    asks(0, lifting_of("~none@*"));
    disk_.begun.acquire();
  }
  void release() {
    disk_.may_go_on.release();
    EXPECT_EQ(outcome_of(0), Outcome::done);
  }

  Disk disk_;
  Lines log_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::deque<Answered> answers_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreThread, AnswersInTheOrderInWhichItIsAsked) {
  asks(1, account_of("ana"));
  asks(2, account_of("ana"));
  asks(3, ReadCredentials{1});
  EXPECT_EQ(outcome_of(1), Outcome::done);
  EXPECT_EQ(outcome_of(2), Outcome::taken);
  EXPECT_EQ(outcome_of(3), Outcome::done);
}

TEST_F(StoreThread, MakesOneCommitOfAllThatHasWaitedForTheLast) {
  hold();
  for (std::uint64_t i = 1; i <= 50; ++i) asks(i, account_of(std::to_string(i)));
  EXPECT_EQ(store_->figures().waiting, 51U);
  release();
  for (std::uint64_t i = 1; i <= 50; ++i) EXPECT_EQ(outcome_of(i), Outcome::done);
  EXPECT_EQ(store_->figures().waiting, 0U);
  EXPECT_EQ(store_->figures().answered, 51U);
  EXPECT_EQ(store_->figures().commits, 2U);
  store_.reset();
  EXPECT_THAT(disk_.batches, ElementsAre(1, 50));
}

TEST_F(StoreThread, RefusesAtOnceWhatIsTooMuchButNoBan) {
  hold();
  for (std::uint64_t i = 1; i < Store::waiting_max; ++i) asks(i, ReadCredentials{i});
  asks(Store::waiting_max, account_of("ana"));
  const Answered refused = next();
  EXPECT_EQ(refused.ticket.number, Store::waiting_max);
  EXPECT_EQ(refused.answer.outcome, Outcome::unavailable);
  EXPECT_EQ(refused.answer.why, "too much waits for the database");
  asks(Store::waiting_max + 1, ban_of("~x@*"));
  release();
  for (std::uint64_t i = 1; i < Store::waiting_max; ++i) ASSERT_EQ(outcome_of(i), Outcome::absent);
  EXPECT_EQ(outcome_of(Store::waiting_max + 1), Outcome::done);
}

TEST_F(StoreThread, DoesAtItsEndWhatItWasAskedFor) {
  hold();
  asks(1, account_of("ana"));
  disk_.may_go_on.release();
  store_.reset();
  EXPECT_THAT(names_in(*disk_.engine), ElementsAre("ana"));
  EXPECT_EQ(answers_.size(), 2U);
}

TEST_F(StoreThread, TellsWhenItsDiskIsAwayAndWhenItIsBack) {
  asks(1, account_of("ana"));
  EXPECT_EQ(outcome_of(1), Outcome::done);
  EXPECT_EQ(store_->figures().why_away, "");
  disk_.broken = true;
  asks(2, account_of("bea"));
  asks(3, account_of("cid"));
  EXPECT_EQ(outcome_of(2), Outcome::unavailable);
  EXPECT_EQ(outcome_of(3), Outcome::unavailable);
  EXPECT_EQ(store_->figures().why_away, "broken");
  EXPECT_THAT(log_.wait_for(1), ElementsAre("store away"));
  disk_.broken = false;
  EXPECT_THAT(log_.wait_for(2), ElementsAre("store away", "store back"));
  asks(4, account_of("bea"));
  EXPECT_EQ(outcome_of(4), Outcome::done);
  EXPECT_EQ(store_->figures().why_away, "");
}

TEST_F(StoreThread, IsNotBackBecauseItCanBeRead) {
  disk_.locked = true;
  asks(1, account_of("ana"));
  EXPECT_EQ(outcome_of(1), Outcome::unavailable);
  asks(2, ReadCredentials{1});
  EXPECT_EQ(outcome_of(2), Outcome::absent);
  EXPECT_EQ(store_->figures().why_away, "broken");
  disk_.locked = false;
  EXPECT_THAT(log_.wait_for(2), ElementsAre("store away", "store back"));
}

TEST_F(StoreThread, TellsTheHubNothingOfTheDatabaseButOfBans) {
  disk_.broken = true;
  asks(1, account_of("ana"));
  asks(2, ban_of("~x@*"));
  EXPECT_EQ(next().answer.why, "the database cannot be used now");
  EXPECT_EQ(next().answer.why, "broken");
}

TEST_F(StoreThread, TellsTheHubThatAChangeMayHaveBeenDone) {
  disk_.mute = true;
  asks(1, account_of("ana"));
  const Answer answer = next().answer;
  EXPECT_EQ(answer.outcome, Outcome::unavailable);
  EXPECT_TRUE(answer.in_doubt);
  EXPECT_EQ(answer.why,
            "the connection to the database broke, so nobody knows whether it was done");
}

TEST_F(StoreThread, StoresTheBansItOwesWhenItsDiskIsBack) {
  asks(1, ban_of("~old@*"));
  EXPECT_EQ(outcome_of(1), Outcome::done);
  disk_.broken = true;
  asks(2, ban_of("~kept@*"));
  asks(3, ban_of("~lifted@*"));
  asks(4, lifting_of("~old@*"));
  asks(5, lifting_of("~lifted@*"));
  asks(6, account_of("ana"));
  for (std::uint64_t i = 2; i <= 6; ++i) EXPECT_EQ(outcome_of(i), Outcome::unavailable);
  disk_.broken = false;
  log_.wait_for(2);
  store_.reset();
  EXPECT_THAT(answers_, IsEmpty());  // nobody is told twice
  EXPECT_THAT(masks_in(*disk_.engine), ElementsAre("~kept@*"));
  EXPECT_THAT(names_in(*disk_.engine), IsEmpty());
}

std::vector<std::string> deeds_in(Engine& engine) {
  const std::vector<Request> question = {ReadDeeds{10}};
  std::vector<std::string> about;
  const std::vector<Answer> answers = engine.carry_out(question);
  for (const Deed& deed : answers.front().deeds) about.push_back(deed.about);
  return about;
}

TEST_F(StoreThread, StoresTheDeedsItOwesInTheirOrderWhenItsDiskIsBack) {
  disk_.broken = true;
  asks(1, NoteDeed{{1, "op", "KILL", "ana"}});
  asks(2, NoteDeed{{2, "op", "KILL", "bea"}});
  for (std::uint64_t i = 1; i <= 2; ++i) EXPECT_EQ(outcome_of(i), Outcome::unavailable);
  EXPECT_EQ(store_->figures().owed, 2U);
  disk_.broken = false;
  log_.wait_for(2);
  asks(3, NoteDeed{{3, "op", "KILL", "cid"}});
  EXPECT_EQ(outcome_of(3), Outcome::done);
  EXPECT_EQ(store_->figures().owed, 0U);
  store_.reset();
  EXPECT_THAT(deeds_in(*disk_.engine), ElementsAre("ana", "bea", "cid"));
}

TEST_F(StoreThread, OwesTheNewestDeedsAlone) {
  disk_.broken = true;
  const std::uint64_t count = Store::deeds_owed_max + 5;
  for (std::uint64_t i = 1; i <= count; ++i) asks(i, NoteDeed{{1, "op", "", std::to_string(i)}});
  for (std::uint64_t i = 1; i <= count; ++i) EXPECT_EQ(outcome_of(i), Outcome::unavailable);
  EXPECT_EQ(store_->figures().owed, Store::deeds_owed_max);
  disk_.broken = false;
  store_.reset();
  EXPECT_THAT(deeds_in(*disk_.engine), testing::Contains(std::to_string(count)));
}

TEST_F(StoreThread, TakesDeedsThoughMuchIsWaiting) {
  hold();
  for (std::uint64_t i = 1; i < Store::waiting_max; ++i) asks(i, ReadCredentials{i});
  asks(Store::waiting_max, NoteDeed{{1, "op", "KILL", "ana"}});
  release();
  for (std::uint64_t i = 1; i < Store::waiting_max; ++i) ASSERT_EQ(outcome_of(i), Outcome::absent);
  EXPECT_EQ(outcome_of(Store::waiting_max), Outcome::done);
}

TEST_F(StoreThread, TellsThatSearchIsBehind) {
  disk_.unindexed = 7;
  asks(1, account_of("ana"));
  EXPECT_EQ(outcome_of(1), Outcome::done);
  EXPECT_EQ(store_->figures().unindexed, 7U);
  EXPECT_NE(store_->figures().unindexed_ms, 0);
  disk_.unindexed = 0;
  asks(2, account_of("bea"));
  EXPECT_EQ(outcome_of(2), Outcome::done);
  EXPECT_EQ(store_->figures().unindexed_ms, 0);
}

TEST_F(StoreThread, WarnsOnceWhereSearchIsBehindForLong) {
  store_.reset();
  disk_.unindexed = 7;
  start(std::chrono::milliseconds(0));
  for (std::uint64_t i = 1; i <= 3; ++i) {
    asks(i, ReadCredentials{i});
    EXPECT_EQ(outcome_of(i), Outcome::absent);
  }
  disk_.unindexed = 0;
  asks(4, ReadCredentials{4});
  EXPECT_EQ(outcome_of(4), Outcome::absent);
  EXPECT_THAT(log_.wait_for(2), ElementsAre("search is behind: it does not find the newest lines",
                                            "search finds all again"));
}

TEST_F(StoreThread, CountsWhatItDoesForStats) {
  EXPECT_EQ(store_->figures().engine, "disk");
  EXPECT_EQ(store_->figures().disk_bytes, 4'096U);
  hold();
  asks(1, SaveRoom{room_of("#a", 0)});
  EXPECT_NE(store_->figures().busy_ms, 0);
  EXPECT_GT(store_->figures().queued_bytes, 0U);
  release();
  EXPECT_EQ(outcome_of(1), Outcome::done);
  EXPECT_EQ(store_->figures().queued_bytes, 0U);
  EXPECT_EQ(store_->figures().refused, 0U);
  EXPECT_GT(store_->figures().slowest_us, 0U);
  disk_.broken = true;
  asks(2, account_of("ana"));
  EXPECT_EQ(outcome_of(2), Outcome::unavailable);
  EXPECT_EQ(store_->figures().refused, 1U);
  EXPECT_NE(store_->figures().away_ms, 0);
  disk_.broken = false;
  log_.wait_for(2);
  EXPECT_EQ(store_->figures().refused, 1U);
}

// A batch takes long, and the next one does not.
TEST_F(StoreThread, TellsOnceThatItIsSlowAndThatItIsNoLonger) {
  hold();
  std::this_thread::sleep_for(Store::slow);
  asks(1, account_of("ana"));
  asks(2, account_of("bea"));
  EXPECT_THAT(log_.wait_for(1), ElementsAre("store slow"));
  release();
  for (std::uint64_t i = 1; i <= 2; ++i) EXPECT_EQ(outcome_of(i), Outcome::done);
  EXPECT_THAT(log_.wait_for(2), ElementsAre("store slow", "store no longer slow"));
}

TEST_F(StoreThread, TriesOnceMoreAtItsEndToStoreTheBansItOwes) {
  disk_.broken = true;
  asks(1, ban_of("~x@*"));
  EXPECT_EQ(outcome_of(1), Outcome::unavailable);
  disk_.broken = false;
  store_.reset();
  EXPECT_THAT(masks_in(*disk_.engine), ElementsAre("~x@*"));
}

}  // namespace
}  // namespace uvchat::store
