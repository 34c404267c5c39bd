#pragma once

#include <cstdint>
#include <string>

#include "transfer/http.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

// The attempts of one transfer: how many in a row have brought it no further, and for how long.
// Before each the pause is longer. The watch outlives it.
class Attempts {
 public:
  static constexpr int in_vain_max = 12;
  static constexpr std::uint64_t waited_max_ms = 120'000;
  // An attempt that brings less is in vain: else the other side could break off at each byte.
  static constexpr std::uint64_t bytes_min = 64 * 1024;

  explicit Attempts(const TransferWatch& watch, int most = in_vain_max)
      : watch_(watch), most_(most) {
    brought_something();
  }

  void allow(int most) { most_ = most; }
  void brought_something() {
    in_vain_ = 0;
    brought_ms_ = moved_ms_ = watch_.now_ms();
  }
  // Bytes go out. Whether they arrive is told later.
  void moved() { moved_ms_ = watch_.now_ms(); }
  // Nothing was brought for too long, however much has gone out.
  bool waited_too_long() const { return watch_.now_ms() - brought_ms_ >= waited_max_ms; }

  // The latest was in vain. Waits until another may be made; an error, which is a part of a
  // sentence, where there were enough, where nothing has moved for too long, where none helps, or
  // where the transfer is stopped.
  Result<void> rest(const Http& http, const std::string& why);

 private:
  const TransferWatch& watch_;
  int most_;
  int in_vain_ = 0;
  std::uint64_t brought_ms_ = 0;
  std::uint64_t moved_ms_ = 0;
};

}  // namespace uvchat::cli
