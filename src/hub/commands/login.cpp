#include "hub/commands/login.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "hub/account_pace.h"
#include "hub/acts/login.h"
#include "hub/commands/answers.h"
#include "hub/commands/markread.h"
#include "hub/commands/nicks.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

// A channel of the list, as it was when the list was made.
struct Listed {
  std::uint32_t slot;
  std::uint64_t id;
};

// The session's own JOIN and the topic; and what comes then.
std::deque<Page> show_channel(Call& call, const Membership& membership) {
  const Channel& channel = *membership.channel;
  call.reply.record(call.actor().record(RecordKind::join, channel.name));
  if (!channel.topic.empty()) send_topic(call, channel);
  std::deque<Page> rest{marker_page(channel)};
  if (!call.session.caps.has(irc::Capability::no_implicit_names)) {
    rest.push_back(names_page(channel));
  }
  return rest;
}

// One channel after the other, each with all of its names.
class Whereabouts {
 public:
  explicit Whereabouts(const User& user) {
    for (const Membership* m : user.memberships) {
      places_.push_back({m->channel->slot, m->channel->id});
    }
  }

  Progress operator()(Call& page) {
    while (!page_is_full(page)) {
      for (; !rest_.empty(); rest_.pop_front()) {
        const Progress progress = rest_.front()(page);
        if (progress != Progress::done) return progress;
      }
      if (places_.empty()) return Progress::done;
      const Listed place = places_.front();
      places_.pop_front();
      page.state.work.add(page.user().memberships.size() / memberships_a_unit + 1);
      const Channel* channel = page.state.directory.channel_at(place.slot, place.id);
      const Membership* membership =
          channel == nullptr ? nullptr : ChatState::membership_of(page.user(), *channel);
      if (membership != nullptr) rest_ = show_channel(page, *membership);
    }
    return Progress::more;
  }

 private:
  std::deque<Listed> places_;  // that are left
  std::deque<Page> rest_;      // of the channel that is being shown
};

}  // namespace

std::string_view sasl_mechanisms(const AccountSettings& settings, bool has_certificate) {
  constexpr std::string_view of_all = "EXTERNAL,PLAIN,SCRAM-SHA-256,UVCHAT-RESUME";
  constexpr std::string_view without_scram = "EXTERNAL,PLAIN,UVCHAT-RESUME";
  const std::string_view all = settings.scram ? of_all : without_scram;
  return has_certificate ? all : all.substr(all.find(',') + 1);
}

bool may_send_password(const Call& call) {
  const Session& session = call.session;
  return session.has_tls || session.from_this_machine || call.state.settings.accounts.allow_clear;
}

std::optional<Fault> fault_of_password(ChatState& state, std::string_view account,
                                       std::string_view password) {
  const std::size_t bytes_min = state.settings.accounts.password_bytes_min;
  const bool can_be_one = is_password(password);
  if (!can_be_one || password.size() < bytes_min) {
    return Fault{can_be_one ? code::weak_password : code::unacceptable_password,
                 "a password has " + std::to_string(bytes_min) + " to " +
                     std::to_string(limits::password_bytes_max) + " bytes"};
  }
  std::string name;
  std::string word;
  fold_into(state.work, state.names, name, account);
  fold_into(state.work, state.names, word, password);
  if (name != word) return std::nullopt;
  return Fault{code::weak_password, "the name of the account cannot be its password"};
}

bool takes_several_sessions(const AccountSettings& settings, const Account& account) {
  const std::string_view set = account.setting("multiclient");
  return set.empty() ? settings.multiclient : set != "off";
}

bool has_room_for_session(const AccountSettings& settings, const Account& account) {
  std::size_t count = 0;
  if (account.user != nullptr) for_each_session_of(*account.user, [&](Session&) { ++count; });
  return count < (takes_several_sessions(settings, account) ? limits::sessions_of_account_max : 1);
}

bool must_be_secure(const Session& session, const Account& account) {
  if (session.has_tls || account.user == nullptr) return false;
  const MembershipList& memberships = account.user->memberships;
  return std::any_of(memberships.begin(), memberships.end(),
                     [](const Membership* m) { return m->channel->modes.has('z'); });
}

void tell_logged_in(Call& call, const Account& account) {
  const std::string prefix(call.session.is_registered() ? call.user().prefix() : "*!*@*");
  call.reply.numeric(Numeric::rpl_loggedin, {prefix, account.name},
                     "You are now logged in as " + account.name);
}

void enter_account(Call& call, Account& account) {
  Session& session = call.session;
  call.state.log.write(LogLevel::info, "logged in",
                       {{"account", account.name}, {"address", session.address.text()}});
  // Nothing waits for the answer.
  call.state.outbox.ask(
      AskStore{call.state.next_ticket({}),
               store::NoteLogin{account.id, session.address.source().text(), call.now.wall_us}});
  if (!session.is_registered()) {
    session.registration->account = &account;
  } else if (account.user == nullptr) {
    log_in(call.actor(), account);
    watch_nick(call.state, *session.user, call.now);
    call.reply.address_as(session.user->nick());
  } else {
    session.end_nick_grace();
    move_to_account(call.state, session, *account.user, call.now);
    call.reply.address_as(session.user->nick());
    tell_whereabouts(call);
  }
}

void enter_own_account(Call& call, Account& account) {
  if (call.session.account() != nullptr || account.is_suspended(call.now.wall_ms())) return;
  if (!has_room_for_session(call.state.settings.accounts, account)) return;
  if (must_be_secure(call.session, account)) return;
  tell_logged_in(call, account);
  enter_account(call, account);
}

