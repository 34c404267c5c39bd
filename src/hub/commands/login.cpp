#include "hub/commands/login.h"

#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "hub/acts/login.h"
#include "hub/commands/answers.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

// A channel of the list, as it was when the list was made.
struct Place {
  std::uint32_t slot;
  std::uint64_t id;
};

// The session's own JOIN, the topic, and the first page of the names.
Page show_channel(Call& call, const Membership& membership) {
  const Channel& channel = *membership.channel;
  call.reply.record(call.actor().record(RecordKind::join, channel.name));
  if (!channel.topic.empty()) send_topic(call, channel);
  if (call.session.caps.has(irc::Capability::no_implicit_names)) return {};
  return names_page(channel);
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
      if (names_ && names_(page) == Progress::more) return Progress::more;
      names_ = nullptr;
      if (places_.empty()) return Progress::done;
      const Place place = places_.front();
      places_.pop_front();
      page.state.work.add(page.user().memberships.size() / memberships_a_unit + 1);
      const Channel* channel = page.state.directory.channel_at(place.slot, place.id);
      const Membership* membership =
          channel == nullptr ? nullptr : ChatState::membership_of(page.user(), *channel);
      if (membership != nullptr) names_ = show_channel(page, *membership);
    }
    return Progress::more;
  }

 private:
  std::deque<Place> places_;  // that are left
  Page names_;                // of the channel that is being shown; empty: none is
};

}  // namespace

bool may_send_password(const Call& call) {
  return call.session.from_this_machine || call.state.settings.accounts.allow_clear;
}

bool has_room_for_session(const Account& account) {
  std::size_t count = 0;
  if (account.user != nullptr) for_each_session_of(*account.user, [&](Session&) { ++count; });
  return count < limits::sessions_of_account_max;
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
  if (!session.is_registered()) {
    session.registration->account = &account;
  } else if (account.user == nullptr) {
    log_in(call.actor(), account);
  } else {
    move_to_account(call.state, session, *account.user, call.now);
    call.reply.address_as(session.user->nick());
    tell_whereabouts(call);
  }
}

void tell_whereabouts(Call& call) {
  const User& user = call.user();
  call.reply.numeric(Numeric::rpl_umodeis, {"+" + user.modes.letters()});
  if (user.is_away()) {
    call.reply.numeric(Numeric::rpl_nowaway, {}, "You have been marked as being away");
  }
  if (!user.memberships.empty()) answer_in_pages(call, Whereabouts(user));
}

}  // namespace uvchat::hub
