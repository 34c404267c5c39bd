#include "screen/message_pane.h"

#include <unicode/datefmt.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <utility>

#include "chat/texts.h"
#include "uvchat/base/assert.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t narrow_columns = 60;  // less than this: nicks have no column of their own
constexpr std::size_t nick_columns_max = 20;
constexpr std::size_t time_columns_max = 24;

// "Sunday, November 22, 2026", in the client's language, whatever locales the system has.
std::string day_text(std::int64_t unix_ms) {
  const std::unique_ptr<icu::DateFormat> format(icu::DateFormat::createDateInstance(
      icu::DateFormat::kFull, icu::Locale(text(Text::screen_date_locale))));
  UVCHAT_ASSERT(format != nullptr);
  format->setTimeZone(*icu::TimeZone::getGMT());
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm local{};
  localtime_r(&seconds, &local);
  icu::UnicodeString day;
  format->format(static_cast<UDate>(timegm(&local)) * 1000.0, day);
  std::string bytes;
  day.toUTF8String(bytes);
  return bytes;
}

Text words_of_gap(const Room& room, std::size_t index) {
  const bool is_oldest =
      std::all_of(room.entries.begin(), room.entries.begin() + static_cast<std::ptrdiff_t>(index),
                  [](const Entry& entry) { return entry.msgid.empty(); });
  return room.is_fetching ? Text::screen_fetching
         : is_oldest      ? Text::screen_older
                          : Text::screen_gap;
}

}  // namespace

MessagePane::MessagePane(const Room& room, Area area, PaneView view)
    : room_(room),
      area_(area),
      view_(std::move(view)),
      groups_(groups_of(room, view_.folds, view_.found)) {}

// The columns of times and nicks are as wide as the widest ones that may be on the screen, from
// that group upwards, but leave most of the width to the messages.
LineFormat MessagePane::format_for(std::size_t group) const {
  LineFormat format{area_.columns, 0, 0, view_.time_format, view_.marks, view_.found,
                    view_.searched};
  const bool is_narrow = area_.columns < narrow_columns;
  std::size_t nick = 2;
  for (std::size_t seen = 0; seen < area_.rows && seen <= group; ++seen) {
    const Entry& entry = room_.entries[groups_[group - seen].end - 1];
    nick = std::max(nick, nick_field_columns(entry, view_.marks));
    const std::size_t time = columns_of(clock_text(entry.time_ms, view_.time_format));
    format.time_columns = std::max(format.time_columns, time == 0 ? 0 : time + 1);
  }
  format.time_columns = std::min({format.time_columns, time_columns_max, area_.columns / 2});
  format.nick_columns = is_narrow ? 0 : std::min({nick, nick_columns_max, area_.columns / 4});
  return format;
}

EntryLines MessagePane::lines_at(std::size_t index, const LineFormat& format) const {
  const EntryGroup group = groups_[index];
  const Entry& first = room_.entries[group.begin];
  EntryLines all = lines_of(room_, group, format);
  if (first.number == room_.first_unread) {
    all.lines.insert(all.lines.begin(), rule(text(Text::screen_new), Look::unread, area_.columns));
  }
  if (group.begin == 0 || !is_same_day(room_.entries[group.begin - 1].time_ms, first.time_ms)) {
    all.lines.insert(all.lines.begin(), rule(day_text(first.time_ms), Look::dim, area_.columns));
  }
  if (first.gap_above) {
    all.lines.insert(all.lines.begin(),
                     rule(text(words_of_gap(room_, group.begin)), Look::warning, area_.columns));
  }
  return all;
}

std::size_t MessagePane::group_of(const std::optional<ScrollPosition>& position) const {
  if (!position) return groups_.size() - 1;
  const auto found = std::find_if(groups_.rbegin(), groups_.rend(), [&](const EntryGroup& group) {
    return std::any_of(room_.entries.begin() + static_cast<std::ptrdiff_t>(group.begin),
                       room_.entries.begin() + static_cast<std::ptrdiff_t>(group.end),
                       [&](const Entry& entry) { return entry.number == position->number; });
  });
  return found == groups_.rend() ? 0 : static_cast<std::size_t>(groups_.rend() - found) - 1;
}

MessagePane::Bottom MessagePane::bottom_of(const std::optional<ScrollPosition>& position,
                                           const LineFormat& format) const {
  const std::size_t group = group_of(position);
  if (!position) return {group, 0};
  // A wider screen has fewer rows.
  return filled({group, std::min(position->rows_below, rows_at(group, format) - 1)}, format);
}

// Far enough down that the oldest row is not below the top.
MessagePane::Bottom MessagePane::filled(Bottom bottom, const LineFormat& format) const {
  const std::size_t room =
      std::max<std::size_t>(area_.rows, 2) - 1;  // the last row says that there is more
  std::size_t above = rows_at(bottom.group, format) - bottom.rows_below;
  for (std::size_t i = bottom.group; i-- > 0 && above < room;) above += rows_at(i, format);
  return above < room ? moved_down(bottom, room - above, format) : bottom;
}

