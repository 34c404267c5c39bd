// Several sessions of an account say no more than one of them could alone.

#include <string>

#include "tests/hub/accounts.h"

namespace uvchat::hub {
namespace {

class AnAccountsPace : public AccountsOf {
 protected:
  AnAccountsPace()
      : AccountsOf(paced()), phone(chat.registered("ana")), bob(chat.registered("bob")) {
    makes_account(phone);
    chat.waits_ms(10'000);
  }

  static HubSettings paced() {
    HubSettings settings = with_accounts();
    settings.flood = {true, 6, 2};
    return settings;
  }
  void says_much(Person& person, int lines) {
    for (int i = 0; i < lines; ++i) person.says("PRIVMSG bob :hi");
  }
  int lines_heard() {
    int lines = 0;
    while (!bob.next_line().empty()) ++lines;
    return lines;
  }
  // Another session of the account.
  Person& another() {
    Person& person = logs_in("ana2");
    person.skips_all();
    chat.waits_ms(10'000);
    return person;
  }

  Person& phone;
  Person& bob;
};

TEST_F(AnAccountsPace, IsThatOfOneSessionHoweverManyThereAre) {
  Person& laptop = another();
  Person& tablet = another();
  for (Person* device : {&phone, &laptop, &tablet}) says_much(*device, 6);
  EXPECT_EQ(lines_heard(), 6);
  EXPECT_FALSE(phone.held());
  EXPECT_TRUE(laptop.held());
  for (int seconds = 0; seconds < 6; ++seconds) {
    chat.waits_ms(1'000);
    EXPECT_EQ(lines_heard(), 2);
  }
  chat.waits_ms(1'000);
  EXPECT_EQ(lines_heard(), 0);
  EXPECT_FALSE(laptop.held() || tablet.held());
}

TEST_F(AnAccountsPace, LetsEachSessionHaveItsTurn) {
  Person& laptop = another();
  says_much(phone, 9);
  laptop.says("PRIVMSG bob :it is my turn");
  EXPECT_EQ(lines_heard(), 6);
  chat.waits_ms(500);
  bob.hears(":ana!* PRIVMSG bob :hi");
  chat.waits_ms(500);
  bob.hears(":ana!* PRIVMSG bob :it is my turn");
  chat.waits_ms(1'000);
  EXPECT_EQ(lines_heard(), 2);
}

TEST_F(AnAccountsPace, KeepsTheOrderOfWhatASessionSays) {
  Person& laptop = another();
  says_much(phone, 6);
  EXPECT_EQ(lines_heard(), 6);
  for (const char* word : {"one", "two", "three"}) laptop.says("PRIVMSG bob :" + std::string(word));
  bob.hears_nothing();
  chat.waits_ms(1'500);
  for (const char* word : {"one", "two", "three"}) {
    bob.hears(":ana!* PRIVMSG bob :" + std::string(word));
    chat.waits_ms(500);
  }
}

TEST_F(AnAccountsPace, IsNotUsedUpByWhatAClientMustSend) {
  Person& laptop = another();
  for (int i = 0; i < 50; ++i) {
    phone.says("PING :are you there");
    laptop.says("PONG srv");
  }
  EXPECT_FALSE(phone.held() || laptop.held());
  says_much(laptop, 6);
  EXPECT_EQ(lines_heard(), 6);
}

TEST_F(AnAccountsPace, DoesNotHoldUpOneWhoHasASessionAlone) {
  says_much(phone, 50);  // which its loop would have let through one by one
  EXPECT_EQ(lines_heard(), 50);
}

TEST_F(AnAccountsPace, IsUsedUpByWhatWasSaidBeforeTheOtherSessionCame) {
  Person& laptop = logs_in("ana2");
  laptop.skips_all();
  laptop.goes();
  says_much(phone, 6);
  Person& tablet = logs_in("ana3");
  tablet.says("PRIVMSG bob :hi");
  EXPECT_EQ(lines_heard(), 6);
  EXPECT_TRUE(tablet.held());
}

TEST_F(AnAccountsPace, LosesNoLineOfASessionWhoseInputIsOver) {
  Person& laptop = another();
  says_much(phone, 6);
  laptop.says("PRIVMSG bob :last words");
  laptop.goes();
  EXPECT_EQ(lines_heard(), 6);
  EXPECT_FALSE(laptop.closed());
  chat.waits_ms(500);
  bob.hears(":ana!* PRIVMSG bob :last words");
  EXPECT_TRUE(laptop.closed());
}

TEST_F(AnAccountsPace, GoesOnWithoutASessionThatIsGone) {
  Person& laptop = another();
  Person& tablet = another();
  says_much(phone, 6);
  laptop.says("PRIVMSG bob :never said");
  tablet.says("PRIVMSG bob :said");
  laptop.goes(EndReason::reset);
  EXPECT_EQ(lines_heard(), 6);
  chat.waits_ms(1'000);
  bob.hears(":ana!* PRIVMSG bob :said");
  bob.hears_nothing();
}

TEST_F(AnAccountsPace, IsSlowedDownForAllSessionsByWhatOneOfThemMustPay) {
  Person& laptop = another();
  const std::uint32_t paid_ms = laptop.penalty_ms();
  phone.says("INVITE");
  EXPECT_EQ(laptop.penalty_ms() - paid_ms, 500U);
}

}  // namespace
}  // namespace uvchat::hub
