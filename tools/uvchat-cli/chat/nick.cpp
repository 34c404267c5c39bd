#include "chat/nick.h"

#include <algorithm>
#include <utility>

#include "chat/client_state.h"
#include "chat/entering.h"
#include "chat/receive.h"
#include "chat/saving.h"
#include "chat/sending.h"
#include "client/irc_client.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t answer_max_ms = 30'000;
constexpr std::uint64_t retry_first_ms = 10'000;
constexpr std::uint64_t retry_last_ms = 300'000;

void send_nick(ClientState& chat, const std::string& nick, bool quietly) {
  ++chat.nicks_asked;
  chat.nick_asked_quietly = quietly;
  chat.nick_asked_ms = chat.now.mono_ms;
  send_line(chat, "NICK " + nick);
}

void stop_watching(ClientState& chat) {
  if (const std::string nick = std::exchange(chat.nick_watched, {}); !nick.empty()) {
    send_line(chat, "MONITOR - " + nick);
  }
}

bool is_refusal(int number) {
  return number == 431 || number == 432 || number == 433 || number == 435 || number == 436 ||
         number == 437 || number == 438 || number == 447 || number == 484;
}

// Its holder may leave. With other refusals it is useless to ask again.
bool may_become_free(int number) { return number == 433 || number == 436 || number == 437; }

}  // namespace

void begin_nick(ClientState& chat, std::string_view nick) {
  chat.status.nick = nick;
  // A server with shorter nicks cuts it: that is the best we get.
  const bool is_wanted = chat.wanted_nick.starts_with(nick);
  // A session of an account has the nick of the account's person.
  const bool is_of_person = !chat.status.account.empty() && !chat.nick_was_refused;
  chat.nick_is_sought = !is_wanted && chat.nick_may_become_free && !is_of_person;
  chat.nick_wait_ms = retry_first_ms;
  chat.nick_retry_at_ms = chat.now.mono_ms + retry_first_ms;
  chat.nick_was_ours = chat.nick_was_ours || is_wanted;
  if (!chat.nick_is_sought) return;
  const std::string sentence =
      fill(chat.nick_was_ours ? Text::nick_held : Text::nick_held_by_another,
           {{"wanted", chat.wanted_nick}, {"nick", nick}});
  refuse_here(chat, sentence);
  if (chat.status.account.empty() && chat.server.has("sasl")) {
    tell_here(chat, fill(Text::nick_may_be_account, {{"wanted", chat.wanted_nick}}));
  }
}

void watch_nick(ClientState& chat) {
  if (chat.nick_is_sought && chat.server.monitors() && chat.nick_watched.empty()) {
    chat.nick_watched = chat.wanted_nick;
    send_line(chat, "MONITOR + " + chat.wanted_nick);
  }
}

void tick_nick(ClientState& chat) {
  const std::uint64_t now = chat.now.mono_ms;
  if (chat.nicks_asked > 0 && now - chat.nick_asked_ms >= answer_max_ms) {
    chat.nicks_asked = 0;
    send_waiting(chat);
  }
  if (!chat.nick_is_sought || chat.nicks_asked > 0 || now < chat.nick_retry_at_ms) return;
  chat.nick_wait_ms = std::min(2 * chat.nick_wait_ms, retry_last_ms);
  chat.nick_retry_at_ms = now + chat.nick_wait_ms;
  send_nick(chat, chat.wanted_nick, true);
}

void ask_nick(ClientState& chat, const std::string& nick) {
  chat.nick_asked = nick;
  send_nick(chat, nick, false);
}

bool take_nick_refusal(ClientState& chat, int number) {
  if (chat.status.link == LinkState::connecting && is_refusal(number)) {
    chat.nick_was_refused = true;
    chat.nick_may_become_free = may_become_free(number);  // then another one is tried
    return chat.nick_may_become_free;
  }
  if (chat.nicks_asked == 0 || !is_refusal(number)) return false;
  --chat.nicks_asked;
  const bool quietly = std::exchange(chat.nick_asked_quietly, false);
  if (quietly && !may_become_free(number)) {
    chat.nick_is_sought = false;
    stop_watching(chat);
  }
  send_waiting(chat);
  return quietly;
}

void take_own_nick(ClientState& chat, const std::string& nick) {
  chat.status.nick = nick;
  if (chat.login.enters && chat.nicks_asked == 0) {  // that of the account's person
    chat.wanted_nick = nick;
    leave_rooms_of_guest(chat);
    remember_server(chat);
  }
  const bool asked = chat.nicks_asked > 0;
  chat.nicks_asked -= asked ? 1 : 0;
  const bool is_asked_one =
      chat.nick_asked.starts_with(nick) || chat.server.same(nick, chat.nick_asked);
  // Another nick from the server is for this connection only; the user still wants the old one.
  if (asked && !std::exchange(chat.nick_asked_quietly, false) && is_asked_one) {
    chat.wanted_nick = nick;
    remember_server(chat);
  }
  chat.nick_was_ours = chat.server.same(nick, chat.wanted_nick);
  chat.nick_is_sought = chat.nick_is_sought && asked && !chat.nick_was_ours;
  if (!chat.nick_is_sought) stop_watching(chat);
}

void nick_is_free(ClientState& chat, std::string_view nick) {
  if (chat.nick_is_sought && chat.server.same(nick, chat.wanted_nick)) {
    chat.nick_retry_at_ms = chat.now.mono_ms;
    tick_nick(chat);
  }
}

// 731 <nick> :<nick>{,<nick>}; 730 the same of nick!user@host.
bool take_nick_news(ClientState& chat, const ServerLine& line, bool is_free) {
  const std::string_view nicks = line.last();
  const std::string_view nick = client::nick_of(nicks.substr(0, nicks.find(',')));
  const bool is_watched = !chat.nick_watched.empty() && chat.server.same(nick, chat.nick_watched);
  if (is_watched && is_free) nick_is_free(chat, nick);
  return is_watched || is_own(chat, nick);  // ours: we have just got it
}

}  // namespace uvchat::cli
