// What an engine does while PostgreSQL can do nothing, and that it recovers by itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "tests/store/postgres_server.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PostgresTrouble : public testing::Test {
 protected:
  void SetUp() override {
    if (PostgresServer::running() == nullptr) GTEST_SKIP() << "no PostgreSQL";
    url_ = server().new_schema();
    engine_ = std::move(PostgresEngine::open(url_).value());
    ana_ = ask(*engine_, account_of("ana")).account;
  }
  void TearDown() override {
    if (PostgresServer::running() != nullptr && server().process() == 0) server().start();
  }

  static PostgresServer& server() { return *PostgresServer::running(); }

  void expect_away(const std::string& why) {
    const std::vector<Request> batch{ReadCredentials{ana_}, account_of("bea"), account_of("cid")};
    for (const Answer& answer : engine_->carry_out(batch)) {
      EXPECT_EQ(answer.outcome, Outcome::unavailable);
      EXPECT_THAT(answer.why, HasSubstr(why));
      EXPECT_THAT(answer.why, Not(HasSubstr("\n")));
    }
  }
  // As the store does, each second.
  void wait_until_back() {
    while (!engine_->probe()) ::usleep(20'000);
  }
  void expect_back() {
    wait_until_back();
    EXPECT_EQ(ask(*engine_, account_of("dan")).outcome, Outcome::done);
    EXPECT_THAT(names_in(*engine_), ElementsAre("ana", "dan"));
    EXPECT_EQ(ask(*engine_, ReadCredentials{ana_}).outcome, Outcome::done);
  }

  std::string url_;
  std::unique_ptr<Engine> engine_;
  AccountId ana_ = 0;
};

TEST_F(PostgresTrouble, OfAServerThatIsStoppedAndStartedAgain) {
  server().stop();
  expect_away("No such file or directory");
  EXPECT_FALSE(engine_->probe());
  server().start();
  expect_back();
}

TEST_F(PostgresTrouble, OfAServerThatIsRestartedWhileNobodyAsksIsNone) {
  server().stop();
  server().start();
  EXPECT_EQ(ask(*engine_, account_of("dan")).outcome, Outcome::done);
  EXPECT_THAT(names_in(*engine_), ElementsAre("ana", "dan"));
}

TEST_F(PostgresTrouble, OfAConnectionThatAnOperatorEndsInTheMiddleOfABatch) {
  const auto stranger = PostgresLink::connect(url_);
  ASSERT_TRUE(stranger);
  (*stranger)->order("BEGIN");
  (*stranger)->order("LOCK TABLE account");
  ASSERT_TRUE((*stranger)->wait());
  std::thread operator_of_it([] {
    const std::string end =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'uvchat-server' AND wait_event_type = 'Lock'";
    while (server().asked(end).empty()) ::usleep(10'000);
  });
  expect_away("terminating connection due to administrator command");
  operator_of_it.join();
  (*stranger)->order("ROLLBACK");
  ASSERT_TRUE((*stranger)->wait());
  expect_back();
}

// What has been answered with an error before the commit has not been done.
TEST_F(PostgresTrouble, OfAConnectionThatBreaksInTheCommitLeavesItInDoubt) {
  const auto stranger = PostgresLink::connect(url_);
  ASSERT_TRUE(stranger);
  (*stranger)->order(
      "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
      " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'");
  (*stranger)->order(
      "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON account DEFERRABLE INITIALLY DEFERRED"
      " FOR EACH ROW EXECUTE FUNCTION die()");
  ASSERT_TRUE((*stranger)->wait());
  const std::vector<Request> batch{ReadCredentials{ana_}, account_of("bea")};
  const std::vector<Answer> answers = engine_->carry_out(batch);
  EXPECT_EQ(answers[1].outcome, Outcome::unavailable);
  EXPECT_TRUE(answers[1].in_doubt);
  EXPECT_FALSE(answers[0].in_doubt);  // a question
  server().stop();
  const Answer away = ask(*engine_, account_of("bea"));
  EXPECT_EQ(away.outcome, Outcome::unavailable);
  EXPECT_FALSE(away.in_doubt);
}

// It takes connections, and says nothing.
TEST_F(PostgresTrouble, OfAServerThatStandsStill) {
  const auto backends = server().backends();
  ASSERT_EQ(backends.size(), 1U);
  ::kill(server().process(), SIGSTOP);
  ::kill(backends[0], SIGSTOP);
  expect_away("the database does not answer");
  EXPECT_FALSE(engine_->probe());  // it gives up after a while
  ::kill(backends[0], SIGCONT);
  ::kill(server().process(), SIGCONT);
  wait_until_back();
  // What was asked when it stood still may have been done or not; to ask once more does no harm.
  const Outcome again = ask(*engine_, account_of("bea")).outcome;
  EXPECT_TRUE(again == Outcome::done || again == Outcome::taken);
  EXPECT_EQ(ask(*engine_, account_of("dan")).outcome, Outcome::done);
}

// As long as the old connection may still carry something out, no new one is trusted.
TEST_F(PostgresTrouble, OfAnOldConnectionThatMayStillChangeSomething) {
  const auto backends = server().backends();
  ASSERT_EQ(backends.size(), 1U);
  ::kill(backends[0], SIGSTOP);
  expect_away("the database does not answer");
  expect_away("another server has the database open");
  ::kill(backends[0], SIGCONT);
  wait_until_back();
  EXPECT_EQ(ask(*engine_, account_of("dan")).outcome, Outcome::done);
}

TEST_F(PostgresTrouble, OfAnotherProgramThatHasATableLocked) {
  const auto stranger = PostgresLink::connect(url_);
  ASSERT_TRUE(stranger);
  (*stranger)->order("BEGIN");
  (*stranger)->order("LOCK TABLE account");
  ASSERT_TRUE((*stranger)->wait());
  expect_away("another program has the database locked");
  (*stranger)->order("ROLLBACK");
  ASSERT_TRUE((*stranger)->wait());
  expect_back();
}

TEST_F(PostgresTrouble, OfATableThatIsGoneLeavesTheOthers) {
  server().asked("ALTER TABLE ban RENAME TO lost", url_);
  const std::vector<Request> batch{ban_of("~new@*"), account_of("bea"), ReadCredentials{ana_}};
  const auto answers = engine_->carry_out(batch);
  EXPECT_EQ(answers[0].outcome, Outcome::unavailable);
  EXPECT_EQ(answers[0].why, "the database does not do it: relation \"ban\" does not exist");
  EXPECT_EQ(answers[1].outcome, Outcome::done) << answers[1].why;
  EXPECT_EQ(answers[2].outcome, Outcome::done);
}

}  // namespace
}  // namespace uvchat::store
