#include "hub/upload_admission.h"

#include <utility>

#include "hub/call.h"
#include "hub/errands.h"
#include "hub/login_rules.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/secret.h"
#include "uvchat/base/sha256.h"

namespace uvchat::hub {
namespace {

using errand::Outcome;

void refuse_upload(ChatState& state, Ticket ticket, Outcome outcome, std::string_view why) {
  answer_errand(state, {.ticket = ticket, .outcome = outcome, .text = std::string(why)});
}

void admit_upload(ChatState& state, Ticket ticket, Admitted&& admitted) {
  if (!admitted.why.empty()) return refuse_upload(state, ticket, Outcome::refused, admitted.why);
  answer_errand(state, {.ticket = ticket, .rows = std::move(admitted.uploader)});
}

Admitted admitted_to(const Account& account, Now now) {
  if (const auto why = why_shut(account, now)) return {{}, why->why};
  const bool is_operator = account.user != nullptr && account.user->is_operator();
  return {{account.id, account.name, false, is_operator}, {}};
}

// It keeps its place among those that wait by when it is given up.
void await_login(ChatState& state, std::uint64_t number, UploadLogin&& login, Now now) {
  login.due_ms = now.mono_ms + limits::answer_ms_max;
  state.errands.logins.emplace(number, std::move(login));
}

// With what the store has answered. An account that is not there costs the same.
void check_password(ChatState& state, std::uint64_t number, const store::Answer& read, Now now) {
  auto waiting = state.errands.logins.extract(number);
  if (waiting.empty()) return;
  UploadLogin& login = waiting.mapped();
  if (read.outcome == store::Outcome::unavailable) {
    refuse_upload(state, login.asked, Outcome::unavailable, read.why);
  } else if (const auto why = why_tried_too_often(state, login.then.name, read.credentials, now)) {
    refuse_upload(state, login.asked, Outcome::refused, why->why);
  } else {
    const Ticket ticket = state.next_ticket({});
    state.outbox.ask(password_check(ticket, login.address, read.credentials, login.password));
    wipe(login.password);
    return await_login(state, ticket.number, std::move(login), now);
  }
  wipe(login.password);
}

void admit_by_password(ChatState& state, const Errand& errand, const errand::AdmitUpload& wish,
                       Now now) {
  const bool fits = wish.name.size() <= limits::nick_bytes_max && is_password(wish.password);
  if (!fits) return refuse_upload(state, errand.ticket, Outcome::refused, wrong_password);
  if (const auto why = why_no_password_from(state, wish.address, now)) {
    return refuse_upload(state, errand.ticket, Outcome::refused, why->why);
  }
  if (state.errands.logins.size() >= limits::upload_logins_max) {
    return refuse_upload(state, errand.ticket, Outcome::unavailable, passwords_busy);
  }
  state.work.add(fold_work(wish.name));
  UploadLogin login{errand.ticket, account_then(state, wish.name), wish.address, wish.password};
  const store::ReadCredentials read = credentials_of(login.then.id, wish.address, now);
  const std::uint64_t number = state.next_ticket({}).number;
  await_login(state, number, std::move(login), now);
  ask_store(state, read, [&state, number](const store::Answer& answer, Now read_at) {
    check_password(state, number, answer, read_at);
  });
}

}  // namespace

Admitted admitted_by(const ChatState& state, const UploadGrant& grant, Now now) {
  constexpr const char* ended = "the token has ended with the login that it was made by";
  if (grant.account != 0) {
    const Account* account = state.accounts.find(grant.account);
    if (account == nullptr || account->revision != grant.revision) return {{}, ended};
    return admitted_to(*account, now);
  }
  const User* user = state.directory.user_at(grant.slot);
  if (user == nullptr || user->id != grant.user) return {{}, ended};
  if (user->account != nullptr) return admitted_to(*user->account, now);
  if (!state.settings.uploads.guests) return {{}, "log in to upload files"};
  return {{0, std::string(user->nick()), true, user->is_operator()}, {}};
}

void carry_out(ChatState& state, const Errand& errand, const errand::AdmitUpload& wish, Now now) {
  if (state.settings.uploads.url.empty()) {
    refuse_upload(state, errand.ticket, Outcome::refused, "nobody uploads files here");
  } else if (state.bans.of(wish.address, now.wall_ms()) != nullptr) {
    refuse_upload(state, errand.ticket, Outcome::refused, "your address is banned");
  } else if (wish.token.empty()) {
    admit_by_password(state, errand, wish, now);
  } else if (const auto grant = state.upload_tokens.take(sha256_text(wish.token), now.mono_ms)) {
    admit_upload(state, errand.ticket, admitted_by(state, *grant, now));
  } else {
    refuse_upload(state, errand.ticket, Outcome::refused,
                  "the token is unknown, used up or too old");
  }
}

void settle_upload_login(ChatState& state, const PasswordChecked& checked, Now now) {
  const auto waiting = state.errands.logins.extract(checked.ticket.number);
  if (waiting.empty()) return;
  const UploadLogin& login = waiting.mapped();
  if (checked.verdict == PasswordVerdict::busy) {
    refuse_upload(state, login.asked, Outcome::unavailable, passwords_busy);
  } else if (checked.verdict == PasswordVerdict::mismatch) {
    count_wrong_password(state, login.address, login.then.name, "wrong password", now);
    refuse_upload(state, login.asked, Outcome::refused, wrong_password);
  } else if (const auto [account, fault] = account_now(state, login.then); account == nullptr) {
    refuse_upload(state, login.asked, Outcome::refused, fault.why);
  } else {
    admit_upload(state, login.asked, admitted_to(*account, now));
  }
}

void give_up_late_logins(ChatState& state, Now now) {
  auto& logins = state.errands.logins;
  while (!logins.empty() && logins.begin()->second.due_ms <= now.mono_ms) {
    auto late = logins.extract(logins.begin());
    wipe(late.mapped().password);
    refuse_upload(state, late.mapped().asked, Outcome::unavailable, passwords_busy);
  }
}

}  // namespace uvchat::hub
