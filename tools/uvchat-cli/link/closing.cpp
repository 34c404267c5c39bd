#include "link/closing.h"

#include <uv.h>

#include "chat/texts.h"

namespace uvchat::cli {
namespace {

std::string words_of_status(int status) {
  switch (status) {
    case UV_ECONNREFUSED:
      return text(Text::connection_refused);
    case UV_ECONNRESET:
      return text(Text::connection_reset);
    case UV_ETIMEDOUT:
      return text(Text::connection_timed_out);
    case UV_EHOSTUNREACH:
      return text(Text::host_unreachable);
    case UV_ENETUNREACH:
      return text(Text::network_unreachable);
    default:
      return uv_strerror(status);
  }
}

}  // namespace

std::string why_closed(const client::Closed& closed, const client::Target& server) {
  if (closed.cause == client::CloseCause::host_not_found) {
    return fill(Text::host_not_found, {{"host", server.host}});
  }
  if (!closed.last_words.empty()) {
    return fill(Text::server_closed_saying, {{"words", closed.last_words}});
  }
  if (closed.status == UV_EOF) return text(Text::server_closed);
  if (closed.status == 0) return closed.text;
  const std::string why = words_of_status(closed.status);
  return closed.cause == client::CloseCause::not_connected
             ? fill(Text::cannot_connect,
                    {{"host", server.host}, {"port", std::to_string(server.port)}, {"why", why}})
             : fill(Text::connection_lost, {{"why", why}});
}

}  // namespace uvchat::cli
