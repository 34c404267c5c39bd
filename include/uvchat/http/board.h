#pragma once

#include <string>

#include "uvchat/http/hosts.h"
#include "uvchat/http/message.h"

namespace uvchat::http {

// What an operator's programs are shown. Thread-safe.
class Board {
 public:
  virtual ~Board() = default;
  // In the text format of Prometheus.
  virtual std::string metrics() const = 0;
  // Why the server cannot do all of its work now; empty: it can.
  virtual std::string why_not_ready() const = 0;
};

// What a request gets at a listener for operators, which serves /metrics, /readyz and /healthz, and
// neither pages nor WebSockets. No browser's page gets anything: it is refused by its Origin.
Response answer_operator(const Board& board, const HostRules& hosts, const Request& request);

}  // namespace uvchat::http
