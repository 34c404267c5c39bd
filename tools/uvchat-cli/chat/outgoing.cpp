#include "chat/outgoing.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "chat/client_state.h"
#include "chat/logging.h"
#include "chat/sending.h"
#include "chat/text.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/caesar.h"
#include "uvchat/cipher/split.h"

namespace uvchat::cli {
namespace {

using cipher::LineKind;

constexpr std::size_t refused_max = 100;
constexpr std::size_t action_bytes = 9;  // \1ACTION ...\1
constexpr std::size_t text_room_min = 28;

// A line's text as it goes out.
struct Piece {
  WireText text;
  bool continues = false;  // the line of the piece before
};

// A text that can never be sealed does not wait: it is refused.
bool may_send(const ClientState& chat, const Talk& talk) {
  if (chat.status.link != LinkState::online || !chat.ready ||
      (talk.room.kind == Room::Kind::channel && !talk.room.joined)) {
    return false;
  }
  return talk.lock.keys_coming == 0 && (!talk.lock.closed || chat.nicks_asked == 0);
}

// With the current name of the room, and the lock it always had.
Destination destination_of(const Message& message) {
  return {message.talk->lock, message.kind, message.talk->room.name, message.status,
          message.only_sealed};
}

Result<std::vector<Piece>> pieces_of_message(ClientState& chat, const Message& message) {
  const Destination to = destination_of(message);
  const std::size_t room = text_room(chat, to);
  const std::size_t around = message.action ? action_bytes : 0;
  if (room < text_room_min + around) {
    return fail(fill(Text::name_too_long, {{"room", to.target()}}));
  }
  const bool classroom = to.lock.caesar_shift != 0 && !to.lock.closed;
  const std::string whole = classroom ? cipher::classroom_form(message.text) : message.text;
  std::vector<Piece> pieces;
  const char* end = nullptr;  // of the piece before
  for (const std::string_view part : cipher::split_text(whole, room - around)) {
    const bool continues = part.data() == end;
    auto text = leaving_text(
        chat, to, message.action ? "\1ACTION " + std::string(part) + "\1" : std::string(part));
    if (!text) return tl::unexpected(text.error());
    pieces.push_back({std::move(*text), continues});
    end = part.data() + part.size();
  }
  return pieces;
}

std::string next_label(ClientState& chat) { return std::to_string(chat.outgoing.next_label++); }

// "@label=7;+reply=abc ", as far as the server knows labels and tags.
std::string tags_of(const ClientState& chat, const Message& message, const std::string& label) {
  std::string tags;
  if (chat.server.has("labeled-response")) tags += ";label=" + label;
  if (!message.reply_to.empty() && chat.server.has("message-tags")) {
    tags += ";+reply=" + tag_value(message.reply_to);
  }
  if (!message.edits.empty() && chat.server.has("message-tags")) {
    // A server keeps this one with the line only where it is asked to.
    tags += ";+uvchat/edits=" + tag_value(message.edits) + ";+draft/persist";
  }
  return tags.empty() ? tags : "@" + tags.substr(1) + " ";
}

bool send_single(ClientState& chat, Message& message, const Piece& piece) {
  Message::Wire wire{next_label(chat), piece.text.text()};
  const std::string tags = tags_of(chat, message, wire.label);
  message.wires.push_back(std::move(wire));
  return send_text(chat, destination_of(message), tags, piece.text);
}

bool send_batch(ClientState& chat, Message& message, std::span<const Piece> pieces) {
  const Destination to = destination_of(message);
  Message::Wire wire{next_label(chat), pieces.front().text.text()};
  const std::string name = "m" + wire.label;
  const std::string begin =
      tags_of(chat, message, wire.label) + "BATCH +" + name + " draft/multiline " + to.target();
  message.wires.push_back(std::move(wire));
  bool sent = send_line(chat, begin);
  for (const Piece& piece : pieces) {
    const bool continues = piece.continues && &piece != &pieces.front();
    const std::string tags = "@batch=" + name + (continues ? ";draft/multiline-concat " : " ");
    sent = sent && send_text(chat, to, tags, piece.text);
  }
  return sent && send_line(chat, "BATCH -" + name);
}

// As many lines as fit into a batch of this server.
std::size_t batch_pieces(const ClientState& chat, std::span<const Piece> pieces) {
  const std::size_t lines_max = chat.server.capability_number("draft/multiline", "max-lines", 24);
  const std::size_t bytes_max = chat.server.capability_number("draft/multiline", "max-bytes", 4096);
  std::size_t count = 0;
  std::size_t bytes = 0;
  while (count < pieces.size() && count < lines_max) {
    bytes += pieces[count].text.text().size() + 1;
    if (bytes > bytes_max && count > 0) break;
    ++count;
  }
  return std::max<std::size_t>(count, 1);
}

bool send_pieces(ClientState& chat, Message& message, std::span<const Piece> pieces) {
  const bool batches =
      chat.server.has("draft/multiline") && chat.server.has("batch") && !message.action;
  bool sent = true;
  while (!pieces.empty() && sent) {
    const std::size_t count = batches ? batch_pieces(chat, pieces) : 1;
    if (count > 1) {
      sent = send_batch(chat, message, pieces.first(count));
    } else if (!pieces.front().text.text().empty()) {
      sent = send_single(chat, message, pieces.front());
    }
    pieces = pieces.subspan(count);
  }
  return sent;
}

// The error is a sentence.
Result<void> send_message(ClientState& chat, Message& message) {
  const auto pieces = pieces_of_message(chat, message);
  if (!pieces) return tl::unexpected(pieces.error());
  message.sent = true;
  if (!send_pieces(chat, message, *pieces)) return fail(text(Text::line_not_one));
  // The sign is for what was sent, not for what was to be sent.
  const bool sealed = std::all_of(pieces->begin(), pieces->end(),
                                  [](const Piece& piece) { return piece.text.is_sealed(); });
  if (Entry* const entry = find_entry(message.talk->room, message.entry)) {
    entry->seal = sealed && !pieces->empty() ? Seal::opened : Seal::none;
    ++chat.version;
  }
  return {};
}

void confirmed(ClientState& chat, const Message& message) {
  if (Entry* const entry = find_entry(message.talk->room, message.entry)) {
    entry->pending = false;
    log_entry(chat, *message.talk, *entry);
    ++chat.version;
  }
}

void refused(ClientState& chat, Message message) {
  if (Entry* const entry = find_entry(message.talk->room, message.entry)) {
    entry->pending = false;
    entry->refused = true;
    entry->note +=
        (entry->note.empty() ? "" : "; ") +
        std::string(text(message.perhaps_said ? Text::perhaps_said_note : Text::not_sent_note));
    ++chat.version;
  }
  message.sent = false;
  message.wires.clear();
  if (chat.outgoing.refused.size() == refused_max) {
    chat.outgoing.refused.erase(chat.outgoing.refused.begin());
  }
  chat.outgoing.refused.push_back(std::move(message));
}

auto find_label(Outgoing& outgoing, std::string_view label) {
  return std::find_if(
      outgoing.messages.begin(), outgoing.messages.end(), [&](const Message& message) {
        return std::any_of(message.wires.begin(), message.wires.end(),
                           [&](const Message::Wire& wire) { return wire.label == label; });
      });
}

// The message that the server echoes: found by its label, or without one by its text.
auto find_echoed(Outgoing& outgoing, const Talk& talk, std::string_view label,
                 std::string_view wire_text) {
  if (!label.empty()) return find_label(outgoing, label);
  return std::find_if(
      outgoing.messages.begin(), outgoing.messages.end(), [&](const Message& message) {
        return message.talk == &talk &&
               std::any_of(message.wires.begin(), message.wires.end(), [&](const auto& wire) {
                 return !wire.told_back && wire.text == wire_text;
               });
      });
}

// False where there is none.
bool refuse_at(ClientState& chat, std::deque<Message>::iterator found) {
  if (found == chat.outgoing.messages.end()) return false;
  Message message = std::move(*found);
  chat.outgoing.messages.erase(found);
  refused(chat, std::move(message));
  return true;
}

// Whether all of it has come.
bool tell_back(Message& message, std::string_view label, std::string_view wire_text) {
  for (Message::Wire& wire : message.wires) {
    if (!wire.told_back && (label.empty() ? wire.text == wire_text : wire.label == label)) {
      wire.told_back = true;
      break;
    }
  }
  return std::all_of(message.wires.begin(), message.wires.end(),
                     [](const Message::Wire& wire) { return wire.told_back; });
}

}  // namespace

void say(ClientState& chat, Talk& talk, const Saying& saying) {
  Message message;
  message.talk = &talk;
  message.status = saying.status;
  message.only_sealed = saying.only_sealed || talk.lock.closed;
  message.kind = saying.kind;
  message.action = saying.action;
  message.text = utf8_mended(saying.text);
  message.reply_to = saying.reply_to;
  message.edits = saying.edits;
  Entry entry;
  entry.kind = saying.action                     ? EntryKind::acted
               : saying.kind == LineKind::notice ? EntryKind::noticed
                                                 : EntryKind::said;
  if (!saying.status.empty()) {
    entry.note = fill(Text::said_to, {{"target", destination_of(message).target()}});
  }
  entry.own = true;
  entry.pending = true;
  entry.nick = chat.status.nick;
  entry.text = message.text;
  entry.reply_to = message.reply_to;
  entry.edits = message.edits;
  entry.time_ms = chat.now.wall_ms();
  message.entry = add(chat, talk, std::move(entry));
  chat.outgoing.messages.push_back(std::move(message));
  send_waiting(chat);
}

void send_waiting(ClientState& chat) {
  std::deque<Message>& messages = chat.outgoing.messages;
  for (std::size_t i = 0; i < messages.size();) {
    Message& message = messages[i];
    if (message.sent || !may_send(chat, *message.talk)) {
      ++i;
      continue;
    }
    const auto sent = send_message(chat, message);
    const bool is_told_back = chat.server.has("echo-message") && !message.wires.empty();
    if (sent && is_told_back) {
      ++i;
      continue;
    }
    Message done = std::move(message);
    messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(i));
    if (sent) {
      confirmed(chat, done);
    } else {
      tell_failure(chat, *done.talk, fill(Text::not_sent, {{"why", sent.error().text}}));
      refused(chat, std::move(done));
    }
  }
}

