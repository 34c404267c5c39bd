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

}  // namespace
}  // namespace uvchat::files
