#include "server/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "server/cloak_key.h"

namespace uvchat::server {
namespace {

class FileTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static mode_t mode_of(const std::string& path) {
    struct stat is {};
    EXPECT_EQ(::lstat(path.c_str(), &is), 0) << path;
    return is.st_mode & 07777;
  }
  static std::string text_of(const std::string& path) {
    return read_file(path, 100, Links::refused).value();
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("uvchat-file-") + testing::UnitTest::GetInstance()->current_test_info()->name());
  const std::string path_ = folder_ / "kept";
};

TEST_F(FileTest, IsReplacedWholeAndForItsOwnerAlone) {
  ASSERT_TRUE(replace_file(path_, "one"));
  ASSERT_TRUE(replace_file(path_, "two"));
  EXPECT_EQ(text_of(path_), "two");
  EXPECT_EQ(mode_of(path_), 0600U);
}

TEST_F(FileTest, IsNeverWrittenThroughWhatLiesInItsWay) {
  const std::string victim = folder_ / "victim";
  std::ofstream(victim) << "precious";
  std::filesystem::create_symlink(victim, path_ + ".new");
  ASSERT_TRUE(replace_file(path_, "one"));
  EXPECT_EQ(text_of(victim), "precious");
  EXPECT_FALSE(std::filesystem::is_symlink(path_));
  std::filesystem::create_hard_link(victim, path_ + ".new");
  ASSERT_TRUE(replace_file(path_, "two"));
  EXPECT_EQ(text_of(victim), "precious");
  std::ofstream(path_ + ".new") << "left behind";
  ::chmod((path_ + ".new").c_str(), 0666);
  ASSERT_TRUE(replace_file(path_, "three"));
  EXPECT_EQ(mode_of(path_), 0600U);
  ASSERT_EQ(mkfifo((path_ + ".new").c_str(), 0600), 0);
  ASSERT_TRUE(replace_file(path_, "four"));
  EXPECT_EQ(text_of(path_), "four");
}

TEST_F(FileTest, IsMadeOnceAndNeverReplaced) {
  ASSERT_TRUE(make_file(path_, "one"));
  ASSERT_TRUE(make_file(path_, "two"));
  EXPECT_EQ(text_of(path_), "one");
  EXPECT_EQ(mode_of(path_), 0600U);
  std::size_t entries = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_)) ++entries;
  EXPECT_EQ(entries, 1U);
}

TEST_F(FileTest, ThatIsTooLargeIsRefused) {
  std::ofstream(path_) << std::string(101, 'x');
  EXPECT_EQ(read_file(path_, 100, Links::refused).error().text,
            path_ + ": cannot be read: it is larger than 100 bytes");
  EXPECT_EQ(read_file(path_, 101, Links::refused).value().size(), 101U);
}

TEST_F(FileTest, AFolderIsMadeForItsOwnerAlone) {
  const std::string inner = folder_ / "a" / "b";
  ASSERT_TRUE(make_folder(inner));
  ASSERT_TRUE(make_folder(inner + "/"));
  EXPECT_EQ(mode_of(inner), 0700U);
  EXPECT_EQ(mode_of(folder_ / "a"), 0700U);
  EXPECT_FALSE(others_may_write(inner));
  ::chmod(inner.c_str(), 0770);
  EXPECT_TRUE(others_may_write(inner));
  EXPECT_TRUE(others_may_read(inner));
  ::chmod(inner.c_str(), 0710);
  EXPECT_FALSE(others_may_read(inner));
  std::ofstream(path_) << "x";
  EXPECT_EQ(make_folder(path_).error().text, path_ + ": cannot be made: Not a directory");
}

TEST(StateDirectory, IsNamedByAnAbsolutePathOrThereIsNone) {
  const std::array<const char*, 3> names{"STATE_DIRECTORY", "XDG_STATE_HOME", "HOME"};
  std::map<std::string, std::string> before;
  for (const char* name : names) {
    if (const char* value = std::getenv(name)) before[name] = value;
    ::setenv(name, "a/folder", 1);
  }
  EXPECT_FALSE(state_directory());
  ::setenv("STATE_DIRECTORY", "", 1);
  EXPECT_EQ(state_directory(), "");
  ::setenv("HOME", "/home/ana", 1);
  EXPECT_EQ(state_directory(), "/home/ana/.local/state/uvchat");
  ::setenv("XDG_STATE_HOME", "/state", 1);
  EXPECT_EQ(state_directory(), "/state/uvchat");
  ::setenv("STATE_DIRECTORY", "/var/lib/uvchat", 1);
  EXPECT_EQ(state_directory(), "/var/lib/uvchat");
  ::setenv("STATE_DIRECTORY", "/var/lib/uvchat:/var/lib/other", 1);
  EXPECT_EQ(state_directory().error().text,
            "STATE_DIRECTORY must be one absolute path, not \"/var/lib/uvchat:/var/lib/other\"");
  for (const char* name : names) ::unsetenv(name);
  EXPECT_EQ(state_directory(), "");
  for (const auto& [name, value] : before) ::setenv(name.c_str(), value.c_str(), 1);
}

TEST_F(FileTest, TheCloakKeyIsMadeOnceAndMustBeAKey) {
  const auto key = load_cloak_key(folder_);
  ASSERT_TRUE(key);
  EXPECT_EQ(load_cloak_key(folder_).value(), *key);
  const std::string path = folder_ / "cloak.key";
  EXPECT_EQ(mode_of(path), 0600U);
  std::ofstream(path) << "short";
  EXPECT_EQ(load_cloak_key(folder_).error().text, path + ": not a key of 16 bytes");
  std::ofstream(path) << std::string(16, '\0');
  EXPECT_EQ(load_cloak_key(folder_).error().text,
            path + ": a key of zeros is no secret; remove it for a new one");
  std::filesystem::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(load_cloak_key(folder_).error().text, path + ": cannot be read: it is no regular file");
}

TEST_F(FileTest, AFolderIsOneServersAlone) {
  EXPECT_EQ(own_folder(folder_).value(), true);
  EXPECT_EQ(own_folder(folder_).value(), false);
  EXPECT_FALSE(own_folder(folder_ / "none"));
}

}  // namespace
}  // namespace uvchat::server
