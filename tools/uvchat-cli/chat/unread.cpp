#include "chat/unread.h"

#include <algorithm>
#include <optional>
#include <string>

#include "chat/client_state.h"
#include "chat/pages.h"
#include "chat/past.h"
#include "chat/receive.h"
#include "chat/sending.h"
#include "chat/targets.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t marker_pause_ms = 3'000;

bool counts_as_unread(const Entry& entry) {
  return !entry.own && !entry.is_taken_back &&
         (entry.kind == EntryKind::said || entry.kind == EntryKind::acted ||
          entry.kind == EntryKind::noticed || entry.mention);
}

// By the server's clock; 0 if there is no line of the server.
std::int64_t newest_ms(const ClientState& chat, const Room& room) {
  const auto newest = std::find_if(room.entries.rbegin(), room.entries.rend(), is_of_past);
  return newest == room.entries.rend() ? 0 : std::min(newest->server_ms, server_now_ms(chat));
}

void read_until(Talk& talk, std::int64_t time_ms) {
  talk.read_ms = std::max(talk.read_ms.value_or(time_ms), time_ms);
}

void send_marker(ClientState& chat, Talk& talk) {
  if (talk.seen_ms <= talk.marker_ms || chat.status.link != LinkState::online ||
      !chat.server.has("draft/read-marker")) {
    return;
  }
  talk.marker_ms = talk.seen_ms;
  chat.marker_sent_ms = chat.now.mono_ms;
  send_line(chat, "MARKREAD " + talk.room.name + " timestamp=" + server_time_text(talk.seen_ms));
}

}  // namespace

void count_new(ClientState& chat, Talk& talk, const Entry& entry) {
  if (&talk == &chat.talks.current() || !counts_as_unread(entry)) return;
  Room& room = talk.room;
  if (!talk.read_ms) talk.read_ms = entry.server_ms - 1;
  if (room.unread++ == 0) room.first_unread = entry.number;
  room.mentions += entry.mention ? 1 : 0;
}

// The rule before the new messages of the room on the screen stays until the user leaves it.
void count_placed(ClientState& chat, Talk& talk) {
  Room& room = talk.room;
  const bool is_on_screen = &talk == &chat.talks.current();
  if (!talk.is_behind) room.has_news = false;
  if (!talk.read_ms || (is_on_screen && room.first_unread != 0)) return;
  std::uint64_t first = 0;
  std::size_t unread = 0;
  std::size_t mentions = 0;
  for (const Entry& entry : room.entries) {
    if (!counts_as_unread(entry) || entry.server_ms <= *talk.read_ms) continue;
    first = first == 0 ? entry.number : first;
    ++unread;
    mentions += entry.mention ? 1 : 0;
  }
  room.first_unread = first;
  room.unread = is_on_screen ? 0 : unread;
  room.mentions = is_on_screen ? 0 : mentions;
  ++chat.version;
}

void leave_screen(ClientState& chat, Talk& talk) {
  talk.room.first_unread = 0;
  talk.room.seen_oldest = 0;
  send_marker(chat, talk);
}

void come_to_screen(ClientState& chat, Talk& talk) {
  talk.room.unread = 0;
  talk.room.mentions = 0;
  talk.room.has_news = false;
  ++chat.version;
}

void hold_unread(ClientState& chat) {
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    Talk& talk = chat.talks.at(i);
    const std::int64_t newest = newest_ms(chat, talk.room);
    const bool is_on_screen = &talk == &chat.talks.current();
    // What came to the screen while nobody looked at it is not read.
    if (is_on_screen && talk.seen_ms != 0) {
      read_until(talk, talk.seen_ms);
      if (talk.seen_ms >= newest) talk.room.first_unread = 0;
    } else if (talk.room.unread == 0 && !(is_on_screen && talk.read_ms)) {
      read_until(talk, newest);
    }
    talk.marker_ms = 0;
  }
}

void see_newest(ClientState& chat) {
  Talk& talk = chat.talks.current();
  talk.room.seen_oldest = 0;
  if (talk.room.kind == Room::Kind::server || (has_past(chat) && talk.is_behind)) return;
  const std::int64_t newest = newest_ms(chat, talk.room);
  if (newest <= talk.seen_ms) return;
  talk.seen_ms = newest;
  read_until(talk, newest);
}

void tick_markers(ClientState& chat) {
  if (chat.now.mono_ms - chat.marker_sent_ms >= marker_pause_ms) {
    send_marker(chat, chat.talks.current());
  }
}

void receive_markread(ClientState& chat, const ServerLine& line) {
  constexpr std::string_view key = "timestamp=";
  std::string_view word = line.param(1);
  std::optional<std::int64_t> time_ms;
  if (word.starts_with(key)) time_ms = server_time(word.substr(key.size()));
  if (take_marker_of_target(chat, line.param(0), time_ms.value_or(0))) return;
  Talk* const talk = chat.talks.find(line.param(0));
  if (talk == nullptr || !time_ms) return;
  talk->marker_ms = std::max(talk->marker_ms, *time_ms);
  read_until(*talk, *time_ms);
  if (talk->room.has_news && talk->news_ms <= *time_ms) talk->room.has_news = false;
  count_placed(chat, *talk);
}

}  // namespace uvchat::cli
