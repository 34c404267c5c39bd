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

// What the user is writing: each room has its own line and its own history. Pure; one thread.
//
// A search, or the question before a long paste, ends when the user leaves the room, by its own
// keys, or by any key that it does not know.
class Composer {
 public:
  explicit Composer(Chat& chat) : chat_(chat) { follow(); }

  // Call after the room on the screen has changed or rooms were closed. All other functions are
  // about the room of the last follow().
  void follow();
  // True if the key was for the line. Enter is not, unless it ends a search.
  bool press(const KeyPress& press);

  bool is_empty() const { return line().empty(); }
  void clear() { line().clear(); }

  // Takes the line out. If it is not to be remembered, no copy of it stays here; the caller wipes
  // what it got.
  struct Taken {
    std::string line;
    bool remember = true;
  };
  Taken take();

  // The text before the line: the room, or a question.
  std::string prompt() const;
  bool is_asking() const { return search_.has_value() || asking_.has_value(); }
  // What the keys do now, or what became of a paste; mostly empty.
  const std::string& notice() const { return notice_; }
  InputLine::View view(std::size_t columns) const;

 private:
  // A long paste in the line, and the text that was there before.
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
  std::string killed_;                                  // what was cut last in any of them
  std::uint64_t room_id_ = 0;                           // 0: no room
  std::optional<HistorySearch> search_;
  std::optional<LongPaste> asking_;
  std::size_t left_out_ = 0;  // bytes of the latest paste
  std::string notice_;
};

}  // namespace uvchat::cli
