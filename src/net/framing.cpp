#include "net/framing.h"

#include <algorithm>

#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::net {

namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// Appends `text` in pieces that one receive of the original's clients can take, each with its LF.
void append_pieces(std::string& out, std::string_view text) {
  constexpr std::size_t piece_bytes_max = limits::classroom_message_bytes_max - 1;
  while (!text.empty()) {
    std::size_t size = std::min(text.size(), piece_bytes_max);
    while (size < text.size() && continues_character(text[size])) {
      --size;
    }
    UVCHAT_ASSERT(size > 0);  // it is valid UTF-8
    out.append(text.substr(0, size)).push_back('\n');
    text.remove_prefix(size);
  }
}

}  // namespace

std::string classroom_messages(std::string_view lines) {
  std::string out;
  out.reserve(lines.size());
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    append_pieces(out, cipher::classroom_form(lines.substr(0, end)));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return out;
}

std::string_view Framing::enciphered(int shift) {
  const auto used_end = forms_.begin() + static_cast<std::ptrdiff_t>(forms_used_);
  const auto found = std::find_if(forms_.begin(), used_end,
                                  [shift](const Form& form) { return form.shift == shift; });
  if (found != used_end) {
    return found->bytes;
  }
  if (forms_used_ == forms_.size()) {
    forms_.emplace_back();
  }
  Form& form = forms_[forms_used_++];
  form.shift = shift;
  form.bytes = classroom_messages(lines_);
  cipher::rotate(form.bytes, shift);
  return form.bytes;
}

}  // namespace uvchat::net
