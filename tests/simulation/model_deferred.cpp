// What is answered when the server has done it: changes of the bans, and REHASH.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {

void Model::keep(Person& p, Deferred change) {
  const std::string note =
      ":srv NOTE " + change.command + (change.lifted ? " BAN_LIFTED :" : " BAN_SET :");
  if (!bans_.kept) {
    if (!change.lifted) change.confirmation += " (bans are not saved: no disk)";
    return reply(said(note + change.confirmation));
  }
  change.confirmation.insert(0, note);
  change.label = std::exchange(p.answer.label, {});
  change.due_ms = now_.mono_ms + limits::answer_ms_max;
  deferred_.push_back(std::move(change));
}

void Model::rehash(Person& p, const irc::Message&) {
  if (!rules_here(p)) return;
  numeric("382 configuration :Reading it again");
  Deferred rehash{0, p.conn, {}, "REHASH", true, false, {}, {}};
  rehash.due_ms = now_.mono_ms + limits::answer_ms_max;
  deferred_.push_back(std::move(rehash));
}

Deferred* Model::next_asked(bool rehash) {
  const auto next = std::find_if(deferred_.begin(), deferred_.end(),
                                 [](const Deferred& d) { return d.ticket == 0; });
  return next == deferred_.end() || next->rehash != rehash ? nullptr : &*next;
}

void Model::asked_to_store(const AskStore& asked) {
  Deferred* change = next_asked(false);
  const auto* request = std::get_if<store::ChangeBan>(&asked.request);
  if (change == nullptr || request == nullptr || change->mask != request->ban.mask ||
      change->lifted != request->lifted || asked.ticket.number <= last_ticket_) {
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
  tell_saved(stored.ticket.number, stored.answer.why);
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
  Person* const caller = std::exchange(caller_, nullptr);
  notify_operators("Changes of the bans are not saved: " + error);
  caller_ = caller;
}

// Whether it is news.
bool Model::tell_of(Deferred& change, const std::string& error) {
  if (std::exchange(change.told, true)) return false;
  if (people_.at(change.conn).gone) return true;
  const std::string what = change.lifted ? " is lifted, but may be back after a restart: "
                                         : " holds, but may be gone after a restart: ";
  const std::string body = error.empty() ? change.confirmation
                                         : ":srv FAIL " + change.command +
                                               " BAN_NOT_SAVED :" + change.mask + what + error;
  tell(people_.at(change.conn), said(body), change.label);
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
  Person& p = people_.at(rehash.conn);
  if (p.gone) return true;
  Person* const caller = std::exchange(caller_, &p);
  if (!reloaded.settings && reloaded.error.empty()) {
    tell(p, said(":srv FAIL REHASH TRY_AGAIN :The configuration has not been read in time; it may "
                 "still be applied"));
  } else if (!reloaded.settings) {
    tell(p, said(":srv FAIL REHASH CONFIG_BAD :" + reloaded.error + " (nothing was changed)"));
    notify_operators(p.nick + " could not reload the configuration: " + reloaded.error);
  } else {
    tell(p, said(":srv NOTE REHASH RELOADED :The configuration was read and applied"));
    for (const std::string& key : reloaded.needs_restart) {
      tell(p, said(":srv WARN REHASH RESTART_NEEDED :" + key +
                   " has changed and takes effect with the next start"));
    }
    notify_operators(p.nick + " reloaded the configuration");
  }
  caller_ = caller;
  return true;
}

// Who is here hears what is offered no more or anew, and which limits have changed.
void Model::change_house(const House& house) {
  const House before = std::exchange(house_, house);
  const auto old_tokens = isupport_tokens(before);
  std::vector<std::string> changed;
  for (const std::string& token : isupport_tokens(house)) {
    const bool is_old = std::count(old_tokens.begin(), old_tokens.end(), token) > 0;
    if (!is_old) changed.push_back(token);
  }
  for (auto& [conn, p] : people_) {
    if (p.gone) continue;
    const std::string nick = p.nick.empty() ? "*" : p.nick;
    if (before.relays != house.relays && p.caps.contains("cap-notify")) {
      const std::string value = p.cap_302 ? "=/" : "";
      tell(p, said(":srv CAP " + nick + (house.relays ? " NEW" : " DEL") + " :draft/relaymsg" +
                   (house.relays ? value : "")));
    }
    if (!house.relays) p.caps.erase("draft/relaymsg");
    if (changed.empty() || !p.registered || p.classroom) continue;
    const bool in_batch = p.caps.contains("batch") && p.caps.contains("draft/extended-isupport");
    if (in_batch) tell(p, said(":srv BATCH +changed draft/isupport"));
    tell(p,
         said(":srv 005 " + nick + " " + joined(changed, ' ') + " :are supported by this server"),
         in_batch ? "batch=changed" : "");
    if (in_batch) tell(p, said(":srv BATCH -changed"));
  }
}

}  // namespace uvchat::simulation
