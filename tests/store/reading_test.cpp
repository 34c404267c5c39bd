// The threads that read what was said, beside the one that writes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>

#include "store/store.h"
#include "tests/store/asked.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;

// An engine whose commits and readers a test can hold. It outlives the store.
class Library {
 public:
  enum class Held : std::uint8_t { nothing, commits, pages, searches };

  void hold(Held held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }
  // Until something is held up.
  void wait_until_held() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_holding_; });
  }
  // What has been done, in its order.
  std::vector<std::string> done() {
    const std::lock_guard lock(mutex_);
    return done_;
  }
  void fail_reads(bool fail) {
    const std::lock_guard lock(mutex_);
    reads_fail_ = fail;
  }
  Answer read(const Request& question, const std::atomic<bool>& stops) {
    const bool is_search = std::holds_alternative<SearchLines>(question);
    act(is_search ? Held::searches : Held::pages, is_search ? "search" : "page", stops);
    const std::lock_guard lock(mutex_);
    if (stops || reads_fail_) return unavailable("broken");
    return {.outcome = Outcome::done};
  }
  void write() {
    static const std::atomic<bool> never = false;
    act(Held::commits, "commit", never);
  }
  void look() {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }

 private:
  void act(Held what, const char* name, const std::atomic<bool>& stops) {
    std::unique_lock lock(mutex_);
    is_holding_ = is_holding_ || held_ == what;
    changed_.notify_all();
    changed_.wait(lock, [&] { return held_ != what || stops; });
    done_.emplace_back(name);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  Held held_ = Held::nothing;
  bool is_holding_ = false;
  bool reads_fail_ = false;
  std::vector<std::string> done_;
};

class LibraryReader final : public EngineReader {
 public:
  explicit LibraryReader(Library& library) : library_(library) {}
  Answer read(const Request& question) override { return library_.read(question, stops_); }
  void stop() override {
    stops_ = true;
    library_.look();
  }

 private:
  Library& library_;
  std::atomic<bool> stops_ = false;
};

class LibraryEngine final : public Engine {
 public:
  explicit LibraryEngine(Library& library) : library_(library) {}
  Result<Contents> contents() override { return Contents(); }
  std::vector<Answer> carry_out(std::span<const Request> requests) override {
    library_.write();
    return std::vector<Answer>(requests.size(), {.outcome = Outcome::done});
  }
  std::unique_ptr<EngineReader> make_reader() const override {
    return std::make_unique<LibraryReader>(library_);
  }
  Result<void> probe() override { return {}; }
  bool tidy(const Upkeep&) override { return false; }
  std::string name() const override { return "library"; }
  std::uint64_t journal_bytes() const override { return 0; }

 private:
  Library& library_;
};

class LinesOfReading final : public LogSink {
 public:
  void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(event);
  }
  std::vector<std::string> lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

class AnswersToReading {
 public:
  void take(Answered&& answered) {
    const std::lock_guard lock(mutex_);
    answers_.push_back(std::move(answered));
    has_come_.notify_all();
  }
  Answered next() {
    std::unique_lock lock(mutex_);
    has_come_.wait(lock, [this] { return !answers_.empty(); });
    Answered answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }

 private:
  std::mutex mutex_;
  std::condition_variable has_come_;
  std::deque<Answered> answers_;
};

class StoreReaders : public testing::Test {
 protected:
  void asks(std::uint64_t number, Request request) {
    store_->ask({{ConnId(), number}, std::move(request)});
  }
  std::uint64_t next() { return answers_.next().ticket.number; }

  Library library_;
  LinesOfReading log_;
  AnswersToReading answers_;
  std::unique_ptr<Store> store_ =
      std::make_unique<Store>(std::make_unique<LibraryEngine>(library_), log_,
                              [this](Answered&& answered) { answers_.take(std::move(answered)); });
};

