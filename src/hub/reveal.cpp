#include "hub/reveal.h"

#include <algorithm>
#include <span>
#include <vector>

#include "hub/sight.h"
#include "hub/telling.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

// So many members whose times alone are looked at cost a unit of work.
constexpr std::size_t times_a_unit = 8;

// Those who joined when the members who are known before then were hidden.
std::vector<const Membership*> untold_members(Work& work, const Channel& channel,
                                              Moment known_before) {
  std::vector<const Membership*> untold;
  work.add(1 + channel.size() / times_a_unit);
  channel.for_each_member([&](const Membership& member) {
    if (member.joined >= known_before) untold.push_back(&member);
  });
  return untold;
}

// Those who were not told of all whom the channel has hidden.
std::vector<const Membership*> untold_members(Work& work, const Channel& channel) {
  Moment known_before = end_of_time;
  work.add(1 + channel.size() / times_a_unit);
  channel.for_each_member([&](const Membership& member) {
    if (!were_all_told_of(member)) known_before = std::min(known_before, member.known_before);
  });
  return untold_members(work, channel, known_before);
}

void tell_of_coming(ChatState& state, const Membership& member,
                    std::span<const Membership* const> untold, Now now) {
  const User& user = *member.user;
  const auto tell = [&](const Record& record, auto&& hears) {
    state.work.add(untold.size());
    for (const Membership* other : untold) {
      if (other != &member && !was_told_of(*other, member)) gather(state, *other, hears);
    }
    state.outbox.deliver_gathered(record);
  };
  Record join = new_record(state, user, RecordKind::join, now);
  join.target = member.channel->name;
  join.can_wait = true;
  tell(join, [](const Membership&, const Session&) { return true; });
  if (!user.is_away()) return;
  Record away = new_record(state, user, RecordKind::away, now);
  away.text = user.away();
  away.can_wait = true;
  tell(away, [](const Membership&, const Session& session) {
    return session.caps.has(irc::Capability::away_notify);
  });
}

void reveal(ChatState& state, Membership& member, std::span<const Membership* const> untold,
            Now now) {
  if (!were_all_told_of(member)) tell_of_coming(state, member, untold, now);
  show(member);
}

// Null where there is none, or where it has looked at enough members; none is left if there is
// none.
Membership* next_hidden(Work& work, Channel& channel) {
  std::size_t& left = channel.sight.left_to_show;
  if (!channel.unseen.empty()) return channel.unseen.back().get();
  left = std::min(left, channel.members.size());
  for (std::size_t looks = 0; left > 0 && looks < limits::page_work_max; ++looks) {
    work.add(1);
    Membership& member = *channel.members[--left];
    if (!is_known_to_all(member)) return &member;
  }
  return nullptr;
}

// Shows the hidden members of channels. Whom it tells of those of one channel it looks for once.
class Revealer {
 public:
  Revealer(ChatState& state, Now now) : state_(state), now_(now) {}

  // Shows one of them; true when all are shown.
  bool reveal_next(Channel& channel) {
    Membership* member = next_hidden(state_.work, channel);
    if (member == nullptr) {
      if (channel.sight.left_to_show > 0) return false;
      lift_curtain(channel);
      return true;
    }
    if (channel_id_ != channel.id) {
      channel_id_ = channel.id;
      untold_ = untold_members(state_.work, channel);
    }
    reveal(state_, *member, untold_, now_);
    return false;
  }

 private:
  ChatState& state_;
  Now now_;
  std::uint64_t channel_id_ = 0;  // no channel has it
  std::vector<const Membership*> untold_;
};

}  // namespace

void reveal(ChatState& state, Membership& member, Now now) {
  if (is_known_to_all(member)) return;
  if (member.channel->modes.has('u') || were_all_told_of(member)) return show(member);
  reveal(state, member, untold_members(state.work, *member.channel, member.known_before), now);
}

std::uint64_t work_to_reveal(ChatState& state, const Channel& channel) {
  std::uint64_t hidden = 0;
  channel.for_each_member([&](const Membership& m) { hidden += were_all_told_of(m) ? 0 : 1; });
  return hidden * untold_members(state.work, channel).size();
}

bool reveal_some(ChatState& state, Now now, WorkBound& bound) {
  bound.begin(limits::pages_us_max);
  Revealer revealer(state, now);
  auto& line = state.revealing;
  while (!line.empty() && !state.outbox.full() && !bound.reached()) {
    const Revealing next = line.front();
    Channel* channel = state.directory.channel_at(next.channel_slot, next.channel_id);
    if (channel != nullptr && !hides(*channel) && !revealer.reveal_next(*channel)) continue;
    if (channel != nullptr) channel->sight.revealing = false;
    line.pop_front();
  }
  return !line.empty();
}

}  // namespace uvchat::hub
