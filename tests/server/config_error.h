#pragma once

#include <string>

#include "server/config.h"

namespace uvchat::server {

// What is said of a configuration that holds `text`: its error, or "accepted".
inline std::string error_of(const std::string& text) {
  const auto config = parse_config(text, "uvchat.json");
  return config ? "accepted" : config.error().text;
}

}  // namespace uvchat::server
