#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "uvchat/base/ids.h"
#include "uvchat/http/hosts.h"
#include "uvchat/http/message.h"

namespace uvchat::http {

// Whose request it is.
struct Asker {
  ConnId conn;
  // The system lets nobody but the server's own user reach the listener: no token is asked for.
  bool is_trusted = false;
};

// The paths of the admin API begin with it.
inline constexpr std::string_view api_prefix = "/api/";

// What operators' programs are shown, and what they can do. Thread-safe.
class Board {
 public:
  virtual ~Board() = default;
  // In the text format of Prometheus.
  virtual std::string metrics() const = 0;
  // Why the server cannot do all of its work now; empty: it can.
  virtual std::string why_not_ready() const = 0;

  // How many bytes of body a request of the API may have, whose head has come. 0: it has none, or
  // its sender is nobody.
  virtual std::size_t body_bytes_max(const Request& head, const Asker& asker) const = 0;
  // Answers a request of the API; nothing, where the chat is asked first: then its connection is
  // answered once, later.
  virtual std::optional<Response> answer(const Request& request, const Asker& asker) = 0;
};

// What a request gets at a listener for operators, which serves /metrics, /readyz, /healthz and the
// API, and neither pages nor WebSockets. No browser's page gets anything: it is refused by its
// Origin. Nothing: it is answered later.
std::optional<Response> answer_operator(Board& board, const HostRules& hosts,
                                        const Request& request, const Asker& asker);
// As Board::body_bytes_max, and 0 for what is refused or is none of the API's.
std::size_t operator_body_bytes_max(const Board& board, const HostRules& hosts, const Request& head,
                                    const Asker& asker);

// An error of the API: {"error": {"code": ..., "text": ...}}. Both texts are plain: no quotes, no
// backslashes, no control characters.
Response say_error(int status, std::string_view code, std::string_view text);
// That of a request that cannot be read (Reader::status()).
Response say_unreadable(int status);

}  // namespace uvchat::http
