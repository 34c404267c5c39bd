#include "transfer/attempts.h"

#include <algorithm>
#include <cstdint>

#include "chat/texts.h"

namespace uvchat::cli {

Result<void> Attempts::rest(const Http& http, const TransferWatch& watch, const std::string& why) {
  constexpr std::uint64_t rest_min_ms = 500;
  constexpr std::uint64_t rest_max_ms = 30'000;
  if (watch.is_stopped()) return fail(text(Text::file_stopped));
  if (const std::string hopeless = http.why_hopeless(); !hopeless.empty()) return fail(hopeless);
  if (++in_vain_ > in_vain_max_) return fail(why);
  watch.broken(why);
  watch.rest(std::min(rest_min_ms << in_vain_, rest_max_ms));
  return {};
}

}  // namespace uvchat::cli
