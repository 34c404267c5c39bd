#pragma once

#include <functional>
#include <memory>
#include <string>

#include "chat/transfer_orders.h"
#include "transfer/http.h"

namespace uvchat::cli {

// Http by libcurl. One thread. `authorities_file`: whom it believes if it trusts as the chat does;
// empty: the system's. No redirection is followed, no proxy is used.
std::unique_ptr<Http> curl_http(const FileTrust& trust, const std::string& authorities_file,
                                std::function<bool()> is_stopped);

// Once, before there are threads that use it.
void begin_curl();

}  // namespace uvchat::cli
