#include <utility>

#include "client/connection.h"
#include "uvchat/base/assert.h"

// What a connection does where it has TLS.

namespace uvchat::client {

// It is connected: the handshake begins.
void Connection::begin_tls() {
  state_ = State::securing;
  const auto application = websocket_host_.empty() ? tls::Application::irc : tls::Application::http;
  auto begun = TlsEnd::begin(tls_settings_, tls_settings_.peer, application);
  if (!begun) {
    not_secured(CloseCause::not_secured, begun.error().text);
    return;
  }
  tls_ = std::make_unique<TlsEnd>(*std::move(begun));
  timer_ = std::make_unique<uv_timer_t>();
  int status = uv_timer_init(&loop_, timer_.get());
  timer_->data = this;
  if (status == 0) {
    status =
        uv_timer_start(timer_.get(), &Connection::on_handshake_late, tls_settings_.handshake_ms, 0);
  }
  UVCHAT_ASSERT(status == 0);  // they need nothing of the system
  shake_hands({});
}

void Connection::on_handshake_late(uv_timer_t* timer) {
  static_cast<Connection*>(timer->data)
      ->not_secured(CloseCause::not_secured, "it did not answer in time");
}

void Connection::shake_hands(std::string_view bytes) {
  std::string out;
  const TlsEnd::Status status = tls_->shake_hands(bytes, out);
  send_raw(out);
  if (status == TlsEnd::Status::wants_input) return;
  if (status != TlsEnd::Status::done) {
    not_secured(tls_->distrusts_peer() ? CloseCause::not_trusted : CloseCause::not_secured,
                tls_->why());
    return;
  }
  close_timer();
  secured(bytes);
}

// Nothing has been told yet, and nothing is.
void Connection::not_secured(CloseCause cause, const std::string& reason) {
  const std::string& peer = tls_settings_.peer;
  Closed why{cause,
             "cannot speak TLS with " + peer + ": " + reason + "; is this its port for TLS?"};
  why.tls_reason = reason;
  if (tls_) why.certificate = tls_->certificate();
  if (cause == CloseCause::not_trusted) {
    why.text = "the certificate of " + peer + " is not believed: " + reason;
    if (why.certificate) {
      why.text += "; its fingerprint is " + tls::fingerprint_text(*why.certificate);
    }
  }
  close(std::move(why));
}

void Connection::read_tls(std::string_view bytes) {
  std::string clear;
  std::string out;
  const TlsEnd::Status status = tls_->read(bytes, clear, out);
  send_raw(out);
  if (!clear.empty()) take_clear(clear);
  if (status == TlsEnd::Status::closed) {
    close({CloseCause::lost, "the server closed the connection", UV_EOF});
  } else if (status == TlsEnd::Status::failed) {
    close({CloseCause::lost, "the connection is not secure any more: " + tls_->why()});
  }
}

void Connection::close_timer() {
  auto* handle = reinterpret_cast<uv_handle_t*>(timer_.get());
  if (handle != nullptr && !uv_is_closing(handle)) uv_close(handle, &Connection::on_timer_closed);
}

void Connection::on_timer_closed(uv_handle_t* handle) {
  auto& self = *static_cast<Connection*>(handle->data);
  self.timer_.reset();
  if (self.state_ == State::closing && !self.has_handle_) self.finish();
}

std::optional<tls::Fingerprint> Connection::pinned_certificate() const {
  return connected() && tls_ && tls_settings_.believes ? tls_->certificate() : std::nullopt;
}

std::string Connection::tls_version() const {
  return connected() && tls_ ? tls_->version() : std::string();
}

}  // namespace uvchat::client
