// The file of the configuration: where it stands, and what is no such file.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "server/config_file.h"

namespace uvchat::server {
namespace {

class ConfigFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& text) const {
    const std::string path = folder_ / "uvchat.json";
    std::ofstream(path) << text;
    return path;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("uvchat-") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(ConfigFile, IsReadAndNamedInItsErrors) {
  const std::string path = write(R"({ "server": { "name": "a.b" } })");
  const auto config = load_config(path);
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_EQ(config->hub.server_name, "a.b");

  write("{\n  \"sever\": {} }");
  EXPECT_EQ(load_config(path).error().text,
            path + ":2:3: sever: unknown key, did you mean \"server\"?");
}

TEST_F(ConfigFile, ThatCannotBeReadIsOneClearLine) {
  EXPECT_EQ(load_config(folder_ / "none.json").error().text,
            (folder_ / "none.json").string() + ": cannot be read: No such file or directory");
  EXPECT_EQ(load_config(folder_).error().text,
            folder_.string() + ": cannot be read: it is no regular file");
}

TEST_F(ConfigFile, ThatIsADeviceOrAFifoIsRefusedWithoutWaiting) {
  EXPECT_EQ(load_config("/dev/zero").error().text,
            "/dev/zero: cannot be read: it is no regular file");
  const std::string fifo = folder_ / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(load_config(fifo).error().text, fifo + ": cannot be read: it is no regular file");
}

TEST_F(ConfigFile, MayBeALink) {
  write(R"({ "server": { "name": "a.b" } })");
  std::filesystem::create_symlink("uvchat.json", folder_ / "link.json");
  EXPECT_EQ(load_config(folder_ / "link.json").value().hub.server_name, "a.b");
}

}  // namespace
}  // namespace uvchat::server
