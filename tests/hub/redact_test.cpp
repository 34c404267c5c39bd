#include <gtest/gtest.h>

#include <string>
#include <vector>

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

// --- What is said in the place of a message that was taken back

struct Edit : Redact {
  // What the person says in the place of the message.
  std::string edited(Person& person, const std::string& id, const std::string& text) {
    says(person, "REDACT #a " + id);
    person.skips_all();
    return said(person, "@+uvchat/edits=" + id + " PRIVMSG #a :" + text);
  }
};

TEST_F(Edit, TheServerSaysWhichMessageOfTheirOwnItReplaces) {
  const std::string id = said(ben, "PRIVMSG #a :helo");
  says(ben, "REDACT #a " + id);
  ana.skips_all();
  says(ben, "@+uvchat/edits=" + id + " PRIVMSG #a :hello");
  ana.hears("@msgid=*;uvchat/edits=20*Z," + id + " :ben!~ben@* PRIVMSG #a :hello");
  gathers();
  says(ana, "CHATHISTORY LATEST #a * 1");
  ana.hears("*BATCH +inner*");
  ana.hears("*;uvchat/edits=*Z," + id + " :ben!~ben@* PRIVMSG #a :hello");
}

TEST_F(Edit, AMessageThatIsEditedTwiceNamesItsFirstVersionFirst) {
  const std::string first = said(ben, "PRIVMSG #a :one");
  const std::string second = edited(ben, first, "two");
  says(ben, "REDACT #a " + second);
  ana.skips_all();
  says(ben, "@+uvchat/edits=" + second + " PRIVMSG #a :three");
  ana.hears("*uvchat/edits=*Z," + first + "," + second + " :ben!~ben@* PRIVMSG #a :three");
}

TEST_F(Edit, OfManyVersionsTheFirstAndTheLatestAreNamed) {
  std::vector<std::string> ids = {said(ben, "PRIVMSG #a :0")};
  for (int i = 1; i < 10; ++i) ids.push_back(edited(ben, ids.back(), std::to_string(i)));
  says(ben, "REDACT #a " + ids[9]);
  ana.skips_all();
  says(ben, "@+uvchat/edits=" + ids[9] + " PRIVMSG #a :10");
  std::string named = ids[0];
  for (int i = 3; i < 10; ++i) named += "," + ids[static_cast<std::size_t>(i)];
  ana.hears("*;uvchat/edits=*Z," + named + " :ben!~ben@* PRIVMSG #a :10");
}

TEST_F(Edit, WhatIsNotTrueIsToldAsTheClaimThatItIs) {
  const std::string of_ana = said(ana, "PRIVMSG #a :who is for it?");
  ben.skips_all();
  const std::string of_ben = said(ben, "PRIVMSG #a :not taken back");
  const auto claims = [&](Person& person, const std::string& id) {
    ana.skips_all();
    says(person, "@+uvchat/edits=" + id + " PRIVMSG #a :mine");
    ana.hears("@*;+uvchat/edits=" + id + " :*PRIVMSG #a :mine");
  };
  claims(ben, of_ben);
  claims(ben, of_ana);
  says(ana, "REDACT #a " + of_ana);
  claims(ben, of_ana);
  // An operator takes back what another one has said, and has not said it.
  says(ana, "REDACT #a " + of_ben);
  claims(ana, of_ben);
}

TEST_F(Edit, WhatOnlyOperatorsCouldHearIsNotReplacedByWhatAllHear) {
  const std::string id = said(ana, "PRIVMSG @#a :among us");
  says(ana, "REDACT #a " + id);
  ben.skips_all();
  says(ana, "@+uvchat/edits=" + id + " PRIVMSG #a :to all");
  ben.hears("@*;+uvchat/edits=" + id + " :*PRIVMSG #a :to all");
}

TEST_F(Edit, OneMessageTakesItsPlaceOnce) {
  const std::string id = said(ben, "PRIVMSG #a :helo");
  says(ben, "REDACT #a " + id);
  ana.skips_all();
  for (const char* mark : {"", "+"}) {
    says(ben, "@+uvchat/edits=" + id + " PRIVMSG #a :hello");
    ana.hears("@msgid=*;" + std::string(mark) + "uvchat/edits=*" + id + " :*PRIVMSG #a :hello");
  }
}

TEST_F(Edit, AMessageIsReplacedWhereItStood) {
  says(ben, "JOIN #b");
  ben.skips_all();
  const std::string id = said(ben, "PRIVMSG #a :helo");
  says(ben, "REDACT #a " + id);
  ben.skips_all();
  says(ben, "@+uvchat/edits=" + id + " PRIVMSG #b :hello");
  ben.hears("@*;+uvchat/edits=" + id + " :*PRIVMSG #b :hello");
  says(ben, "@+uvchat/edits=" + id + " PRIVMSG #A :hello");
  ben.hears("@*;uvchat/edits=*Z," + id + " :*PRIVMSG #a :hello");
}

}  // namespace
}  // namespace uvchat::hub
