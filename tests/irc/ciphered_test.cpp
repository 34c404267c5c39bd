#include "uvchat/irc/ciphered.h"

#include <gtest/gtest.h>

namespace uvchat::irc {
namespace {

TEST(Ciphered, LinesAreAVersionAndBase64Url) {
  for (const char* line : {"+aes1 abcDEF019-_", "+aes23 A"}) {
    EXPECT_TRUE(has_ciphered_shape(line)) << line;
  }
}

TEST(Ciphered, EverythingElseIsClear) {
  for (const char* line :
       {"", "hello", "+aes", "+aes1", "+aes1 ", "+aes abc", "+aesx abc", "+aes1 a b",
        "+aes1 a=", "+aes1  a", " +aes1 a", "+AES1 a", "+aes1 caf\u00e9"}) {
    EXPECT_FALSE(has_ciphered_shape(line)) << line;
  }
}

}  // namespace
}  // namespace uvchat::irc
