#include "chat/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace uvchat::cli {
namespace {

using testing::HasSubstr;

TEST(Files, AreChangedByOneAfterTheOther) {
  const std::string folder = testing::TempDir() + "uvchat-change-" + std::to_string(getpid());
  const std::string file = folder + "/count";
  const auto count_up = [&] {
    for (int i = 0; i < 20; ++i) {
      const auto changed = change_private_file(
          file, [](const std::string& count) -> Result<std::string> { return count + "."; });
      EXPECT_TRUE(changed);
    }
  };
  std::thread other(count_up);
  count_up();
  other.join();
  EXPECT_EQ(read_file(file)->size(), 40U);
  std::filesystem::remove_all(folder);
}

// Who has made it readable for others is told so, before a token is used that others may have.
TEST(Files, OfSecretsAreTheirOwnersAlone) {
  const std::string folder = testing::TempDir() + "uvchat-secrets-" + std::to_string(getpid());
  const std::string file = folder + "/accounts.json";
  const auto change = [](const std::string& before) -> Result<std::string> { return before + "x"; };
  EXPECT_EQ(*read_secret_file(file), "");
  ASSERT_TRUE(change_secret_file(file, change));
  EXPECT_EQ(*read_secret_file(file), "x");
  for (const mode_t mode : {0640U, 0604U, 0620U}) {
    ASSERT_EQ(chmod(file.c_str(), mode), 0);
    const auto read = read_secret_file(file);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().text, HasSubstr("chmod 600 " + file));
    EXPECT_FALSE(change_secret_file(file, change));
  }
  ASSERT_EQ(chmod(file.c_str(), 0600), 0);
  EXPECT_EQ(*read_secret_file(file), "x");
  std::filesystem::remove_all(folder);
}

TEST(Files, OfOursAreNoLinksOrPipes) {
  const std::string folder = testing::TempDir() + "uvchat-files-" + std::to_string(getpid());
  const std::string file = folder + "/uvchat/keys.json";
  const auto change = [](const std::string& before) -> Result<std::string> { return before + "x"; };
  ASSERT_TRUE(change_private_file(file, change));
  struct stat status {};
  ASSERT_EQ(stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(stat((folder + "/uvchat").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  std::filesystem::rename(file, folder + "/elsewhere");
  std::filesystem::create_symlink(folder + "/elsewhere", file);
  EXPECT_FALSE(change_private_file(file, change));
  EXPECT_FALSE(read_private_file(file));
  EXPECT_EQ(*read_file(folder + "/elsewhere"), "x");
  std::filesystem::remove(file);
  ASSERT_EQ(mkfifo(file.c_str(), 0600), 0);
  EXPECT_FALSE(change_private_file(file, change));
  EXPECT_FALSE(read_private_file(file));
  std::filesystem::remove(file);
  EXPECT_EQ(*read_private_file(file), "");
  std::filesystem::remove_all(folder);
}

TEST(Files, WhatCouldNotBeReadAgainIsNotWritten) {
  const std::string folder = testing::TempDir() + "uvchat-large-" + std::to_string(getpid());
  const std::string file = folder + "/state.json";
  const auto put = [&](std::size_t bytes) {
    return change_private_file(
        file, [&](const std::string&) { return Result<std::string>(std::string(bytes, 'x')); });
  };
  ASSERT_TRUE(put(std::size_t{16} << 20));
  EXPECT_FALSE(put((std::size_t{16} << 20) + 1));
  EXPECT_EQ(read_private_file(file)->size(), std::size_t{16} << 20);
  std::filesystem::remove_all(folder);
}

TEST(Files, WhatGoesFromAFileIsOverwritten) {
  const std::string folder = testing::TempDir() + "uvchat-gone-" + std::to_string(getpid());
  const std::string file = folder + "/keys.json";
  const auto put = [&](const std::string& contents) {
    return change_private_file(file,
                               [&](const std::string&) { return Result<std::string>(contents); });
  };
  ASSERT_TRUE(put("the secret key"));
  std::filesystem::create_hard_link(file, folder + "/old");
  ASSERT_TRUE(put("nothing"));
  EXPECT_EQ(*read_file(file), "nothing");
  EXPECT_EQ(read_file(folder + "/old")->find("secret"), std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST(Files, AFolderOrAPipeIsNoFile) {
  EXPECT_FALSE(read_file("/"));
  const std::string pipe = testing::TempDir() + "uvchat-pipe-" + std::to_string(getpid());
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(read_file(pipe).error().text, "cannot read " + pipe + ": it is no regular file");
  EXPECT_FALSE(read_private_file(pipe));
  std::filesystem::remove(pipe);
  EXPECT_FALSE(read_file(pipe));
  EXPECT_EQ(read_private_file(pipe).value(), "");
}

TEST(Files, ALinkStaysAndTheFileItLeadsToIsChanged) {
  const std::string folder = testing::TempDir() + "uvchat-link-" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  std::filesystem::create_symlink(folder + "/there", folder + "/link");
  ASSERT_TRUE(change_private_file(folder + "/there", [](const auto&) { return "old"; }));
  ASSERT_TRUE(change_private_file(followed(folder + "/link"), [](const auto&) { return "new"; }));
  EXPECT_TRUE(std::filesystem::is_symlink(folder + "/link"));
  EXPECT_EQ(read_file(folder + "/there").value(), "new");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace uvchat::cli
