// What an engine does while its database can do nothing, and that it recovers by itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <filesystem>

#include "tests/store/asked.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;

class SqliteTrouble : public testing::Test {
 protected:
  sqlite3* database() const { return dynamic_cast<SqliteEngine&>(*engine_).database(); }

  // A change is refused with this reason; what is known can be asked all the same.
  void expect_away(const std::string& why) {
    const Answer refused = ask(*engine_, account_of("bea"));
    EXPECT_EQ(refused.outcome, Outcome::unavailable);
    EXPECT_EQ(refused.why, why);
    const auto probed = engine_->probe();
    EXPECT_EQ(probed ? "done" : probed.error().text, why);
    const std::vector<Request> batch{ReadCredentials{ana_}, SetPassword{ana_, "new"},
                                     ReadCredentials{ana_}};
    const auto answers = engine_->carry_out(batch);
    EXPECT_EQ(answers[0].credentials.password_hash, "$argon2id$ana");
    EXPECT_EQ(answers[1].outcome, Outcome::unavailable);
    EXPECT_EQ(answers[2].credentials.password_hash, "$argon2id$ana");
  }

  void expect_back() {
    EXPECT_TRUE(engine_->probe());
    EXPECT_EQ(ask(*engine_, account_of("cid")).outcome, Outcome::done);
    EXPECT_THAT(names_in(*engine_), ElementsAre("ana", "cid"));
  }

  const Folder folder_;
  const std::string path_ = folder_.database();
  const std::unique_ptr<Engine> engine_ = opened(path_);
  const AccountId ana_ = ask(*engine_, account_of("ana")).account;
};

TEST_F(SqliteTrouble, OfAnotherProgramThatHasItLocked) {
  Stranger stranger(path_);
  stranger.does("BEGIN IMMEDIATE");
  expect_away("another program has the database locked");
  stranger.does("ROLLBACK");
  expect_back();
}

TEST_F(SqliteTrouble, OfADatabaseThatMayHaveNoMorePages) {
  const auto pages = ask_for_number(database(), "PRAGMA page_count").value();
  ASSERT_TRUE(try_run(database(), ("PRAGMA max_page_count = " + std::to_string(pages)).c_str()));
  MakeAccount large = account_of("bea");
  large.password_hash = std::string(20'000, 'x');
  const std::vector<Request> batch{account_of("bob"), large, ReadCredentials{ana_}};
  const auto answers = engine_->carry_out(batch);
  EXPECT_EQ(answers[1].outcome, Outcome::unavailable);
  EXPECT_EQ(answers[1].why, "the disk of the database is full");
  EXPECT_EQ(answers[2].outcome, Outcome::done);
  EXPECT_EQ(names_in(*engine_).size() == 2, answers[0].outcome == Outcome::done);
  ASSERT_TRUE(try_run(database(), "PRAGMA max_page_count = 1000000"));
  EXPECT_EQ(ask(*engine_, large).outcome, Outcome::done);
}

TEST_F(SqliteTrouble, OfAFileThatMayNotGrow) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &limit), 0);
  rlimit small = limit;
  small.rlim_cur = std::filesystem::file_size(path_ + "-wal");
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  expect_away("the disk of the database fails");
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  expect_back();
}

TEST_F(SqliteTrouble, OfAFileThatSomebodyMovedAway) {
  for (const std::string& moved : {path_, path_ + "-wal"}) {
    std::filesystem::rename(moved, moved + ".away");
    const Answer refused = ask(*engine_, account_of("bea"));
    EXPECT_EQ(refused.outcome, Outcome::unavailable);
    EXPECT_EQ(refused.why, "the file of the database is gone");
    EXPECT_FALSE(engine_->probe());
    std::filesystem::rename(moved + ".away", moved);
  }
  expect_back();
}

TEST_F(SqliteTrouble, OfATableThatIsDamagedLeavesTheOthers) {
  for (int i = 0; i < 5; ++i) ask(*engine_, ban_of("~" + std::to_string(i) + "@*"));
  const auto root =
      ask_for_number(database(), "SELECT rootpage FROM sqlite_schema WHERE name = 'ban'").value();
  while (engine_->tidy()) continue;
  std::FILE* file = std::fopen(path_.c_str(), "r+b");
  ASSERT_NE(file, nullptr);
  std::fseek(file, static_cast<long>((root - 1) * 4096), SEEK_SET);
  const std::string garbage(4096, '\x7f');
  EXPECT_EQ(std::fwrite(garbage.data(), 1, garbage.size(), file), garbage.size());
  std::fclose(file);
  sqlite3_db_release_memory(database());
  const std::vector<Request> batch{ban_of("~new@*"), account_of("bea"), ReadCredentials{ana_}};
  const auto answers = engine_->carry_out(batch);
  EXPECT_EQ(answers[0].outcome, Outcome::unavailable);
  EXPECT_EQ(answers[0].why, "the database is damaged");
  EXPECT_EQ(answers[1].outcome, Outcome::done) << answers[1].why;
  EXPECT_EQ(answers[2].outcome, Outcome::done);
}

}  // namespace
}  // namespace uvchat::store
