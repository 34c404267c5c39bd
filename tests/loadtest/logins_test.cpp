#include "loadtest/logins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <set>
#include <string>

#include "client/sasl.h"
#include "loadtest/account_login.h"
#include "tests/client/scripted_server.h"

namespace uvchat::loadtest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Kind = AccountLogin::Step::Kind;

// The client load-1, whose server is the test.
class AccountLoginTest : public testing::Test {
 protected:
  AccountLogin::Step says(const std::string& line) {
    const auto message = irc::parse(line);
    EXPECT_TRUE(message) << line;
    return login_.take(*message);
  }

  Accounts accounts_{2, "word", true};
  AccountLogin login_{accounts_, 1};
};

TEST_F(AccountLoginTest, AnAccountThatIsNotThereIsMade) {
  EXPECT_THAT(login_.begin().lines, ElementsAre("REGISTER load-1 * :word"));
  EXPECT_EQ(says(":s 900 * *!*@* load-1 :You are now logged in").kind, Kind::waits);
  EXPECT_EQ(says(":s REGISTER SUCCESS load-1 :made").kind, Kind::logged_in);
  EXPECT_THAT(AccountLogin(accounts_, 1).begin().lines, ElementsAre("AUTHENTICATE PLAIN"));
}

TEST_F(AccountLoginTest, OneThatIsThereIsUsed) {
  login_.begin();
  EXPECT_THAT(says(":s FAIL REGISTER ACCOUNT_EXISTS load-1 :no").lines,
              ElementsAre("AUTHENTICATE PLAIN"));
  EXPECT_EQ(says("AUTHENTICATE +").lines,
            client::authenticate_lines(client::plain_message("load-1", "word")));
  EXPECT_EQ(says(":s 903 * :ok").kind, Kind::logged_in);
}

TEST_F(AccountLoginTest, ABusyServerIsAskedAgainButNotForEver) {
  login_.begin();
  EXPECT_THAT(says(":s FAIL REGISTER TEMPORARILY_UNAVAILABLE load-1 :busy").lines,
              ElementsAre("REGISTER load-1 * :word"));
  AccountLogin::Step step;
  for (int i = 0; i < 100 && step.kind == Kind::waits; ++i) {
    step = says(":s FAIL REGISTER TEMPORARILY_UNAVAILABLE load-1 :busy");
  }
  EXPECT_EQ(step.kind, Kind::failed);
  EXPECT_THAT(step.why, HasSubstr("load-1"));
}

TEST_F(AccountLoginTest, AWrongPasswordIsSaidToBeOne) {
  login_.begin();
  says(":s FAIL REGISTER ACCOUNT_EXISTS load-1 :no");
  says("AUTHENTICATE +");
  EXPECT_EQ(says(":s 904 * :the server is too busy to check passwords").kind, Kind::waits);
  says("AUTHENTICATE +");
  EXPECT_EQ(says(":s 904 * :wrong name or password").kind, Kind::failed);
}

TEST_F(AccountLoginTest, ATokenIsUsedAndThePasswordWhereItIsRefused) {
  accounts_.tokens[1] = std::string(43, 'A');
  EXPECT_THAT(login_.begin().lines, ElementsAre("AUTHENTICATE UVCHAT-RESUME"));
  EXPECT_EQ(says("AUTHENTICATE +").lines,
            client::authenticate_lines(client::resume_message("load-1", std::string(43, 'A'))));
  EXPECT_THAT(says(":s 904 * :no").lines, ElementsAre("AUTHENTICATE PLAIN"));
  EXPECT_EQ(accounts_.tokens[1], "");
}

// Logins at a server whose script is the test's, until so many have been answered.
class LoginsTest : public testing::Test {
 protected:
  LoginsTest() { uv_loop_init(&loop_); }
  ~LoginsTest() override { EXPECT_EQ(uv_loop_close(&loop_), 0); }

  static Phase at_2000_a_second() {
    Phase phase;
    phase.logins_per_s = 2000;
    return phase;
  }

