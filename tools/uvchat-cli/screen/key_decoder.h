#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "screen/key_press.h"

namespace uvchat::cli {

// Turns the bytes of a terminal into keys, wherever the reads cut them. Pure: it has no terminal
// and no clock. One thread.
//
// Nothing stays open for ever: if the rest of a key's sequence or the end of a paste does not come
// in time, it is given up. Unknown sequences are dropped as a whole.
class KeyDecoder {
 public:
  // Of one paste; the rest is counted in KeyPress::left_out.
  static constexpr std::size_t paste_bytes_max = 65'536;
  // An Escape that nothing follows for this long is the key.
  static constexpr std::uint64_t escape_ms = 50;
  // An unfinished sequence is given up after this.
  static constexpr std::uint64_t sequence_ms = 500;
  // A paste of which nothing has come for this long has ended.
  static constexpr std::uint64_t paste_silence_ms = 3'000;

  KeyDecoder();
  ~KeyDecoder();
  KeyDecoder(const KeyDecoder&) = delete;
  KeyDecoder& operator=(const KeyDecoder&) = delete;

  // Adds what this terminal sends for a key. Does nothing if it is no escape sequence.
  void define(std::string_view sequence, Key key);

  // Takes the bytes of one read of the terminal.
  void take(std::string_view bytes, std::uint64_t now_ms);
  // The next key; nothing until more bytes come, or until due_ms().
  std::optional<KeyPress> next(std::uint64_t now_ms);
  // When next() has something even if no more bytes come.
  std::optional<std::uint64_t> due_ms() const;
  // The bytes so far of a paste that has not ended. Escape or Ctrl-C, typed, ends it.
  std::optional<std::size_t> pasting() const;

 private:
  struct Sequence {
    enum class State : std::uint8_t { whole, unfinished, broken };
    State state = State::unfinished;
    std::size_t bytes = 0;
  };
  static Sequence sequence_of(std::string_view bytes);
  static Sequence control_sequence_of(std::string_view bytes);

  std::string_view waiting() const { return std::string_view(buffer_).substr(begin_); }
  void drop(std::size_t bytes);
  std::optional<KeyPress> take_key(std::uint64_t waited_ms);
  std::optional<KeyPress> take_escape(std::uint64_t waited_ms);
  std::optional<KeyPress> take_sequence(std::string_view sequence);
  std::optional<KeyPress> take_alt(std::string_view rest, std::uint64_t waited_ms);
  std::optional<KeyPress> take_text();
  std::optional<KeyPress> take_paste(std::uint64_t waited_ms);
  void keep_pasted(std::size_t bytes);
  KeyPress end_paste();

  std::map<std::string, Key, std::less<>> keys_;  // by their sequence
  std::string buffer_;
  std::size_t begin_ = 0;      // of what waits in it
  std::uint64_t came_ms_ = 0;  // the latest bytes
  bool came_alone_ = false;    // the latest byte came in a read of its own: it was typed
  bool pasting_ = false;
  std::string pasted_;
  std::size_t left_out_ = 0;
};

}  // namespace uvchat::cli
