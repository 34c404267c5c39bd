#include "store/engine.h"

#include <set>

#include "tests/store/each_engine.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(EachEngine, HoldsNothingAtFirst) {
  const Contents contents = contents_of(*engine_);
  EXPECT_THAT(contents.accounts, IsEmpty());
  EXPECT_THAT(contents.bans, IsEmpty());
}

TEST_P(EachEngine, MakesAnAccountAndKnowsItAgain) {
  const Answer made = asks(account_of("ana"));
  EXPECT_EQ(made.outcome, Outcome::done);
  EXPECT_NE(made.account, 0U);
  const Contents contents = contents_of(*engine_);
  ASSERT_EQ(contents.accounts.size(), 1U);
  const Account& ana = contents.accounts[0];
  EXPECT_EQ(ana.id, made.account);
  EXPECT_EQ(ana.made_us, 1'000);
  ASSERT_EQ(ana.names.size(), 1U);
  EXPECT_EQ(ana.names[0].text, "ana");
  EXPECT_EQ(ana.names[0].fold, "fold of ana");
  EXPECT_EQ(ana.names[0].skeleton, "skeleton of ana");
  const Answer read = asks(ReadCredentials{made.account});
  EXPECT_EQ(read.outcome, Outcome::done);
  EXPECT_EQ(read.credentials.password_hash, "$argon2id$ana");
}

TEST_P(EachEngine, GivesANameAndItsLookAlikesOnce) {
  const Answer ana = asks(account_of("ana"));
  EXPECT_EQ(asks(account_of("ana")).outcome, Outcome::taken);
  MakeAccount other_case = account_of("ANA");
  other_case.name.fold = name_of("ana").fold;
  EXPECT_EQ(asks(other_case).outcome, Outcome::taken);
  MakeAccount look_alike = account_of("anà");
  look_alike.name.skeleton = name_of("ana").skeleton;
  EXPECT_EQ(asks(look_alike).outcome, Outcome::taken);
  const Answer bea = asks(account_of("bea"));
  EXPECT_EQ(bea.outcome, Outcome::done);
  EXPECT_NE(bea.account, ana.account);
  EXPECT_THAT(names_in(*engine_), ElementsAre("ana", "bea"));
}

TEST_P(EachEngine, LeavesNothingOfAnAccountWhoseNameIsTaken) {
  asks(account_of("ana"));
  asks(account_of("ana"));
  EXPECT_EQ(contents_of(*engine_).accounts.size(), 1U);
}

TEST_P(EachEngine, CountsTheVersionsOfAPassword) {
  const AccountId ana = asks(account_of("ana")).account;
  const std::uint64_t first = asks(ReadCredentials{ana}).credentials.version;
  EXPECT_EQ(asks(SetPassword{ana, "$argon2id$new"}).outcome, Outcome::done);
  const Answer read = asks(ReadCredentials{ana});
  EXPECT_EQ(read.credentials.password_hash, "$argon2id$new");
  EXPECT_EQ(read.credentials.version, first + 1);
}

TEST_P(EachEngine, KnowsWhatIsNotThere) {
  EXPECT_EQ(asks(ReadCredentials{7}).outcome, Outcome::absent);
  EXPECT_EQ(asks(SetPassword{7, "$argon2id$new"}).outcome, Outcome::absent);
  EXPECT_EQ(asks(lifting_of("~x@*")).outcome, Outcome::done);
}

TEST_P(EachEngine, KeepsBansInTheOrderInWhichTheyWereSet) {
  asks(ban_of("~a@*"));
  asks(ban_of("~b@*"));
  asks(ban_of("~c@*"));
  asks(lifting_of("~b@*"));
  ChangeBan again = ban_of("~a@*");
  again.ban.reason = "\xff more spam";  // what a client calls a reason may be no UTF-8
  asks(again);
  ChangeBan dline = ban_of("~c@*");
  dline.ban.kind = ServerBanKind::dline;
  asks(dline);
  EXPECT_THAT(contents_of(*engine_).bans, ElementsAre(ban_of("~c@*").ban, again.ban, dline.ban));
}

TEST_P(EachEngine, ForgetsBansThatAreOverWithTheNextThatIsSet) {
  asks(ban_of("~short@*", 1'000, 2'000));
  asks(ban_of("~long@*", 1'000, 9'000));
  asks(ban_of("~ever@*", 1'000));
  asks(ban_of("~new@*", 2'000));
  EXPECT_THAT(masks_in(*engine_), ElementsAre("~long@*", "~ever@*", "~new@*"));
}

TEST_P(EachEngine, AnswersABatchInItsOrderAndWhatIsRefusedTakesNothingWithIt) {
  const AccountId ana = make("ana");
  const std::vector<Request> batch{account_of("bea"),    account_of("ana"),
                                   account_of("bea"),    GroupNick{ana, name_of("anita")},
                                   ReadCredentials{ana}, account_of("cid"),
                                   SetPassword{99, "x"}, ban_of("~x@*")};
  const auto answers = engine_->carry_out(batch);
  std::vector<Outcome> outcomes;
  for (const Answer& answer : answers) outcomes.push_back(answer.outcome);
  EXPECT_THAT(outcomes, ElementsAre(Outcome::done, Outcome::taken, Outcome::taken, Outcome::done,
                                    Outcome::done, Outcome::done, Outcome::absent, Outcome::done));
  EXPECT_EQ(answers[4].credentials.password_hash, "$argon2id$ana");
  EXPECT_THAT(names_in(*engine_), ElementsAre("ana", "anita", "bea", "cid"));
  EXPECT_THAT(masks_in(*engine_), ElementsAre("~x@*"));
}

TEST_P(EachEngine, LetsAQuestionSeeAllThatWasChangedBeforeItAndNothingElse) {
  const AccountId ana = asks(account_of("ana")).account;
  const std::vector<Request> batch{ReadCredentials{ana}, SetPassword{ana, "new"},
                                   ReadCredentials{ana}};
  const auto answers = engine_->carry_out(batch);
  EXPECT_EQ(answers[0].credentials.password_hash, "$argon2id$ana");
  EXPECT_EQ(answers[2].credentials.password_hash, "new");
}

TEST_P(EachEngine, KeepsTextsOfAnyBytes) {
  const std::string odd("a\0'\"b", 5);
  const AccountId ana = asks(account_of("ana")).account;
  asks(SetPassword{ana, odd});
  EXPECT_EQ(asks(ReadCredentials{ana}).credentials.password_hash, odd);
}

TEST_P(EachEngine, SaysWhetherAChangeCouldBeMadeAndMakesNone) {
  asks(account_of("ana"));
  EXPECT_TRUE(engine_->probe());
  EXPECT_THAT(names_in(*engine_), ElementsAre("ana"));
  EXPECT_THAT(engine_->carry_out({}), IsEmpty());
}

TEST_P(EachEngine, CarriesOutOneOfEachKind) {
  const std::vector<Request> requests = one_of_each();
  std::set<std::size_t> kinds;
  for (const Request& request : requests) {
    kinds.insert(request.index());
    const Answer answer = asks(request);
    EXPECT_EQ(answer.outcome, Outcome::done) << request.index() << ' ' << answer.why;
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Request::variant>);
}

}  // namespace

}  // namespace uvchat::store
