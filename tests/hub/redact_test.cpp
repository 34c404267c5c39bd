#include <gtest/gtest.h>

#include "tests/hub/kept_lines.h"

namespace uvchat::hub {
namespace {

struct Redact : Remembered {
  Redact() {
    for (Person* person : {&ana, &ben}) says(*person, "JOIN #a");
    ana.skips_all();
    ben.skips_all();
  }
  // The id of what the person says.
  std::string said(Person& person, const std::string& line) {
    says(person, line);
    const std::string echo = person.next_line();
    return echo.substr(echo.find("msgid=") + 6, 24);
  }

  static constexpr std::string_view caps =
      "batch draft/chathistory draft/message-redaction echo-message message-tags";
  Person& ana = chat.registered("ana", caps);
  Person& ben = chat.registered("ben", caps);
};

TEST_F(Redact, WhoHasSaidSomethingTakesItBack) {
  const std::string id = said(ben, "PRIVMSG #a :oh no");
  ana.skips_all();
  says(ben, "REDACT #a " + id + " :wrong window");
  ben.hears("*:ben!~ben@* REDACT #a " + id + " :wrong window");
  ana.hears("*:ben!~ben@* REDACT #a " + id + " :wrong window");
  says(ben, "CHATHISTORY LATEST #a * 1");
  ben.hears("*BATCH +inner*");
  ben.hears("*BATCH -inner");
  says(ben, "REDACT #a " + id);
  ben.hears(":srv FAIL REDACT UNKNOWN_MSGID #a " + id + " :*");
}

TEST_F(Redact, OperatorsTakeBackWhatOthersHaveSaidAndNobodyElseDoes) {
  const std::string of_ana = said(ana, "PRIVMSG #a :mine");
  ben.skips_all();
  says(ben, "REDACT #a " + of_ana);
  ben.hears(":srv FAIL REDACT REDACT_FORBIDDEN #a " + of_ana + " :*");
  const std::string of_ben = said(ben, "PRIVMSG #a :spam");
  ana.skips_all();
  says(ana, "REDACT #a " + of_ben);
  ana.hears("*:ana!~ana@* REDACT #a " + of_ben);
  ben.hears("*:ana!~ana@* REDACT #a " + of_ben);
}

TEST_F(Redact, WhatSomebodyCouldNotHearTheyCannotTakeBack) {
  const std::string id = said(ana, "PRIVMSG @#a :operators only");
  says(ben, "REDACT #a " + id);
  ben.hears(":srv FAIL REDACT UNKNOWN_MSGID #a " + id + " :*");
  Person& eve = chat.registered("eve", caps);
  says(eve, "REDACT #a " + id);
  eve.hears(":srv FAIL REDACT INVALID_TARGET #a :*");
}

TEST_F(Redact, IsNotToldToThoseWhoCameToAClosedRoomLater) {
  says(ana, "MODE #a +i");
  ana.skips_all();
  const std::string id = said(ana, "PRIVMSG #a :among us");
  Person& eve = chat.registered("eve", caps);
  says(ana, "INVITE eve #a");
  says(eve, "JOIN #a");
  eve.skips_all();
  ben.skips_all();
  says(ana, "REDACT #a " + id);
  ben.hears("*REDACT #a " + id);
  eve.hears_nothing();
}

TEST_F(Redact, IsTooLateAfterADay) {
  const std::string id = said(ben, "PRIVMSG #a :oh no");
  chat.now_.wall_us += 90'000'000'000;
  ben.skips_all();
  says(ben, "REDACT #a " + id);
  ben.hears(":srv FAIL REDACT REDACT_WINDOW_EXPIRED #a " + id + " 86400 :*");
}

}  // namespace
}  // namespace uvchat::hub
