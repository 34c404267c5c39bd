#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "hub/call.h"
#include "hub/sight.h"

namespace uvchat::hub {

// Walks the members of a channel in pages, whatever happens between two pages. It skips the unseen,
// however many they are, for a viewer who is not told of everybody. Owner: the page that has it.
//
// It goes from the last member to the first. When a member leaves meanwhile, the last member takes
// their place, so nobody who stays is skipped. The viewer hears the JOIN of a member who joins
// meanwhile. A member who takes a place, or is shown meanwhile, may be listed twice: clients treat
// names as a set, so the walk does not remember whom it has listed.
class MemberWalk {
 public:
  explicit MemberWalk(const Channel& channel) : slot_(channel.slot), id_(channel.id) {}

  // Null where it is gone.
  const Channel* channel(const ChatState& state) const {
    return state.directory.channel_at(slot_, id_);
  }
  // Calls see(const Membership&) for as many as a page holds, seen by the caller or not; true when
  // it has for the last. REQUIRES: `here` is the channel.
  template <typename F>
  bool go_on(const Channel& here, Call& page, F&& see) {
    std::size_t most = page.state.settings.page_entries_max;
    const auto take = [&](const auto& list, std::size_t& left) {
      for (; most > 0 && left > 0 && !page_is_full(page); --most) {
        page.state.work.add(1);
        see(*list[--left]);
      }
    };
    if (!std::exchange(begun_, true)) {
      begin(here, page.user(), see);
    } else {
      unseen_left_ = std::min(unseen_left_, here.unseen.size());
    }
    take(here.unseen, unseen_left_);
    if (most == 0 || unseen_left_ > 0) return false;
    members_left_ = std::min(members_left_, here.members.size());
    take(here.members, members_left_);
    return members_left_ == 0;
  }

 private:
  static bool looks_at_unseen(const Channel& channel, const User& viewer) {
    const Membership* own = ChatState::membership_of(viewer, channel);
    return viewer.is_operator() || (own != nullptr && own->sees_all_since != end_of_time);
  }

  // A member sees themselves in any case.
  template <typename F>
  void begin(const Channel& here, const User& viewer, F&& see) {
    const Membership* own = ChatState::membership_of(viewer, here);
    if (looks_at_unseen(here, viewer)) {
      unseen_left_ = here.unseen.size();
    } else if (own != nullptr && is_unseen(*own)) {
      see(*own);
    }
  }

  std::uint32_t slot_;
  std::uint64_t id_;
  bool begun_ = false;
  std::size_t unseen_left_ = 0;
  std::size_t members_left_ = SIZE_MAX;
};

}  // namespace uvchat::hub
