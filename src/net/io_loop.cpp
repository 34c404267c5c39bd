#include "net/io_loop.h"

#include <csignal>

#include <algorithm>
#include <chrono>
#include <utility>

#include "net/websocket_framing.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/thread_name.h"
#include "uvchat/base/time_slice.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::net {

namespace {

// The loop that runs on this thread.
thread_local const IoLoop* running_here = nullptr;

template <typename Handle>
uv_handle_t* as_handle(Handle& handle) {
  return reinterpret_cast<uv_handle_t*>(&handle);
}

}  // namespace

// --- Beginning and end.

IoLoop::IoLoop(const LoopSettings& settings, HubPort& hub, LogSink& log)
    : settings_(settings),
      hub_(hub),
      log_(log),
      core_(settings, http_),
      http_(core_, tls_, *this, settings.files),
      tls_(http_, *this, *this, {}),
      certificates_(settings.certificates),
      site_(settings.site),
      text_(core_.add_framing(std::make_unique<WebSocketFraming>(http::Subprotocol::text))),
      binary_(core_.add_framing(std::make_unique<WebSocketFraming>(http::Subprotocol::binary))) {}

Result<std::unique_ptr<IoLoop>> IoLoop::create(const LoopSettings& settings, HubPort& hub,
                                               LogSink& log) {
  std::unique_ptr<IoLoop> loop(new IoLoop(settings, hub, log));
  if (Result<void> started = loop->start(); !started) {
    return tl::unexpected(std::move(started.error()));
  }
  return loop;
}

Result<void> IoLoop::start() {
  if (const int error = uv_loop_init(&loop_); error != 0) {
    return fail(std::string("cannot create an event loop: ") + uv_strerror(error));
  }
  loop_.data = this;
  if (const int error = uv_async_init(&loop_, &wake_, [](uv_async_t*) noexcept {}); error != 0) {
    uv_loop_close(&loop_);
    return fail(std::string("cannot create an event loop: ") + uv_strerror(error));
  }
  started_ = true;
  uv_loop_configure(&loop_, UV_METRICS_IDLE_TIME);  // for time_turn()
  uv_idle_init(&loop_, &go_on_);
  uv_prepare_init(&loop_, &prepare_);
  uv_prepare_start(&prepare_, [](uv_prepare_t* handle) noexcept {
    static_cast<IoLoop*>(handle->loop->data)->on_prepare();
  });
  uv_timer_init(&loop_, &tick_);
  uv_timer_start(
      &tick_,
      [](uv_timer_t* handle) noexcept { static_cast<IoLoop*>(handle->loop->data)->on_tick(); },
      limits::tick_ms, limits::tick_ms);
  return {};
}

IoLoop::~IoLoop() {
  if (!started_) return;
  carry_out(StopAccepting{});
  uv_close(as_handle(prepare_), nullptr);
  uv_close(as_handle(tick_), nullptr);
  uv_close(as_handle(go_on_), nullptr);
  uv_close(as_handle(wake_), nullptr);
  carry_out(Stop{0});
  uv_run(&loop_, UV_RUN_DEFAULT);
  UVCHAT_ASSERT(core_.stopped());
  UVCHAT_ASSERT(uv_loop_close(&loop_) == 0);
}

Result<std::vector<std::uint16_t>> IoLoop::listen(const Deal& deal) {
  UVCHAT_ASSERT(listeners_.empty() && !deal.loops.empty());
  std::vector<Fd> sockets;
  std::vector<std::uint16_t> ports;
  for (const ListenerSettings& listener : settings_.listeners) {
    Result<Fd> socket = listen_on(listener);
    if (!socket && !listener.is_optional) {
      socket_files_.clear();
      return tl::unexpected(std::move(socket.error()));
    }
    if (!socket) {
      log_.write(LogLevel::warning, "listener left out", {{"reason", socket.error().text}});
    } else if (listener.is_unix()) {
      socket_files_.emplace_back(listener.unix_path());
    }
    ports.push_back(socket ? port_of(*socket) : std::uint16_t{0});
    sockets.push_back(socket ? std::move(*socket) : Fd());
  }
  for (std::size_t index = 0; index < sockets.size(); ++index) {
    if (!sockets[index]) continue;
    listeners_.push_back(std::make_unique<Listener>(*this, static_cast<std::uint8_t>(index),
                                                    settings_.listeners[index],
                                                    std::move(sockets[index]), deal, log_));
    if (Result<void> started = listeners_.back()->start(loop_); !started) {
      carry_out(StopAccepting{});
      return tl::unexpected(std::move(started.error()));
    }
  }
  return ports;
}

