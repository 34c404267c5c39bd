// The reader of a database of PostgreSQL that an engine writes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "tests/store/postgres_server.h"

namespace uvchat::store {
namespace {

class PostgresReading : public testing::Test {
 protected:
  void SetUp() override {
    if (PostgresServer::running() == nullptr) GTEST_SKIP() << "no PostgreSQL";
    url_ = server().new_schema();
    engine_ = std::move(PostgresEngine::open(url_).value());
    ASSERT_EQ(ask(*engine_, keep({line_of(7, 1'000, "word")})).outcome, Outcome::done);
    reader_ = engine_->make_reader();
    EXPECT_EQ(search(60'000).page->lines.size(), 1U);
  }
  void TearDown() override {
    if (PostgresServer::running() != nullptr && server().process() == 0) server().start();
  }

  static PostgresServer& server() { return *PostgresServer::running(); }
  Answer search(std::uint32_t time_max_ms) {
    return reader_->read(SearchLines{
        .readers = {{.room = 7}}, .words = {"word"}, .count_max = 10, .time_max_ms = time_max_ms});
  }

  std::string url_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<EngineReader> reader_;
};

// Nobody can read its lines.
class LockedLines {
 public:
  explicit LockedLines(const std::string& url)
      : stranger_(std::move(PostgresLink::connect(url).value())) {
    stranger_->order("BEGIN");
    stranger_->order("LOCK TABLE line");
    EXPECT_TRUE(stranger_->wait());
  }

 private:
  const std::unique_ptr<PostgresLink> stranger_;
};

TEST_F(PostgresReading, GivesUpWhatTakesTooLongAndGoesOn) {
  {
    const LockedLines locked(url_);
    EXPECT_EQ(search(50).outcome, Outcome::out_of_time);
    EXPECT_EQ(ask(*engine_, account_of("ana")).outcome, Outcome::done);
  }
  EXPECT_EQ(search(60'000).page->lines.size(), 1U);
}

TEST_F(PostgresReading, EndsWhatItReadsWhenItIsStopped) {
  const LockedLines locked(url_);
  std::thread ends([this] { reader_->stop(); });
  EXPECT_EQ(search(600'000).outcome, Outcome::unavailable);
  ends.join();
}

// Its connection takes what it is sent, and says nothing.
TEST_F(PostgresReading, GivesUpAServerThatStandsStill) {
  const auto backends = server().backends();
  ASSERT_EQ(backends.size(), 2U);
  for (const pid_t backend : backends) ::kill(backend, SIGSTOP);
  EXPECT_EQ(search(50).outcome, Outcome::out_of_time);
  for (const pid_t backend : backends) ::kill(backend, SIGCONT);
  EXPECT_EQ(search(60'000).page->lines.size(), 1U);
}

TEST_F(PostgresReading, ConnectsAgainToAServerThatWasAway) {
  server().stop();
  EXPECT_EQ(search(60'000).outcome, Outcome::unavailable);
  server().start();
  EXPECT_EQ(search(60'000).page->lines.size(), 1U);
}

TEST_F(PostgresReading, TellsThatATableIsGoneAndGoesOn) {
  server().asked("ALTER TABLE redaction RENAME TO lost", url_);
  const Answer answer = search(60'000);
  EXPECT_EQ(answer.outcome, Outcome::unavailable);
  EXPECT_EQ(answer.why, "the database does not do it: relation \"redaction\" does not exist");
  server().asked("ALTER TABLE lost RENAME TO redaction", url_);
  EXPECT_EQ(search(60'000).page->lines.size(), 1U);
}

}  // namespace
}  // namespace uvchat::store
