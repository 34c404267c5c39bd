#include "uvchat/tls/fingerprint.h"

#include <charconv>

namespace uvchat::tls {

std::string fingerprint_text(const Fingerprint& fingerprint) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const std::uint8_t byte : fingerprint) {
    if (!text.empty()) text += ':';
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::optional<Fingerprint> parse_fingerprint(std::string_view text) {
  const std::size_t step = text.find(':') == std::string_view::npos ? 2 : 3;
  Fingerprint fingerprint{};
  if (text.size() != fingerprint.size() * step - (step - 2)) return std::nullopt;
  for (std::size_t i = 0; i < fingerprint.size(); ++i) {
    const char* const byte = text.data() + i * step;
    if (std::from_chars(byte, byte + 2, fingerprint[i], 16).ptr != byte + 2) return std::nullopt;
    if (i > 0 && step == 3 && byte[-1] != ':') return std::nullopt;
  }
  return fingerprint;
}

}  // namespace uvchat::tls
