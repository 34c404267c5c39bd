#include "transfer/upload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <functional>
#include <optional>

#include "chat/file_url.h"
#include "transfer/attempts.h"
#include "transfer/parcel.h"
#include "uvchat/cipher/file_stream.h"

// Files sent by tus to a server that is made up.

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string host = "http://127.0.0.1:8080/upload";

// It has one upload, and loses its connections when it is told to.
class FakeTus final : public Http {
 public:
  Result<HttpAnswer> ask(const HttpRequest& request) override {
    asked.push_back(request.method + " " + request.url);
    all_fields.insert(all_fields.end(), request.fields.begin(), request.fields.end());
    if (request.method == "POST") return created;
    if (request.method == "DELETE") {
      if (deletions.empty()) return HttpAnswer{.status = 204};
      const HttpAnswer answer = deletions.front();
      if (deletions.size() > 1) deletions.pop_front();
      return answer;
    }
    if (request.method == "PATCH") {
      if (on_patch) return on_patch(request);
      const std::size_t room = breaks_after.empty() ? request.body_bytes : breaks_after.front();
      take(request, std::min<std::size_t>(room, request.body_bytes));
      if (!breaks_after.empty()) {
        breaks_after.pop_front();
        return fail("the line is cut");
      }
    }
    if (refusal) return *refusal;
    HttpAnswer answer{.status = 204};
    answer.fields["upload-offset"] = std::to_string(stored.size());
    if (stored.size() == wanted) answer.fields["content-location"] = file_url;
    return answer;
  }

  void take(const HttpRequest& request, std::size_t bytes) {
    std::vector<char> buffer(7);
    while (bytes > 0) {
      const auto got = request.body(std::span(buffer).first(std::min(bytes, buffer.size())));
      if (got == 0) return;
      stored.append(buffer.data(), got);
      bytes -= got;
    }
  }

  HttpAnswer created{.status = 201, .fields = {{"location", host + "/secret"}}};
  std::function<Result<HttpAnswer>(const HttpRequest&)> on_patch;
  std::optional<HttpAnswer> refusal;
  std::deque<HttpAnswer> deletions;  // the answers to DELETE; the last one stays
  std::string file_url = "/files/0123.jpg";
  std::size_t wanted = 0;
  std::deque<std::size_t> breaks_after;
  std::string stored;
  std::vector<std::string> asked;
  std::vector<std::string> all_fields;
};

class UploadTest : public testing::Test {
 protected:
  UploadTest() {
    watch_.is_stopped = [this] { return stops_at_ <= moved_; };
    watch_.moved = [this](std::uint64_t bytes, std::uint64_t) { moved_ = bytes; };
    watch_.broken = [this](const std::string&) { ++broken_; };
    watch_.now_ms = [this] { return now_ms_; };
    watch_.rest = [this](std::uint64_t ms) { now_ms_ += ms; };
    watch_.linger = [this](std::uint64_t ms) {
      lingered_ms_ += ms;
      return lingered_ms_ <= lingers_ms_max_;
    };
    watch_.left_there = [this](const std::string& why) { why_left_there_ = why; };
  }

  std::string file(const std::string& contents) {
    const std::string path = testing::TempDir() + "upload-test-cat.jpg";
    std::ofstream(path, std::ios::binary) << contents;
    return path;
  }
  Result<Parcel> packed(const std::string& path, bool is_enciphered = false) {
    UploadOrder order;
    order.file.path = path;
    order.is_enciphered = is_enciphered;
    return pack(order, watch_);
  }
  Result<Uploaded> sends(const std::string& contents, bool is_enciphered = false) {
    auto parcel = packed(file(contents), is_enciphered);
    if (!parcel) return tl::unexpected(parcel.error());
    parcel_ = *std::move(parcel);
    tus_.wanted = parcel_.bytes;
    return upload(tus_, host, "t0ken", parcel_, watch_);
  }

  std::ptrdiff_t times(const std::string& method) const {
    return std::count_if(tus_.asked.begin(), tus_.asked.end(),
                         [&](const std::string& each) { return each.starts_with(method); });
  }

  FakeTus tus_;
  TransferWatch watch_;
  std::uint64_t now_ms_ = 0;
  Parcel parcel_;
  std::uint64_t moved_ = 0;
  std::uint64_t stops_at_ = ~std::uint64_t{0};
  int broken_ = 0;
  std::uint64_t lingered_ms_ = 0;
  std::uint64_t lingers_ms_max_ = ~std::uint64_t{0};
  std::string why_left_there_;
};

