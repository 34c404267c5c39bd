// Which addresses a message may be sent to.

#include "uvchat/base/email.h"

#include <gtest/gtest.h>

#include <string>

namespace uvchat {
namespace {

TEST(Email, AddressesAsPeopleHaveThem) {
  for (const char* text : {"ana@example.org", "a@b.c", "Ana.Lopez+chat@sub.example.co.uk",
                           "o'neil_x@x-y.org", "1@2", "root@localhost"}) {
    EXPECT_TRUE(is_email(text)) << text;
  }
}

TEST(Email, NothingThatAMailProgramCouldTakeForSomethingElse) {
  for (const char* text : {"",
                           "@",
                           "a",
                           "a@",
                           "@b",
                           "-oQ@b.c",
                           "a@-b.c",
                           "a@b-.c",
                           "a@b..c",
                           "a@.b",
                           "a@b.",
                           "a..b@c",
                           ".a@b",
                           "a.@b",
                           "a@b@c",
                           "a b@c",
                           "a@b c",
                           "a@b\nBcc: x@y",
                           "a@b\r",
                           "\"a\"@b",
                           "<a@b>",
                           "a,b@c",
                           "a;b@c",
                           "a:b@c",
                           "a@[192.0.2.1]",
                           "|sh@b",
                           "/tmp/x@b",
                           "a!b@c",
                           "a%b@c",
                           "`a`@b",
                           "$a@b",
                           "a@b_c",
                           "\u00f1@b.c",
                           "a@\u00f1.org",
                           "a\x7f@b",
                           "(a)@b"}) {
    EXPECT_FALSE(is_email(text)) << text;
  }
  EXPECT_FALSE(is_email(std::string("a\0@b", 4)));
}

TEST(Email, NothingThatIsLongerThanAnAddressMayBe) {
  EXPECT_TRUE(is_email(std::string(64, 'a') + "@b"));
  EXPECT_FALSE(is_email(std::string(65, 'a') + "@b"));
  EXPECT_TRUE(is_email("a@" + std::string(63, 'b')));
  EXPECT_FALSE(is_email("a@" + std::string(64, 'b')));
  std::string host = std::string(63, 'b');
  for (int i = 0; i < 3; ++i) host += "." + std::string(63, 'b');
  EXPECT_FALSE(is_email("a@" + host));
}

}  // namespace
}  // namespace uvchat
