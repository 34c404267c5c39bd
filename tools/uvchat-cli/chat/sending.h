#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "chat/keyring.h"
#include "uvchat/base/result.h"
#include "uvchat/cipher/line.h"

// The way to the server. Nothing else of the chat gives a line to its host.

namespace uvchat::cli {

struct ChatState;

// A text as it leaves. That it is sealed, only leaving_text() can say.
class WireText {
 public:
  static WireText in_clear(std::string text) { return {std::move(text), false}; }

  const std::string& text() const { return text_; }
  bool is_sealed() const { return sealed_; }

 private:
  friend Result<WireText> leaving_text(ChatState& chat, const struct Destination& to,
                                       std::string_view said);
  WireText(std::string text, bool sealed) : text_(std::move(text)), sealed_(sealed) {}

  std::string text_;
  bool sealed_ = false;
};

// Where a text goes. Its lock is that of the talk the user typed into: what the server calls that
// talk, or takes for a name, changes nothing of it.
struct Destination {
  Lock& lock;
  cipher::LineKind kind = cipher::LineKind::privmsg;
  std::string name;          // of the room or the nick, as the server spells it
  std::string status = {};   // before the name: "@" for those of "@#room"
  bool only_sealed = false;  // it was typed while the conversation was closed

  std::string target() const { return status + name; }
};

// The one line of `said` in the form in which it may leave: sealed where the conversation is
// closed. The error is a sentence.
Result<WireText> leaving_text(ChatState& chat, const Destination& to, std::string_view said);
// How many bytes of text one line holds.
std::size_t text_room(const ChatState& chat, const Destination& to);

// "TAGS KIND TARGET :TEXT". False, and the user is told, for what may not leave: a text in clear
// for a closed conversation, and what would not be one line.
bool send_text(ChatState& chat, const Destination& to, const std::string& tags,
               const WireText& text);
// Any other line. False, and the user is told, where it would not be one line, or is longer than
// the server takes.
bool send_line(ChatState& chat, std::string_view line);

}  // namespace uvchat::cli