TEST_F(UploadTest, AFileIsSentWithItsNameAndHasAUrlAfterwards) {
  const auto sent = sends("all that there is");
  ASSERT_TRUE(sent) << sent.error().text;
  EXPECT_EQ(sent->url, "http://127.0.0.1:8080/files/0123.jpg");
  EXPECT_EQ(sent->upload_url, host + "/secret");
  EXPECT_EQ(tus_.stored, "all that there is");
  EXPECT_THAT(tus_.asked, ElementsAre("POST " + host, "PATCH " + host + "/secret"));
  EXPECT_THAT(tus_.all_fields, Contains("Authorization: Bearer t0ken"));
  EXPECT_THAT(tus_.all_fields, Contains("Upload-Metadata: filename dXBsb2FkLXRlc3QtY2F0LmpwZw=="));
}

TEST_F(UploadTest, ABrokenConnectionIsMadeAgainAndGoesOnWhereItWas) {
  tus_.breaks_after = {3, 0, 9};
  const auto sent = sends("a longer text than that");
  ASSERT_TRUE(sent) << sent.error().text;
  EXPECT_EQ(tus_.stored, "a longer text than that");
  EXPECT_EQ(broken_, 3);
  EXPECT_THAT(tus_.asked, Contains("HEAD " + host + "/secret"));
}

TEST_F(UploadTest, AConnectionThatNeverHoldsIsGivenUp) {
  tus_.breaks_after.assign(100, 0);
  const auto sent = sends("text");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().text, "there is no answer: the line is cut");
  EXPECT_EQ(tus_.asked.back(), "DELETE " + host + "/secret");
}

// --- A server that brings it no further

