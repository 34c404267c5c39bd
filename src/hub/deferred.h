#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "uvchat/hub/request.h"

namespace uvchat::hub {

struct Call;

// A command that has done what it can and is answered when the server has: its session is not
// parked.
struct Deferred {
  Answer if_late;            // stands for an answer that has not come in time; has its ticket
  std::uint64_t due_ms = 0;  // mono
  std::string label;         // of the answer, escaped; empty: none
  // Empty: it has been told that no answer has come.
  std::function<void(Call&, const Answer&)> on_answer;
};

}  // namespace uvchat::hub
