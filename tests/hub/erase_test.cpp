// NickServ's ERASE: what somebody has said goes, and their account stays.

#include <gtest/gtest.h>

#include "tests/hub/kept_lines.h"

namespace uvchat::hub {
namespace {

struct Erase : Remembered {
  static constexpr std::string_view caps = "batch draft/chathistory";

  // She is asked whether she means it, and does.
  void erases(Person& person) {
    person.skips_all();
    says(person, "NS ERASE");
    person.hears(":NickServ!* NOTICE * :All that you have said while you were logged in*");
    const std::string asked = person.next_line();
    says(person, "NS ERASE " + asked.substr(asked.rfind(' ') + 1));
  }
  void hears_page(Person& person, const std::vector<std::string>& texts, const char* target) {
    says(person, "CHATHISTORY LATEST " + std::string(target) + " * 10");
    person.hears_in_time("*BATCH +*");
    for (const std::string& text : texts) person.hears("*PRIVMSG *:" + text);
    person.hears("*BATCH -*");
  }
};

TEST_F(Erase, TakesOnesOwnLinesAndNobodyElses) {
  Person& ana = with_account("ana", caps);
  Person& bob = with_account("bob", caps);
  for (Person* person : {&ana, &bob}) says(*person, "JOIN #a");
  says(ana, "PRIVMSG #a :of ana");
  says(bob, "PRIVMSG #a :of bob");
  says(ana, "PRIVMSG bob :in private");
  says(bob, "PRIVMSG ana :and back");
  erases(ana);
  ana.hears(":NickServ!* NOTICE ana :What you have said until now is gone from the history.");
  chat.waits_ms(1'000);
  says(ana, "PRIVMSG #a :later");
  bob.skips_all();
  hears_page(bob, {"of bob", "later"}, "#a");
  hears_page(bob, {"and back"}, "ana");
}

// Its place runs ahead of the clock; and the store does not have it yet.
TEST_F(Erase, TakesWhatWasSaidJustBefore) {
  Person& ana = with_account("ana", caps);
  says(ana, "JOIN #a");
  says(ana, "NS ERASE");
  ana.hears_in_time(":NickServ!* NOTICE * :All that you have said*");
  const std::string asked = ana.next_line();
  for (int i = 0; i < 20; ++i) ana.says("PRIVMSG #a :line " + std::to_string(i));
  says(ana, "NS ERASE " + asked.substr(asked.rfind(' ') + 1));
  ana.hears_in_time(":NickServ!* NOTICE ana :What you have said until now is gone*");
  hears_page(ana, {}, "#a");
}

TEST_F(Erase, TakesPrivateLinesWithGuests) {
  Person& ana = with_account("ana", caps);
  Person& guest = chat.registered("guest", caps);
  says(ana, "PRIVMSG guest :to a guest");
  guest.skips_all();
  hears_page(guest, {"to a guest"}, "ana");
  erases(ana);
  says(guest, "CHATHISTORY LATEST ana * 10");
  const std::string answer = guest.next_line();
  EXPECT_EQ(answer.find("to a guest"), std::string::npos) << answer;
}

TEST_F(Erase, DoesNothingWithoutTheRightWord) {
  Person& ana = with_account("ana", caps);
  says(ana, "JOIN #a");
  says(ana, "PRIVMSG #a :of ana");
  ana.skips_all();
  says(ana, "NS ERASE 1");
  ana.hears(":NickServ!* NOTICE ana :All that you have said*");
  ana.hears(":NickServ!* NOTICE ana :If you want that, say: ERASE *");
  hears_page(ana, {"of ana"}, "#a");
}

TEST_F(Erase, SaysThatTheStoreIsAway) {
  Person& ana = with_account("ana", caps);
  away = true;
  erases(ana);
  ana.hears(":NickServ!* NOTICE ana :Nothing was erased: the disk is full");
}

TEST_F(Erase, IsForThoseWhoAreLoggedIn) {
  Person& bob = chat.registered("bob");
  says(bob, "NS ERASE");
  bob.hears(":NickServ!* NOTICE bob :Log in first.");
}

}  // namespace
}  // namespace uvchat::hub
