#include "credentials/scram.h"

#include <gtest/gtest.h>

#include <string>

#include "credentials/password.h"
#include "uvchat/base/base64.h"

namespace uvchat::credentials {
namespace {

// The example of RFC 7677, section 3.
constexpr std::string_view messages =
    "n=user,r=rOprNGfwEbeRWgbNEkqO,"
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
constexpr std::string_view proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
constexpr std::string_view signature = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

CheckScram example(const std::string& password) {
  const auto verifier = scram_verifier(password, "W22ZaJ0SNY7soEsUEjb6gQ==", 4096);
  return {Ticket{{}, 7}, with_verifier("$argon2id$", verifier), std::string(messages),
          *from_base64(proof)};
}

TEST(Scram, TakesTheProofOfTheRfcAndSignsAsItDoes) {
  const ScramChecked checked = check_scram(example("pencil"));
  EXPECT_EQ(checked.ticket.number, 7U);
  EXPECT_EQ(checked.verdict, PasswordVerdict::match);
  EXPECT_EQ(to_base64(checked.signature), signature);
}

TEST(Scram, RefusesAnotherPasswordsProofWithoutASignature) {
  const ScramChecked checked = check_scram(example("pencils"));
  EXPECT_EQ(checked.verdict, PasswordVerdict::mismatch);
  EXPECT_EQ(checked.signature, "");
}

TEST(Scram, RefusesAProofOfOtherMessagesOrOfAnotherLength) {
  CheckScram other = example("pencil");
  other.auth_message += "x";
  EXPECT_EQ(check_scram(other).verdict, PasswordVerdict::mismatch);
  CheckScram shorter = example("pencil");
  shorter.proof.pop_back();
  EXPECT_EQ(check_scram(shorter).verdict, PasswordVerdict::mismatch);
}

// Whoever knows that keys of zeros stand for it could make a proof that fits.
TEST(Scram, RefusesEachProofWhereNoVerifierIsKept) {
  CheckScram check = example("pencil");
  for (const std::string hash : {"", "$argon2id$", "$argon2id$\nSCRAM-SHA-256$"}) {
    check.hash = hash;
    EXPECT_EQ(check_scram(check).verdict, PasswordVerdict::mismatch);
  }
}

TEST(Scram, MakesAVerifierWithASaltOfItsOwn) {
  const ScramVerifier made = make_scram_verifier("secret");
  EXPECT_NE(made.salt, make_scram_verifier("secret").salt);
  EXPECT_EQ(made, scram_verifier("secret", made.salt, scram_iterations));
}

}  // namespace
}  // namespace uvchat::credentials
