#include "hub/errands.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "hub/acts/audit.h"
#include "hub/acts/mail_code.h"
#include "hub/acts/notices.h"
#include "hub/acts/quit.h"
#include "hub/acts/server_ban.h"
#include "hub/acts/suspend.h"
#include "hub/call.h"
#include "hub/codes.h"
#include "hub/commands/bans.h"
#include "hub/text_room.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/secret.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

using errand::Outcome;

constexpr std::string_view no_reason = "No reason given";

std::string_view command_of(ServerBanKind kind, bool lifted) {
  if (kind == ServerBanKind::kline) return lifted ? "UNKLINE" : "KLINE";
  return lifted ? "UNDLINE" : "DLINE";
}

// A deed that is done now. `notice`: what operators are told, behind who did it.
void note(ChatState& state, const Errand& errand, std::string_view what, const std::string& about,
          const std::string& notice, Now now) {
  const std::string by = outsider_name(errand);
  notify_operators(state, by + " " + notice, now);
  keep_deed(state, by, what, about, now);
}

AskedDeed asked_of(const Errand& errand, std::string_view what, const std::string& about,
                   const std::string& notice) {
  const std::string by = outsider_name(errand);
  return {{}, by, std::string(what), about, by + " " + notice};
}

void refuse(ChatState& state, const Errand& errand, Outcome outcome, std::string why) {
  answer_errand(state, {.ticket = errand.ticket, .outcome = outcome, .text = std::move(why)});
}

// What the store's answer means to whoever waits for it.
ErrandDone told_by(const store::Answer& answer, Ticket ticket, std::string_view absent) {
  ErrandDone done{.ticket = ticket};
  if (answer.outcome == store::Outcome::absent) {
    done.outcome = Outcome::absent;
    done.text = absent;
  } else if (answer.outcome != store::Outcome::done) {
    done.outcome = Outcome::unavailable;
    done.text = answer.why;
  }
  return done;
}

// At most so many bytes of a reason fit behind `head_bytes` of a line.
std::string_view reason_that_fits(const ChatState& state, std::string_view reason,
                                  std::size_t head_bytes) {
  if (reason.empty()) return no_reason;
  return utf8_cut(reason, std::min(state.settings.kick_bytes_max, room_behind(head_bytes)));
}

// Of the QUIT that tells of it.
std::size_t kill_head_bytes(const ChatState& state, std::string_view prefix) {
  return sizeof(": QUIT :Killed (): ") - 1 + prefix.size() + state.settings.server_name.size();
}

void carry_out(ChatState& state, const Errand& errand, const errand::KillUser& wish, Now now) {
  User* user = state.directory.find_user(wish.nick);
  if (user == nullptr) return refuse(state, errand, Outcome::absent, "Nobody has that nick");
  const std::string prefix(user->prefix());
  const std::string reason(
      reason_that_fits(state, wish.reason, kill_head_bytes(state, user->prefix())));
  note(state, errand, "KILL", prefix + ": " + reason,
       "killed " + std::string(user->nick()) + ": " + reason, now);
  kill(state, *user, reason, now);
  answer_errand(state, {.ticket = errand.ticket});
}

void carry_out(ChatState& state, const Errand& errand, const errand::KillSession& wish, Now now) {
  Session* session = state.find(wish.conn);
  if (session == nullptr) return refuse(state, errand, Outcome::absent, "There is no such session");
  const std::string prefix(session->person().prefix());
  const std::string reason(reason_that_fits(state, wish.reason, kill_head_bytes(state, prefix)));
  const std::string about = prefix + " " + session->address.text() + ": " + reason;
  note(state, errand, "KILL", "session of " + about,
       "ended a session of " + std::string(session->nick_or_star()) + ": " + reason, now);
  end_session(state, *session, "Killed (" + state.settings.server_name + ")", now, reason);
  state.forget(*session);
  answer_errand(state, {.ticket = errand.ticket});
}

// --- Bans

// The gate is told of a D-line at once; the errand is answered when the change is on disk.
void keep_ban(ChatState& state, const Errand& errand, const ServerBan& ban, bool lifted) {
  if (ban.kind == ServerBanKind::dline) state.outbox.ask(DlineChanged{ban, lifted});
  if (const std::string& why = state.settings.why_bans_are_unkept; !why.empty()) {
    ErrandDone done{.ticket = errand.ticket};
    if (!lifted) done.text = "Bans are not saved: " + why;
    return answer_errand(state, std::move(done));
  }
  ask_store(state, store::ChangeBan{ban, lifted},
            [&state, ticket = errand.ticket, lifted](const store::Answer& answer, Now now) {
              ErrandDone done{.ticket = ticket};
              if (answer.outcome != store::Outcome::done) {
                tell_bans_not_saved(state, answer.why, now);
                done.text = std::string(lifted ? "It is lifted, but may be back after a restart: "
                                               : "It holds, but may be gone after a restart: ") +
                            answer.why;
              }
              answer_errand(state, std::move(done));
            });
}

