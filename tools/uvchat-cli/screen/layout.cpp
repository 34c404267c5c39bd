#include "screen/layout.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "chat/drawing.h"
#include "chat/texts.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t rooms_from_columns = 72;
constexpr std::size_t members_from_columns = 100;
constexpr std::size_t members_beside_columns = 60;  // with less they replace the messages

std::string room_label(std::size_t index, const Room& room) {
  return std::to_string(index + 1) + " " + room.name;
}

bool is_unread(const Room& room) { return room.unread > 0 || room.has_news; }

bool is_left(const Room& room) { return room.kind == Room::Kind::channel && !room.joined; }

// "12", or "!2 12" if two of them mention us; "+" if it is not known yet how many there are.
std::string counts_of(const Room& room) {
  std::string counts = room.mentions > 0 ? "!" + std::to_string(room.mentions) : "";
  if (room.unread > room.mentions) {
    counts += (counts.empty() ? "" : " ") + std::to_string(room.unread);
  }
  if (counts.empty() && room.has_news) counts = "+";
  return counts;
}

Look look_of_room(const Chat& chat, std::size_t index) {
  const Room& room = *chat.rooms()[index];
  return index == chat.current() ? Look::chosen
         : room.mentions > 0     ? Look::mention
         : is_unread(room)       ? Look::unread
                                 : Look::plain;
}

std::size_t rooms_columns_of(const Chat& chat, std::size_t columns) {
  std::size_t longest = 0;
  for (std::size_t i = 0; i < chat.rooms().size(); ++i) {
    longest = std::max(longest, columns_of(room_label(i, *chat.rooms()[i])));
  }
  constexpr std::size_t counts_columns = 5;
  return std::clamp<std::size_t>(longest + counts_columns, 14, columns < 100 ? 16 : 22) + 1;
}

std::size_t members_columns_of(const Room& room, std::size_t columns) {
  const std::size_t columns_max = std::min<std::size_t>(20, columns / 5);
  std::size_t longest = std::min<std::size_t>(10, columns_max);
  for (auto member = room.members.begin(); member != room.members.end() && longest < columns_max;
       ++member) {
    longest = std::max(longest, member->nick.size() + 3);  // bytes, because there may be thousands
  }
  return std::min(longest, columns_max) + 1;
}

// " ✓" of who is logged in, " ≠" of who has the name of another's account.
void put_account(Grid& grid, std::size_t row, std::size_t column, const Member& member, Marks marks,
                 std::size_t end) {
  if (member.borrowed) {
    grid.put(row, column + 1, marks.borrowed, Look::warning, end);
  } else if (!member.account.empty()) {
    grid.put(row, column + 1, marks.logged_in, Look::dim, end);
  }
}

// "aes1 1a2b3c4d" with a lock. Caesar's cipher has no lock: it protects nothing.
std::string cipher_of(const Room& room, Marks marks) {
  const bool protects = !room.cipher.empty() && !room.cipher.starts_with("caesar");
  return protects ? std::string(marks.lock) + " " + room.cipher : room.cipher;
}

// Whether the user is logged in; nothing where the server has no accounts.
std::string account_of(const Status& status) {
  if (status.link != LinkState::online) return "";
  if (status.account.empty()) return status.has_accounts ? text(Text::screen_guest) : "";
  return status.account == status.nick ? text(Text::screen_logged_in)
                                       : fill(Text::screen_account, {{"account", status.account}});
}

// The state of the connection, unless it is good.
std::string trouble_of(const Status& status, Now now) {
  switch (status.link) {
    case LinkState::connecting:
      return fill(Text::screen_connecting, {{"server", status.server}});
    case LinkState::waiting: {
      const std::uint64_t left_ms =
          status.retry_at_ms > now.mono_ms ? status.retry_at_ms - now.mono_ms : 0;
      return fill(Text::screen_retry, {{"seconds", std::to_string((left_ms + 999) / 1000)}});
    }
    case LinkState::offline:
      return text(Text::screen_offline);
    case LinkState::online:
      break;
  }
  return "";
}

}  // namespace

Area Layout::messages() const {
  const std::size_t above = (has_topic ? 1 : 0) + (has_strip ? 1 : 0);
  const std::size_t below = 1 + (has_status ? 1 : 0);
  return {above, rooms_columns, rows - std::min(rows, above + below),
          columns - rooms_columns - members_columns};
}

