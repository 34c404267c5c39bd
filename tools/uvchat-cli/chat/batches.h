#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "chat/finding.h"
#include "chat/past.h"
#include "chat/room.h"
#include "chat/targets.h"
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
  bool has_time = false;     // which the line says
  std::string account = {};  // that the sender is logged in to, as far as the line says
  std::string reply_to = {};
  std::string edits = {};  // the id of the message that it replaces

  std::size_t bytes() const {
    std::size_t sum = sizeof(Heard) + source.size() + target.size() + msgid.size();
    for (const Piece& piece : pieces) sum += sizeof(Piece) + piece.text.size();
    return sum;
  }
};

// An open batch (IRCv3 batch): the lines between its begin and its end belong together.
struct Batch {
  enum class Kind : std::uint8_t {
    plain,      // its lines count by themselves: labeled-response, netsplit
    multiline,  // its lines are one message
    history,    // its lines are of the past, and were asked for
    targets,    // conversations in which something was said (CHATHISTORY TARGETS)
    found,      // its lines are what SEARCH has found
  };
  static constexpr std::size_t lines_max = 2000;  // of the past; the rest is not kept

  Kind kind = Kind::plain;
  std::string parent;  // the name of the batch it is in
  std::string label;
  std::string target;
  bool in_past = false;         // it was opened in a batch of the past
  std::size_t bytes = 0;        // of its lines that are kept; Batches::bytes counts them too
  std::uint64_t latest_ms = 0;  // when its last line came; mono_ms
  Heard heard;                  // multiline

  // --- Of the past.
  std::uint64_t room_id = 0;     // of the conversation
  std::optional<PastWish> wish;  // what was asked for
  bool is_end = false;           // there is nothing more in that direction
  std::size_t told = 0;          // lines
  std::string first_id;          // of these
  std::vector<Entry> entries;
  std::unordered_set<std::string> nonces;  // of `entries`
  std::vector<TargetNews> targets;
  std::vector<FoundLine> found;
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

  // The batch of the past that a line with this batch belongs to, also by way of batches in it;
  // null if the line is of the present.
  Batch* past_of(std::string_view name) {
    constexpr std::size_t depth_max = 8;
    Batch* batch = find(name);
    for (std::size_t i = 0; i < depth_max && batch != nullptr; ++i, batch = find(batch->parent)) {
      if (batch->kind == Batch::Kind::history || batch->kind == Batch::Kind::targets ||
          batch->kind == Batch::Kind::found) {
        return batch;
      }
    }
    return nullptr;
  }

  // Whether a line with this batch is of the past, and the answer that it belonged to is over.
  bool is_too_late(std::string_view name) {
    const Batch* const batch = find(name);
    return batch != nullptr && batch->in_past && past_of(name) == nullptr;
  }
};

}  // namespace uvchat::cli
