#include "loadtest/history_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "tests/client/scripted_server.h"

namespace uvchat::loadtest {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t payload_bytes = 30;
constexpr const char* in_the_run = "2999-01-01T00:00:00.000Z";

std::string text_of(const Marker& marker) {
  std::string text(payload_bytes, 'x');
  write_marker(marker, text.data() + payload_bytes - marker_bytes);
  return text;
}

// A look at the history of a server that has kept what the test says, and gives three lines at
// once.
class HistoryCheckTest : public testing::Test, private HistoryCheck::Listener {
 protected:
  HistoryCheckTest() { uv_loop_init(&loop_); }
  ~HistoryCheckTest() override { EXPECT_EQ(uv_loop_close(&loop_), 0); }

  struct Line {
    std::string time;
    std::string text;
  };

  void keep(const Marker& marker) { kept_.push_back({in_the_run, text_of(marker)}); }

  // In room 0: of one sender so many lines; and of another.
  HistoryReport check(std::uint32_t first_lines, std::uint32_t second_lines) {
    scenario_.payload_bytes = payload_bytes;
    scenario_.setup_timeout_ns = timeout_ns_;
    LineCipher cipher = LineCipher::make(scenario_).value();
    HistoryCheck::Listener& listener = *this;
    HistoryCheck check(loop_, buffer_, scenario_, cipher, listener);
    for (const Line& line : kept_before_) kept_.insert(kept_.begin(), line);
    std::vector<std::vector<Sequences>> heard(2, std::vector<Sequences>(2));
    heard[0][0].add_range(0, first_lines);
    heard[0][1].add_range(0, second_lines);
    ScriptedServer server(loop_, [this](ScriptedServer& s, std::size_t client,
                                        std::string_view line) { answer(s, client, line); });
    sockaddr_storage address{};
    uv_ip4_addr("127.0.0.1", server.port(), reinterpret_cast<sockaddr_in*>(&address));
    check.start(std::move(heard), address);
    while (!is_checked_) uv_run(&loop_, UV_RUN_ONCE);
    const HistoryReport report = check.report();
    check.close();
    server.stop();
    uv_run(&loop_, UV_RUN_DEFAULT);
    return report;
  }

  void on_history_checked() override { is_checked_ = true; }

  void answer(ScriptedServer& s, std::size_t client, std::string_view line) {
    if (line == "CAP LS 302") {
      s.send(client, "CAP * LS :batch server-time message-tags " + capability_ + "\r\n");
    } else if (line.starts_with("CAP REQ")) {
      s.send(client, "CAP * ACK :" + std::string(line.substr(line.find(':') + 1)) + "\r\n");
    } else if (line == "CAP END") {
      s.send(client, ":s 001 v :hello\r\n:s 005 v CHATHISTORY=3 :are supported\r\n");
    } else if (line.starts_with("JOIN ")) {
      s.send(client, ":s 366 v #load0 :end\r\n");
    } else if (line.starts_with("CHATHISTORY ") && hangs_up_ > 0) {
      --hangs_up_;
      s.hang_up(client);
    } else if (line.starts_with("CHATHISTORY LATEST #load0 * 3")) {
      send_page(s, client, kept_.size());
    } else if (line.starts_with("CHATHISTORY BEFORE #load0 msgid=")) {
      send_page(s, client, std::stoul(std::string(line.substr(32))));
    }
  }

  // What is said meanwhile is none of it.
  void send_page(ScriptedServer& s, std::size_t client, std::size_t before) {
    if (!refusal_.empty()) return s.send(client, refusal_);
    std::string page = ":s BATCH +1 chathistory #load0\r\n:a!a@a PRIVMSG #load0 :live\r\n";
    for (std::size_t i = before - std::min<std::size_t>(before, 3); i < before; ++i) {
      page += "@batch=1;msgid=" + std::to_string(i) + ";time=" + kept_[i].time +
              " :a!a@a PRIVMSG #load0 :" + kept_[i].text + "\r\n";
    }
    s.send(client, page + ":s BATCH -1\r\n");
  }

