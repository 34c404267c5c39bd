#include "store/history_rows.h"

#include <algorithm>
#include <utility>

#include "uvchat/base/utf8.h"

namespace uvchat::store {
namespace {

constexpr std::size_t searched_bytes_max = 65'536;
constexpr std::size_t row_bytes = 48;  // about what a row takes without its texts

bool is_searchable(const StoredLine& line) {
  const bool is_said = line.kind == LineKind::privmsg || line.kind == LineKind::notice;
  return is_said && !line.is_ciphered && !line.is_redacted && line.text && !line.text->empty() &&
         line.text->size() <= searched_bytes_max && utf8_valid(*line.text) &&
         line.text->find('\0') == std::string::npos;
}

// What stands in a database may be anything.
template <typename Kind>
Kind kind_in(std::int64_t number, Kind last) {
  return static_cast<Kind>(std::clamp<std::int64_t>(number, 0, static_cast<int>(last)));
}

StoredLine line_in(RoomNumber room, const Row& row) {
  const std::int64_t flags = row.number(5);
  const auto has = [flags](std::int64_t flag) { return (flags & flag) != 0; };
  StoredLine line{.room = room,
                  .key = {row.number(0), static_cast<std::uint16_t>(row.number(1)),
                          static_cast<std::uint64_t>(row.number(2))},
                  .kind = kind_in(row.number(3), LineKind::rename),
                  .audience = kind_in((flags >> audience_shift) & 7, Audience::founders),
                  .is_closed = has(line_flag::closed),
                  .is_ciphered = has(line_flag::ciphered),
                  .is_multiline = has(line_flag::multiline),
                  .is_bot = has(line_flag::bot),
                  .is_redacted = has(line_flag::redacted),
                  .account = static_cast<AccountId>(row.number(4)),
                  .source = row.text(6),
                  .target = row.text(7),
                  .words = row.text(8),
                  .text = {},
                  .tags = row.text(10)};
  if (has(line_flag::text)) line.text = row.text(9);
  return line;
}

}  // namespace

std::size_t size_of(const StoredLine& line) {
  const std::size_t texts = line.source.size() + line.target.size() + line.words.size() +
                            (line.text ? line.text->size() : 0) + line.tags.size();
  return row_bytes + std::min<std::size_t>(texts, 1U << 30);
}

std::size_t size_in(const Row& row) {
  return static_cast<std::size_t>(std::max<std::int64_t>(row.number(5) >> size_shift, 0));
}

std::int64_t flags_of(const StoredLine& line) {
  const bool has_words = line.text || !line.words.empty() || !line.tags.empty();
  std::int64_t flags = 0;
  const auto set = [&flags](std::int64_t flag, bool is_set) { flags |= is_set ? flag : 0; };
  set(line_flag::closed, line.is_closed);
  set(line_flag::ciphered, line.is_ciphered);
  set(line_flag::multiline, line.is_multiline);
  set(line_flag::bot, line.is_bot);
  set(line_flag::redacted, line.is_redacted);
  set(line_flag::text, line.text.has_value());
  set(line_flag::searchable, is_searchable(line));
  set(line_flag::erasable, has_words && !line.is_redacted);
  return flags | static_cast<std::int64_t>(line.audience) << audience_shift |
         static_cast<std::int64_t>(size_of(line)) << size_shift;
}

std::span<const StoredLine> lines_of(const KeepLines& request) {
  if (request.lines == nullptr) return {};
  return *request.lines;
}

void read_lines(RoomNumber room, std::span<const Row> rows, Page& page) {
  page.lines.reserve(page.lines.size() + rows.size());
  for (const Row& row : rows) {
    page.lines.push_back(line_in(room, row));
    const std::int64_t redacted_us = row.number(13);
    if (redacted_us == 0) continue;
    page.redactions.push_back({page.lines.back().key, row.text(11), row.text(12), redacted_us});
  }
}

void hide_erased(const Rows& erasing, std::vector<StoredLine>& lines) {
  for (StoredLine& line : lines) {
    if (line.account == 0 || erasing.empty()) continue;
    const bool is_erased = std::any_of(erasing.begin(), erasing.end(), [&line](const Row& row) {
      const bool is_theirs = static_cast<AccountId>(row.number(0)) == line.account &&
                             (row.number(1) == 0 || row.number(1) == line.room);
      const auto epoch = static_cast<std::int64_t>(line.key.n >> 20);
      return is_theirs && (line.key.time_us <= row.number(2) || epoch < row.number(3));
    });
    const bool has_words = line.text || !line.words.empty() || !line.tags.empty();
    if (!is_erased || !has_words) continue;
    line.is_redacted = true;
    line.text.reset();
    line.words.clear();
    line.tags.clear();
  }
}

}  // namespace uvchat::store
