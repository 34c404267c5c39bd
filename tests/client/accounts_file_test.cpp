#include "chat/accounts_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace uvchat::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string token(43, 'A');

std::string why_not(std::string_view file) {
  const auto logins = read_logins(file, "h:6667");
  return logins ? "" : logins.error().text;
}

TEST(AccountsFile, HasTheLoginsOfEachServerApart) {
  const std::string file = R"({"h:6667": {"ana": {"token": ")" + token +
                           R"("}, "eve": {"password": "s3same"}}, "h:6668": {"luis": {}}})";
  const auto here = read_logins(file, "h:6667");
  ASSERT_TRUE(here) << here.error().text;
  EXPECT_EQ(here->size(), 2U);
  EXPECT_EQ(here->at("ana").token.view(), token);
  EXPECT_EQ(here->at("eve").password.view(), "s3same");
  EXPECT_TRUE(read_logins(file, "h:6669")->empty());
  EXPECT_TRUE(read_logins("", "h:6667")->empty());
}

TEST(AccountsFile, AServerIsFoundByAnySpelling) {
  const std::string file = R"({"H.:6667": {"ana": {"password": "s3same"}}})";
  EXPECT_EQ(read_logins(file, "h:6667")->size(), 1U);
}

TEST(AccountsFile, SpellingsOfOneServerAreOneEntry) {
  const std::string file = R"({"Chat.Example.org:6667": {"ana": {"password": "old"},
                               "eve": {"password": "e"}},
                               "chat.example.org": {"ana": {"password": "old"}},
                               "chat.example.org:6667": {"ana": {"password": "s3same"}},
                               "[::1]:6667": {"ana": {"password": "x"}}, "::1:6667": {}})";
  const auto here = read_logins(file, "chat.example.org:6667");
  ASSERT_TRUE(here) << here.error().text;
  EXPECT_EQ(here->at("ana").password.view(), "s3same");
  EXPECT_EQ(here->at("eve").password.view(), "e");
  EXPECT_EQ(read_logins(file, "::1:6667")->size(), 1U);
  const auto with = with_token(file, "chat.example.org:6667", "ana", token);
  ASSERT_TRUE(with);
  EXPECT_THAT(*with, Not(HasSubstr("Chat")));
  EXPECT_THAT(*with, Not(HasSubstr("\"chat.example.org\"")));
  EXPECT_THAT(*with, Not(HasSubstr("old")));
}

TEST(AccountsFile, APasswordIsChangedWhereThereIsOne) {
  const std::string file =
      R"({"h:6667": {"ana": {"password": "s3same"}, "eve": {"token": ")" + token + R"("}}})";
  EXPECT_THAT(*with_password(file, "h:6667", "ana", "fresh"), HasSubstr("fresh"));
  EXPECT_THAT(*with_password(file, "h:6667", "eve", "fresh"), Not(HasSubstr("fresh")));
  EXPECT_THAT(*with_password(file, "h:6668", "ana", "fresh"), Not(HasSubstr("fresh")));
}

TEST(AccountsFile, AMistakeIsToldAndNotOverwritten) {
  for (const char* const file :
       {"[]", "{", R"({"h:6667": 7})", R"({"h:6667": {"ana": []}})",
        R"({"h:6667": {"ana": {"token": 7}}})", R"({"h:6667": {"ana": {"token": "short"}}})",
        R"({"h:6667": {"ana": {"pasword": "x"}}})", R"({"h:6667": {"ana": {"password": "a\nb"}}})",
        R"({"h:6667": {}, "h:6667": {}})"}) {
    EXPECT_THAT(why_not(file), HasSubstr("the file of accounts is broken: ")) << file;
    EXPECT_FALSE(with_token(file, "h:6667", "ana", token)) << file;
  }
}

TEST(AccountsFile, ATokenIsAddedAndAllElseStays) {
  const std::string file =
      R"({"h:6668": {"luis": {"password": "x"}}, "h:6667": {"ana": {"password": "s3same"}}})";
  const auto with = with_token(file, "h:6667", "ana", token);
  ASSERT_TRUE(with);
  EXPECT_THAT(*with, HasSubstr(token));
  EXPECT_THAT(*with, HasSubstr("s3same"));
  EXPECT_THAT(*with, HasSubstr("luis"));
  const auto without = with_token(*with, "h:6667", "ana", {});
  ASSERT_TRUE(without);
  EXPECT_THAT(*without, Not(HasSubstr(token)));
  EXPECT_THAT(*without, HasSubstr("s3same"));
  EXPECT_EQ(*with_token(*with_token("", "h:6667", "ana", token), "h:6667", "ana", {}), "{}\n");
  EXPECT_EQ(*with_token("", "h:6667", "ana", {}), "{}\n");  // another client has taken it out
}

}  // namespace
}  // namespace uvchat::cli
