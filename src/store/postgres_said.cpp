#include "store/postgres_link.h"

namespace uvchat::store {

Result<Done> what_is_done(const Plan& plan, std::span<Said> said) {
  Done done;
  if (plan.kept != nullptr) {
    if (said.front().what != Said::What::done) return fail(said.front().why);
    said = said.subspan(1);
  }
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    switch (said[i].what) {
      case Said::What::done:
        if (plan.steps[i].must_find && said[i].found == 0) return Done{Outcome::absent};
        done.rows.push_back(std::move(said[i].rows));
        break;
      case Said::What::taken:
        return Done{Outcome::taken};
      case Said::What::absent:
        return Done{Outcome::absent};
      case Said::What::skipped:
      case Said::What::failed:
        return fail(said[i].why);
    }
  }
  return done;
}

}  // namespace uvchat::store
