#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/proxy_header.h"
#include "uvchat/base/assert.h"

// What a header says does not depend on what follows it, nor on the pieces in which it comes: it is
// unfinished until its last byte is there, and then stays as it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using uvchat::net::ProxyHeader;
  using Kind = ProxyHeader::Kind;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const ProxyHeader whole = ProxyHeader::read(bytes);
  UVCHAT_ASSERT(whole.size <= bytes.size() && whole.size <= ProxyHeader::bytes_max);
  UVCHAT_ASSERT(whole.kind != Kind::unfinished || bytes.size() < ProxyHeader::bytes_max);
  const bool has_header =
      whole.kind == Kind::local || whole.kind == Kind::unknown || whole.kind == Kind::named;
  UVCHAT_ASSERT((whole.size > 0) == has_header);
  UVCHAT_ASSERT(whole.kind == Kind::named || whole.address == uvchat::Address());
  bool is_decided = false;
  for (std::size_t first = 0; first <= bytes.size() && first <= ProxyHeader::bytes_max; ++first) {
    const ProxyHeader seen = ProxyHeader::read(bytes.substr(0, first));
    is_decided = is_decided || seen.kind != Kind::unfinished;
    UVCHAT_ASSERT(is_decided ? seen == whole : seen == ProxyHeader());
    UVCHAT_ASSERT(!has_header || is_decided == (first >= whole.size));
  }
  if (whole.kind != Kind::named) return 0;
  // Said again in words, it is the same.
  const std::string text = whole.address.text();
  const std::string again = "PROXY TCP" + std::string(whole.address.is_v4() ? "4 " : "6 ") + text +
                            " " + text + " 1 2\r\n";
  const ProxyHeader said_again = ProxyHeader::read(again);
  UVCHAT_ASSERT(said_again.kind == Kind::named && said_again.address == whole.address);
  UVCHAT_ASSERT(said_again.size == again.size());
  return 0;
}
