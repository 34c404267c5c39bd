#include "tests/store/each_engine.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(EachEngine, FindsTheAccountOfACertificate) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  EXPECT_EQ(outcome_of(AddCertificate{ana, "hers", 10}), Outcome::done);
  EXPECT_EQ(outcome_of(AddCertificate{bea, "other", 20}), Outcome::done);
  EXPECT_EQ(asks(FindCertificate{"hers"}).account, ana);
  EXPECT_EQ(asks(FindCertificate{"other"}).account, bea);
  EXPECT_EQ(outcome_of(FindCertificate{"unknown"}), Outcome::absent);
  EXPECT_EQ(outcome_of(AddCertificate{99, "third", 10}), Outcome::absent);
  EXPECT_EQ(outcome_of(FindCertificate{"third"}), Outcome::absent);
}

TEST_P(EachEngine, GivesACertificateToOneAccountAlone) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  asks(AddCertificate{ana, "hers", 10});
  EXPECT_EQ(outcome_of(AddCertificate{bea, "hers", 20}), Outcome::taken);
  EXPECT_EQ(asks(FindCertificate{"hers"}).account, ana);
  EXPECT_THAT(asks(ReadCertificates{bea}).certificates, IsEmpty());
}

TEST_P(EachEngine, AddsACertificateOnceHoweverOftenItIsAsked) {
  const AccountId ana = make("ana");
  asks(AddCertificate{ana, "hers", 10});
  EXPECT_EQ(outcome_of(AddCertificate{ana, "hers", 20}), Outcome::done);
  EXPECT_THAT(asks(ReadCertificates{ana}).certificates, ElementsAre(Certificate{"hers", 10}));
}

TEST_P(EachEngine, ListsCertificatesAsTheyWereAddedAndForgetsThem) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  for (const char* fingerprint : {"c", "a", "b"}) asks(AddCertificate{ana, fingerprint, 10});
  EXPECT_THAT(asks(ReadCertificates{ana}).certificates,
              ElementsAre(Certificate{"c", 10}, Certificate{"a", 10}, Certificate{"b", 10}));
  EXPECT_EQ(outcome_of(ForgetCertificate{bea, "a"}), Outcome::absent);
  EXPECT_EQ(outcome_of(ForgetCertificate{ana, "a"}), Outcome::done);
  EXPECT_EQ(outcome_of(ForgetCertificate{ana, "a"}), Outcome::absent);
  EXPECT_EQ(outcome_of(FindCertificate{"a"}), Outcome::absent);
  EXPECT_THAT(asks(ReadCertificates{ana}).certificates,
              ElementsAre(Certificate{"c", 10}, Certificate{"b", 10}));
  EXPECT_EQ(outcome_of(ReadCertificates{99}), Outcome::absent);
  EXPECT_EQ(outcome_of(AddCertificate{bea, "a", 30}), Outcome::done);
}

TEST_P(EachEngine, KeepsSoManyCertificatesOfAnAccountAndNoMore) {
  const AccountId ana = make("ana");
  for (std::size_t i = 0; i < certificates_max; ++i) {
    EXPECT_EQ(outcome_of(AddCertificate{ana, std::to_string(i), 10}), Outcome::done);
  }
  EXPECT_EQ(outcome_of(AddCertificate{ana, "one more", 10}), Outcome::absent);
  EXPECT_EQ(outcome_of(FindCertificate{"one more"}), Outcome::absent);
  EXPECT_EQ(outcome_of(AddCertificate{ana, "3", 20}), Outcome::done);  // it has this one
  asks(ForgetCertificate{ana, "0"});
  EXPECT_EQ(outcome_of(AddCertificate{ana, "one more", 10}), Outcome::done);
}

TEST_P(EachEngine, KeepsCertificatesWhenAPasswordChanges) {
  const AccountId ana = make("ana");
  asks(AddCertificate{ana, "hers", 10});
  asks(SetPassword{ana, "$argon2id$new"});
  asks(Suspend{ana, {"op", "spam", 1, 0}});
  EXPECT_EQ(asks(FindCertificate{"hers"}).account, ana);
}

}  // namespace
}  // namespace uvchat::store
