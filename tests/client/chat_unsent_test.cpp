#include "tests/client/chat_keeping.h"

// What of the user's lines is not sent, or not surely.

namespace uvchat::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(ChatKeepingTest, WhatWasOnItsWayWhenTheProgramDiedHasPerhapsBeenSaid) {
  connect(echoing);
  join_lobby();
  user("one");
  server("@label=1 :ana!u@h PRIVMSG #lobby :one");
  user("two");
  offline();
  user("three");
  begin_again();  // killed: nothing more could be written
  const auto& entries = again("#lobby").entries;
  std::vector<std::string> notes;
  for (const Entry& entry : entries) notes.push_back(entry.text + ": " + entry.note);
  EXPECT_THAT(notes, ElementsAre("two: perhaps said before: /resend says it again",
                                 "three: not sent before: /resend"));
}

TEST_F(ChatKeepingTest, ALineOnItsWayIsKeptAtOnceAndOneThatHasArrivedGoesBeforeLong) {
  connect(echoing);
  join_lobby();
  user("one");
  EXPECT_THAT(state_file_, HasSubstr("one"));
  const int before = state_writings_;
  server("@label=1 :ana!u@h PRIVMSG #lobby :one");
  EXPECT_EQ(state_writings_, before);
  after(1'000);
  EXPECT_THAT(state_file_, Not(HasSubstr("one")));
  user("two");
  server("@label=2 :ana!u@h PRIVMSG #lobby :two");
  user("/quit");
  EXPECT_TRUE(has_quit_);
  EXPECT_THAT(state_file_, Not(HasSubstr("two")));
}

TEST_F(ChatKeepingTest, LinesThatComeFasterThanAnyoneTypesAreWrittenTogether) {
  connect(echoing);
  join_lobby();
  for (int line = 1; line <= 500; ++line) user("pasted " + std::to_string(line) + ".");
  EXPECT_LE(state_writings_, 12);  // each writes all that wait
  after(1'000);
  after(1'000);
  EXPECT_THAT(state_file_, AllOf(HasSubstr("pasted 1."), HasSubstr("pasted 500.")));
  const int before = state_writings_;
  for (int line = 1; line <= 500; ++line) {
    server("@label=" + std::to_string(line) + " FAIL PRIVMSG X #lobby :no");
  }
  EXPECT_LE(state_writings_, before + 12);
}

TEST_F(ChatKeepingTest, TheMoreIsWrittenTheLessOften) {
  connect();
  join_lobby();
  offline();
  const int before = state_writings_;
  for (int line = 1; line <= 12; ++line) user(std::string(100'000, 'x'));
  EXPECT_LE(state_writings_, before + 7);
}

TEST_F(ChatKeepingTest, WhatIsTypedInABurstIsOnDiskWhenTheUserLeaves) {
  connect(echoing);
  join_lobby();
  for (int line = 1; line <= 100; ++line) user("pasted " + std::to_string(line) + ".");
  user("/quit");
  EXPECT_THAT(state_file_, HasSubstr("pasted 100."));
}

TEST_F(ChatKeepingTest, WhatAServiceIsToldIsNotKept) {
  connect();
  offline();
  user("/msg NickServ identify hunter2");
  user("/msg bob hello");
  EXPECT_THAT(state_file_, AllOf(HasSubstr("hello"), Not(HasSubstr("hunter2"))));
}

TEST_F(ChatKeepingTest, ADiskThatIsFullIsToldAndTriedAgain) {
  connect();
  join_lobby();
  offline();
  disk_is_full_ = true;
  user("kept");
  EXPECT_EQ(state_file_, "");
  EXPECT_THAT(shown("127.0.0.1:6667"), Contains("the disk is full"));
  const int before = state_writings_;
  after(1'000);
  EXPECT_EQ(state_writings_, before);
  disk_is_full_ = false;
  after(10'000);
  EXPECT_THAT(state_file_, HasSubstr("kept"));
}

TEST_F(ChatKeepingTest, LinesThatWaitForTheirKeyAreTold) {
  connect();
  key("#secret", "secret of us all");
  user("/join #secret");
  offline();
  user("one");
  user("two");
  begin_again();
  EXPECT_THAT(again("#secret").entries.back().text, HasSubstr("wait here for their key (2)"));
  online_again();
  again_->show(2);
  user_again("/resend");
  EXPECT_THAT(again("#secret").entries.back().text, HasSubstr("/key #secret"));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatKeepingTest, LeavingWithLinesThatAreNotSentIsAskedOnce) {
  connect();
  join_lobby();
  offline();
  user("one");
  user("two");
  user("/quit");
  EXPECT_FALSE(has_quit_);
  EXPECT_THAT(last("#lobby").text, HasSubstr("Not sent yet: 2 of your lines"));
  user("three");
  user("/quit");
  EXPECT_FALSE(has_quit_);
  user("/quit");
  EXPECT_TRUE(has_quit_);
}

TEST_F(ChatKeepingTest, LeavingWithoutSuchLinesIsNotAsked) {
  connect(echoing);
  join_lobby();
  user("on its way");
  user("/quit");
  EXPECT_TRUE(has_quit_);
}

}  // namespace
}  // namespace uvchat::cli
