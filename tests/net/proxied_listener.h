#pragma once

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "net/listener.h"
#include "uvchat/base/limits.h"

// A listener behind a proxy, over real sockets, in a time of the test's own.

namespace uvchat::net {

inline constexpr std::string_view proxy_at = "127.0.0.9";
inline constexpr std::string_view ana = "PROXY TCP4 203.0.113.7 10.0.0.1 4000 6667\r\n";
inline constexpr std::string_view ben = "PROXY TCP4 203.0.113.8 10.0.0.1 4000 6667\r\n";

// Somebody who connects: by a proxy, or from elsewhere.
class Caller {
 public:
  Caller(std::uint16_t port, std::string_view from) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    EXPECT_EQ(inet_pton(AF_INET, std::string(from).c_str(), &name.sin_addr), 1);
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&name), sizeof(name)), 0);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    name.sin_port = htons(port);
    EXPECT_EQ(::connect(fd_.get(), reinterpret_cast<sockaddr*>(&name), sizeof(name)), 0);
    const int at_once = 1;  // each piece
    setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
  }
  explicit Caller(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path.copy(name.sun_path, sizeof(name.sun_path) - 1);
    EXPECT_EQ(::connect(fd_.get(), reinterpret_cast<sockaddr*>(&name), sizeof(name)), 0);
  }
  Caller& says(std::string_view text) {
    EXPECT_EQ(::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
    return *this;
  }
  // What it has been told so far; "closed" at the end.
  std::string hears() {
    std::array<char, 1'000> bytes;
    const ssize_t size = ::recv(fd_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return "nothing";
    return size <= 0 ? "closed" : std::string(bytes.data(), static_cast<std::size_t>(size));
  }

 private:
  Fd fd_;
};

class ProxiedListener : public testing::Test, public AcceptingLoop {
 protected:
  ProxiedListener() {
    uv_loop_init(&loop_);
    settings.proxies = {*Network::parse("127.0.0.9"), *Network::parse("127.0.0.10")};
    settings.limits.connections_max = 2;
    settings.limits.exempt = {*Network::parse("127.0.0.0/8")};
    settings.greeting_per_proxy_max = 4;
    listener.address = "127.0.0.1";
    listener.proxy = ProxyUse::accepted;
  }
  ~ProxiedListener() override {
    listens_->close();
    uv_run(&loop_, UV_RUN_DEFAULT);
    EXPECT_EQ(uv_loop_close(&loop_), 0);
  }

  void starts() {
    gate_.emplace(HashKey{1}, settings);
    Result<Fd> socket = listen_on(listener);
    ASSERT_TRUE(socket.has_value()) << socket.error().text;
    port = port_of(*socket);
    listens_.emplace(*this, 0, listener, std::move(*socket), Deal{{this}, &*gate_}, log_);
    ASSERT_TRUE(listens_->start(loop_).has_value());
  }

  Caller proxy() { return {port, proxy_at}; }
  Caller stranger() { return {port, "127.0.0.1"}; }

  // What has come is dealt with.
  void turns() {
    for (int i = 0; i < 20; ++i) uv_run(&loop_, UV_RUN_NOWAIT);
  }
  void passes(std::uint64_t ms) {
    for (const std::uint64_t end_ms = now_.mono_ms + ms; now_.mono_ms < end_ms;) {
      turns();
      now_.mono_ms += limits::tick_ms;
      listens_->tick(now_);
    }
    turns();
  }
  // The next who is let in, as "address", "address (borrowed)" or "address (proxy's)", and the
  // first of what they said that is left for the server. They stay, until all leave.
  std::string lets_in() {
    if (!waits_until([this] { return !came_.empty(); })) return "nobody";
    AcceptedSocket socket = std::move(came_.front());
    came_.erase(came_.begin());
    const std::string who = socket.address.text() + (socket.is_borrowed ? " (borrowed)" : "") +
                            (socket.is_proxys ? " (proxy's)" : "");
    std::array<char, 100> bytes;
    const ssize_t size = ::recv(socket.fd.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    present_.push_back(std::move(socket));
    return size > 0 ? who + " " + std::string(bytes.data(), static_cast<std::size_t>(size)) : who;
  }
  // Nobody, as far as all that has come is concerned.
  bool lets_nobody_in() {
    passes(2 * limits::tick_ms);
    return came_.empty();
  }
  std::string hears(Caller& caller) {
    std::string heard = "nothing";
    waits_until([&] { return (heard = caller.hears()) != "nothing"; });
    return heard;
  }
  void all_leave() { present_.clear(); }
  void closes() { listens_->close(); }

  GateSettings settings;
  ListenerSettings listener;
  std::uint16_t port = 0;
  std::optional<AcceptGate> gate_;

 private:
  bool waits_until(const auto& done) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    do {
      turns();
      if (done()) return true;
      listens_->tick(now_);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    } while (std::chrono::steady_clock::now() < until);
    return false;
  }

  // AcceptingLoop.
  void assign(AcceptedSocket&& accepted) override { came_.push_back(std::move(accepted)); }
  std::uint32_t load() const override { return 0; }
  std::size_t accepts_allowed() const override { return 100; }
  Now now() const override { return now_; }

  uv_loop_t loop_{};
  Now now_{1'000'000, 0};
  NullLog log_;
  std::optional<Listener> listens_;
  std::vector<AcceptedSocket> came_;
  std::vector<AcceptedSocket> present_;
};

}  // namespace uvchat::net
