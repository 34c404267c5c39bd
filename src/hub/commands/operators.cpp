// OPER, KILL, WALLOPS, CHGHOST, REHASH: what an operator of the server does.

#include <algorithm>
#include <string>

#include "hub/account_pace.h"
#include "hub/acts/audit.h"
#include "hub/acts/identity.h"
#include "hub/acts/notices.h"
#include "hub/acts/quit.h"
#include "hub/cloak.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/login.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

const OperatorSettings* operator_named(const HubSettings& settings, std::string_view name) {
  const auto at = std::find_if(settings.operators.begin(), settings.operators.end(),
                               [&](const OperatorSettings& o) { return o.name == name; });
  return at == settings.operators.end() ? nullptr : &*at;
}

// What a password is checked against. For a name that is nobody's it is the hash of an operator
// whom the name chooses, by a secret and always the same: so the time of a check does not tell
// whether a name is somebody's, even where operators' hashes take different times. Nothing where
// there is no operator.
const std::string* hash_for(const HubSettings& settings, const std::string& name) {
  if (const OperatorSettings* named = operator_named(settings, name)) return &named->password_hash;
  if (settings.operators.empty()) return nullptr;
  const std::uint64_t choice = keyed_hash(settings.cloak_key, "OPER " + name);
  return &settings.operators[choice % settings.operators.size()].password_hash;
}

void refuse_operator(Call& call, const std::string& name) {
  call.state.log.write(
      LogLevel::warning, "operator refused",
      {{"nick", call.user().nick()}, {"address", call.session.address.text()}, {"name", name}});
  notify_operators(call.actor(),
                   "OPER failed for " + std::string(call.user().prefix()) + " as " + name);
  penalize(call.state, call.session, password_penalty_ms);
  call.reply.numeric(Numeric::err_passwdmismatch, {}, "That is not an operator's password");
}

void make_operator(Call& call, const std::string& name) {
  User& user = call.user();
  user.make_extras().operator_name = name;
  call.state.set_mode(user, 'o', true);
  call.state.set_mode(user, 's', true);
  call.reply.numeric(Numeric::rpl_youreoper, {}, "You are now an operator");
  tell_user_modes(call.actor(), "+os");
  note_deed(call.actor(), "OPER", name + " from " + call.session.address.text(),
            std::string(user.prefix()) + " is now an operator (" + name + ")");
}

void take_verdict(Call& call, const std::string& name, const std::string& hash,
                  PasswordVerdict verdict) {
  const OperatorSettings* named = operator_named(call.state.settings, name);
  if (verdict == PasswordVerdict::busy) {
    penalize(call.state, call.session, password_penalty_ms);
    call.reply.numeric(Numeric::rpl_tryagain, {"OPER"},
                       "The server is too busy to check passwords, try again in a minute");
  } else if (verdict == PasswordVerdict::match && named != nullptr &&
             named->password_hash == hash) {
    make_operator(call, name);
  } else {
    refuse_operator(call, name);
  }
}

void tell_reloaded(Call& call, const SettingsReloaded& reloaded) {
  const std::string nick(call.user().nick());
  if (!reloaded.settings && reloaded.error.empty()) {
    call.reply.fail("REHASH", {"TRY_AGAIN"},
                    "The configuration has not been read in time; it may still be applied");
    return;
  }
  if (!reloaded.settings) {
    note_deed(call.actor(), "REHASH", "was refused: nothing has changed");
    call.reply.fail("REHASH", {"CONFIG_BAD"}, reloaded.error + " (nothing was changed)");
    notify_operators(call.actor(), nick + " could not reload the configuration: " + reloaded.error);
    return;
  }
  call.reply.from_server({"NOTE", "REHASH", "RELOADED"}, "The configuration was read and applied");
  for (const std::string& key : reloaded.needs_restart) {
    call.reply.from_server({"WARN", "REHASH", "RESTART_NEEDED"},
                           key + " has changed and takes effect with the next start");
  }
  notify_operators(call.actor(), nick + " reloaded the configuration");
}

}  // namespace

void handle_oper(Call& call) {
  const std::string name(call.param(0));
  if (call.user().is_operator()) {
    call.reply.numeric(Numeric::rpl_youreoper, {}, "You are an operator already");
    return;
  }
  const std::string* found = hash_for(call.state.settings, name);
  if (found == nullptr) return refuse_operator(call, name);
  answer_in_pages(call, [name, hash = *found](Call& page) {
    if (page.answer == nullptr) {
      ask(page, CheckPassword{{}, page.session.address.source(), hash, std::string(page.param(1))},
          PasswordChecked{{}, PasswordVerdict::busy});
      return Progress::waiting;
    }
    take_verdict(page, name, hash, std::get<PasswordChecked>(*page.answer).verdict);
    return Progress::done;
  });
}

void handle_kill(Call& call) {
  if (!is_operator(call)) return;
  User* user = call.state.directory.find_user(call.param(0));
  if (user == nullptr) return no_such_nick(call, call.param(0));
  const std::string killer(call.user().nick());
  const std::size_t head_bytes =
      sizeof(": QUIT :Killed (): ") - 1 + user->prefix().size() + call.user().prefix().size();
  const std::string_view reason =
      call.param(1).empty()
          ? "No reason given"
          : shortened(call, "KILL", user->nick(), call.param(1),
                      std::min(call.state.settings.kick_bytes_max, room_behind(head_bytes)));
  const std::string nick(user->nick());
  note_deed(call.actor(), "KILL", std::string(user->prefix()) + ": " + std::string(reason),
            nick + " was killed by " + killer + ": " + std::string(reason));
  if (user != &call.user()) call.reply.from_server({"NOTE", "KILL", "KILLED"}, nick + " is gone");
  kill(call.actor(), *user, reason);
}

void handle_wallops(Call& call) {
  if (!is_operator(call)) return;
  const std::size_t head_bytes = sizeof(": WALLOPS :") - 1 + call.user().prefix().size();
  note_deed(call.actor(), "WALLOPS", {});  // the text of a message is never logged
  wallops(call.actor(), shortened(call, "WALLOPS", {}, call.param(0), room_behind(head_bytes)));
}

void handle_chghost(Call& call) {
  if (!is_operator(call)) return;
  User* user = call.state.directory.find_user(call.param(0));
  if (user == nullptr) {
    no_such_nick(call, call.param(0));
  } else if (!is_host_word(call.param(1))) {
    call.reply.fail("CHGHOST", {"INVALID_HOST"}, "That is no host");
  } else {
    const std::string old_prefix(user->prefix());
    change_host(call.actor(), *user, call.param(1));
    call.reply.from_server({"NOTE", "CHGHOST", "HOST_CHANGED"},
                           std::string(user->nick()) + " has a new host");
    note_deed(call.actor(), "CHGHOST", old_prefix + " " + std::string(call.param(1)),
              std::string(call.user().nick()) + " made " + old_prefix + " " +
                  std::string(user->prefix()));
  }
}

void handle_rehash(Call& call) {
  if (!is_operator(call) || !may_defer(call, "REHASH")) return;
  note_deed(call.actor(), "REHASH", {});
  call.reply.numeric(Numeric::rpl_rehashing, {"configuration"}, "Reading it again");
  answer_later(call, ReloadSettings{}, SettingsReloaded{}, {}, tell_reloaded);
}

}  // namespace uvchat::hub
