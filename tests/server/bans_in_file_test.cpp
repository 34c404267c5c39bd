#include "server/bans_in_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "store/sqlite_engine.h"

namespace uvchat::server {
namespace {

using testing::ElementsAre;

class BansInTheirFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static store::ChangeBan change(const std::string& mask, bool lifted = false) {
    return {{ServerBanKind::kline, mask, "x", "ana", 1, 0}, lifted};
  }
  std::vector<std::string> masks_on_disk() const {
    std::vector<std::string> masks;
    const std::vector<ServerBan> bans = load_bans(path_, 2).value();
    for (const ServerBan& ban : bans) masks.push_back(ban.mask);
    return masks;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("uvchat-bans-") + testing::UnitTest::GetInstance()->current_test_info()->name());
  const std::string path_ = folder_ / "bans.json";
  BansInFile engine_{
      std::move(store::SqliteEngine::in_memory().value()), path_, {change("~old@h").ban}};
};

TEST_F(BansInTheirFile, AreOnDiskWhenTheyAreAnswered) {
  const store::MakeAccount ana{{"ana", "ana", "ana"}, "hash", "", 1};
  const std::vector<store::Request> batch{change("~a@h"), ana, change("~old@h", true),
                                          change("~b@h"), ana};
  const auto answers = engine_.carry_out(batch);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(answers[i].outcome, store::Outcome::done) << i;
  EXPECT_EQ(answers[4].outcome, store::Outcome::taken);
  EXPECT_THAT(masks_on_disk(), ElementsAre("~a@h", "~b@h"));
  const auto contents = engine_.contents();
  ASSERT_TRUE(contents);
  EXPECT_THAT(contents->bans, ElementsAre(change("~a@h").ban, change("~b@h").ban));
  EXPECT_EQ(contents->accounts.size(), 1U);
}

TEST_F(BansInTheirFile, AreTriedAgainWhenAWriteFailed) {
  std::filesystem::create_directory(path_ + ".new");
  const store::Request first = change("~a@h");
  const auto refused = engine_.carry_out({&first, 1}).front();
  EXPECT_EQ(refused.outcome, store::Outcome::unavailable);
  EXPECT_THAT(refused.why, testing::HasSubstr("bans.json.new: cannot be written"));
  EXPECT_FALSE(engine_.probe());
  std::filesystem::remove(path_ + ".new");
  EXPECT_TRUE(engine_.probe());
  EXPECT_THAT(masks_on_disk(), ElementsAre("~old@h", "~a@h"));
}

}  // namespace
}  // namespace uvchat::server