void IoLoop::run() {
  UVCHAT_ASSERT(running_here == nullptr);
  name_this_thread(("loop " + std::to_string(settings_.loop)).c_str());
  shorten_time_slice(log_);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  running_here = this;
  const auto is_classroom = [](const ListenerSettings& listener) {
    return listener.profile.protocol == Protocol::classroom;
  };
  if (std::any_of(settings_.listeners.begin(), settings_.listeners.end(), is_classroom)) {
    cipher::prepare_classroom_form();
  }
  open_ring();
  turn_ended_ns_ = uv_hrtime();
  uv_run(&loop_, UV_RUN_DEFAULT);
  running_here = nullptr;
}

// --- Turns.

Now IoLoop::now() const {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return {uv_now(&loop_), duration_cast<microseconds>(wall).count()};
}

// libuv calls this right before the loop would sleep.
void IoLoop::on_prepare() {
  end_turn();
  core_.begin_round();
  http_.begin_round(now());
  tls_.begin_round(now());
  if (core_.stopped()) {
    uv_stop(&loop_);
  } else if (hub_has_more_ || own_mail_ || core_.has_work() || http_.has_work() ||
             tls_.has_work()) {
    uv_idle_start(&go_on_, [](uv_idle_t*) noexcept {});
  } else {
    uv_idle_stop(&go_on_);
  }
}

void IoLoop::end_turn() {
  UVCHAT_ASSERT(running_here == this);
  if (std::optional<EventBatch> batch = core_.take_batch()) {
    batch->figures = figures();
    hub_.post(std::move(*batch));
  }
  hub_has_more_ = hub_.ride();
  take_mail();
  core_.flush(now());
  core_.admit_waiting(now());
  time_turn();
}

LoopFigures IoLoop::figures() const {
  LoopFigures figures = core_.figures();
  figures.handshakes = tls_.handshakes_done();
  figures.handshakes_failed = tls_.handshakes_failed();
  figures.requests = http_.requests();
  figures.requests_put_off = http_.requests_put_off();
  figures.uring = uring_;
  figures.sends_single = sends_single_;
  figures.sends_many = sends_many_;
  return figures;
}

// Reports the time since the last turn, without the time that the loop slept.
void IoLoop::time_turn() {
  const std::uint64_t ended_ns = uv_hrtime();
  const std::uint64_t slept_ns = uv_metrics_idle_time(&loop_);
  const std::uint64_t between_ns = ended_ns - std::exchange(turn_ended_ns_, ended_ns);
  const std::uint64_t sleep_ns = slept_ns - std::exchange(slept_ns_, slept_ns);
  const std::uint64_t us = (between_ns - std::min(sleep_ns, between_ns)) / 1000;
  core_.turn_took(us);
  hub_.turn_took(us, now());
}

void IoLoop::on_tick() {
  core_.tick(now());
  const bool is_crowded = gate_ != nullptr && gate_->is_crowded();
  const std::uint64_t ms_max =
      is_crowded ? limits::greeting_crowded_ms_max : limits::greeting_ms_max;
  tls_.end_handshakes(now().mono_ms - std::min(ms_max, now().mono_ms));
  for (const std::unique_ptr<Listener>& listener : listeners_) listener->tick(now());
}

// --- Mail.

void IoLoop::post(LoopMail&& mail) {
  if (!mailbox_.post(std::move(mail))) {
    return;  // an earlier post has already woken the loop
  }
  if (running_here == this) {
    own_mail_ = true;  // the loop is awake, and takes its mail when the turn ends
  } else {
    wake();
  }
}

void IoLoop::wake() { uv_async_send(&wake_); }

void IoLoop::assign(AcceptedSocket&& accepted) {
  load_.fetch_add(1, std::memory_order_relaxed);
  if (running_here == this) {
    carry_out(std::move(accepted));
  } else {
    post(std::move(accepted));
  }
}

void IoLoop::take_mail() {
  own_mail_ = false;
  mailbox_.take_all(mail_);
  for (LoopMail& mail : mail_) {
    std::visit([this](auto& content) { carry_out(std::move(content)); }, mail);
  }
  mail_.clear();
}

void IoLoop::carry_out(DeliveryBatch&& batch) {
  core_.deliver(batch, now());
  hub_.give_back(std::move(batch));
}

void IoLoop::carry_out(EventBatch&& batch) { core_.give_back(std::move(batch)); }

void IoLoop::carry_out(ShowCertificates order) { certificates_ = std::move(order.certificates); }

