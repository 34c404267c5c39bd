#include "uvchat/base/secret.h"

#include <gtest/gtest.h>

namespace uvchat {
namespace {

TEST(SameSecret, IsTrueOfEqualTextsOnly) {
  EXPECT_TRUE(same_secret("open sesame", "open sesame"));
  EXPECT_TRUE(same_secret("", ""));
  EXPECT_FALSE(same_secret("open sesamE", "open sesame"));
  EXPECT_FALSE(same_secret("Open sesame", "open sesame"));
  EXPECT_FALSE(same_secret("open", "open sesame"));
  EXPECT_FALSE(same_secret("open sesame!", "open sesame"));
  EXPECT_FALSE(same_secret("", "x"));
  EXPECT_FALSE(same_secret(std::string_view("x\0", 2), "x"));
}

}  // namespace
}  // namespace uvchat
