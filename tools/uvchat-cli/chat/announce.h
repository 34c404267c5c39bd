#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What a terminal tells its user outside the screen: a title, and notifications of the desktop.

namespace uvchat::cli {

// Somebody mentions our nick, or writes to us in private.
struct Alert {
  std::string room;  // where; empty: in private
  std::string nick;  // empty: nobody in particular
  std::string text;  // empty if it was ciphered: such a text does not leave the chat
};

// What of this a terminal understands.
struct Announcing {
  enum class Notice : std::uint8_t { none, osc_9, osc_777 };
  bool title = false;
  Notice notice = Notice::none;
  bool through_tmux = false;  // tmux passes on what is addressed to the terminal around it
};
// By the variables TERM, TMUX and VTE_VERSION; null where one is not set.
Announcing announcing_of(const char* term, const char* tmux, const char* vte);

// The bytes that show it; empty if the terminal does not understand it. No control byte of a text
// comes out, and at most about 200 columns.
std::string title_bytes(const Announcing& announcing, std::string_view title);
std::string notice_bytes(const Announcing& announcing, const Alert& alert);
// The terminal keeps the title it had before our first one, and restores it.
std::string keep_title_bytes(const Announcing& announcing);
std::string put_back_title_bytes(const Announcing& announcing);

}  // namespace uvchat::cli
