#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/client/chat_conversation.h"
#include "uvchat/base/base64.h"

namespace uvchat::cli {

inline constexpr std::string_view all_there =
    "sasl=PLAIN,UVCHAT-RESUME draft/account-registration=before-connect uvchat/resume";
inline constexpr std::string_view one_token = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
inline constexpr std::string_view another_token = "-_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

inline std::string said_plain(std::string_view account, std::string_view password) {
  return "AUTHENTICATE " +
         to_base64(std::string(1, '\0') + std::string(account) + '\0' + std::string(password));
}
inline std::string said_resume(std::string_view account, std::string_view its_token) {
  return "AUTHENTICATE " + to_base64(std::string(account) + '\0' + std::string(its_token));
}

// A user of the account ana, at a server on this machine or elsewhere.
class ChatAccountTest : public ChatConversation {
 protected:
  ChatAccountTest() { begin("ana"); }

  // The program starts.
  void begin(std::string_view account, std::string_view nick = "ana") {
    me_.emplace(*this, ChatOptions{.server = "127.0.0.1:6667",
                                   .nick = std::string(nick),
                                   .rooms = {"#lobby"},
                                   .account = std::string(account),
                                   .device = "a device"});
    me_->load_accounts(accounts_file_, now_);
  }
  bool starts(std::string_view password = "") { return me_->begin_login(password, now_); }

  void says(std::string_view line) {
    const auto message = irc::parse(line);
    ASSERT_TRUE(message) << line;
    me_->on_line(*message, now_);
  }
  void types(std::string_view line) { me_->on_input(line, now_); }
  void types_unseen(std::string_view secret) {
    ASSERT_TRUE(me_->secret_prompt());
    me_->on_secret(secret, now_);
  }

  // Until the capabilities are known. Whether the registration goes on.
  bool meets(std::string_view capabilities = all_there, bool is_secure = true) {
    me_->on_connecting(now_);
    if (!capabilities.empty()) {
      says(":s CAP * LS :" + std::string(capabilities));
      std::string names;
      for (std::string_view rest = capabilities; !rest.empty();) {
        const std::string_view word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
        names += std::string(word.substr(0, word.find('='))) + " ";
      }
      says(":s CAP * ACK :" + names);
    }
    return me_->on_negotiated(is_secure, now_);
  }
  void registers(std::string_view nick = "ana") {
    says(":s 001 " + std::string(nick) + " :Welcome");
    me_->on_registered(nick, now_);
  }
  void is_ready() { says(":s PONG s uvchat-ready"); }
  void is_let_in(std::string_view account = "ana") {
    says(":s 900 * *!*@* " + std::string(account) + " :You are now logged in");
    says(":s 903 * :SASL authentication successful");
  }
  // A guest in #lobby.
  void is_a_guest(std::string_view nick = "ana") {
    begin("", nick);
    ASSERT_TRUE(starts());
    ASSERT_TRUE(meets());
    registers(nick);
    is_ready();
    says(":" + std::string(nick) + "!u@h JOIN #lobby");
    sent();
  }
  // ana, with her password, in #lobby.
  void is_logged_in() {
    ASSERT_TRUE(starts("s3same"));
    ASSERT_FALSE(meets());
    says("AUTHENTICATE +");
    is_let_in();
    registers();
    is_ready();
    says(":ana!u@h JOIN #lobby");
    sent();
  }
  void loses_connection() { me_->on_lost("it broke", now_.mono_ms, now_); }

  std::vector<std::string> told(std::size_t room = 1) {
    std::vector<std::string> lines;
    for (const Entry& entry : me_->rooms()[room]->entries) lines.push_back(entry.text);
    return lines;
  }
  // What was sent, shown or kept anywhere holds no trace of it.
  void nothing_leaked(std::string_view secret) {
    for (const std::string& line : sent()) {
      EXPECT_THAT(line, testing::Not(testing::HasSubstr(std::string(secret))));
      EXPECT_THAT(line, testing::Not(testing::HasSubstr(to_base64(secret).substr(0, 8))));
    }
    for (const auto& room : me_->rooms()) {
      for (const Entry& entry : room->entries) {
        EXPECT_THAT(entry.text, testing::Not(testing::HasSubstr(std::string(secret))));
      }
    }
    for (const std::string* const file : {&state_file_, &preferences_file_}) {
      EXPECT_THAT(*file, testing::Not(testing::HasSubstr(std::string(secret))));
    }
  }

  std::optional<Chat> me_;
};

}  // namespace uvchat::cli
