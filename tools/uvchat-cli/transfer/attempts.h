#pragma once

#include <string>

#include "transfer/http.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

// The attempts of one transfer: how many in a row have brought it no further. Before each the
// pause is longer.
class Attempts {
 public:
  explicit Attempts(int in_vain_max = 12) : in_vain_max_(in_vain_max) {}

  void brought_something() { in_vain_ = 0; }
  // The latest was in vain. Waits until another may be made; an error, which is a part of a
  // sentence, where there were enough, where none helps, or where the transfer is stopped.
  Result<void> rest(const Http& http, const TransferWatch& watch, const std::string& why);

 private:
  int in_vain_max_;
  int in_vain_ = 0;
};

}  // namespace uvchat::cli