Entry* confirm(ClientState& chat, Talk& talk, std::string_view label, std::string_view wire_text) {
  const auto found = find_echoed(chat.outgoing, talk, label, wire_text);
  if (found == chat.outgoing.messages.end()) return nullptr;
  Entry* const entry = find_entry(found->talk->room, found->entry);
  if (tell_back(*found, label, wire_text)) {
    confirmed(chat, *found);
    chat.outgoing.messages.erase(found);
  }
  return entry;
}

void confirm_label(ClientState& chat, std::string_view label) {
  const auto found = find_label(chat.outgoing, label);
  if (found != chat.outgoing.messages.end() && tell_back(*found, label, {})) {
    confirmed(chat, *found);
    chat.outgoing.messages.erase(found);
  }
}

bool refuse_echo(ClientState& chat, Talk& talk, std::string_view label,
                 std::string_view wire_text) {
  return refuse_at(chat, find_echoed(chat.outgoing, talk, label, wire_text));
}

void refuse_label(ClientState& chat, std::string_view label) {
  refuse_at(chat, find_label(chat.outgoing, label));
}

void refuse_first(ClientState& chat, const Talk& talk) {
  std::deque<Message>& messages = chat.outgoing.messages;
  refuse_at(chat, std::find_if(messages.begin(), messages.end(), [&](const Message& message) {
              return message.talk == &talk && message.sent;
            }));
}

