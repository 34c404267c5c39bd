// What vectors.json cannot say, because it is text: names and passphrases that are not.

#include "uvchat/cipher/names.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "uvchat/cipher/passphrase.h"
#include "uvchat/cipher/secret.h"

namespace uvchat::cipher {
namespace {

TEST(Names, ThatAreNotUtf8AreTheirBytes) {
  EXPECT_EQ(fold_name("CAF\xc9"), "caf\xc9");
  EXPECT_EQ(fold_name("E\xcc\x81\xff"), "e\xcc\x81\xff");
  EXPECT_EQ(fold_name(""), "");
}

TEST(Names, LoseWhatStatusmsgPutsBeforeThem) {
  EXPECT_EQ(fold_name("@&Local"), "&local");
  EXPECT_EQ(fold_name("&Local"), "&local");
  EXPECT_EQ(fold_name("&#room"), "#room");
  EXPECT_EQ(fold_name("+modeless"), "+modeless");
}

TEST(Names, OfTwoPeopleMakeOneLabel) {
  EXPECT_EQ(private_label("Luis", "ana"), "ana luis");
  EXPECT_EQ(private_label("ana", "Luis"), "ana luis");
}

TEST(Passphrases, ThatAreNotUtf8AreRefused) {
  EXPECT_FALSE(prepare_passphrase("caf\xe9").has_value());
}

TEST(Passphrases, OfferedAreLongAndNeverTheSame) {
  const std::string one = random_passphrase();
  EXPECT_EQ(std::count(one.begin(), one.end(), ' '), 11);
  EXPECT_NE(one, random_passphrase());
  EXPECT_EQ(prepare_passphrase(one)->view(), one);
}

TEST(Passphrases, OfFewCharactersAreWeak) {
  EXPECT_TRUE(is_weak_passphrase("elevenchars"));
  EXPECT_FALSE(is_weak_passphrase("twelve chars"));
  EXPECT_TRUE(is_weak_passphrase("ñññññññññññ"));
  EXPECT_FALSE(is_weak_passphrase(random_passphrase()));
}

TEST(Secrets, AreGoneWhereTheyMovedFrom) {
  SecretBytes<4> one(std::array<std::uint8_t, 4>{1, 2, 3, 4});
  const SecretBytes<4> other = std::move(one);
  EXPECT_EQ(other.bytes()[3], 4);
  EXPECT_EQ(one.bytes()[3], 0);  // NOLINT(bugprone-use-after-move): that is the point
}

}  // namespace
}  // namespace uvchat::cipher
