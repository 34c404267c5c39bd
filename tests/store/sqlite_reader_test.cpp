// The reader of a file that an engine writes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "tests/store/asked.h"

namespace uvchat::store {
namespace {

class SqliteReading : public testing::Test {
 protected:
  void says(int count) {
    std::vector<StoredLine> lines;
    for (int i = 1; i <= count; ++i) lines.push_back(line_of(7, i * 1'000, std::to_string(i)));
    ASSERT_EQ(ask(*engine_, keep(std::move(lines))).outcome, Outcome::done);
  }
  // Looks through all that was said.
  static SearchLines of_nobody() {
    return {.readers = {{.room = 7}}, .from = "nobody", .count_max = 10};
  }
  static ReadLines latest() { return {.reader = {.room = 7}, .newest = true, .count_max = 10}; }

  const Folder folder_;
  const std::string path_ = folder_.database();
  const std::unique_ptr<Engine> engine_ = opened(path_);
  const std::unique_ptr<EngineReader> reader_ = engine_->make_reader();
};

TEST_F(SqliteReading, GivesUpWhatTakesTooLongAndGoesOn) {
  says(100'000);
  SearchLines search = of_nobody();
  search.time_max_ms = 1;
  EXPECT_EQ(reader_->read(search).outcome, Outcome::out_of_time);
  search.time_max_ms = 60'000;
  EXPECT_EQ(reader_->read(search).outcome, Outcome::done);
  EXPECT_EQ(reader_->read(latest()).page->lines.size(), 10U);
}

TEST_F(SqliteReading, EndsWhatItReadsWhenItIsStopped) {
  says(100'000);
  SearchLines search = of_nobody();
  search.readers.assign(500, search.readers.front());
  search.time_max_ms = 600'000;
  std::thread ends([this] { reader_->stop(); });
  EXPECT_EQ(reader_->read(search).outcome, Outcome::unavailable);
  ends.join();
  EXPECT_EQ(reader_->read(latest()).outcome, Outcome::unavailable);
}

TEST_F(SqliteReading, GoesOnWhileAnotherProgramHasTheDatabaseLocked) {
  says(3);
  Stranger stranger(path_);
  stranger.does("BEGIN IMMEDIATE");
  EXPECT_EQ(ask(*engine_, account_of("ana")).outcome, Outcome::unavailable);
  EXPECT_EQ(reader_->read(latest()).page->lines.size(), 3U);
}

TEST_F(SqliteReading, KeepsNothingThatMakesTheJournalGrow) {
  says(3);
  EXPECT_EQ(reader_->read(latest()).outcome, Outcome::done);
  EXPECT_GT(engine_->journal_bytes(), 0U);
  while (engine_->tidy()) continue;
  EXPECT_EQ(engine_->journal_bytes(), 0U);
  says(4);
  EXPECT_EQ(reader_->read(latest()).page->lines.size(), 4U);
}

TEST_F(SqliteReading, TellsThatTheFileIsGone) {
  says(3);
  EXPECT_EQ(reader_->read(latest()).outcome, Outcome::done);
  std::filesystem::rename(path_, path_ + ".away");
  const Answer answer = reader_->read(latest());
  EXPECT_EQ(answer.outcome, Outcome::unavailable);
  EXPECT_EQ(answer.why, "the file of the database is gone");
}

// What is in memory has one connection alone, which keeps to the limit too.
TEST(SqliteInMemory, HasNoReaderAndGivesUpWhatTakesTooLong) {
  const auto engine = std::move(SqliteEngine::in_memory().value());
  EXPECT_EQ(engine->make_reader(), nullptr);
  std::vector<StoredLine> lines;
  for (int i = 1; i <= 100'000; ++i) lines.push_back(line_of(7, i * 1'000, "word"));
  ASSERT_EQ(ask(*engine, keep(std::move(lines))).outcome, Outcome::done);
  const SearchLines search{
      .readers = {{.room = 7}}, .from = "nobody", .count_max = 10, .time_max_ms = 1};
  const std::vector<Request> batch{account_of("ana"), search, account_of("bea")};
  const auto answers = engine->carry_out(batch);
  EXPECT_EQ(answers[0].outcome, Outcome::done);
  EXPECT_EQ(answers[1].outcome, Outcome::out_of_time);
  EXPECT_EQ(answers[2].outcome, Outcome::done);
}

}  // namespace
}  // namespace uvchat::store