void tell_whereabouts(Call& call) {
  const User& user = call.user();
  call.reply.numeric(Numeric::rpl_umodeis, {"+" + user.modes.letters()});
  if (user.is_away()) {
    call.reply.numeric(Numeric::rpl_nowaway, {}, "You have been marked as being away");
  }
  if (!user.memberships.empty()) answer_in_pages(call, Whereabouts(user));
}

// --- Passwords

std::optional<Fault> why_no_check(Call& call) {
  if (!may_send_password(call)) return fault_of_clear_connection();
  if (call.state.is_exempt(call.session)) return {};
  auto why = why_no_password_from(call.state, call.session.address, call.now);
  if (why) penalize(call.state, call.session, password_penalty_ms);
  return why;
}

Progress ask_for_credentials(Call& page, store::AccountId account) {
  ask(page, AskStore{{}, credentials_of(account, page.session.address, page.now)},
      StoreAnswered{{}, store::unavailable("the database does not answer")});
  return Progress::waiting;
}

std::optional<Progress> ask_for_check(Call& page, const std::string& password) {
  const store::Answer& read = std::get<StoreAnswered>(*page.answer).answer;
  if (read.outcome == store::Outcome::unavailable) return std::nullopt;
  ask(page, password_check({}, page.session.address, read.credentials, password),
      PasswordChecked{{}, PasswordVerdict::busy});
  return Progress::waiting;
}

std::optional<Fault> why_refused(Call& page, PasswordVerdict verdict, const std::string& name) {
  if (verdict == PasswordVerdict::match) return std::nullopt;
  if (verdict == PasswordVerdict::busy) {
    penalize(page.state, page.session, password_penalty_ms);
    return unavailable(passwords_busy);
  }
  count_wrong(page, name, "wrong password");
  return Fault{code::wrong_password, std::string(wrong_password)};
}

void count_wrong(Call& page, std::string_view name, std::string_view why) {
  count_wrong_password(page.state, page.session.address, name, why, page.now);
  penalize(page.state, page.session, password_penalty_ms);
}

void count_wrong_at_address(Call& page, std::string_view name, std::string_view why) {
  count_wrong_from(page.state, page.session.address, name, why, page.now);
  penalize(page.state, page.session, password_penalty_ms);
}

void accept_login(Call& page, Account& account, const LoginWords& words) {
  if (page.session.account() != nullptr) {
    return words.refused(page, {code::already_authenticated, "you have logged in already"});
  }
  if (const auto why = why_shut(account, page.now)) return words.refused(page, *why);
  if (!has_room_for_session(page.state.settings.accounts, account)) {
    return words.refused(page, {code::too_many_sessions, "the account has too many sessions"});
  }
  if (must_be_secure(page.session, account)) {
    return words.refused(page, {code::secure_only, std::string(secure_alone)});
  }
  tell_logged_in(page, account);
  words.accepted(page, account);
  enter_account(page, account);
}

bool is_tried_too_often(Call& page, const std::string& name, const LoginWords& words) {
  const store::Answer& read = std::get<StoreAnswered>(*page.answer).answer;
  const auto why = why_tried_too_often(page.state, name, read.credentials, page.now);
  if (!why) return false;
  penalize(page.state, page.session, password_penalty_ms);
  words.refused(page, *why);
  return true;
}

void accept_password(Call& page, const AccountThen& then, const LoginWords& words) {
  const auto [account, fault] = account_now(page.state, then);
  if (account == nullptr) return words.refused(page, fault);
  accept_login(page, *account, words);
}

Progress ask_to_set_password(Call& page, store::AccountId id, const std::string& hash) {
  const auto settle = [&state = page.state, id, asker = page.session.conn](
                          const store::Answer& answer, Now now) {
    Account* account = state.accounts.find(id);
    const bool is_done = answer.outcome == store::Outcome::done;
    if (account == nullptr || !(is_done || answer.in_doubt)) return;
    ++account->revision;
    if (is_done) account->is_verified = true;
    end_sessions_of(state, *account,
                    is_done ? "The password of your account has been changed"
                            : "The password of your account may have been changed",
                    now, asker);
  };
  ask_to_change(page, store::SetPassword{id, hash}, settle);
  return Progress::waiting;
}

Progress ask_for_hash(Call& page, const std::string& password) {
  ask(page,
      HashPassword{.ticket = {},
                   .source = page.session.address.source(),
                   .password = password,
                   .with_scram = page.state.settings.accounts.scram},
      PasswordHashed{});
  return Progress::waiting;
}

// Of a name that is no account's the same is asked, so that it takes as long. What is known of an
// account's password is not told: not whether there is the account, either. The account stays that
// which had the name when it was asked for: it may end meanwhile, and another one have its name.
void log_in_with(Call& call, NameAndPassword given, const LoginWords& words) {
  if (const auto why = why_no_check(call)) return words.refused(call, *why);
  call.state.work.add(fold_work(given.name));
  const AccountThen then = account_then(call.state, given.name);
  const auto read = [id = then.id](Call& page) { return ask_for_credentials(page, id); };
  const auto check = [name = then.name, password = std::move(given.password), words](Call& page) {
    if (is_tried_too_often(page, name, words)) return Progress::done;
    const auto asked = ask_for_check(page, password);
    if (!asked) words.refused(page, unavailable(std::get<StoreAnswered>(*page.answer).answer.why));
    return asked.value_or(Progress::done);
  };
  const auto enter = [then, words](Call& page) {
    const PasswordVerdict verdict = std::get<PasswordChecked>(*page.answer).verdict;
    if (const auto why = why_refused(page, verdict, then.name)) {
      words.refused(page, *why);
    } else {
      accept_password(page, then, words);
    }
    return Progress::done;
  };
  answer_in_pages(call, in_steps({read, check, enter}));
}

}  // namespace uvchat::hub
