#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/call.h"
#include "uvchat/store/history.h"

// Where somebody may read what was said: this rule stands here, for CHATHISTORY, SEARCH and REDACT.

namespace uvchat::hub {

// A channel that the caller is in, or somebody whom they talk to.
struct HistorySource {
  store::Reader reader;  // room 0: nothing was said
  std::string name;      // it has this one in answers
  std::uint32_t channel_slot = 0;
  std::uint64_t channel_id = 0;  // 0: it is a talk
  store::AccountId other = 0;    // of a talk
  // Of a talk with a guest, which is not in the store. Null: it is none. Valid in this step alone.
  const GuestTalks::Lines* in_memory = nullptr;
};

// Nothing where the caller is not in such a channel, or there is nobody of that name: whoever may
// not know of a channel learns nothing else.
std::optional<HistorySource> find_history_source(Call& call, std::string_view name);

// Looks again, for what is asked in a later step than the source was found in: what the caller may
// read there by now, and how it is called. False: nothing any more.
bool may_still_read(const Call& call, HistorySource& source);

HistorySource source_of(const ChatState& state, const Session& session, const Membership& member);

}  // namespace uvchat::hub
