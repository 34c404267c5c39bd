#include "transfer/download.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>

#include "chat/texts.h"
#include "tests/client/fake_store.h"
#include "transfer/attempts.h"
#include "transfer/chafa.h"
#include "uvchat/cipher/file_stream.h"

// Files fetched from a server that is made up, and tells lies.

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string fetched_url = "http://127.0.0.1:8080/files/0123.jpg";

class DownloadTest : public testing::Test {
 protected:
  DownloadTest() {
    std::filesystem::remove_all(folder_);
    watch_.is_stopped = [this] { return stops_at_ <= moved_; };
    watch_.moved = [this](std::uint64_t bytes, std::uint64_t) { moved_ = bytes; };
    watch_.broken = [this](const std::string&) { ++broken_; };
    watch_.now_ms = [this] { return now_ms_; };
    watch_.rest = [this](std::uint64_t ms) { now_ms_ += ms; };
    order_.url = fetched_url;
    order_.folder = folder_;
  }
  ~DownloadTest() override { std::filesystem::remove_all(folder_); }

  Result<Downloaded> gets() { return download(store_, order_, watch_); }
  // What it says instead of getting it.
  std::string refusal() {
    const auto got = gets();
    EXPECT_FALSE(got);
    EXPECT_THAT(names(), IsEmpty());
    return got ? got->path : got.error().text;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    if (!std::filesystem::exists(folder_)) return all;
    for (const auto& each : std::filesystem::directory_iterator(folder_)) {
      all.push_back(each.path().filename());
    }
    std::sort(all.begin(), all.end());
    return all;
  }
  std::string contents(const std::string& name) const {
    std::ifstream file(folder_ + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // The store has it enciphered, and the order has the key.
  void seal(const std::string& clear) {
    auto link = std::make_shared<cipher::FileLink>();
    link->url = fetched_url;
    link->key = cipher::random_file_key();
    link->size = clear.size();
    cipher::FileSealer sealer(link->key->clone(), clear.size());
    store_.stored.clear();
    for (std::size_t at = 0; !sealer.done();) {
      const std::size_t bytes = sealer.next_bytes();
      const auto piece =
          sealer.seal_next({reinterpret_cast<const std::uint8_t*>(clear.data()) + at, bytes});
      store_.stored.append(piece.begin(), piece.end());
      at += bytes;
    }
    order_.link = link;
  }

  std::string folder_ = testing::TempDir() + "download-test-" + std::to_string(::getpid());
  FakeStore store_;
  DownloadOrder order_;
  TransferWatch watch_;
  std::uint64_t now_ms_ = 0;
  std::uint64_t moved_ = 0;
  std::uint64_t stops_at_ = std::numeric_limits<std::uint64_t>::max();
  int broken_ = 0;
};

TEST_F(DownloadTest, AFileLiesInTheFolderForItsOwnerAlone) {
  order_.name = "cat.jpg";
  const auto got = gets();
  ASSERT_TRUE(got) << got.error().text;
  EXPECT_EQ(got->path, folder_ + "/cat.jpg");
  EXPECT_EQ(contents("cat.jpg"), store_.stored);
  EXPECT_THAT(names(), ElementsAre("cat.jpg"));
  struct stat about {};
  ASSERT_EQ(::stat(got->path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST_F(DownloadTest, NothingIsOverwritten) {
  order_.name = "cat.jpg";
  ASSERT_TRUE(gets());
  store_.stored = "another";
  EXPECT_EQ(gets()->path, folder_ + "/cat (2).jpg");
  std::filesystem::create_symlink("/etc/passwd", folder_ + "/cat (3).jpg");
  EXPECT_EQ(gets()->path, folder_ + "/cat (4).jpg");
  EXPECT_EQ(contents("cat.jpg"), "all that there is");
}

TEST_F(DownloadTest, TheUserMayNameAFileOrAFolder) {
  order_.place = folder_ + "/mine.jpg";
  EXPECT_EQ(gets()->path, folder_ + "/mine.jpg");
  order_.place = folder_;
  order_.name = "cat.jpg";
  EXPECT_EQ(gets()->path, folder_ + "/cat.jpg");
}

TEST_F(DownloadTest, NamesLeadNowhereElse) {
  for (const auto& [claimed, kept] :
       std::vector<std::pair<std::string, std::string>>{{"../../etc/passwd", "passwd"},
                                                        {"/etc/cron.d/x", "x"},
                                                        {"C:\\autoexec.bat", "autoexec.bat"},
                                                        {".bashrc", "bashrc"},
                                                        {"a\x1B[2Jb\n.txt", "a_[2Jb_.txt"},
                                                        {"..", "0123.jpg"},
                                                        {"", "0123.jpg"}}) {
    order_.name = claimed;
    const auto got = gets();
    ASSERT_TRUE(got) << claimed;
    EXPECT_EQ(std::filesystem::path(got->path).parent_path(), folder_) << claimed;
    std::filesystem::remove(got->path);
    const std::string name = std::filesystem::path(got->path).filename();
    EXPECT_THAT(name, Not(HasSubstr("\x1B")));
    EXPECT_EQ(name.front() == '.', false) << claimed;
    if (claimed.find('\x1B') == std::string::npos) {
      EXPECT_EQ(name, kept);
    }
  }
  order_.name.clear();
  store_.fields["content-disposition"] = "inline; filename=\"../../of the server.jpg\"";
  EXPECT_EQ(gets()->path, folder_ + "/of the server.jpg");
}

TEST_F(DownloadTest, ABrokenDownloadGoesOnWhereItWas) {
  store_.stored = std::string(5000, 'a') + std::string(5000, 'b');
  store_.breaks_after = {3000, 0, 4000};
  ASSERT_TRUE(gets());
  EXPECT_EQ(contents("0123.jpg"), store_.stored);
  EXPECT_EQ(broken_, 3);
  EXPECT_THAT(store_.asked.back(), Contains("Range: bytes=7000-"));
  EXPECT_THAT(store_.asked.back(), Contains("If-Range: \"v1\""));
}

TEST_F(DownloadTest, WhatChangedMeanwhileIsFetchedFromItsBeginning) {
  store_.stored = std::string(5000, 'a');
  store_.breaks_after = {3000};
  store_.after_each = [this] {
    store_.stored = std::string(4000, 'b');
    store_.knows_ranges = false;
  };
  ASSERT_TRUE(gets());
  EXPECT_EQ(contents("0123.jpg"), std::string(4000, 'b'));
}

TEST_F(DownloadTest, WithoutAVersionNothingIsPutTogether) {
  store_.fields.clear();
  store_.stored = std::string(5000, 'a');
  store_.breaks_after = {3000};
  ASSERT_TRUE(gets());
  EXPECT_THAT(store_.asked.back(), IsEmpty());
  EXPECT_EQ(contents("0123.jpg"), store_.stored);
}

TEST_F(DownloadTest, AnotherPartThanWasAskedForIsRefused) {
  store_.stored = std::string(5000, 'a');
  store_.breaks_after = {3000};
  store_.after_each = [this] { store_.lies["content-range"] = "bytes 2000-4999/5000"; };
  EXPECT_EQ(refusal(), text(Text::file_bad_answer));
}

TEST_F(DownloadTest, ABodyThatEndsLaterThanItIsToldIsRefused) {
  store_.more = "more";
  EXPECT_EQ(refusal(), text(Text::file_bad_answer));
}

TEST_F(DownloadTest, ABodyThatEndsSoonerIsNeverKept) {
  store_.lies["content-length"] = "1000000";
  EXPECT_EQ(refusal(), text(Text::file_bad_answer));
  EXPECT_EQ(store_.asked.size(), 1U);
}

TEST_F(DownloadTest, AServerThatBeginsAgainAndAgainIsGivenUp) {
  store_.fields.clear();
  store_.stored = std::string(5000, 'a');
  store_.breaks_after.assign(1000, 3000);
  EXPECT_THAT(refusal(), HasSubstr("the line is cut"));
  EXPECT_LT(store_.asked.size(), 20U);
}

TEST_F(DownloadTest, AServerThatBreaksOffAtEachByteIsGivenUp) {
  store_.stored = std::string(5000, 'a');
  store_.breaks_after.assign(1000, 1);
  EXPECT_THAT(refusal(), HasSubstr("the line is cut"));
  EXPECT_LT(store_.asked.size(), 20U);
}

TEST_F(DownloadTest, AServerThatGivesAlmostNothingForLongIsGivenUp) {
  store_.stored = std::string(5000, 'a');
  store_.breaks_after.assign(1000, 100);
  store_.after_each = [this] { now_ms_ += 60'000; };
  EXPECT_THAT(refusal(), HasSubstr("the line is cut"));
  EXPECT_LT(now_ms_, 200'000U);
}

TEST_F(DownloadTest, WhatComesSlowlyAndBreaksOnceGoesOn) {
  store_.stored = std::string(1'000'000, 'a');
  store_.breaks_after = {900'000};
  watch_.moved = [this](std::uint64_t, std::uint64_t) { now_ms_ += 1'000; };
  EXPECT_TRUE(gets());
  EXPECT_GT(now_ms_, Attempts::waited_max_ms);
}

TEST_F(DownloadTest, ALargeFileMayBreakOffOften) {
  store_.stored = std::string(100 * 70'000, 'a');
  store_.breaks_after.assign(99, 70'000);
  EXPECT_TRUE(gets());
  EXPECT_EQ(broken_, 99);
}

TEST_F(DownloadTest, WhereNobodyAnswersFewAttemptsAreMadeAndOneWhereNoHttpIsSpoken) {
  store_.is_dead = true;
  EXPECT_THAT(refusal(), HasSubstr("nobody is there"));
  EXPECT_EQ(store_.asked.size(), 4U);
  store_.hopeless = text(Text::file_bad_answer);
  EXPECT_EQ(refusal(), text(Text::file_bad_answer));
  EXPECT_EQ(store_.asked.size(), 5U);
}

TEST_F(DownloadTest, ABodyOfUnknownLengthIsRefused) {
  store_.lies["content-length"] = "many";
  EXPECT_EQ(refusal(), text(Text::file_without_length));
  store_.lies = {{"content-encoding", "gzip"}};
  EXPECT_EQ(refusal(), text(Text::file_without_length));
}

TEST_F(DownloadTest, AFileThatTheDiskCannotHoldIsNotBegun) {
  store_.lies["content-length"] = "18446744073709551615";
  EXPECT_EQ(refusal(), text(Text::disk_too_small));
}

TEST_F(DownloadTest, APictureOfTooManyBytesIsNotFetchedToBeDrawn) {
  if (!find_chafa()) GTEST_SKIP() << "chafa is not installed";
  order_.canvas = Canvas{10, 10, true};
  store_.lies["content-length"] = std::to_string(2 * drawn_bytes_max);
  const auto drawing = download_drawing(store_, order_, watch_);
  ASSERT_FALSE(drawing);
  EXPECT_EQ(drawing.error().text, text(Text::file_too_large));
}

TEST_F(DownloadTest, NoRedirectionIsFollowed) {
  store_.status = 302;
  store_.fields["location"] = "https://evil.example/";
  EXPECT_EQ(refusal(), text(Text::file_leads_elsewhere));
  EXPECT_EQ(store_.asked.size(), 1U);
}

TEST_F(DownloadTest, WhatIsRefusedIsNotAskedForAgain) {
  store_.status = 404;
  EXPECT_EQ(refusal(), "there is no such file, or it is deleted");
  store_.status = 410;
  EXPECT_EQ(refusal(), "it is not there any more");
  store_.status = 403;
  EXPECT_EQ(refusal(), "the server refuses it: HTTP 403");
  store_.status = 503;
  EXPECT_EQ(refusal(), "the server cannot give it now, try again later: HTTP 503");
  EXPECT_EQ(store_.asked.size(), 4U);
  EXPECT_EQ(broken_, 0);
}

TEST_F(DownloadTest, AServerThatStartsAgainMeanwhileIsAskedAgain) {
  store_.stored = std::string(5000, 'a');
  store_.breaks_after = {3000};
  store_.after_each = [this] { store_.status = store_.asked.size() < 4 ? 502 : 200; };
  ASSERT_TRUE(gets());
  EXPECT_EQ(contents("0123.jpg"), store_.stored);
  EXPECT_EQ(store_.asked.size(), 5U);
}

TEST_F(DownloadTest, WhatIsStoppedLeavesNothing) {
  store_.stored = std::string(5000, 'a');
  store_.breaks_after = {3000};
  stops_at_ = 2000;
  EXPECT_EQ(refusal(), text(Text::file_stopped));
}

TEST_F(DownloadTest, AnEmptyFileIsOne) {
  store_.stored.clear();
  const auto got = gets();
  ASSERT_TRUE(got) << got.error().text;
  EXPECT_EQ(got->bytes, 0U);
}

TEST_F(DownloadTest, AnEncipheredFileIsDeciphered) {
  const std::string clear(200'000, 'c');
  seal(clear);
  const auto got = gets();
  ASSERT_TRUE(got) << got.error().text;
  EXPECT_EQ(got->bytes, clear.size());
  EXPECT_EQ(contents("0123.jpg"), clear);
  seal("");
  EXPECT_EQ(gets()->bytes, 0U);
}

TEST_F(DownloadTest, ABrokenEncipheredDownloadGoesOnToo) {
  const std::string clear(200'000, 'c');
  seal(clear);
  store_.breaks_after = {70'000, 100};
  ASSERT_TRUE(gets());
  EXPECT_EQ(contents("0123.jpg"), clear);
}

TEST_F(DownloadTest, AnEncipheredFileThatIsNotWhatWasAnnouncedIsNeverKept) {
  seal(std::string(200'000, 'c'));
  const std::string good = store_.stored;
  store_.stored = good.substr(0, good.size() - 1);
  EXPECT_EQ(refusal(), text(Text::file_damaged));
  store_.stored = good.substr(0, 65'552 * 2);
  EXPECT_EQ(refusal(), text(Text::file_damaged));
  store_.stored = good;
  store_.stored[150'000] ^= 1;
  EXPECT_EQ(refusal(), text(Text::file_damaged));
  store_.stored = good.substr(65'552, 65'552) + good.substr(0, 65'552) + good.substr(131'104);
  EXPECT_EQ(refusal(), text(Text::file_damaged));
  EXPECT_EQ(store_.asked.size(), 4U);
}

TEST(DownloadFolder, IsTheOneThatTheDesktopHas) {
  const std::string home = testing::TempDir() + "download-home";
  std::filesystem::create_directories(home);
  setenv("HOME", home.c_str(), 1);
  setenv("XDG_CONFIG_HOME", home.c_str(), 1);
  EXPECT_EQ(usual_download_folder(), home + "/Downloads");
  std::ofstream(home + "/user-dirs.dirs") << "# x\nXDG_DOWNLOAD_DIR=\"$HOME/Descargas\"\n";
  EXPECT_EQ(usual_download_folder(), home + "/Descargas");
  std::ofstream(home + "/user-dirs.dirs") << "XDG_DOWNLOAD_DIR=\"relative\"\n";
  EXPECT_EQ(usual_download_folder(), home + "/Downloads");
  std::filesystem::remove_all(home);
  unsetenv("XDG_CONFIG_HOME");
}

}  // namespace
}  // namespace uvchat::cli
