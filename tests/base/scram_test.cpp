#include "uvchat/base/scram.h"

#include <gtest/gtest.h>

#include <string>

namespace uvchat {
namespace {

using namespace std::literals;

TEST(ScramFirst, IsReadAsTheClientSendsIt) {
  const auto read = read_scram_first("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->header, "n,,");
  EXPECT_EQ(read->bare, "n=user,r=rOprNGfwEbeRWgbNEkqO");
  EXPECT_EQ(read->name, "user");
  EXPECT_EQ(read->wants_to_be, "");
  EXPECT_EQ(read->nonce, "rOprNGfwEbeRWgbNEkqO");
}

TEST(ScramFirst, MaySayThatItKnowsOfBindingAndWhomItWantsToBe) {
  const auto read = read_scram_first("y,a=a=2Cb,n=a=2Cb=3D,r=x,other=extension");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->header, "y,a=a=2Cb,");
  EXPECT_EQ(read->wants_to_be, "a,b");
  EXPECT_EQ(read->name, "a,b=");
  EXPECT_EQ(read->nonce, "x");
}

TEST(ScramFirst, IsNothingInAnotherForm) {
  for (const auto text :
       {""sv, "n"sv, "n,,"sv, "n,,n=user"sv, "n,,n=user,r="sv, "n,,n=,r=x"sv, "n,,r=x,n=user"sv,
        "p=tls-unique,,n=user,r=x"sv, "n,b,n=user,r=x"sv, "n,,m=ext,n=user,r=x"sv,
        "n,,n=us=er,r=x"sv, "n,,n=us\0er,r=x"sv, "n,,n=user,r=\x80"sv, "n,,n=user,r=a b"sv}) {
    EXPECT_FALSE(read_scram_first(text)) << text;
  }
  const std::string begin = "n,,n=user,r=";
  EXPECT_TRUE(read_scram_first(begin + std::string(scram_nonce_bytes_max, 'x')));
  EXPECT_FALSE(read_scram_first(begin + std::string(scram_nonce_bytes_max + 1, 'x')));
}

TEST(ScramFinal, IsReadAsTheClientSendsIt) {
  const auto read = read_scram_final("c=biws,r=abc,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->without_proof, "c=biws,r=abc");
  EXPECT_EQ(read->header, "n,,");
  EXPECT_EQ(read->nonce, "abc");
  EXPECT_EQ(read->proof.size(), scram_key_bytes);
}

TEST(ScramFinal, IsNothingInAnotherForm) {
  const std::string proof = ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  EXPECT_TRUE(read_scram_final("c=biws,r=abc" + proof));
  for (const auto& text :
       {""s, proof, "c=biws,r=abc"s, "c=biws" + proof, "r=abc,c=biws" + proof, "c=,r=abc" + proof,
        "c=bi,r=abc" + proof, "c=biws,r=" + proof, "c=biws,r=abc,p=YWJj"s, "c=biws,r=abc,p="s,
        "c=biws,r=abc" + proof + ",x=y"}) {
    EXPECT_FALSE(read_scram_final(text)) << text;
  }
}

TEST(ScramVerifierText, IsReadAsItWasWritten) {
  const ScramVerifier verifier{4096, "W22ZaJ0SNY7soEsUEjb6gQ==", std::string(32, '\1'),
                               std::string(32, '\xff')};
  EXPECT_EQ(read_scram_verifier(to_text(verifier)), verifier);
}

TEST(ScramVerifierText, IsNothingInAnotherForm) {
  const std::string key = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
  const std::string begin = "SCRAM-SHA-256$";
  EXPECT_TRUE(read_scram_verifier(begin + "1:YWJj$" + key + ":" + key));
  for (const std::string& text :
       {""s, begin, "SCRAM-SHA-1$1:YWJj$" + key + ":" + key, begin + "0:YWJj$" + key + ":" + key,
        begin + "-1:YWJj$" + key + ":" + key, begin + "1x:YWJj$" + key + ":" + key,
        begin + "99999999999:YWJj$" + key + ":" + key, begin + "1:$" + key + ":" + key,
        begin + "1:YWJ$" + key + ":" + key, begin + "1:YWJj$" + key,
        begin + "1:YWJj$" + key + ":" + key + "x", begin + "1:YWJj$YWJj:" + key}) {
    EXPECT_FALSE(read_scram_verifier(text)) << text;
  }
}

TEST(WhatIsKeptOfAPassword, IsItsHashAndPerhapsAVerifier) {
  EXPECT_EQ(parts_of_kept("$argon2id$x").hash, "$argon2id$x");
  EXPECT_EQ(parts_of_kept("$argon2id$x").verifier, "");
  const ScramVerifier verifier{1, "YWJj", std::string(32, 'a'), std::string(32, 'b')};
  const std::string kept = with_verifier("$argon2id$x", verifier);
  EXPECT_EQ(parts_of_kept(kept).hash, "$argon2id$x");
  EXPECT_EQ(parts_of_kept(kept).verifier, to_text(verifier));
}

}  // namespace
}  // namespace uvchat
