#include "message_pane.h"

#include <unicode/datefmt.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <ctime>
#include <memory>

#include "texts.h"
#include "uvchat/base/assert.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t narrow_columns = 60;  // less than this: nicks have no column of their own
constexpr std::size_t roomy_columns = 90;
constexpr std::size_t time_columns = 6;       // "17:05 "
constexpr std::size_t separator_columns = 3;  // " │ "

std::tm local_time(std::int64_t unix_ms) {
  const std::time_t seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm local{};
  localtime_r(&seconds, &local);
  return local;
}

bool is_same_day(std::int64_t one_ms, std::int64_t other_ms) {
  const std::tm one = local_time(one_ms);
  const std::tm other = local_time(other_ms);
  return one.tm_year == other.tm_year && one.tm_yday == other.tm_yday;
}

// "Sunday, November 22, 2026", in the client's language, whichever locales the system has.
std::string day_text(std::int64_t unix_ms) {
  const std::unique_ptr<icu::DateFormat> format(icu::DateFormat::createDateInstance(
      icu::DateFormat::kFull, icu::Locale(text(Text::screen_date_locale))));
  UVCHAT_ASSERT(format != nullptr);
  format->setTimeZone(*icu::TimeZone::getGMT());
  std::tm local = local_time(unix_ms);
  icu::UnicodeString day;
  format->format(static_cast<UDate>(timegm(&local)) * 1000.0, day);
  std::string bytes;
  day.toUTF8String(bytes);
  return bytes;
}

Look look_of_text(const Entry& entry) {
  if (entry.refused || entry.kind == EntryKind::failure) {
    return Look::failure;
  }
  if (entry.seal == Seal::unreadable) {
    return Look::warning;
  }
  return entry.pending || entry.kind == EntryKind::event ? Look::dim : Look::plain;
}

Look look_of_speaker(const Entry& entry) {
  return entry.mention ? Look::mention : entry.own ? Look::strong : look_of_nick(entry.nick);
}

}  // namespace

std::string clock_text(std::int64_t unix_ms) {
  const std::tm local = local_time(unix_ms);
  char text[8];
  const std::size_t length = std::strftime(text, sizeof text, "%H:%M", &local);
  return {text, length};
}

MessagePane::MessagePane(const Room& room, Area area, Marks marks, std::uint64_t found)
    : room_(room), area_(area), marks_(marks), found_(found) {}

bool MessagePane::is_narrow() const { return area_.columns < narrow_columns; }

std::size_t MessagePane::nick_columns() const { return area_.columns < roomy_columns ? 12 : 17; }

MessagePane::Line MessagePane::rule(const std::string& text, Look look) const {
  std::vector<Cell> cells = cut("── " + text + " ", area_.columns);
  const Cell dash = cells_of("─").front();
  cells.insert(cells.end(), area_.columns - columns_of(cells), dash);
  return {{std::move(cells), look}};
}

MessagePane::Span MessagePane::mark_of(const Entry& entry) const {
  switch (entry.seal) {
    case Seal::opened:
      return {cells_of(marks_.lock), Look::lock};
    case Seal::in_clear:
      return {cells_of("!"), Look::warning};
    case Seal::unreadable:
      return {cells_of("?"), Look::warning};
    case Seal::none:
      break;
  }
  return {};
}

// "alice", right-aligned in its column, with the mark before it.
MessagePane::Line MessagePane::nick_field(const Entry& entry) const {
  Span mark = mark_of(entry);
  const std::size_t columns = nick_columns() - columns_of(mark.cells);
  Span name;
  switch (entry.kind) {
    case EntryKind::said:
      name = {cut(entry.nick, columns), look_of_speaker(entry)};
      break;
    case EntryKind::acted:
      name = {cells_of("*"), look_of_speaker(entry)};
      break;
    case EntryKind::noticed:
      name = {cut("-" + entry.nick + "-", columns), look_of_speaker(entry)};
      break;
    case EntryKind::event:
      name = {cells_of("--"), Look::dim};
      break;
    case EntryKind::info:
      name = {cells_of("·"), Look::dim};
      break;
    case EntryKind::failure:
      name = {cells_of("!!"), Look::failure};
      break;
  }
  const std::string space(columns - columns_of(name.cells), ' ');
  return {{cells_of(space), Look::plain}, std::move(mark), std::move(name)};
}