std::optional<ScrollPosition> MessagePane::position_of(const Bottom& bottom) const {
  if (bottom.group + 1 == groups_.size() && bottom.rows_below == 0) return std::nullopt;
  return ScrollPosition{room_.entries[groups_[bottom.group].end - 1].number, bottom.rows_below};
}

// Up until only one row is left above.
MessagePane::Bottom MessagePane::moved_up(Bottom bottom, std::size_t rows,
                                          const LineFormat& format) const {
  for (;;) {
    const std::size_t shown = rows_at(bottom.group, format) - bottom.rows_below;
    if (rows < shown) return {bottom.group, bottom.rows_below + rows};
    if (bottom.group == 0) return {0, bottom.rows_below + shown - 1};
    rows -= shown;
    --bottom.group;
    bottom.rows_below = 0;
  }
}

// Down to the newest row.
MessagePane::Bottom MessagePane::moved_down(Bottom bottom, std::size_t rows,
                                            const LineFormat& format) const {
  while (rows > bottom.rows_below) {
    if (bottom.group + 1 == groups_.size()) return {bottom.group, 0};
    rows -= bottom.rows_below;
    ++bottom.group;
    bottom.rows_below = rows_at(bottom.group, format);
  }
  return {bottom.group, bottom.rows_below - rows};
}

std::optional<ScrollPosition> MessagePane::up(const std::optional<ScrollPosition>& position,
                                              std::size_t rows) const {
  if (groups_.empty()) return std::nullopt;
  const LineFormat format = format_for(group_of(position));
  return position_of(filled(moved_up(bottom_of(position, format), rows, format), format));
}

std::optional<ScrollPosition> MessagePane::down(const std::optional<ScrollPosition>& position,
                                                std::size_t rows) const {
  if (groups_.empty()) return std::nullopt;
  const LineFormat format = format_for(group_of(position));
  return position_of(moved_down(bottom_of(position, format), rows, format));
}

MessagePane::Shown MessagePane::shown(const std::optional<ScrollPosition>& position) const {
  if (groups_.empty()) return {};
  const LineFormat format = format_for(group_of(position));
  const Bottom bottom = bottom_of(position, format);
  std::size_t top = bottom.group;
  for (std::size_t rows = rows_at(top, format) - bottom.rows_below; top > 0 && rows < area_.rows;) {
    rows += rows_at(--top, format);
  }
  return {room_.entries[groups_[top].begin].number,
          room_.entries[groups_[bottom.group].end - 1].number};
}

std::optional<ScrollPosition> MessagePane::around(std::uint64_t number) const {
  if (groups_.empty()) return std::nullopt;
  const std::size_t group = group_of(ScrollPosition{number, 0});
  const LineFormat format = format_for(group);
  return position_of(filled(moved_down({group, 0}, area_.rows / 2, format), format));
}

void MessagePane::draw_line(Grid& grid, std::size_t row, const ShownLine& line,
                            std::uint32_t links_before) const {
  std::size_t column = area_.column;
  for (const Glyph& glyph : line) {
    Ink ink = glyph.ink;
    ink.link += ink.link == 0 ? 0 : links_before;
    const std::size_t behind =
        grid.put(area_.row + row, column, glyph.cell, ink, area_.column + area_.columns);
    if (behind == column) {
      break;  // a narrower one must not take the place of one that did not fit
    }
    column = behind;
  }
}

void MessagePane::draw(Grid& grid, const std::optional<ScrollPosition>& position) const {
  if (groups_.empty() || area_.rows == 0) return;
  const LineFormat format = format_for(group_of(position));
  const Bottom bottom = bottom_of(position, format);
  std::size_t rows = area_.rows;
  if (position_of(bottom)) {
    const std::size_t below =
        std::max<std::size_t>(room_.entries.size() - groups_[bottom.group].end, 1);
    draw_line(grid, --rows,
              rule(fill(Text::screen_more_below, {{"count", std::to_string(below)}}), Look::unread,
                   area_.columns),
              0);
  }
  std::size_t rows_below = bottom.rows_below;
  for (std::size_t group = bottom.group + 1; group-- > 0 && rows > 0; rows_below = 0) {
    EntryLines all = lines_at(group, format);
    std::uint32_t links_before = 0;
    for (std::size_t i = 0; i < all.links.size(); ++i) {
      const std::uint32_t link = grid.add_link(std::move(all.links[i]));
      links_before = i == 0 ? link - 1 : links_before;
    }
    for (std::size_t i = all.lines.size() - rows_below; i-- > 0 && rows > 0;) {
      draw_line(grid, --rows, all.lines[i], links_before);
    }
  }
}

}  // namespace uvchat::cli
