#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "chat/chat.h"
#include "screen/history_search.h"
#include "screen/input_line.h"
#include "screen/key_press.h"

namespace uvchat::cli {

// What the user is writing: in each room a line of its own, with its own history, that follows to
// no other room. Pure; one thread.
//
// What it asks for a while (a search, the question before a long paste) ends with the room, with
// its own keys, or with any key that it does not know.
class Composer {
 public:
  explicit Composer(Chat& chat) : chat_(chat) { follow(); }

  // The room on the screen may be another one now, and others may be closed. All else is about the
  // room that was there at the latest follow().
  void follow();
  // True: the key was for what is written. Enter is not, but where it ends a search.
  bool press(const KeyPress& press);

  bool is_empty() const { return line().empty(); }
  void clear() { line().clear(); }

  // The line is done. What is not to be remembered is nowhere in here any more: the caller wipes
  // what it got.
  struct Taken {
    std::string line;
    bool remember = true;
  };
  Taken take();

  // What stands before the line: the room, or what is asked.
  std::string prompt() const;
  bool is_asking() const { return search_.has_value() || asking_.has_value(); }
  // What the keys do now, or what happened to what was pasted; mostly nothing.
  const std::string& notice() const { return notice_; }
  InputLine::View view(std::size_t columns) const;

 private:
  // A long paste that stands in the line, and what stood there before it.
  struct LongPaste {
    std::size_t lines = 0;
    std::string text_before;
    std::size_t cursor_before = 0;
  };

  const Room& room() const { return *chat_.rooms()[chat_.current()]; }
  InputLine& line() { return lines_.at(room_id_); }
  const InputLine& line() const { return lines_.at(room_id_); }
  bool answer(const KeyPress& press);
  bool press_search(const KeyPress& press);
  bool edit(const KeyPress& press);
  void paste(const KeyPress& press);
  void show_notice();

  Chat& chat_;
  std::unordered_map<std::uint64_t, InputLine> lines_;  // by the room's id
  std::string killed_;                                  // what was cut in any of them
  std::uint64_t room_id_ = 0;                           // no room's
  std::optional<HistorySearch> search_;
  std::optional<LongPaste> asking_;
  std::size_t left_out_ = 0;  // bytes of what was pasted just now
  std::string notice_;
};

}  // namespace uvchat::cli
