#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hub/line.h"
#include "hub/user.h"
#include "uvchat/base/ids.h"
#include "uvchat/irc/mask.h"
#include "uvchat/irc/modes.h"

namespace uvchat::hub {

// The members of a channel that get the same bytes from the same loop: a receiver list that is
// always ready. `listed_in` names the outbox round whose batch already holds it as `list`.
struct ReceiverGroup {
  Variant variant = 0;
  std::uint8_t loop = 0;
  std::vector<ConnId> conns;
  std::vector<Membership*> members;  // parallel to conns
  std::uint64_t listed_in = 0;
  std::uint32_t list = 0;
};

// An entry of one of a channel's lists: b (bans), e (exceptions from them), I (from mode i).
struct ListEntry {
  irc::BanMask mask;
  std::string folded;  // mask.pattern, to compare with
  std::string set_by;
  std::int64_t set_ms = 0;
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
  std::uint32_t members_max = 0;    // l; 0: as many as come
  std::vector<ListEntry> bans, exceptions, invited_masks;
  std::vector<std::unique_ptr<Membership>> members;
  std::vector<ReceiverGroup> groups;  // ordered by (variant, loop)

  // Puts `member` into the group of its session, or takes it out. REQUIRES: the session's variant
  // is the one it was added with.
  void add_receiver(Membership& member);
  void remove_receiver(Membership& member);
  bool has_classroom() const;
  // REQUIRES: a flag's letter.
  void set_mode(char letter, bool on);
  std::vector<ListEntry>& list(char letter);  // REQUIRES: 'b', 'e' or 'I'
  const std::vector<ListEntry>& list(char letter) const;

 private:
  ReceiverGroup& group_of(const Session& session);
};

// Gives or takes a rank.
void set_rank(Membership& member, irc::Rank rank, bool on);

// Whether `viewer` is told what `member` is and does, but for what he says: in an auditorium (mode
// u) those without a rank are seen by operators alone. But who has seen somebody sees him until one
// of them leaves, or he would be shown people who have gone.
inline bool sees(const Membership& viewer, const Membership& member) {
  return !member.channel->modes.has('u') || !member.had.empty() ||
         viewer.had.at_least(irc::Rank::halfop) || (viewer.was_there && member.was_there);
}

}  // namespace uvchat::hub
