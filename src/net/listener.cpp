#include "net/listener.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace uvchat::net {

namespace {

constexpr std::uint64_t refusals_us_max = 1'000;  // of a turn may be spent on refusals
constexpr std::size_t refusals_told_each_tick = 16;
constexpr std::uint64_t refusals_log_ms = 10'000;  // between two log lines about refusals

}  // namespace

Listener::Listener(const AcceptingLoop& owner, std::uint8_t index, const ListenerSettings& settings,
                   Fd socket, const Deal& deal, LogSink& log)
    : owner_(owner),
      index_(index),
      protocol_(settings.profile.protocol),
      has_tls_(settings.tls),
      proxy_(settings.proxy),
      is_unix_(settings.is_unix()),
      is_own_users_(settings.is_own_users()),
      deal_(deal),
      log_(log),
      socket_(std::move(socket)) {
  poll_.data = this;
}

Result<void> Listener::start(uv_loop_t& loop) {
  if (const int error = uv_poll_init_socket(&loop, &poll_, socket_.get()); error != 0) {
    return fail(std::string("cannot watch a listening socket: ") + uv_strerror(error));
  }
  started_ = true;
  paused_ = true;
  resume();
  return {};
}

void Listener::tick(Now now) {
  deal_.gate->tick(now);
  resume();
  unnamed_.tick(now.mono_ms, deal_.gate->is_crowded() ? limits::greeting_crowded_ms_max
                                                      : limits::greeting_ms_max);
  refusals_told_ = 0;
  if (refused_ > 0 && now.mono_ms >= log_at_ms_) {
    log_.write(LogLevel::info, "connections refused",
               {{"count", refused_},
                {"last_address", last_refused_.text()},
                {"last_reason", last_reason_}});
    refused_ = 0;
    log_at_ms_ = now.mono_ms + refusals_log_ms;
  }
}

void Listener::resume() {
  if (!started_ || !std::exchange(paused_, false)) return;
  uv_poll_start(&poll_, UV_READABLE, [](uv_poll_t* poll, int, int) noexcept {
    static_cast<Listener*>(poll->data)->accept_some();
  });
}

// Until the next tick. The backlog stays readable: if it were still watched, the loop would spin.
void Listener::pause() {
  uv_poll_stop(&poll_);
  paused_ = true;
}

void Listener::close() {
  if (std::exchange(started_, false)) {
    uv_close(reinterpret_cast<uv_handle_t*>(&poll_), nullptr);
    unnamed_.close_all();
    socket_ = Fd();
  }
}

void Listener::accept_some() {
  // What is left in the backlog is reported again in the next turn.
  const std::uint64_t until_ns = uv_hrtime() + refusals_us_max * 1000;
  for (std::size_t left = owner_.accepts_allowed(); left > 0;) {
    const Outcome outcome = accept_one();
    if (outcome == Outcome::none_left || uv_hrtime() >= until_ns) return;
    left -= outcome == Outcome::let_in ? 1 : 0;
  }
}

