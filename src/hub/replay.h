#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "hub/call.h"
#include "uvchat/hub/time_span.h"
#include "uvchat/store/history.h"

// What was kept is said again, as it was said: with the source, account, tags and target of then.

namespace uvchat::hub {

// Lines, and the gaps between them, that are told in as many pages as they need, and the batch that
// holds them.
struct Replay {
  std::string batch = {};  // its type and parameters; empty: none
  std::string batch_tags = {};
  bool is_search = false;
  std::vector<store::StoredLine> lines = {};            // oldest first
  std::vector<store::Gap> gaps = {};                    // likewise
  TimeSpan unstored = {};                               // what was told then may be missing
  std::string name = {};                                // of the room now; a talk needs none
  std::map<store::RoomNumber, std::string> names = {};  // where there are several rooms
  std::size_t told = 0;                                 // lines
  std::size_t told_gaps = 0;
  bool is_open = false;
};
Progress tell(Call& page, Replay& replay);

// When somebody joins whose client does not ask for what was said before: tells it, after the
// names.
void replay_at_joining(Call& call, const Channel& channel);

}  // namespace uvchat::hub
