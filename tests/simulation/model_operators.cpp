// OPER, whose password is checked elsewhere, and what operators of the server may do.

#include <algorithm>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {

// All sessions of who is fined wait.
void Model::is_fined(std::uint64_t ms) {
  for (const ConnId conn : me().sessions) sessions_.at(conn).fines.push_back(ms);
}

void Model::oper(Person& p, const irc::Message& message) {
  if (p.modes.contains('o')) return numeric("381 :You are an operator already");
  wait_for({Question::Of::oper, str(message.param(0)), str(message.param(1))});
}

void Model::refuse_operator(Person& p, const std::string& name) {
  is_fined();
  notify_operators("OPER failed for " + prefix(p) + " as " + name);
  numeric("464 :That is not an operator's password");
}

bool Model::notify_operators(const std::string& text) {
  bool is_heard = false;
  for (auto& [id, p] : people_) {
    const bool is_caller = caller_ != nullptr && caller_->person == id;
    if (is_caller || !p.modes.contains('s')) continue;
    tell_all_of(p, said(":srv NOTICE " + p.nick + " :*** " + text), nullptr);
    is_heard = is_heard || !p.sessions.empty();
  }
  return is_heard;
}

void Model::check_oper(const Question& question, const CheckPassword& request) {
  const auto named = bounds_.operators.find(question.name);
  // Of a name that is nobody's: always that of the same operator.
  const std::string& hash = named != bounds_.operators.end()
                                ? named->second
                                : stand_ins_.try_emplace(question.name, request.hash).first->second;
  if (request.hash != hash || request.password != question.password) {
    breaks("the hub asks for another password than OPER " + question.name + " gave");
  }
  const bool somebodys =
      std::any_of(bounds_.operators.begin(), bounds_.operators.end(),
                  [&](const auto& entry) { return entry.second == request.hash; });
  if (!somebodys) breaks("a check of " + question.name + " does not take an operator's time");
}

void Model::go_on_with_oper(const Question& question, PasswordVerdict verdict) {
  Person& p = me();
  switch (verdict) {
    case PasswordVerdict::busy:
      is_fined();
      return numeric("263 OPER :The server is too busy to check passwords, try again in a minute");
    case PasswordVerdict::mismatch:
      return refuse_operator(p, question.name);
    case PasswordVerdict::match:
      if (!bounds_.operators.contains(question.name)) return refuse_operator(p, question.name);
      break;
  }
  p.modes.insert({'o', 's'});
  for (const std::string& folded : p.channels) {
    Channel& channel = channels_.at(folded);
    if (channel.curtained) member_of(channel, p.id)->sees_all = true;
  }
  numeric("381 :You are now an operator");
  tell_user_modes("+os");
  notify_operators(prefix(p) + " is now an operator (" + question.name + ")");
}

bool Model::rules_here(const Person& p) {
  if (p.modes.contains('o')) return true;
  numeric("481 :Permission denied: you are not an operator");
  return false;
}

void Model::kill(Person& p, const irc::Message& message) {
  if (!rules_here(p)) return;
  Person* target = holder_of(message.param(0));
  if (target == nullptr) return no_such_nick(message.param(0));
  const std::size_t head =
      str(": QUIT :Killed (): ").size() + prefix(*target).size() + prefix(p).size();
  const std::string reason = message.param(1).empty()
                                 ? "No reason given"
                                 : shortened(p, "KILL", target->nick, message.param(1),
                                             std::min(limits::kick_bytes_max, line_room - head));
  notify_operators(target->nick + " was killed by " + p.nick + ": " + reason);
  tell_all_of(*target, event(":" + prefix(p) + " KILL " + target->nick + " :" + reason), nullptr);
  if (target != &p) reply(said(":srv NOTE KILL KILLED :" + target->nick + " is gone"));
  const std::string why = "Killed (" + p.nick + "): " + reason;
  const std::vector<ConnId> sessions = target->sessions;
  if (sessions.size() > 1) happened_.add(Happening::several_are_killed);
  if (sessions.empty()) put_out(*target, why);
  for (const ConnId conn : sessions) ended(conn, why, true);
}

