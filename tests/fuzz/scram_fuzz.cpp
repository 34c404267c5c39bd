// Reads what a client sends by SCRAM-SHA-256, and what a database has kept for it.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "uvchat/base/assert.h"
#include "uvchat/base/scram.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace uvchat;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto first = read_scram_first(text)) {
    UVCHAT_ASSERT(first->header.size() + first->bare.size() == text.size());
    UVCHAT_ASSERT(!first->nonce.empty() && first->nonce.size() <= scram_nonce_bytes_max);
  }
  if (const auto final = read_scram_final(text)) {
    UVCHAT_ASSERT(text.starts_with(final->without_proof));
    UVCHAT_ASSERT(final->proof.size() == scram_key_bytes);
  }
  const auto verifier = read_scram_verifier(text);
  if (verifier) UVCHAT_ASSERT(read_scram_verifier(to_text(*verifier)) == verifier);
  return 0;
}
