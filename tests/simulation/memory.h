#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/batches.h"
#include "tests/simulation/chat.h"
#include "tests/simulation/door.h"
#include "tests/simulation/doubts.h"
#include "tests/simulation/happenings.h"
#include "tests/simulation/model_bans.h"
#include "tests/simulation/tries.h"
#include "tests/simulation/wish.h"
#include "uvchat/base/ids.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/request.h"

namespace uvchat::simulation {

// What the model remembers, besides people and channels.
class Memory : public Chat {
 public:
  Memory(const Bounds& bounds, House house, Now started)
      : Chat(bounds, std::move(house)),
        started_ms_(started.wall_ms()),
        bans_{.kept = bounds.keeps_bans, .list = {}},
        now_(started) {}

  void errand_comes(const errand::KillUser& wish) { errands_.push_back(wish); }

 protected:
  const std::int64_t started_ms_;                               // wall
  std::map<std::string, std::uint64_t, std::less<>> answered_;  // how often, by command
  std::map<std::string, std::uint64_t> modes_set_;
  std::map<std::uint64_t, std::uint64_t> codes_asked_;  // the account, by the request's ticket
  std::size_t registered_max_ = 0;
  Bans bans_;
  std::deque<Deferred> deferred_;                 // in the order in which they were given
  std::map<std::string, std::string> stand_ins_;  // whose hash is asked for of a name that is none
  Comings gate_;                                  // of those who come by a gateway
  std::set<ConnId> to_be_counted_, gone_;
  bool shutting_down_ = false;
  std::uint64_t guests_ = 0, numbered_ = 0, channel_ids_ = 0, turned_away_ = 0, last_ticket_ = 0,
                people_so_far_ = 0;
  Places places_, slots_;  // of people in the order of WHO, of channels in that of LIST
  std::vector<PastUser> past_;
  std::deque<ConnId> line_;            // of those who are parked: whose turn is next
  std::deque<std::uint64_t> reveals_;  // channels that have somebody to show
  std::deque<PersonId> leaving_;       // absent, and to quit
  std::deque<errand::KillUser> errands_;
  std::string broken_;
  Happenings happened_;
  // What was said before; of a strict history, what is not told yet, and what can be now.
  Batches batches_{annals_};
  Doubts doubts_{annals_};
  struct Settled {
    Untold untold;
    store::Answer answer;
    bool is_last = false;  // of what its asker waits for
  };
  std::deque<Untold> unspoken_;
  std::deque<Settled> settled_;
  std::uint64_t commands_waiting_ = 0;
  std::map<std::pair<PersonId, PersonId>, std::vector<Said>> guest_talks_;  // the lower id first
  std::vector<std::pair<PersonId, PersonId>> guest_talks_begun_;            // in this order
  std::map<std::uint64_t, Wish> redactions_;  // that the store was asked for, by ticket
  std::map<std::pair<std::uint64_t, std::string>, std::set<std::int64_t>> markers_set_;
  Tries wrong_passwords_{wrong_passwords_max}, accounts_made_{registrations_max};
  Tries reports_kept_{{3, 60}};  // of accounts, and of guests' addresses
  Tries all_reports_{{10, 60}};  // that it looked at

  // The call that is being answered.
  Session* caller_ = nullptr;
  Now now_;
};

}  // namespace uvchat::simulation