TEST_F(StoreReaders, HoldUpNeitherChangesNorPagesWithASearch) {
  library_.hold(Library::Held::searches);
  asks(1, SearchLines{});
  library_.wait_until_held();
  asks(2, account_of("ana"));
  EXPECT_EQ(next(), 2U);
  asks(3, ReadLines{});
  EXPECT_EQ(next(), 3U);
  asks(4, ReadTalks{});
  EXPECT_EQ(next(), 4U);
  EXPECT_EQ(store_->figures().waiting, 1U);
  library_.hold(Library::Held::nothing);
  EXPECT_EQ(next(), 1U);
  EXPECT_EQ(store_->figures().answered, 4U);
  EXPECT_EQ(store_->figures().commits, 1U);
}

TEST_F(StoreReaders, ReadAfterWhatWasAskedForBefore) {
  library_.hold(Library::Held::commits);
  asks(1, account_of("ana"));
  library_.wait_until_held();
  asks(2, account_of("bea"));
  asks(3, ReadLines{});
  asks(4, SearchLines{});
  library_.hold(Library::Held::nothing);
  for (int i = 1; i <= 4; ++i) next();
  EXPECT_THAT(library_.done(), testing::AnyOf(ElementsAre("commit", "commit", "page", "search"),
                                              ElementsAre("commit", "commit", "search", "page")));
}

TEST_F(StoreReaders, EndThoughOneOfThemIsInTheMiddleOfIt) {
  library_.hold(Library::Held::pages);
  asks(1, ReadLines{});
  library_.wait_until_held();
  asks(2, ReadLines{});
  store_.reset();
  for (std::uint64_t i = 1; i <= 2; ++i) {
    const Answered refused = answers_.next();
    EXPECT_EQ(refused.ticket.number, i);
    EXPECT_EQ(refused.answer.outcome, Outcome::unavailable);
  }
  EXPECT_THAT(log_.lines(), testing::IsEmpty());
}

TEST_F(StoreReaders, AreNotAskedTooMuch) {
  library_.hold(Library::Held::searches);
  for (std::uint64_t i = 1; i <= Store::questions_max; ++i) asks(i, SearchLines{});
  asks(0, SearchLines{});
  const Answered refused = answers_.next();
  EXPECT_EQ(refused.ticket.number, 0U);
  EXPECT_EQ(refused.answer.why, "too much waits for the database");
  library_.hold(Library::Held::nothing);
  for (std::uint64_t i = 1; i <= Store::questions_max; ++i) ASSERT_EQ(next(), i);
}

TEST_F(StoreReaders, LetAskersTakeTurns) {
  library_.hold(Library::Held::searches);
  for (std::uint64_t i = 1; i <= 3; ++i) asks(i, SearchLines{.asker = 7});
  library_.wait_until_held();
  asks(4, SearchLines{.asker = 8});
  asks(5, SearchLines{.asker = 9});
  library_.hold(Library::Held::nothing);
  for (const std::uint64_t expected : {1U, 4U, 5U, 2U, 3U}) EXPECT_EQ(next(), expected);
}

TEST_F(StoreReaders, TellOperatorsAloneWhyTheyCannotRead) {
  library_.fail_reads(true);
  for (int i = 0; i < 2; ++i) {
    asks(1, ReadLines{});
    EXPECT_EQ(answers_.next().answer.why, "the database cannot be used now");
  }
  library_.fail_reads(false);
  asks(2, ReadLines{});
  EXPECT_EQ(answers_.next().answer.outcome, Outcome::done);
  EXPECT_THAT(log_.lines(),
              ElementsAre("what was said cannot be read", "what was said can be read again"));
  EXPECT_EQ(store_->figures().refused, 2U);
}

TEST(ReaderThreads, GiveUpWhatHasWaitedTooLong) {
  Library library;
  AnswersToReading answers;
  ReaderThread thread(
      std::make_unique<LibraryReader>(library),
      [&answers](Answered&& answered) { answers.take(std::move(answered)); },
      std::chrono::milliseconds(0));
  thread.ask({{ConnId(), 1}, ReadLines{}}, 0);
  EXPECT_EQ(answers.next().answer.outcome, Outcome::out_of_time);
  EXPECT_THAT(library.done(), testing::IsEmpty());
}

}  // namespace
}  // namespace uvchat::store
