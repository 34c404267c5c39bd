#include "chat/log_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "chat/file.h"

namespace uvchat::cli {
namespace {

class LogFilesTest : public testing::Test {
 protected:
  ~LogFilesTest() override { std::filesystem::remove_all(folder_); }

  std::string path(const LogPlace& place) const { return folder_ + "/" + log_file_name(place); }

  std::string folder_ = testing::TempDir() + "uvchat-logs-" + std::to_string(getpid());
  LogFiles logs_{folder_};
};

TEST(LogFileName, IsTheServersAndTheTalks) {
  EXPECT_EQ(log_file_name({"127.0.0.1:6667", "#lobby"}), "127.0.0.1:6667/#lobby.log");
  EXPECT_EQ(log_file_name({"h:1", "#niños"}), "h:1/#niños.log");
  EXPECT_EQ(log_file_name({"h:1", ""}), "h:1/=server.log");
}

TEST(LogFileName, LeadsNowhereElse) {
  for (const std::string name :
       {"#../../x", "..", ".", "#a/b", "/etc/passwd", "#\\x", "#a\nb", "#*", ".bashrc"}) {
    const std::string file = log_file_name({"h:1", name}).substr(4);
    EXPECT_EQ(file.find('/'), std::string::npos) << file;
    EXPECT_NE(file.front(), '.') << file;
    EXPECT_EQ(file.find_first_of("\n*\\"), std::string::npos) << file;
  }
  EXPECT_EQ(log_file_name({"../x", "a"}), "%2e.%2fx/a.log");
}

TEST(LogFileName, IsNoOtherTalks) {
  const std::string long_name(400, 'a');
  std::set<std::string> names;
  const std::vector<std::string> folds = {"",
                                          "=server",
                                          "server",
                                          "%3dserver",
                                          "#a/b",
                                          "#a%2fb",
                                          "#a%b",
                                          "#a%25b",
                                          ".a",
                                          "%2ea",
                                          "#a|b",
                                          "#a%7cb",
                                          long_name,
                                          long_name + "b",
                                          long_name + "c",
                                          "#" + long_name,
                                          "a.log",
                                          "a"};
  for (const std::string& fold : folds) names.insert(log_file_name({"h:1", fold}));
  EXPECT_EQ(names.size(), folds.size());
  for (const std::string& name : names) EXPECT_LE(name.size(), 250U);
}

TEST_F(LogFilesTest, AreTheUsersAlone) {
  const LogPlace place{"h:1", "#lobby"};
  ASSERT_TRUE(logs_.write(place, "one\n"));
  ASSERT_TRUE(logs_.write(place, "two\n"));
  EXPECT_EQ(read_file(path(place)).value(), "one\ntwo\n");
  struct stat status {};
  ASSERT_EQ(stat(path(place).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(stat((folder_ + "/h:1").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(LogFilesTest, FewAreOpenAndNoneLosesALine) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(logs_.write({"h:1", "#" + std::to_string(i)}, "line\n"));
      EXPECT_LE(logs_.open_files(), LogFiles::files_max);
    }
  }
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(read_file(path({"h:1", "#" + std::to_string(i)})).value(), "line\nline\n");
  }
}

TEST_F(LogFilesTest, OneThatIsTakenAwayIsBegunAnew) {
  const LogPlace place{"h:1", "#lobby"};
  ASSERT_TRUE(logs_.write(place, "one\n"));
  std::filesystem::remove(path(place));
  ASSERT_TRUE(logs_.write(place, "two\n"));
  EXPECT_EQ(read_file(path(place)).value(), "two\n");
}

TEST_F(LogFilesTest, WhatIsNoFileIsRefused) {
  std::filesystem::create_directories(folder_ + "/h:1");
  std::filesystem::create_symlink("/dev/null", path({"h:1", "link"}));
  ASSERT_EQ(mkfifo(path({"h:1", "pipe"}).c_str(), 0600), 0);
  std::filesystem::create_directory(path({"h:1", "folder"}));
  for (const char* const name : {"link", "pipe", "folder"}) {
    EXPECT_FALSE(logs_.write({"h:1", name}, "line\n")) << name;
  }
  LogFiles full("/dev/full");
  EXPECT_FALSE(full.write({"h:1", "a"}, "line\n"));
}

}  // namespace
}  // namespace uvchat::cli
