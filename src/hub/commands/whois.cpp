// WHOIS and WHOWAS: all that may be known of a user, and of those who have gone.

#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

#include "hub/access.h"
#include "hub/cloak.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/iso_time.h"
#include "uvchat/base/hex.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

void no_nick_given(Call& call) {
  call.reply.numeric(Numeric::err_nonicknamegiven, {}, "No nickname given");
}

// --- WHOIS

void say_channels(Call& call, const User& user) {
  std::vector<std::string> channels;
  const bool all_prefixes = call.session.caps.has(irc::Capability::multi_prefix);
  // Their channels may be secret: what it costs does not tell how many they are.
  call.state.work.add(call.user().memberships.size() * call.state.settings.channels_per_user_max /
                      memberships_a_unit);
  for (const Membership* membership : user.memberships) {
    if (!shown_to(call.user(), *membership)) continue;
    channels.push_back(std::string(membership->ranks.prefixes(all_prefixes)) +
                       membership->channel->name);
  }
  call.reply.numeric_words(Numeric::rpl_whoischannels, {user.nick()}, channels);
}

// The user's real address, modes and certificates: for themselves and for operators.
void say_private(Call& call, const User& user) {
  if (user.has_address()) {
    const std::string address = address_word(user.address.text());
    call.reply.numeric(Numeric::rpl_whoisactually,
                       {user.nick(), std::string(user.user()) + "@" + address, address},
                       "Actual user@host, actual address");
  }
  call.reply.numeric(Numeric::rpl_whoismodes, {user.nick()},
                     "is using modes +" + user.modes.letters());
  for (const Session* session = user.sessions; session != nullptr;
       session = session->next_of_user) {
    if (session->certificate() == nullptr) continue;
    call.reply.numeric(Numeric::rpl_whoiscertfp, {user.nick()},
                       "has client certificate fingerprint " + hex_text(*session->certificate()));
  }
}

void whois(Call& call, const User& user) {
  Reply& reply = call.reply;
  const HubSettings& settings = call.state.settings;
  reply.numeric(Numeric::rpl_whoisuser, {user.nick(), user.user(), user.host(), "*"},
                user.realname());
  say_channels(call, user);
  reply.numeric(Numeric::rpl_whoisserver, {user.nick(), settings.server_name},
                settings.description);
  if (user.is_away()) reply.numeric(Numeric::rpl_away, {user.nick()}, user.away());
  if (user.is_operator()) {
    reply.numeric(Numeric::rpl_whoisoperator, {user.nick()}, "is an operator of this network");
  }
  if (user.account != nullptr) {
    reply.numeric(Numeric::rpl_whoisaccount, {user.nick(), user.account->name}, "is logged in as");
  }
  if (user.is_bot()) {
    reply.numeric(Numeric::rpl_whoisbot, {user.nick()}, "is a bot on " + settings.network);
  }
  if (&user == &call.user() || call.user().is_operator()) say_private(call, user);
  if (is_secure(user)) {
    reply.numeric(Numeric::rpl_whoissecure, {user.nick()}, "is using a secure connection (TLS)");
  }
  reply.numeric(Numeric::rpl_whoisidle,
                {user.nick(), std::to_string((call.now.mono_ms - user.spoke_ms) / 1000),
                 std::to_string(user.signon_ms / 1000)},
                "seconds idle, signon time");
}

// --- WHOWAS

void say_past(Call& call, const PastUser& past) {
  call.reply.numeric(Numeric::rpl_whowasuser, {past.nick, past.user, past.host, "*"},
                     past.realname);
  if (call.user().is_operator() && !past.address.empty()) {
    const std::string address = address_word(past.address);
    call.reply.numeric(Numeric::rpl_whoisactually, {past.nick, past.user + "@" + address, address},
                       "Actual user@host, actual address");
  }
  call.reply.numeric(Numeric::rpl_whoisserver, {past.nick, call.state.settings.server_name},
                     iso_time(past.until_ms));
}

// Nothing, or nothing above zero, means all.
std::size_t whowas_count(std::string_view text) {
  int count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count > 0 ? static_cast<std::size_t>(count) : SIZE_MAX;
}

}  // namespace

// "WHOIS server nick" asks the server the user is on, which knows best: here there is one.
void handle_whois(Call& call) {
  const bool addressed = call.message.param_count > 1;
  std::string_view nicks = call.param(addressed ? 1 : 0);
  if (nicks.empty()) return no_nick_given(call);
  if (addressed && !is_here(call, call.param(0))) return;
  std::string_view nick;
  for (std::size_t n = 0; irc::next_in_list(nicks, nick); ++n) {
    if (n == limits::targets_max) {
      return call.reply.numeric(Numeric::err_toomanytargets, {nick}, "Too many targets");
    }
    const User* user = call.state.directory.find_user(nick);
    if (user != nullptr) {
      whois(call, *user);
    } else {
      no_such_nick(call, nick);
    }
    call.reply.numeric(Numeric::rpl_endofwhois, {nick}, "End of WHOIS");
  }
}

// The newest first.
void handle_whowas(Call& call) {
  const std::string_view nick = call.param(0);
  if (nick.empty()) return no_nick_given(call);
  answer_in_pages(call, [nick = std::string(nick), folded = call.state.names.fold(nick),
                         next = call.state.whowas.end(), found = false,
                         left = whowas_count(call.param(1))](Call& page) mutable {
    const Whowas& whowas = page.state.whowas;
    std::size_t said = 0;
    while (next > whowas.first() && left > 0) {
      if (page_is_full(page) || said == page.state.settings.page_entries_max) return Progress::more;
      page.state.work.add(1);
      const PastUser& past = whowas.at(--next);
      if (past.folded != folded) continue;
      say_past(page, past);
      found = true;
      ++said;
      --left;
    }
    if (!found) {
      page.reply.numeric(Numeric::err_wasnosuchnick, {nick}, "There was no such nickname");
    }
    page.reply.numeric(Numeric::rpl_endofwhowas, {nick}, "End of WHOWAS");
    return Progress::done;
  });
}

}  // namespace uvchat::hub
