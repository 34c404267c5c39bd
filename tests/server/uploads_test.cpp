#include "server/uploads.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

namespace uvchat::server {
namespace {

class HeardOfUploads final : public LogSink {
 public:
  void write(LogLevel, std::string_view message, std::initializer_list<LogField>) override {
    heard.emplace_back(message);
  }

  std::vector<std::string> heard;
};

class UploadsTest : public testing::Test {
 protected:
  UploadsTest() {
    config_.uploads.path = "files";
    config_.http.url = "https://chat.example.org";
  }
  ~UploadsTest() override { std::filesystem::remove_all(folder_); }

  bool is_open() {
    const auto depot = open_depot(config_, (folder_ / "uvchat.json").string(), log_);
    return depot && depot->has_value();
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("uvchat_uploads_" + std::to_string(::getpid()));
  Config config_;  // with an http listener on a loopback address
  HeardOfUploads log_;
};

TEST_F(UploadsTest, AreOpenedWithoutAWordWherePeopleCanBeToldOfThem) {
  EXPECT_TRUE(is_open());
  config_.http.url = "";
  EXPECT_TRUE(is_open());
  EXPECT_TRUE(log_.heard.empty());
}

TEST_F(UploadsTest, AnOperatorWhoHasNotNamedTheirServerIsWarned) {
  config_.http.url = "";
  config_.listen.back().net.address = "0.0.0.0";
  EXPECT_TRUE(is_open());
  EXPECT_EQ(log_.heard, std::vector<std::string>{"clients are not told where to upload files"});
}

TEST_F(UploadsTest, AreNotOpenedWhereNobodyWantsThem) {
  config_.uploads.enabled = false;
  EXPECT_FALSE(is_open());
  EXPECT_TRUE(log_.heard.empty());
}

}  // namespace
}  // namespace uvchat::server
