#include "uvchat/base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace uvchat {
namespace {

class ReadFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static std::string error(const std::string& path, Links links = Links::followed) {
    const auto text = file_contents(path, 100, links);
    return text ? "read" : text.error().text;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("uvchat-read-" + std::to_string(::getpid()));
  const std::string path_ = folder_ / "file";
};

TEST_F(ReadFile, GivesAllOfWhatItHoldsButNoMoreThanIsAllowed) {
  std::ofstream(path_) << std::string(100, 'x');
  EXPECT_EQ(file_contents(path_, 100, Links::refused).value(), std::string(100, 'x'));
  std::ofstream(path_) << std::string(101, 'x');
  EXPECT_EQ(error(path_), "it is larger than 100 bytes");
}

TEST_F(ReadFile, RefusesWhatIsNoFileAndDoesNotWaitForIt) {
  const std::string fifo = folder_ / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  for (const std::string& path : {fifo, folder_.string(), std::string("/dev/zero")}) {
    EXPECT_EQ(error(path), "it is no regular file") << path;
  }
}

TEST_F(ReadFile, FollowsALinkOnlyWhereItMay) {
  std::ofstream(path_) << "text";
  const std::string link = folder_ / "link";
  std::filesystem::create_symlink(path_, link);
  EXPECT_EQ(error(link), "read");
  EXPECT_EQ(error(link, Links::refused), "it is a link");
}

TEST_F(ReadFile, TellsThatThereIsNone) {
  EXPECT_EQ(error(path_), "No such file or directory");
  EXPECT_EQ(file_contents_if_there(path_, 100, Links::followed).value(), std::nullopt);
}

}  // namespace
}  // namespace uvchat
