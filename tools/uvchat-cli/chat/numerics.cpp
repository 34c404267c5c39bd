#include <charconv>
#include <optional>
#include <utility>

#include "chat/account.h"
#include "chat/client_state.h"
#include "chat/nick.h"
#include "chat/own_files.h"
#include "chat/password.h"
#include "chat/past.h"
#include "chat/receive.h"
#include "chat/replies.h"
#include "chat/transfers.h"
#include "chat/who.h"

namespace uvchat::cli {
namespace {

using Where = Reply::Where;

std::optional<int> number_of(std::string_view command) {
  int number = 0;
  const auto [end, error] =
      std::from_chars(command.data(), command.data() + command.size(), number);
  return error == std::errc() && end == command.data() + command.size() ? std::optional(number)
                                                                        : std::nullopt;
}

// All parameters after our nick.
std::string all_params(const ServerLine& line) {
  std::string all;
  for (std::size_t i = 1; i < line.message.param_count; ++i) {
    all += (i == 1 ? "" : " ") + std::string(line.param(i));
  }
  return all;
}

// In the client's words if it has some, else in the server's, after the name of what they are
// about, unless that is the room in which they are shown.
std::string error_words(const ServerLine& line, int number, const Talk* named) {
  const Reply* const reply = find_reply(number);
  if (auto words = words_of(line, reply)) {
    return reply->is_reason ? fill(Text::cannot_join, {{"room", line.param(1)}, {"why", *words}})
                            : std::move(*words);
  }
  if (named != nullptr) return std::string(line.last());
  std::string about;
  for (std::size_t i = 1; i + 1 < line.message.param_count; ++i) {
    about += (i == 1 ? "" : " ") + std::string(line.param(i));
  }
  return about + (about.empty() ? "" : ": ") + std::string(line.last());
}

// A line of the user can be refused many times in the same words, which are shown once.
void tell_refusal(ClientState& chat, Talk& talk, const std::string& words) {
  constexpr std::size_t told_max = 100;
  if (chat.refusals_told.size() >= told_max) chat.refusals_told.clear();
  if (chat.refusals_told.insert(words).second) tell_failure(chat, talk, words);
}

// The open room that a reply names, or else the open talk with a person it names.
Talk* named_in(ClientState& chat, const ServerLine& line) {
  Talk* named = nullptr;
  for (std::size_t i = 1; i + 1 < line.message.param_count; ++i) {
    Talk* const talk = chat.talks.find(line.param(i));
    if (talk != nullptr && (named == nullptr || talk->room.kind == Room::Kind::channel)) {
      named = talk;
    }
  }
  return named;
}

// What the end of a list of masks says if none has come before it.
std::optional<Text> no_masks(int number) {
  switch (number) {
    case 347:
      return Text::reply_no_invite_masks;
    case 349:
      return Text::reply_no_except_masks;
    case 368:
      return Text::reply_no_ban_masks;
    default:
      return std::nullopt;
  }
}

// True for the end of an empty answer, which is reported.
bool take_empty_answer(ClientState& chat, const ServerLine& line, int number) {
  if (number == 311 || number >= 400) chat.whois_open = false;
  if (number == 318 && std::exchange(chat.whois_open, false)) {
    tell_failure(chat, chat.talks.current(), *words_of(line, Text::error_no_such_nick));
    return true;
  }
  if (number == 346 || number == 348 || number == 367) chat.masks_shown = true;
  const std::optional<Text> none = no_masks(number);
  if (!none || std::exchange(chat.masks_shown, false)) return false;
  tell_info(chat, chat.talks.current(), words_of(line, *none).value_or(all_params(line)));
  return true;
}

// True if it answers our JOIN.
bool take_join_refusal(ClientState& chat, const ServerLine& line, int number) {
  Talk* const talk = chat.talks.find(line.param(1));
  if (talk == nullptr || !talk->joining) return false;
  const std::string why = words_of(line, find_reply(number)).value_or(std::string(line.last()));
  leave(chat, *talk);
  tell_failure(chat, *talk, fill(Text::cannot_join, {{"room", talk->room.name}, {"why", why}}));
  return true;
}

// Refuses the message that the line is about: by its label, or else the first one sent in `talk`. A
// label that is not known belongs to a message that is refused already.
void refuse_message(ClientState& chat, const ServerLine& line, const Talk* talk) {
  if (!line.label.empty()) {
    refuse_label(chat, line.label);
  } else if (talk != nullptr) {
    refuse_first(chat, *talk);
  }
}

void receive_error_reply(ClientState& chat, const ServerLine& line, int number) {
  if (line.param(1) == "TOKEN" && refuse_token(chat, text(Text::files_not_taken))) return;
  if (take_nick_refusal(chat, number) || take_join_refusal(chat, line, number)) return;
  if (number == 464 && chat.status.link == LinkState::connecting) {
    refuse_password(chat);
    return;
  }
  Talk* const named = named_in(chat, line);
  const bool of_message =
      !line.label.empty() || (!chat.server.has("labeled-response") &&
                              (number == 401 || number == 404 || number == 407 || number == 531));
  refuse_message(chat, line, of_message ? named : nullptr);
  Talk& talk = of_message && named != nullptr ? *named : chat.talks.current();
  tell_refusal(chat, talk, error_words(line, number, named == &talk ? named : nullptr));
}

// Takes the facts of a reply, whether it is shown or not.
void take_fact(ClientState& chat, const ServerLine& line, int number) {
  Talk* const talk = chat.talks.find(line.param(1));
  if (number == 305 || number == 306) {
    chat.status.away = number == 306;
    ++chat.version;
  } else if (number == 381) {
    chat.is_operator = true;
  } else if (number == 331 && talk != nullptr) {
    talk->room.topic.clear();
    ++chat.version;
  } else if (number == 263 && line.param(1) == "LIST") {
    chat.list = {};
  }
}

// True for answers to the client's own questions, and for parts of a longer answer.
bool is_taken(ClientState& chat, const ServerLine& line, int number) {
  switch (number) {
    case 221:  // also told at a login
      chat.is_operator = line.param(1).find('o') != std::string_view::npos;
      return !chat.ready || chat.login.enters;
    case 315:
      return take_who_end(chat, line);
    case 352:
      return take_who(chat, line);
    case 354:
      return take_whox(chat, line);
    case 322:
      return take_list_row(chat, line);
    case 323:
      return take_list_end(chat);
    case 730:
    case 731:
      return take_nick_news(chat, line, number == 731);
    case 900:
    case 901:
    case 902:
    case 903:
    case 904:
    case 905:
    case 906:
    case 907:
      return take_login_reply(chat, line, number);
    default:
      return take_empty_answer(chat, line, number);
  }
}

// FAIL CHATHISTORY code subcommand... : what the client has asked for by itself is not told.
bool take_past_refusal(ClientState& chat, const ServerLine& line, Talk* talk) {
  for (std::size_t i = 2; i + 1 < line.message.param_count; ++i) {
    if (line.param(i) != "TARGETS") continue;
    refuse_targets(chat);
    return true;
  }
  return refuse_past(chat, talk);
}

}  // namespace

void receive_numeric(ClientState& chat, const ServerLine& line) {
  const auto number = number_of(line.message.command);
  if (!number || is_taken(chat, line, *number)) return;
  const Reply* const reply = find_reply(*number);
  const Where where = reply == nullptr ? Where::named : reply->where;
  if (*number >= 400 && *number < 600 && where != Where::nowhere) {
    receive_error_reply(chat, line, *number);
    return;
  }
  take_fact(chat, line, *number);
  if (where == Where::nowhere) return;
  const bool names = where == Where::named && line.message.param_count > 2;
  Talk* const named = names ? chat.talks.find(line.param(1)) : nullptr;
  Talk& talk = where == Where::server ? chat.talks.server_talk()
               : named != nullptr     ? *named
                                      : chat.talks.current();
  tell_info(chat, talk, words_of(line, reply).value_or(all_params(line)));
}

// FAIL command code context... :text
void receive_standard_reply(ClientState& chat, const ServerLine& line) {
  const std::string words = words_of_standard_reply(line).value_or(std::string(line.last()));
  Talk* talk = nullptr;
  for (std::size_t i = 2; i + 1 < line.message.param_count; ++i) {
    talk = talk == nullptr ? chat.talks.find(line.param(i)) : talk;
  }
  if (line.message.command != "FAIL") {
    tell_info(chat, talk != nullptr ? *talk : chat.talks.current(), words);
    return;
  }
  const std::string_view command = line.param(0);
  if (command == "CHATHISTORY" && take_past_refusal(chat, line, talk)) return;
  if (command == "MARKREAD" || (command == "TOKEN" && refuse_token(chat, words))) return;
  if (command == "SEARCH") refuse_search(chat);
  if (command == "FILES") refuse_files(chat);
  if (command == "REDACT" && talk != nullptr) {
    talk->redacted.clear();
    talk->edit.reset();
  }
  if (command == "NICK" && chat.nicks_asked > 0) {
    --chat.nicks_asked;
    chat.nick_asked_quietly = false;
    send_waiting(chat);
  }
  take_account_failure(chat, command);
  if (command == "JOIN" && talk != nullptr && talk->joining) leave(chat, *talk);
  const bool of_message = command == "PRIVMSG" || command == "NOTICE" || command == "BATCH";
  refuse_message(chat, line, of_message ? talk : nullptr);
  tell_refusal(chat, talk != nullptr ? *talk : chat.talks.current(), words);
}

}  // namespace uvchat::cli
