#pragma once

#include <string>
#include <string_view>

#include "uvchat/cipher/line.h"

// A line of the user that is replaced by another: the server takes the old one back, and then the
// new one is said, with a tag that names the old one.

namespace uvchat::cli {

struct ClientState;
struct Entry;
struct Talk;

// What is said as soon as the server has taken the old line back.
struct Edit {
  std::string msgid;  // of the old line
  cipher::LineKind kind = cipher::LineKind::privmsg;
  bool action = false;
  bool only_sealed = false;  // it was typed while the conversation was closed
  std::string text;
  std::string reply_to;
};

// REQUIRES: `line` is the user's, and has an id.
void edit_line(ClientState& chat, Talk& talk, const Entry& line, std::string_view text);
// The server has taken that line of the user back. False: it was not for an edit.
bool go_on_with_edit(ClientState& chat, Talk& talk, std::string_view msgid);
// The connection is lost: it is not known whether the old lines are there still.
void give_up_edits(ClientState& chat);

}  // namespace uvchat::cli
