// The program that sends e-mail: what it is given, and what becomes of it.

#include "server/mailer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "server/mail_message.h"

namespace uvchat::server {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// What the mailer has logged, and answered.
class Heard : public LogSink {
 public:
  void write(LogLevel, std::string_view event, std::initializer_list<LogField> fields) override {
    const std::lock_guard lock(mutex_);
    logged_ += std::string(event);
    for (const LogField& field : fields) {
      logged_ +=
          " " + std::string(field.key) + "=" + std::string(std::get<std::string_view>(field.value));
    }
    logged_ += "\n";
  }
  void sent(const MailSent& sent) {
    const std::lock_guard lock(mutex_);
    outcomes_[sent.ticket.number] = sent.outcome;
    has_come_.notify_all();
  }
  MailOutcome outcome_of(std::uint64_t number) {
    std::unique_lock lock(mutex_);
    has_come_.wait(lock, [&] { return outcomes_.contains(number); });
    return outcomes_[number];
  }
  std::string logged() {
    const std::lock_guard lock(mutex_);
    return logged_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable has_come_;
  std::map<std::uint64_t, MailOutcome> outcomes_;
  std::string logged_;
};

struct MailProgram : testing::Test {
  MailProgram() {
    std::string name = (std::filesystem::temp_directory_path() / "uvchat-mail-XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
  }
  ~MailProgram() override { std::filesystem::remove_all(folder); }

  // A shell script; `$1` is the folder of this test.
  void runs(const std::string& script, const Mailer::Bounds& bounds = {}) {
    std::ofstream(folder + "/program") << "#!/bin/sh\n" << script << "\n";
    ASSERT_EQ(chmod((folder + "/program").c_str(), 0700), 0);
    begins({{folder + "/program", folder, "two words; $HOME"}, {}}, bounds);
  }
  void begins(MailConfig config, const Mailer::Bounds& bounds = {}) {
    mailer = std::make_unique<Mailer>(std::move(config), "chat.example.org", bounds, heard,
                                      [this](MailSent&& sent) { heard.sent(sent); });
  }
  void sends(std::uint64_t number, const std::string& to = "ana@example.org") {
    mailer->send({{{}, number}, to, "Your code", "The code is: 1234\n"});
  }
  std::string file(const std::string& name) const {
    std::stringstream text;
    text << std::ifstream(folder + "/" + name).rdbuf();
    return text.str();
  }

  std::string folder;
  Heard heard;
  std::unique_ptr<Mailer> mailer;
};

TEST_F(MailProgram, ReadsTheMessage) {
  runs("cat > \"$1/mail\"; printf %s \"$2\" > \"$1/argument\"; env > \"$1/environment\"");
  setenv("UVCHAT_SECRET", "password", 1);
  sends(1);
  EXPECT_EQ(heard.outcome_of(1), MailOutcome::sent);
  unsetenv("UVCHAT_SECRET");
  const std::string mail = file("mail");
  EXPECT_THAT(mail, StartsWith("From: noreply@chat.example.org\nTo: ana@example.org\n"
                               "Subject: Your code\nDate: "));
  EXPECT_THAT(mail, HasSubstr("@chat.example.org>\n"));
  EXPECT_THAT(mail, EndsWith("\n\nThe code is: 1234\n"));
  EXPECT_EQ(file("argument"), "two words; $HOME");
  EXPECT_THAT(file("environment"), testing::Not(HasSubstr("UVCHAT_SECRET")));
  EXPECT_EQ(heard.logged(), "");
}

TEST_F(MailProgram, ThatFailsIsLogged) {
  runs("exit 75");
  sends(1);
  EXPECT_EQ(heard.outcome_of(1), MailOutcome::not_sent);
  EXPECT_EQ(heard.logged(),
            "e-mail not sent program=" + folder + "/program reason=it ended with 75\n");
}

TEST_F(MailProgram, ThatIsNotThereIsLogged) {
  begins({{folder + "/nothing"}, {}});
  sends(1);
  sends(2);
  EXPECT_EQ(heard.outcome_of(1), MailOutcome::not_sent);
  EXPECT_EQ(heard.outcome_of(2), MailOutcome::not_sent);
  EXPECT_THAT(heard.logged(), HasSubstr("it cannot be run: no such file or directory"));
}

TEST_F(MailProgram, ThatReadsNothingMaySendAllTheSame) {
  runs("exec < /dev/null; exit 0");
  sends(1);
  EXPECT_EQ(heard.outcome_of(1), MailOutcome::sent);
}

TEST_F(MailProgram, ThatDoesNotEndIsKilledWithAllThatItHasStarted) {
  runs("sleep 1000 & echo $! > \"$1/child\"; wait", {.run_ms_max = 300});
  sends(1);
  EXPECT_EQ(heard.outcome_of(1), MailOutcome::not_sent);
  EXPECT_THAT(heard.logged(), HasSubstr("reason=it took too long"));
  const std::string child = file("child");
  ASSERT_FALSE(child.empty());
  const pid_t pid = std::stoi(child);
  while (std::filesystem::exists("/proc/" + std::to_string(pid))) {
    std::stringstream state;
    state << std::ifstream("/proc/" + std::to_string(pid) + "/stat").rdbuf();
    if (state.str().find(") Z ") != std::string::npos) break;  // dead, and nobody has asked
  }
}

TEST_F(MailProgram, RunsForAFewMessagesAtOnceAndLetsFewWait) {
  runs("while [ ! -e \"$1/go\" ]; do sleep 0.02; done; cat > /dev/null",
       {.at_once_max = 2, .waiting_max = 1});
  for (std::uint64_t number = 1; number <= 2; ++number) sends(number);
  // Each of these is waiting or refused when it is answered, however the first two are getting on.
  for (std::uint64_t number = 3; number <= 40; ++number) sends(number);
  EXPECT_EQ(heard.outcome_of(40), MailOutcome::not_sent);
  EXPECT_THAT(heard.logged(), HasSubstr("reason=too many messages are waiting"));
  std::ofstream(folder + "/go") << "go";
  EXPECT_EQ(heard.outcome_of(1), MailOutcome::sent);
}

TEST_F(MailProgram, IsNotRunForWhatIsNoAddress) {
  runs("touch \"$1/run\"");
  sends(1, "ana@example.org\nBcc: eve@example.org");
  sends(2, "-oQ/tmp@example.org");
  EXPECT_EQ(heard.outcome_of(1), MailOutcome::not_sent);
  EXPECT_EQ(heard.outcome_of(2), MailOutcome::not_sent);
  EXPECT_FALSE(std::filesystem::exists(folder + "/run"));
}

TEST_F(MailProgram, ThatStillRunsEndsWithTheServer) {
  runs("trap '' TERM; while :; do sleep 0.05; done", {.end_ms_max = 50});
  sends(1);
  mailer.reset();
  SUCCEED();
}

TEST(MailMessage, IsMadeOfPiecesThatMeanWhatTheySay) {
  const MailHead head{"chat.example.org", "chat@example.org", 0, "id"};
  const auto message = mail_message({{}, "ana@example.org", "Hello", "One.\n"}, head);
  ASSERT_TRUE(message);
  EXPECT_THAT(*message, HasSubstr("\nDate: Thu, 01 Jan 1970 00:00:00 +0000\n"));
  EXPECT_THAT(*message, StartsWith("From: chat@example.org\n"));
  EXPECT_FALSE(mail_message({{}, "ana", "Hello", "One.\n"}, head));
  EXPECT_FALSE(mail_message({{}, "ana@example.org", "Hello\nBcc: x@y.z", "One.\n"}, head));
  for (const char* text : {"", "no end", ".\n", "One.\n.\nTwo.\n", "One.\r\nTwo.\n"}) {
    EXPECT_FALSE(mail_message({{}, "ana@example.org", "Hello", text}, head)) << text;
  }
}

}  // namespace
}  // namespace uvchat::server
