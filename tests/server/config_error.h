#pragma once

#include <gtest/gtest.h>

#include <string>

#include "server/config_file.h"

namespace uvchat::server {

// Of "operpassword", at the least cost that there is.
inline const std::string some_hash =
    "$argon2id$v=19$m=8,t=1,p=1$dXZjaGF0aXJjdGVzdHNhbHQ$"
    "KfnqZTiZTy2uNDJN+loI4CEKsLPsvd025K2oPDHefV4";

inline Config config_of(const std::string& text) {
  auto config = parse_config(text, "uvchat.json");
  EXPECT_TRUE(config) << config.error().text;
  return config.value_or(Config{});
}

// What is said of a configuration that holds `text`: its error, or "accepted".
inline std::string error_of(const std::string& text) {
  const auto config = parse_config(text, "uvchat.json");
  return config ? "accepted" : config.error().text;
}

}  // namespace uvchat::server
