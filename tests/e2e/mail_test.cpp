#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/e2e/fixture.h"

// E-mail from end to end: the server runs a program that keeps what it reads.

namespace uvchat::e2e {
namespace {

using testing::HasSubstr;

class Mail : public ServerTest {
 protected:
  Mail() {
    config.store.engine = server::StoreEngine::memory;
    config.password_hash = {1, 8'192};
    config.mail.program = program("cat > \"$1.new\" && mv \"$1.new\" \"$1\"");
    config.mail.from = "chat@example.org";
  }
  // A script that is given the place of the message.
  static std::vector<std::string> program(const std::string& script) {
    const std::string path = scratch_directory() + "/send-mail";
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    EXPECT_EQ(chmod(path.c_str(), 0700), 0);
    return {path, message_path()};
  }
  static std::string message_path() { return scratch_directory() + "/message"; }
  // The next message.
  static std::string message() {
    while (!std::filesystem::exists(message_path())) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    std::stringstream text;
    text << std::ifstream(message_path()).rdbuf();
    std::filesystem::remove(message_path());
    return text.str();
  }
  static std::string code_in(const std::string& message) {
    const std::string before = "The code is: ";
    return message.substr(message.find(before) + before.size(), 14);
  }
};
UVCHAT_IN_BOTH_SHAPES(Mail);

TEST_P(Mail, BringsTheCodesForAnAddressAndForANewPassword) {
  start();
  Client ana = registered("ana");
  ana.says("REGISTER * ana@example.org secret");
  ana.hears("* REGISTER VERIFICATION_REQUIRED ana :A code is on its way *");
  const std::string verification = message();
  EXPECT_THAT(verification, HasSubstr("From: chat@example.org\nTo: ana@example.org\n"));
  EXPECT_THAT(verification, HasSubstr("\nSubject: Your code for uvchat.local\n"));
  ana.says("NS IDENTIFY secret");
  ana.hears("*Refused: the account waits for its e-mail address to be verified");
  ana.says("VERIFY ana " + code_in(verification));
  ana.hears("* VERIFY SUCCESS ana :*");
  ana.hears("* 900 ana * ana :*");
  Client far = registered("far");
  far.says("NS RESETPASS ana");
  far.hears("*If this account has an e-mail address, a code is on its way to it;*");
  far.says("NS RESETPASS ana " + code_in(message()) + " better");
  far.hears("*The password has been changed: log in with it.");
  far.says("NS IDENTIFY ana better");
  far.hears("* 900 far * ana :*");
  far.says("NS EXPORT");
  EXPECT_THAT(far.hears("*NOTICE far :1/*"), HasSubstr("\"email\":\"ana@example.org\""));
}

TEST_P(Mail, ThatCannotBeSentIsSaidToBeLost) {
  config.mail.program = program("exit 1");
  start();
  Client ana = registered("ana");
  ana.says("REGISTER * ana@example.org secret");
  ana.hears("* REGISTER VERIFICATION_REQUIRED ana :No code could be sent to your address: *");
}

}  // namespace
}  // namespace uvchat::e2e
