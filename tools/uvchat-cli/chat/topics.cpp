#include <utility>

#include "chat/client_state.h"
#include "chat/keys.h"
#include "chat/receive.h"
#include "chat/text.h"

namespace uvchat::cli {
namespace {

// Sets the room's topic and returns how a sentence names it.
std::string take_topic(ClientState& chat, Talk& talk, std::string_view line, Entry& entry) {
  Reading reading = read_topic(chat, &talk.lock, talk.room.name, line);
  entry.kind = EntryKind::event;
  entry.seal = reading.seal;
  entry.note = std::move(reading.note);
  talk.room.topic = (reading.seal == Seal::in_clear ? "! " : "") + printable(reading.text);
  ++chat.version;
  return reading.text;
}

}  // namespace

// :nick TOPIC room :text
void receive_topic(ClientState& chat, const ServerLine& line) {
  Talk* const talk = chat.talks.find(line.param(0));
  if (talk == nullptr) return;
  Entry entry;
  const std::string topic = take_topic(chat, *talk, line.param(1), entry);
  entry.time_ms = line.time_ms;
  entry.text = topic.empty() ? fill(Text::topic_cleared, {{"nick", line.nick()}})
                             : fill(Text::topic_set, {{"nick", line.nick()}, {"topic", topic}});
  add(chat, *talk, std::move(entry));
}

// 332 <nick> <room> :<topic>
void receive_topic_reply(ClientState& chat, const ServerLine& line) {
  Talk* const talk = chat.talks.find(line.param(1));
  const bool asked = std::exchange(chat.topic_asked, {}) == chat.server.fold(line.param(1));
  if (talk == nullptr || (asked && talk != &chat.talks.current())) {
    const std::string_view room = line.param(1);
    const Reading reading = read_topic(chat, chat.keyring.find(room), room, line.param(2));
    tell_info(chat, chat.talks.current(),
              fill(Text::topic_of_is, {{"room", room}, {"topic", reading.text}}));
    return;
  }
  Entry entry;
  entry.text = fill(Text::topic_is, {{"topic", take_topic(chat, *talk, line.param(2), entry)}});
  add(chat, *talk, std::move(entry));
}

}  // namespace uvchat::cli
