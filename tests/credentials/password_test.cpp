#include "credentials/password.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace uvchat::credentials {
namespace {

// The least that Argon2id takes.
constexpr unsigned long long cheap_operations = 1;
constexpr std::size_t cheap_memory_bytes = 8192;

TEST(Password, MatchesItsHashAlone) {
  const auto hash = hash_password("correct horse", {cheap_operations, cheap_memory_bytes});
  ASSERT_TRUE(hash.has_value());
  EXPECT_THAT(*hash, testing::StartsWith("$argon2id$v=19$m=8,t=1,p=1$"));
  EXPECT_TRUE(password_matches("correct horse", *hash));
  EXPECT_FALSE(password_matches("correct horsf", *hash));
  EXPECT_FALSE(password_matches("", *hash));
}

TEST(Password, HasAnotherHashEachTime) {
  EXPECT_NE(*hash_password("same", {cheap_operations, cheap_memory_bytes}),
            *hash_password("same", {cheap_operations, cheap_memory_bytes}));
}

TEST(Password, MatchesAHashThatAnotherProgramMade) {
  const std::string hash =
      "$argon2id$v=19$m=8,t=1,p=1$"
      "dXZjaGF0aXJjdGVzdHNhbHQ$KfnqZTiZTy2uNDJN+loI4CEKsLPsvd025K2oPDHefV4";
  EXPECT_TRUE(password_matches("operpassword", hash));
  EXPECT_FALSE(password_matches("operpasswore", hash));
}

TEST(Password, MatchesNothingThatIsNoHash) {
  for (const char* text : {"", "$argon2id$", "operpassword", "$argon2id$v=19$m=8,t=1,p=1$x$y"}) {
    EXPECT_FALSE(password_matches("operpassword", text)) << text;
  }
}

TEST(Password, IsUsableWhereItsHashIsWholeAndItsCostIsBounded) {
  const std::string salt_and_hash =
      "$dXZjaGF0aXJjdGVzdHNhbHQ$KfnqZTiZTy2uNDJN+loI4CEKsLPsvd025K2oPDHefV4";
  const auto usable = [&](const std::string& cost) {
    return is_usable_hash("$argon2id$v=19$" + cost + salt_and_hash);
  };
  EXPECT_TRUE(usable("m=8,t=1,p=1"));
  EXPECT_TRUE(usable("m=65536,t=3,p=1"));
  EXPECT_TRUE(usable("m=1048576,t=4,p=1"));
  EXPECT_FALSE(usable("m=1048577,t=1,p=1"));
  EXPECT_FALSE(usable("m=1048576,t=5,p=1"));
  EXPECT_FALSE(usable("m=8,t=4000000000,p=1"));
  EXPECT_FALSE(usable("m=0,t=1,p=1"));
  EXPECT_FALSE(usable("m=8,t=0,p=1"));
  EXPECT_FALSE(usable("m=99999999999999999999,t=1,p=1"));
  EXPECT_FALSE(usable("m=8,t=1"));
  const std::string whole = "$argon2id$v=19$m=8,t=1,p=1" + salt_and_hash;
  for (const std::string& broken :
       {whole.substr(0, whole.size() - 3), whole + "$", whole + "x", whole + std::string(1, '\0'),
        "x" + whole, std::string("$argon2id$"), std::string("$argon2i$v=19$m=8,t=1,p=1$x$y"),
        std::string(), whole + std::string(200, 'A')}) {
    EXPECT_FALSE(is_usable_hash(broken)) << broken;
  }
}

TEST(Password, ThatCannotBeHashedIsAnError) {
  const auto hash = hash_password("a", {cheap_operations, 1});
  ASSERT_FALSE(hash.has_value());
  EXPECT_EQ(hash.error().text, "cannot hash a password with 1 bytes of memory and 1 operations");
}

TEST(Password, ThatIsWipedLeavesItsMemoryEmpty) {
  std::string secret = "short";
  const char* was = secret.data();
  wipe(secret);
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(was[1], '\0');  // the string's own buffer still, and behind its end
}

}  // namespace
}  // namespace uvchat::credentials
