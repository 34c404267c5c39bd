// INVITE: lets a user in past a channel's modes; alone, lists the channels one is invited to.

#include <string>

#include "hub/access.h"
#include "hub/acts/membership.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;
using irc::Rank;

void list_invitations(Call& call) {
  if (const UserExtras* extras = call.user().extras()) {
    for (const Invitation& invitation : extras->invitations) {
      const Channel* channel =
          call.state.directory.channel_at(invitation.channel_slot, invitation.channel_id);
      if (channel == nullptr) continue;
      call.reply.numeric(Numeric::rpl_invitelist, {channel->name});
    }
  }
  call.reply.numeric(Numeric::rpl_endofinvitelist, {}, "End of the list of invitations");
}

void answer_invite(Call& call, const User& user, const Channel& channel) {
  call.reply.numeric(Numeric::rpl_inviting, {user.nick(), channel.name});
  if (user.is_away()) call.reply.numeric(Numeric::rpl_away, {user.nick()}, user.away());
}

void invite_named(Call& call, User& user, const Membership& by) {
  Channel& channel = *by.channel;
  const bool by_operator = by.ranks.at_least(Rank::halfop);
  const Membership* there = ChatState::membership_of(user, channel);
  if (there != nullptr && shown_to(call.user(), *there)) {
    call.reply.numeric(Numeric::err_useronchannel, {user.nick(), channel.name},
                       "is already on channel");
    return;
  }
  show_actor(call.actor(), channel);
  answer_invite(call, user, channel);
  // To the caller a member who is hidden looks like somebody who is not there, and costs as much.
  if (there == nullptr) {
    invite(call.actor(), user, channel, by_operator);
  } else {
    call.state.work.add(channel.size());
  }
}

}  // namespace

void handle_invite(Call& call) {
  if (call.message.param_count == 0) return list_invitations(call);
  if (call.message.param_count == 1) {
    call.reply.numeric(Numeric::err_needmoreparams, {"INVITE"}, "Not enough parameters");
    return;
  }
  // Who may not invite learns nothing of the nick.
  const Membership* own = own_membership(call, call.param(1));
  if (own == nullptr) return;
  if (own->channel->modes.has('i') && !own->ranks.at_least(Rank::halfop)) {
    return not_operator(call, *own->channel);
  }
  User* user = call.state.directory.find_user(call.param(0));
  if (user == nullptr) return no_such_nick(call, call.param(0));
  invite_named(call, *user, *own);
}

}  // namespace uvchat::hub
