#pragma once

#include <string>

namespace uvchat::tls {

// Why the last call of OpenSSL on this thread failed; its list of errors is empty afterwards.
std::string take_openssl_error();

}  // namespace uvchat::tls
