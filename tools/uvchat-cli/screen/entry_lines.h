#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chat/room.h"
#include "screen/folding.h"
#include "screen/grid.h"

namespace uvchat::cli {

// The signs for locks and marks, by what the terminal's font may have.
struct Marks {
  const char* lock = "🔒";
  const char* logged_in = "✓";
  const char* borrowed = "≠";
};

// How the entries of a room are laid out in lines.
struct LineFormat {
  std::size_t columns = 0;
  std::size_t time_columns = 0;  // with the space behind it
  std::size_t nick_columns = 0;  // 0: nicks have no column of their own
  std::string time_format;       // strftime's
  Marks marks;
  std::uint64_t found = 0;  // the entry that /search has found
  std::string searched;     // what it has searched for
};

// A cell with its look; Ink::link counts the links of its entry, from 1.
struct Glyph {
  Cell cell;
  Ink ink;
};
using ShownLine = std::vector<Glyph>;

struct EntryLines {
  std::vector<ShownLine> lines;  // at least one
  std::vector<LinkTarget> links;
};

// The lines of a group of entries, without the day line and the rule above it.
EntryLines lines_of(const Room& room, EntryGroup group, const LineFormat& format);

// A line over the whole width: "── new ──────".
ShownLine rule(std::string_view text, Look look, std::size_t columns);

// The nick in its column, with the mark before it.
std::size_t nick_field_columns(const Entry& entry, Marks marks);

// Local time, in a form that strftime() knows.
std::string clock_text(std::int64_t unix_ms, const std::string& format);

}  // namespace uvchat::cli