TEST_F(UploadTest, AServerThatTakesItAndIsSilentIsGivenUpSoon) {
  tus_.on_patch = [this](const HttpRequest& request) -> Result<HttpAnswer> {
    std::vector<char> buffer(100);
    request.body(buffer);
    now_ms_ += 60'000;
    return fail("it has timed out");
  };
  EXPECT_EQ(sends("text").error().text, "there is no answer: it has timed out");
  EXPECT_LT(now_ms_, 200'000U);
  EXPECT_EQ(tus_.asked.back(), "DELETE " + host + "/secret");
}

TEST_F(UploadTest, AServerThatTakesTheSameAgainAndAgainIsGivenUp) {
  tus_.on_patch = [this](const HttpRequest& request) -> Result<HttpAnswer> {
    HttpAnswer answer{.status = 204};
    answer.fields["upload-offset"] = "70000";
    tus_.take(request, 5);
    tus_.stored.clear();  // what HEAD tells
    return answer;
  };
  EXPECT_EQ(sends(std::string(200'000, 'x')).error().text, "the server takes no more of it");
  EXPECT_LT(times("PATCH"), 20);
}

TEST_F(UploadTest, AServerThatTakesAByteAtATimeIsGivenUp) {
  tus_.on_patch = [this](const HttpRequest& request) -> Result<HttpAnswer> {
    tus_.take(request, 1);
    HttpAnswer answer{.status = 204};
    answer.fields["upload-offset"] = std::to_string(tus_.stored.size());
    return answer;
  };
  EXPECT_EQ(sends("a longer text than that").error().text, "the server takes no more of it");
}

TEST_F(UploadTest, WhatMovesForLongAndBreaksOnceGoesOn) {
  tus_.breaks_after = {150'000};
  watch_.moved = [this](std::uint64_t, std::uint64_t) { now_ms_ += 1; };  // for minutes
  ASSERT_TRUE(sends(std::string(1'000'000, 'x')));
  EXPECT_GT(now_ms_, Attempts::waited_max_ms);
}

TEST_F(UploadTest, WhatIsBecomingAFileStillIsAskedForUntilItIsOne) {
  int patches = 0;
  tus_.on_patch = [&](const HttpRequest& request) -> Result<HttpAnswer> {
    tus_.take(request, request.body_bytes);
    tus_.wanted = ++patches < 3 ? 0 : tus_.stored.size();
    if (patches == 1) return fail("it has timed out");
    if (patches == 2) return HttpAnswer{.status = 423};
    HttpAnswer answer{.status = 204};
    answer.fields["upload-offset"] = std::to_string(tus_.stored.size());
    answer.fields["content-location"] = tus_.file_url;
    return answer;
  };
  const auto sent = sends("text");
  ASSERT_TRUE(sent) << sent.error().text;
  EXPECT_EQ(sent->url, "http://127.0.0.1:8080/files/0123.jpg");
}

TEST_F(UploadTest, WhatIsStoppedIsGivenUpOnTheServer) {
  stops_at_ = 5;
  tus_.breaks_after = {6};
  ASSERT_FALSE(sends("text that is stopped"));
  EXPECT_EQ(tus_.asked.back(), "DELETE " + host + "/secret");
}

TEST_F(UploadTest, WhatTheServerStillReceivesIsGivenUpALittleLater) {
  stops_at_ = 5;
  tus_.breaks_after = {6};
  tus_.deletions = {{.status = 423}, {.status = 423}, {.status = 204}};
  ASSERT_FALSE(sends("text that is stopped"));
  EXPECT_EQ(std::count(tus_.asked.begin(), tus_.asked.end(), "DELETE " + host + "/secret"), 3);
  EXPECT_GT(lingered_ms_, 0U);
  EXPECT_EQ(why_left_there_, "");
}

TEST_F(UploadTest, WhatTheServerDoesNotGiveUpIsTold) {
  stops_at_ = 5;
  tus_.breaks_after = {6};
  tus_.deletions = {{.status = 423, .fields = {}, .text = "It is being sent.\n"}};
  ASSERT_FALSE(sends("text that is stopped"));
  EXPECT_EQ(why_left_there_, "the server refuses it: It is being sent");
  EXPECT_EQ(std::count(tus_.asked.begin(), tus_.asked.end(), "DELETE " + host + "/secret"), 6);
}

TEST_F(UploadTest, WhereTheProgramEndsABusyServerIsNotAskedForLong) {
  stops_at_ = 5;
  tus_.breaks_after = {6};
  tus_.deletions = {{.status = 503, .fields = {}, .text = "It is busy.\n"}};
  lingers_ms_max_ = 1'000;
  ASSERT_FALSE(sends("text that is stopped"));
  EXPECT_EQ(std::count(tus_.asked.begin(), tus_.asked.end(), "DELETE " + host + "/secret"), 2);
  EXPECT_EQ(why_left_there_, "the server refuses it: It is busy");
}

TEST_F(UploadTest, WhatIsNotThereAnyMoreNeedNotBeGivenUp) {
  tus_.deletions = {{.status = 404}};
  drop_upload(tus_, host + "/secret", watch_);
  EXPECT_EQ(why_left_there_, "");
  tus_.deletions = {{.status = 405}};
  drop_upload(tus_, host + "/secret", watch_);
  EXPECT_EQ(why_left_there_, "the server refuses it: HTTP 405");
  EXPECT_EQ(lingered_ms_, 0U);
}

TEST_F(UploadTest, ARefusalIsToldInTheServersWords) {
  tus_.created = {.status = 403, .fields = {}, .text = "The way is not secure.\n"};
  EXPECT_EQ(sends("x").error().text, "the server refuses it: The way is not secure");
  tus_.created = {.status = 401, .fields = {}, .text = "<html>"};
  EXPECT_EQ(sends("x").error().text, "the server refuses it: HTTP 401");
}

TEST_F(UploadTest, ARefusalWithACauseIsToldInTheUsersWords) {
  const auto refused = [this](int status, const std::string& cause) {
    tus_.created = {.status = status, .fields = {{"tus-resumable", "1.0.0"}}, .text = "No.\n"};
    if (!cause.empty()) tus_.created.fields["upload-refusal"] = cause;
    return sends("x").error().text;
  };
  EXPECT_EQ(refused(413, "file_too_large"), "the server takes no file as large as that");
  EXPECT_EQ(refused(413, "account_full"),
            "there is no room for it among the files of your account, with those that are not "
            "finished: delete some, see /files");
  EXPECT_EQ(refused(429, "too_many_uploads"),
            "too many of your uploads are not finished: wait for them, or delete some, see /files");
  EXPECT_EQ(refused(429, "too_much_lately"),
            "your account has sent and deleted much lately: try again in ten minutes");
  EXPECT_EQ(refused(507, "server_full"),
            "the server has no room for more files: its operators have to make some");
  EXPECT_EQ(refused(413, ""), "the server refuses it: No");
  EXPECT_EQ(refused(413, "a cause of a later version"), "the server refuses it: No");
}

TEST_F(UploadTest, HowLargeAFileMayBeIsToldWhereTheServerSaysSo) {
  tus_.created = {.status = 413,
                  .fields = {{"upload-refusal", "file_too_large"}, {"tus-max-size", "1200"}}};
  const std::string large(1'201, 'x');
  EXPECT_EQ(sends(large).error().text, "it is too large: the server takes files of up to 1.2 kB");
  for (const char* const odd : {"\x1B[2J", "0", "1201", "18446744073709551615", "-1", ""}) {
    tus_.created.fields["tus-max-size"] = odd;
    EXPECT_EQ(sends(large).error().text, "the server takes no file as large as that") << odd;
  }
}

TEST_F(UploadTest, AProxyInFrontThatRefusesIsNotTakenForTheServer) {
  tus_.created = {.status = 413, .fields = {}, .text = "<html>"};
  EXPECT_EQ(sends("x").error().text,
            "what stands before the server lets no file through that is so large (HTTP 413)");
}

TEST_F(UploadTest, TheServersAnswersLeadToNoOtherHost) {
  tus_.created.fields["location"] = "https://evil.example/upload/x";
  EXPECT_FALSE(sends("x"));
  EXPECT_EQ(tus_.asked.size(), 1U);
  tus_.created.fields["location"] = "/upload/secret";
  tus_.file_url = "http://evil.example/files/1";
  EXPECT_FALSE(sends("x"));
}

TEST_F(UploadTest, AnEncipheredFileHasNoNameAndOpensUnderItsKey) {
  const std::string clear(100'000, 'c');
  const auto sent = sends(clear, true);
  ASSERT_TRUE(sent) << sent.error().text;
  EXPECT_THAT(tus_.all_fields, Not(Contains(HasSubstr("Upload-Metadata"))));
  ASSERT_TRUE(parcel_.link);
  EXPECT_EQ(parcel_.link->name, "upload-test-cat.jpg");
  EXPECT_EQ(tus_.stored.size(), cipher::sealed_file_bytes(clear.size()));
  auto opener =
      cipher::FileOpener::start(parcel_.link->key->clone(), clear.size(), tus_.stored.size());
  ASSERT_TRUE(opener);
  std::string opened;
  for (std::size_t at = 0; !opener->done();) {
    const std::size_t bytes = opener->next_bytes();
    const auto piece =
        opener->open_next({reinterpret_cast<const std::uint8_t*>(tus_.stored.data()) + at, bytes});
    ASSERT_TRUE(piece);
    opened.append(piece->begin(), piece->end());
    at += bytes;
  }
  EXPECT_EQ(opened, clear);
}

TEST_F(UploadTest, ABrokenEncipheredUploadGoesOnWithTheSameBytes) {
  tus_.breaks_after = {70'000};
  ASSERT_TRUE(sends(std::string(200'000, 'c'), true));
  EXPECT_EQ(tus_.stored.size(), parcel_.bytes);
  std::vector<char> whole(parcel_.bytes);
  ASSERT_TRUE(parcel_.file.read_at(0, whole));
  EXPECT_EQ(tus_.stored, std::string(whole.data(), whole.size()));
}

TEST_F(UploadTest, WhatIsNoFileIsNotSent) {
  EXPECT_EQ(packed(testing::TempDir()).error().text, "it is no file");
  EXPECT_EQ(packed("/dev/null").error().text, "it is no file");
  EXPECT_THAT(packed("/no/such").error().text, HasSubstr("it cannot be read"));
  EXPECT_EQ(sends("").error().text, "it is empty");
  EXPECT_THAT(tus_.asked, IsEmpty());
}

TEST(FileUrl, IsReadStrictly) {
  const auto url = parse_file_url("HTTP://x/");
  EXPECT_FALSE(url);
  EXPECT_EQ(parse_file_url("https://Chat.Example.org./a?b#c")->host, "chat.example.org");
  EXPECT_EQ(parse_file_url("https://[::1]:80/a")->host, "::1");
  EXPECT_EQ(parse_file_url("https://x/a?b#c")->path, "/a?b");
  for (const char* const bad :
       {"https://", "https:///a", "https://a@b/", "https://a b/", "https://a:0/", "https://a:b/",
        "https://[::1/", "https://a\\b/", "ftp://a/", "https://a/\x01", "https://[::1]x/"}) {
    EXPECT_FALSE(parse_file_url(bad)) << bad;
  }
}

TEST(FileUrl, ThisMachineIsNoNameThatLooksLikeIt) {
  EXPECT_TRUE(is_this_machine("127.0.0.1"));
  EXPECT_TRUE(is_this_machine("localhost"));
  EXPECT_FALSE(is_this_machine("127.0.0.1.evil.example"));
  EXPECT_FALSE(is_this_machine("127.evil.example"));
  EXPECT_FALSE(is_this_machine("127.0.0."));
}

}  // namespace
}  // namespace uvchat::cli
