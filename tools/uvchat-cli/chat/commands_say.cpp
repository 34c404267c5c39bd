#include <algorithm>
#include <charconv>
#include <utility>

#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/keeping.h"
#include "chat/keys.h"
#include "chat/pages.h"
#include "chat/past.h"
#include "chat/sending.h"
#include "chat/text.h"

namespace uvchat::cli {
namespace {

using cipher::LineKind;

// The talk in which to say something to `name`. Null, after telling the user, if there is none.
Talk* talk_to(ClientState& chat, std::string_view name) {
  const std::string_view bare = chat.server.without_status(name);
  // By the server's rules for signs, the target is not the one that the user meant.
  const bool is_misread = !chat.keyring.of(bare).closed && chat.keyring.guards(name);
  if (is_misread || !is_one_target(chat, name)) {
    tell_failure(chat, chat.talks.current(), fill(Text::not_one_target, {{"target", name}}));
    return nullptr;
  }
  Talk* const there = chat.talks.find(bare);
  if (chat.server.is_channel(bare)) {
    if (there == nullptr || !there->wanted) {
      tell_failure(chat, chat.talks.current(), fill(Text::not_in_room, {{"room", bare}}));
      return nullptr;
    }
    return there;
  }
  if (there != nullptr) return there;
  return &chat.talks.open(bare);
}

void say_to(ClientState& chat, std::string_view name, LineKind kind, std::string_view said) {
  if (Talk* const talk = talk_to(chat, name)) {
    const std::size_t bare_bytes = chat.server.without_status(name).size();
    say(chat, *talk,
        {.kind = kind, .text = said, .status = name.substr(0, name.size() - bare_bytes)});
  }
}

}  // namespace

void command_msg(ClientState& chat, std::string_view arguments) {
  const std::string_view name = take_word(arguments);
  if (arguments.empty()) {
    tell_usage(chat, "msg");
    return;
  }
  say_to(chat, name, LineKind::privmsg, arguments);
}

void command_nickserv(ClientState& chat, std::string_view arguments) {
  if (arguments.empty()) {
    tell_usage(chat, "ns");
    return;
  }
  say_to(chat, "NickServ", LineKind::privmsg, arguments);
}

void command_chanserv(ClientState& chat, std::string_view arguments) {
  if (arguments.empty()) {
    tell_usage(chat, "cs");
    return;
  }
  say_to(chat, "ChanServ", LineKind::privmsg, arguments);
}

void command_notice(ClientState& chat, std::string_view arguments) {
  const std::string_view name = take_word(arguments);
  if (arguments.empty()) {
    tell_usage(chat, "notice");
    return;
  }
  say_to(chat, name, LineKind::notice, arguments);
}

void command_me(ClientState& chat, std::string_view arguments) {
  Talk& talk = chat.talks.current();
  if (arguments.empty()) {
    tell_usage(chat, "me");
  } else if (talk.room.kind == Room::Kind::server) {
    tell_failure(chat, talk, text(Text::where_to_talk));
  } else if (talk.room.kind == Room::Kind::channel && !talk.wanted) {
    tell_failure(chat, talk, fill(Text::not_in_room, {{"room", talk.room.name}}));
  } else {
    say(chat, talk, {.action = true, .text = arguments});
  }
}

void command_query(ClientState& chat, std::string_view arguments) {
  const std::string_view nick = take_word(arguments);
  if (nick.empty() || chat.server.is_channel(nick)) {
    tell_usage(chat, "query");
    return;
  }
  Talk* const talk = talk_to(chat, nick);
  if (talk == nullptr) return;
  show_talk(chat, *talk);
  if (!arguments.empty()) say(chat, *talk, {.text = arguments});
}

// The oldest one; with "all" each of them once.
void command_resend(ClientState& chat, std::string_view arguments) {
  Talk& talk = chat.talks.current();
  const std::string_view which = take_word(arguments);
  if (!which.empty() && which != "all") {
    tell_usage(chat, "resend");
    return;
  }
  const std::size_t there = refused_count(chat, talk);
  for (std::size_t i = 0; i < (which.empty() ? std::min<std::size_t>(there, 1) : there); ++i) {
    resend(chat, talk);
  }
  if (there == 0 && !tell_waiting_for_key(chat, talk)) {
    tell_failure(chat, talk, text(Text::nothing_to_resend));
  }
}

// Without a text: the next older one.
void command_search(ClientState& chat, std::string_view arguments) {
  const SearchWords words = arguments.empty() ? chat.search_for : search_words(arguments);
  if (!words.has_subject()) return tell_usage(chat, "search");
  search(chat, chat.talks.current(), arguments);
}

void command_history(ClientState& chat, std::string_view arguments) {
  Talk& talk = chat.talks.current();
  if (talk.room.kind == Room::Kind::server) {
    tell_failure(chat, talk, text(Text::which_room));
    return;
  }
  if (!is_online(chat)) return;
  if (!has_past(chat)) {
    tell_failure(chat, talk, text(Text::no_history));
    return;
  }
  const Room& room = talk.room;
  PastWish wish{.talk = &talk, .by_user = true};
  wish.lines = chat.server.history_lines();
  std::from_chars(arguments.data(), arguments.data() + arguments.size(), wish.lines);
  wish.lines = std::clamp<std::size_t>(wish.lines, 1, chat.server.history_lines());
  const auto oldest = std::find_if(room.entries.begin(), room.entries.end(), is_of_past);
  if (oldest != room.entries.end()) {
    wish.which = PastWish::Which::before;
    wish.anchor = oldest->msgid;
    wish.reference = "msgid=" + oldest->msgid;
  }
  ask_past(chat, std::move(wish), true);
}

}  // namespace uvchat::cli
