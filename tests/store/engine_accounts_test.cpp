#include "tests/store/each_engine.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::vector<std::string> texts(const std::vector<OwnedName>& names) {
  std::vector<std::string> texts;
  for (const OwnedName& name : names) texts.push_back(name.text);
  return texts;
}

TEST_P(EachEngine, TakesAnInvitationForEachAccountThatNeedsOne) {
  EXPECT_EQ(outcome_of(Invite{"hash of a code", "op", 5}), Outcome::done);
  EXPECT_EQ(outcome_of(Invite{"hash of a code", "op", 5}), Outcome::done);  // it is there once
  make("ana");
  MakeAccount taken = account_of("ana");
  taken.invitation_hash = "hash of a code";
  EXPECT_EQ(outcome_of(taken), Outcome::taken);  // and the invitation is as good as before
  MakeAccount wrong = account_of("bea");
  wrong.invitation_hash = "hash of another";
  EXPECT_EQ(outcome_of(wrong), Outcome::absent);
  MakeAccount bea = account_of("bea");
  bea.invitation_hash = "hash of a code";
  EXPECT_EQ(outcome_of(bea), Outcome::done);
  MakeAccount cid = account_of("cid");
  cid.invitation_hash = "hash of a code";
  EXPECT_EQ(outcome_of(cid), Outcome::absent);
  EXPECT_THAT(names_in(*engine_), ElementsAre("ana", "bea"));
}

TEST_P(EachEngine, TellsOfInvitationsAndRevokesThem) {
  asks(Invite{"aaaaaaaaaaaa and more", "op", 5});
  asks(Invite{"bbbbbbbbbbbb and more", "local", 6});
  asks(Invite{"cccccccccccc and more", "op", 7});
  EXPECT_THAT(
      asks(ReadInvitations{"", 2}).invitations,
      ElementsAre(Invitation{"aaaaaaaaaaaa", "op", 5}, Invitation{"bbbbbbbbbbbb", "local", 6}));
  EXPECT_EQ(outcome_of(RevokeInvitation{"aaaaaaaaaaa"}), Outcome::absent);
  EXPECT_EQ(outcome_of(RevokeInvitation{"bbbbbbbbbbbb"}), Outcome::done);
  EXPECT_EQ(outcome_of(RevokeInvitation{"bbbbbbbbbbbb"}), Outcome::absent);
  EXPECT_THAT(asks(ReadInvitations{"aaaaaaaaaaaa", 2}).invitations,
              ElementsAre(Invitation{"cccccccccccc", "op", 7}));
  MakeAccount revoked = account_of("ana");
  revoked.invitation_hash = "bbbbbbbbbbbb and more";
  EXPECT_EQ(outcome_of(revoked), Outcome::absent);
}

