#include <algorithm>
#include <deque>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "chat/account.h"
#include "chat/client_state.h"
#include "chat/ignore.h"
#include "chat/keys.h"
#include "chat/receive.h"
#include "client/irc_client.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

using cipher::LineKind;

bool is_from_server(const Heard& heard) {
  return heard.source.find('!') == std::string::npos &&
         (heard.source.empty() || heard.source.find('.') != std::string::npos ||
          heard.target == "*");
}

// The services of a network answer what the user has just asked.
bool is_service(const ClientState& chat, std::string_view nick) {
  return chat.server.same(nick, "NickServ") || chat.server.same(nick, "ChanServ");
}

// The talk in which to show it.
Talk& talk_of(ClientState& chat, const Heard& heard, std::string_view target, bool own) {
  Talk& server = chat.talks.server_talk();
  if (is_from_server(heard)) {
    Talk* const room = chat.talks.find(target);
    return room != nullptr && chat.server.is_channel(target) ? *room : server;
  }
  if (chat.server.is_channel(target)) {
    Talk* const room = chat.talks.find(target);
    return room != nullptr ? *room : server;
  }
  const std::string_view peer = own ? target : client::nick_of(heard.source);
  Talk* const query = chat.talks.find(peer);
  const bool is_notice = heard.kind == LineKind::notice && !own;
  if (query == nullptr && is_notice && is_service(chat, peer)) return chat.talks.current();
  if (query == nullptr && (is_notice || chat.talks.size() >= Talks::unasked_max)) return server;
  Talk& talk = query != nullptr ? *query : chat.talks.open(peer);
  if (talk.room.name != peer) {
    chat.talks.rename(talk, peer);  // as the server spells it
  }
  return talk;
}

// In the past also under another nick of ours.
bool is_ours(const ClientState& chat, const Heard& heard, bool is_past) {
  return is_own(chat, client::nick_of(heard.source)) ||
         (is_past && !chat.status.account.empty() &&
          chat.server.same(heard.account, chat.status.account));
}

// Whether the message is shown, or will be as soon as an answer of the server has ended.
bool is_known(const ClientState& chat, const Talk& talk, const std::string& msgid) {
  if (msgid.empty()) return false;
  return talk.room.msgids.contains(msgid) ||
         std::any_of(chat.batches.open.begin(), chat.batches.open.end(), [&](const auto& open) {
           const Batch& batch = open.second;
           return batch.kind == Batch::Kind::history && batch.room_id == talk.room.id &&
                  std::any_of(batch.entries.begin(), batch.entries.end(),
                              [&](const Entry& entry) { return entry.msgid == msgid; });
         });
}

// It takes its place in the answer: what is told before and after it stands around it.
void note_known(Batch& history, const std::string& msgid) {
  Entry known;
  known.msgid = msgid;
  history.entries.push_back(std::move(known));
}

// A line of the past that has no id is known by its nonce.
bool is_shown(const Talk& talk, const Batch& history, const Reading& reading) {
  return !reading.nonce.empty() &&
         (talk.room.nonces.contains(reading.nonce) || history.nonces.contains(reading.nonce));
}

// "\1ACTION waves\1" is an action; other CTCP, which only clear lines may have, is reported.
void take_ctcp(Entry& entry) {
  if (!entry.text.starts_with('\1')) return;
  std::string_view body = std::string_view(entry.text).substr(1);
  body = body.substr(0, body.find('\1'));
  if (body.starts_with("ACTION ")) {
    entry.kind = EntryKind::acted;
    entry.text = std::string(body.substr(7));
  } else if (entry.seal != Seal::opened) {
    entry.kind = EntryKind::info;
    entry.text = fill(Text::ctcp, {{"nick", entry.nick}, {"what", body}});
  }
}

Entry entry_of(const ClientState& chat, const Heard& heard, Reading reading, bool own,
               bool to_us_alone) {
  Entry entry;
  entry.kind = heard.kind == LineKind::notice ? EntryKind::noticed : EntryKind::said;
  entry.seal = reading.seal;
  entry.own = own;
  entry.nick = client::nick_of(heard.source);
  entry.text = utf8_cut(reading.text, Room::text_bytes_max);
  entry.note = std::move(reading.note);
  entry.borrowed = heard.borrowed && !own;
  if (entry.borrowed) {
    entry.note +=
        (entry.note.empty() ? "" : "; ") + fill(Text::said_by_borrower, {{"nick", entry.nick}});
  }
  entry.time_ms = reading.time_ms != 0 ? reading.time_ms : heard.time_ms;
  entry.server_ms = heard.has_time ? heard.time_ms : entry.time_ms;
  entry.reply_to = heard.reply_to;
  entry.edits = heard.edits;
  entry.lacked_key = std::move(reading.lacked_key);
  entry.nonces = std::move(reading.nonces);
  entry.msgid = heard.msgid;
  if (entry.seal != Seal::unreadable) take_ctcp(entry);
  entry.mention =
      !own && (to_us_alone || (entry.seal != Seal::unreadable && names_us(chat, entry.text)));
  return entry;
}

