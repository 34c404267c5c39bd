#include <algorithm>
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

// History belongs to its conversation, whatever names it and its people had then. Null if that is a
// room that is not open.
Talk* talk_of_history(ClientState& chat, const std::string& target) {
  Talk* const there = chat.talks.find(target);
  if (there != nullptr || target.empty() || chat.server.is_channel(target) ||
      chat.talks.size() >= Talks::unasked_max) {
    return there;
  }
  return &chat.talks.open(target);
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
  if (!alike || readings.size() == 1) return readings;
  Reading whole = std::move(readings.front());
  for (std::size_t i = 1; i < readings.size(); ++i) {
    whole.text += (heard.pieces[i].continues ? "" : "\n") + readings[i].text;
  }
  std::vector<Reading> one;
  one.push_back(std::move(whole));
  return one;
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
    talk.room.msgids.insert(heard.msgid);
  }
  return true;
}

Heard heard_from(ClientState& chat, const ServerLine& line) {
  Heard heard;
  if (const auto account = account_of_speaker(chat, line)) {
    const std::string nick = line.nick();
    note_account(chat, nick, *account);
    heard.borrowed = is_borrowed(chat, nick, *account);
  }
  heard.kind = line.message.command == "NOTICE" ? LineKind::notice : LineKind::privmsg;
  heard.source = line.message.source;
  heard.target = line.param(0);
  heard.msgid = line.msgid;
  heard.label = line.label;
  heard.time_ms = line.time_ms;
  return heard;
}

// False if the batch is full.
bool take_room(Batches& batches, Batch& batch, const ServerLine& line) {
  const std::size_t bytes =
      sizeof(Entry) + line.message.source.size() + line.msgid.size() + line.param(1).size();
  if (batches.bytes + bytes > Batches::bytes_max) return false;
  batch.bytes += bytes;
  batches.bytes += bytes;
  return true;
}

void open_batch(ClientState& chat, const ServerLine& line) {
  const std::string_view name = line.param(0).substr(1);
  if (chat.batches.open.size() >= Batches::open_max || chat.batches.find(name) != nullptr) return;
  Batch batch;
  batch.parent = line.batch;
  batch.label = line.label;
  batch.target = line.param(2);
  batch.latest_ms = chat.now.mono_ms;
  const std::string_view type = line.param(1);
  if (type == "draft/multiline") {
    batch.kind = Batch::Kind::multiline;
    batch.heard = heard_from(chat, line);
    batch.heard.target = batch.target;
  } else if (type == "chathistory") {
    batch.kind = Batch::Kind::history;
  }
  chat.batches.open[std::string(name)] = std::move(batch);
}

void show_history(ClientState& chat, Batch& batch) {
  if (Talk* const talk = chat.talks.find(batch.target)) {
    add_history(chat, *talk, std::move(batch.entries));
  }
}

void close_batch(ClientState& chat, const std::string& name) {
  auto node = chat.batches.open.extract(name);
  if (node.empty()) return;
  Batch& batch = node.mapped();
  chat.batches.bytes -= batch.bytes;
  if (batch.kind == Batch::Kind::multiline && !batch.heard.pieces.empty()) {
    Batch* const parent = chat.batches.find(batch.parent);
    const bool in_history = parent != nullptr && parent->kind == Batch::Kind::history;
    take_heard(chat, batch.heard, in_history ? parent : nullptr);
  } else if (batch.kind == Batch::Kind::history) {
    if (Talk* const talk = chat.talks.find(batch.target)) {
      if (batch.entries.empty() && talk->history_asked) {
        tell_info(chat, *talk, text(Text::history_none));
      }
      talk->history_asked = false;
    }
    show_history(chat, batch);
  }
}

}  // namespace

