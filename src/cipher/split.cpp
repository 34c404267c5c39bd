#include "uvchat/cipher/split.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <algorithm>
#include <memory>

#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cipher {
namespace {

// A relayed line's ":nick!user@host " may grow while the line is on its way.
constexpr std::size_t prefix_bytes_min = 100;
constexpr std::size_t utf8_char_bytes_max = 4;

// Expensive to make and not to be shared between threads.
icu::BreakIterator& grapheme_breaks() {
  thread_local const std::unique_ptr<icu::BreakIterator> instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    UVCHAT_ASSERT(U_SUCCESS(status) && made != nullptr);
    return made;
  }();
  return *instance;
}

// Bytes of the whole grapheme clusters at the beginning of `text` that fit; 0 where none does.
// REQUIRES: text is longer than bytes_max.
std::size_t clusters_bytes(std::string_view text, std::size_t bytes_max) {
  // Whether a cluster ends there is decided by what is before and by the one character behind it.
  const std::string_view seen = utf8_cut(text, bytes_max + 2 * utf8_char_bytes_max);
  UErrorCode status = U_ZERO_ERROR;
  UText source = UTEXT_INITIALIZER;
  utext_openUTF8(&source, seen.data(), static_cast<int64_t>(seen.size()), &status);
  icu::BreakIterator& breaks = grapheme_breaks();
  breaks.setText(&source, status);
  UVCHAT_ASSERT(U_SUCCESS(status));
  std::size_t fitting = 0;
  for (int32_t at = breaks.first(); at != icu::BreakIterator::DONE; at = breaks.next()) {
    if (static_cast<std::size_t>(at) > bytes_max) break;
    fitting = static_cast<std::size_t>(at);
  }
  utext_close(&source);
  return fitting;
}

std::size_t piece_bytes(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text.size();
  std::size_t bytes = clusters_bytes(text, bytes_max);
  if (bytes == 0) bytes = utf8_cut(text, bytes_max).size();
  const std::size_t space = text.substr(0, bytes).rfind(' ');
  return space != text.npos && 2 * (space + 1) > bytes_max ? space + 1 : bytes;
}

void split_line(std::string_view line, std::size_t bytes_max,
                std::vector<std::string_view>& pieces) {
  do {
    const std::size_t bytes = piece_bytes(line, bytes_max);
    pieces.push_back(line.substr(0, bytes));
    line.remove_prefix(bytes);
  } while (!line.empty());
}

}  // namespace

std::size_t text_bytes_max(const LineRoom& room) {
  const std::size_t around = 2 + std::max(prefix_bytes_min, room.prefix_bytes) +
                             kind_name(room.kind).size() + 1 + room.target_bytes + 2;
  std::size_t chars = room.line_bytes - std::min(around, room.line_bytes);
  if (room.kind == LineKind::topic) chars = std::min(chars, room.topic_bytes);
  constexpr std::size_t head_chars = 6;  // "+aes1 "
  constexpr std::size_t overhead_bytes = 44;
  const std::size_t bytes = (chars - std::min(head_chars, chars)) * 3 / 4;
  const std::size_t blocks = (bytes - std::min(overhead_bytes, bytes)) / 32;
  return blocks == 0 ? 0 : blocks * 32 - 4;
}

std::vector<std::string_view> split_text(std::string_view text, std::size_t text_bytes_max) {
  UVCHAT_ASSERT(text_bytes_max >= utf8_char_bytes_max);
  std::vector<std::string_view> pieces;
  for (;;) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    split_line(text.substr(0, end), text_bytes_max, pieces);
    if (end == text.size()) return pieces;
    text.remove_prefix(end);
    text.remove_prefix(text.starts_with("\r\n") ? 2 : 1);
  }
}

}  // namespace uvchat::cipher