// One of the lines of an entry's text before it is wrapped.
MessagePane::Line MessagePane::flow_of(const Entry& entry, std::string_view text, bool is_first,
                                       bool is_last) const {
  Line flow;
  if (is_first && is_narrow()) {
    flow.push_back(mark_of(entry));
    if (entry.kind == EntryKind::said) {
      flow.push_back({cells_of("<" + entry.nick + "> "), look_of_speaker(entry)});
    } else if (entry.kind == EntryKind::noticed) {
      flow.push_back({cells_of("-" + entry.nick + "- "), look_of_speaker(entry)});
    } else if (entry.kind == EntryKind::acted) {
      flow.push_back({cells_of("* "), look_of_speaker(entry)});
    }
  }
  if (is_first && entry.kind == EntryKind::acted) {
    flow.push_back({cells_of(entry.nick + " "), look_of_speaker(entry)});
  }
  flow.push_back({cells_of(text), look_of_text(entry)});
  if (is_last && !entry.note.empty()) {
    flow.push_back({cells_of(" (" + entry.note + ")"), Look::dim});
  }
  return flow;
}

void MessagePane::add_wrapped(const Entry& entry, std::vector<Line>& lines) const {
  const Cell space = cells_of(" ").front();
  const std::size_t indent = time_columns + (is_narrow() ? 0 : nick_columns() + separator_columns);
  const std::size_t columns = std::max<std::size_t>(area_.columns, indent + 2) - indent;
  std::string_view rest = entry.text;
  bool is_first = true;
  for (bool is_last = false; !is_last; is_first = false) {
    const std::size_t line_end = rest.find('\n');
    is_last = line_end == std::string_view::npos;
    const Line flow = flow_of(entry, rest.substr(0, line_end), is_first, is_last);
    rest.remove_prefix(is_last ? rest.size() : line_end + 1);
    std::vector<Cell> cells;
    std::vector<Look> looks;
    for (const Span& span : flow) {
      cells.insert(cells.end(), span.cells.begin(), span.cells.end());
      looks.resize(cells.size(), span.look);
    }
    bool is_head = is_first;
    for (const Row& row : wrap(cells, columns)) {
      Line line;
      line.push_back({is_head ? cells_of(clock_text(entry.time_ms) + " ")
                              : std::vector<Cell>(time_columns, space),
                      entry.number == found_ ? Look::mention : Look::dim});
      if (!is_narrow()) {
        Line field = is_head ? nick_field(entry)
                             : Line{{std::vector<Cell>(nick_columns(), space), Look::plain}};
        line.insert(line.end(), field.begin(), field.end());
        line.push_back({cells_of(" │ "), Look::dim});
      }
      for (std::size_t i = row.begin; i < row.end; ++i) {
        if (i == row.begin || looks[i] != looks[i - 1]) {
          line.push_back({{}, looks[i]});
        }
        line.back().cells.push_back(cells[i]);
      }
      lines.push_back(std::move(line));
      is_head = false;
    }
  }
}

std::vector<MessagePane::Line> MessagePane::lines_of(std::size_t index) const {
  const Entry& entry = room_.entries[index];
  std::vector<Line> lines;
  if (index == 0 || !is_same_day(room_.entries[index - 1].time_ms, entry.time_ms)) {
    lines.push_back(rule(day_text(entry.time_ms), Look::dim));
  }
  if (entry.number == room_.first_unread) {
    lines.push_back(rule(text(Text::screen_new), Look::unread));
  }
  add_wrapped(entry, lines);
  return lines;
}

