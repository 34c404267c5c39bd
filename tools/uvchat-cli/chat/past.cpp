#include "chat/past.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <utility>

#include "chat/client_state.h"
#include "chat/pages.h"
#include "chat/sending.h"

namespace uvchat::cli {
namespace {

// So many entries above and below the screen are there before the user gets to them.
constexpr std::size_t entries_ahead = 60;
constexpr std::size_t pages_of_catching_up = 3;
constexpr std::size_t pages_of_skipped = 20;

std::string line_of(const ClientState& chat, const PastWish& wish) {
  constexpr std::array<const char*, 4> words = {"LATEST", "BEFORE", "AFTER", "AROUND"};
  const std::size_t lines = wish.lines == 0 ? chat.server.history_lines() : wish.lines;
  return std::string("CHATHISTORY ") + words[static_cast<std::size_t>(wish.which)] + " " +
         wish.talk->room.name + " " + wish.reference + " " + std::to_string(lines);
}

auto is_of(const Talk& talk) {
  return [&talk](const PastWish& wish) { return wish.talk == &talk; };
}

bool is_wished(const ClientState& chat, const Talk& talk) {
  const Past& past = chat.past;
  return std::any_of(past.open.begin(), past.open.end(), is_of(talk)) ||
         std::any_of(past.waiting.begin(), past.waiting.end(), is_of(talk));
}

void send_wish(ClientState& chat, PastWish wish) {
  wish.asked_ms = chat.now.mono_ms;
  wish.talk->room.is_fetching = true;
  ++chat.version;
  send_line(chat, line_of(chat, wish));
  chat.past.open.push_back(std::move(wish));
}

void send_waiting_wishes(ClientState& chat, std::size_t count) {
  Past& past = chat.past;
  for (; count > 0 && !past.waiting.empty() && past.open.size() < Past::open_max; --count) {
    PastWish wish = std::move(past.waiting.front());
    past.waiting.pop_front();
    send_wish(chat, std::move(wish));
  }
}

// The nearest line above which lines are missing, at most so many entries above `index`.
std::optional<std::size_t> gap_upwards(const Room& room, std::size_t index, std::size_t bottom) {
  const std::size_t top = index - std::min({index, entries_ahead, room.entries.size() / 8});
  for (std::size_t i = bottom + 1; i-- > top;) {
    if (room.entries[i].gap_above && is_of_past(room.entries[i])) return i;
  }
  return std::nullopt;
}

// The last line before the nearest one below which lines are missing.
std::optional<std::size_t> gap_downwards(const Room& room, std::size_t index) {
  std::size_t before = index;
  const std::size_t ahead = std::min(entries_ahead, room.entries.size() / 8 + 2);
  const std::size_t end = std::min(room.entries.size(), index + ahead);
  for (std::size_t i = index; i < end; ++i) {
    if (room.entries[i].gap_above && is_of_past(room.entries[before])) return before;
    if (is_of_past(room.entries[i])) before = i;
  }
  return std::nullopt;
}

std::size_t index_of_number(const Room& room, std::uint64_t number) {
  const auto found = std::find_if(room.entries.begin(), room.entries.end(),
                                  [&](const Entry& entry) { return entry.number == number; });
  return static_cast<std::size_t>(found - room.entries.begin());
}

}  // namespace

bool has_past(const ClientState& chat) {
  return chat.server.has("draft/chathistory") && chat.server.has("batch");
}

std::string server_time_text(std::int64_t unix_ms) {
  const std::time_t seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  const std::string ms = std::to_string(1000 + std::max<std::int64_t>(unix_ms % 1000, 0));
  return std::string(text.data(), size) + "." + ms.substr(1) + "Z";
}

void ask_past(ClientState& chat, PastWish wish, bool is_urgent) {
  Past& past = chat.past;
  if (!has_past(chat) || chat.status.link != LinkState::online) return;
  const auto open = std::find_if(past.open.begin(), past.open.end(), is_of(*wish.talk));
  if (open != past.open.end()) {
    open->by_user = open->by_user || wish.by_user;
    if (wish.which != PastWish::Which::around) return;
    std::erase_if(past.waiting, is_of(*wish.talk));
    past.waiting.push_front(std::move(wish));
    return;
  }
  std::erase_if(past.waiting, is_of(*wish.talk));
  if (is_urgent) {
    send_wish(chat, std::move(wish));
  } else if (past.waiting.size() < Past::waiting_max) {
    past.waiting.push_back(std::move(wish));
    if (past.sent_at_once < Past::at_once_max) {
      ++past.sent_at_once;
      send_waiting_wishes(chat, 1);
    }
  }
}

void catch_up(ClientState& chat, Talk& talk, bool is_urgent) {
  const Room& room = talk.room;
  const bool is_there = room.kind == Room::Kind::query || room.joined;
  if (!talk.is_behind || !is_there || !has_past(chat)) return;
  const auto newest = std::find_if(room.entries.rbegin(), room.entries.rend(), is_of_past);
  PastWish wish{.talk = &talk};
  if (newest != room.entries.rend()) {
    wish.reference = "msgid=" + newest->msgid;
    wish.anchor = newest->msgid;
    wish.pages_to_come = &talk == &chat.talks.current() ? pages_of_catching_up : 0;
  }
  ask_past(chat, std::move(wish), is_urgent);
}

// Any of the lines at that time may be behind missing ones: what clients must know is not left out.
void fetch_skipped(ClientState& chat, Talk& talk, std::int64_t after_ms, std::int64_t before_ms) {
  Room& room = talk.room;
  std::string anchor;
  Entry* later = nullptr;
  for (auto entry = room.entries.rbegin(); entry != room.entries.rend() && anchor.empty();
       ++entry) {
    if (!is_of_past(*entry)) continue;
    if (entry->server_ms <= after_ms) {
      anchor = entry->msgid;
    } else if (entry->server_ms < before_ms) {
      entry->gap_above = true;
    } else {
      later = &*entry;
    }
  }
  (later != nullptr ? later->gap_above : talk.gap_coming) = true;
  ++chat.version;
  if (chat.past.skips == Past::skips_max) return;
  ++chat.past.skips;
  PastWish wish{.talk = &talk, .anchor = anchor, .pages_to_come = pages_of_skipped};
  if (!anchor.empty()) wish.reference = "msgid=" + anchor;
  ask_past(chat, std::move(wish), true);
}

void see_past(ClientState& chat, Talk& talk, std::uint64_t oldest, std::uint64_t newest) {
  constexpr std::uint64_t again_ms = 10'000;
  Room& room = talk.room;
  room.seen_oldest = oldest;
  if (oldest == 0 || !has_past(chat) || is_wished(chat, talk)) return;
  if (talk.past_refused_ms != 0 && chat.now.mono_ms - talk.past_refused_ms < again_ms) return;
  const std::size_t top = index_of_number(room, oldest);
  const std::size_t bottom = index_of_number(room, newest);
  if (top >= room.entries.size() || bottom >= room.entries.size() || top > bottom) return;
  PastWish wish{.talk = &talk};
  if (const auto gap = gap_upwards(room, top, bottom)) {
    wish.which = PastWish::Which::before;
    wish.anchor = room.entries[*gap].msgid;
  } else if (const auto last = gap_downwards(room, bottom)) {
    wish.which = PastWish::Which::after;
    wish.anchor = room.entries[*last].msgid;
  } else {
    return;
  }
  wish.reference = "msgid=" + wish.anchor;
  ask_past(chat, std::move(wish), true);
}

std::optional<PastWish> answered_wish(ClientState& chat, const Talk& talk) {
  auto& open = chat.past.open;
  const auto found = std::find_if(open.begin(), open.end(), is_of(talk));
  if (found == open.end() || std::exchange(found->is_answered, true)) return std::nullopt;
  return *found;
}

void end_wish(ClientState& chat, const Talk& talk) {
  auto& waiting = chat.past.waiting;
  if (std::erase_if(chat.past.open, is_of(talk)) == 0) return;
  talk.room.is_fetching = false;
  ++chat.version;
  const auto next = std::find_if(waiting.begin(), waiting.end(), [&](const PastWish& wish) {
    return wish.talk == &talk && wish.which == PastWish::Which::around;
  });
  if (next == waiting.end()) return;
  PastWish wish = std::move(*next);
  waiting.erase(next);
  send_wish(chat, std::move(wish));
}

void give_up(ClientState& chat, const PastWish& wish) {
  wish.talk->past_refused_ms = chat.now.mono_ms;
  end_wish(chat, *wish.talk);
  if (wish.which == PastWish::Which::latest) wish.talk->is_behind = false;
  if (wish.which == PastWish::Which::around) show_found(chat, *wish.talk);
}

bool refuse_past(ClientState& chat, Talk* talk) {
  auto& open = chat.past.open;
  const auto found = std::find_if(open.begin(), open.end(), [&](const PastWish& wish) {
    return talk == nullptr || wish.talk == talk;
  });
  if (found == open.end()) return false;
  const PastWish wish = *found;
  give_up(chat, wish);
  return !wish.by_user;
}

void tick_past(ClientState& chat) {
  for (const PastWish& wish : std::vector<PastWish>(chat.past.open)) {
    if (chat.now.mono_ms - wish.asked_ms < Past::answer_max_ms) continue;
    give_up(chat, wish);
  }
  if (chat.past.open.empty()) send_waiting_wishes(chat, 1);
}

void forget_past(ClientState& chat, const Talk& talk) {
  std::erase_if(chat.past.open, is_of(talk));
  std::erase_if(chat.past.waiting, is_of(talk));
}

void forget_all_past(ClientState& chat) {
  for (const PastWish& wish : chat.past.open) wish.talk->room.is_fetching = false;
  chat.past = {};
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    Talk& talk = chat.talks.at(i);
    const bool has_lines =
        std::any_of(talk.room.entries.begin(), talk.room.entries.end(), is_of_past);
    talk.gap_coming = has_lines;
    talk.is_behind = true;
    talk.past_refused_ms = 0;
  }
}

}  // namespace uvchat::cli