void carry_out(ChatState& state, const Errand& errand, const errand::SetBan& wish, Now now) {
  auto mask = ServerBanMask::parse(wish.kind, wish.mask);
  const bool is_bare_word = wish.mask.find_first_of("@.*?:/") == std::string::npos;
  if (!mask || (wish.kind == ServerBanKind::kline && is_bare_word)) {
    return refuse(state, errand, Outcome::refused,
                  wish.kind == ServerBanKind::kline
                      ? "Expected user@host with wildcards, a host, or a network"
                      : "Expected an address or a network");
  }
  if (mask->means_everybody()) {
    return refuse(state, errand, Outcome::refused, std::string(means_everybody_text));
  }
  const std::string reason(
      reason_that_fits(state, wish.reason, reply_head_bytes(state.settings, banned_text.size())));
  const std::int64_t now_ms = now.wall_ms();
  const ServerBan made{wish.kind, mask->text(),
                       reason,    outsider_name(errand),
                       now_ms,    wish.duration_ms == 0 ? 0 : now_ms + wish.duration_ms};
  if (const auto why = state.bans.add(made)) {
    return refuse(state, errand, Outcome::unavailable, std::string(*why));
  }
  const std::string about = made.mask + " " + end_of_ban(state.settings, made) + ": " + made.reason;
  const std::string_view command = command_of(wish.kind, false);
  keep_ban(state, errand, made, false);
  note(state, errand, command, about, "set " + std::string(command) + " " + about, now);
  state.errands.sweeps.push_back({std::move(*mask)});
}

void carry_out(ChatState& state, const Errand& errand, const errand::LiftBan& wish, Now now) {
  const auto mask = ServerBanMask::parse(wish.kind, wish.mask);
  ServerBan lifted;
  lifted.kind = wish.kind;
  if (mask) lifted.mask = mask->text();
  if (!mask || !state.bans.remove(wish.kind, lifted.mask)) {
    return refuse(state, errand, Outcome::absent, "There is no such ban");
  }
  keep_ban(state, errand, lifted, true);
  note(state, errand, command_of(wish.kind, true), lifted.mask, "lifted the ban of " + lifted.mask,
       now);
}

// --- Accounts

// All are stored one behind the other; the errand is answered behind the last one, with those codes
// that the store has.
void carry_out(ChatState& state, const Errand& errand, const errand::MakeInvitations& wish,
               Now now) {
  const std::string count = std::to_string(wish.count);
  const AskedDeed deed = asked_of(errand, "INVITE", count, "makes invitations: " + count);
  const auto done = std::make_shared<ErrandDone>(ErrandDone{.ticket = errand.ticket});
  for (int number = 1; number <= wish.count; ++number) {
    const std::string code = code_of_token(wish.token + std::to_string(number));
    ask_store(state, store::Invite{hash_of_code(code), outsider_name(errand), now.wall_us},
              [&state, done, code, deed, is_first = number == 1, is_last = number == wish.count](
                  const store::Answer& answer, Now settled) {
                if (is_first) note_answered(state, deed, answer, settled);
                if (answer.outcome == store::Outcome::done) {
                  done->codes.push_back(code);
                } else {
                  done->outcome = Outcome::unavailable;
                  done->text = answer.why;
                }
                if (!is_last) return;
                if (!done->codes.empty()) done->outcome = Outcome::done;
                answer_errand(state, std::move(*done));
              });
  }
}

void carry_out(ChatState& state, const Errand& errand, const errand::RevokeInvitation& wish, Now) {
  const AskedDeed deed = asked_of(errand, "UNINVITE", wish.id, "revokes the invitation " + wish.id);
  ask_store(state, store::RevokeInvitation{wish.id},
            [&state, ticket = errand.ticket, deed](const store::Answer& answer, Now now) {
              note_answered(state, deed, answer, now);
              answer_errand(state, told_by(answer, ticket, "There is no such invitation"));
            });
}

// Null, and it is answered, where there is none.
const Account* account_named(ChatState& state, const Errand& errand, const std::string& name) {
  const Account* account = state.accounts.find(name);
  if (account == nullptr) refuse(state, errand, Outcome::absent, "There is no such account");
  return account;
}

void change_suspension(ChatState& state, const Errand& errand, const Account& account,
                       const store::Suspension& suspension, const AskedDeed& deed) {
  ask_store(state, store::Suspend{account.id, suspension},
            [&state, ticket = errand.ticket,
             settle = settle_suspension(state, account.id, suspension, deed)](
                const store::Answer& answer, Now now) {
              settle(answer, now);
              answer_errand(state, told_by(answer, ticket, "There is no such account"));
            });
}

