#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hub/receiver.h"
#include "hub/user.h"
#include "uvchat/base/address.h"
#include "uvchat/base/ids.h"
#include "uvchat/irc/mask.h"
#include "uvchat/irc/modes.h"

namespace uvchat::hub {

// The sessions of a channel's members that get the same bytes from the same loop: a receiver list
// that is always ready. `listed_in` names the outbox round whose batch already holds it as `list`.
struct ReceiverGroup {
  Variant variant = 0;
  std::uint8_t loop = 0;
  std::vector<ConnId> conns;
  std::vector<SeatPool::Ptr> seats;  // parallel to conns
  std::uint64_t listed_in = 0;
  std::uint32_t list = 0;
};

// An entry of one of a channel's lists: b (bans), e (exceptions from them), I (from mode i).
struct ListEntry {
  irc::BanMask mask;
  std::string folded;  // mask.pattern, to compare with
  std::string set_by;
  std::int64_t set_ms = 0;
  Address source;  // of who set it: Address::source

  std::size_t bytes() const {
    return sizeof(ListEntry) + mask.pattern.size() + folded.size() + set_by.size();
  }
};

struct Channel {
  std::uint64_t id = 0;    // of this channel alone, not of a later one with the same name
  std::uint32_t slot = 0;  // its place in the directory's order
  std::string name;        // as its first member spelled it: everybody is sent this spelling
  std::string folded;
  std::string topic;
  std::string topic_by;
  std::int64_t topic_time_ms = 0;
  std::int64_t created_ms = 0;
  irc::ModeSet modes;               // the flags alone
  std::string key;                  // k; empty: none
  std::string forward;              // f: where those go who cannot join; empty: nowhere
  std::uint64_t forward_id = 0;     // that channel, not a later one of the same name
  std::uint64_t may_rename_ms = 0;  // mono
  std::uint64_t spoken_ms = 0;      // mono: when somebody has said something here
  std::uint32_t members_max = 0;    // l; 0: as many as come
  std::vector<ListEntry> bans, exceptions, invited_masks;
  std::uint64_t lists_version = 0;  // another one with each change of them; 0: all are empty
  std::size_t lists_bytes = 0;
  // Everybody in it: those whom all know, or all who were there at some time; and those who came
  // while it hid them and have not been shown since.
  std::vector<MembershipPool::Ptr> members;
  std::vector<MembershipPool::Ptr> unseen;
  std::vector<Membership*> watchers;  // while it is curtained: who is told of everybody
  std::vector<ReceiverGroup> groups;  // ordered by (variant, loop)
  Moment clock = 0;
  bool large = false;            // newcomers are not shown until they speak
  bool curtained = false;        // it hides somebody, or has not shown all yet whom it has hidden
  bool revealing = false;        // it is in ChatState::revealing
  std::size_t left_to_show = 0;  // so many members have not been looked at for that

  std::size_t size() const { return members.size() + unseen.size(); }
  // Whether who comes without a rank is kept from the others.
  bool hides() const { return large || modes.has('u'); }
  // Calls f(Membership&) for each member.
  template <typename F>
  void for_each_member(F&& f) const {
    for (const auto& member : members) f(*member);
    for (const auto& member : unseen) f(*member);
  }
  // Calls f(const Membership&) for each member who sees `about`. Of one who is unseen it costs no
  // more than those who do.
  template <typename F>
  void for_each_viewer(const Membership& about, F&& f) const;
  std::size_t viewers_to_look_at(const Membership& about) const {
    return is_unseen(about) ? watchers.size() : size();
  }

  Membership& add(MembershipPool::Ptr made, User& user, irc::RankSet ranks);
  // The membership ends. REQUIRES: it has no seat.
  void remove(Membership& member);
  // Everybody knows him from now on.
  void show(Membership& member);
  // From now on he is told of everybody, for as long as he stays: who was shown somebody must be
  // told when that one leaves.
  void give_sight(Membership& member);
  void set_large(bool on);
  // REQUIRES: it hides nobody any more, and has shown all.
  void lift_curtain();

  // Puts a session of the member into its receiver group, or takes it out. REQUIRES: `receiver` is
  // what the session was put in with.
  void add_seat(Membership& member, SeatPool::Ptr seat, Receiver receiver);
  SeatPool::Ptr take_seat(Membership& member, const Session& session, Receiver receiver);
  bool has_classroom() const;
  // REQUIRES: a flag's letter.
  void set_mode(char letter, bool on);
  std::vector<ListEntry>& list(char letter);  // REQUIRES: 'b', 'e' or 'I'
  const std::vector<ListEntry>& list(char letter) const;

 private:
  ReceiverGroup& group_of(Receiver receiver);
  void draw_curtain();
  Moment next_moment();
  std::vector<MembershipPool::Ptr>& list_of(const Membership& member) {
    return is_unseen(member) ? unseen : members;
  }
};

// Gives or takes a rank. REQUIRES: all know him, where it is given.
void set_rank(Membership& member, irc::Rank rank, bool on);

// Whether `viewer` is told what `member` is and does, but for what he says. In an auditorium (mode
// u) those without a rank are seen by operators alone; in a large channel so are those who have
// come and not said anything. But who has seen somebody sees him until one of them leaves, or he
// would be shown people who have gone.
inline bool sees(const Membership& viewer, const Membership& member) {
  return viewer.joined < member.known_before || viewer.sees_all_since != end_of_time;
}

// Whether `viewer` was told that `member` is there when one of them came: who has been made an
// operator since sees him, but has not been told.
inline bool was_told_of(const Membership& viewer, const Membership& member) {
  return viewer.joined < member.known_before || viewer.sees_all_since < member.joined;
}

template <typename F>
void Channel::for_each_viewer(const Membership& about, F&& f) const {
  if (is_unseen(about)) {
    for (const Membership* watcher : watchers) f(*watcher);
  } else {
    for_each_member([&](const Membership& member) {
      if (sees(member, about)) f(member);
    });
  }
}

}  // namespace uvchat::hub
