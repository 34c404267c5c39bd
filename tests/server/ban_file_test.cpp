#include "server/ban_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace uvchat::server {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class BanFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Result<void> save(const std::vector<ServerBan>& bans) const {
    return KeptBans(bans).save(path_, 0);
  }
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
  ASSERT_TRUE(save({kline_, dline_}));
  EXPECT_THAT(load_bans(path_, 1000).value(), ElementsAre(kline_, dline_));
  ASSERT_TRUE(save({}));
  EXPECT_THAT(load_bans(path_, 1000).value(), IsEmpty());
}

TEST_F(BanFile, DropsThoseThatAreOver) {
  KeptBans kept({kline_, dline_});
  ASSERT_TRUE(kept.save(path_, 1999));
  EXPECT_THAT(load_bans(path_, 1999).value(), ElementsAre(kline_, dline_));
  EXPECT_THAT(load_bans(path_, 2000).value(), ElementsAre(kline_));
  ASSERT_TRUE(kept.save(path_, 2000));
  EXPECT_THAT(load_bans(path_, 0).value(), ElementsAre(kline_));
}

TEST_F(BanFile, TakesOverEachChange) {
  KeptBans kept({kline_});
  kept.change({dline_, false});
  ServerBan again = kline_;
  again.reason = "another";
  kept.change({again, false});
  ASSERT_TRUE(kept.save(path_, 0));
  EXPECT_THAT(load_bans(path_, 0).value(), ElementsAre(dline_, again));
  kept.change({dline_, true});
  ASSERT_TRUE(kept.save(path_, 0));
  EXPECT_THAT(load_bans(path_, 0).value(), ElementsAre(again));
}

TEST_F(BanFile, TakesTheMasksAsTheHubHasThem) {
  write(R"({"bans": [{"kind": "kline", "mask": "BAD@10.1.2.3/8"},
                     {"kind": "dline", "mask": "::FFFF:10.0.0.1"}]})");
  const auto bans = load_bans(path_, 0);
  ASSERT_EQ(bans->size(), 2U);
  EXPECT_EQ(bans->at(0).mask, "~bad@10.0.0.0/8");
  EXPECT_EQ(bans->at(1).mask, "10.0.0.1");
}

// An older server may have taken it: it must not keep the newer one from starting.
TEST_F(BanFile, KeepsABanWhoseMaskIsNone) {
  const std::string too_long(199, 'a');
  for (const std::string& mask :
       {"*@10.0.0.0/8"s, too_long, "10.0.0.0/33"s, "foo"s, "203.0.113.0/240"s}) {
    const std::string kind = mask == too_long ? "kline" : "dline";
    write(R"({"bans": [{"kind": "kline", "mask": "a@b"}, {"kind": ")" + kind + R"(", "mask": ")" +
          mask + "\"}]}");
    const auto bans = load_bans(path_, 0);
    ASSERT_EQ(bans->size(), 2U);
    EXPECT_TRUE(is_usable(bans->at(0)));
    EXPECT_FALSE(is_usable(bans->at(1)));
    KeptBans kept(*bans);
    kept.change({dline_, false});
    ASSERT_TRUE(kept.save(path_, 0));
    EXPECT_EQ(load_bans(path_, 0)->at(1).mask, mask);
  }
}

TEST_F(BanFile, WithABanThatTheHubWouldNotKeepIsRefusedWithItsPlace) {
  write(R"({"bans": [{"kind": "kline", "mask": "a@b", "reason": "x\r\nQUIT"}]})");
  EXPECT_THAT(error(), testing::HasSubstr("bans[0].reason: expected one line"));
  write(R"({"bans": [{"kind": "dline", "mask": "10.0.0.0/8"},
                     {"kind": "dline", "mask": "10.1.2.3/8"}]})");
  EXPECT_THAT(error(), testing::HasSubstr(":2:48: bans[1].mask: the same mask as in an item"));
  for (const char* mask : {"", "a\\nb"}) {
    write(R"({"bans": [{"kind": "dline", "mask": ")" + std::string(mask) + "\"}]}");
    EXPECT_THAT(error(), testing::HasSubstr("1:37: bans[0].mask: expected a mask"));
  }
  for (const char* number : {"-1", "1.5", "1e9", "\"1\"", "9223372036854775807"}) {
    write(R"({"bans": [{"kind": "dline", "mask": "10.0.0.1", "expires_ms": )" +
          std::string(number) + "}]}");
    EXPECT_THAT(error(), testing::HasSubstr("bans[0].expires_ms: expected a whole number"));
  }
  write(R"({"bans": [{"kind": "dline", "mask": "10.0.0.1", "mask": "10.0.0.2"}]})");
  EXPECT_THAT(error(), testing::HasSubstr("bans[0].mask: given twice"));
  std::string many;
  for (int i = 0; i <= 1000; ++i) {
    many += (i == 0 ? "" : ",") + (R"({"kind": "kline", "mask": "*@*.evil)" + std::to_string(i)) +
            R"(.*"})";
  }
  write("{\"bans\": [" + many + "]}");
  EXPECT_THAT(error(), testing::HasSubstr("bans[1000].mask: There are too many masks"));
}

TEST_F(BanFile, ThatIsNoRegularFileIsRefusedWithoutWaiting) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(error(), path_ + ": cannot be read: it is no regular file");
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_EQ(error(), path_ + ": cannot be read: it is no regular file");
  std::filesystem::remove(path_);
  std::filesystem::create_symlink("/nowhere/x", path_);
  EXPECT_EQ(error(), path_ + ": cannot be read: it is a link");
}

TEST_F(BanFile, TakesAReasonThatIsNoUtf8) {
  ServerBan odd = kline_;
  odd.reason = "\xFF";
  ASSERT_TRUE(save({odd}));
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
  ASSERT_TRUE(save({kline_}));
  std::ofstream(path_ + ".new") << "half of i";
  EXPECT_THAT(load_bans(path_, 0).value(), ElementsAre(kline_));
  ASSERT_TRUE(save({dline_}));
  EXPECT_THAT(load_bans(path_, 0).value(), ElementsAre(dline_));
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(BanFile, ThatCannotBeWrittenIsAnErrorAndStaysAsItWas) {
  ASSERT_TRUE(save({kline_}));
  std::filesystem::create_directory(path_ + ".new");
  const auto saved = save({});
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().text, path_ + ".new: cannot be written: Is a directory");
  EXPECT_THAT(load_bans(path_, 0).value(), ElementsAre(kline_));
}

}  // namespace
}  // namespace uvchat::server
