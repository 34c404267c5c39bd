#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Names of files as strangers claim them. They are shown and offered for saving; no name ever
// reaches this server's file system.

namespace uvchat::http {

inline constexpr std::size_t name_bytes_max = 160;

// What of the name may be shown and saved: UTF-8 of one line, without a path, without what steers a
// terminal or the direction of writing, without dots or spaces at its ends, and not too long. A
// long name loses the end of its stem and keeps its extension. Empty: nothing is left.
std::string safe_name(std::string_view claimed);

// The value of Content-Disposition (RFC 6266, RFC 8187). REQUIRES: the name is a safe_name(), or
// empty.
std::string disposition(bool is_inline, std::string_view name);

// The name in a request's Content-Disposition, made safe. Empty: none.
std::string name_in_disposition(std::string_view field);

}  // namespace uvchat::http