void take_heard(ClientState& chat, const Heard& heard, Batch* history) {
  const std::string_view target = chat.server.without_status(heard.target);
  const std::string_view nick = client::nick_of(heard.source);
  const bool own = is_own(chat, nick);
  const bool in_channel = chat.server.is_channel(target);
  if (is_ignored(chat, heard.source)) return;
  Talk* const at = history != nullptr ? talk_of_history(chat, history->target)
                                      : &talk_of(chat, heard, target, own);
  if (at == nullptr) return;
  Talk& talk = *at;
  if (!heard.msgid.empty() && talk.room.msgids.contains(heard.msgid)) return;
  Lock* const lock = &talk == &chat.talks.server_talk()
                         ? chat.keyring.find(in_channel ? target : nick)
                         : &talk.lock;
  const bool known_room = in_channel && !talk.fold.empty() && history == nullptr;
  const Place place{heard.kind, known_room ? std::string_view(talk.room.name) : target, nick,
                    history != nullptr};
  std::vector<Reading> readings;
  for (const Heard::Piece& piece : heard.pieces) {
    readings.push_back(read_text(chat, lock, place, piece.text));
  }
  if (own && history == nullptr && take_echo(chat, talk, heard, lock, readings)) return;
  for (Reading& reading : joined(heard, std::move(readings))) {
    if (reading.dropped) continue;
    const bool to_us_alone = !in_channel && !is_from_server(heard);
    Entry entry = entry_of(chat, heard, std::move(reading), own, to_us_alone);
    entry.from_history = history != nullptr;
    if (history != nullptr) {
      history->entries.push_back(std::move(entry));
    } else {
      add(chat, talk, std::move(entry));
    }
  }
}

void end_batches(ClientState& chat) {
  chat.batches.bytes = 0;
  for (auto& [name, batch] : std::exchange(chat.batches.open, {})) {
    if (batch.kind == Batch::Kind::history) show_history(chat, batch);
  }
}

void end_silent_batches(ClientState& chat) {
  std::vector<std::string> silent;
  for (const auto& [name, batch] : chat.batches.open) {
    if (chat.now.mono_ms - batch.latest_ms >= Batches::silence_max_ms) silent.push_back(name);
  }
  // A nested batch goes into its parent first.
  std::stable_partition(silent.begin(), silent.end(), [&](const std::string& name) {
    return !chat.batches.find(name)->parent.empty();
  });
  for (const std::string& name : silent) close_batch(chat, name);
}

void receive_message(ClientState& chat, const ServerLine& line) {
  Batch* const batch = chat.batches.find(line.batch);
  if (batch != nullptr) {
    batch->latest_ms = chat.now.mono_ms;
    if (Batch* const parent = chat.batches.find(batch->parent)) {
      parent->latest_ms = chat.now.mono_ms;
    }
  }
  std::string text(line.param(1));
  if (batch != nullptr && batch->kind != Batch::Kind::plain &&
      !take_room(chat.batches, *batch, line)) {
    return;
  }
  if (batch != nullptr && batch->kind == Batch::Kind::multiline) {
    const bool continues =
        line.message.tags.find("draft/multiline-concat") != std::string_view::npos;
    batch->heard.kind = line.message.command == "NOTICE" ? LineKind::notice : LineKind::privmsg;
    batch->heard.pieces.push_back({std::move(text), continues});
    return;
  }
  const bool in_history = batch != nullptr && batch->kind == Batch::Kind::history;
  if (!in_history && take_answer_of_nickserv(chat, line)) return;
  Heard heard = heard_from(chat, line);
  heard.pieces.push_back({std::move(text), false});
  take_heard(chat, heard, in_history ? batch : nullptr);
}

// BATCH +name type parameters... and BATCH -name
void receive_batch(ClientState& chat, const ServerLine& line) {
  const std::string_view name = line.param(0);
  if (name.starts_with('+')) {
    open_batch(chat, line);
  } else if (name.starts_with('-')) {
    close_batch(chat, std::string(name.substr(1)));
  }
}

}  // namespace uvchat::cli
