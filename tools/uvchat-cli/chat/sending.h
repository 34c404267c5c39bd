#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "chat/keyring.h"
#include "uvchat/base/result.h"
#include "uvchat/cipher/line.h"

// Every line that the chat sends to the server passes through here.

namespace uvchat::cli {

struct ClientState;

// A text in the form in which it is sent. Only leaving_text() makes a sealed one.
class WireText {
 public:
  static WireText in_clear(std::string text) { return {std::move(text), false}; }

  const std::string& text() const { return text_; }
  bool is_sealed() const { return sealed_; }

 private:
  friend Result<WireText> leaving_text(ClientState& chat, const struct Destination& to,
                                       std::string_view said);
  WireText(std::string text, bool sealed) : text_(std::move(text)), sealed_(sealed) {}

  std::string text_;
  bool sealed_ = false;
};

// Where a text goes. Its lock is that of the talk the user typed into, whatever name the server
// gives that talk.
struct Destination {
  Lock& lock;
  cipher::LineKind kind = cipher::LineKind::privmsg;
  std::string name;          // of the room or the nick, as the server spells it
  std::string status = {};   // before the name: "@" of "@#room"
  bool only_sealed = false;  // it was typed while the conversation was closed

  std::string target() const { return status + name; }
};

// `said`, one line, in the form in which it may be sent: sealed if the conversation is closed. The
// error is a sentence.
Result<WireText> leaving_text(ClientState& chat, const Destination& to, std::string_view said);
// How many bytes of text one line holds.
std::size_t text_room(const ClientState& chat, const Destination& to);

// Sends "TAGS KIND TARGET :TEXT". Returns false, and tells the user, if it may not be sent: a clear
// text for a closed conversation, or more than one line.
bool send_text(ClientState& chat, const Destination& to, const std::string& tags,
               const WireText& text);
// Sends any other line. Returns false, and tells the user, if it is more than one line or longer
// than the server accepts.
bool send_line(ClientState& chat, std::string_view line);

}  // namespace uvchat::cli
