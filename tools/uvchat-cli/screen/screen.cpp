#include "screen/screen.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "chat/drawing.h"
#include "chat/texts.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t asks_ms = 5'000;    // for a second Ctrl-C to confirm the first
constexpr std::uint64_t alone_ms = 30'000;  // without a key for so long, nobody looks at the screen
constexpr std::uint64_t announces_ms = 2'000;  // at least between two alerts: others cause them
constexpr std::size_t wheel_rows = 3;

// How many first items are hidden after scrolling by so many rows.
std::size_t moved(std::size_t hidden, bool down, std::size_t rows, std::size_t most) {
  hidden = std::min(hidden, most);
  return down ? std::min(hidden + rows, most) : hidden - std::min(hidden, rows);
}

// Whether `oldest` is the first line of all that can be had.
bool has_all_above(const Room& room, std::uint64_t oldest) {
  if (room.entries.empty()) return !room.is_fetching;
  const auto first_kept = std::find_if(room.entries.begin(), room.entries.end(),
                                       [](const Entry& entry) { return !entry.msgid.empty(); });
  const bool has_more = first_kept != room.entries.end() && first_kept->gap_above;
  return oldest == room.entries.front().number && !has_more && !room.is_fetching;
}

}  // namespace

void Screen::press(const KeyPress& press, Now now) {
  follow_chat();
  if (press.key == Key::focus_in || press.key == Key::focus_out) {
    has_focus_ = press.key == Key::focus_in;
    return;
  }
  secret_refused_ = false;
  is_at_beginning_ = false;
  pressed_at_ms_ = now.mono_ms;
  if (press.key == Key::wheel_up || press.key == Key::wheel_down) {
    turn_wheel(press, now);  // it does not end what the keyboard has begun
    return;
  }
  if (press_page()) return;
  if (chat_.secret_prompt()) {
    press_secret(press, now);
    return;
  }
  if (!composer_.is_asking() &&
      (is_with_control(press, "c") || (is_with_control(press, "d") && composer_.is_empty()))) {
    interrupt(now);
    return;
  }
  asked_at_ms_.reset();
  if (composer_.press(press) || go_to_room(press) || press_view(press, now)) return;
  if (press.key == Key::enter) enter(now);
  if (press.key == Key::alt) press_escape_before(press.text, now);
}

// An Escape and a character that come together look like Alt and a character. What no key means
// must not swallow the beginning of a line.
void Screen::press_escape_before(const std::string& text, Now now) {
  if (text.empty() || is_control(text.front())) return;
  press_view({Key::escape, ""}, now);
  composer_.press({Key::text, text});
}

// Any key goes back from a picture, and to the next rows of the list of keys; after the last ones
// back to the chat.
bool Screen::press_page() {
  if (chat_.drawing() != nullptr) {
    chat_.close_drawing();
    return true;
  }
  if (!keys_from_) return false;
  *keys_from_ += std::max<std::size_t>(layout_.messages().rows, 1);
  if (*keys_from_ >= keys_rows_) keys_from_.reset();
  return true;
}

// Keys that change only the view.
bool Screen::press_view(const KeyPress& press, Now now) {
  switch (press.key) {
    case Key::page_up:
      scroll(&MessagePane::up, page_rows(), now);
      return true;
    case Key::page_down:
      scroll(&MessagePane::down, page_rows(), now);
      return true;
    case Key::escape:
      leave_found();
      position_.reset();
      if (layout_.members_only) members_wish_.reset();
      return true;
    case Key::f1:
      keys_from_ = 0;
      return true;
    case Key::f2:
      members_wish_ = !layout_.has_members();
      return true;
    case Key::f3:
      folds_ = !folds();
      return true;
    case Key::f7:
    case Key::f8:
      scroll_members(press.key == Key::f8, page_rows());
      return true;
    default:
      return false;
  }
}

void Screen::turn_wheel(const KeyPress& press, Now now) {
  const bool down = press.key == Key::wheel_down;
  if (layout_.has_members() && layout_.members().has(press.row, press.column)) {
    scroll_members(down, wheel_rows);
  } else if (press.column < layout_.rooms_columns) {
    const std::size_t rows = layout_.messages().rows;
    rooms_hidden_ = moved(rooms_hidden_.value_or(hidden_rooms(chat_, rows)), down, wheel_rows,
                          hidden_max(chat_.rooms().size(), rows));
  } else {
    scroll(down ? &MessagePane::down : &MessagePane::up, wheel_rows, now);
  }
}

// Shows the members if they are hidden.
void Screen::scroll_members(bool down, std::size_t rows) {
  if (!layout_.has_members()) {
    members_wish_ = true;
    return;
  }
  members_hidden_ =
      moved(members_hidden_, down, rows, hidden_max(room().members.size(), layout_.members().rows));
}

