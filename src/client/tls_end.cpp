#include "client/tls_end.h"

#include <array>
#include <utility>

namespace uvchat::client {

TlsEnd::TlsEnd(tls::Session session, const TlsSettings& settings)
    : session_(std::move(session)),
      believes_(settings.believes),
      trusts_anybody_(settings.context->trusts_anybody()) {}

Result<TlsEnd> TlsEnd::begin(const TlsSettings& settings, const std::string& peer,
                             tls::Application application) {
  return tls::Session::client(settings.context, peer, application).map([&](tls::Session&& session) {
    return TlsEnd(std::move(session), settings);
  });
}

TlsEnd::Status TlsEnd::shake_hands(std::string_view& in, std::string& out) {
  const std::size_t given = in.size();
  const Status status = session_.shake_hands(in, out);
  handshake_bytes_ += given - in.size();
  if (status == Status::wants_input && handshake_bytes_ <= handshake_bytes_max) return status;
  if (status == Status::done) {
    const auto shown = session_.certificate();
    const auto believed = !believes_ ? Result<void>()
                          : shown    ? believes_(*shown)
                                     : fail("it has shown none");
    if (believed) return status;
    distrusts_peer_ = true;
    why_ = believed.error().text;
  } else if (status == Status::wants_input) {
    why_ = "it says too much";
  } else if (status == Status::closed) {
    why_ = "it does not want to";
  } else {
    distrusts_peer_ = session_.distrusts_peer();
    why_ = session_.why();
  }
  return Status::failed;
}

TlsEnd::Status TlsEnd::read(std::string_view in, std::string& clear, std::string& out) {
  std::array<char, tls::Session::record_bytes_max> record;
  for (;;) {
    const tls::Session::Read got = session_.read(in, record, out);
    clear.append(record.data(), got.bytes);
    if (got.status == Status::done) continue;
    if (got.status == Status::failed) why_ = session_.why();
    return got.status;
  }
}

}  // namespace uvchat::client
