#include "server/ban_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "server/file.h"

namespace uvchat::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class BanFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& text) const { std::ofstream(path_) << text; }
  std::string error() const {
    const auto bans = load_bans(path_, 1000);
    return bans ? "accepted" : bans.error().text;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("uvchat-bans-") + testing::UnitTest::GetInstance()->current_test_info()->name());
  const std::string path_ = folder_ / "bans.json";
  const ServerBan kline_{ServerBanKind::kline, "*@10.0.0.0/8", "por \u00f1", "ana", 100, 0};
  const ServerBan dline_{ServerBanKind::dline, "2001:db8::/32", "", "luis", 200, 2000};
};

TEST_F(BanFile, ThatIsNotThereHoldsNone) { EXPECT_THAT(load_bans(path_, 0).value(), IsEmpty()); }

TEST_F(BanFile, ReadsBackWhatWasSaved) {
  ASSERT_TRUE(save_bans(path_, {kline_, dline_}));
  EXPECT_THAT(load_bans(path_, 1000).value(), ElementsAre(kline_, dline_));
  ASSERT_TRUE(save_bans(path_, {}));
  EXPECT_THAT(load_bans(path_, 1000).value(), IsEmpty());
}

TEST_F(BanFile, DropsThoseThatAreOver) {
  ASSERT_TRUE(save_bans(path_, {kline_, dline_}));
  EXPECT_THAT(load_bans(path_, 1999).value(), ElementsAre(kline_, dline_));
  EXPECT_THAT(load_bans(path_, 2000).value(), ElementsAre(kline_));
}

TEST_F(BanFile, TakesAReasonThatIsNoUtf8) {
  ServerBan odd = kline_;
  odd.reason = "\xFF";
  ASSERT_TRUE(save_bans(path_, {odd}));
  EXPECT_EQ(load_bans(path_, 0).value().front().reason, "\uFFFD");
}

TEST_F(BanFile, ThatIsBrokenIsRefusedWithItsPlace) {
  write("{\"bans\": [\n  {\"kind\": \"gline\"}]}");
  EXPECT_EQ(error(),
            path_ + ":2:12: bans[0].kind: expected one of \"kline\", \"dline\", got \"gline\"");
  write(R"({"bans": [{"kind": "kline"}]})");
  EXPECT_EQ(error(), path_ + ":1:11: bans[0]: the key \"mask\" is missing");
  write("");
  EXPECT_THAT(error(), testing::StartsWith(path_ + ":1:1: syntax error: unexpected end of input"));
  write("{}");
  EXPECT_EQ(error(), path_ + ":1:1: the key \"bans\" is missing");
}

TEST_F(BanFile, IsWholeAlthoughItsDraftWasLeftBehind) {
  ASSERT_TRUE(save_bans(path_, {kline_}));
  std::ofstream(path_ + ".new") << "half of i";
  EXPECT_THAT(load_bans(path_, 0).value(), ElementsAre(kline_));
  ASSERT_TRUE(save_bans(path_, {dline_}));
  EXPECT_THAT(load_bans(path_, 0).value(), ElementsAre(dline_));
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(BanFile, ThatCannotBeWrittenIsAnErrorAndStaysAsItWas) {
  ASSERT_TRUE(save_bans(path_, {kline_}));
  std::filesystem::create_directory(path_ + ".new");
  const auto saved = save_bans(path_, {});
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().text, path_ + ".new: cannot be written: Is a directory");
  EXPECT_THAT(load_bans(path_, 0).value(), ElementsAre(kline_));
}

}  // namespace
}  // namespace uvchat::server
