#pragma once

#include <cstdint>
#include <map>

namespace uvchat::loadtest {

// A set of sequence numbers, kept as its ranges: few, where nearly all are in it.
class Sequences {
 public:
  // False: it is in the set already.
  bool add(std::uint32_t sequence);
  // Up to `end`, which is not added.
  void add_range(std::uint32_t first, std::uint32_t end);

  std::uint64_t count() const;
  // Those of this set that the other has not.
  std::uint64_t count_without(const Sequences& other) const;

 private:
  std::map<std::uint32_t, std::uint32_t> ranges_;  // by their first; they do not touch
};

}  // namespace uvchat::loadtest
