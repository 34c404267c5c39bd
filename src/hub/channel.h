#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hub/line.h"
#include "hub/user.h"
#include "uvchat/base/ids.h"

namespace uvchat::hub {

// The members of a channel that get the same bytes from the same loop: a receiver list that is
// always ready. `listed_in` names the outbox round whose batch already holds it as `list`.
struct ReceiverGroup {
  Variant variant = 0;
  std::uint8_t loop = 0;
  std::vector<ConnId> conns;
  std::vector<Membership*> members;  // parallel to conns
  std::uint64_t listed_in = 0;
  std::uint32_t list = 0;
};

struct Channel {
  std::string name;  // as its first member spelled it: everybody is sent this spelling
  std::string folded;
  std::string topic;
  std::string topic_by;
  std::int64_t topic_time_ms = 0;
  std::int64_t created_ms = 0;
  std::vector<std::unique_ptr<Membership>> members;
  std::vector<ReceiverGroup> groups;  // ordered by (variant, loop)

  // Puts `member` into the group of its session, or takes it out. REQUIRES: the session's variant
  // is the one it was added with.
  void add_receiver(Membership& member);
  void remove_receiver(Membership& member);
  bool has_classroom() const;

 private:
  ReceiverGroup& group_of(const Session& session);
};

}  // namespace uvchat::hub
