#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "chat_state.h"
#include "receive.h"

namespace uvchat::cli {
namespace {

// A numeric's place and words. Where `words` is null it is said as the server says it.
struct Reply {
  int number;
  enum class Where : std::uint8_t { here, named, server, nowhere } where = Where::here;
  std::optional<Text> words = std::nullopt;
};

using Where = Reply::Where;

// What answers a command is told where the user is. What is not here may have come unasked: it is
// told in the room it names, else where the user is. {1}, {2}... are the reply's parameters.
constexpr auto replies = std::to_array<Reply>({
    {1, Where::server},
    {2, Where::server},
    {3, Where::server},
    {4, Where::nowhere},
    {221, Where::here, Text::reply_own_modes},
    {251, Where::server},
    {252, Where::server},
    {253, Where::server},
    {254, Where::server},
    {255, Where::server},
    {265, Where::server, Text::reply_last},
    {266, Where::server, Text::reply_last},
    {301, Where::named, Text::reply_away},
    {305, Where::here, Text::reply_back},
    {306, Where::here, Text::reply_gone},
    {311, Where::here, Text::reply_whois_user},
    {312, Where::here, Text::reply_whois_server},
    {315, Where::nowhere},
    {317, Where::here, Text::reply_whois_idle},
    {318, Where::nowhere},
    {319, Where::here, Text::reply_whois_channels},
    {321, Where::nowhere},
    {322, Where::server, Text::reply_list},
    {323, Where::server, Text::reply_list_end},
    {324, Where::here, Text::reply_modes},
    {329, Where::nowhere},
    {330, Where::here, Text::reply_whois_account},
    {331, Where::here, Text::reply_no_topic},
    {333, Where::nowhere},
    {341, Where::here, Text::reply_inviting},
    {366, Where::nowhere},
    {372, Where::server},
    {375, Where::nowhere},
    {376, Where::nowhere},
    {401, Where::here, Text::error_no_such_nick},
    {403, Where::here, Text::error_no_such_room},
    {421, Where::here, Text::error_unknown_command},
    {422, Where::nowhere},
    {432, Where::here, Text::error_bad_nick},
    {433, Where::here, Text::error_nick_taken},
    {441, Where::here, Text::error_not_there},
    {442, Where::here, Text::error_you_not_there},
    {443, Where::here, Text::error_already_there},
    {471, Where::here, Text::error_room_full},
    {473, Where::here, Text::error_invite_only},
    {474, Where::here, Text::error_banned},
    {475, Where::here, Text::error_room_key},
    {482, Where::here, Text::error_not_operator},
    {502, Where::here, Text::error_not_your_modes},
});

std::optional<int> number_of(std::string_view command) {
  int number = 0;
  const auto [end, error] =
      std::from_chars(command.data(), command.data() + command.size(), number);
  return error == std::errc() && end == command.data() + command.size() ? std::optional(number)
                                                                        : std::nullopt;
}

// All behind our nick.
std::string all_params(const Line& line) {
  std::string all;
  for (std::size_t i = 1; i < line.message.param_count; ++i) {
    all += (i == 1 ? "" : " ") + std::string(line.param(i));
  }
  return all;
}

std::string words_of(const Line& line, Text words) {
  const std::array<std::string_view, 6> params = {line.param(0), line.param(1), line.param(2),
                                                  line.param(3), line.param(4), line.last()};
  return fill(words, {{"1", params[1]},
                      {"2", params[2]},
                      {"3", params[3]},
                      {"4", params[4]},
                      {"last", params[5]}});
}

const Reply* find_reply(int number) {
  const auto reply = std::find_if(replies.begin(), replies.end(),
                                  [&](const Reply& each) { return each.number == number; });
  return reply == replies.end() ? nullptr : &*reply;
}

// In the client's words where it has some, else in the server's, behind what they are about unless
// the room they are told in is that.
std::string error_words(const Line& line, int number, const Talk* named) {
  if (const Reply* const reply = find_reply(number); reply != nullptr && reply->words) {
    return words_of(line, *reply->words);
  }
  if (named != nullptr) {
    return std::string(line.last());
  }
  std::string about;
  for (std::size_t i = 1; i + 1 < line.message.param_count; ++i) {
    about += (i == 1 ? "" : " ") + std::string(line.param(i));
  }
  return about + (about.empty() ? "" : ": ") + std::string(line.last());
}

// The open room that a reply names, else the open talk with somebody it names.
Talk* named_in(ChatState& chat, const Line& line) {
  Talk* named = nullptr;
  for (std::size_t i = 1; i + 1 < line.message.param_count; ++i) {
    Talk* const talk = chat.talks.find(line.param(i));
    if (talk != nullptr && (named == nullptr || talk->room.kind == Room::Kind::channel)) {
      named = talk;
    }
  }
  return named;
}

// True for the end of an answer that has said nothing, which is told.
bool take_empty_answer(ChatState& chat, const Line& line, int number) {
  chat.rooms_listed += number == 322 ? 1 : 0;
  if (number == 311 || number >= 400) {
    chat.whois_open = false;
  }
  if (number == 323 && std::exchange(chat.rooms_listed, 0) == 0) {
    tell_info(chat, chat.talks.server_talk(), text(Text::reply_list_empty));
    return true;
  }
  if (number == 318 && std::exchange(chat.whois_open, false)) {
    tell_failure(chat, chat.talks.current(), words_of(line, Text::error_no_such_nick));
    return true;
  }
  return false;
}

bool refuses_nick(int number) {
  return number == 431 || number == 432 || number == 433 || number == 435 || number == 436 ||
         number == 437 || number == 438 || number == 447 || number == 484;
}

// True if it answers our NICK.
bool take_nick_refusal(ChatState& chat, int number) {
  if (chat.nicks_asked == 0 || !refuses_nick(number)) {
    return false;
  }
  --chat.nicks_asked;
  if (number == 447) {  // no other nick is taken here: asking again is no use
    chat.wanted_nick = chat.status.nick;
  }
  send_waiting(chat);
  return true;
}

// True if it answers our JOIN.
bool take_join_refusal(ChatState& chat, const Line& line, int number) {
  Talk* const talk = chat.talks.find(line.param(1));
  if (talk == nullptr || !talk->joining) {
    return false;
  }
  const Reply* const reply = find_reply(number);
  const std::string why =
      reply != nullptr && reply->words ? words_of(line, *reply->words) : std::string(line.last());
  leave(chat, *talk);
  tell_failure(chat, *talk, fill(Text::cannot_join, {{"room", talk->room.name}, {"why", why}}));
  return true;
}

// Said in `talk`, if it is about a message. A label is known for sure, or its message is refused
// already.
void refuse_message(ChatState& chat, const Line& line, const Talk* talk) {
  if (!line.label.empty()) {
    refuse_label(chat, line.label);
  } else if (talk != nullptr) {
    refuse_first(chat, *talk);
  }
}

void receive_error_reply(ChatState& chat, const Line& line, int number) {
  const bool quietly = chat.nick_asked_quietly;
  if (take_nick_refusal(chat, number)) {
    chat.nick_asked_quietly = false;
    if (quietly) {
      return;
    }
  }
  if (take_join_refusal(chat, line, number)) {
    return;
  }
  Talk* const named = named_in(chat, line);
  const bool of_message =
      !line.label.empty() || (!chat.server.has("labeled-response") &&
                              (number == 401 || number == 404 || number == 407 || number == 531));
  refuse_message(chat, line, of_message ? named : nullptr);
  Talk& talk = of_message && named != nullptr ? *named : chat.talks.current();
  tell_failure(chat, talk, error_words(line, number, named == &talk ? named : nullptr));
}

void take_away_reply(ChatState& chat, int number) {
  if (number == 305 || number == 306) {
    chat.status.away = number == 306;
    ++chat.version;
  }
}

}  // namespace

void receive_numeric(ChatState& chat, const Line& line) {
  const auto number = number_of(line.message.command);
  if (!number || take_empty_answer(chat, line, *number)) {
    return;
  }
  if (*number >= 400 && *number < 600 && *number != 422) {
    receive_error_reply(chat, line, *number);
    return;
  }
  take_away_reply(chat, *number);
  const Reply* const reply = find_reply(*number);
  const Where where = reply == nullptr ? Where::named : reply->where;
  if (where == Where::nowhere) {
    return;
  }
  const bool names = where == Where::named && line.message.param_count > 2;
  Talk* const named = names ? chat.talks.find(line.param(1)) : nullptr;
  Talk& talk = where == Where::server ? chat.talks.server_talk()
               : named != nullptr     ? *named
                                      : chat.talks.current();
  const bool has_words = reply != nullptr && reply->words;
  tell_info(chat, talk, has_words ? words_of(line, *reply->words) : all_params(line));
}

// FAIL command code context... :text
void receive_standard_reply(ChatState& chat, const Line& line) {
  const std::string_view kind = line.message.command;
  Talk* talk = nullptr;
  for (std::size_t i = 2; i + 1 < line.message.param_count; ++i) {
    talk = talk == nullptr ? chat.talks.find(line.param(i)) : talk;
  }
  if (kind != "FAIL") {
    tell_info(chat, talk != nullptr ? *talk : chat.talks.current(), std::string(line.last()));
    return;
  }
  const std::string_view command = line.param(0);
  if (command == "NICK" && chat.nicks_asked > 0) {
    --chat.nicks_asked;
    chat.nick_asked_quietly = false;
    send_waiting(chat);
  }
  if (command == "JOIN" && talk != nullptr && talk->joining) {
    leave(chat, *talk);
  }
  const bool of_message = command == "PRIVMSG" || command == "NOTICE" || command == "BATCH";
  refuse_message(chat, line, of_message ? talk : nullptr);
  tell_failure(chat, talk != nullptr ? *talk : chat.talks.current(), std::string(line.last()));
}

}  // namespace uvchat::cli
