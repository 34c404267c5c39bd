#include "store/plan.h"

namespace uvchat::store {

Plan plan_of(const Request& request) {
  return std::visit([](const auto& kind) { return plan_of(kind); }, request);
}

}  // namespace uvchat::store
