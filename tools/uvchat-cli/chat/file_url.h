#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uvchat::cli {

// A URL of a file, read strictly, so that no other program reads another host in it: http or https,
// a host, perhaps a port, a path; no user, no space, nothing but printable ASCII.
struct FileUrl {
  bool has_tls = false;
  std::string host;  // in lower case, without brackets and without a dot at its end
  std::uint16_t port = 0;
  std::string origin;  // "https://host:port", as it is written
  std::string path;    // with its query, from '/' on, without the fragment
};

std::optional<FileUrl> parse_file_url(std::string_view text);

// Where `reference` of an answer of `base` leads: a URL, or a path from '/' on. Nothing where it
// leads to another origin.
std::optional<std::string> same_origin(const FileUrl& base, std::string_view reference);

// "localhost" or an address that never leaves this machine.
bool is_this_machine(std::string_view host);

}  // namespace uvchat::cli
