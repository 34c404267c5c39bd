#pragma once

#include <string>
#include <vector>

#include "tests/client/chat_past.h"

namespace uvchat::cli {

// A server that finds lines; the newest hundred of a thousand are here.
class ChatFindingTest : public ChatPast {
 protected:
  void SetUp() override {
    ChatPast::SetUp();
    enter();
    page(900, 1'000);
    sent();
  }

  void found(const std::vector<int>& lines) {
    server("BATCH +s soju.im/search");
    for (const int n : lines) {
      server("@batch=s;" + tags(n) + " :bob!u@h PRIVMSG #lobby :line " + std::to_string(n));
    }
    server("BATCH -s");
  }
  std::string found_text() {
    for (const Entry& entry : room("#lobby").entries) {
      if (entry.number == chat_.found()) return entry.text;
    }
    return "";
  }
};

}  // namespace uvchat::cli
