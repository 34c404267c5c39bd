#pragma once

#include <memory>
#include <string>

#include "server/config.h"
#include "uvchat/base/log.h"
#include "uvchat/base/result.h"
#include "uvchat/tls/context.h"

// The certificates that a configuration names. All of these may wait for a disk. `config_file`:
// relative paths count from its folder.

namespace uvchat::server {

// Null where no certificate is named. The error names the key whose file is wrong, and where it
// stands in the configuration file.
Result<std::shared_ptr<const tls::Context>> load_certificates(const Config& config,
                                                              const std::string& config_file);

// Tells whether a file was replaced, written to, or given to others: it is another text then. To be
// taken before the files are read.
std::string state_of_files(const TlsConfig& config, const std::string& config_file);

// Warns of what an operator should change: of keys that others may read, and of an end that is
// near. To be called once a day, at least.
void warn_of_certificates(const TlsConfig& config, const std::string& config_file,
                          const tls::Context& certificates, LogSink& log);

// `uvchat-server make-certificate`: writes a certificate that nobody knows, for trying TLS out, and
// its key, which only the owner may read, into files that are not there yet. `names`: as of
// tls::make_certificate().
Result<tls::Fingerprint> make_certificate_files(const std::vector<std::string>& names, int days,
                                                const tls::CertificateFiles& files);

}  // namespace uvchat::server
