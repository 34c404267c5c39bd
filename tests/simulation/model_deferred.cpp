// What is answered when the server has done it: changes of the bans, and REHASH.

#include <algorithm>
#include <utility>

#include "tests/simulation/model_files.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
namespace {

std::vector<std::string> not_in(const std::vector<std::string>& before,
                                const std::vector<std::string>& now) {
  std::vector<std::string> fresh;
  for (const std::string& word : now) {
    if (std::count(before.begin(), before.end(), word) == 0) fresh.push_back(word);
  }
  return fresh;
}

}  // namespace

void Model::keep(Deferred change) {
  const std::string note =
      ":srv NOTE " + change.command + (change.lifted ? " BAN_LIFTED :" : " BAN_SET :");
  if (!bans_.kept) {
    if (!change.lifted) change.confirmation += " (bans are not saved: no disk)";
    return reply(said(note + change.confirmation));
  }
  change.confirmation.insert(0, note);
  change.label = std::exchange(caller_->answer.label, {});
  change.due_ms = now_.mono_ms + limits::answer_ms_max;
  deferred_.push_back(std::move(change));
}

void Model::rehash(Person& p, const irc::Message&) {
  if (!rules_here(p)) return;
  numeric("382 configuration :Reading it again");
  Deferred rehash{0, caller_->conn, {}, "REHASH", true, false, {}, {}};
  rehash.due_ms = now_.mono_ms + limits::answer_ms_max;
  deferred_.push_back(std::move(rehash));
}

Deferred* Model::next_asked(bool rehash) {
  const auto next = std::find_if(deferred_.begin(), deferred_.end(),
                                 [](const Deferred& d) { return d.ticket == 0; });
  return next == deferred_.end() || next->rehash != rehash ? nullptr : &*next;
}

void Model::asked_to_change(const AskStore& asked, const store::ChangeBan& request) {
  Deferred* change = next_asked(false);
  if (change == nullptr || change->mask != request.ban.mask || change->lifted != request.lifted ||
      asked.ticket.number <= last_ticket_) {
    breaks("the hub asks for something else to be stored than the ban that was set");
    return;
  }
  change->ticket = last_ticket_ = asked.ticket.number;
}

void Model::asked_to_reload(const ReloadSettings& request) {
  Deferred* rehash = next_asked(true);
  if (rehash == nullptr || request.ticket.number <= last_ticket_) {
    breaks("the hub reads its configuration, and nobody has asked for it");
    return;
  }
  rehash->ticket = last_ticket_ = request.ticket.number;
}

void Model::forget(const std::function<bool(const Deferred&)>& answered) {
  std::erase_if(deferred_, [&](const Deferred& d) { return d.ticket != 0 && answered(d); });
}

void Model::stored(const StoreAnswered& stored) {
  const store::Answer& answer = stored.answer;
  settle_account(stored.ticket, answer);
  settle_code(stored.ticket, answer);
  settle_redaction(stored);
  annals_.answered(stored.ticket.number, answer.outcome);
  doubts_.answered(stored.ticket.number, answer.outcome);
  if (bounds_.is_strict) batches_.answered(stored.ticket.number, answer);
  if (Session* s = waiting_for(stored.ticket)) {
    return answered(*s, [&](const Question& question) {
      if (question.of == Question::Of::account) return go_on_with_account(question, answer);
      if (question.of == Question::Of::verify) return go_on_with_code(question, answer);
      if (question.of == Question::Of::past) return go_on_with_past(question, answer);
      if (question.of == Question::Of::external || question.of == Question::Of::certificates) {
        return go_on_with_certificate(question, answer);
      }
      if (question.of == Question::Of::files || question.of == Question::Of::file_end) {
        return Files{*this}.go_on(question, answer);
      }
      go_on_with_credentials(question, answer);
    });
  }
  tell_saved(stored.ticket.number, answer.why);
  forget([&](const Deferred& d) { return d.ticket == stored.ticket.number; });
}

void Model::tell_saved(std::uint64_t ticket, const std::string& error) {
  for (Deferred& change : deferred_) {
    if (change.rehash || change.ticket != ticket || !tell_of(change, error)) continue;
    if (!error.empty()) tell_operators_not_saved(error);
  }
}

// What was not answered in time is told once; the oldest first.
void Model::tell_late() {
  for (Deferred& late : deferred_) {
    if (late.told || now_.mono_ms < late.due_ms) continue;
    late.rehash ? static_cast<void>(tell_reloaded(late, {}))
                : tell_saved(late.ticket, "the disk does not answer");
  }
}