// By an operator who is not in the chat.
void Model::next_errand() {
  if (errands_.empty()) return breaks("the hub does an errand that nobody has given it");
  const errand::KillUser wish = std::move(errands_.front());
  errands_.pop_front();
  caller_ = nullptr;
  Person* target = holder_of(wish.nick);
  if (target == nullptr) return;
  happened_.add(Happening::killed_from_outside);
  const std::size_t head = str(": QUIT :Killed (srv): ").size() + prefix(*target).size();
  const std::string reason =
      wish.reason.substr(0, std::min(limits::kick_bytes_max, line_room - head));
  notify_operators("local (admin API) killed " + target->nick + ": " + reason);
  tell_all_of(*target, {":srv KILL " + target->nick + " :" + reason, now_.wall_ms(), true},
              nullptr);
  const std::vector<ConnId> sessions = target->sessions;
  if (sessions.empty()) put_out(*target, "Killed (srv): " + reason);
  for (const ConnId conn : sessions) ended(conn, "Killed (srv): " + reason, true);
}

void Model::wallops(Person& p, const irc::Message& message) {
  if (!rules_here(p)) return;
  const std::string head = ":" + prefix(p) + " WALLOPS :";
  const Saying saying =
      event(head + shortened(p, "WALLOPS", {}, message.param(0), line_room - head.size()));
  for (auto& [id, other] : people_) {
    if (other.modes.contains('w')) tell_all_of(other, saying, nullptr);
  }
}

// Three of a person's reports in a minute, and ten of all.
bool Model::is_kept_report(const Person& p) {
  const std::string whose = p.account ? "account " + p.account->name : caller_->address;
  if (!reports_kept_.may(whose, now_.mono_ms) || !all_reports_.may({}, now_.mono_ms)) return false;
  reports_kept_.count(whose, now_.mono_ms);
  all_reports_.count({}, now_.mono_ms);
  return true;
}

void Model::report(Person& p, const irc::Message& message) {
  const Person* about = holder_of(message.param(0));
  if (about == nullptr) return no_such_nick(message.param(0));
  const std::string text = p.nick + " reports " + prefix(*about) + ": ";
  const std::size_t head = str(":srv NOTICE  :*** ").size() + limits::nick_bytes_max + text.size();
  const std::string reason = shortened(p, "REPORT", about->nick, message.param(1),
                                       std::min(limits::kick_bytes_max, line_room - head));
  const bool is_heard = notify_operators(text + reason);
  if (!is_kept_report(p) && !is_heard) {
    return reply(said(":srv FAIL REPORT TRY_AGAIN " + about->nick +
                      " :No operator is here, and too many reports were kept lately: nobody is "
                      "told"));
  }
  reply(said(
      ":srv NOTE REPORT TAKEN " + about->nick +
      (is_heard ? " :The operators are told" : " :No operator hears it now: it is kept for them")));
}

// --- CHGHOST

void Model::chghost(Person& p, const irc::Message& message) {
  if (!rules_here(p)) return;
  Person* about = holder_of(message.param(0));
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
  tell_acquaintances(*about,
                     event_of(*about, ":" + before + " CHGHOST " + about->user + " " + host),
                     "chghost", nullptr);
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
    if (!member_of(channel, p.id)->ranks.contains(rank)) continue;
    letters += rank;
    nicks += " " + p.nick;
  }
  const Saying left = event_of(p, ":" + old_prefix + " PART " + channel.name + " :Changing host");
  Saying ranks = event_of(p, ":srv MODE " + channel.name + " +" + letters + nicks);
  ranks.bot = false;
  ranks.account.clear();
  for (const Member& member : channel.members) {
    if (member.who == p.id || !sees(channel, member.who, p.id)) continue;
    for (const ConnId conn : people_.at(member.who).sessions) {
      Session& viewer = sessions_.at(conn);
      if (viewer.classroom || viewer.caps.contains("chghost")) continue;
      tell(viewer, left);
      tell(viewer, joining(p, channel));
      if (!letters.empty()) tell(viewer, ranks);
    }
  }
}

}  // namespace uvchat::simulation
