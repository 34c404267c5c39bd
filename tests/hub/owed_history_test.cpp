// What history still owes the store, and what waits for what.

#include <gtest/gtest.h>

#include <string>

#include "tests/hub/kept_lines.h"

namespace uvchat::hub {
namespace {

// A store that erases rooms slowly: each time it is asked, some of the room is left.
struct OwedHistory : Remembered {
  store::Answer answer_to(const store::Request& request) override {
    if (!std::holds_alternative<store::FreeRoom>(request)) return Remembered::answer_to(request);
    ++asked_to_free;
    return {.outcome = erases ? store::Outcome::done : store::Outcome::absent};
  }
  // The guest makes so many rooms, which end.
  void makes_rooms(Person& guest, int count) {
    for (int i = 0; i < count; ++i) {
      const std::string room = "#room" + std::to_string(i);
      says(guest, "JOIN " + room);
      says(guest, "PART " + room);
    }
    guest.skips_all();
  }

  int asked_to_free = 0;
  bool erases = false;
};

TEST_F(OwedHistory, RoomsThatEndHoldUpNothing) {
  Person& ana = with_account("ana", "draft/read-marker");
  says(ana, "JOIN #a");
  makes_rooms(chat.registered("guest"), 20);
  Person& ben = with_account("ben");
  ben.says("JOIN #a");
  ana.skips_all();
  ana.says("MARKREAD #a timestamp=2026-11-22T14:03:11.123Z");
  chat.waits_ms(100);
  serves();
  EXPECT_EQ(joined.size(), 2U);
  EXPECT_EQ(markers.size(), 1U);
  EXPECT_GE(asked_to_free, 20);
}

TEST_F(OwedHistory, WhatIsLeftOfThemIsNotAskedForAllTheTime) {
  makes_rooms(chat.registered("guest"), 10);
  chat.waits_ms(100);
  serves();
  const int before = asked_to_free;
  for (int i = 0; i < 20; ++i) {
    chat.waits_ms(1'000);
    serves();
  }
  EXPECT_EQ(asked_to_free, before);
  erases = true;
  chat.waits_ms(30'000);
  serves();
  EXPECT_EQ(asked_to_free, before + 10);
  chat.waits_ms(60'000);
  serves();
  EXPECT_EQ(asked_to_free, before + 10);
}

TEST_F(OwedHistory, ManyWhoJoinAtOnceAreNotedAtOnce) {
  Person& ana = with_account("ana");
  Person& ben = with_account("ben");
  Person& eve = with_account("eve");
  says(ana, "JOIN #a");
  ben.says("JOIN #a");
  eve.says("JOIN #a");
  int notes = 0;
  for (const Request& request : chat.hub().take_requests()) {
    const auto* ask = std::get_if<AskStore>(&request);
    if (ask != nullptr && std::holds_alternative<store::NoteJoin>(ask->request)) ++notes;
    serve(request);
  }
  EXPECT_EQ(notes, 2);
}

TEST_F(OwedHistory, ARoomIsFreedBehindWhatIsKeptOfIt) {
  Person& ana = with_account("ana");
  ana.says("JOIN #a");
  ana.says("PART #a");
  bool is_joined = false;
  bool is_freed = false;
  for (int round = 0; round < 4; ++round) {
    for (const Request& request : chat.hub().take_requests()) {
      if (const auto* ask = std::get_if<AskStore>(&request)) {
        is_joined |= std::holds_alternative<store::NoteJoin>(ask->request);
        is_freed |= std::holds_alternative<store::FreeRoom>(ask->request);
      }
      EXPECT_TRUE(is_joined || !is_freed);
      serve(request);
    }
  }
  EXPECT_TRUE(is_freed);
}

}  // namespace
}  // namespace uvchat::hub