// One entry if all lines are of one kind and can be shown; else one for each.
std::vector<Reading> joined(const Heard& heard, std::vector<Reading> readings) {
  const Seal seal = readings.front().seal;
  const bool alike = std::all_of(readings.begin(), readings.end(), [&](const Reading& each) {
    return each.seal == seal && seal != Seal::unreadable && !each.dropped;
  });
  for (Reading& each : readings) {
    if (!each.nonce.empty()) each.nonces.push_back(std::move(each.nonce));
  }
  if (!alike || readings.size() == 1) return readings;
  Reading whole = std::move(readings.front());
  for (std::size_t i = 1; i < readings.size(); ++i) {
    whole.text += (heard.pieces[i].continues ? "" : "\n") + readings[i].text;
    whole.nonces.insert(whole.nonces.end(), readings[i].nonces.begin(), readings[i].nonces.end());
  }
  std::vector<Reading> one;
  one.push_back(std::move(whole));
  return one;
}

// As it may be shown, piece by piece. A nonce stands behind its sender.
std::vector<Reading> readings_of(const ClientState& chat, Lock* lock, const Place& place,
                                 const Heard& heard) {
  std::vector<Reading> readings;
  for (const Heard::Piece& piece : heard.pieces) {
    readings.push_back(read_text(chat, lock, place, piece.text));
    Reading& reading = readings.back();
    if (!reading.nonce.empty()) reading.nonce.insert(0, std::string(place.sender) + " ");
  }
  return readings;
}

bool lacks_key(const std::vector<Reading>& readings) {
  return std::any_of(readings.begin(), readings.end(),
                     [](const Reading& each) { return !each.lacked_key.empty(); });
}

// What is read again when the key comes: a message of which no piece could be read. Of the server's
// own room nothing is.
std::shared_ptr<const Heard> kept_for_key(const Talk& talk, const Heard& heard, const Place& place,
                                          const std::vector<Reading>& readings) {
  const bool lacks_all = std::all_of(readings.begin(), readings.end(), [](const Reading& each) {
    return !each.lacked_key.empty() && !each.dropped;
  });
  if (talk.room.kind == Room::Kind::server || !lacks_all) return nullptr;
  auto kept = std::make_shared<Heard>(heard);
  kept->target = place.target;
  return kept;
}

// Takes the echo of our own message. False if it is of another client with our nick.
bool take_echo(ClientState& chat, Talk& talk, const Heard& heard, Lock* lock,
               const std::vector<Reading>& readings) {
  const bool opened = std::all_of(readings.begin(), readings.end(),
                                  [](const Reading& each) { return each.seal == Seal::opened; });
  // Found by its text, it came back as it was sent, before there was a key.
  const bool as_sent = heard.label.empty() &&
                       std::all_of(readings.begin(), readings.end(),
                                   [](const Reading& each) { return each.seal == Seal::in_clear; });
  if (lock != nullptr && lock->conversation.has_key() && !opened && !as_sent) {
    if (!refuse_echo(chat, talk, heard.label, heard.pieces.front().text)) return false;
    tell_failure(chat, talk, text(Text::echo_unreadable));
    return true;
  }
  Entry* const entry = confirm(chat, talk, heard.label, heard.pieces.front().text);
  if (entry == nullptr) return false;
  if (entry->msgid.empty() && !heard.msgid.empty()) {
    entry->msgid = heard.msgid;
    entry->server_ms = heard.time_ms;
    talk.room.msgids.insert(heard.msgid);
    if (std::exchange(talk.gap_coming, false)) entry->gap_above = has_past(chat);
  }
  return true;
}

// What the message says with the keys that are here now; nothing while one is not here. It is a
// line of the past: what repeats a line that is shown is told to do so.
std::vector<Entry> opened_now(const ClientState& chat, Talk& talk, const Heard& heard, bool own) {
  const Place place{heard.kind, heard.target, client::nick_of(heard.source), true};
  std::vector<Reading> readings = readings_of(chat, &talk.lock, place, heard);
  if (lacks_key(readings)) return {};
  for (Reading& reading : readings) {
    if (reading.nonce.empty() || !talk.room.nonces.contains(reading.nonce)) continue;
    reading = Reading();
    reading.seal = Seal::unreadable;
    reading.text = text(Text::line_replayed);
  }
  std::vector<Entry> entries;
  for (Reading& reading : joined(heard, std::move(readings))) {
    entries.push_back(
        entry_of(chat, heard, std::move(reading), own, !chat.server.is_channel(heard.target)));
  }
  return entries;
}

// The entries [begin, end) are one message, of which `fresh` is what it says. It stays where it is.
void replace_entries(ClientState& chat, Room& room, std::deque<Entry>& into,
                     std::span<const Entry> old, std::vector<Entry> fresh) {
  for (const Entry& entry : old) {
    room.entries_bytes -= entry.bytes;
    chat.entries_bytes -= entry.bytes;
  }
  for (Entry& entry : fresh) {
    const bool is_first = &entry == &fresh.front();
    entry.number = is_first ? old.front().number : room.next_number++;
    entry.from_history = old.front().from_history;
    entry.gap_above = is_first && old.front().gap_above;
    make_showable(chat, entry);
    take_into(chat, room, entry);
    into.push_back(std::move(entry));
  }
}

}  // namespace

