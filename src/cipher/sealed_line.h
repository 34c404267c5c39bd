#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cipher/gcm.h"
#include "uvchat/cipher/line.h"
#include "uvchat/cipher/root_key.h"

// A single ciphered line (docs/ciphered-lines.md, sections 1 and 5), whose key is known.

namespace uvchat::cipher {

struct ClearLine {
  std::uint32_t time_s = 0;
  std::string text;
};

struct SealedLine {
  KeyId key_id{};
  Nonce nonce{};
  std::vector<std::uint8_t> sealed;  // ciphertext and tag
};

// What can be told of a line without a key.
struct LineForm {
  LineClass line_class = LineClass::clear;  // clear, unknown_version, damaged; ok: it has the form
  std::string_view version;                 // the digits, if there are any
  SealedLine line;                          // of ok
};

LineForm read_line_form(std::string_view line);

// UTF-8 without NUL, CR, LF.
bool is_line_text(std::string_view text);

// A nonce that comes twice under a key gives both lines away: who does not test takes it from
// fill_random(). `extra_blocks` of 32 zeros hide more of the text's length.
std::string seal_with_nonce(Gcm& gcm, const KeyId& key_id, const AesKey& line_key,
                            const Nonce& nonce, const ClearLine& clear, std::size_t extra_blocks);

// Nothing where the tag is wrong or what comes out is no line's text.
std::optional<ClearLine> open_sealed(Gcm& gcm, const AesKey& line_key, const SealedLine& line);

}  // namespace uvchat::cipher
