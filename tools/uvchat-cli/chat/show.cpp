#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include "chat/announced_files.h"
#include "chat/client_state.h"
#include "chat/formatting.h"
#include "chat/logging.h"
#include "chat/mention.h"
#include "chat/pages.h"
#include "chat/secrets.h"
#include "chat/text.h"
#include "chat/unread.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

void tell(ClientState& chat, Talk& talk, EntryKind kind, std::string sentence) {
  Entry entry;
  entry.kind = kind;
  entry.text = std::move(sentence);
  add(chat, talk, std::move(entry));
}

// A ciphered text does not leave the chat.
void note_alert(ClientState& chat, const Talk& talk, const Entry& entry) {
  if (!entry.mention || entry.own || entry.from_history) return;
  const bool is_open = entry.seal == Seal::none || entry.seal == Seal::in_clear;
  const std::string_view first_line = std::string_view(entry.text).substr(0, entry.text.find('\n'));
  chat.alert = Alert{talk.room.name, entry.nick, std::string(is_open ? first_line : "")};
  if (talk.room.kind == Room::Kind::query) chat.alert->room.clear();
}

// An event is known by the ids of the line that tells it.
void take_stamp(const ClientState& chat, const Room& room, Entry& entry) {
  const LineStamp& stamp = chat.stamp;
  const bool is_told = entry.kind == EntryKind::event && stamp.time_ms != 0;
  if (entry.server_ms == 0) entry.server_ms = is_told ? stamp.time_ms : server_now_ms(chat);
  if (entry.time_ms == 0) entry.time_ms = is_told ? stamp.time_ms : chat.now.wall_ms();
  if (is_told && entry.msgid.empty() && !room.msgids.contains(stamp.msgid)) {
    entry.msgid = stamp.msgid;
  }
}

}  // namespace

void make_showable(const ClientState& chat, Entry& entry) {
  entry.nick = printable(entry.nick);
  FormattedText text = formatted(utf8_cut(entry.text, Room::text_bytes_max));
  entry.text = std::move(text.text);
  entry.styles = std::move(text.changes);
  entry.note = printable(entry.note);
  describe_file(chat, entry);
}

void take_into(ClientState& chat, Room& room, Entry& entry) {
  entry.bytes = sizeof(Entry) + entry.nick.size() + entry.text.size() + entry.note.size() +
                entry.styles.size() * sizeof(StyleChange) + 2 * entry.msgid.size() +
                entry.reply_to.size() + entry.announced.size() + entry.leads_to.size() +
                entry.edits.size() + (entry.heard ? entry.heard->bytes() : 0);
  if (!entry.announced.empty()) entry.file_number = room.next_file_number++;
  if (!entry.msgid.empty()) room.msgids.insert(entry.msgid);
  if (!entry.edits.empty()) room.edited.insert(edit_of(entry.nick, entry.edits));
  for (const std::string& nonce : entry.nonces) {
    entry.bytes += 2 * nonce.size();
    room.nonces.insert(nonce);
  }
  room.entries_bytes += entry.bytes;
  chat.entries_bytes += entry.bytes;
}

void take_out(ClientState& chat, Room& room, std::uint64_t number) {
  const auto entry = std::find_if(room.entries.begin(), room.entries.end(),
                                  [&](const Entry& each) { return each.number == number; });
  if (entry == room.entries.end()) return;
  room.entries_bytes -= entry->bytes;
  chat.entries_bytes -= entry->bytes;
  room.entries.erase(entry);
  ++chat.version;
}

std::int64_t server_now_ms(const ClientState& chat) {
  return chat.now.wall_ms() + chat.clock_ahead_ms;
}

std::uint64_t add(ClientState& chat, Talk& talk, Entry entry) {
  Room& room = talk.room;
  if (entry.own) entry.text = without_passwords(room, entry.text);
  make_showable(chat, entry);
  take_stamp(chat, room, entry);
  entry.number = room.next_number++;
  if (is_of_past(entry)) entry.gap_above = std::exchange(talk.gap_coming, false) && has_past(chat);
  count_new(chat, talk, entry);
  note_alert(chat, talk, entry);
  take_into(chat, room, entry);
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

void show_talk(ClientState& chat, Talk& talk) {
  if (&chat.talks.current() != &talk) leave_screen(chat, chat.talks.current());
  chat.talks.show(chat.talks.index_of(talk));
  come_to_screen(chat, talk);
  catch_up(chat, talk, true);
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
