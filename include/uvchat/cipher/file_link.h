#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"
#include "uvchat/cipher/file_stream.h"

// The URL that announces a file. Its fragment says what a reader is to know before; of an
// enciphered one also the key, where no server sees it:
// https://host/path#aes1=KEY&size=N&type=TYPE&name=NAME&w=PIXELS&h=PIXELS
// (docs/ciphered-lines.md, section 9).
// Thread-safe.

namespace uvchat::cipher {

// Of a picture.
struct PixelExtent {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool operator==(const PixelExtent&) const = default;
};

struct FileLink {
  std::string url;             // "https://host/path", without a fragment
  std::optional<FileKey> key;  // nothing: it is stored in clear
  // Bytes in clear; nothing: it is not said. Where there is a key there is a size.
  std::optional<std::uint64_t> size;
  std::string type;  // a media type; empty where none is said. A claim, as the name is
  // UTF-8 without a path, controls and signs that change the direction of writing; empty where none
  // is said.
  std::string name;
  std::optional<PixelExtent> extent = {};  // a claim; nothing: it is not said
};

// The text that announces it. Where it would be longer than `text_bytes_max` the name is shortened
// before its extension, and if that is not enough the extent is left out, and then name and type.
// Fails where the URL is none or even that is too long.
Result<std::string> file_link_text(const FileLink& link, std::size_t text_bytes_max);

// Nothing where the whole text is not such a URL, or has a key without which, or a size without
// which, it cannot be opened. What is unknown in the fragment is passed over. Http is for what does
// not leave a machine: whoever fetches the file looks after that.
std::optional<FileLink> parse_file_link(std::string_view text);

}  // namespace uvchat::cipher
