#include "loadtest/uploads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>
#include <string>

#include "tests/client/scripted_server.h"

namespace uvchat::loadtest {
namespace {

using testing::HasSubstr;

// Uploads to a server that answers each whole request as the test says.
class UploadsTest : public testing::Test {
 protected:
  UploadsTest() { uv_loop_init(&loop_); }
  ~UploadsTest() override { EXPECT_EQ(uv_loop_close(&loop_), 0); }

  UploadsReport play(const std::string& file_host,
                     const std::function<bool(const UploadsReport&)>& until) {
    ScriptedServer server(
        loop_,
        [this](ScriptedServer& s, std::size_t client, std::string_view line) {
          take(s, client, line);
        },
        ScriptedServer::Framing::none);
    scenario_.accounts = 2;
    scenario_.account_password = "secret of all";
    Phase phase;
    phase.uploads = 3;
    phase.upload_bytes = 200'000;
    Uploads uploads(loop_, buffer_, scenario_);
    uploads.start(phase, file_host.empty() ? file_host : url(server.port()));
    UploadsReport report = uploads.report();
    while (!until(report)) {
      uv_run(&loop_, UV_RUN_ONCE);
      report = uploads.report();
    }
    uploads.close();
    server.stop();
    uv_run(&loop_, UV_RUN_DEFAULT);
    return report;
  }

  static std::string url(std::uint16_t port) {
    return "http://127.0.0.1:" + std::to_string(port) + "/upload";
  }

  // A head ends at an empty line; what follows is the file.
  void take(ScriptedServer& s, std::size_t client, std::string_view line) {
    Request& request = requests_[client];
    if (request.is_whole_head) {
      request.file_bytes += line.size();
    } else if (!line.empty()) {
      request.head.append(line).append("\n");
      return;
    } else {
      request.is_whole_head = !request.head.empty();
    }
    const bool is_upload = request.head.starts_with("POST ");
    if (!request.is_whole_head || (is_upload && request.file_bytes < 200'000)) return;
    (is_upload ? upload_ : deletion_) = request.head;
    request = {};
    s.send(client, is_upload ? answer_ : "HTTP/1.1 204 No Content\r\n\r\n");
  }

  struct Request {
    std::string head;
    bool is_whole_head = false;
    std::size_t file_bytes = 0;
  };

  uv_loop_t loop_{};
  std::array<char, 4096> buffer_{};
  Scenario scenario_;
  std::map<std::size_t, Request> requests_;  // what has come so far, by client
  std::string upload_, deletion_;            // the last heads
  std::string answer_ =
      "HTTP/1.1 201 Created\r\nLocation: http://elsewhere/upload/KEY\r\n"
      "Content-Length: 0\r\n\r\n";
};

TEST_F(UploadsTest, SendWholeFilesInTheNamesOfTheAccountsAndTakeThemAway) {
  const UploadsReport report =
      play("here", [](const UploadsReport& r) { return r.finished >= 20; });
  EXPECT_EQ(report.at_once, 3U);
  EXPECT_EQ(report.bytes, report.finished * 200'000);
  EXPECT_EQ(report.each.count(), report.finished);
  EXPECT_EQ(report.refused, 0U);
  EXPECT_THAT(upload_, HasSubstr("POST /upload HTTP/1.1\nHost: 127.0.0.1:"));
  EXPECT_THAT(upload_, HasSubstr("\nUpload-Length: 200000\n"));
  EXPECT_THAT(upload_, HasSubstr("\nAuthorization: Basic bG9hZC0"));  // load-
  EXPECT_THAT(deletion_, HasSubstr("DELETE /upload/KEY HTTP/1.1\n"));
}

TEST_F(UploadsTest, ThatAreRefusedAreCountedWithTheFirstReason) {
  answer_ = "HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 16\r\n\r\nthe disk is full";
  const UploadsReport report = play("here", [](const UploadsReport& r) { return r.refused >= 6; });
  EXPECT_EQ(report.finished, 0U);
  EXPECT_EQ(report.why, "507 the disk is full");
}

TEST_F(UploadsTest, ToAServerThatIsNoneOfHttpAreRefused) {
  answer_ = "* nonsense\r\n\r\n";
  const UploadsReport report = play("here", [](const UploadsReport& r) { return r.refused >= 3; });
  EXPECT_THAT(report.why, HasSubstr("no HTTP"));
}

TEST_F(UploadsTest, NeedAServerThatTakesFiles) {
  const UploadsReport report = play("", [](const UploadsReport& r) { return r.refused == 1; });
  EXPECT_THAT(report.why, HasSubstr("takes no files"));
}

}  // namespace
}  // namespace uvchat::loadtest
