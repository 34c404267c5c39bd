#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string_view>

#include "chat/state_file.h"
#include "tests/client/chat_conversation.h"

namespace uvchat::cli {

// A chat whose program ends, and begins again with what is on disk.
class ChatKeepingTest : public ChatConversation {
 protected:
  void begin_again() {
    again_ = std::make_unique<Chat>(
        *this, ChatOptions{"127.0.0.1:6667", "ana", {"#lobby", "#secret"}, false});
    auto kept = read_state(state_file_, "127.0.0.1:6667", "ana");
    ASSERT_TRUE(kept) << kept.error().text;
    again_->load_state(std::move(*kept), now_);
    again_->load_keys(keys_file_, now_);
  }
  void offline() { chat_.on_lost("it broke", std::nullopt, now_); }
  Room& again(std::string_view name) {
    for (const auto& room : again_->rooms()) {
      if (room->name == name) return *room;
    }
    ADD_FAILURE() << "no room " << name;
    return *again_->rooms().front();
  }
  void online_again() {
    again_->on_connecting(now_);
    again_->on_registered("ana", now_);
    for (const char* const line :
         {":s PONG s uvchat-ready", ":ana!u@h JOIN #lobby", ":ana!u@h JOIN #secret"}) {
      again_->on_line(*irc::parse(line), now_);
    }
    sent();
  }
  void user_again(std::string_view line) { again_->on_input(line, now_); }

  std::unique_ptr<Chat> again_;
};

}  // namespace uvchat::cli
