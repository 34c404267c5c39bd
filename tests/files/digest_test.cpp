#include "files/digest.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace uvchat::files {
namespace {

// FIPS 180-4's examples.
constexpr std::string_view abc_sha256 =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Digest, IsTheHashOfAllPieces) {
  Digest digest;
  digest.update(std::string_view("a"));
  digest.update(std::string_view(""));
  digest.update(std::string_view("bc"));
  EXPECT_EQ(digest.hex(), abc_sha256);
  EXPECT_EQ(digest.hex(), abc_sha256);
  Digest sha1(Hash::sha1);
  sha1.update(std::string_view("abc"));
  EXPECT_EQ(sha1.hex(), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha1.bytes().substr(0, 2), "\xA9\x99");
}

TEST(Digest, GoesOnByItselfAsACopy) {
  Digest digest;
  digest.update(std::string_view("ab"));
  const Digest before = digest;
  digest.update(std::string_view("x"));
  digest = before;
  digest.update(std::string_view("c"));
  EXPECT_EQ(digest.hex(), abc_sha256);
  EXPECT_NE(before.hex(), abc_sha256);
}

}  // namespace
}  // namespace uvchat::files
