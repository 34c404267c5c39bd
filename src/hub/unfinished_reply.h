#pragma once

#include <string>

namespace uvchat::hub {

// What is kept of a Reply that goes on in a later step of the hub.
struct UnfinishedReply {
  std::string label;  // escaped; empty: none
  bool batch_open = false;
  bool inner_batch_open = false;
};

}  // namespace uvchat::hub
