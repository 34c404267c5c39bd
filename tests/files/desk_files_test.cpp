// Files that are fetched.

#include <gmock/gmock.h>

#include <string>

#include "tests/files/desk_world.h"
#include "tests/picture/pictures.h"

namespace uvchat::files {
namespace {

using picture::exif;
using picture::jpeg_begin;
using picture::jpeg_end;
using picture::jpeg_picture;
using picture::nul;
using picture::segment;
using testing::StartsWith;

class DeskFiles : public DeskWorld {
 protected:
  std::string sent(const std::string& bytes, std::vector<http::Field> fields = {}) {
    const std::string location = post(bytes, std::move(fields)).field("Location");
    return location.substr(location.find("/files/"));
  }
};

TEST_F(DeskFiles, APartIsFetchedAndWhatIsKnownIsNot) {
  const std::string file = sent("0123456789");
  const Talk& part = say("GET", file, {{"range", "bytes=2-4"}});
  EXPECT_EQ(part.status(), 206);
  EXPECT_EQ(part.got, "234");
  EXPECT_EQ(part.field("Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(say("GET", file, {{"range", "bytes=10-"}}).status(), 416);
  const Talk& known = say("GET", file, {{"if-none-match", part.field("ETag")}});
  EXPECT_EQ(known.status(), 304);
  EXPECT_EQ(known.got, "");
}

TEST_F(DeskFiles, WhoeverComesWhileTooManyAreOpenIsToldToComeLater) {
  const std::string file = sent("hello");
  depot->bound_open_files(2);
  hold_bodies = true;
  Talk& first = say("GET", file);
  say("GET", file);
  const Talk& third = say("GET", file);
  EXPECT_EQ(third.status(), 503);
  EXPECT_EQ(third.field("Retry-After"), "10");
  EXPECT_EQ(post("other").status(), 503);
  leave(first);
  hold_bodies = false;
  EXPECT_EQ(say("GET", file).got, "hello");
  EXPECT_EQ(post("other").status(), 201);
}

TEST_F(DeskFiles, AnUploadThatNobodySendsMakesPlaceForWhatIsFetched) {
  const std::string file = sent("hello");
  depot->bound_open_files(1);
  const std::string upload = begin_tus(10).substr(std::string("https://chat.example.org").size());
  EXPECT_EQ(say("PATCH", upload, at(0), "hello").status(), 204);
  EXPECT_EQ(say("GET", file).status(), 503);
  EXPECT_EQ(say("GET", file).got, "hello");
  EXPECT_EQ(say("PATCH", upload, at(5), "there").status(), 204);
}

TEST_F(DeskFiles, ItsEtagTellsNothingOfItsBytes) {
  const std::string one = sent("the same");
  const std::string two = sent("the same");
  EXPECT_NE(say("GET", one).field("ETag"), say("GET", two).field("ETag"));
}

TEST_F(DeskFiles, ALongFileComesInPieces) {
  std::string bytes;
  while (bytes.size() < 300'000) bytes += std::to_string(bytes.size());
  const std::string file = sent(bytes);
  EXPECT_EQ(say("GET", file).got, bytes);
}

TEST_F(DeskFiles, AnyNameMayFollowItsId) {
  const std::string file = sent("hello");
  const std::string id = file.substr(0, std::string("/files/").size() + 32);
  EXPECT_EQ(say("GET", id).got, "hello");
  EXPECT_EQ(say("GET", id + "/notes.txt").got, "hello");
  EXPECT_EQ(say("GET", id + "0").status(), 404);
  EXPECT_EQ(say("GET", "/files/..%2f..%2fetc%2fpasswd").status(), 404);
  EXPECT_EQ(say("GET", "/files/").status(), 404);
}

TEST_F(DeskFiles, WhatCouldRunIsOfferedForDownloadAlone) {
  for (const char* bytes :
       {"<!doctype html><script>alert(1)</script>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>", "%PDF-1.4 and more"}) {
    const Talk& got = say("GET", sent(bytes, {{"content-type", "image/svg+xml"}}));
    EXPECT_EQ(got.field("Content-Type"), "application/octet-stream") << bytes;
    EXPECT_THAT(got.field("Content-Disposition"), StartsWith("attachment")) << bytes;
    EXPECT_EQ(got.got, bytes);
  }
}

TEST_F(DeskFiles, APictureThatCouldBeAPageLosesItsMetadataAndIsNotShown) {
  const std::string where = segment(0xE1, "Exif" + nul(2) + exif(true, 6));
  const std::string picture =
      jpeg_begin + where + segment(0xFE, "<html>") + jpeg_picture + jpeg_end;
  const Talk& got = say("GET", sent(picture, {{"content-type", "image/jpeg"}}));
  EXPECT_EQ(got.got, jpeg_begin + jpeg_picture + jpeg_end);
  EXPECT_THAT(got.field("Content-Disposition"), StartsWith("attachment"));
  EXPECT_EQ(post(jpeg_begin + where, {{"content-type", "image/jpeg"}}).status(), 422);
  EXPECT_EQ(post(jpeg_begin + where, {{"content-type", "application/octet-stream"}}).status(), 201);
}

TEST_F(DeskFiles, AFileWhoseTimeIsOverIsGone) {
  settings.keep_us = 60'000'000;
  desk->change_settings(settings);
  const std::string file = sent("hello");
  EXPECT_EQ(say("GET", file).status(), 200);
  now.wall_us += 60'000'000;
  EXPECT_EQ(say("GET", file).status(), 404);
}

TEST_F(DeskFiles, WhoseBytesAreGoneIsAnErrorOfTheServer) {
  const std::string file = sent("hello");
  ASSERT_TRUE(depot->drop_file(file_rows.begin()->second.hash));
  EXPECT_EQ(say("GET", file).status(), 500);
}

}  // namespace
}  // namespace uvchat::files
