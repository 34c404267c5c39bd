// Uploads, while others are under way and the store is slow.

#include <string>
#include <vector>

#include "tests/files/desk_uploads.h"

namespace uvchat::files {
namespace {

TEST_F(DeskUploads, OneThatTheStoreIsToldOfAgainIsNotGivenUp) {
  const std::string upload = path(begin_tus(5));
  store_is_away = true;
  say("PATCH", upload, at(0), "hello");
  the_store_does_not_answer();
  const Talk& again = ask("PATCH", upload, at(5));
  EXPECT_EQ(say("DELETE", upload, tus()).status(), 423);
  store_is_away = false;
  settle();
  EXPECT_EQ(again.status(), 204);
  EXPECT_EQ(fetched(again.field("Content-Location")), "hello");
  EXPECT_EQ(say("DELETE", upload, tus()).status(), 204);
  EXPECT_TRUE(file_rows.empty());
}

TEST_F(DeskUploads, WhatIsGivenUpIsNoFileThoughTheStoreMayHaveMadeIt) {
  const std::string upload = path(begin_tus(5));
  store_is_away = true;
  say("PATCH", upload, at(0), "hello");
  carry_out(asked.front().request);
  the_store_does_not_answer();
  store_is_away = false;
  ASSERT_EQ(file_rows.size(), 1U);
  EXPECT_EQ(say("DELETE", upload, tus()).status(), 204);
  EXPECT_TRUE(file_rows.empty());
}

TEST_F(DeskUploads, AFileThatIsMadeWhileItsRoomIsAskedForCounts) {
  settings.account_bytes_max = 1'500'000;
  begin();
  file_rows["old"] = {"old", name_of('a'), 600'000, "text/plain", "", ana};
  const std::string upload = path(begin_tus(500'000));
  store_is_away = true;
  const Talk& second = ask("POST", "/upload", {password}, std::string(500'000, 'x'));
  settle();
  ASSERT_EQ(asked.size(), 1U);
  const store::Answered room{asked.front().ticket, carry_out(asked.front().request)};
  asked.clear();
  store_is_away = false;
  EXPECT_EQ(say("PATCH", upload, at(0), std::string(500'000, 'x')).status(), 204);
  desk->answered(store::Answered(room));
  settle();
  EXPECT_EQ(second.status(), 413);
  EXPECT_EQ(file_rows.size(), 2U);
}

TEST_F(DeskUploads, OfManyThatNobodySendsAFewAreOpen) {
  std::vector<std::string> uploads;
  for (std::size_t i = 0; i < FileDesk::open_parts_max + 6; ++i) {
    const http::Field somebody{"authorization", "Bearer of-" + std::to_string(i % 7 + 1)};
    const Talk& begun = say("POST", "/upload", tus({{"upload-length", "10"}, somebody}));
    uploads.push_back(path(begun.field("Location")));
    EXPECT_EQ(say("PATCH", uploads.back(), at(0), "hello").status(), 204);
  }
  passes(1);
  for (const std::string& upload : uploads) {
    const Talk& rest = say("PATCH", upload, at(5), "there");
    EXPECT_EQ(fetched(rest.field("Content-Location")), "hellothere");
  }
}

// --- Those that are not finished, as their owner is told

TEST_F(DeskUploads, ThatAreNotFinishedAreToldToTheirAccountWhatEndsFirstFirst) {
  const std::string name = "filename Y2F0LmpwZw==";  // cat.jpg
  const std::string begun = path(begin_tus(10, {{"upload-metadata", name}}));
  say("PATCH", begun, at(0), "hello");
  begin_tus(7);
  const Talk& other = say("POST", "/upload", tus({{"upload-length", "9"}, of_9}));
  EXPECT_EQ(other.status(), 201);
  const auto told = pending_of(ana);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].bytes_all, 7U);
  EXPECT_EQ(told[0].until_us, now.wall_us + FileDesk::unused_us);
  EXPECT_EQ(told[1].id, hash_of_key(begun.substr(begun.rfind('/') + 1)));
  EXPECT_EQ(told[1].name, "cat.jpg");
  EXPECT_EQ(told[1].bytes, 5U);
  EXPECT_EQ(told[1].bytes_all, 10U);
  EXPECT_EQ(told[1].until_us, now.wall_us + FileDesk::key_us);
  EXPECT_TRUE(pending_of(3).empty());
}

TEST_F(DeskUploads, ThatAreNotFinishedAreGivenUpByTheirAccountWhichMakesRoom) {
  settings.account_bytes_max = 1'000'000;
  begin();
  const std::string upload = path(begin_tus(900'000));
  const std::string id = pending_of(ana).at(0).id;
  const Talk& refused = post(std::string(200'000, 'x'));
  EXPECT_EQ(refused.status(), 413);
  EXPECT_EQ(refused.got,
            "Your files may have 1000000 bytes in all, and have 900000 already, with 1 upload that "
            "is not finished. FILES LIST shows them, and FILES DELETE makes room.\n");
  EXPECT_EQ(give_up(id, 9), UploadsOutcome::absent);
  EXPECT_EQ(give_up(std::string(64, 'e'), ana), UploadsOutcome::absent);
  EXPECT_EQ(give_up(id, ana), UploadsOutcome::done);
  EXPECT_EQ(give_up(id, ana), UploadsOutcome::absent);
  EXPECT_TRUE(upload_rows.empty());
  EXPECT_EQ(say("HEAD", upload, tus()).status(), 404);
  EXPECT_EQ(post(std::string(200'000, 'x')).status(), 201);
}

TEST_F(DeskUploads, WhatIsSentNowIsToldAndGivenUpToo) {
  hold_bodies = true;
  Talk& sent = ask("POST", "/upload", {password}, "hello");
  settle();
  ASSERT_TRUE(sent.is_taken);
  const auto told = pending_of(ana);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(give_up(told[0].id, ana), UploadsOutcome::done);
  EXPECT_EQ(sent.status(), 410);
  EXPECT_TRUE(pending_of(ana).empty());
}

TEST_F(DeskUploads, WhatIsBecomingAFileIsNotGivenUp) {
  const std::string upload = path(begin_tus(5));
  store_is_away = true;
  ask("PATCH", upload, at(0), "hello");
  settle();
  EXPECT_EQ(give_up(pending_of(ana).at(0).id, ana), UploadsOutcome::busy);
  store_is_away = false;
  settle();
  EXPECT_TRUE(pending_of(ana).empty());
  EXPECT_EQ(file_rows.size(), 1U);
}

TEST_F(DeskUploads, WhichThereAreIsUnknownUntilTheStoreHasToldTheOnesOfBefore) {
  begin_tus(10);
  store_is_away = true;
  begin();
  EXPECT_EQ(desk->asked({{}, ana}).outcome, UploadsOutcome::unknown);
  EXPECT_EQ(give_up(std::string(64, 'e'), ana), UploadsOutcome::unknown);
  store_is_away = false;
  settle();
  EXPECT_EQ(pending_of(ana).size(), 1U);
}

}  // namespace
}  // namespace uvchat::files
