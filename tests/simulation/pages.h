#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/simulation/model_bans.h"
#include "uvchat/base/ids.h"

// Long answers of the model, which come a page at a time, each as far as it has come.

namespace uvchat::simulation {

struct Wish;

// The members of a channel one by one: so many have not had their turn. First come the unseen,
// for those who see them.
struct Walk {
  bool begun = false;
  std::size_t unseen_left = 0;
  std::size_t left = SIZE_MAX;
};
// The names of a channel, begun. Its pages come when the hub has time, and this is promised: who
// is shown in each page's moment and has not left is in one of them, and in one alone if nobody
// else has left, or was shown to all.
struct NamesAnswer {
  std::string name;
  std::uint64_t channel_id = 0;
  Walk walk;
  std::set<std::uint64_t> staying;  // people
  std::map<std::uint64_t, int> told;
  bool somebody_moved = false;
};
// A NAMES: one channel after the other, and one end.
struct NamesList {
  std::vector<std::string> asked;
  std::vector<NamesAnswer> channels;
  std::size_t at = 0;
  bool implicit = false;  // of JOIN or RENAME: its end has the name that the channel has then
  bool aside = false;     // of somebody else's RENAME: no part of what he has asked for
};
// What a session is shown that has become one of somebody's: their channels, one after the other.
struct Whereabouts {
  std::deque<std::uint64_t> channels;  // that are left
  std::optional<NamesList> names;      // of the one that is being shown
};
// What is asked of each by "o%tnf,42", and of whom.
struct WhoQuestion {
  bool operators_only = false;
  bool extended = false;
  std::string fields;
  std::string token = "0";
};
// WHO #channel.
struct WhoChannel {
  std::string asked;
  WhoQuestion question;
  std::uint64_t channel_id = 0;
  Walk walk;
};
// WHO mask: the place of the person who is next.
struct WhoMask {
  std::string asked;
  WhoQuestion question;
  std::size_t next = 0;  // place
};
// LIST with conditions, as they were asked.
struct ListAnswer {
  std::vector<std::string> conditions;
  std::int64_t asked_ms = 0;
  std::size_t slot = 0;
};
// The same for MONITOR L, or S with `presence`.
struct MonitorAnswer {
  bool presence = false;
  std::size_t next = 0;
};
// WHOWAS: the past nicks before this one have not been looked at.
struct WhowasAnswer {
  std::string nick;
  std::size_t next = 0;
  std::size_t left = SIZE_MAX;  // that may be told
  bool found = false;
};
// What was said before somebody has joined; it waits behind the names.
struct ReplayAtJoining {
  std::shared_ptr<Wish> wish;
};
using Page = std::variant<NamesList, MonitorAnswer, WhoChannel, WhoMask, ListAnswer, WhowasAnswer,
                          BansAnswer, Whereabouts, ReplayAtJoining>;

}  // namespace uvchat::simulation
