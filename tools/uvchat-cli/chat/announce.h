#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What a terminal tells its user outside the screen: a title, and notifications of the desktop.

namespace uvchat::cli {

// Somebody names us, or says something to us alone.
struct Alert {
  std::string room;  // where; empty: in private
  std::string nick;  // empty: nobody in particular
  std::string text;  // empty where it was ciphered: it does not leave the chat
};

// What a terminal understands of it.
struct Announcing {
  enum class Notice : std::uint8_t { none, osc_9, osc_777 };
  bool title = false;
  Notice notice = Notice::none;
  bool through_tmux = false;  // which hands on what is addressed to the terminal around it
};
// By the variables TERM, TMUX and VTE_VERSION; null where one is not set.
Announcing announcing_of(const char* term, const char* tmux, const char* vte);

// The bytes that make it so. Nothing where the terminal does not understand it. Whatever the texts
// hold, no control byte of theirs comes out, and no more than some 200 columns.
std::string title_bytes(const Announcing& announcing, std::string_view title);
std::string notice_bytes(const Announcing& announcing, const Alert& alert);
// The title that was there before the first one of ours is kept, and put back.
std::string keep_title_bytes(const Announcing& announcing);
std::string put_back_title_bytes(const Announcing& announcing);

}  // namespace uvchat::cli
