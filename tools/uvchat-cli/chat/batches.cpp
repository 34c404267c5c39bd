#include "chat/batches.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "chat/client_state.h"
#include "chat/pages.h"
#include "chat/receive.h"

namespace uvchat::cli {
namespace {

bool has_tag(const ServerLine& line, std::string_view key) {
  return irc::find_tag(line.message.tags, key).has_value();
}

// What a batch is, is decided once. It is of the past only if it answers what was asked for: of
// others the lines are lines like all others. What is in a batch of the past is of the past.
void take_type(ClientState& chat, const ServerLine& line, Batch& batch) {
  const std::string_view type = line.param(1);
  if (type == "draft/multiline") {
    batch.kind = Batch::Kind::multiline;
    batch.heard = heard_from(chat, line);
    batch.heard.target = batch.target;
  } else if (batch.in_past) {
    return;
  } else if (type == "chathistory") {
    Talk* const talk = chat.talks.find(batch.target);
    batch.wish = talk == nullptr ? std::nullopt : answered_wish(chat, *talk);
    if (!batch.wish) return;
    batch.kind = Batch::Kind::history;
    batch.room_id = talk->room.id;
    batch.is_end = has_tag(line, "draft/chathistory-end");
  } else if (type == "draft/chathistory-targets" && chat.targets.is_asked) {
    batch.kind = Batch::Kind::targets;
  } else if (type == "soju.im/search" && std::exchange(chat.finding.is_asked, false)) {
    batch.kind = Batch::Kind::found;
  }
}

void open_batch(ClientState& chat, const ServerLine& line) {
  const std::string_view name = line.param(0).substr(1);
  if (chat.batches.open.size() >= Batches::open_max || chat.batches.find(name) != nullptr) return;
  Batch batch;
  batch.parent = line.batch;
  batch.label = line.label;
  batch.target = line.param(2);
  batch.latest_ms = chat.now.mono_ms;
  batch.in_past =
      chat.batches.past_of(line.batch) != nullptr || chat.batches.is_too_late(line.batch);
  take_type(chat, line, batch);
  if (Batch* const past = chat.batches.past_of(line.batch)) note_told(*past, line);
  chat.batches.open[std::string(name)] = std::move(batch);
}

void show_history(ClientState& chat, Batch& batch, bool is_whole) {
  Talk* const talk = chat.talks.find_id(batch.room_id);
  if (talk == nullptr) return;
  end_wish(chat, *talk);
  PastWish wish = std::move(*batch.wish);
  const bool is_told = wish.by_user && batch.told == 0;
  place_page(chat, *talk,
             {std::move(wish), std::move(batch.entries), is_whole ? batch.told : batch.told + 1,
              std::move(batch.first_id), batch.is_end && is_whole});
  if (is_told) tell_info(chat, *talk, text(Text::history_none));
}

void close_batch(ClientState& chat, const std::string& name) {
  auto node = chat.batches.open.extract(name);
  if (node.empty()) return;
  Batch& batch = node.mapped();
  Batch* const past = chat.batches.past_of(batch.parent);
  if (past != nullptr) {
    past->bytes += batch.bytes;  // which it holds from now on
  } else {
    chat.batches.bytes -= batch.bytes;
    if (batch.in_past) return;
  }
  if (batch.kind == Batch::Kind::multiline && !batch.heard.pieces.empty()) {
    take_heard(chat, batch.heard, past);
  } else if (batch.kind == Batch::Kind::history) {
    show_history(chat, batch, true);
  } else if (batch.kind == Batch::Kind::targets) {
    take_targets(chat, batch.targets);
  } else if (batch.kind == Batch::Kind::found) {
    take_found(chat, std::move(batch.found));
  }
}

}  // namespace

bool take_room(Batches& batches, Batch& batch, const ServerLine& line) {
  const std::size_t bytes =
      sizeof(Entry) + line.message.source.size() + line.msgid.size() + line.param(1).size();
  if (batches.bytes + bytes > Batches::bytes_max) return false;
  batch.bytes += bytes;
  batches.bytes += bytes;
  return true;
}

void end_batches(ClientState& chat) {
  chat.batches.bytes = 0;
  for (auto& [name, batch] : std::exchange(chat.batches.open, {})) {
    if (batch.kind == Batch::Kind::history) show_history(chat, batch, false);
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