TEST_P(EachEngine, HoldsAnAccountUnverifiedUntilItsCodeIsUsed) {
  MakeAccount request = account_of("ana");
  request.code_hash = "hash of 123";
  request.code_until_us = 2'000;
  const AccountId ana = asks(request).account;
  EXPECT_FALSE(account(ana).is_verified);
  const UseCode right{ana, CodePurpose::verify, "hash of 123", 1'999};
  EXPECT_EQ(outcome_of(UseCode{ana, CodePurpose::verify, "hash of 456", 1'000}), Outcome::absent);
  EXPECT_EQ(outcome_of(UseCode{ana, CodePurpose::reset, "hash of 123", 1'000}), Outcome::absent);
  EXPECT_EQ(outcome_of(UseCode{ana, CodePurpose::verify, "hash of 123", 2'000}), Outcome::absent);
  EXPECT_FALSE(account(ana).is_verified);
  EXPECT_EQ(outcome_of(right), Outcome::done);
  EXPECT_TRUE(account(ana).is_verified);
  EXPECT_EQ(outcome_of(right), Outcome::absent);  // it is used up
}

TEST_P(EachEngine, KeepsTheLatestCodeOfEachPurpose) {
  const AccountId ana = make("ana");
  asks(SetCode{ana, CodePurpose::reset, "first", 9});
  asks(SetCode{ana, CodePurpose::verify, "other", 9});
  EXPECT_EQ(outcome_of(SetCode{ana, CodePurpose::reset, "second", 9}), Outcome::done);
  EXPECT_EQ(outcome_of(UseCode{ana, CodePurpose::reset, "first", 1}), Outcome::absent);
  EXPECT_EQ(outcome_of(UseCode{ana, CodePurpose::reset, "second", 1}), Outcome::done);
  EXPECT_EQ(outcome_of(UseCode{ana, CodePurpose::verify, "other", 1}), Outcome::done);
  EXPECT_EQ(outcome_of(SetCode{99, CodePurpose::reset, "third", 9}), Outcome::absent);
}

TEST_P(EachEngine, ForgetsCodesAndTokensWithAPassword) {
  MakeAccount request = account_of("ana");
  request.code_hash = "hash of 123";
  request.code_until_us = 2'000;
  const AccountId ana = asks(request).account;
  const AccountId bea = make("bea");
  asks(SetCode{ana, CodePurpose::reset, "reset", 2'000});
  asks(AddToken{ana, "token of ana", "phone", 10});
  asks(AddToken{bea, "token of bea", "phone", 10});
  EXPECT_EQ(outcome_of(SetPassword{ana, "$argon2id$new"}), Outcome::done);
  EXPECT_TRUE(account(ana).is_verified);
  EXPECT_EQ(outcome_of(UseCode{ana, CodePurpose::reset, "reset", 1}), Outcome::absent);
  EXPECT_EQ(outcome_of(UseCode{ana, CodePurpose::verify, "hash of 123", 1}), Outcome::absent);
  EXPECT_EQ(outcome_of(UseToken{"token of ana", 20, 0}), Outcome::absent);
  EXPECT_EQ(asks(UseToken{"token of bea", 20, 0}).account, bea);
}

TEST_P(EachEngine, KnowsFromWhereSomebodyHasLoggedInLately) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  const ReadCredentials from_home{ana, "192.0.2.1", 100};
  EXPECT_FALSE(asks(from_home).credentials.network_is_known);
  EXPECT_EQ(outcome_of(NoteLogin{ana, "192.0.2.1", 50}), Outcome::done);
  EXPECT_FALSE(asks(from_home).credentials.network_is_known);
  asks(NoteLogin{ana, "192.0.2.1", 100});
  EXPECT_TRUE(asks(from_home).credentials.network_is_known);
  EXPECT_FALSE(asks(ReadCredentials{ana, "192.0.2.2", 100}).credentials.network_is_known);
  EXPECT_FALSE(asks(ReadCredentials{bea, "192.0.2.1", 100}).credentials.network_is_known);
  EXPECT_EQ(outcome_of(NoteLogin{99, "192.0.2.1", 100}), Outcome::absent);
}

TEST_P(EachEngine, ForgetsTheOldestNetworksOfAnAccount) {
  const AccountId ana = make("ana");
  for (std::size_t i = 0; i <= networks_max; ++i) {
    asks(NoteLogin{ana, "network " + std::to_string(i), static_cast<std::int64_t>(i)});
  }
  asks(NoteLogin{ana, "with a clock that is late", -5});
  const auto data = asks(ReadAccount{ana}).data;
  ASSERT_NE(data, nullptr);
  EXPECT_EQ(data->networks.size(), networks_max);
  EXPECT_TRUE(asks(ReadCredentials{ana, "network 100", 0}).credentials.network_is_known);
  EXPECT_FALSE(asks(ReadCredentials{ana, "network 1", 0}).credentials.network_is_known);
  EXPECT_TRUE(
      asks(ReadCredentials{ana, "with a clock that is late", -9}).credentials.network_is_known);
}

TEST_P(EachEngine, DropsAnAccountForWantOfACodeOnlyWhileItWaitsForIt) {
  MakeAccount waiting = account_of("ana");
  waiting.code_hash = "hash of 123";
  waiting.code_until_us = 2'000;
  const AccountId ana = asks(waiting).account;
  const AccountId ben = make("ben");
  EXPECT_EQ(outcome_of(DropAccount{ben, true}), Outcome::absent);
  asks(UseCode{ana, CodePurpose::verify, "hash of 123", 1'000});
  EXPECT_EQ(outcome_of(DropAccount{ana, true}), Outcome::absent);
  waiting.name = name_of("eva");
  const AccountId eva = asks(waiting).account;
  EXPECT_EQ(outcome_of(DropAccount{eva, true}), Outcome::done);
  EXPECT_EQ(outcome_of(DropAccount{eva, true}), Outcome::absent);
  EXPECT_THAT(names_in(*engine_), ElementsAre("ana", "ben"));
}

TEST_P(EachEngine, KeepsSettingsByName) {
  const AccountId ana = make("ana");
  asks(SetSetting{ana, "theme", "dark"});
  asks(SetSetting{ana, "always-on", "true"});
  asks(SetSetting{ana, "theme", "light"});
  EXPECT_THAT(account(ana).settings,
              ElementsAre(Pair("always-on", "true"), Pair("theme", "light")));
  EXPECT_EQ(outcome_of(SetSetting{ana, "theme", ""}), Outcome::done);
  EXPECT_EQ(outcome_of(SetSetting{ana, "theme", ""}), Outcome::done);
  EXPECT_THAT(account(ana).settings, ElementsAre(Pair("always-on", "true")));
  EXPECT_EQ(outcome_of(SetSetting{99, "theme", "dark"}), Outcome::absent);
  EXPECT_EQ(outcome_of(SetSetting{99, "theme", ""}), Outcome::absent);
}

TEST_P(EachEngine, SuspendsAnAccountAndLiftsIt) {
  const AccountId ana = make("ana");
  asks(AddToken{ana, "token", "phone", 10});
  const Suspension suspension{"op", "spam", 5, 9};
  EXPECT_EQ(outcome_of(Suspend{ana, suspension}), Outcome::done);
  EXPECT_EQ(account(ana).suspension, suspension);
  EXPECT_EQ(account(ana).credential_version, 2U);
  EXPECT_EQ(outcome_of(UseToken{"token", 20, 0}), Outcome::absent);
  EXPECT_EQ(outcome_of(Suspend{ana, {}}), Outcome::done);
  EXPECT_EQ(account(ana).suspension, Suspension());
  EXPECT_EQ(account(ana).credential_version, 2U);
  EXPECT_EQ(outcome_of(Suspend{99, suspension}), Outcome::absent);
  EXPECT_EQ(outcome_of(Suspend{99, {}}), Outcome::absent);
}

TEST_P(EachEngine, GroupsNicksInOneNameSpaceWithAccounts) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  EXPECT_EQ(outcome_of(GroupNick{ana, name_of("anita")}), Outcome::done);
  EXPECT_EQ(outcome_of(GroupNick{ana, name_of("anita")}), Outcome::done);  // it has it
  EXPECT_EQ(outcome_of(GroupNick{bea, name_of("anita")}), Outcome::taken);
  EXPECT_EQ(outcome_of(GroupNick{bea, name_of("ana")}), Outcome::taken);
  OwnedName look_alike = name_of("anità");
  look_alike.skeleton = name_of("anita").skeleton;
  EXPECT_EQ(outcome_of(GroupNick{bea, look_alike}), Outcome::taken);
  EXPECT_EQ(outcome_of(account_of("anita")), Outcome::taken);
  EXPECT_EQ(outcome_of(GroupNick{99, name_of("nobody")}), Outcome::absent);
  EXPECT_THAT(texts(account(ana).names), ElementsAre("ana", "anita"));
  EXPECT_THAT(texts(account(bea).names), ElementsAre("bea"));
}

TEST_P(EachEngine, GivesUpAGroupedNickButNotAnAccountsOwnName) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  asks(GroupNick{ana, name_of("anita")});
  EXPECT_EQ(outcome_of(UngroupNick{ana, name_of("ana").fold}), Outcome::absent);
  EXPECT_EQ(outcome_of(UngroupNick{bea, name_of("anita").fold}), Outcome::absent);
  EXPECT_EQ(outcome_of(UngroupNick{ana, name_of("anita").fold}), Outcome::done);
  EXPECT_EQ(outcome_of(UngroupNick{ana, name_of("anita").fold}), Outcome::absent);
  EXPECT_EQ(outcome_of(GroupNick{bea, name_of("anita")}), Outcome::done);
  EXPECT_THAT(texts(account(ana).names), ElementsAre("ana"));
}

TEST_P(EachEngine, DropsAnAccountWithAllThatIsItsOwn) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  asks(GroupNick{ana, name_of("anita")});
  asks(SetSetting{ana, "theme", "dark"});
  asks(NoteLogin{ana, "192.0.2.1", 50});
  asks(SetCode{ana, CodePurpose::reset, "code", 9});
  asks(AddToken{ana, "token", "phone", 10});
  asks(AddCertificate{ana, "fingerprint", 10});
  asks(SaveRoom{room_of("#ana", ana)});
  asks(SaveRoom{room_of("#bea", bea)});
  asks(SetAccess{"fold of #ana", bea, "o"});
  asks(SetAccess{"fold of #bea", ana, "o"});
  asks(SetAccess{"fold of #bea", bea, "v"});
  asks(SavePresence{ana, {{"fold of #bea", "o", 1}}});
  EXPECT_EQ(outcome_of(DropAccount{ana}), Outcome::done);
  const Contents left = contents_of(*engine_);
  ASSERT_EQ(left.accounts.size(), 1U);
  EXPECT_EQ(left.accounts[0].id, bea);
  EXPECT_THAT(left.rooms, ElementsAre(KeptRoom{room_of("#bea", bea), {{bea, "v"}}}));
  EXPECT_EQ(outcome_of(UseToken{"token", 20, 0}), Outcome::absent);
  EXPECT_EQ(outcome_of(FindCertificate{"fingerprint"}), Outcome::absent);
  EXPECT_EQ(outcome_of(AddCertificate{bea, "fingerprint", 20}), Outcome::done);
  EXPECT_EQ(outcome_of(DropAccount{ana}), Outcome::absent);
  EXPECT_EQ(outcome_of(GroupNick{bea, name_of("anita")}), Outcome::done);
  const AccountId again = make("ana");
  EXPECT_GT(again, bea);  // no id is given twice
  EXPECT_THAT(account(again).settings, IsEmpty());
}

TEST_P(EachEngine, NeverGivesTheIdOfADroppedAccountAgain) {
  const AccountId ana = make("ana");
  asks(DropAccount{ana});
  EXPECT_GT(make("ana"), ana);
}

TEST_P(EachEngine, TellsAnOwnerAllThatIsKept) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  asks(GroupNick{ana, name_of("anita")});
  asks(SetEmail{ana, "new@example.org"});
  asks(SetSetting{ana, "theme", "dark"});
  asks(NoteLogin{ana, "192.0.2.1", 50});
  asks(AddToken{ana, "token", "phone", 10});
  asks(AddCertificate{ana, "fingerprint", 10});
  asks(AddFile{file_of(ana, "cat")});
  asks(AddFile{file_of(bea, "dog")});
  asks(SaveRoom{room_of("#ana", ana)});
  asks(SaveRoom{room_of("#bea", bea)});
  asks(SetAccess{"fold of #bea", ana, "o"});
  asks(SavePresence{ana, {{"fold of #bea", "o", 1}}});
  const auto data = asks(ReadAccount{ana}).data;
  ASSERT_NE(data, nullptr);
  EXPECT_EQ(data->account, account(ana));
  EXPECT_EQ(data->email, "new@example.org");
  ASSERT_EQ(data->tokens.size(), 1U);
  EXPECT_EQ(data->tokens[0].device, "phone");
  EXPECT_THAT(data->certificates, ElementsAre(Certificate{"fingerprint", 10}));
  EXPECT_THAT(data->files, ElementsAre(file_of(ana, "cat")));
  EXPECT_THAT(data->networks, ElementsAre(Pair("192.0.2.1", 50)));
  EXPECT_THAT(data->access, ElementsAre(Pair("#bea", "o")));
  EXPECT_THAT(data->founded, ElementsAre("#ana"));
  const Answer nobody = asks(ReadAccount{99});
  EXPECT_EQ(nobody.outcome, Outcome::absent);
  EXPECT_EQ(nobody.data, nullptr);
}

TEST_P(EachEngine, KeepsAnAddressOrNone) {
  const AccountId ana = make("ana");
  EXPECT_TRUE(account(ana).has_email);
  EXPECT_EQ(outcome_of(SetEmail{ana, ""}), Outcome::done);
  EXPECT_FALSE(account(ana).has_email);
  EXPECT_EQ(outcome_of(SetEmail{99, "x@example.org"}), Outcome::absent);
}

}  // namespace
}  // namespace uvchat::store