void Screen::press_secret(const KeyPress& press, Now now) {
  if (press.key == Key::text || press.key == Key::paste) {
    secret_.insert(press.text);
    secret_refused_ = secret_.is_cut();
  } else if (press.key == Key::backspace || is_with_control(press, "h")) {
    secret_.erase_left();
  } else if (is_with_control(press, "u")) {
    secret_.wipe();
  } else if (press.key == Key::enter) {
    if (!secret_.is_cut()) chat_.on_secret(secret_.text(), now);
    secret_.wipe();  // also if the same question comes again
  } else if (press.key == Key::escape || is_with_control(press, "c") ||
             (is_with_control(press, "d") && secret_.text().empty())) {
    chat_.cancel_secret(now);
  }
}

bool Screen::go_to_room(const KeyPress& press) {
  const std::size_t count = chat_.rooms().size();
  if (press.key == Key::alt_left || is_with_control(press, "p")) {
    show((chat_.current() + count - 1) % count);
  } else if (press.key == Key::alt_right || is_with_control(press, "n")) {
    show((chat_.current() + 1) % count);
  } else if (press.key == Key::alt && press.text == "a") {
    show_active();
  } else if (press.key == Key::alt && press.text >= "0" && press.text <= "9") {
    show(press.text == "0" ? 9 : static_cast<std::size_t>(press.text[0] - '1'));
  } else {
    return false;
  }
  return true;
}

void Screen::show(std::size_t index) {
  if (index < chat_.rooms().size()) chat_.show(index);
}

void Screen::show_active() {
  std::optional<std::size_t> best;
  for (std::size_t i = 1; i < chat_.rooms().size(); ++i) {
    const std::size_t index = (chat_.current() + i) % chat_.rooms().size();
    const Room& candidate = *chat_.rooms()[index];
    if ((candidate.unread > 0 || candidate.has_news) &&
        (!best || (candidate.mentions > 0 && chat_.rooms()[*best]->mentions == 0))) {
      best = index;
    }
  }
  if (best) chat_.show(*best);
}

void Screen::enter(Now now) {
  Composer::Taken taken = composer_.take();
  if (!taken.line.empty()) {
    position_.reset();
    tells_found_ = false;
    if (layout_.members_only) members_wish_.reset();
    chat_.on_input(taken.line, now);
  }
  if (!taken.remember) sodium_memzero(taken.line.data(), taken.line.size());
}

// As in a shell, it first discards an unfinished line. Quitting takes two presses.
void Screen::interrupt(Now now) {
  if (!composer_.is_empty()) {
    composer_.clear();
  } else if (asked_at_ms_ && now.mono_ms - *asked_at_ms_ < asks_ms) {
    chat_.quit(now);
  } else {
    asked_at_ms_ = now.mono_ms;
  }
}

MessagePane Screen::messages() const {
  const Settings& settings = chat_.settings();
  return {room(), layout_.messages(),
          PaneView{marks_, settings.time_format, folds(), chat_.found(), chat_.searched_text()}};
}

std::size_t Screen::page_rows() const {
  const std::size_t rows = layout_.messages().rows;
  return rows > 3 ? rows - 3 : 1;
}

// Also where nothing moves, because all that is here is shown: there may be more on the server.
void Screen::scroll(Move move, std::size_t rows, Now now) {
  const MessagePane pane = messages();
  const auto before = std::exchange(position_, (pane.*move)(position_, rows));
  const MessagePane::Shown shown = pane.shown(position_);
  chat_.see(shown.oldest, shown.newest, now);
  is_at_beginning_ =
      move == &MessagePane::up && position_ == before && has_all_above(room(), shown.oldest);
}

void Screen::leave_found() {
  tells_found_ = false;
  chat_.leave_found();
}

// A text typed for one question must not answer another. A newly shown room starts at its newest
// line; a line that /search has found is scrolled to.
void Screen::follow_chat() {
  composer_.follow();
  if (chat_.secret_prompt() != prompt_) {
    prompt_ = chat_.secret_prompt();
    secret_.wipe();
  }
  if (room().name != room_name_) {
    room_name_ = room().name;
    position_.reset();
    tells_found_ = false;
    members_hidden_ = 0;
    rooms_hidden_.reset();
    if (layout_.members_only) members_wish_.reset();
  }
  if (chat_.findings() != findings_) {
    findings_ = chat_.findings();
    tells_found_ = chat_.found() != 0;
    if (tells_found_) position_ = messages().around(chat_.found());
  }
}

