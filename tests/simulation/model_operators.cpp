// OPER, whose password is checked elsewhere, and what operators of the server may do.

#include <algorithm>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {

void Model::oper(Person& p, const irc::Message& message) {
  if (p.modes.contains('o')) return numeric("381 :You are an operator already");
  const std::string name(message.param(0));
  p.check = Check{name, std::string(message.param(1)), 0, now_.mono_ms + limits::answer_ms_max,
                  std::nullopt};
}

void Model::refuse_operator(const Person& p, const std::string& name) {
  notify_operators("OPER failed for " + prefix(p) + " as " + name);
  numeric("464 :That is not an operator's password");
}

void Model::notify_operators(const std::string& text) {
  for (auto& [conn, p] : people_) {
    if (p.gone || &p == caller_ || !p.modes.contains('s')) continue;
    tell(p, said(":srv NOTICE " + p.nick + " :*** " + text));
  }
}

void Model::asked_to_check(const CheckPassword& request) {
  Person& p = people_.at(request.ticket.conn);
  if (!p.check || p.check->ticket != 0) return;  // he has gone on since
  p.check->ticket = request.ticket.number;
  const std::string& name = p.check->name;
  const auto named = operators_.find(name);
  // Of a name that is nobody's: always that of the same operator.
  const std::string& hash = named != operators_.end()
                                ? named->second
                                : stand_ins_.try_emplace(name, request.hash).first->second;
  const bool right =
      request.hash == hash && request.password == p.check->password && request.ticket.number != 0;
  if (!right) broken_ = "the hub asks for another password than " + p.nick + " gave";
  const bool somebodys = std::any_of(operators_.begin(), operators_.end(), [&](const auto& entry) {
    return entry.second == request.hash;
  });
  if (!somebodys) broken_ = "a check of " + name + " does not take an operator's time";
}

void Model::password_checked(const PasswordChecked& checked, Now now) {
  set_now(now);
  Person& p = people_.at(checked.ticket.conn);
  if (p.gone || !p.check || p.check->ticket != checked.ticket.number) return;
  p.check->verdict = checked.verdict;
}

bool Model::waits_with_a_verdict(ConnId conn) const {
  const Person& p = people_.at(conn);
  return !p.gone && p.check && p.check->verdict;
}

// The verdict has come, or too much time has passed.
void Model::go_on_with_oper(Person& p) {
  const Check check = *std::exchange(p.check, std::nullopt);
  if (!check.verdict && now_.mono_ms < check.due_ms) {
    broken_ = "the hub did not wait for the password of " + p.nick;
  }
  switch (check.verdict.value_or(PasswordVerdict::busy)) {
    case PasswordVerdict::busy:
      return numeric("263 OPER :Too many passwords are being checked, try again");
    case PasswordVerdict::mismatch:
      return refuse_operator(p, check.name);
    case PasswordVerdict::match:
      if (!operators_.contains(check.name)) return refuse_operator(p, check.name);
      break;
  }
  p.modes.insert({'o', 's'});
  for (const std::string& folded : p.channels) {
    Channel& channel = channels_.at(folded);
    if (channel.curtained) member_of(channel, p.conn)->sees_all = true;
  }
  numeric("381 :You are now an operator");
  reply(said(":" + prefix(p) + " MODE " + p.nick + " +os"));
  notify_operators(prefix(p) + " is now an operator (" + check.name + ")");
}

void Model::kill(Person& p, const irc::Message& message) {
  const std::string nick(message.param(0));
  Person* target = registered_holder_of(nick);
  if (target == nullptr) return numeric("401 " + nick + " :No such nick or channel");
  const std::string reason(message.param(1).empty() ? "No reason given" : message.param(1));
  notify_operators(target->nick + " was killed by " + p.nick + ": " + reason);
  tell(*target, event(":" + prefix(p) + " KILL " + target->nick + " :" + reason));
  if (target != &p) reply(said(":srv NOTE KILL KILLED :" + target->nick + " is gone"));
  ended(target->conn, "Killed (" + p.nick + "): " + reason, now_);
}

void Model::wallops(const Person& p, const irc::Message& message) {
  const Saying saying = event(":" + prefix(p) + " WALLOPS :" + std::string(message.param(0)));
  for (auto& [conn, other] : people_) {
    if (!other.gone && other.modes.contains('w')) tell(other, saying);
  }
}

bool Model::operator_command(Person& p, const std::string& name, const irc::Message& message) {
  static const std::map<std::string, std::size_t> least_params = {
      {"OPER", 2},  {"KILL", 1},    {"WALLOPS", 1}, {"KLINE", 1},
      {"DLINE", 1}, {"UNKLINE", 1}, {"UNDLINE", 1}};
  const auto least = least_params.find(name);
  if (least == least_params.end()) return false;
  if (message.param_count < least->second) {
    numeric("461 " + name + " :Not enough parameters");
  } else if (name == "OPER") {
    oper(p, message);
  } else if (!p.modes.contains('o')) {
    numeric("481 :Permission denied: you are not an operator");
  } else if (name == "KILL") {
    kill(p, message);
  } else if (name == "KLINE" || name == "DLINE") {
    ban(p, name, message);
  } else if (name == "UNKLINE" || name == "UNDLINE") {
    unban(p, name, message);
  } else {
    wallops(p, message);
  }
  return true;
}

}  // namespace uvchat::simulation