  LoginReport play(const Phase& phase, std::vector<std::string> sources,
                   std::function<bool(const LoginReport&)> until) {
    scenario_.accounts = 3;
    scenario_.account_password = "word";
    scenario_.login_sources = std::move(sources);
    ScriptedServer server(loop_, [this](ScriptedServer& s, std::size_t client,
                                        std::string_view line) { answer(s, client, line); });
    Logins logins(loop_, buffer_, scenario_);
    sockaddr_storage address{};
    uv_ip4_addr("127.0.0.1", server.port(), reinterpret_cast<sockaddr_in*>(&address));
    logins.start(phase, address);
    LoginReport report;
    while (!until(report)) {
      uv_run(&loop_, UV_RUN_ONCE);
      report = logins.report();
    }
    logins.close();
    server.stop();
    uv_run(&loop_, UV_RUN_DEFAULT);
    return report;
  }

  void answer(ScriptedServer& s, std::size_t client, std::string_view line) {
    addresses_.insert(s.address_of(client));
    if (line == "CAP LS 302") {
      s.send(client, "CAP * LS :sasl\r\n");
    } else if (line.starts_with("CAP REQ")) {
      s.send(client, "CAP * ACK :sasl\r\n");
    } else if (line == "AUTHENTICATE PLAIN") {
      s.send(client, "AUTHENTICATE +\r\n");
    } else if (line.starts_with("AUTHENTICATE ") && answers_) {
      bool is_right = false;
      for (std::uint32_t i = 0; i < 3; ++i) {
        is_right = is_right || line == client::authenticate_lines(
                                           client::plain_message(account_name(i), "word"))[0];
      }
      s.send(client,
             is_right && knows_them_ ? ":s 903 * :ok\r\n" : ":s 904 * :" + refusal_ + "\r\n");
    }
  }

  uv_loop_t loop_{};
  std::array<char, 4096> buffer_{};
  Scenario scenario_;
  std::set<std::string> addresses_;
  bool answers_ = true;
  bool knows_them_ = true;
  std::string refusal_ = "wrong name or password";
};

TEST_F(LoginsTest, CountThoseThatTheServerRefusesBecauseTooManyWereWrong) {
  Phase phase = at_2000_a_second();
  phase.wrong_share = 0.5;
  const auto until = [](const LoginReport& r) { return r.refused >= 10; };
  EXPECT_EQ(play(phase, {}, until).held_back, 0U);
  refusal_ = "SASL authentication failed: too many wrong passwords from your address";
  const LoginReport report = play(phase, {}, until);
  EXPECT_EQ(report.held_back, report.refused);
}

TEST_F(LoginsTest, AreLetInOrRefusedAsTheirPasswordsDeserve) {
  Phase phase = at_2000_a_second();
  phase.wrong_share = 0.25;
  const LoginReport report = play(phase, {"127.0.0.2", "127.0.0.3"},
                                  [](const LoginReport& r) { return r.let_in + r.refused >= 40; });
  EXPECT_EQ(report.refused_right, 0U);
  EXPECT_EQ(report.each.count(), report.let_in);
  EXPECT_NEAR(static_cast<double>(report.refused),
              static_cast<double>(report.let_in + report.refused) / 4, 3);
  EXPECT_THAT(addresses_, ElementsAre("127.0.0.2", "127.0.0.3"));
}

TEST_F(LoginsTest, WhoIsRefusedWithTheRightPasswordIsCounted) {
  knows_them_ = false;
  const LoginReport report =
      play(at_2000_a_second(), {}, [](const LoginReport& r) { return r.refused >= 10; });
  EXPECT_EQ(report.let_in, 0U);
  EXPECT_EQ(report.refused_right, report.refused);
}

TEST_F(LoginsTest, WhoHasNoAnswerIsUnanswered) {
  answers_ = false;
  const LoginReport report =
      play(at_2000_a_second(), {}, [](const LoginReport& r) { return r.unanswered >= 10; });
  EXPECT_EQ(report.let_in + report.refused, 0U);
}

}  // namespace
}  // namespace uvchat::loadtest
