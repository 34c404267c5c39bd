#include <algorithm>
#include <charconv>

#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/downloads.h"
#include "chat/keys.h"
#include "chat/past.h"
#include "chat/reactions.h"
#include "chat/receive.h"
#include "chat/saving.h"
#include "chat/sending.h"

namespace uvchat::cli {
namespace {

// `said` may begin with the name of a private chat: then it is not for the room on the screen.
bool is_for_another(ClientState& chat, const Destination& to, std::string_view said) {
  return !to.lock.closed && chat.keyring.guards(take_word(said));
}

void send_topic(ClientState& chat, const Destination& to, std::string_view said) {
  Talk& here = chat.talks.current();
  if (is_for_another(chat, to, said)) {
    tell_usage(chat, "topic");
    return;
  }
  const std::size_t bytes_max = text_room(chat, to);
  if (said.size() > bytes_max) {
    tell_failure(chat, here, fill(Text::topic_too_long, {{"bytes", std::to_string(bytes_max)}}));
    return;
  }
  const auto topic = leaving_text(chat, to, said);
  if (!topic) {
    tell_failure(chat, here, fill(Text::not_sent, {{"why", topic.error().text}}));
    return;
  }
  send_text(chat, to, "", *topic);
}

}  // namespace

void command_join(ClientState& chat, std::string_view arguments) {
  const std::string_view word = take_word(arguments);
  const std::string_view key = take_word(arguments);
  if (word.empty() || word.find(',') != std::string_view::npos) {
    tell_usage(chat, "join");
    return;
  }
  const std::string name = chat.server.as_channel(word);
  Talk& talk = chat.talks.open(name);
  const bool is_on_screen = &talk == &chat.talks.current();
  show_talk(chat, talk);
  talk.wanted = true;
  talk.asked = true;
  if (!key.empty()) talk.join_key = key;
  if (talk.room.joined) {
    if (is_on_screen) tell_info(chat, talk, fill(Text::joined_already, {{"room", talk.room.name}}));
    return;
  }
  if (chat.status.link != LinkState::online) {
    tell_info(chat, talk, text(Text::joins_later));
    return;
  }
  talk.joining = true;
  send_line(chat, "JOIN " + talk.room.name + (talk.join_key.empty() ? "" : " " + talk.join_key));
}

std::string as_last_param(std::string_view text) {
  return text.empty() ? "" : " :" + std::string(text);
}

bool may_give_reason(ClientState& chat, const std::string& room, std::string_view why) {
  if (why.empty() || !chat.keyring.of(room).closed) return true;
  tell_failure(chat, chat.talks.current(), fill(Text::reason_in_clear, {{"room", room}}));
  return false;
}

void command_part(ClientState& chat, std::string_view arguments) {
  const auto name = take_channel(chat, arguments);
  if (!name) return;
  Talk* const talk = chat.talks.find(*name);
  if (talk != nullptr && !talk->room.joined) {
    leave(chat, *talk);
  } else if (may_give_reason(chat, *name, arguments) && is_online(chat)) {
    send_line(chat, "PART " + *name + as_last_param(arguments));
  }
}

void command_topic(ClientState& chat, std::string_view arguments) {
  const auto name = take_channel(chat, arguments);
  if (!name || !is_online(chat)) return;
  if (arguments.empty()) {
    chat.topic_asked = chat.server.fold(*name);
    send_line(chat, "TOPIC " + *name);
  } else if (arguments == "-") {
    send_line(chat, "TOPIC " + *name + " :");
  } else {
    Talk* const talk = chat.talks.find(*name);
    send_topic(chat,
               {talk != nullptr ? talk->lock : chat.keyring.of(*name), cipher::LineKind::topic,
                talk != nullptr ? talk->room.name : *name},
               arguments);
  }
}

void command_names(ClientState& chat, std::string_view arguments) {
  const auto name = take_named_channel(chat, arguments);
  if (name && is_online(chat)) {
    chat.names_replies[chat.server.fold(*name)].asked = true;
    send_line(chat, "NAMES " + *name);
  }
}

void command_list(ClientState& chat, std::string_view arguments) {
  auto filter = parse_list_filter(arguments);
  if (!filter) {
    tell_usage(chat, "list");
  } else if (is_online(chat)) {
    ask_list(chat, std::move(*filter));
  }
}

void command_invite(ClientState& chat, std::string_view arguments) {
  const std::string_view nick = take_word(arguments);
  if (nick.empty()) {
    tell_usage(chat, "invite");
    return;
  }
  const auto room = take_named_channel(chat, arguments);
  if (room && is_online(chat)) send_line(chat, "INVITE " + std::string(nick) + " " + *room);
}

void command_kick(ClientState& chat, std::string_view arguments) {
  const auto room = take_channel(chat, arguments);
  if (!room) return;
  const std::string_view nick = take_word(arguments);
  if (nick.empty()) {
    tell_usage(chat, "kick");
  } else if (may_give_reason(chat, *room, arguments) && is_online(chat)) {
    send_line(chat, "KICK " + *room + " " + std::string(nick) + as_last_param(arguments));
  }
}

// "/mode +m" is about the room on the screen.
void command_mode(ClientState& chat, std::string_view arguments) {
  std::string target;
  if (arguments.empty() || arguments.front() == '+' || arguments.front() == '-') {
    target = take_channel(chat, arguments).value_or("");
  } else {
    target = take_word(arguments);
    if (!chat.server.same(target, chat.status.nick) && !names_target(chat, target)) {
      tell_usage(chat, "mode");
      return;
    }
  }
  if (!target.empty() && is_online(chat)) {
    send_line(chat, "MODE " + target + (arguments.empty() ? "" : " ") + std::string(arguments));
  }
}

void command_rooms(ClientState& chat, std::string_view) {
  for (std::size_t i = 0; i < chat.talks.size(); ++i) {
    const Room& room = chat.talks.at(i).room;
    const std::string name = i == 0 ? chat.status.server : room.name;
    tell_info(chat, chat.talks.current(),
              fill(Text::room_listed, {{"number", std::to_string(i + 1)},
                                       {"room", name},
                                       {"unread", std::to_string(room.unread)},
                                       {"cipher", room.cipher}}));
  }
}

void command_go(ClientState& chat, std::string_view arguments) {
  const std::string_view word = take_word(arguments);
  if (word.empty()) {
    tell_usage(chat, "go");
    return;
  }
  std::size_t number = 0;
  const auto parsed = std::from_chars(word.data(), word.data() + word.size(), number);
  const bool is_number = parsed.ec == std::errc() && parsed.ptr == word.data() + word.size();
  Talk* talk = chat.talks.find(word);
  if (talk == nullptr && is_number && number >= 1 && number <= chat.talks.size()) {
    talk = &chat.talks.at(number - 1);
  }
  if (talk == nullptr) talk = chat.talks.find(chat.server.as_channel(word));
  if (talk == nullptr) {
    tell_failure(chat, chat.talks.current(), fill(Text::no_such_room, {{"room", word}}));
    return;
  }
  show_talk(chat, *talk);
}

void command_close(ClientState& chat, std::string_view) {
  Talk& talk = chat.talks.current();
  if (talk.room.kind == Room::Kind::server) {
    tell_failure(chat, talk, text(Text::server_room_stays));
    return;
  }
  if (talk.room.joined && chat.status.link == LinkState::online) {
    send_line(chat, "PART " + talk.room.name);
  }
  cancel_transfers(chat, talk);
  cancel_downloads(chat, talk);
  forget_messages(chat, talk);
  forget_past(chat, talk);
  forget_reactions(chat, talk.room);
  talk.lock.conversation.forget_nonces();  // its history may be fetched again
  chat.entries_bytes -= talk.room.entries_bytes;
  chat.talks.close(talk);
  remember_rooms(chat);
  show_talk(chat, chat.talks.current());
}

}  // namespace uvchat::cli
