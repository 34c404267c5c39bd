#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"
#include "uvchat/cipher/file_stream.h"

// The URL that announces an enciphered file, its key in the fragment, where no server sees it:
// https://host/path#aes1=KEY&size=N&type=TYPE&name=NAME (docs/ciphered-lines.md, section 9).
// Thread-safe.

namespace uvchat::cipher {

struct FileLink {
  std::string url;  // "https://host/path", without a fragment
  FileKey key;
  std::uint64_t size = 0;  // bytes in clear
  std::string type;        // a media type; empty where none is said. A claim, as the name is
  std::string name;        // UTF-8 without controls and without a path; empty where none is said
};

// The text to be sealed. Where it would be longer than `text_bytes_max` the name is shortened
// before its extension, and if that is not enough name and type are left out. Fails where the URL
// is none or even that is too long.
Result<std::string> file_link_text(const FileLink& link, std::size_t text_bytes_max);

// Nothing where the whole text is not such a URL. What is unknown in the fragment is passed over.
std::optional<FileLink> parse_file_link(std::string_view text);

}  // namespace uvchat::cipher