Area Layout::members() const {
  Area area = messages();
  if (!members_only) {
    area.column = columns - members_columns;
    area.columns = members_columns;
  }
  return area;
}

Layout layout_of(const Chat& chat, std::size_t rows, std::size_t columns,
                 std::optional<bool> members) {
  const Room& room = *chat.rooms()[chat.current()];
  Layout layout;
  layout.rows = rows;
  layout.columns = columns;
  layout.has_status = rows >= 3;
  layout.has_topic = rows >= 6;
  if (columns >= rooms_from_columns) {
    layout.rooms_columns = rooms_columns_of(chat, columns);
  } else {
    layout.has_strip = rows >= 8 && chat.rooms().size() > 1;
  }
  const bool by_itself = columns >= members_from_columns && chat.settings().member_list;
  if (members.value_or(by_itself) && !room.members.empty()) {
    layout.members_only = columns < members_beside_columns;
    layout.members_columns = layout.members_only ? 0 : members_columns_of(room, columns);
  }
  return layout;
}

std::size_t hidden_max(std::size_t count, std::size_t rows) {
  return count <= rows ? 0 : count - (rows > 1 ? rows - 1 : 0);
}

std::size_t hidden_rooms(const Chat& chat, std::size_t rows) {
  return chat.current() < rows ? 0 : chat.current() + 1 - rows;
}

void draw_rooms(Grid& grid, const Layout& layout, const Chat& chat,
                std::optional<std::size_t> hidden) {
  if (layout.rooms_columns == 0) return;
  const Area area = layout.messages();
  const std::size_t end = layout.rooms_columns - 1;
  const std::size_t first =
      std::min(hidden.value_or(hidden_rooms(chat, area.rows)), chat.rooms().size() - 1);
  for (std::size_t row = 0; row < area.rows; ++row) {
    grid.put(area.row + row, end, "│", Look::dim, end + 1);
    const std::size_t index = first + row;
    if (index >= chat.rooms().size()) continue;
    const Room& room = *chat.rooms()[index];
    const std::string counts = counts_of(room);
    const std::size_t name_end = end - (counts.empty() ? 0 : counts.size() + 1);
    const Look look = look_of_room(chat, index);
    if (look == Look::chosen) grid.fill(area.row + row, 0, end, " ", look);
    grid.put(area.row + row, 0, room_label(index, room),
             is_left(room) && look == Look::plain ? Look::dim : look, name_end);
    grid.put(area.row + row, end - counts.size(), counts, look, end);
  }
}

void draw_strip(Grid& grid, const Layout& layout, const Chat& chat) {
  if (!layout.has_strip) return;
  const std::size_t row = layout.has_topic ? 1 : 0;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < chat.rooms().size(); ++i) order.push_back(i);
  // The least important part comes last, where it may be cut off.
  const auto weight = [&](std::size_t i) {
    const Room& room = *chat.rooms()[i];
    return i == chat.current() ? 3 : room.mentions > 0 ? 2 : is_unread(room) ? 1 : 0;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
  std::size_t column = 0;
  for (const std::size_t index : order) {
    const Room& room = *chat.rooms()[index];
    const std::string counts = counts_of(room);
    const std::string label = room_label(index, room) + (counts.empty() ? "" : " " + counts);
    column = grid.put(row, column, label, look_of_room(chat, index), layout.columns);
    column = grid.put(row, column, "  ", Look::plain, layout.columns);
  }
}

void draw_topic(Grid& grid, const Layout& layout, const Room& room) {
  if (!layout.has_topic) return;
  grid.fill(0, 0, layout.columns, " ", Look::bar);
  std::string title = " " + room.name;
  if (!room.members.empty()) title += " (" + std::to_string(room.members.size()) + ")";
  grid.put(0, 0, title + (room.topic.empty() ? "" : "  " + room.topic), Look::bar,
           layout.columns - 1);
}

