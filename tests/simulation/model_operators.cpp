// OPER, whose password is checked elsewhere, and what operators of the server may do.

#include <algorithm>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
namespace {

constexpr std::uint64_t password_fine_ms = 3000;

}  // namespace

void Model::oper(Person& p, const irc::Message& message) {
  if (p.modes.contains('o')) return numeric("381 :You are an operator already");
  const std::string name(message.param(0));
  p.check = Check{name, str(message.param(1)), 0, now_.mono_ms + limits::answer_ms_max};
}

void Model::refuse_operator(Person& p, const std::string& name) {
  p.fines.push_back(password_fine_ms);
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
  const auto named = bounds_.operators.find(name);
  // Of a name that is nobody's: always that of the same operator.
  const std::string& hash = named != bounds_.operators.end()
                                ? named->second
                                : stand_ins_.try_emplace(name, request.hash).first->second;
  const bool right =
      request.hash == hash && request.password == p.check->password && request.ticket.number != 0;
  if (!right) breaks("the hub asks for another password than " + p.nick + " gave");
  const bool somebodys =
      std::any_of(bounds_.operators.begin(), bounds_.operators.end(),
                  [&](const auto& entry) { return entry.second == request.hash; });
  if (!somebodys) breaks("a check of " + name + " does not take an operator's time");
}

void Model::password_checked(const PasswordChecked& checked) {
  Person& p = people_.at(checked.ticket.conn);
  if (p.gone || !p.check || p.check->ticket != checked.ticket.number) return;
  caller_ = &p;
  go_on_with_oper(p, checked.verdict);
  end_step();
  after_step(p);
}

void Model::go_on_with_oper(Person& p, PasswordVerdict verdict) {
  const Check check = *std::exchange(p.check, std::nullopt);
  switch (verdict) {
    case PasswordVerdict::busy:
      p.fines.push_back(password_fine_ms);
      return numeric("263 OPER :Too many passwords are being checked, try again");
    case PasswordVerdict::mismatch:
      return refuse_operator(p, check.name);
    case PasswordVerdict::match:
      if (!bounds_.operators.contains(check.name)) return refuse_operator(p, check.name);
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

bool Model::rules_here(const Person& p) {
  if (p.modes.contains('o')) return true;
  numeric("481 :Permission denied: you are not an operator");
  return false;
}

void Model::kill(Person& p, const irc::Message& message) {
  if (!rules_here(p)) return;
  Person* target = registered_holder_of(message.param(0));
  if (target == nullptr) return no_such_nick(message.param(0));
  const std::size_t head =
      str(": QUIT :Killed (): ").size() + prefix(*target).size() + prefix(p).size();
  const std::string reason = message.param(1).empty()
                                 ? "No reason given"
                                 : shortened(p, "KILL", target->nick, message.param(1),
                                             std::min(limits::kick_bytes_max, line_room - head));
  notify_operators(target->nick + " was killed by " + p.nick + ": " + reason);
  tell(*target, event(":" + prefix(p) + " KILL " + target->nick + " :" + reason));
  if (target != &p) reply(said(":srv NOTE KILL KILLED :" + target->nick + " is gone"));
  ended(target->conn, "Killed (" + p.nick + "): " + reason);
}

void Model::wallops(Person& p, const irc::Message& message) {
  if (!rules_here(p)) return;
  const std::string head = ":" + prefix(p) + " WALLOPS :";
  const Saying saying =
      event(head + shortened(p, "WALLOPS", {}, message.param(0), line_room - head.size()));
  for (auto& [conn, other] : people_) {
    if (!other.gone && other.modes.contains('w')) tell(other, saying);
  }
}

// --- CHGHOST

void Model::chghost(Person& p, const irc::Message& message) {
  if (!rules_here(p)) return;
  Person* about = registered_holder_of(message.param(0));
  if (about == nullptr) return no_such_nick(message.param(0));
  const std::string host = str(message.param(1));
  const auto fits_host = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-:/").find(c) != std::string_view::npos;
  };
  if (host.front() == ':' || host.size() > 63 ||
      !std::all_of(host.begin(), host.end(), fits_host)) {
    return reply(said(":srv FAIL CHGHOST INVALID_HOST :That is no host"));
  }
  const std::string before = prefix(*about);
  about->host = host;
  Saying saying = event(":" + before + " CHGHOST " + about->user + " " + host);
  saying.bot = about->modes.contains('B');
  if (about->caps.contains("chghost")) tell(*about, saying);
  tell_acquaintances(*about, saying, "chghost");
  for (const std::string& folded : about->channels) {
    show_new_host(*about, channels_.at(folded), before);
  }
  reply(said(":srv NOTE CHGHOST HOST_CHANGED :" + about->nick + " has a new host"));
  notify_operators(p.nick + " made " + before + " " + prefix(*about));
}

// To those who do not know CHGHOST: as if they had gone and come again.
void Model::show_new_host(Person& p, const Channel& channel, const std::string& old_prefix) {
  std::string letters, nicks;
  for (const char rank : std::string_view("qaohv")) {
    if (!member_of(channel, p.conn)->ranks.contains(rank)) continue;
    letters += rank;
    nicks += " " + p.nick;
  }
  for (const Member& member : channel.members) {
    Person& viewer = people_.at(member.conn);
    if (&viewer == &p || viewer.classroom || viewer.caps.contains("chghost")) continue;
    if (!sees(channel, member.conn, p.conn)) continue;
    Saying left = event(":" + old_prefix + " PART " + channel.name + " :Changing host");
    left.bot = p.modes.contains('B');
    tell(viewer, left);
    tell(viewer, joining(event(":" + prefix(p) + " JOIN " + channel.name), p));
    if (letters.empty()) continue;
    Saying ranks = event(":srv MODE " + channel.name + " +" + letters + nicks);
    ranks.bot = false;
    tell(viewer, ranks);
  }
}

}  // namespace uvchat::simulation
