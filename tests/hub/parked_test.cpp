#include "tests/hub/conversation.h"
#include "uvchat/base/limits.h"

// A session whose command is not answered to its end yet, and its deadlines.

namespace uvchat::hub {
namespace {

// Two channels to LIST, one a page.
HubSettings with_small_pages() {
  HubSettings settings = Conversation::some_settings();
  settings.page_entries_max = 1;
  return settings;
}

TEST(Deadlines, AWrongPasswordMovesNoneButItsOwn) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.waits_ms(80'000);
  alice.says("OPER admin wrong");
  const CheckPassword check = chat.request<CheckPassword>();
  chat.waits_ms(5'000);
  chat.answered(PasswordChecked{check.ticket, PasswordVerdict::mismatch});
  alice.hears(":srv 464 alice :*");
  chat.waits_ms(84'900);
  alice.hears_nothing();
  chat.waits_ms(200);
  alice.hears("PING :srv");
}

TEST(Deadlines, AnAnswerThatIsLateMovesNoneEither) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("OPER admin wrong");
  chat.waits_ms(limits::answer_ms_max + 100);
  alice.hears(":srv 263 alice OPER :*");
  chat.waits_ms(90'000 - limits::answer_ms_max);
  alice.hears("PING :srv");
}

TEST(Deadlines, AnOpenBatchMovesNoneButItsOwn) {
  Conversation chat;
  Person& alice = chat.registered("alice", "draft/multiline batch message-tags");
  Person& bob = chat.registered("bob");
  alice.says("BATCH +a draft/multiline bob");
  chat.waits_ms(limits::client_batch_ms_max + 100);
  alice.hears(":srv FAIL BATCH TIMEOUT a :*");
  chat.waits_ms(90'000 - limits::client_batch_ms_max);
  alice.hears("PING :srv");
  bob.hears("PING :srv");
}

TEST(Parked, WhoWaitsForAnAnswerIsNotCalledSilent) {
  HubSettings settings = Conversation::some_settings();
  settings.ping_interval_ms = 4'000;
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  alice.says("OPER admin wrong");
  const CheckPassword check = chat.request<CheckPassword>();
  chat.waits_ms(4'100);
  chat.waits_ms(4'100);
  alice.hears_nothing();
  EXPECT_FALSE(alice.closed());
  chat.answered(PasswordChecked{check.ticket, PasswordVerdict::mismatch});
  alice.hears(":srv 464 alice :*");
  chat.waits_ms(4'100);
  alice.hears("PING :srv");
}

TEST(Parked, WhoseAnswerHasPagesLeftIsNotCalledSilent) {
  Conversation chat(with_small_pages());
  Person& alice = chat.registered("alice");
  alice.says("JOIN #a,#b");
  alice.skips_all();
  chat.pages_wait(true);
  alice.says("LIST");
  EXPECT_TRUE(alice.held());
  alice.skips_all();
  for (int i = 0; i < 3; ++i) chat.waits_ms(90'100);
  alice.hears_nothing();
  EXPECT_FALSE(alice.closed());
  chat.pages_wait(false);
  chat.waits_ms(100);
  alice.hears_in_time(":srv 323 alice :*");
  EXPECT_FALSE(alice.held());
  chat.waits_ms(90'100);
  alice.hears("PING :srv");
}

TEST(Parked, ALineThatWasOnItsWayShowsThatItsSenderLives) {
  Conversation chat(with_small_pages());
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  for (Person* person : {&bob, &alice}) person->says("JOIN #a");
  chat.waits_ms(90'100);
  alice.hears_in_time("PING :srv");
  bob.says("PONG :srv");
  chat.pages_wait(true);
  bob.says(
      "RENAME #a #c");  // alice is shown a JOIN, and the names of the channel with the next ticks
  EXPECT_TRUE(alice.held());
  chat.waits_ms(50'000);
  alice.says("PONG :srv");
  chat.pages_wait(false);
  chat.waits_ms(50'000);
  alice.hears_in_time(":srv 366 alice #c :*");
  alice.hears_nothing();
  chat.waits_ms(40'100);
  alice.hears("PING :srv");
}

TEST(Parked, AnAnswerThatComesTwiceIsHeardOnce) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("OPER admin wrong");
  const CheckPassword first = chat.request<CheckPassword>();
  chat.answered(PasswordChecked{first.ticket, PasswordVerdict::mismatch});
  alice.hears(":srv 464 alice :*");
  alice.says("OPER admin right");
  const CheckPassword second = chat.request<CheckPassword>();
  chat.answered(PasswordChecked{first.ticket, PasswordVerdict::match});
  alice.hears_nothing();
  chat.answered(PasswordChecked{second.ticket, PasswordVerdict::match});
  alice.hears(":srv 381 alice :*");
}

}  // namespace
}  // namespace uvchat::hub
