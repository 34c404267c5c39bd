#include "tests/store/each_engine.h"

namespace uvchat::store {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> devices(const std::vector<Token>& tokens) {
  std::vector<std::string> devices;
  for (const Token& token : tokens) devices.push_back(token.device);
  return devices;
}

TEST_P(EachEngine, LetsADeviceInByItsToken) {
  const AccountId ana = make("ana");
  EXPECT_EQ(outcome_of(AddToken{ana, "hash", "phone", 10}), Outcome::done);
  const Answer used = asks(UseToken{"hash", 20, 10});
  EXPECT_EQ(used.outcome, Outcome::done);
  EXPECT_EQ(used.account, ana);
  EXPECT_EQ(outcome_of(UseToken{"other hash", 20, 0}), Outcome::absent);
  const Answer read = asks(ReadTokens{ana});
  ASSERT_EQ(read.tokens.size(), 1U);
  EXPECT_EQ(read.tokens[0].made_us, 10);
  EXPECT_EQ(read.tokens[0].used_us, 20);
  EXPECT_EQ(outcome_of(AddToken{99, "third hash", "phone", 10}), Outcome::absent);
}

TEST_P(EachEngine, ForgetsATokenThatItsDeviceGivesUp) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  asks(AddToken{ana, "hash", "phone", 10});
  EXPECT_EQ(outcome_of(ForgetToken{bea, "hash"}), Outcome::absent);
  EXPECT_EQ(outcome_of(ForgetToken{ana, "hash"}), Outcome::done);
  EXPECT_EQ(outcome_of(ForgetToken{ana, "hash"}), Outcome::absent);
  EXPECT_EQ(outcome_of(UseToken{"hash", 20, 0}), Outcome::absent);
}

TEST_P(EachEngine, AddsATokenOnceHoweverOftenItIsAsked) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  asks(AddToken{ana, "hash", "phone", 10});
  EXPECT_EQ(outcome_of(AddToken{ana, "hash", "phone", 10}), Outcome::done);
  EXPECT_EQ(asks(ReadTokens{ana}).tokens.size(), 1U);
  EXPECT_EQ(outcome_of(AddToken{bea, "hash", "phone", 10}), Outcome::taken);
  EXPECT_THAT(asks(ReadTokens{bea}).tokens, IsEmpty());
}

TEST_P(EachEngine, ForgetsATokenThatNobodyUses) {
  const AccountId ana = make("ana");
  asks(AddToken{ana, "hash", "phone", 10});
  EXPECT_EQ(outcome_of(UseToken{"hash", 50, 11}), Outcome::absent);
  EXPECT_THAT(asks(ReadTokens{ana}).tokens, IsEmpty());
}

TEST_P(EachEngine, KeepsTheTokensThatWereUsedLast) {
  const AccountId ana = make("ana");
  for (std::size_t i = 0; i < tokens_max; ++i) {
    const std::string name = std::to_string(i);
    asks(AddToken{ana, "hash " + name, name, static_cast<std::int64_t>(i)});
  }
  asks(UseToken{"hash 0", 100, 0});
  asks(AddToken{ana, "hash of a new one", "new", 101});
  const auto left = devices(asks(ReadTokens{ana}).tokens);
  EXPECT_EQ(left.size(), tokens_max);
  EXPECT_THAT(left, Contains("0"));
  EXPECT_THAT(left, Contains("new"));
  EXPECT_THAT(left, Not(Contains("1")));
  asks(AddToken{ana, "hash of a late clock", "late", 1});
  EXPECT_THAT(devices(asks(ReadTokens{ana}).tokens), Contains("late"));
}

TEST_P(EachEngine, RevokesOneTokenOrAll) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  for (const char* device : {"phone", "desk", "couch"}) asks(AddToken{ana, device, device, 10});
  asks(AddToken{bea, "hers", "hers", 10});
  const auto tokens = asks(ReadTokens{ana}).tokens;
  ASSERT_THAT(devices(tokens), ElementsAre("phone", "desk", "couch"));
  EXPECT_EQ(outcome_of(RevokeTokens{bea, tokens[2].number}), Outcome::absent);
  EXPECT_EQ(outcome_of(RevokeTokens{ana, tokens[2].number}), Outcome::done);
  EXPECT_EQ(outcome_of(RevokeTokens{ana, tokens[2].number}), Outcome::absent);
  EXPECT_THAT(devices(asks(ReadTokens{ana}).tokens), ElementsAre("phone", "desk"));
  EXPECT_EQ(outcome_of(RevokeTokens{ana, 0}), Outcome::done);
  EXPECT_THAT(asks(ReadTokens{ana}).tokens, IsEmpty());
  EXPECT_EQ(asks(ReadTokens{bea}).tokens.size(), 1U);
  EXPECT_EQ(outcome_of(RevokeTokens{99, 0}), Outcome::absent);
  EXPECT_EQ(outcome_of(ReadTokens{99}), Outcome::absent);
}

TEST_P(EachEngine, NeverGivesTheNumberOfARevokedTokenAgain) {
  const AccountId ana = make("ana");
  asks(AddToken{ana, "phone", "phone", 10});
  const std::int64_t phone = asks(ReadTokens{ana}).tokens.at(0).number;
  asks(RevokeTokens{ana, phone});
  asks(AddToken{ana, "desk", "desk", 10});
  EXPECT_GT(asks(ReadTokens{ana}).tokens.at(0).number, phone);
}

}  // namespace
}  // namespace uvchat::store
