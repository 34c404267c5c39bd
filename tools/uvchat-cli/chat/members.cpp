#include <algorithm>
#include <utility>

#include "chat/address.h"
#include "chat/client_state.h"
#include "chat/keys.h"
#include "chat/nick.h"
#include "chat/receive.h"
#include "chat/saving.h"
#include "chat/sending.h"
#include "chat/text.h"
#include "chat/who.h"

namespace uvchat::cli {
namespace {

// The lines that we missed: fetched if the server keeps them. In many rooms that is left until it
// is known in which of them something was said.
void fetch_missed(ClientState& chat, Talk& talk) {
  const bool is_on_screen = &talk == &chat.talks.current();
  talk.is_behind = true;
  if (is_on_screen || chat.past.sent_at_once < Past::at_once_max) {
    catch_up(chat, talk, is_on_screen);
  }
}

void tell_missed(ClientState& chat, Talk& talk) {
  if (talk.lost_at_ms && !has_past(chat)) {
    tell_info(chat, talk,
              fill(Text::missed, {{"from", clock_text(*talk.lost_at_ms, chat.now.wall_ms())},
                                  {"to", clock_text(chat.now.wall_ms(), chat.now.wall_ms())}}));
  }
  talk.lost_at_ms.reset();
}

void join_self(ClientState& chat, const ServerLine& line, std::string_view name) {
  const Talk* const there = chat.talks.find(name);
  if (there == nullptr && chat.talks.size() >= Talks::unasked_max) return;
  Talk& talk = chat.talks.open(name);
  if (talk.room.name != name) {
    rename_talk(chat, talk, name);  // as the server spells it
  }
  talk.joining = false;
  talk.wanted = true;
  talk.room.joined = true;
  talk.new_here = true;
  remember_rooms(chat);
  talk.room.members.clear();
  talk.room.topic.clear();  // a server need not report that there is none
  chat.own_prefix_bytes = prefix_bytes_of(line.message.source);
  fetch_missed(chat, talk);
  tell_event(chat, talk, fill(Text::you_join, {{"room", name}}));
  tell_missed(chat, talk);
  send_waiting(chat);
}

template <typename Visit>
void for_each_talk(ClientState& chat, Visit visit) {
  for (std::size_t i = 1; i < chat.talks.size(); ++i) visit(chat.talks.at(i));
}

void change_prefix(ClientState& chat, Room& room, std::string_view nick, char prefix, bool set) {
  const Member* const there = room.members.find(chat.server.fold(nick));
  if (there == nullptr) return;
  Member member = *there;
  std::erase(member.prefix, prefix);
  if (set) {
    const std::size_t rank = chat.server.rank_of_prefix(prefix);
    std::size_t place = 0;
    while (place < member.prefix.size() &&
           chat.server.rank_of_prefix(member.prefix[place]) < rank) {
      ++place;
    }
    member.prefix.insert(place, 1, prefix);
  }
  chat.talks.put_member(room, std::move(member));
}

// "+o-w"
void note_own_modes(ClientState& chat, std::string_view changes) {
  bool set = true;
  for (const char mode : changes) {
    if (mode == '+' || mode == '-') set = mode == '+';
    if (mode == 'o') chat.is_operator = set;
  }
}

std::size_t rank_of(const ClientState& chat, const Member& member) {
  return chat.server.rank_of_prefix(member.prefix.empty() ? '\0' : member.prefix.front());
}

void tell_names(ClientState& chat, std::string_view room, const NamesReply& reply) {
  if (!reply.has_come) {
    tell_failure(chat, chat.talks.current(), fill(Text::names_of_nobody, {{"room", room}}));
    return;
  }
  std::string list;
  for (const Member& member : reply.names) {
    list += (list.empty() ? "" : " ") + member.prefix + member.nick;
  }
  tell_info(chat, chat.talks.current(),
            fill(Text::names_of,
                 {{"room", room}, {"count", std::to_string(reply.names.size())}, {"names", list}}));
}

void tell_movement(ClientState& chat, Talk& talk, Movement movement, const std::string& nick,
                   std::string sentence) {
  Entry entry;
  entry.kind = EntryKind::event;
  entry.movement = movement;
  entry.nick = nick;
  entry.text = std::move(sentence);
  add(chat, talk, std::move(entry));
}

// On joining, the user sees who is in the room.
void tell_who_is_here(ClientState& chat, Talk& talk, const NamesReply& reply) {
  constexpr std::size_t named_max = 12;
  if (!std::exchange(talk.new_here, false) || reply.asked || reply.names.empty()) return;
  std::vector<std::string> names;
  for (const Member& member : reply.names) {
    names.push_back(member.prefix.substr(0, 1) + member.nick);
  }
  tell_info(chat, talk,
            names.size() == 1 ? text(Text::here_alone)
                              : fill(Text::here_are, {{"count", std::to_string(names.size())},
                                                      {"names", listed(names, named_max)}}));
}

}  // namespace

std::string reason(std::string_view why) {
  return why.empty() ? "" : " (" + std::string(why) + ")";
}

void leave(ClientState& chat, Talk& talk) {
  talk.room.joined = false;
  talk.joining = false;
  talk.wanted = false;
  remember_rooms(chat);
  talk.room.members.clear();
  talk.room.topic.clear();
  refuse_all(chat, talk);
  ++chat.version;
}

void receive_join(ClientState& chat, const ServerLine& line) {
  const std::string nick = line.nick();
  const std::string_view name = line.param(0);
  if (is_own(chat, nick)) {
    join_self(chat, line, name);
  } else if (Talk* const talk = chat.talks.find(name)) {
    chat.talks.put_member(talk->room, chat.talks.member_of(nick));
    if (chat.server.has("extended-join")) note_account(chat, nick, line.param(1));
    tell_movement(chat, *talk, Movement::joins, nick, fill(Text::joins, {{"nick", nick}}));
    tell_if_borrowed(chat, *talk, nick);
  }
}

void receive_part(ClientState& chat, const ServerLine& line) {
  const std::string nick = line.nick();
  Talk* const talk = chat.talks.find(line.param(0));
  if (talk == nullptr) return;
  if (is_own(chat, nick)) {
    leave(chat, *talk);
    tell_event(chat, *talk, fill(Text::you_leave, {{"room", talk->room.name}}));
  } else if (talk->room.members.remove(chat.server.fold(nick))) {
    tell_movement(chat, *talk, Movement::leaves, nick,
                  fill(Text::leaves, {{"nick", nick}, {"why", reason(line.param(1))}}));
  }
}

void receive_quit(ClientState& chat, const ServerLine& line) {
  const std::string nick = line.nick();
  const std::string fold = chat.server.fold(nick);
  const std::string sentence = fill(Text::quits, {{"nick", nick}, {"why", reason(line.param(0))}});
  for_each_talk(chat, [&](Talk& talk) {
    const bool is_query = talk.room.kind == Room::Kind::query && talk.fold == fold;
    if (is_query || talk.room.members.remove(fold)) {
      tell_movement(chat, talk, Movement::quits, nick, sentence);
    }
  });
  nick_is_free(chat, nick);
}

// KICK room nick :why
void receive_kick(ClientState& chat, const ServerLine& line) {
  Talk* const talk = chat.talks.find(line.param(0));
  if (talk == nullptr) return;
  const std::string why = reason(line.param(2));
  if (is_own(chat, line.param(1))) {
    leave(chat, *talk);
    Entry entry;
    entry.kind = EntryKind::failure;
    entry.mention = true;
    if (!talk->room.msgids.contains(line.msgid)) entry.msgid = line.msgid;
    entry.text =
        fill(Text::you_are_kicked, {{"room", talk->room.name}, {"by", line.nick()}, {"why", why}});
    add(chat, *talk, std::move(entry));
  } else {
    talk->room.members.remove(chat.server.fold(line.param(1)));
    tell_event(chat, *talk,
               fill(Text::is_kicked, {{"nick", line.param(1)}, {"by", line.nick()}, {"why", why}}));
  }
}

void receive_nick(ClientState& chat, const ServerLine& line) {
  const std::string from = line.nick();
  const std::string to(line.param(0));
  if (chat.server.is_channel(to)) {  // a message to it would go to the room
    return;
  }
  const std::string fold = chat.server.fold(from);
  const bool own = is_own(chat, from);
  if (own) {
    chat.own_prefix_bytes =
        prefix_bytes_of(to + std::string(line.message.source.substr(from.size())));
    take_own_nick(chat, to);
    tell_event(chat, chat.talks.server_talk(), fill(Text::you_are_now, {{"nick", to}}));
  }
  const std::string sentence = own ? fill(Text::you_are_now, {{"nick", to}})
                                   : fill(Text::is_now, {{"nick", from}, {"new", to}});
  for_each_talk(chat, [&](Talk& talk) {
    const bool is_query = !own && talk.room.kind == Room::Kind::query && talk.fold == fold;
    const Member* const there = talk.room.members.find(fold);
    const bool is_member = there != nullptr;
    if (is_member) {
      Member member = *there;
      talk.room.members.remove(fold);
      member.nick = to;
      member.fold = chat.server.fold(to);
      member.borrowed = is_borrowed(chat, to, member.account);
      chat.talks.put_member(talk.room, std::move(member));
    }
    if (is_query || is_member) tell_event(chat, talk, sentence);
    if (!own) tell_if_borrowed(chat, talk, to);
  });
  Talk* const query = own ? nullptr : chat.talks.find_fold(fold);
  if (query != nullptr && query->room.kind == Room::Kind::query && !chat.server.is_channel(to)) {
    rename_talk(chat, *query, to);
  }
  if (!own) nick_is_free(chat, from);
  send_waiting(chat);
}

void receive_away(ClientState& chat, const ServerLine& line) {
  const std::string fold = chat.server.fold(line.nick());
  for_each_talk(chat, [&](Talk& talk) {
    if (const Member* const there = talk.room.members.find(fold)) {
      Member member = *there;
      member.away = !line.param(0).empty();
      chat.talks.put_member(talk.room, std::move(member));
      ++chat.version;
    }
  });
}

// MODE room +ov-b nick nick mask
void receive_mode(ClientState& chat, const ServerLine& line) {
  Talk* const talk = chat.talks.find(line.param(0));
  std::string changes;
  for (std::size_t i = 1; i < line.message.param_count; ++i) {
    changes += (i == 1 ? "" : " ") + std::string(line.param(i));
  }
  const std::string sentence = fill(Text::sets_mode, {{"nick", line.nick()}, {"mode", changes}});
  if (talk == nullptr || talk->room.kind != Room::Kind::channel) {
    if (is_own(chat, line.param(0))) note_own_modes(chat, line.param(1));
    tell_event(chat, chat.talks.server_talk(), sentence);
    return;
  }
  bool set = true;
  std::size_t next = 2;
  for (const char mode : line.param(1)) {
    if (mode == '+' || mode == '-') {
      set = mode == '+';
      continue;
    }
    const bool has_parameter = chat.server.mode_takes_parameter(mode, set);
    const std::string_view parameter = has_parameter ? line.param(next++) : std::string_view();
    if (const char prefix = chat.server.prefix_of_mode(mode); prefix != '\0') {
      change_prefix(chat, talk->room, parameter, prefix, set);
    } else if (mode == 'k') {
      talk->join_key = set && is_word(parameter) ? parameter : std::string_view();
    }
  }
  tell_event(chat, *talk, sentence);
}

// RENAME old new :why (draft/channel-rename)
void receive_rename(ClientState& chat, const ServerLine& line) {
  Talk* const talk = chat.talks.find(line.param(0));
  const std::string to(line.param(1));
  if (talk == nullptr || talk->room.kind != Room::Kind::channel || !chat.server.is_channel(to)) {
    return;
  }
  const std::string from = talk->room.name;
  if (!rename_talk(chat, *talk, to)) {
    tell_failure(chat, *talk, fill(Text::rename_refused, {{"room", from}, {"new", to}}));
    return;
  }
  tell_event(
      chat, *talk,
      fill(Text::room_renamed, {{"room", from}, {"new", to}, {"why", reason(line.param(2))}}));
}

// 353 <nick> <symbol> <room> :<prefixed names>
void receive_names(ClientState& chat, const ServerLine& line) {
  const std::string fold = chat.server.fold(line.param(2));
  if (chat.talks.find_fold(fold) == nullptr && !chat.names_replies.contains(fold)) {
    receive_numeric(chat, line);
    return;
  }
  NamesReply& reply = chat.names_replies[fold];
  reply.has_come = true;
  std::size_t in_all = 0;
  for (const auto& [room, other] : chat.names_replies) in_all += other.names.size();
  std::string_view names = line.last();
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(' '));
    names.remove_prefix(std::min(name.size() + 1, names.size()));
    if (is_printable(name) && is_word(name) && reply.names.size() < Room::members_max &&
        in_all++ < Talks::members_max) {
      reply.names.push_back(chat.talks.member_of(name));
    }
  }
}

void receive_end_of_names(ClientState& chat, const ServerLine& line) {
  auto node = chat.names_replies.extract(chat.server.fold(line.param(1)));
  if (node.empty()) return;
  NamesReply& reply = node.mapped();
  std::sort(reply.names.begin(), reply.names.end(), [&](const Member& a, const Member& b) {
    return std::pair(rank_of(chat, a), std::string_view(a.fold)) <
           std::pair(rank_of(chat, b), std::string_view(b.fold));
  });
  if (reply.asked) tell_names(chat, line.param(1), reply);
  Talk* const talk = chat.talks.find_fold(node.key());
  if (talk != nullptr && reply.has_come) {
    tell_who_is_here(chat, *talk, reply);
    const Roster before = std::exchange(talk->room.members, {});
    for (Member& member : reply.names) {
      const Member* const there = before.find(member.fold);
      if (there != nullptr) {
        member.away = there->away;
        member.account = there->account;
        member.borrowed = there->borrowed;
      }
      chat.talks.put_member(talk->room, std::move(member));
    }
    if (!reply.asked) ask_who(chat, *talk);
    ++chat.version;
  }
}

}  // namespace uvchat::cli
