// INVITE: who may come in past a channel's modes, and what he was invited to.

#include <algorithm>
#include <string>

#include "hub/access.h"
#include "hub/commands/handlers.h"
#include "hub/telling.h"
#include "uvchat/base/limits.h"

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

void remember_invitation(User& user, const Channel& channel, bool by_operator) {
  auto& invitations = user.make_extras().invitations;
  // A member's invitation takes nothing away from an operator's.
  by_operator =
      by_operator || std::any_of(invitations.begin(), invitations.end(), [&](const auto& i) {
        return i.channel_id == channel.id && i.by_operator;
      });
  forget_invitation(user, channel);
  if (invitations.size() == limits::invitations_max) invitations.erase(invitations.begin());
  invitations.push_back({channel.slot, channel.id, by_operator});
}

void answer_invite(Call& call, const User& user, const Channel& channel) {
  call.reply.numeric(Numeric::rpl_inviting, {user.nick(), channel.name});
  if (user.is_away()) call.reply.numeric(Numeric::rpl_away, {user.nick()}, user.away());
}

void invite(Call& call, User& user, const Membership& by) {
  Channel& channel = *by.channel;
  const bool by_operator = by.ranks.at_least(Rank::halfop);
  const Membership* there = ChatState::membership_of(user, channel);
  if (there != nullptr && shown_to(call.user(), *there)) {
    call.reply.numeric(Numeric::err_useronchannel, {user.nick(), channel.name},
                       "is already on channel");
    return;
  }
  show_caller(call, channel);
  // One who is there and hidden looks, to the caller, like one who is not.
  if (there != nullptr) return answer_invite(call, user, channel);
  remember_invitation(user, channel, by_operator);
  answer_invite(call, user, channel);
  const std::string body = ":" + std::string(call.user().prefix()) + " INVITE " +
                           std::string(user.nick()) + " " + channel.name;
  const Line line = event_line(call, body);
  tell_user(call.state, user, line);
  tell_members(call.state, channel, line, [&](const Membership& member, const Session& session) {
    return member.ranks.at_least(Rank::halfop) && &session != &call.session &&
           session.caps.has(irc::Capability::invite_notify);
  });
}

}  // namespace

void forget_invitation(User& user, const Channel& channel) {
  if (user.extras() == nullptr) return;
  std::erase_if(user.make_extras().invitations,
                [&](const Invitation& i) { return i.channel_id == channel.id; });
}

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
  invite(call, *user, *own);
}

}  // namespace uvchat::hub
