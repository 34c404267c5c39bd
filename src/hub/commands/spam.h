#pragma once

#include <span>
#include <string>
#include <string_view>

#include "hub/call.h"
#include "hub/record.h"
#include "hub/settings.h"

namespace uvchat::hub {

// What becomes of a text that the caller is about to say.
struct SpamVerdict {
  bool passes = true;
  SpamAction action = SpamAction::report;  // of the filter that stops it
  std::string reason;                      // of the same

  bool is(SpamAction wanted) const { return !passes && action == wanted; }
};

// Holds it against the filters of `target`, and notes those that match: each time in the counts,
// and for operators, the log and the audit as often as a minute may have it. `where`: to whom it
// goes. The text itself is noted nowhere. Operators of the server are not filtered.
SpamVerdict look_for_spam(Call& call, SpamTarget target, std::span<const TextLine> lines,
                          std::string_view where);
// The reason that somebody gives for leaving; empty where a filter stops it. Afterwards the
// caller's session may be quitting.
std::string_view reason_without_spam(Call& call, std::string_view reason, std::string_view where);
// Ends all sessions of the caller, whose own is quitting then.
void kill_for_spam(Call& call, const SpamVerdict& verdict);

}  // namespace uvchat::hub
