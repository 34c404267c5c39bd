// Who may have which nick: NICK, and what becomes of guests who have one that is another's.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::simulation {

void Model::nick(Person& p, const irc::Message& message) {
  const std::string wanted = str(message.param(0));
  if (wanted.empty()) return numeric("431 :No nickname given");
  if (!names_.valid_nick(wanted)) return numeric("432 " + middle(wanted) + " :Erroneous nickname");
  if (wanted == p.nick) return;
  const bool refused = !may_take(p, wanted);
  if (refused && !taken(p, wanted)) happened_.add(Happening::nick_is_owned);
  if (refused && !caller_->negotiating) {  // while they negotiate it is only noted
    if (!p.registered) caller_->refused_nick = wanted;
    return numeric("433 " + wanted + " :Nickname is already in use");
  }
  caller_->refused_nick.clear();
  if (p.registered) take_back(p, wanted);
  rename(p, wanted);
  p.registered ? watch_nick(p) : try_register();
}

// Nobody else has it, or it is theirs, and whoever has it must go.
bool Model::may_take(const Person& p, const std::string& wanted) {
  const bool has_grace = house_.nick_grace_s > 0;
  if (is_anothers(p, wanted)) {
    const bool may_borrow = has_grace && p.account == nullptr && account_named(wanted) != nullptr;
    if (!may_borrow) return false;
  }
  if (!taken(p, wanted)) return true;
  const Person* holder = holder_of(wanted);
  const bool is_own = p.account != nullptr && names_.look_alike(p.account->name, wanted);
  return is_own && has_grace && holder != nullptr && holder->account != p.account;
}

void Model::rename(Person& p, const std::string& nick) {
  const std::string before = prefix(p);
  Said change = deed(p, "NICK");
  change.target = nick;
  const std::string old_nick = std::exchange(p.nick, nick);
  if (!p.registered) return;
  happens_everywhere(p, change);
  Saying saying = event_of(p, ":" + before + " NICK " + nick);
  saying.has_id = false;
  if (!names_.same(old_nick, nick)) remember(p, old_nick);
  reply(saying);
  tell_neighbours(p, saying, caller_);
  if (names_.same(old_nick, nick)) return;
  went_offline(old_nick);
  came_online(p);
}

// Of which the server has thought.
void Model::rename_unasked(Person& p, const std::string& nick) {
  Said change = deed(p, "NICK");
  change.target = nick;
  happens_everywhere(p, change);
  Saying saying = event_of(p, ":" + prefix(p) + " NICK " + nick);
  saying.has_id = false;
  const std::string before = std::exchange(p.nick, nick);
  remember(p, before);
  tell_neighbours(p, saying, nullptr);
  went_offline(before);
  came_online(p);
}

// Where what is put behind it has no room, it stands in the last places.
std::string Model::free_nick(const Person& p, const std::string& wanted) {
  if (!taken(p, wanted) && name_is_free(wanted)) return wanted;
  const bool has_room =
      utf8_length(wanted) < limits::nick_chars_max && wanted.size() < limits::nick_bytes_max;
  std::string nick = wanted + (has_room ? "_" : "");
  while (taken(p, nick) || !name_is_free(nick)) {
    const std::string number = std::to_string(++numbered_);
    nick = str(utf8_first(wanted, limits::nick_chars_max - number.size()));
    nick = str(utf8_cut(nick, limits::nick_bytes_max - number.size())) + number;
  }
  return nick;
}

// --- Nicks that belong to an account

void Model::tell_from_nickserv(const Person& p, const std::string& text) {
  tell_all_of(p, said(":NickServ!NickServ@srv NOTICE " + p.nick + " :" + text), nullptr);
}

void Model::rename_guest(Person& p, const std::string& why) {
  const std::string nick = free_nick({}, "guest" + std::to_string(++guests_));
  p.grace_due_ms = 0;
  tell_from_nickserv(p, why + " You are " + nick + " from now on.");
  rename_unasked(p, nick);
}

// The owner comes.
void Model::take_back(const Person& owner, const std::string& nick) {
  Person* holder = holder_of(nick);
  if (owner.account == nullptr || holder == nullptr || holder->account == owner.account) return;
  happened_.add(Happening::nick_is_taken_back);
  rename_guest(*holder, "The owner of this nick has come.");
}

// They have got this nick, or have logged in. A guest has one grace, whatever they are called
// meanwhile.
void Model::watch_nick(Person& p) {
  p.grace_due_ms = 0;
  const bool is_named = is_anothers(p, p.nick) && account_named(p.nick) != nullptr;
  if (p.in_classroom || house_.nick_grace_s == 0 || !is_named) return;
  if (p.account != nullptr) {
    happened_.add(Happening::nick_of_another_account);
    return rename_guest(p, "This nick belongs to another account.");
  }
  if (p.grace_until_ms == 0) p.grace_until_ms = now_.mono_ms + house_.nick_grace_s * 1'000;
  if (p.grace_until_ms <= now_.mono_ms) {
    happened_.add(Happening::grace_is_used_up);
    return rename_guest(p, "This nick belongs to an account.");
  }
  happened_.add(Happening::guest_has_owned_nick);
  p.grace_due_ms = p.grace_until_ms;
  tell_from_nickserv(
      p, "This nick belongs to an account. Log in within " +
             std::to_string((p.grace_due_ms - now_.mono_ms + 999) / 1'000) +
             " seconds (/msg NickServ IDENTIFY <password>), or take another one with NICK.");
}

void Model::end_grace(Person& p) {
  happened_.add(Happening::grace_ends);
  rename_guest(p, "This nick belongs to an account.");
}

}  // namespace uvchat::simulation
