#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "hub/call.h"
#include "hub/history.h"
#include "uvchat/hub/time_span.h"
#include "uvchat/store/history.h"

// What was kept is said again, as it was said: with the source, account, tags and target of then.

namespace uvchat::hub {

// Lines, and the gaps between them, that are told in as many pages as they need, and the batch that
// holds them.
struct Replay {
  std::string batch = {};  // its type and parameters; empty: none
  std::string batch_tags = {};
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

// Gives the store all that was told, before it is asked for something that is about it.
void flush_past(ChatState& state, Now now);
// Asks the store a question about what was said, for a page that returns Progress::waiting then.
void ask_about_past(Call& page, store::Request question);

// Lines that the store was asked for.
struct AskedLines {
  store::ReadLines wanted;
  History::Reading reading = {};
};
// Likewise, for a page that takes them with the answer.
AskedLines ask_for_lines(Call& page, store::ReadLines wanted);
// When that was told, in the time that the answer tells about, which it may lack because it was not
// stored. Empty: it lacks nothing.
TimeSpan unstored_in(Call& page, const AskedLines& asked, const store::Page& answer);

// When somebody joins whose client does not ask for what was said before: tells it, after the
// names.
void replay_at_joining(Call& call, const Channel& channel);

}  // namespace uvchat::hub
