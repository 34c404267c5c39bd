#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client/target.h"
#include "client/tls_end.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

// Whom a connection with TLS believes, and what it shows of itself.
struct Trust {
  std::string authorities_file = {};                   // empty: the authorities of the system
  std::optional<tls::Fingerprint> pin = std::nullopt;  // that certificate alone
  bool pins_first = false;     // the first that is shown, or `pin`, is remembered
  std::string pins_file = {};  // what was remembered, of mode 0600; empty: none is known
  std::optional<tls::CertificateFiles> own = std::nullopt;  // nothing: it shows none
};

// How a connection to `server` is secured. A certificate that was remembered is the only one that
// is believed, unless `trust` names others. The errors, of files, are in the user's language; so is
// what the connection is told where a fingerprint is another one.
Result<client::TlsSettings> tls_settings(const Trust& trust, const client::Target& server);

// The fingerprint that `file` has for `server`, and the file with another one:
// { "HOST:PORT": "AB:CD:..." }
Result<std::optional<tls::Fingerprint>> kept_pin(std::string_view file, const std::string& server);
Result<std::string> with_pin(std::string_view file, const std::string& server,
                             const tls::Fingerprint& pin);

}  // namespace uvchat::cli
