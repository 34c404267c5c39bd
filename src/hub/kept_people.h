#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "uvchat/store/request.h"

// What the store has of those who are always on, and of their channels: saved_people.h keeps it.

namespace uvchat::hub {

// What the store was asked to keep of something, and has not answered yet.
struct Asking {
  std::uint64_t number = 0;    // of this one alone; 0: there is none
  std::uint64_t until_ms = 0;  // mono: then it is asked again
};

// Of an account whose user is here, or is kept.
struct KeptPerson {
  std::optional<std::uint64_t> stored = 0;  // a hash of what the store has; 0: nothing; or unknown
  Asking asking;
};

// A channel that somebody is in who is always on. Where it is registered the store keeps it anyway.
struct KeptChannel {
  std::uint32_t slot = 0;  // in the directory
  std::string fold;        // under which the store has it; empty: perhaps it has not
  // Under which it may have it, too: it was asked, and has not said what became of it.
  std::vector<std::string> maybe;
  bool is_refused = false;  // it looks like another one that the store has
  std::optional<std::uint64_t> stored;
  std::uint64_t seen = 0;  // the last round in which somebody was in it
  Asking asking;
};

// What the hub remembers of that.
struct KeptPeople {
  std::map<store::AccountId, KeptPerson> people;
  std::map<std::uint64_t, KeptChannel> channels;  // by id
  // A round looks at all people, then at all channels.
  std::uint64_t round = 1;
  std::uint64_t begun_ms = 0;  // mono
  std::uint64_t due_ms = 0;    // mono: not before then is it gone on with
  store::AccountId next_person = 0;
  std::uint64_t next_channel = 0;
  bool at_channels = false;
  std::size_t under_way = 0;  // askings
  std::uint64_t askings = 0;  // so far
};

}  // namespace uvchat::hub
