#include "link/link.h"

#include <ctime>
#include <utility>

#include "chat/texts.h"
#include "link/closing.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t last_words_ms = 2000;
// How long one turn of the loop may take before others, such as the keyboard, have their turn.
constexpr std::uint64_t turn_max_ms = 10;
// How long a connection must last to reset the wait: one that breaks at once does not.
constexpr std::uint64_t good_connection_ms = 30'000;

}  // namespace

Link::Link(uv_loop_t& loop, Listener& listener, client::Target server, client::TlsSettings tls,
           StrictTls strict, MakeWire make_wire)
    : loop_(loop),
      listener_(listener),
      server_(std::move(server)),
      tls_(std::move(tls)),
      strict_(std::move(strict)),
      make_wire_(std::move(make_wire)),
      backoff_(uv_hrtime()) {}

void Link::start(bool connects) {
  for (uv_timer_t* const timer : {&timer_, &answers_, &rest_}) {
    uv_timer_init(&loop_, timer);
    timer->data = this;
    ++open_handles_;
  }
  if (connects) connect();
}

void Link::connect() {
  at_once_ = false;
  unwelcome_ = false;
  registered_at_ms_ = 0;
  wire_ = make_wire_({loop_, read_buffer_, *this, tls_});
  listener_.on_link_connecting();
  wire_->connect(server_.host, server_.port);
}

void Link::send_line(std::string_view line) {
  if (wire_) {
    wire_->send_line(line);
    uv_timer_start(&answers_, &Link::on_answers, 0, 0);
  }
}

void Link::on_answers(uv_timer_t* timer) {
  const auto& self = *static_cast<Link*>(timer->data);
  if (self.wire_) self.wire_->answer();
}

void Link::connect_again() {
  if (closing_) return;
  if (wire_) {
    at_once_ = true;
    wire_->close();
  } else {
    uv_timer_start(&timer_, &Link::on_timer, 0, 0);
  }
}

void Link::end_negotiation() {
  if (wire_) wire_->end_negotiation();
}

void Link::hang_up(bool tries_again) {
  unwelcome_ = unwelcome_ || !tries_again;
  if (wire_) wire_->close();
}

void Link::close() {
  if (std::exchange(closing_, true)) return;
  if (registered_at_ms_ == 0 && wire_) wire_->close();
  uv_timer_start(&timer_, &Link::on_timer, wire_ ? last_words_ms : 0, 0);
}

void Link::on_timer(uv_timer_t* timer) {
  auto& self = *static_cast<Link*>(timer->data);
  if (!self.closing_) {
    self.connect();
  } else if (self.wire_) {
    self.wire_->close();
  } else {
    self.end();
  }
}

bool Link::on_wire_negotiated() { return listener_.on_link_negotiated(wire_->is_secure()); }

void Link::on_wire_registered(std::string_view nick) {
  registered_at_ms_ = uv_now(&loop_);
  listener_.on_link_registered(nick);
}

// Never again in clear, whatever becomes of it.
void Link::connect_with_tls(std::uint16_t port) {
  auto tls = strict_.secures(port);
  if (!tls) {
    why_ends_ = tls.error().text;
    return hang_up(false);
  }
  why_ends_ = fill(Text::server_wants_tls, {{"port", std::to_string(port)}});
  tls_ = *std::move(tls);
  server_.port = port;
  connect_again();
}

void Link::tell(const Result<void>& kept) {
  if (!kept) listener_.on_link_forgets(kept.error().text);
}

void Link::on_wire_line(const irc::Message& message) {
  const auto port = strict_.take(message, seen_of(*wire_, server_.port), std::time(nullptr));
  if (!port) listener_.on_link_forgets(port.error().text);
  if (port.value_or(0) != 0) return connect_with_tls(*port);
  // After registration, 464 is about an operator's password.
  unwelcome_ = unwelcome_ || message.command == "465" ||
               (message.command == "464" && registered_at_ms_ == 0);
  listener_.on_link_line(message);
  rest_if_long();
}

// A server that sends without pause must not keep the user from typing.
void Link::rest_if_long() {
  if (wire_ && uv_hrtime() / 1'000'000 > uv_now(&loop_) + turn_max_ms) {
    wire_->set_reading(false);
    uv_timer_start(&rest_, &Link::on_rested, 0, 0);
  }
}

void Link::on_rested(uv_timer_t* timer) {
  const auto& self = *static_cast<Link*>(timer->data);
  if (self.wire_) self.wire_->set_reading(true);
}

void Link::on_wire_closed(const client::Closed& closed) {
  const std::string own_reason = std::exchange(why_ends_, {});
  const std::string why = own_reason.empty() ? why_closed(closed, server_) : own_reason;
  tell(strict_.visited(std::time(nullptr)));
  wire_.reset();
  unwelcome_ = unwelcome_ || closed.cause == client::CloseCause::not_trusted;
  if (closing_) {
    end();
    return;
  }
  if (registered_at_ms_ != 0 && uv_now(&loop_) - registered_at_ms_ >= good_connection_ms) {
    backoff_.reset();
  }
  registered_at_ms_ = 0;
  if (unwelcome_ && !at_once_) {
    listener_.on_link_lost(why, std::nullopt);
    return;
  }
  const std::uint64_t wait_ms = at_once_ ? 0 : backoff_.next_ms();
  uv_timer_start(&timer_, &Link::on_timer, wait_ms, 0);
  listener_.on_link_lost(why, wait_ms);
}

void Link::end() {
  for (uv_timer_t* const timer : {&timer_, &answers_, &rest_}) {
    uv_close(reinterpret_cast<uv_handle_t*>(timer), &Link::on_handle_closed);
  }
}

void Link::on_handle_closed(uv_handle_t* handle) {
  auto& self = *static_cast<Link*>(handle->data);
  if (--self.open_handles_ == 0) self.listener_.on_link_ended();
}

}  // namespace uvchat::cli