Heard heard_from(ClientState& chat, const ServerLine& line) {
  Heard heard;
  heard.account = line.account;
  heard.reply_to = line.reply_to;
  heard.edits = line.edits;
  if (const auto account = account_of_speaker(chat, line)) {
    const std::string nick = line.nick();
    if (chat.batches.past_of(line.batch) == nullptr) note_account(chat, nick, *account);
    heard.borrowed = is_borrowed(chat, nick, *account);
  }
  heard.kind = line.message.command == "NOTICE" ? LineKind::notice : LineKind::privmsg;
  heard.source = line.message.source;
  heard.target = line.param(0);
  heard.msgid = line.msgid;
  heard.label = line.label;
  heard.time_ms = line.time_ms;
  heard.has_time = line.has_time;
  return heard;
}

void take_heard(ClientState& chat, const Heard& heard, Batch* history) {
  const std::string_view target = chat.server.without_status(heard.target);
  const std::string_view nick = client::nick_of(heard.source);
  const bool own = is_ours(chat, heard, history != nullptr);
  const bool in_channel = chat.server.is_channel(target);
  if (is_ignored(chat, heard.source)) return;
  Talk* const at = history != nullptr ? chat.talks.find_id(history->room_id)
                                      : &talk_of(chat, heard, target, own);
  if (at == nullptr) return;
  Talk& talk = *at;
  if (is_known(chat, talk, heard.msgid)) {
    if (history != nullptr) note_known(*history, heard.msgid);
    return;
  }
  Lock* const lock = &talk == &chat.talks.server_talk()
                         ? chat.keyring.find(in_channel ? target : nick)
                         : &talk.lock;
  const bool known_room = in_channel && !talk.fold.empty() && history == nullptr;
  const Place place{heard.kind, known_room ? std::string_view(talk.room.name) : target, nick,
                    history != nullptr};
  std::vector<Reading> readings = readings_of(chat, lock, place, heard);
  for (Reading& reading : readings) {
    reading.dropped = reading.dropped || (history != nullptr && is_shown(talk, *history, reading));
  }
  if (own && history == nullptr && take_echo(chat, talk, heard, lock, readings)) return;
  const auto kept = kept_for_key(talk, heard, place, readings);
  for (Reading& reading : joined(heard, std::move(readings))) {
    if (reading.dropped) continue;
    const bool to_us_alone = !in_channel && !is_from_server(heard);
    Entry entry = entry_of(chat, heard, std::move(reading), own, to_us_alone);
    entry.from_history = history != nullptr;
    if (!entry.lacked_key.empty()) entry.heard = kept;
    if (history != nullptr) {
      for (const std::string& nonce : entry.nonces) history->nonces.insert(nonce);
      history->entries.push_back(std::move(entry));
    } else {
      add(chat, talk, std::move(entry));
    }
  }
}

void receive_message(ClientState& chat, const ServerLine& line) {
  Batch* const batch = chat.batches.find(line.batch);
  Batch* const past = chat.batches.past_of(line.batch);
  std::string text(line.param(1));
  if (batch != nullptr && batch->kind == Batch::Kind::multiline) {
    if (!take_room(chat.batches, *batch, line)) return;
    const bool continues =
        line.message.tags.find("draft/multiline-concat") != std::string_view::npos;
    batch->heard.kind = line.message.command == "NOTICE" ? LineKind::notice : LineKind::privmsg;
    batch->heard.pieces.push_back({std::move(text), continues});
    return;
  }
  if (past == nullptr && take_answer_of_nickserv(chat, line)) return;
  Heard heard = heard_from(chat, line);
  heard.pieces.push_back({std::move(text), false});
  take_heard(chat, heard, past);
  if (past == nullptr) add_to_warning_of_nickserv(chat, line);
}

std::size_t read_again(ClientState& chat, Talk& talk) {
  Room& room = talk.room;
  std::deque<Entry> entries;
  std::size_t opened = 0;
  for (std::size_t i = 0; i < room.entries.size();) {
    Entry& entry = room.entries[i];
    const auto heard = entry.heard;
    auto fresh = heard ? opened_now(chat, talk, *heard, entry.own) : std::vector<Entry>();
    if (fresh.empty()) {
      entries.push_back(std::move(entry));
      ++i;
      continue;
    }
    std::vector<Entry> old;  // the pieces of the message
    for (; i < room.entries.size() && room.entries[i].heard == heard; ++i) {
      old.push_back(std::move(room.entries[i]));
    }
    opened += fresh.front().seal == Seal::opened ? 1 : 0;
    replace_entries(chat, room, entries, old, std::move(fresh));
  }
  room.entries = std::move(entries);
  ++chat.version;
  return opened;
}

}  // namespace uvchat::cli
