// MODE's words: each change takes the word that is its own, in order, and none twice.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "uvchat/base/assert.h"
#include "uvchat/irc/modes.h"

namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace uvchat::irc;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string_view> words = words_of(line);
  ModeSet set;
  std::size_t next = 1;
  std::size_t signs = 0;
  for (const ModeChange& change : parse_modes(words, channel_mode_takes_param)) {
    UVCHAT_ASSERT(change.letter != '+' && change.letter != '-');
    const bool takes = channel_mode_takes_param(change.letter, change.on);
    UVCHAT_ASSERT(change.param.has_value() == (takes && next < words.size()));
    if (change.param) UVCHAT_ASSERT(change.param->data() == words[next++].data());
    set.set(change.letter, change.on);
    const bool is_letter = change.letter >= 'A' && change.letter <= 'z';
    UVCHAT_ASSERT(set.has(change.letter) == (change.on && is_letter));
    ++signs;
  }
  if (!words.empty()) UVCHAT_ASSERT(signs <= words.front().size());
  for (const char letter : set.letters()) UVCHAT_ASSERT(set.has(letter));
  return 0;
}
