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

// A PRIVMSG or NOTICE as it was heard, whether it came as one line or as a multiline batch.
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
  std::string label;         // that of our own message it answers
  std::int64_t time_ms = 0;  // the server's
};

// A batch that is open (IRCv3 batch): what belongs together comes between its ends.
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
  std::size_t bytes = 0;        // kept of its lines; they count in Batches::bytes
  std::uint64_t latest_ms = 0;  // when something came of it; mono_ms
  Heard heard;                  // multiline
  std::vector<Entry> entries;   // history
};

// By name. More than these, and more bytes of all together, are a server's mistake, and not kept.
struct Batches {
  static constexpr std::size_t open_max = 64;
  static constexpr std::size_t bytes_max = std::size_t{4} << 20;
  // One whose end does not come is over when nothing has come of it for so long.
  static constexpr std::uint64_t silence_max_ms = 30'000;

  std::map<std::string, Batch, std::less<>> open;
  std::size_t bytes = 0;

  Batch* find(std::string_view name) {
    const auto found = open.find(name);
    return found == open.end() ? nullptr : &found->second;
  }
};

}  // namespace uvchat::cli
