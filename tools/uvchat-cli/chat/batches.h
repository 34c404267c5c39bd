#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "chat/room.h"
#include "uvchat/cipher/line.h"

namespace uvchat::cli {

// A PRIVMSG or NOTICE as it was received, as one line or as a multiline batch.
struct Heard {
  struct Piece {
    std::string text;
    bool continues = false;  // the line of the piece before
  };

  cipher::LineKind kind = cipher::LineKind::privmsg;
  std::string source;
  std::string target;
  std::vector<Piece> pieces;
  std::string msgid;
  bool borrowed = false;     // the nick of its sender
  std::string label;         // of our own message that it answers
  std::int64_t time_ms = 0;  // the server's
};

// An open batch (IRCv3 batch): the lines between its begin and its end belong together.
struct Batch {
  enum class Kind : std::uint8_t {
    plain,      // its lines count by themselves: labeled-response, netsplit
    multiline,  // its lines are one message
    history,    // its lines are of the past
  };

  Kind kind = Kind::plain;
  std::string parent;  // the name of the batch it is in
  std::string label;
  std::string target;
  std::size_t bytes = 0;        // of its lines that are kept; Batches::bytes counts them too
  std::uint64_t latest_ms = 0;  // when its last line came; mono_ms
  Heard heard;                  // multiline
  std::vector<Entry> entries;   // history
};

// By name. A server that opens more, or sends more bytes in them, is wrong; the rest is not kept.
struct Batches {
  static constexpr std::size_t open_max = 64;
  static constexpr std::size_t bytes_max = std::size_t{4} << 20;
  // A batch without an end is closed when nothing has come of it for this long.
  static constexpr std::uint64_t silence_max_ms = 30'000;

  std::map<std::string, Batch, std::less<>> open;
  std::size_t bytes = 0;

  Batch* find(std::string_view name) {
    const auto found = open.find(name);
    return found == open.end() ? nullptr : &found->second;
  }
};

}  // namespace uvchat::cli
