#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include "chat/client_state.h"
#include "chat/formatting.h"
#include "chat/logging.h"
#include "chat/mention.h"
#include "chat/text.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t history_lines_max = 2000;  // in one answer

void drop_oldest(ClientState& chat, Room& room) {
  const Entry& oldest = room.entries.front();
  room.msgids.erase(oldest.msgid);
  room.entries_bytes -= oldest.bytes;
  chat.entries_bytes -= oldest.bytes;
  room.entries.pop_front();
}

void count_bytes(ClientState& chat, Room& room, Entry& entry) {
  entry.bytes = sizeof(Entry) + entry.nick.size() + entry.text.size() + entry.note.size() +
                entry.styles.size() * sizeof(StyleChange) + 2 * entry.msgid.size();
  room.entries_bytes += entry.bytes;
  chat.entries_bytes += entry.bytes;
}

// Removes the oldest lines of the room, and if all rooms hold too much, of the largest one.
void keep_bounds(ClientState& chat, Room& room) {
  while (room.entries.size() > Room::entries_max || room.entries_bytes > Room::entries_bytes_max) {
    drop_oldest(chat, room);
  }
  while (chat.entries_bytes > ClientState::entries_bytes_max) {
    const auto& rooms = chat.talks.rooms();
    const auto most = std::max_element(
        rooms.begin(), rooms.end(),
        [](const auto& a, const auto& b) { return a->entries_bytes < b->entries_bytes; });
    drop_oldest(chat, **most);
  }
}

void tell(ClientState& chat, Talk& talk, EntryKind kind, std::string sentence) {
  Entry entry;
  entry.kind = kind;
  entry.text = std::move(sentence);
  entry.time_ms = chat.now.wall_ms();
  add(chat, talk, std::move(entry));
}

bool counts_as_unread(const Entry& entry) {
  return !entry.own && !entry.from_history &&
         (entry.kind == EntryKind::said || entry.kind == EntryKind::acted ||
          entry.kind == EntryKind::noticed || entry.mention);
}

void count_unread(ClientState& chat, Talk& talk, const Entry& entry) {
  if (&talk == &chat.talks.current() || !counts_as_unread(entry)) return;
  Room& room = talk.room;
  if (room.unread++ == 0) room.first_unread = entry.number;
  room.mentions += entry.mention ? 1 : 0;
}

// A ciphered text does not leave the chat.
void note_alert(ClientState& chat, const Talk& talk, const Entry& entry) {
  if (!entry.mention || entry.own || entry.from_history) return;
  const bool is_open = entry.seal == Seal::none || entry.seal == Seal::in_clear;
  const std::string_view first_line = std::string_view(entry.text).substr(0, entry.text.find('\n'));
  chat.alert = Alert{talk.room.name, entry.nick, std::string(is_open ? first_line : "")};
  if (talk.room.kind == Room::Kind::query) chat.alert->room.clear();
}

void make_printable(Entry& entry) {
  entry.nick = printable(entry.nick);
  FormattedText text = formatted(utf8_cut(entry.text, Room::text_bytes_max));
  entry.text = std::move(text.text);
  entry.styles = std::move(text.changes);
  entry.note = printable(entry.note);
}

}  // namespace

std::uint64_t add(ClientState& chat, Talk& talk, Entry entry) {
  Room& room = talk.room;
  make_printable(entry);
  entry.number = room.next_number++;
  if (!entry.msgid.empty()) room.msgids.insert(entry.msgid);
  if (entry.time_ms == 0) entry.time_ms = chat.now.wall_ms();
  count_unread(chat, talk, entry);
  note_alert(chat, talk, entry);
  count_bytes(chat, room, entry);
  const std::uint64_t number = entry.number;
  log_entry(chat, talk, entry);
  room.entries.push_back(std::move(entry));
  keep_bounds(chat, room);
  ++chat.version;
  return number;
}

void tell_event(ClientState& chat, Talk& talk, std::string sentence) {
  tell(chat, talk, EntryKind::event, std::move(sentence));
}

void tell_info(ClientState& chat, Talk& talk, std::string sentence) {
  tell(chat, talk, EntryKind::info, std::move(sentence));
}

void tell_failure(ClientState& chat, Talk& talk, std::string sentence) {
  tell(chat, talk, EntryKind::failure, std::move(sentence));
}

void tell_page(ClientState& chat, Talk& talk, std::string lines) {
  tell(chat, talk, EntryKind::page, std::move(lines));
}

void tell_here(ClientState& chat, std::string sentence) {
  tell_info(chat, chat.talks.current(), std::move(sentence));
}

void refuse_here(ClientState& chat, std::string sentence) {
  tell_failure(chat, chat.talks.current(), std::move(sentence));
}

// The rule before the new messages stays until the user leaves the room.
void show_talk(ClientState& chat, Talk& talk) {
  if (&chat.talks.current() != &talk) chat.talks.current().room.first_unread = 0;
  chat.talks.show(chat.talks.index_of(talk));
  talk.room.unread = 0;
  talk.room.mentions = 0;
  ++chat.version;
}

void add_history(ClientState& chat, Talk& talk, std::vector<Entry> entries) {
  Room& room = talk.room;
  if (entries.size() > history_lines_max) {
    entries.erase(entries.begin(), entries.end() - history_lines_max);
  }
  std::string latest;  // the parts of one message follow each other
  std::erase_if(entries, [&](const Entry& entry) {
    if (entry.msgid.empty() || entry.msgid == latest) return false;
    latest = entry.msgid;
    return !room.msgids.insert(entry.msgid).second;
  });
  for (Entry& entry : entries) {
    make_printable(entry);
    entry.number = room.next_number++;
    count_bytes(chat, room, entry);
  }
  // From the end: history mostly belongs before everything, or after all but the newest lines.
  auto place = room.entries.end();
  while (!entries.empty() && place != room.entries.begin() &&
         std::prev(place)->time_ms > entries.front().time_ms) {
    --place;
  }
  room.entries.insert(place, std::make_move_iterator(entries.begin()),
                      std::make_move_iterator(entries.end()));
  keep_bounds(chat, room);
  ++chat.version;
}

bool is_own(const ClientState& chat, std::string_view nick) {
  return chat.server.same(nick, chat.status.nick);
}

bool names_us(const ClientState& chat, std::string_view said) {
  // Codes of formatting are no part of any word: "\x0304ana".
  const std::string text = formatted(said).text;
  const auto& words = chat.settings.highlight_words;
  return names(text, chat.status.nick) ||
         std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return names(text, word); });
}

std::string clock_text(std::int64_t time_ms, std::int64_t now_ms) {
  const std::time_t time = static_cast<std::time_t>(time_ms / 1000);
  const std::time_t now = static_cast<std::time_t>(now_ms / 1000);
  std::tm then{};
  std::tm today{};
  localtime_r(&time, &then);
  localtime_r(&now, &today);
  const bool same_day = then.tm_yday == today.tm_yday && then.tm_year == today.tm_year;
  std::array<char, 32> out{};
  const std::size_t size =
      std::strftime(out.data(), out.size(), same_day ? "%H:%M" : "%Y-%m-%d %H:%M", &then);
  return {out.data(), size};
}

}  // namespace uvchat::cli