void draw_members(Grid& grid, const Layout& layout, const Room& room, Marks marks,
                  std::size_t hidden) {
  const Area area = layout.members();
  if (!layout.has_members() || area.rows == 0) return;
  const std::size_t end = area.column + area.columns;
  const std::size_t begin = area.column + (layout.members_only ? 0 : 1);
  const std::size_t count = room.members.size();
  hidden = std::min(hidden, hidden_max(count, area.rows));
  const std::size_t above = hidden > 0 ? 1 : 0;
  const bool fits = count - hidden <= area.rows - above;
  const std::size_t shown = fits ? count - hidden : area.rows - std::min(area.rows, above + 1);
  const auto put_count = [&](std::size_t row, std::size_t some) {
    grid.put(area.row + row, begin + 1, "+" + std::to_string(some), Look::dim, end);
  };
  for (std::size_t row = 0; !layout.members_only && row < area.rows; ++row) {
    grid.put(area.row + row, area.column, "│", Look::dim, end);
  }
  if (above > 0) put_count(0, hidden);
  const std::size_t mark_columns = 2;  // " ✓"
  auto member = std::next(room.members.begin(), static_cast<std::ptrdiff_t>(hidden));
  for (std::size_t row = above; row < above + shown; ++row, ++member) {
    const std::string prefix = member->prefix.empty() ? " " : member->prefix.substr(0, 1);
    grid.put(area.row + row, begin, prefix, Look::plain, end);
    const std::size_t behind =
        grid.put(area.row + row, begin + 1, member->nick,
                 member->away ? Look::dim : look_of_nick(member->nick), end - mark_columns);
    put_account(grid, area.row + row, behind, *member, marks, end);
  }
  if (!fits) put_count(above + shown, count - hidden - shown);
}

void draw_status(Grid& grid, const Layout& layout, const Chat& chat, Marks marks,
                 const std::string& notice, Now now) {
  if (!layout.has_status) return;
  const Status& status = chat.status();
  const std::size_t row = layout.status_row();
  grid.fill(row, 0, layout.columns, " ", Look::bar);
  const std::string clock = clock_text(now.wall_ms(), chat.settings().time_format);
  const std::size_t end = layout.columns - std::min(layout.columns, clock.size() + 2);
  grid.put(row, end + 1, clock, Look::bar, layout.columns);
  std::size_t column = 1;
  const auto add = [&](const std::string& part, Look look) {
    if (!part.empty() && column < end) {
      column = grid.put(row, column, part, look, end);
      column = grid.put(row, column, "  ", Look::bar, end);
    }
  };
  const std::string trouble = trouble_of(status, now);
  add(notice, Look::alert);
  add(trouble, Look::alert);
  add(status.nick, Look::bar);
  add(account_of(status), Look::bar);
  add(status.away ? text(Text::screen_away) : "", Look::bar);
  add(cipher_of(*chat.rooms()[chat.current()], marks), Look::bar);
  if (trouble.empty()) {
    add(status.lag_ms ? fill(Text::screen_lag, {{"ms", std::to_string(*status.lag_ms)}}) : "",
        Look::bar);
    add(status.server, Look::bar);
    add(status.in_clear ? text(Text::screen_in_clear) : status.tls_version, Look::bar);
  }
}

std::size_t draw_keys(Grid& grid, const Layout& layout, std::size_t first) {
  const Area area = layout.messages();
  std::size_t rows = 0;
  for (const Text id :
       {Text::keys_title, Text::keys_rooms, Text::keys_active, Text::keys_scroll, Text::keys_view,
        Text::keys_mouse, Text::keys_history, Text::keys_move, Text::keys_cut, Text::keys_leave}) {
    const std::vector<Cell> cells = cells_of(text(id));
    for (const Row& part : wrap(cells, std::max<std::size_t>(layout.columns, 3) - 2)) {
      if (rows >= first && rows - first < area.rows) {
        grid.put(area.row + rows - first, 1,
                 std::span(cells).subspan(part.begin, part.end - part.begin),
                 id == Text::keys_title ? Look::strong : Look::plain, layout.columns);
      }
      ++rows;
    }
  }
  return rows;
}

void draw_picture(Grid& grid, const Layout& layout, const Drawing& drawing) {
  const Area area = layout.messages();
  for (std::size_t i = 0; i < std::min(area.rows, drawing.rows.size()); ++i) {
    std::size_t column = 0;
    for (const Drawing::Dot& dot : drawing.rows[i]) {
      if (column == layout.columns) break;
      column = grid.put(area.row + i, column, dot.cell, {Look::plain, dot.style}, layout.columns);
    }
  }
}

}  // namespace uvchat::cli
