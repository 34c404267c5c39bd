#pragma once

#include <string>
#include <string_view>

#include "tests/client/chat_conversation.h"
#include "uvchat/cipher/conversation.h"

namespace uvchat::cli {

// #lobby with a key that bob has too.
class ChatKeyTest : public ChatConversation {
 protected:
  static constexpr std::string_view passphrase = "correct horse battery";

  void give_key() {
    key("#lobby", passphrase);
    bobs_.add_key(chat_key("#lobby"));
    sent();
  }

  static cipher::RootKey chat_key(const std::string& label) {
    std::string bytes = label + "|" + std::string(passphrase);
    bytes.resize(cipher::RootKey::bytes_count, '.');
    return cipher::RootKey(std::span<const std::uint8_t, cipher::RootKey::bytes_count>(
        reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  }

  std::string bob_seals(std::string_view text, std::int64_t age_s = 0,
                        cipher::LineKind kind = cipher::LineKind::privmsg) {
    return *bobs_.seal(kind, "#lobby", "bob", text,
                       static_cast<std::uint32_t>(now_.wall_ms() / 1000 - age_s), false);
  }

  // The text of a line that was sent.
  static std::string text_of(const std::string& line) { return line.substr(line.find(" :") + 2); }

  cipher::Conversation bobs_;
};

}  // namespace uvchat::cli
