#include "link/closing.h"

#include <uv.h>

#include <algorithm>
#include <array>
#include <string_view>

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
    case UV_ECONNABORTED:
      return text(Text::connection_cut_off);
    case UV_ENETUNREACH:
      return text(Text::network_unreachable);
    default:
      return uv_strerror(status);
  }
}

// OpenSSL's words for what happens most, in the user's language.
std::string words_of_tls(const std::string& reason) {
  struct Known {
    std::string_view said;
    Text words;
  };
  static constexpr std::array<Known, 5> known = {
      {{"self-signed certificate", Text::certificate_self_signed},
       {"unable to get local issuer certificate", Text::certificate_self_signed},
       {"certificate has expired", Text::certificate_expired},
       {"hostname mismatch", Text::certificate_of_another},
       {"IP address mismatch", Text::certificate_of_another}}};
  const auto found = std::find_if(known.begin(), known.end(), [&](const Known& each) {
    return reason.find(each.said) != std::string::npos;
  });
  return found == known.end() ? reason : text(found->words);
}

std::string why_not_secured(const client::Closed& closed, const client::Target& server) {
  const std::string why = words_of_tls(closed.tls_reason);
  if (closed.cause == client::CloseCause::not_secured) {
    return fill(Text::not_secured,
                {{"host", server.host}, {"port", std::to_string(server.port)}, {"why", why}});
  }
  const std::string shown = closed.certificate ? tls::fingerprint_text(*closed.certificate) : "-";
  return fill(Text::certificate_not_believed,
              {{"host", server.host}, {"why", why}, {"fingerprint", shown}});
}

}  // namespace

std::string why_closed(const client::Closed& closed, const client::Target& server) {
  if (closed.cause == client::CloseCause::host_not_found) {
    return fill(Text::host_not_found, {{"host", server.host}});
  }
  if (!closed.tls_reason.empty()) return why_not_secured(closed, server);
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