  uv_loop_t loop_{};
  std::array<char, 4096> buffer_{};
  Scenario scenario_;
  std::int64_t timeout_ns_ = 20'000'000'000;
  std::vector<Line> kept_before_;  // the run
  std::vector<Line> kept_;
  std::string capability_ = "draft/chathistory";
  std::string refusal_;
  int hangs_up_ = 0;
  bool is_checked_ = false;
};

TEST_F(HistoryCheckTest, FindsEachLineOnceAndInOrderOverManyPages) {
  for (std::uint32_t i = 0; i < 10; ++i) {
    keep({0, 0, i});
    keep({0, 1, i});
  }
  const HistoryReport report = check(10, 9);  // nobody has heard the last, which may be there
  EXPECT_FALSE(report.is_faulty()) << report.failure;
  EXPECT_EQ(report.heard, 19U);
}

TEST_F(HistoryCheckTest, CountsWhatIsMissingTwiceOrOutOfOrder) {
  for (const std::uint32_t i : {0U, 1U, 3U, 4U, 6U, 5U, 7U, 4U}) keep({0, 0, i});
  const HistoryReport report = check(9, 2);
  EXPECT_EQ(report.missing, 4U);  // 2 and 8, and both of the second
  EXPECT_EQ(report.doubled, 1U);
  EXPECT_EQ(report.out_of_order, 3U);  // 5, 6 and 7 stand before the 4
  EXPECT_TRUE(report.is_faulty());
}

TEST_F(HistoryCheckTest, MissesALineWhoseTextIsAnother) {
  keep({0, 0, 0});
  keep({0, 0, 1});
  kept_.back().text.front() = 'y';
  EXPECT_EQ(check(2, 0).missing, 1U);
}

TEST_F(HistoryCheckTest, TellsTheLinesOfAnEarlierRunApart) {
  for (std::uint32_t i = 3; i-- > 0;) {
    kept_before_.push_back({"2026-01-01T00:00:00.000Z", text_of({0, 0, i})});
  }
  keep({0, 0, 0});
  const HistoryReport report = check(2, 0);
  EXPECT_EQ(report.missing, 1U);
  EXPECT_EQ(report.doubled, 0U);
}

TEST_F(HistoryCheckTest, ReadsCaesarsLinesToo) {
  scenario_.cipher = Cipher::caesar;
  LineCipher cipher = LineCipher::make(scenario_).value();
  keep({0, 0, 0});
  cipher.seal(kept_.back().text, 0, 0, "#load0", "load0");
  EXPECT_EQ(check(1, 0).missing, 0U);
}

TEST_F(HistoryCheckTest, WaitsForAServerThatWentAway) {
  for (std::uint32_t i = 0; i < 5; ++i) keep({0, 0, i});
  hangs_up_ = 2;
  const HistoryReport report = check(5, 0);
  EXPECT_FALSE(report.is_faulty()) << report.failure;
  EXPECT_EQ(report.heard, 5U);
}

TEST_F(HistoryCheckTest, FailsWhereTheServerGivesNone) {
  refusal_ = ":s FAIL CHATHISTORY MESSAGE_ERROR #load0 :not now\r\n";
  EXPECT_EQ(check(1, 0).failure, "#load0 cannot be read: not now");
}

TEST_F(HistoryCheckTest, FailsWhereTheServerKeepsNone) {
  capability_.clear();
  EXPECT_EQ(check(1, 0).failure, "the server keeps no history");
}

TEST_F(HistoryCheckTest, FailsWhereTheServerDoesNotComeBack) {
  timeout_ns_ = 50'000'000;
  hangs_up_ = 1'000'000;
  EXPECT_THAT(check(1, 0).failure, HasSubstr("gave no page for 50"));
}

TEST_F(HistoryCheckTest, IsOverAtOnceWhereNothingWasHeard) {
  const HistoryReport report = check(0, 0);
  EXPECT_TRUE(report.is_asked_for);
  EXPECT_FALSE(report.is_faulty());
}

}  // namespace
}  // namespace uvchat::loadtest
