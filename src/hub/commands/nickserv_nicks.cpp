// GROUP, UNGROUP, GHOST, REGAIN: the nicks of an account.

#include <algorithm>
#include <optional>
#include <string>

#include "hub/acts/identity.h"
#include "hub/commands/nicks.h"
#include "hub/commands/nickserv_words.h"
#include "hub/declared_rooms.h"
#include "hub/owned_name.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

Page ask_to_group(const Account& account, const std::string& nick) {
  return [id = account.id, nick](Call& page) {
    ChatState& state = page.state;
    Account& grouping = *state.accounts.find(id);
    state.accounts.reserve_nick(grouping, nick);
    grouping.nicks_asked += 1;
    ask_to_change(page, store::GroupNick{id, owned_name(state.work, state.names, nick)},
                  [&state, id, nick](const store::Answer& answer, Now) {
                    Account* now_there = state.accounts.find(id);
                    if (now_there == nullptr) return;
                    now_there->nicks_asked -= 1;
                    answer.outcome == store::Outcome::done
                        ? Accounts::confirm_nick(*now_there, nick)
                        : state.accounts.release_nick(*now_there, nick);
                  });
    return Progress::waiting;
  };
}

Page ask_to_ungroup(const Account& account, const std::string& nick) {
  return [id = account.id, nick](Call& page) {
    ChatState& state = page.state;
    ask_to_change(page, store::UngroupNick{id, state.names.fold(nick)},
                  [&state, id, nick](const store::Answer& answer, Now) {
                    Account* now_there = state.accounts.find(id);
                    if (now_there == nullptr || answer.outcome != store::Outcome::done) return;
                    state.accounts.release_nick(*now_there, nick);
                  });
    return Progress::waiting;
  };
}

Page tell(const std::string& done) {
  return [done](Call& page) {
    if (is_stored(page, "Nothing has changed")) say_as(page, nickserv_nick, code::done, done);
    return Progress::done;
  };
}

// The account's nick as it was taken, which may be spelled in other ways that are no valid nicks.
std::optional<std::string> own_nick(const ChatState& state, const Account& account,
                                    std::string_view spelled) {
  if (state.names.same(account.name, spelled)) return account.name;
  for (const std::string& nick : account.nicks) {
    if (state.names.same(nick, spelled)) return nick;
  }
  return std::nullopt;
}

// Somebody else than the account's own user has this nick of the account.
bool has_somebody_else(ServiceCall& asked) {
  const Call& call = asked.call;
  const Account* own = call.user().account;
  const User* holder = call.state.directory.find_user(asked.words[0]);
  if (call.state.accounts.find(asked.words[0]) != own) {
    asked.say(code::not_yours, "That is none of your nicks.");
  } else if (holder == nullptr || holder->account == own) {
    asked.say(code::unchanged, "Nobody else has this nick.");
  } else {
    return true;
  }
  return false;
}

// Other services take the name of an account, or its password, too.
void say_how_to_group(const ServiceCall& asked, const Account& account) {
  const bool is_own = asked.call.state.accounts.find(asked.words[0]) == &account;
  if (is_own) return asked.say(code::unchanged, "That nick is yours already.");
  asked.say(code::invalid_params,
            "GROUP takes the nick that you have now, for the account " + account.name +
                ": change to the other one first, with NICK, and say GROUP then.");
}

}  // namespace

void group_nick(ServiceCall& asked) {
  const Account& account = *asked.call.user().account;
  const std::string nick(asked.call.user().nick());
  const Claim claim = asked.call.state.accounts.claim_on(nick, &account);
  if (!asked.words.empty() && !asked.call.state.names.same(asked.words[0], nick)) {
    return say_how_to_group(asked, account);
  }
  if (claim == Claim::own) return asked.say(code::unchanged, "This nick is yours already.");
  if (claim != Claim::nobodys) {
    return asked.say(code::nick_taken, "This nick belongs to somebody else.");
  }
  if (is_declared_founder(asked.call.state, nick)) {
    return asked.say(code::of_configuration,
                     "This nick is kept for the founder of a room of the configuration.");
  }
  if (account.nicks.size() + account.nicks_asked >= limits::grouped_nicks_max) {
    return asked.say(code::limit_reached, "You have " + std::to_string(limits::grouped_nicks_max) +
                                              " grouped nicks already: UNGROUP one first.");
  }
  answer_in_pages(asked.call, in_steps({ask_to_group(account, nick),
                                        tell(nick + " belongs to your account now.")}));
}

void ungroup_nick(ServiceCall& asked) {
  const Call& call = asked.call;
  const Account& account = *call.user().account;
  const auto nick = std::find_if(
      account.nicks.begin(), account.nicks.end(),
      [&](const std::string& other) { return call.state.names.same(other, asked.words[0]); });
  if (nick == account.nicks.end()) {
    return asked.say(code::not_yours, "That is none of your grouped nicks.");
  }
  answer_in_pages(asked.call, in_steps({ask_to_ungroup(account, *nick),
                                        tell(*nick + " belongs to your account no longer.")}));
}

void ghost(ServiceCall& asked) {
  if (!has_somebody_else(asked)) return;
  take_back_nick(asked.call.state, asked.words[0], asked.call.user().account, asked.call.now);
  asked.say(code::done, asked.words[0] + " is free.");
}

void regain(ServiceCall& asked) {
  Call& call = asked.call;
  const Account* own = call.user().account;
  const User* holder = call.state.directory.find_user(asked.words[0]);
  if (holder == &call.user()) return asked.say(code::unchanged, "You have this nick.");
  const std::optional<std::string> nick = own_nick(call.state, *own, asked.words[0]);
  if (!nick) return asked.say(code::not_yours, "That is none of your nicks.");
  take_back_nick(call.state, *nick, own, call.now);
  if (!call.state.directory.nick_is_free(*nick, &call.user())) {
    return asked.say(code::nick_taken, "Somebody has a nick that looks like it.");
  }
  change_nick(call.actor(), *nick);
  asked.say(code::done, "You have your nick back.");
}

}  // namespace uvchat::hub