Listener::Outcome Listener::accept_one() {
  const bool may_greet = has_tls_ || proxy_ != ProxyUse::off;
  if (may_greet && !deal_.gate->has_greeting_room()) {
    pause();
    return Outcome::none_left;
  }
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  auto* name = reinterpret_cast<sockaddr*>(&storage);
  Fd accepted(accept4(socket_.get(), name, &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (accepted) {
    told_ = false;
    return take({{}, std::move(accepted), address_of(*name), index_, owner_.now().mono_ms});
  }
  switch (errno) {
    case EAGAIN:
      return Outcome::none_left;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      pause();
      if (!std::exchange(told_, true)) {
        log_.write(LogLevel::error, "cannot accept connections", {{"reason", uv_strerror(-errno)}});
      }
      return Outcome::none_left;
    default:
      return Outcome::turned_away;  // this peer has gone; the next may be there
  }
}

Listener::Outcome Listener::take(AcceptedSocket&& accepted) {
  accepted.is_proxys = is_proxys(accepted);
  if (proxy_ == ProxyUse::off) return let_in(std::move(accepted));
  if (!is_unix_ && !deal_.gate->is_proxy(accepted.address)) {
    return proxy_ == ProxyUse::accepted ? let_in(std::move(accepted))
                                        : turn_away(accepted, "Only for proxies");
  }
  auto place = deal_.gate->enter(
      {.address = accepted.address, .protocol = protocol_, .greets = true, .is_unnamed = true},
      owner_.now());
  if (!place.has_value()) return turn_away(accepted, place.error());
  accepted.place = std::move(*place);
  unnamed_.add(*poll_.loop, std::move(accepted));
  return Outcome::let_in;
}

// A proxy at the user's own address is on the user's machine, or the user on the proxy's.
void Listener::begins_with(const ProxyHeader& header, AcceptedSocket&& socket) {
  const Address peer = socket.address;
  switch (header.kind) {
    case ProxyHeader::Kind::unfinished:
    case ProxyHeader::Kind::malformed:
      return note_refusal(peer, "the PROXY header is malformed");
    case ProxyHeader::Kind::none:
      if (proxy_ == ProxyUse::required) return note_refusal(peer, "it sent no PROXY header");
      break;
    case ProxyHeader::Kind::local:
      break;
    case ProxyHeader::Kind::unknown:
      socket.is_borrowed = true;
      socket.is_proxys = false;
      break;
    case ProxyHeader::Kind::named:
      socket.address = header.address;
      socket.is_borrowed = header.address == peer || header.address.is_loopback();
      socket.is_proxys = !socket.is_borrowed && is_proxys(socket);
  }
  socket.place = AcceptGate::Place();
  let_in(std::move(socket));
}

// Whether a proxy sends its requests, and says in each for whom. One that has said it by a header,
// of this connection, sends its user's.
bool Listener::is_proxys(const AcceptedSocket& accepted) const {
  if (protocol_ != Protocol::http) return false;
  const bool by_socket = is_unix_ && accepted.address.is_loopback();
  return by_socket || deal_.gate->is_proxy(accepted.address);
}

// Whom a PROXY header names is somebody else.
bool Listener::is_own_users(const AcceptedSocket& accepted) const {
  return is_own_users_ && !accepted.is_borrowed && accepted.address.is_loopback();
}

void Listener::ended_unnamed(const Address& peer, std::string_view why) { note_refusal(peer, why); }

Listener::Outcome Listener::let_in(AcceptedSocket&& accepted) {
  auto place = deal_.gate->enter({.address = accepted.address,
                                  .protocol = protocol_,
                                  .greets = has_tls_,
                                  .is_unnamed = accepted.is_proxys,
                                  .is_borrowed = accepted.is_borrowed,
                                  .is_own_users = is_own_users(accepted)},
                                 owner_.now());
  if (!place.has_value()) return turn_away(accepted, place.error());
  set_options(accepted.fd, protocol_);
  accepted.place = std::move(*place);
  hand_out(std::move(accepted));
  return Outcome::let_in;
}

void Listener::hand_out(AcceptedSocket&& accepted) {
  AcceptingLoop* target = deal_.loops.front();
  for (AcceptingLoop* loop : deal_.loops) target = loop->load() < target->load() ? loop : target;
  target->assign(std::move(accepted));
}

// In a flood, writing the line would cost more than everything else, and the kernel would keep a
// closed socket for a minute if the peer does not close its side: then a RST is all it gets. So it
// is with TLS, where the line would cost a handshake.
Listener::Outcome Listener::turn_away(const AcceptedSocket& accepted, std::string_view why) {
  note_refusal(accepted.address, why);
  if (!has_tls_ && refusals_told_ < refusals_told_each_tick) {
    ++refusals_told_;
    say_refused(accepted.fd, protocol_, why);
  } else {
    forget_when_closed(accepted.fd);
  }
  return Outcome::turned_away;
}

void Listener::note_refusal(const Address& address, std::string_view why) {
  ++refused_;
  last_refused_ = address;
  last_reason_ = why;
}

}  // namespace uvchat::net
