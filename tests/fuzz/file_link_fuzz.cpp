// Texts that may announce a file: what is read of one is safe to use, and announced again it is
// read the same.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "uvchat/base/ascii.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/file_link.h"

namespace {

using namespace uvchat::cipher;

void check_name(std::string_view name) {
  UVCHAT_ASSERT(uvchat::utf8_valid(name) && name != "." && name != "..");
  UVCHAT_ASSERT(name.find_first_of("/\\") == name.npos);
  UVCHAT_ASSERT(std::none_of(name.begin(), name.end(), uvchat::is_control));
}

void check_in(const FileLink& link, std::size_t text_bytes) {
  const auto text = file_link_text(link, text_bytes);
  if (!text) return;
  UVCHAT_ASSERT(text->size() <= text_bytes);
  const auto again = parse_file_link(*text);
  UVCHAT_ASSERT(again.has_value() && again->url == link.url && again->size == link.size);
  UVCHAT_ASSERT(again->key.has_value() == link.key.has_value());
  UVCHAT_ASSERT(!link.key || std::ranges::equal(again->key->bytes(), link.key->bytes()));
  UVCHAT_ASSERT(again->type == link.type || again->type.empty());
  check_name(again->name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto link = parse_file_link(text);
  if (!link) return 0;
  UVCHAT_ASSERT(link->url.starts_with("http") && link->size.value_or(0) <= file_bytes_max);
  check_name(link->name);
  // Escapes make a text at most three times as long; a byte that is no character, nine times.
  const auto whole = file_link_text(*link, text.size() * 9 + 100);
  UVCHAT_ASSERT(whole.has_value() && parse_file_link(*whole)->name == link->name);
  for (const std::size_t less : {0U, 1U, 5U, 20U, 60U}) {
    check_in(*link, whole->size() - std::min(whole->size(), less));
  }
  return 0;
}
