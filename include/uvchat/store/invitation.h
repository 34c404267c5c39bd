#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

// Codes with which people make accounts where not everybody may: requests (request.h), and what
// they are answered with.

namespace uvchat::store {

// An operator's invitation, with which one account can be made.
struct Invite {
  std::string code_hash;
  std::string by;
  std::int64_t at_us = 0;
};

// One that nobody has used yet. The code is told to nobody again.
struct Invitation {
  std::string id;  // the first `invitation_id_bytes` of its code's hash
  std::string by;
  std::int64_t at_us = 0;

  bool operator==(const Invitation&) const = default;
};
inline constexpr std::size_t invitation_id_bytes = 12;
// Answered with `invitations`: those whose ids are behind this one, in the order of their ids.
struct ReadInvitations {
  std::string after;  // an id; empty: from the first one on
  std::uint32_t count_max = 100;
};
// It is good for nothing any more. `absent`: there is none.
struct RevokeInvitation {
  std::string id;
};

}  // namespace uvchat::store
