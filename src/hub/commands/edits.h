#pragma once

#include <string>
#include <string_view>

#include "hub/call.h"
#include "uvchat/store/history.h"

// Editing: a client takes its message back (REDACT) and says the new text with
// "+uvchat/edits=<msgid>". Anybody can claim that. If the same session had said that message in the
// same place and has taken it back, the server gives the tag "uvchat/edits=<time>,<msgid>..."
// instead: when the first version was said, its id, and the ids of the versions since. So no client
// has to believe another one.

namespace uvchat::hub {

inline constexpr std::string_view edits_tag = "+uvchat/edits";

// What that tag tells of this message and those it has replaced; of many the first and the latest.
std::string versions_of(const store::StoredLine& line, std::string_view id);

// The caller has taken back what they have said.
void note_taken_back(Call& call, std::string_view target, const std::string& versions);

// What the tag tells of what the caller says to the target in place of the message `id`; empty: it
// was not theirs, they have not taken it back there, or something has its place already.
std::string take_versions(Call& call, std::string_view target, std::string_view id);

}  // namespace uvchat::hub
