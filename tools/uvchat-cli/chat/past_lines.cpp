#include <optional>
#include <utility>

#include "chat/client_state.h"
#include "chat/keys.h"
#include "chat/reactions.h"
#include "chat/receive.h"
#include "chat/text.h"

namespace uvchat::cli {
namespace {

struct PastEvent {
  std::string sentence;
  Movement movement = Movement::none;
};

std::string changes_of(const ServerLine& line) {
  std::string changes;
  for (std::size_t i = 1; i < line.message.param_count; ++i) {
    changes += (i == 1 ? "" : " ") + std::string(line.param(i));
  }
  return changes;
}

PastEvent topic_of_then(ClientState& chat, Talk& talk, const ServerLine& line) {
  const std::string nick = line.nick();
  if (line.param(1).empty()) return {fill(Text::topic_cleared, {{"nick", nick}})};
  const Place place{cipher::LineKind::topic, line.param(0), {}, true};
  const Reading reading = read_text(chat, &talk.lock, place, line.param(1));
  return {fill(Text::topic_set, {{"nick", nick}, {"topic", reading.text}})};
}

// In the words in which it is told when it happens.
std::optional<PastEvent> event_of(ClientState& chat, Talk& talk, const ServerLine& line) {
  const std::string_view command = line.message.command;
  const std::string nick = line.nick();
  if (command == "JOIN") return PastEvent{fill(Text::joins, {{"nick", nick}}), Movement::joins};
  if (command == "PART") {
    return PastEvent{fill(Text::leaves, {{"nick", nick}, {"why", reason(line.param(1))}}),
                     Movement::leaves};
  }
  if (command == "QUIT") {
    return PastEvent{fill(Text::quits, {{"nick", nick}, {"why", reason(line.param(0))}}),
                     Movement::quits};
  }
  if (command == "KICK") {
    return PastEvent{fill(Text::is_kicked,
                          {{"nick", line.param(1)}, {"by", nick}, {"why", reason(line.param(2))}})};
  }
  if (command == "NICK") {
    return PastEvent{fill(Text::is_now, {{"nick", nick}, {"new", line.param(0)}})};
  }
  if (command == "MODE") {
    return PastEvent{fill(Text::sets_mode, {{"nick", nick}, {"mode", changes_of(line)}})};
  }
  if (command == "TOPIC") return topic_of_then(chat, talk, line);
  if (command == "RENAME") {
    return PastEvent{
        fill(Text::room_renamed,
             {{"room", line.param(0)}, {"new", line.param(1)}, {"why", reason(line.param(2))}})};
  }
  return std::nullopt;
}

void take_event(ClientState& chat, const ServerLine& line, Batch& batch) {
  Talk* const talk = chat.talks.find_id(batch.room_id);
  if (talk == nullptr) return;
  auto event = event_of(chat, *talk, line);
  if (!event) return;
  Entry entry;
  entry.kind = EntryKind::event;
  entry.from_history = true;
  entry.movement = event->movement;
  if (event->movement != Movement::none) entry.nick = line.nick();
  entry.text = std::move(event->sentence);
  entry.time_ms = line.time_ms;
  entry.server_ms = line.time_ms;
  entry.msgid = line.msgid;
  batch.entries.push_back(std::move(entry));
}

// CHATHISTORY TARGETS <name> <time>
void take_target(const ServerLine& line, Batch& batch) {
  const auto time_ms = server_time(line.param(2));
  if (line.message.command != "CHATHISTORY" || line.param(0) != "TARGETS" || !time_ms ||
      line.param(1).empty() || !is_good_name(line.param(1)) ||
      batch.targets.size() >= Targets::page) {
    return;
  }
  batch.targets.push_back({std::string(line.param(1)), *time_ms});
}

}  // namespace

void note_told(Batch& batch, const ServerLine& line) {
  if (irc::find_tag(line.message.tags, "draft/chathistory-context")) return;
  if (batch.told++ == 0) batch.first_id = line.msgid;
  if (batch.kind == Batch::Kind::found) note_found(batch, line);
}

void receive_past(ClientState& chat, const ServerLine& line, Batch& batch) {
  const std::string_view command = line.message.command;
  const bool is_said = command == "PRIVMSG" || command == "NOTICE";
  Batch* const own = chat.batches.find(line.batch);
  if (own->kind == Batch::Kind::multiline) {
    if (is_said) receive_message(chat, line);
    return;
  }
  note_told(batch, line);
  if (batch.entries.size() >= Batch::lines_max || !take_room(chat.batches, batch, line)) return;
  if (batch.kind == Batch::Kind::targets) take_target(line, batch);
  if (batch.kind != Batch::Kind::history) return;
  Talk* const talk = chat.talks.find_id(batch.room_id);
  if (is_said) {
    receive_message(chat, line);
  } else if (command == "REDACT") {
    take_back(chat, line, batch);
  } else if (command == "TAGMSG") {
    if (talk != nullptr) take_reaction(chat, talk->room, line);
  } else {
    take_event(chat, line, batch);
  }
}

}  // namespace uvchat::cli
