#include "transfer/attempts.h"

#include <algorithm>

#include "chat/texts.h"

namespace uvchat::cli {

Result<void> Attempts::rest(const Http& http, const std::string& why) {
  constexpr std::uint64_t rest_min_ms = 500;
  constexpr std::uint64_t rest_max_ms = 30'000;
  if (watch_.is_stopped()) return fail(text(Text::file_stopped));
  if (const std::string hopeless = http.why_hopeless(); !hopeless.empty()) return fail(hopeless);
  const bool is_late = watch_.now_ms() - moved_ms_ >= waited_max_ms;
  if (++in_vain_ > most_ || is_late) return fail(why);
  watch_.broken(why);
  watch_.rest(std::min(rest_min_ms << in_vain_, rest_max_ms));
  return {};
}

}  // namespace uvchat::cli
