#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "tests/client/chat_conversation.h"

namespace uvchat::cli {

// A server that keeps what is said.
class ChatPast : public ChatConversation {
 protected:
  static constexpr std::string_view keeping =
      "message-tags server-time batch echo-message labeled-response draft/multiline "
      "draft/chathistory draft/event-playback draft/read-marker "
      "draft/message-redaction soju.im/search";

  void SetUp() override { connect(keeping, "CHATHISTORY=100"); }

  // The time of the line with that number: a second each.
  static std::string at(int n) {
    char text[32];
    std::snprintf(text, sizeof text, "2026-11-22T%02d:%02d:%02d.000Z", n / 3600, n / 60 % 60,
                  n % 60);
    return text;
  }
  static std::string tags(int n) { return "msgid=m" + std::to_string(n) + ";time=" + at(n); }
  static std::string said(int n) { return "<bob> line " + std::to_string(n); }

  void enter() { server("@msgid=j;time=" + at(50'000) + " :ana!u@h JOIN #lobby"); }

  // A page of the lines from the first number to the second.
  void page(int first, int last, const std::string& end = "", std::string_view name = "#lobby") {
    server((end.empty() ? "" : "@" + end + " ") + "BATCH +h chathistory " + std::string(name));
    for (int n = first; n <= last; ++n) {
      server("@batch=h;" + tags(n) + " :bob!u@h PRIVMSG " + std::string(name) + " :line " +
             std::to_string(n));
    }
    server("BATCH -h");
  }
  void live(int n) {
    server("@" + tags(n) + " :bob!u@h PRIVMSG #lobby :line " + std::to_string(n));
  }
  void lose() { chat_.on_lost("it broke", now_.mono_ms + 1000, now_); }
  void come_back() {
    connect(keeping, "CHATHISTORY=100");
    enter();
  }

  std::vector<std::string> lines(std::string_view name = "#lobby") {
    std::vector<std::string> all;
    for (const Entry& entry : room(name).entries) {
      if (entry.gap_above) all.emplace_back("...");
      if (entry.kind == EntryKind::said) all.push_back("<" + entry.nick + "> " + entry.text);
    }
    return all;
  }
  std::uint64_t number_of(std::string_view text) {
    for (const Entry& entry : room("#lobby").entries) {
      if (entry.text == text) return entry.number;
    }
    ADD_FAILURE() << "nothing says " << text;
    return 0;
  }
  void see(std::string_view oldest, std::string_view newest) {
    chat_.see(number_of(oldest), number_of(newest), now_);
  }

  static constexpr const char* over = "draft/chathistory-end";
};

}  // namespace uvchat::cli