void carry_out(ChatState& state, const Errand& errand, const errand::SuspendAccount& wish,
               Now now) {
  const Account* account = account_named(state, errand, wish.account);
  if (account == nullptr) return;
  const std::int64_t now_ms = now.wall_ms();
  const std::string reason(
      utf8_cut(wish.reason.empty() ? no_reason : wish.reason, limits::suspension_bytes_max));
  const store::Suspension suspension{
      .by = errand.by,
      .reason = reason,
      .at_ms = now_ms,
      .until_ms = wish.duration_ms == 0 ? 0 : now_ms + wish.duration_ms};
  change_suspension(state, errand, *account, suspension,
                    asked_of(errand, "SUSPEND", account->name + " " + reason,
                             "suspends the account " + account->name + ": " + reason));
}

void carry_out(ChatState& state, const Errand& errand, const errand::UnsuspendAccount& wish, Now) {
  const Account* account = account_named(state, errand, wish.account);
  if (account == nullptr) return;
  change_suspension(
      state, errand, *account, {},
      asked_of(errand, "UNSUSPEND", account->name, "ends the suspension of " + account->name));
}

void carry_out(ChatState& state, const Errand& errand, const errand::MakeResetCode& wish, Now now) {
  const Account* account = account_named(state, errand, wish.account);
  if (account == nullptr) return;
  const std::string code = code_of_token(wish.token);
  const AskedDeed deed =
      asked_of(errand, "SARESET", account->name, "resets the password of " + account->name);
  ask_store(
      state,
      store::SetCode{account->id, store::CodePurpose::reset, hash_of_code(code),
                     now.wall_us + code_us_max},
      [&state, ticket = errand.ticket, code, settle = settle_reset_code(state, account->id, deed)](
          const store::Answer& answer, Now settled) {
        settle(answer, settled);
        ErrandDone done = told_by(answer, ticket, "There is no such account");
        if (done.outcome == Outcome::done) done.codes.push_back(code);
        answer_errand(state, std::move(done));
      });
}

// A deed also where it is the file of whoever asks: nobody knows whose token that is.
void carry_out(ChatState& state, const Errand& errand, const errand::DropFile& wish, Now) {
  const AskedDeed deed = asked_of(errand, "FILES DELETE", wish.id, "deletes the file " + wish.id);
  ask_store(state, store::DropFile{wish.id, 0},
            [&state, ticket = errand.ticket, deed](const store::Answer& answer, Now now) {
              note_answered(state, deed_on_file(state, deed, answer), answer, now);
              answer_errand(state, told_by(answer, ticket, "There is no such file"));
            });
}

// --- The server

void carry_out(ChatState& state, const Errand& errand, const errand::Reload&, Now now) {
  note(state, errand, "REHASH", {}, "reloads the configuration", now);
  const Ticket ticket = state.next_ticket({});
  state.errands.reloads.emplace(ticket.number, errand.ticket);
  state.outbox.ask(ReloadSettings{ticket});
}

void carry_out(ChatState& state, const Errand& errand, const errand::Note& wish, Now now) {
  note(state, errand, wish.what, wish.about, wish.notice, now);
  answer_errand(state, {.ticket = errand.ticket});
}

}  // namespace

std::string outsider_name(const Errand& errand) { return errand.by + " (admin API)"; }

void answer_errand(ChatState& state, ErrandDone&& done) { state.outbox.ask(std::move(done)); }

bool carry_out_errands(ChatState& state, Now now, WorkBound& bound) {
  ErrandQueue& queue = state.errands;
  bound.begin(limits::errands_us_max);
  const auto may_go_on = [&] { return !state.outbox.full() && !bound.reached(); };
  give_up_late_logins(state, now);
  while (!queue.waiting.empty() && may_go_on()) {
    Errand& errand = queue.waiting.front();
    std::visit([&](const auto& wish) { carry_out(state, errand, wish, now); }, errand.wish);
    if (auto* admit = std::get_if<errand::AdmitUpload>(&errand.wish)) wipe(admit->password);
    queue.waiting.pop_front();
  }
  while (!queue.sweeps.empty() && may_go_on()) {
    const std::uint64_t before = state.work.done();
    const auto is_full = [&] { return state.work.done() - before >= limits::page_work_max; };
    if (!sweep(state, queue.sweeps.front(), nullptr, now, is_full)) queue.sweeps.pop_front();
  }
  return !queue.waiting.empty() || !queue.sweeps.empty();
}

void tell_errand_of_reload(ChatState& state, const SettingsReloaded& reloaded) {
  const auto asked = state.errands.reloads.extract(reloaded.ticket.number);
  if (asked.empty()) return;
  ErrandDone done{.ticket = asked.mapped(), .needs_restart = reloaded.needs_restart};
  if (!reloaded.settings) {
    done.outcome = Outcome::refused;
    done.text = reloaded.error;
  }
  answer_errand(state, std::move(done));
}

}  // namespace uvchat::hub
