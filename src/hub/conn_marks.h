#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "uvchat/base/assert.h"
#include "uvchat/base/ids.h"

namespace uvchat::hub {

// A mark for each connection, so that one who is reached in several ways is counted once. A bit for
// each slot: looking and marking cost O(1), clearing is as cheap as the highest slot is low.
class ConnMarks {
 public:
  explicit ConnMarks(std::uint8_t loops) : bits_(loops) {}

  void clear() {
    for (std::vector<std::uint64_t>& bits : bits_) bits.clear();
  }
  bool has(ConnId conn) const {
    const std::vector<std::uint64_t>& bits = bits_[conn.loop()];
    const std::size_t word = conn.slot() / 64;
    return word < bits.size() && (bits[word] >> conn.slot() % 64 & 1) != 0;
  }
  // False where it was marked already. REQUIRES: it is a connection, for nobody's slot is the first
  // connection's.
  bool mark(ConnId conn) {
    UVCHAT_ASSERT(conn);
    if (has(conn)) return false;
    std::vector<std::uint64_t>& bits = bits_[conn.loop()];
    if (bits.size() <= conn.slot() / 64) bits.resize(conn.slot() / 64 + 1);
    bits[conn.slot() / 64] |= std::uint64_t{1} << conn.slot() % 64;
    return true;
  }

 private:
  std::vector<std::vector<std::uint64_t>> bits_;  // by loop
};

}  // namespace uvchat::hub
