#include "server/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace uvchat::server {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class SiteTest : public testing::Test {
 protected:
  SiteTest() {
    fs::create_directories(folder_ / "web");
    put("uvchat.json");
    put("web/index.html");
  }
  ~SiteTest() override { fs::remove_all(folder_); }

  void put(const std::string& name) { std::ofstream(folder_ / name) << "text"; }
  // "served", or why not.
  std::string serve(const std::string& folder) {
    config_.http.folder = folder;
    const auto site = load_site(config_, (folder_ / "uvchat.json").string());
    return site ? "served" : site.error().text;
  }

  const fs::path folder_ =
      fs::path(testing::TempDir()) / ("uvchat_site_" + std::to_string(::getpid()));
  Config config_;
};

TEST_F(SiteTest, AFolderBesideTheConfigurationIsServed) {
  EXPECT_EQ(serve("web"), "served");
  EXPECT_EQ(serve("./web/"), "served");
  EXPECT_EQ(serve((folder_ / "web").string()), "served");
}

TEST_F(SiteTest, AFolderThatHoldsSecretsIsNot) {
  for (const char* folder : {".", "./", "web/..", "/"}) {
    EXPECT_THAT(serve(folder), HasSubstr("nobody's to read")) << folder;
  }
  config_.tls.first.key = "web/key.pem";
  EXPECT_THAT(serve("web/"), HasSubstr("web/key.pem"));
  config_.tls.first.key.clear();
  config_.store.path = "web/data/uvchat.db";
  EXPECT_THAT(serve("web"), HasSubstr("uvchat.db"));
}

TEST_F(SiteTest, AnswersForTheHostOfItsPublicAddress) {
  config_.http.url = "https://Chat.Example.org:8443";
  const auto site = load_site(config_, "");
  ASSERT_TRUE(site);
  EXPECT_THAT((*site)->hosts.names, testing::Contains("chat.example.org"));
  EXPECT_THAT((*site)->hosts.origins, testing::Contains("https://chat.example.org:8443"));
}

}  // namespace
}  // namespace uvchat::server
