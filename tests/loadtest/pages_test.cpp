#include "loadtest/pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <set>
#include <string>

#include "tests/client/scripted_server.h"

namespace uvchat::loadtest {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;

// Pages of a server whose script is the test's, until so many have been answered.
class PagesTest : public testing::Test {
 protected:
  PagesTest() { uv_loop_init(&loop_); }
  ~PagesTest() override { EXPECT_EQ(uv_loop_close(&loop_), 0); }

  PagesReport play(const std::function<bool(const PagesReport&)>& until) {
    scenario_.rooms = 2;
    Phase phase;
    phase.pages_per_s = 2000;
    ScriptedServer server(loop_, [this](ScriptedServer& s, std::size_t client,
                                        std::string_view line) { answer(s, client, line); });
    Pages pages(loop_, buffer_, scenario_);
    sockaddr_storage address{};
    uv_ip4_addr("127.0.0.1", server.port(), reinterpret_cast<sockaddr_in*>(&address));
    pages.start(phase, address);
    PagesReport report;
    while (!until(report)) {
      uv_run(&loop_, UV_RUN_ONCE);
      report = pages.report();
    }
    pages.close();
    server.stop();
    uv_run(&loop_, UV_RUN_DEFAULT);
    return report;
  }

  void answer(ScriptedServer& s, std::size_t client, std::string_view line) {
    if (line == "CAP LS 302") {
      s.send(client, "CAP * LS :batch server-time message-tags draft/chathistory\r\n");
    } else if (line.starts_with("CAP REQ")) {
      s.send(client, "CAP * ACK :batch server-time message-tags draft/chathistory\r\n");
    } else if (line == "CAP END") {
      s.send(client, ":s 001 reader :hello\r\n");
    } else if (line.starts_with("JOIN ")) {
      joined_.emplace(line);
      s.send(client, ":s 366 reader #load :end\r\n");
    } else if (line.starts_with("CHATHISTORY ")) {
      asked_ = line;
      s.send(client, page_);
    }
  }

  uv_loop_t loop_{};
  std::array<char, 4096> buffer_{};
  Scenario scenario_;
  std::set<std::string> joined_;
  std::string asked_;
  // What is said meanwhile is none of it.
  std::string page_ =
      ":s BATCH +1 chathistory #load0\r\n@batch=1 :a!a@a PRIVMSG #load0 :one\r\n"
      ":a!a@a PRIVMSG #load0 :live\r\n@batch=1 :a!a@a PRIVMSG #load0 :two\r\n:s BATCH -1\r\n";
};

TEST_F(PagesTest, AreReadInTheFirstRoomsFromSomeTimeOn) {
  const PagesReport report = play([](const PagesReport& r) { return r.answered >= 40; });
  EXPECT_EQ(report.lines, 2 * report.answered);
  EXPECT_EQ(report.each.count(), report.answered);
  EXPECT_EQ(report.refused, 0U);
  EXPECT_THAT(joined_, ElementsAre("JOIN #load0", "JOIN #load1"));
  EXPECT_THAT(asked_, MatchesRegex("CHATHISTORY BEFORE #load[01] "
                                   "timestamp=....-..-..T..:..:..\\....Z 100"));
}

TEST_F(PagesTest, ThatAreRefusedAreCounted) {
  page_ = ":s FAIL CHATHISTORY MESSAGE_ERROR * #load0 :no\r\n";
  const PagesReport report = play([](const PagesReport& r) { return r.refused >= 10; });
  EXPECT_EQ(report.answered, 0U);
  EXPECT_EQ(report.each.count(), 0U);
}

TEST_F(PagesTest, ThatHaveNoAnswerAreUnanswered) {
  page_.clear();
  const PagesReport report =
      play([&](const PagesReport& r) { return r.unanswered >= 10 && !asked_.empty(); });
  EXPECT_EQ(report.answered + report.refused, 0U);
}

}  // namespace
}  // namespace uvchat::loadtest
