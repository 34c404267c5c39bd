#include "cipher/sealed_line.h"

#include <algorithm>

#include "uvchat/base/ascii.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cipher {
namespace {

// What was enciphered and what was deciphered leaves nothing behind.
using WipedBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

constexpr std::string_view line_begin = "+aes";
constexpr std::string_view line_version = "1";
constexpr std::size_t time_bytes = 4;
constexpr std::size_t block_bytes = 32;
constexpr std::size_t head_bytes = sizeof(KeyId) + sizeof(Nonce);

// Steps 1 and 2: the digits between "+aes" and the one space, and what comes behind it.
bool cut_version(std::string_view line, std::string_view& version, std::string_view& payload) {
  if (!line.starts_with(line_begin)) return false;
  line.remove_prefix(line_begin.size());
  const std::size_t digits =
      static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), is_digit) - line.begin());
  if (digits == 0 || digits == line.size() || line[digits] != ' ') return false;
  version = line.substr(0, digits);
  payload = line.substr(digits + 1);
  return true;
}

// Step 3.
std::optional<SealedLine> read_payload(std::string_view payload) {
  const std::optional<std::vector<std::uint8_t>> bytes = from_base64url(payload);
  if (!bytes || bytes->size() < head_bytes + block_bytes + gcm_tag_bytes ||
      (bytes->size() - head_bytes - gcm_tag_bytes) % block_bytes != 0) {
    return std::nullopt;
  }
  SealedLine line;
  const auto key_id_end = bytes->begin() + sizeof(KeyId);
  const auto nonce_end = key_id_end + sizeof(Nonce);
  std::copy(bytes->begin(), key_id_end, line.key_id.begin());
  std::copy(key_id_end, nonce_end, line.nonce.begin());
  line.sealed.assign(nonce_end, bytes->end());
  return line;
}

}  // namespace

LineForm read_line_form(std::string_view line) {
  LineForm form;
  std::string_view payload;
  if (!cut_version(line, form.version, payload)) return form;
  if (form.version != line_version) {
    form.line_class = LineClass::unknown_version;
    return form;
  }
  std::optional<SealedLine> sealed = read_payload(payload);
  form.line_class = sealed ? LineClass::ok : LineClass::damaged;
  if (sealed) form.line = *std::move(sealed);
  return form;
}

bool is_line_text(std::string_view text) {
  const auto ends_a_line = [](char c) { return c == '\0' || c == '\r' || c == '\n'; };
  return std::none_of(text.begin(), text.end(), ends_a_line) && utf8_valid(text);
}

std::string seal_with_nonce(Gcm& gcm, const KeyId& key_id, const AesKey& line_key,
                            const Nonce& nonce, const ClearLine& clear, std::size_t extra_blocks) {
  const std::size_t used = time_bytes + clear.text.size();
  const std::size_t blocks = (used + block_bytes - 1) / block_bytes + extra_blocks;
  WipedBytes plain(blocks * block_bytes);
  for (std::size_t i = 0; i < time_bytes; ++i) {
    plain[i] = static_cast<std::uint8_t>(clear.time_s >> (8 * (time_bytes - 1 - i)));
  }
  std::copy(clear.text.begin(), clear.text.end(), plain.begin() + time_bytes);
  std::vector<std::uint8_t> bytes(head_bytes + plain.size() + gcm_tag_bytes);
  std::copy(nonce.begin(), nonce.end(), std::copy(key_id.begin(), key_id.end(), bytes.begin()));
  gcm.seal(line_key, nonce, plain, std::span(bytes).subspan(head_bytes));
  return std::string(line_begin) + std::string(line_version) + ' ' + to_base64url(bytes);
}

std::optional<ClearLine> open_sealed(Gcm& gcm, const AesKey& line_key, const SealedLine& line) {
  WipedBytes plain(line.sealed.size() - gcm_tag_bytes);
  if (!gcm.open(line_key, line.nonce, line.sealed, plain)) return std::nullopt;
  ClearLine clear;
  for (std::size_t i = 0; i < time_bytes; ++i) clear.time_s = clear.time_s << 8 | plain[i];
  clear.text.assign(plain.begin() + time_bytes, plain.end());
  clear.text.resize(clear.text.find_last_not_of('\0') + 1);
  if (!is_line_text(clear.text)) return std::nullopt;
  return clear;
}

}  // namespace uvchat::cipher
