#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "store/plan.h"

// How a line stands in the table `line`, and what of it is told.

namespace uvchat::store {

// `line.flags`; above them the audience, and above that the line's size, which stays the same as
// long as there is a row of it.
namespace line_flag {
inline constexpr std::int64_t closed = 1;
inline constexpr std::int64_t ciphered = 2;
inline constexpr std::int64_t multiline = 4;
inline constexpr std::int64_t bot = 8;
inline constexpr std::int64_t redacted = 16;
inline constexpr std::int64_t text = 32;        // it has one, which may be empty
inline constexpr std::int64_t searchable = 64;  // in SQLite: in `words`, as far as `kept` says
inline constexpr std::int64_t erasable = 128;   // there is something to erase
}  // namespace line_flag
inline constexpr int audience_shift = 8;  // 3 bits
inline constexpr int size_shift = 16;

// Of the n of a line. A higher one would be another room's in SQLite.
inline constexpr std::uint64_t n_max = (1ULL << 40) - 1;

std::int64_t flags_of(const StoredLine& line);
std::span<const StoredLine> lines_of(const KeepLines& request);
// 0: it is not late.
inline std::int64_t stored_us(const StoredLine& line, const KeepLines& request) {
  const bool is_late = request.is_asked_again || request.stored_us > line.key.time_us + late_us_min;
  return is_late ? request.stored_us : 0;
}

// Something was said in the talk ?1, or was lost, at ?2.
inline constexpr const char* note_talk =
    "UPDATE talk_last SET last_us = ?2 WHERE room = ?1 AND last_us < ?2";
// Accounts whose lines are not told any more: `account, room, at_us, epoch`.
inline constexpr const char* read_erasing = "SELECT account, room, at_us, epoch FROM erasing";

// About what a line takes, as its row says it.
std::size_t size_in(const Row& row);
std::size_t size_of(const StoredLine& line);
// Of one room: `{columns}` of sql.cpp.
void read_lines(RoomNumber room, std::span<const Row> rows, Page& page);
// Those that are being erased are as if they had been.
void hide_erased(const Rows& erasing, std::vector<StoredLine>& lines);

}  // namespace uvchat::store
