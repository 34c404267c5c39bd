#pragma once

#include <vector>

#include "hub/call.h"
#include "hub/history.h"
#include "uvchat/hub/time_span.h"
#include "uvchat/store/request.h"

// What the store is asked about what was said, for pages that return Progress::waiting then and
// take the answer with what it may lack, because the store does not have it yet.

namespace uvchat::hub {

// Gives the store all that was told, before it is asked for something that is about it.
void flush_past(ChatState& state, Now now);
void ask_about_past(Call& page, store::Request question);

// Lines that were asked for; of a search, of what time.
struct AskedLines {
  store::ReadLines wanted = {};
  History::Reading reading = {};
};
AskedLines ask_for_lines(Call& page, store::ReadLines wanted);
AskedLines ask_to_search(Call& page, store::SearchLines wanted);
// When that was told, in the time that the answer tells about, which it may lack. Empty: it lacks
// nothing.
TimeSpan unstored_in(Call& page, const AskedLines& asked, const store::Page& answer);

// With whom an account has talked.
struct AskedTalks {
  store::ReadTalks wanted = {};
  History::Reading reading = {};
};
AskedTalks ask_for_talks(Call& page, const store::ReadTalks& wanted);
// As the store gives them, with those that it may lack.
std::vector<store::TalkTime> talks_in(Call& page, const AskedTalks& asked,
                                      const store::Answer& answer);

}  // namespace uvchat::hub
