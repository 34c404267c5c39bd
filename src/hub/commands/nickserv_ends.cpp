// DROP, SUSPEND, UNSUSPEND: how an account ends, for good or for some time.

#include <string>
#include <vector>

#include "hub/acts/audit.h"
#include "hub/acts/login.h"
#include "hub/acts/quit.h"
#include "hub/acts/suspend.h"
#include "hub/commands/nickserv_words.h"
#include "hub/declared_rooms.h"
#include "hub/server_bans.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

// Whoever has asked for it goes on as a guest, who has one session.
Page ask_to_drop(store::AccountId id) {
  return [id](Call& page) {
    const auto settle = [&state = page.state, id, asker = page.session.conn](
                            const store::Answer& answer, Now now) {
      Account* account = state.accounts.find(id);
      if (account == nullptr || answer.outcome == store::Outcome::unavailable) return;
      end_sessions_of(state, *account, "The account is gone", now, asker, Ends::user);
      if (account->absent_since_ms != 0) {
        quit_without_session(state, *account->user, "The account is gone", now);
      }
      end_account(state, *account, now);
    };
    ask_to_change(page, store::DropAccount{id}, settle);
    return Progress::waiting;
  };
}

Page ask_to_suspend(store::AccountId id, const store::Suspension& suspension,
                    const AskedDeed& deed) {
  return [id, suspension, deed](Call& page) {
    ask_to_change(page, store::Suspend{id, suspension},
                  settle_suspension(page.state, id, suspension, deed));
    return Progress::waiting;
  };
}

Account* account_named(ServiceCall& asked) {
  Account* account = asked.call.state.accounts.find(asked.words[0]);
  if (account == nullptr) asked.say(code::no_such_account, "There is no such account.");
  return account;
}

// "#a, #b and 3 more": the channels that the account has founded.
std::string channels_of_founder(ChatState& state, const Account& account) {
  constexpr std::size_t named_max = 5;
  std::string names;
  std::size_t count = 0;
  state.work.add(state.directory.channel_slots() / 8);
  for (std::size_t slot = 0; slot < state.directory.channel_slots(); ++slot) {
    const Channel* channel = state.directory.channel_at(slot);
    if (channel == nullptr || !channel->is_registered()) continue;
    if (channel->keeping->founder != account.id || ++count > named_max) continue;
    names.append(names.empty() ? "" : ", ").append(channel->name);
  }
  if (count > named_max) names.append(" and ").append(std::to_string(count - named_max) + " more");
  return names;
}

void change_suspension(ServiceCall& asked, const Account& account,
                       const store::Suspension& suspension, const AskedDeed& deed,
                       const std::string& done) {
  const auto tell = [done](Call& page) {
    if (is_stored(page, "Nothing has changed")) say_as(page, nickserv_nick, code::done, done);
    return Progress::done;
  };
  answer_in_pages(asked.call, in_steps({ask_to_suspend(account.id, suspension, deed), tell}));
}

}  // namespace

void drop_account(ServiceCall& asked) {
  const Account& account = *asked.call.user().account;
  const std::string word = confirmation_word(
      asked.call.state, "DROP " + account.name + " " + std::to_string(account.made_us));
  if (!asked.call.state.names.same(asked.words[0], account.name)) {
    return asked.say(code::not_yours, "You can drop your own account alone: DROP " + account.name);
  }
  if (is_declared_founder(asked.call.state, account.name)) {
    return asked.say(
        code::of_configuration,
        "The configuration names your account as the founder of a room. An operator must change "
        "that first.");
  }
  if (asked.word(1) != word) {
    const std::string wish = "DROP " + account.name + " " + word;
    asked.say(
        code::warning,
        "All that is kept of the account " + account.name +
            " will be erased, and its name is free again. Copies that an operator has made of "
            "the database are not changed.");
    const std::string channels = channels_of_founder(asked.call.state, account);
    if (!channels.empty()) {
      asked.say(code::warning,
                "With it end the registrations of your channels, unless you TRANSFER them first: " +
                    channels);
    }
    return asked.say("CONFIRM " + wish, "If you want that, say: " + wish);
  }
  const auto tell = [name = account.name](Call& page) {
    if (is_stored(page, "Nothing was dropped")) {
      say_as(page, nickserv_nick, code::done, "The account " + name + " is gone.");
    }
    return Progress::done;
  };
  answer_in_pages(asked.call, in_steps({ask_to_drop(account.id), tell}));
}

void suspend(ServiceCall& asked) {
  const Account* account = account_named(asked);
  if (account == nullptr) return;
  const auto duration_ms = parse_duration_ms(asked.word(1));
  const std::string text = asked.text_from(duration_ms ? 2 : 1);
  const std::string reason(utf8_cut(text, limits::suspension_bytes_max));
  const Call& call = asked.call;
  const std::int64_t now_ms = call.now.wall_ms();
  const store::Suspension suspension{
      .by = std::string(call.user().nick()),
      .reason = reason.empty() ? "no reason given" : reason,
      .at_ms = now_ms,
      .until_ms = duration_ms.value_or(0) == 0 ? 0 : now_ms + *duration_ms};
  const AskedDeed deed =
      asked_deed(call.actor(), "SUSPEND", account->name + " " + suspension.reason,
                 std::string(call.user().nick()) + " suspends the account " + account->name + ": " +
                     suspension.reason);
  change_suspension(asked, *account, suspension, deed, account->name + " is suspended.");
}

void unsuspend(ServiceCall& asked) {
  const Account* account = account_named(asked);
  if (account == nullptr) return;
  const Call& call = asked.call;
  const AskedDeed deed =
      asked_deed(call.actor(), "UNSUSPEND", account->name,
                 std::string(call.user().nick()) + " ends the suspension of " + account->name);
  change_suspension(asked, *account, {}, deed, account->name + " is not suspended any more.");
}

}  // namespace uvchat::hub
