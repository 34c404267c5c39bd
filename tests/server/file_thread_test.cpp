#include "server/file_thread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <mutex>
#include <semaphore>
#include <string>
#include <vector>

namespace uvchat::server {
namespace {

// A thread, and what it answers.
class FileThreadTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  FileThread::Answers answers() {
    return {[](Ticket, Result<Reload>&&) {},
            [this](BansSaved&& saved) {
              const std::lock_guard lock(mutex_);
              saved_.push_back(std::move(saved));
              answered_.release();
            }};
  }
  BansSaved next_answer() {
    answered_.acquire();
    const std::lock_guard lock(mutex_);
    BansSaved answer = std::move(saved_.front());
    saved_.pop_front();
    return answer;
  }
  static SaveBan change(std::uint64_t ticket, const std::string& mask, bool lifted = false) {
    return {{ConnId(), ticket}, {ServerBanKind::kline, mask, "x", "ana", 1, 0}, lifted};
  }
  std::vector<std::string> masks_on_disk() const {
    std::vector<std::string> masks;
    const std::vector<ServerBan> bans = load_bans(path_, 2).value();
    for (const ServerBan& ban : bans) masks.push_back(ban.mask);
    return masks;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("uvchat-thread-") +
       testing::UnitTest::GetInstance()->current_test_info()->name());
  const std::string path_ = folder_ / "bans.json";
  NullLog log_;
  std::mutex mutex_;
  std::deque<BansSaved> saved_;
  std::counting_semaphore<> answered_{0};
};

TEST_F(FileThreadTest, AnswersForAllThatIsOnDisk) {
  FileThread files({"", path_}, {}, {change(0, "~old@h").ban}, log_, answers());
  files.save(change(1, "~a@h"));
  const BansSaved first = next_answer();
  EXPECT_EQ(first.ticket.number, 1U);
  EXPECT_EQ(first.error, "");
  EXPECT_THAT(masks_on_disk(), testing::ElementsAre("~old@h", "~a@h"));
  for (std::uint64_t i = 2; i <= 200; ++i) files.save(change(i, "u" + std::to_string(i) + "@h"));
  while (next_answer().ticket.number < 200) continue;
  EXPECT_EQ(masks_on_disk().size(), 201U);
}

TEST_F(FileThreadTest, TriesAgainWithTheNextChangeAndAtTheEnd) {
  std::filesystem::create_directory(path_ + ".new");
  {
    FileThread files({"", path_}, {}, {}, log_, answers());
    files.save(change(1, "~a@h"));
    EXPECT_THAT(next_answer().error, testing::HasSubstr("bans.json.new: cannot be written"));
    std::filesystem::remove(path_ + ".new");
    files.save(change(2, "~b@h"));
    EXPECT_EQ(next_answer().error, "");
    EXPECT_THAT(masks_on_disk(), testing::ElementsAre("~a@h", "~b@h"));
    std::filesystem::create_directory(path_ + ".new");
    files.save(change(3, "~a@h", true));
    EXPECT_NE(next_answer().error, "");
    std::filesystem::remove(path_ + ".new");
  }
  EXPECT_THAT(masks_on_disk(), testing::ElementsAre("~b@h"));
}

}  // namespace
}  // namespace uvchat::server