void Model::tell_operators_not_saved(const std::string& error) {
  Session* const caller = std::exchange(caller_, nullptr);
  notify_operators("Changes of the bans are not saved: " + error);
  caller_ = caller;
}

// Whether it is news.
bool Model::tell_of(Deferred& change, const std::string& error) {
  if (std::exchange(change.told, true)) return false;
  if (sessions_.at(change.conn).gone) return true;
  const std::string what = change.lifted ? " is lifted, but may be back after a restart: "
                                         : " holds, but may be gone after a restart: ";
  const std::string body = error.empty() ? change.confirmation
                                         : ":srv FAIL " + change.command +
                                               " BAN_NOT_SAVED :" + change.mask + what + error;
  tell(sessions_.at(change.conn), said(body), change.label);
  return true;
}

// --- REHASH

void Model::settings_reloaded(const SettingsReloaded& reloaded, const House* house) {
  if (house != nullptr) change_house(*house);
  for (Deferred& rehash : deferred_) {
    if (rehash.ticket == reloaded.ticket.number) tell_reloaded(rehash, reloaded);
  }
  forget([&](const Deferred& d) { return d.ticket == reloaded.ticket.number; });
}

bool Model::tell_reloaded(Deferred& rehash, const SettingsReloaded& reloaded) {
  if (std::exchange(rehash.told, true)) return false;
  Session& s = sessions_.at(rehash.conn);
  if (s.gone) return true;
  Session* const caller = std::exchange(caller_, &s);
  const std::string nick = me().nick;
  if (!reloaded.settings && reloaded.error.empty()) {
    tell(s, said(":srv FAIL REHASH TRY_AGAIN :The configuration has not been read in time; it may "
                 "still be applied"));
  } else if (!reloaded.settings) {
    tell(s, said(":srv FAIL REHASH CONFIG_BAD :" + reloaded.error + " (nothing was changed)"));
    notify_operators(nick + " could not reload the configuration: " + reloaded.error);
  } else {
    tell(s, said(":srv NOTE REHASH RELOADED :The configuration was read and applied"));
    for (const std::string& key : reloaded.needs_restart) {
      tell(s, said(":srv WARN REHASH RESTART_NEEDED :" + key +
                   " has changed and takes effect with the next start"));
    }
    notify_operators(nick + " reloaded the configuration");
  }
  caller_ = caller;
  return true;
}

// Who is here hears what is offered no more or anew, and which limits have changed.
void Model::change_house(const House& house) {
  const House before = std::exchange(house_, house);
  look_at_absent();
  const auto names_before = offers_of(before, nullptr), names_now = offers_of(house, nullptr);
  auto changed = not_in(isupport_tokens(before), isupport_tokens(house));
  if (before.takes_files && !house.takes_files) {
    Files{*this}.tell_no_service();
    for (const char* gone : {"draft/AUTHTOKEN", "draft/FILEHOST", "soju.im/FILEHOST"}) {
      changed.push_back(str("-") + gone);
    }
  }
  for (auto& [conn, s] : sessions_) {
    if (s.gone) continue;
    const Person& p = person_of(s);
    const std::string nick = p.nick.empty() ? "*" : p.nick;
    const auto gone = not_in(names_now, names_before);
    const auto added = s.cap_302 ? not_in(offers_of(before, &s), offers_of(house, &s))
                                 : not_in(names_before, names_now);
    if (s.caps.contains("cap-notify")) {
      if (!gone.empty()) tell(s, said(":srv CAP " + nick + " DEL :" + joined(gone, ' ')));
      if (!added.empty()) tell(s, said(":srv CAP " + nick + " NEW :" + joined(added, ' ')));
    }
    for (const std::string& name : gone) s.caps.erase(name);
    if (changed.empty() || !p.registered || s.classroom) continue;
    const bool in_batch = s.caps.contains("batch") && s.caps.contains("draft/extended-isupport");
    if (in_batch) tell(s, said(":srv BATCH +changed draft/isupport"));
    tell(s,
         said(":srv 005 " + nick + " " + joined(changed, ' ') + " :are supported by this server"),
         in_batch ? "batch=changed" : "");
    if (in_batch) tell(s, said(":srv BATCH -changed"));
  }
}

}  // namespace uvchat::simulation
