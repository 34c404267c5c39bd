#include "store/postgres_url.h"

#include <gtest/gtest.h>

namespace uvchat::store {
namespace {

TEST(UrlOfADatabase, IsWhatLibpqTakes) {
  EXPECT_TRUE(is_database_url("postgresql://uvchat@db.example.org:5433/chat?sslmode=require"));
  EXPECT_TRUE(is_database_url("postgres:///chat"));
  EXPECT_TRUE(is_database_url("host=/run/postgresql dbname=chat"));
  EXPECT_FALSE(is_database_url("mysql://uvchat@db.example.org/chat"));
  EXPECT_FALSE(is_database_url("postgresql://uvchat@[::1/chat"));
  EXPECT_FALSE(is_database_url("colour=blue"));
  EXPECT_FALSE(is_database_url("host=db\nuser=x"));
  EXPECT_FALSE(is_database_url("dbname=" + std::string(3'000, 'x')));
}

TEST(UrlOfADatabase, IsShownWithoutItsPassword) {
  EXPECT_EQ(shown_url("postgresql://uvchat@db/chat"), "postgresql://uvchat@db/chat");
  for (const char* url :
       {"postgresql://uvchat:s3cret@db/chat", "postgresql://uvchat@db/chat?password=s3cret",
        "user=uvchat password='s3cret' host=db dbname=chat",
        "postgresql://uvchat:s3%63ret@db/chat"}) {
    const std::string shown = shown_url(url);
    EXPECT_EQ(shown.find("s3"), std::string::npos) << shown;
    EXPECT_NE(shown.find("user='uvchat' password='***'"), std::string::npos) << shown;
    EXPECT_NE(shown.find("host='db'"), std::string::npos) << shown;
    EXPECT_TRUE(is_database_url(shown));
  }
  EXPECT_EQ(shown_url("password=s3cret colour=blue"), "");
}

}  // namespace
}  // namespace uvchat::store
