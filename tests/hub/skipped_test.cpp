// Slow readers who can ask for what they were not sent.

#include <gtest/gtest.h>

#include "tests/hub/kept_lines.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view fetches = "batch draft/chathistory message-tags server-time";

struct Skipping : Remembered {
  explicit Skipping(HubSettings settings = with_history()) : Remembered(std::move(settings)) {}

  static HubSettings strict() {
    HubSettings settings = with_history();
    settings.history.is_strict = true;
    return settings;
  }
  Person& in_rooms(std::string_view nick, std::string_view rooms, std::string_view caps = fetches) {
    Person& person = chat.registered(nick, caps);
    says(person, "JOIN " + std::string(rooms));
    person.skips_all();
    return person;
  }
  // A slow reader misses "one" and "two", a second apart, and is told so.
  void misses_two_lines() {
    Person& slow = in_rooms("slow", "#a");
    Person& ana = in_rooms("ana", "#a");
    slow.skips_all();
    slow.stops_reading();
    says(ana, "PRIVMSG #a :one");
    chat.waits_ms(1'000);
    says(ana, "NOTICE #a :two");
    slow.hears_nothing();
    slow.reads_again();
    slow.hears(
        "@time=2026-*;draft/chathistory-context;"
        "uvchat/skipped=2026-09-21T14:13:20.122Z,2026-09-21T14:13:21.124Z :srv NOTICE #a :"
        "What was said after 2026-09-21T14:13:20.122Z and before 2026-09-21T14:13:21.124Z was not "
        "sent to you, because you read too slowly. It is in the history");
    slow.hears_nothing();
    says(slow,
         "CHATHISTORY BETWEEN #a timestamp=2026-09-21T14:13:20.122Z "
         "timestamp=2026-09-21T14:13:21.124Z 10");
    slow.hears("*BATCH +inner*");
    slow.hears("* PRIVMSG #a :one");
    slow.hears("* NOTICE #a :two");
    slow.hears("*BATCH -inner");
  }
};

struct SkippingWhatIsStored : Skipping {
  SkippingWhatIsStored() : Skipping(strict()) {}
};

TEST_F(Skipping, WhoReadsTooSlowlyIsToldFromWhenToWhenAndCanFetchIt) { misses_two_lines(); }

TEST_F(SkippingWhatIsStored, WhoReadsTooSlowlyIsToldFromWhenToWhenAndCanFetchIt) {
  misses_two_lines();
}

TEST_F(Skipping, EachChannelInWhichSomethingWasSaidHasItsNotice) {
  Person& slow = in_rooms("slow", "#a,#b,#c");
  Person& ana = in_rooms("ana", "#a,#b,#c");
  says(ana, "PRIVMSG #b :before");
  chat.waits_ms(1'000);
  slow.skips_all();
  slow.stops_reading();
  says(ana, "PRIVMSG #a :one");
  says(ana, "PRIVMSG #c :two");
  slow.reads_again();
  slow.hears("*uvchat/skipped=* :srv NOTICE #a :What was said *");
  slow.hears("*uvchat/skipped=* :srv NOTICE #c :What was said *");
  slow.hears_nothing();
}

TEST_F(Skipping, WhatAClientKeepsIsToldAsEver) {
  Person& ana = in_rooms("ana", "#a");
  Person& slow = in_rooms("slow", "#a");
  slow.stops_reading();
  says(ana, "TOPIC #a :news");
  says(ana, "@+draft/react=x TAGMSG #a");
  says(ana, "PRIVMSG slow :in private");
  says(ana, "NICK anna");
  says(ana, "PART #a");
  slow.hears("*:ana!* TOPIC #a :news");
  slow.hears("*:ana!* TAGMSG #a");
  slow.hears("*:ana!* PRIVMSG slow :in private");
  slow.hears("*:ana!* NICK anna");
  slow.hears("*:anna!* PART #a*");
  slow.reads_again();
  slow.hears_nothing();
}

TEST_F(Skipping, WhoCannotAskForItIsToldAll) {
  Person& slow = in_rooms("slow", "#a", "batch message-tags server-time");
  Person& half = in_rooms("half", "#a", "draft/chathistory message-tags server-time");
  Person& ana = in_rooms("ana", "#a");
  slow.skips_all();
  half.skips_all();
  slow.stops_reading();
  half.stops_reading();
  says(ana, "PRIVMSG #a :one");
  slow.hears("* PRIVMSG #a :one");
  half.hears("* PRIVMSG #a :one");
}

TEST_F(Skipping, AClientThatDoesNotAskAnyMoreIsToldAll) {
  Person& slow = in_rooms("slow", "#a");
  Person& ana = in_rooms("ana", "#a");
  says(slow, "CAP REQ -draft/chathistory");
  slow.skips_all();
  slow.stops_reading();
  says(ana, "PRIVMSG #a :one");
  slow.hears("* PRIVMSG #a :one");
}

TEST_F(Skipping, WhatIsForARankAloneIsNotLeftOut) {
  Person& slow = in_rooms("slow", "#a");
  Person& ana = in_rooms("ana", "#a");
  slow.skips_all();
  slow.stops_reading();
  says(ana, "PRIVMSG @#a :help");
  slow.hears("* PRIVMSG @#a :help");
}

TEST_F(Skipping, WhoHasLeftAChannelMeanwhileIsToldSoOnce) {
  Person& ana = in_rooms("ana", "#a,#b");
  Person& slow = in_rooms("slow", "#a,#b");
  slow.stops_reading();
  says(ana, "PRIVMSG #b :one");
  says(ana, "KICK #b slow");
  says(ana, "PRIVMSG #a :two");
  slow.hears("*:ana!* KICK #b slow*");
  slow.reads_again();
  slow.hears("*:srv NOTICE #a :What was said *. It is in the history");
  slow.hears("*:srv NOTICE slow :What was said * in channels that you have left was not sent *");
  slow.hears_nothing();
}

TEST_F(Skipping, OthersAreToldNothingOfIt) {
  Person& ana = with_account("ana", fetches);
  Person& fast = chat.registered("other", fetches);
  says(ana, "JOIN #a");
  Person& ben = in_rooms("ben", "#a");
  says(fast, "JOIN #a");
  fast.skips_all();
  ana.skips_all();
  ana.stops_reading();
  says(ben, "PRIVMSG #a :one");
  fast.hears("* PRIVMSG #a :one");
  ana.reads_again();
  ana.hears("* NOTICE #a :What was said *");
  fast.hears_nothing();
}

TEST(SkippingWithoutHistory, NothingIsLeftOut) {
  Conversation chat;
  Person& slow = chat.registered("slow", "batch message-tags server-time");
  Person& ana = chat.registered("ana");
  slow.says("JOIN #a");
  ana.says("JOIN #a");
  slow.skips_all();
  slow.stops_reading();
  ana.says("PRIVMSG #a :one");
  slow.hears("* PRIVMSG #a :one");
  EXPECT_TRUE(slow.skipped().empty());
}

}  // namespace
}  // namespace uvchat::hub
