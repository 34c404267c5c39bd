#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hub/past.h"
#include "hub/receiver.h"
#include "hub/user.h"
#include "uvchat/base/address.h"
#include "uvchat/base/ids.h"
#include "uvchat/irc/mask.h"
#include "uvchat/irc/modes.h"
#include "uvchat/store/request.h"

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

// What a channel hides: see sight.h, which alone changes it.
struct Sight {
  std::vector<Membership*> watchers;  // while it is curtained: the members who see everybody
  Moment clock = 0;
  Moment last_joined = 0;        // when the last of those who came did
  bool large = false;            // those who join are not shown until they speak
  bool curtained = false;        // it hides somebody, or has not shown all yet whom it has hidden
  bool revealing = false;        // it is in the state's list of channels that show their members
  std::size_t left_to_show = 0;  // how many members have not been looked at for that
};

// What an account is in a channel.
struct AccountRanks {
  store::AccountId account = 0;
  irc::RankSet ranks;
};

// Why a channel stays while it is empty.
struct Keeping {
  bool is_declared = false;      // by the configuration
  std::string declared_founder;  // the name of an account, folded; empty: nobody's
  // What registered_rooms.h keeps of one that is registered.
  store::AccountId founder = 0;      // 0: it is not registered
  store::AccountId offered_to = 0;   // who may become founder; 0: nobody
  std::vector<AccountRanks> access;  // in the order in which it was given
  std::string stored_fold;           // under which the store has it
  std::int64_t made_us = 0;          // when it was registered
};

// What a channel is set to: all that is kept of a registered one, besides who is what there.
struct ChannelTraits {
  std::string topic;
  std::string topic_by;
  std::int64_t topic_time_ms = 0;
  irc::ModeSet modes;             // the flags alone
  std::string key;                // k; empty: none
  std::string forward;            // f: where those go who cannot join; empty: nowhere
  std::uint64_t forward_id = 0;   // that channel, not a later one of the same name
  std::uint32_t members_max = 0;  // l; 0: as many as come
  std::vector<ListEntry> bans, exceptions, invited_masks;
  std::size_t lists_bytes = 0;

  std::vector<ListEntry>& list(char letter);  // REQUIRES: 'b', 'e' or 'I'
  const std::vector<ListEntry>& list(char letter) const;
  void add_to_list(char letter, ListEntry entry);
  void remove_from_list(char letter, std::size_t index);
};

struct Channel : ChannelTraits {
  std::uint64_t id = 0;    // of this channel alone, not of a later one with the same name
  std::uint32_t slot = 0;  // its place in the directory's order
  std::string name;        // as its first member spelled it: everybody is sent this spelling
  std::string folded;
  std::int64_t created_ms = 0;
  std::uint64_t may_rename_ms = 0;  // mono
  std::uint64_t spoken_ms = 0;      // mono: when somebody has said something here
  std::int64_t joined_us = 0;       // wall: when the newest membership began
  std::uint64_t lists_version = 0;  // another one with each change of them; 0: all are empty
  // Everybody in it: those whom the others know, and those whom the channel has hidden from the
  // start (see sight.h).
  std::vector<MembershipPool::Ptr> members;
  std::vector<MembershipPool::Ptr> unseen;
  std::vector<ReceiverGroup> groups;  // ordered by (variant, loop)
  Sight sight;
  Past past;
  std::unique_ptr<Keeping> keeping;  // null: it ends with its last member

  std::size_t size() const { return members.size() + unseen.size(); }
  // Calls f(Membership&) for each member.
  template <typename F>
  void for_each_member(F&& f) const {
    for (const auto& member : members) f(*member);
    for (const auto& member : unseen) f(*member);
  }

  // REQUIRES: it names its user and this channel, and sight.h has looked at it.
  Membership& add(MembershipPool::Ptr made);
  // The membership ends. REQUIRES: it has no seat.
  void remove(Membership& member);
  void move_to_members(Membership& member);  // REQUIRES: it is in `unseen`
  // Puts a session of the member into its receiver group, or takes it out. REQUIRES: `receiver` is
  // what the session was put in with.
  void add_seat(Membership& member, SeatPool::Ptr seat, Receiver receiver);
  SeatPool::Ptr take_seat(Membership& member, const Session& session, Receiver receiver);
  bool has_classroom() const;
  bool is_registered() const { return keeping && keeping->founder != 0; }
  // Not everybody can join it: what is said now is for those who are here.
  bool is_closed() const {
    return !key.empty() || modes.has('i') || modes.has('s') || modes.has('x') || modes.has('z');
  }

 private:
  ReceiverGroup& group_of(Receiver receiver);
};

}  // namespace uvchat::hub
