// Files that are sent: by one request, and by several.

#include <gmock/gmock.h>

#include <string>

#include "tests/files/desk_uploads.h"
#include "uvchat/base/base64.h"

namespace uvchat::files {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST_F(DeskUploads, AFileIsSentWithItsNameAndFetchedAgain) {
  const Talk& sent =
      post("hello there", {{"content-type", "text/plain"},
                           {"content-disposition", "attachment; filename=\"../notes.txt\""}});
  ASSERT_EQ(sent.status(), 201);
  EXPECT_THAT(sent.field("Location"), StartsWith("https://chat.example.org/files/"));
  EXPECT_EQ(sent.took, 11U);
  const Talk& got = say("GET", path(sent.field("Location")));
  EXPECT_EQ(got.status(), 200);
  EXPECT_EQ(got.got, "hello there");
  EXPECT_THAT(got.field("Content-Type"), StartsWith("text/plain"));
  EXPECT_THAT(got.field("Content-Disposition"), HasSubstr("notes.txt"));
  EXPECT_EQ(got.field("X-Content-Type-Options"), "nosniff");
  EXPECT_THAT(got.field("Content-Security-Policy"), StartsWith("sandbox;"));
  EXPECT_TRUE(upload_rows.empty());
}

TEST_F(DeskUploads, WhoDoesNotSayWhoTheyAreIsAsked) {
  const Talk& nobody = say("POST", "/upload", {}, "hello");
  EXPECT_EQ(nobody.status(), 401);
  EXPECT_THAT(nobody.field("WWW-Authenticate"), StartsWith("Basic"));
  const Talk& wrong = say("POST", "/upload", {{"authorization", "Basic YW5hOndyb25n"}}, "hello");
  EXPECT_EQ(wrong.status(), 401);
  EXPECT_FALSE(wrong.is_taken);
  const Talk& token = say("POST", "/upload", {{"authorization", "Bearer token"}}, "hello");
  EXPECT_EQ(token.status(), 201);
}

TEST_F(DeskUploads, NoPasswordIsTakenWhereOthersCanReadIt) {
  const Talk& talk = say("POST", "/upload", {password}, "hello", false);
  EXPECT_EQ(talk.status(), 403);
  EXPECT_EQ(say("HEAD", path(begin_tus(5)), tus(), {}, false).status(), 403);
  EXPECT_TRUE(file_rows.empty());
}

TEST_F(DeskUploads, AFormHasItsFileInAField) {
  const std::string form =
      "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
      "Content-Type: text/plain\r\n\r\nhello\r\n--x--\r\n";
  const Talk& sent = post(form, {{"content-type", "multipart/form-data; boundary=x"}});
  ASSERT_EQ(sent.status(), 201);
  EXPECT_EQ(fetched(sent.field("Location")), "hello");
  EXPECT_EQ(file_rows.begin()->second.name, "a.txt");
  const Talk& cut =
      post(form.substr(0, 100), {{"content-type", "multipart/form-data; boundary=x"}});
  EXPECT_EQ(cut.status(), 400);
  EXPECT_EQ(file_rows.size(), 1U);
}

TEST_F(DeskUploads, TheSameBytesLieOnTheDiskOnceAndHaveTwoUrls) {
  const std::string one = post("the same").field("Location");
  const std::uint64_t bytes = depot->bytes_on_disk();
  const std::string two = post("the same").field("Location");
  EXPECT_NE(one, two);
  EXPECT_EQ(depot->bytes_on_disk(), bytes);
  EXPECT_EQ(file_rows.size(), 2U);
}

TEST_F(DeskUploads, WhatIsTooLargeIsRefusedBeforeItIsSent) {
  const Talk& file = post(std::string(settings.file_bytes_max + 1, 'x'));
  EXPECT_EQ(file.status(), 413);
  EXPECT_FALSE(file.is_taken);
  for (int i = 0; i < 3; ++i) post(std::string(900'000, 'x'));
  const Talk& account = post(std::string(900'000, 'x'));
  EXPECT_EQ(account.status(), 413);
  EXPECT_THAT(account.got, HasSubstr("in all"));
  settings.bytes_max = 1;
  desk->change_settings(settings);
  EXPECT_EQ(post("hello").status(), 507);
}

TEST_F(DeskUploads, WhatARefusalIsForIsToldToPrograms) {
  const std::string_view name = "Upload-Refusal";
  EXPECT_EQ(post(std::string(settings.file_bytes_max + 1, 'x')).field(name), "file_too_large");
  const Talk& large = say("POST", "/upload", tus({{"upload-length", "1000001"}, password}));
  EXPECT_EQ(large.field(name), "file_too_large");
  EXPECT_EQ(large.field("Tus-Resumable"), "1.0.0");
  const std::string form = "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n" +
                           std::string(settings.file_bytes_max + 1, 'x') + "\r\n--x--\r\n";
  const Talk& in_form = post(form, {{"content-type", "multipart/form-data; boundary=x"}});
  EXPECT_EQ(in_form.status(), 413);
  EXPECT_EQ(in_form.field(name), "file_too_large");
  for (int i = 0; i < 3; ++i) post(std::string(900'000, 'x'));
  const Talk& full = say("POST", "/upload", tus({{"upload-length", "900000"}, password}));
  EXPECT_EQ(full.status(), 413);
  EXPECT_EQ(full.field(name), "account_full");
  EXPECT_EQ(full.field("Tus-Resumable"), "1.0.0");
  const Talk& other = say("PATCH", path(begin_tus(5)), at(0), "hello, there");
  EXPECT_EQ(other.status(), 413);  // more than was announced is a mistake of the client
  EXPECT_EQ(other.field(name), "");
  settings.bytes_max = 1;
  desk->change_settings(settings);
  EXPECT_EQ(post("hello").field(name), "server_full");
}

TEST_F(DeskUploads, OfAFileThatBreaksOffNothingIsLeft) {
  hold_bodies = true;
  Talk& talk = post(std::string(100'000, 'x'));
  ASSERT_TRUE(talk.is_taken);
  send(talk, 60'000);
  settle();
  leave(talk);
  EXPECT_EQ(depot->bytes_on_disk(), 0U);
  EXPECT_TRUE(file_rows.empty());
}

TEST_F(DeskUploads, AnUploadWhoseKeyNobodyHasHeardIsGone) {
  Talk& talk = ask("POST", "/upload", tus({{"upload-length", "10"}, password}));
  step();  // the hub knows them
  leave(talk);
  EXPECT_TRUE(upload_rows.empty());
  EXPECT_EQ(begin_tus(10).empty(), false);
  EXPECT_EQ(upload_rows.size(), 1U);
}

TEST_F(DeskUploads, AnUploadGoesOnWhereItBrokeOff) {
  const std::string upload = path(begin_tus(10, {{"upload-metadata", "filename bm90ZXMudHh0"}}));
  hold_bodies = true;
  Talk& first = ask("PATCH", upload, at(0), "hello worl");
  settle();
  first.body.resize(6);
  desk->came(first.conn, "hello ");
  settle();
  leave(first);
  hold_bodies = false;
  const Talk& where = say("HEAD", upload, tus());
  EXPECT_EQ(where.field("Upload-Offset"), "6");
  EXPECT_EQ(where.field("Upload-Length"), "10");
  const Talk& rest = say("PATCH", upload, at(6), "worl");
  EXPECT_EQ(rest.status(), 204);
  EXPECT_EQ(rest.field("Upload-Offset"), "10");
  EXPECT_EQ(fetched(rest.field("Content-Location")), "hello worl");
  EXPECT_EQ(say("HEAD", upload, tus()).field("Content-Location"), rest.field("Content-Location"));
}

TEST_F(DeskUploads, AnUploadOutlivesTheServer) {
  const std::string upload = path(begin_tus(10));
  EXPECT_EQ(say("PATCH", upload, at(0), "hello").status(), 204);
  begin();
  EXPECT_EQ(say("HEAD", upload, tus()).field("Upload-Offset"), "5");
  const Talk& rest = say("PATCH", upload, at(5), "world");
  EXPECT_EQ(fetched(rest.field("Content-Location")), "helloworld");
}

TEST_F(DeskUploads, AnUploadWithoutAByteOutlivesTheServerToo) {
  const std::string upload = path(begin_tus(5));
  begin();
  EXPECT_EQ(say("HEAD", upload, tus()).field("Upload-Offset"), "0");
  EXPECT_EQ(say("PATCH", upload, at(0), "hello").status(), 204);
  const std::string lost = path(begin_tus(5));
  desk.reset();
  ASSERT_TRUE(depot->drop_part(hash_of_key(lost.substr(lost.rfind('/') + 1))));
  begin();
  EXPECT_EQ(say("PATCH", lost, at(0), "hello").status(), 204);
}

TEST_F(DeskUploads, AnotherOffsetIsAConflictAndTwoAtOnceAreRefused) {
  const std::string upload = path(begin_tus(10));
  EXPECT_EQ(say("PATCH", upload, at(3), "hello").status(), 409);
  hold_bodies = true;
  Talk& slow = ask("PATCH", upload, at(0), "hello");
  settle();
  EXPECT_EQ(say("PATCH", upload, at(0), "world").status(), 423);
  leave(slow);
  EXPECT_EQ(say("PATCH", upload, at(0), "hello, there").status(), 413);
}

TEST_F(DeskUploads, APieceWithAnotherChecksumIsForgotten) {
  const std::string upload = path(begin_tus(10));
  const std::string wrong = "sha1 " + to_base64(std::string(20, 'x'));
  const Talk& talk = say("PATCH", upload, at(0, {{"upload-checksum", wrong}}), "hello");
  EXPECT_EQ(talk.status(), 460);
  EXPECT_EQ(say("HEAD", upload, tus()).field("Upload-Offset"), "0");
  const std::string right = "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=";
  EXPECT_EQ(say("PATCH", upload, at(0, {{"upload-checksum", right}}), "hello").status(), 204);
}

TEST_F(DeskUploads, WhoKnowsTheKeyGivesUpTheUploadOrItsFile) {
  const std::string upload = path(begin_tus(10));
  say("PATCH", upload, at(0), "hello");
  EXPECT_EQ(say("DELETE", upload, tus()).status(), 204);
  EXPECT_EQ(say("HEAD", upload, tus()).status(), 404);
  EXPECT_EQ(depot->bytes_on_disk(), 0U);
  EXPECT_TRUE(upload_rows.empty());
  const std::string other = path(begin_tus(5));
  const std::string file = say("PATCH", other, at(0), "hello").field("Content-Location");
  EXPECT_EQ(say("DELETE", other, tus()).status(), 204);
  EXPECT_EQ(fetched(file), "status 404");
}

TEST_F(DeskUploads, OneThatIsBeingSentIsGivenUpToo) {
  const std::string upload = path(begin_tus(200'000));
  hold_bodies = true;
  Talk& sending = ask("PATCH", upload, at(0), std::string(200'000, 'x'));
  settle();
  send(sending, 65'536);  // and it is being written
  EXPECT_EQ(say("DELETE", upload, tus()).status(), 204);
  EXPECT_EQ(sending.status(), 410);
  EXPECT_EQ(say("HEAD", upload, tus()).status(), 404);
  EXPECT_TRUE(upload_rows.empty());
  EXPECT_EQ(depot->bytes_on_disk(), 0U);
}

TEST_F(DeskUploads, OneWhoseSenderIsSilentIsGivenUpAtOnce) {
  const std::string upload = path(begin_tus(200'000));
  hold_bodies = true;
  Talk& sending = ask("PATCH", upload, at(0), std::string(200'000, 'x'));
  settle();
  EXPECT_EQ(say("DELETE", upload, tus()).status(), 204);
  EXPECT_EQ(sending.status(), 410);
  EXPECT_EQ(depot->bytes_on_disk(), 0U);
}

TEST_F(DeskUploads, OneWhosePieceIsTakenBackIsGivenUpToo) {
  const std::string upload = path(begin_tus(10));
  const http::Field wrong{"upload-checksum", "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA="};
  const Talk& sending = ask("PATCH", upload, at(0, {wrong}), "hello");
  while (sending.took < 5) ASSERT_TRUE(step());
  const Talk& deletion = ask("DELETE", upload, tus());  // before the piece is taken back
  settle();
  EXPECT_EQ(deletion.status(), 204);
  EXPECT_EQ(sending.status(), 460);
  EXPECT_TRUE(upload_rows.empty());
  EXPECT_EQ(depot->bytes_on_disk(), 0U);
}

TEST_F(DeskUploads, AnUploadHasADay) {
  const std::string upload = path(begin_tus(10));
  say("PATCH", upload, at(0), "hello");
  now.wall_us += FileDesk::key_us;
  EXPECT_EQ(say("HEAD", upload, tus()).status(), 404);
  passes(61);
  EXPECT_TRUE(upload_rows.empty());
  EXPECT_EQ(depot->bytes_on_disk(), 0U);
}

TEST_F(DeskUploads, OneThatNeverBeginsHasAnHour) {
  begin_tus(10);
  now.wall_us += FileDesk::unused_us;
  passes(61);
  EXPECT_TRUE(upload_rows.empty());
}

TEST_F(DeskUploads, WithAnAccountItsUploadsGo) {
  const std::string upload = path(begin_tus(10));
  say("PATCH", upload, at(0), "hello");
  upload_rows.clear();  // as the store does with an account
  passes(61);
  EXPECT_EQ(say("PATCH", upload, at(5), "hello").status(), 404);
  EXPECT_EQ(depot->bytes_on_disk(), 0U);
}

TEST_F(DeskUploads, ThatTheServerHasTheSameBytesAlreadyIsNotToldByItsRoom) {
  settings.account_bytes_max = 100'000'000;
  settings.bytes_max = 1'000'000;
  begin();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(post(std::string(300'000, 'x')).status(), 201);
  EXPECT_EQ(depot->bytes_on_disk(), 300'000U);
  EXPECT_EQ(post(std::string(300'000, 'x')).status(), 507);
  EXPECT_EQ(post(std::string(300'000, 'y')).status(), 507);
  begin();  // nor after a restart
  EXPECT_EQ(post(std::string(300'000, 'x')).status(), 507);
}

TEST_F(DeskUploads, WhatIsDroppedMakesRoomWhenItIsOffTheDisk) {
  settings.bytes_max = 1'000'000;
  begin();
  EXPECT_EQ(post(std::string(900'000, 'x')).status(), 201);
  file_rows.clear();
  EXPECT_EQ(post(std::string(300'000, 'y')).status(), 507);
  passes(2 * 256 + 1);
  EXPECT_EQ(depot->bytes_on_disk(), 0U);
  EXPECT_EQ(post(std::string(300'000, 'y')).status(), 201);
}

TEST_F(DeskUploads, WhoSendsAndDeletesAgainAndAgainWaitsForTheSweep) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(post(std::string(900'000, 'x')).status(), 201);
    file_rows.clear();
  }
  const Talk& early = post(std::string(900'000, 'x'));
  EXPECT_EQ(early.status(), 429);
  EXPECT_EQ(early.field("Upload-Refusal"), "too_much_lately");
  passes(2 * 256 + 1);
  EXPECT_EQ(post(std::string(900'000, 'x')).status(), 201);
}

TEST_F(DeskUploads, WhatNobodyNamesLeavesTheDisk) {
  const std::string kept = post("kept").field("Location");
  post("given up");
  std::erase_if(file_rows, [](const auto& row) { return row.second.bytes == 8; });
  passes(257);
  EXPECT_EQ(depot->bytes_on_disk(), 4U);
  EXPECT_EQ(fetched(kept), "kept");
}

TEST_F(DeskUploads, AFileThatComesAgainWhileItIsSweptAwayIsThere) {
  post("hello");
  file_rows.clear();
  newest_job_first = true;  // it is placed before the sweep has dropped it
  until_the_sweep_asks();
  const std::string location = post("hello").field("Location");
  EXPECT_EQ(fetched(location), "hello");
}

TEST_F(DeskUploads, AFileThatComesAgainAfterTheSweepHasAskedIsThere) {
  post("hello");
  file_rows.clear();
  until_the_sweep_asks();
  store::Answered nothing{asked.front().ticket, carry_out(asked.front().request)};
  asked.pop_front();
  const std::string location = post("hello").field("Location");
  desk->answered(std::move(nothing));
  settle();
  EXPECT_EQ(fetched(location), "hello");
}

TEST_F(DeskUploads, WhileTheStoreIsAwayAFinishedUploadWaitsForIt) {
  const std::string upload = path(begin_tus(5));
  store_is_away = true;
  const Talk& talk = say("PATCH", upload, at(0), "hello");
  the_store_does_not_answer();
  EXPECT_EQ(talk.status(), 503);
  store_is_away = false;
  passes(300);
  EXPECT_EQ(say("HEAD", upload, tus()).field("Upload-Offset"), "5");
  const Talk& again = say("PATCH", upload, at(5));
  EXPECT_EQ(again.status(), 204);
  EXPECT_EQ(fetched(again.field("Content-Location")), "hello");
}

TEST_F(DeskUploads, OneAccountHasOnlySoManyUploadsUnderWay) {
  for (std::size_t i = 0; i < FileDesk::uploads_of_max; ++i) EXPECT_NE(begin_tus(5), "");
  const Talk& talk = post("hello");
  EXPECT_EQ(talk.status(), 429);
  EXPECT_EQ(talk.field("Upload-Refusal"), "too_many_uploads");
}

TEST_F(DeskUploads, TheFormsOfTusAreKept) {
  const Talk& options = say("OPTIONS", "/upload");
  EXPECT_EQ(options.status(), 204);
  EXPECT_EQ(options.field("Tus-Version"), "1.0.0");
  EXPECT_EQ(options.field("Allow"), "OPTIONS, POST");
  EXPECT_EQ(options.field("Tus-Max-Size"), "1000000");
  const Talk& created = say("POST", "/upload", tus({{"upload-length", "5"}, password}));
  EXPECT_EQ(created.status(), 201);
  EXPECT_EQ(created.field("Tus-Resumable"), "1.0.0");
  EXPECT_NE(created.field("Upload-Expires"), "");
  EXPECT_EQ(say("POST", "/upload", {{"tus-resumable", "0.2.2"}, password}).status(), 412);
  EXPECT_EQ(say("HEAD", "/upload/00000000000000000000000000000000", tus()).status(), 404);
  EXPECT_EQ(say("GET", "/upload").status(), 405);
}

}  // namespace
}  // namespace uvchat::files