void IoLoop::carry_out(ServeSite order) { site_ = std::move(order.site); }

void IoLoop::carry_out(const BoardAnswered& answer) {
  http_.answered(answer.conn, answer.make(), now());
}

void IoLoop::carry_out(http::FileDoorSaid&& said) { http_.said(std::move(said), now()); }

void IoLoop::carry_out(StopAccepting) {
  for (const std::unique_ptr<Listener>& listener : listeners_) listener->close();
  socket_files_.clear();
}

void IoLoop::carry_out(Stop order) {
  core_.stop(now(), order.grace_ms);
  core_.tick(now());
}

void IoLoop::carry_out(AcceptedSocket&& accepted) {
  const Now since{accepted.accepted_ms, now().wall_us};
  gate_ = accepted.place.gate();
  const std::optional<std::uint32_t> slot = core_.accept(accepted.listener, since);
  if (slot.has_value()) {
    const bool has_tls = settings_.listeners[accepted.listener].tls;
    if (!open_stream(*slot, std::move(accepted))) {
      core_.on_broken(*slot);
    } else if (has_tls) {
      const Protocol protocol = settings_.listeners[peers_[*slot]->listener].profile.protocol;
      tls_.open(*slot, certificates_, since.mono_ms,
                protocol == Protocol::http ? tls::Application::http : tls::Application::irc);
    } else {
      begin(*slot);
    }
    return;
  }
  load_.fetch_sub(1, std::memory_order_relaxed);
  const ListenerSettings& listener = settings_.listeners[accepted.listener];
  if (!listener.tls) say_refused(accepted.fd, listener.profile.protocol, "This server is full");
}

void IoLoop::secured(std::uint32_t slot, const tls::Session& session) {
  Peer& peer = *peers_[slot];
  peer.place.greeted();
  peer.hello->tls = true;
  peer.hello->certificate = session.certificate();
  peer.hello->may_keep_tls = session.has_kept_name();
  begin(slot);
}

// With TLS, behind its handshake.
void IoLoop::begin(std::uint32_t slot) {
  Peer& peer = *peers_[slot];
  const ListenerSettings& listener = settings_.listeners[peer.listener];
  if (listener.profile.protocol == Protocol::http) {
    http_.open(slot, site_,
               {.board = listener.is_for_operators ? settings_.board : nullptr,
                .is_trusted = listener.is_own_users()},
               now());
    return;
  }
  Hello hello = *std::exchange(peer.hello, nullptr);
  const auto now_s = static_cast<std::int64_t>(now().wall_us / 1'000'000);
  hello.may_keep_tls = (hello.may_keep_tls || !hello.tls) && certificates_ != nullptr &&
                       certificates_->is_valid_at(now_s);
  core_.greeted(slot, hello);
}

Hello IoLoop::hello_of(std::uint32_t slot, const http::Request& request) const {
  Hello hello = *peers_[slot]->hello;
  hello.is_websocket = true;
  hello.may_keep_tls = false;
  if (!hello.is_proxys) return hello;
  const http::Forwarded told = http::forwarded_for(request, site_->forwarded_by, site_->proxies);
  const Address proxy = hello.address;
  hello.address = told.address.value_or(proxy);
  hello.is_borrowed = hello.address == proxy || hello.address.is_loopback();
  hello.tls = told.is_secure;
  hello.certificate.reset();
  return hello;
}

void IoLoop::opened(std::uint32_t slot, const http::Request& request,
                    http::Subprotocol subprotocol) {
  core_.greeted(slot, hello_of(slot, request),
                subprotocol == http::Subprotocol::text ? text_ : binary_);
}

std::optional<Payer> IoLoop::payer(std::uint32_t slot, const http::Request& request) const {
  const Hello hello = hello_of(slot, request);
  if (!hello.is_borrowed && is_in_any(site_->exempt, hello.address)) return std::nullopt;
  return Payer{hello.address, hello.address != peers_[slot]->hello->address};
}

http::Visitor IoLoop::visitor(std::uint32_t slot, const http::Request& request) const {
  const Hello hello = hello_of(slot, request);
  const bool is_of_this_machine = hello.address.is_loopback() && !hello.is_borrowed;
  return {core_.name_of(slot), hello.address, hello.tls || is_of_this_machine};
}

void IoLoop::carry_out(CountedByHub counted) {
  const std::uint32_t slot = counted.conn.slot();
  if (slot < peers_.size() && peers_[slot] != nullptr && core_.name_of(slot) == counted.conn) {
    peers_[slot]->place.count_by_hub();
  }
}

}  // namespace uvchat::net