// What the user must know while typing, for the status line.
std::string Screen::notice(Now now) const {
  if (const Drawing* const drawing = chat_.drawing()) {
    return fill(Text::picture_on_screen, {{"file", drawing->name}});
  }
  if (pasting_) return fill(Text::screen_pasting, {{"bytes", std::to_string(*pasting_)}});
  if (secret_refused_) return text(Text::passphrase_too_long);
  if (!composer_.notice().empty()) return composer_.notice();
  if (is_at_beginning_) return text(Text::screen_beginning);
  if (tells_found_ && chat_.search_is_over()) {
    return fill(Text::found_no_more, {{"text", chat_.searched()}});
  }
  const Chat::FoundPlace place = chat_.found_place();
  if ((position_ || tells_found_) && place.count > 0) {
    return fill(Text::screen_found,
                {{"number", std::to_string(place.number)}, {"count", std::to_string(place.count)}});
  }
  const bool asks = asked_at_ms_ && now.mono_ms - *asked_at_ms_ < asks_ms;
  if (!asks) return "";
  return chat_.unsent() == 0
             ? text(Text::screen_quit_again)
             : fill(Text::screen_quit_unsent, {{"count", std::to_string(chat_.unsent())}});
}

void Screen::draw_input(Picture& picture) const {
  const std::size_t row = layout_.input_row();
  const auto& question = chat_.secret_prompt();
  const std::string prompt = question ? *question + " " : composer_.prompt();
  const bool asks = question || composer_.is_asking();
  Grid& grid = picture.grid;
  std::size_t column = grid.put(row, 0, prompt, asks ? Look::strong : Look::dim,
                                question ? layout_.columns - 1
                                : asks   ? layout_.columns - layout_.columns / 4
                                         : layout_.columns / 3);
  picture.cursor_row = row;
  picture.cursor_column = column;
  if (question) return;
  const InputLine::View view = composer_.view(layout_.columns - column);
  picture.cursor_column = std::min(column + view.cursor_column, layout_.columns - 1);
  if (view.more_left) column = grid.put(row, column, "‹", Look::dim, layout_.columns);
  column = grid.put(row, column, view.cells, Look::plain, layout_.columns);
  if (view.more_right) grid.put(row, layout_.columns - 1, "›", Look::dim, layout_.columns);
}

// Whether the user sees the newest lines of the room on the screen.
bool Screen::is_watching(Now now) const {
  const bool pressed = pressed_at_ms_ && now.mono_ms - *pressed_at_ms_ < alone_ms;
  return has_focus_.value_or(pressed) && !position_ && !layout_.members_only && !has_page();
}

// What lies beside it on the server is fetched before the user gets there.
void Screen::tell_what_is_seen(Now now) {
  if (is_watching(now)) {
    chat_.see_newest(now);
  } else if (position_ && !layout_.members_only && !has_page()) {
    const MessagePane::Shown shown = messages().shown(position_);
    chat_.see(shown.oldest, shown.newest, now);
  }
}

// Whether the user has seen it on the screen.
bool Screen::is_watched(const Alert& alert, Now now) const {
  return is_watching(now) && room().name == (alert.room.empty() ? alert.nick : alert.room);
}

void Screen::announce(Picture& picture, Now now) {
  const Settings& settings = chat_.settings();
  std::size_t mentions = 0;
  for (const auto& each : chat_.rooms()) mentions += each->mentions;
  if (settings.title) {
    picture.title =
        (mentions > 0 ? "(" + std::to_string(mentions) + ") " : "") + room().name + " - uvchat";
  }
  if (auto alert = chat_.take_alert()) alert_ = std::move(alert);
  if (alert_ && is_watched(*alert_, now)) alert_.reset();
  if (alert_ && (!announced_at_ms_ || now.mono_ms - *announced_at_ms_ >= announces_ms)) {
    announced_at_ms_ = now.mono_ms;
    picture.bell = settings.bell;
    picture.notice = std::exchange(alert_, std::nullopt);
    if (!settings.desktop_notifications) picture.notice.reset();
  }
}

Screen::Picture Screen::draw(std::size_t rows, std::size_t columns, Now now) {
  follow_chat();
  layout_ = layout_of(chat_, rows, columns, members_wish_);
  position_ =
      messages().down(position_, 0);  // entries were removed, or the new size has fewer rows
  tell_what_is_seen(now);
  chat_.set_canvas({layout_.messages().rows, layout_.columns, chat_.settings().colours});
  Picture picture;
  picture.grid = Grid(rows, columns);
  draw_topic(picture.grid, layout_, room());
  draw_strip(picture.grid, layout_, chat_);
  draw_status(picture.grid, layout_, chat_, marks_, notice(now), now);
  if (const Drawing* const drawing = chat_.drawing()) {
    draw_picture(picture.grid, layout_, *drawing);
  } else if (keys_from_) {
    keys_rows_ = draw_keys(picture.grid, layout_, *keys_from_);
  } else {
    draw_rooms(picture.grid, layout_, chat_, rooms_hidden_);
    draw_members(picture.grid, layout_, room(), marks_, members_hidden_);
    if (!layout_.members_only) messages().draw(picture.grid, position_);
  }
  draw_input(picture);
  announce(picture, now);
  return picture;
}

}  // namespace uvchat::cli