MessagePane::Bottom MessagePane::bottom_of(const std::optional<ScrollPosition>& position) const {
  if (!position) {
    return {room_.entries.size() - 1, 0};
  }
  const auto at = std::find_if(room_.entries.rbegin(), room_.entries.rend(),
                               [&](const Entry& e) { return e.number == position->number; });
  const auto index =
      at == room_.entries.rend() ? 0 : static_cast<std::size_t>(room_.entries.rend() - at) - 1;
  // A wider screen has fewer rows.
  return filled({index, std::min(position->rows_below, lines_of(index).size() - 1)});
}

// So far down that the oldest row stands no lower than at the top.
MessagePane::Bottom MessagePane::filled(Bottom bottom) const {
  const std::size_t room = std::max<std::size_t>(area_.rows, 2) - 1;  // the last tells of more
  std::size_t above = lines_of(bottom.entry).size() - bottom.rows_below;
  for (std::size_t i = bottom.entry; i-- > 0 && above < room;) {
    above += lines_of(i).size();
  }
  return above < room ? moved_down(bottom, room - above) : bottom;
}

std::optional<ScrollPosition> MessagePane::position_of(const Bottom& bottom) const {
  if (bottom.entry + 1 == room_.entries.size() && bottom.rows_below == 0) {
    return std::nullopt;
  }
  return ScrollPosition{room_.entries[bottom.entry].number, bottom.rows_below};
}

// Up to where nothing is left above but one row.
MessagePane::Bottom MessagePane::moved_up(Bottom bottom, std::size_t rows) const {
  for (;;) {
    const std::size_t shown = lines_of(bottom.entry).size() - bottom.rows_below;
    if (rows < shown) {
      return {bottom.entry, bottom.rows_below + rows};
    }
    if (bottom.entry == 0) {
      return {0, bottom.rows_below + shown - 1};
    }
    rows -= shown;
    --bottom.entry;
    bottom.rows_below = 0;
  }
}

// Down to the newest row.
MessagePane::Bottom MessagePane::moved_down(Bottom bottom, std::size_t rows) const {
  while (rows > bottom.rows_below) {
    if (bottom.entry + 1 == room_.entries.size()) {
      return {bottom.entry, 0};
    }
    rows -= bottom.rows_below;
    ++bottom.entry;
    bottom.rows_below = lines_of(bottom.entry).size();
  }
  return {bottom.entry, bottom.rows_below - rows};
}

std::optional<ScrollPosition> MessagePane::up(const std::optional<ScrollPosition>& position,
                                              std::size_t rows) const {
  return room_.entries.empty() ? std::nullopt
                               : position_of(filled(moved_up(bottom_of(position), rows)));
}

std::optional<ScrollPosition> MessagePane::down(const std::optional<ScrollPosition>& position,
                                                std::size_t rows) const {
  return room_.entries.empty() ? std::nullopt : position_of(moved_down(bottom_of(position), rows));
}

std::optional<ScrollPosition> MessagePane::around(std::uint64_t number) const {
  return down(ScrollPosition{number, 0}, area_.rows / 2);
}

void MessagePane::draw(Grid& grid, const std::optional<ScrollPosition>& position) const {
  if (room_.entries.empty() || area_.rows == 0) {
    return;
  }
  std::size_t rows = area_.rows;
  const Bottom bottom = bottom_of(position);
  if (position_of(bottom)) {
    const std::size_t below = std::max<std::size_t>(room_.entries.size() - 1 - bottom.entry, 1);
    --rows;
    const Line mark =
        rule(fill(Text::screen_more_below, {{"count", std::to_string(below)}}), Look::unread);
    grid.put(area_.row + rows, area_.column, mark.front().cells, Look::unread,
             area_.column + area_.columns);
  }
  std::size_t rows_below = bottom.rows_below;
  for (std::size_t entry = bottom.entry + 1; entry-- > 0 && rows > 0; rows_below = 0) {
    const std::vector<Line> lines = lines_of(entry);
    for (std::size_t i = lines.size() - rows_below; i-- > 0 && rows > 0;) {
      --rows;
      std::size_t column = area_.column;
      for (const Span& span : lines[i]) {
        column =
            grid.put(area_.row + rows, column, span.cells, span.look, area_.column + area_.columns);
      }
    }
  }
}

}  // namespace uvchat::cli
