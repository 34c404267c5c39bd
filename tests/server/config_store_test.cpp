// The keys of the store.

#include <gtest/gtest.h>

#include "server/config_file.h"
#include "tests/server/config_error.h"

namespace uvchat::server {
namespace {

TEST(Config, ADatabaseOfPostgresIsNamedByAUrlThatLibpqTakes) {
  const Config config =
      config_of(R"({"store": {"engine": "postgres", "url": "postgresql://u@db/chat"}})");
  EXPECT_EQ(config.store.engine, StoreEngine::postgres);
  EXPECT_EQ(config.store.url, "postgresql://u@db/chat");
  EXPECT_EQ(
      error_of(R"({"store": {"engine": "postgres"}})"),
      "uvchat.json:1:22: store.engine: postgres needs store.url, which says where the database "
      "is");
  EXPECT_EQ(error_of(R"({"store": {"url": "mysql://u:s3cret@db/chat"}})"),
            "uvchat.json:1:19: store.url: expected a connection string of libpq, or nothing");
}

TEST(Config, IsShownWithoutThePasswordOfTheDatabase) {
  const Config config =
      config_of(R"({"store": {"engine": "postgres", "url": "postgresql://u:s3cret@db/chat"}})");
  EXPECT_EQ(shown_config(config).store.url, "user='u' password='***' dbname='chat' host='db'");
  EXPECT_EQ(print_config(shown_config(config)).find("s3cret"), std::string::npos);
  EXPECT_EQ(print_config(shown_config(Config{})), print_config(Config{}));
}

}  // namespace
}  // namespace uvchat::server