void refuse_all(ClientState& chat, const Talk& talk) {
  std::deque<Message> rest;
  for (Message& message : std::exchange(chat.outgoing.messages, {})) {
    if (message.talk == &talk) {
      refused(chat, std::move(message));
    } else {
      rest.push_back(std::move(message));
    }
  }
  chat.outgoing.messages = std::move(rest);
}

void forget_messages(ClientState& chat, const Talk& talk) {
  const auto is_of_talk = [&](const Message& message) { return message.talk == &talk; };
  std::erase_if(chat.outgoing.messages, is_of_talk);
  std::erase_if(chat.outgoing.refused, is_of_talk);
}

void hold_unsent(ClientState& chat) {
  std::deque<Message> waiting;
  std::set<Talk*> unsure;
  for (Message& message : std::exchange(chat.outgoing.messages, {})) {
    if (message.sent) {
      message.perhaps_said = true;
      unsure.insert(message.talk);
      refused(chat, std::move(message));
    } else {
      waiting.push_back(std::move(message));
    }
  }
  chat.outgoing.messages = std::move(waiting);
  for (Talk* const talk : unsure) tell_failure(chat, *talk, text(Text::perhaps_said));
  give_up_edits(chat);
}

bool resend(ClientState& chat, Talk& talk) {
  std::vector<Message>& messages = chat.outgoing.refused;
  const auto found = std::find_if(messages.begin(), messages.end(),
                                  [&](const Message& message) { return message.talk == &talk; });
  if (found == messages.end()) return false;
  const Message message = std::move(*found);
  messages.erase(found);
  if (!message.perhaps_said) {  // the new entry has its place
    take_out(chat, talk.room, message.entry);
  } else if (Entry* const entry = find_entry(talk.room, message.entry)) {
    entry->refused = false;
    entry->note = text(Text::said_again);
  }
  say(chat, talk,
      {message.kind, message.action, message.text, message.status, message.only_sealed,
       message.reply_to, message.edits});
  return true;
}

std::size_t refused_count(const ClientState& chat, const Talk& talk) {
  const auto& refused = chat.outgoing.refused;
  return static_cast<std::size_t>(
      std::count_if(refused.begin(), refused.end(),
                    [&](const Message& message) { return message.talk == &talk; }));
}

std::size_t unsent_count(const ClientState& chat) {
  const auto& messages = chat.outgoing.messages;
  return static_cast<std::size_t>(std::count_if(
      messages.begin(), messages.end(), [](const Message& message) { return !message.sent; }));
}

}  // namespace uvchat::cli
