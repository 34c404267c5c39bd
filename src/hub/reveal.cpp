#include "hub/reveal.h"

#include <algorithm>
#include <string>

#include "hub/sight.h"
#include "hub/telling.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

void tell_of_coming(ChatState& state, const Membership& member, Now now) {
  const User& user = *member.user;
  const auto record = [&](RecordKind kind) {
    Record made = new_record(state, user, kind, now);
    made.can_wait = true;
    return made;
  };
  const auto is_new_to = [&](const Membership& other, const Session&) {
    return &other != &member && !was_told_of(other, member);
  };
  Record join = record(RecordKind::join);
  join.target = member.channel->name;
  tell_members(state, *member.channel, join, is_new_to);
  if (!user.is_away()) return;
  Record away = record(RecordKind::away);
  away.text = user.away();
  tell_members(state, *member.channel, away, [&](const Membership& other, const Session& session) {
    return is_new_to(other, session) && session.caps.has(irc::Capability::away_notify);
  });
}

// Null where there is none, or where it has looked at enough members; none is left if there is
// none.
Membership* next_hidden(Channel& channel) {
  std::size_t& left = channel.sight.left_to_show;
  if (!channel.unseen.empty()) return channel.unseen.back().get();
  left = std::min(left, channel.members.size());
  for (std::size_t looks = 0; left > 0 && looks < limits::page_work_max; ++looks) {
    Membership& member = *channel.members[--left];
    if (!is_known_to_all(member)) return &member;
  }
  return nullptr;
}

// True when all are shown.
bool reveal_next(ChatState& state, Channel& channel, Now now) {
  Membership* member = next_hidden(channel);
  if (member == nullptr) {
    if (channel.sight.left_to_show > 0) return false;
    lift_curtain(channel);
    return true;
  }
  reveal(state, *member, now);
  return false;
}

}  // namespace

void reveal(ChatState& state, Membership& member, Now now) {
  if (is_known_to_all(member)) return;
  if (!member.channel->modes.has('u')) tell_of_coming(state, member, now);
  show(member);
}

bool reveal_some(ChatState& state, Now now, WorkBound& bound) {
  bound.begin(limits::pages_us_max);
  auto& line = state.revealing;
  while (!line.empty() && !state.outbox.full() && !bound.reached()) {
    const Revealing next = line.front();
    Channel* channel = state.directory.channel_at(next.channel_slot, next.channel_id);
    if (channel != nullptr && !hides(*channel) && !reveal_next(state, *channel, now)) continue;
    if (channel != nullptr) channel->sight.revealing = false;
    line.pop_front();
  }
  return !line.empty();
}

}  // namespace uvchat::hub
