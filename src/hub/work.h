#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/utf8.h"
#include "uvchat/irc/mask.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {

// Counts the hub's work, so that each line can be charged for what it costs. One unit takes about
// 100 ns: a mask is compared with a name, a member or channel is looked at. Work that depends on
// the input is counted where it is done; the fixed price of a line is the flood gate's. Owner: the
// hub.
class Work {
 public:
  void add(std::uint64_t units) { done_ += units; }
  // Since the start.
  std::uint64_t done() const { return done_; }

 private:
  std::uint64_t done_ = 0;
};

// How many connections that lie side by side are looked at in one unit.
inline constexpr std::size_t conns_a_unit = 32;

// The same as their namesakes, and counted.
inline bool glob_matches(Work& work, std::string_view pattern, std::string_view text) {
  constexpr std::uint64_t steps_a_unit = 32;
  std::uint64_t steps = 0;
  const bool matches = irc::glob_matches(pattern, text, steps);
  work.add(1 + steps / steps_a_unit);
  return matches;
}
inline void fold_into(Work& work, const irc::Names& names, std::string& out,
                      std::string_view text) {
  names.fold_into(out, text);
  work.add(is_ascii(text) ? out.size() / 64 : 2 + out.size() / 4);
}
// Of a name that is folded where nobody sees it: its fold may be longer than itself.
inline std::uint64_t fold_work(std::string_view name) {
  return is_ascii(name) ? name.size() / 64 : 2 + name.size();
}
inline std::vector<std::string> looks_of(Work& work, const irc::Names& names,
                                         std::string_view name) {
  constexpr std::uint64_t steps_a_unit = 16;
  std::uint64_t steps = 0;
  std::vector<std::string> looks = names.looks_of(name, steps);
  work.add(steps / steps_a_unit);
  return looks;
}

}  // namespace uvchat::hub
