#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "net/io_loop.h"
#include "tests/net/refused_call.h"
#include "tests/tls/certificates.h"

// IoLoop over real loopback sockets, with a hub that repeats each line to everybody.

namespace uvchat::net {

// Repeats each line to all connections. A line "CLOSE" is answered with a
// farewell and a close; a line "LOTS" with much to read. Behind a line "BREAK" the system refuses
// io_uring to the thread that reads it. No thread of its own: see below.
class Parrot {
 public:
  // Reads a batch; the deliveries of loop i are appended to `out[i]`.
  void hear(const EventBatch& batch, std::vector<DeliveryBatch>& out) {
    for (const Event& event : batch.events) {
      const std::string_view payload = batch.payload(event);
      if (event.kind == EventKind::opened) {
        present_.insert(event.conn);
      } else if (event.kind == EventKind::ended) {
        close(event.conn, out);
      } else if (event.kind == EventKind::line && payload == "CLOSE") {
        send(event.conn, "ERROR :bye\r\n", out);
        close(event.conn, out);
      } else if (event.kind == EventKind::line && payload == "LOTS") {
        send(event.conn, std::string(3'000'000, 'x') + "\r\n", out);
      } else if (event.kind == EventKind::line && payload == "BREAK") {
        refuse_call(__NR_io_uring_enter, EBUSY);
      } else if (event.kind == EventKind::line) {
        for (const ConnId conn : present_) send(conn, std::string(payload) + "\r\n", out);
      }
    }
  }

  // Everybody is sent away.
  void finish(std::vector<DeliveryBatch>& out) {
    while (!present_.empty()) close(*present_.begin(), out);
  }

 private:
  static void add(EffectKind kind, ConnId conn, std::string_view text, DeliveryBatch& batch) {
    batch.loop = conn.loop();
    batch.effects.push_back({kind, 0, conn, static_cast<std::uint32_t>(batch.bytes.size()),
                             static_cast<std::uint32_t>(text.size())});
    batch.bytes += text;
  }
  static void send(ConnId conn, std::string_view text, std::vector<DeliveryBatch>& out) {
    add(EffectKind::deliver_one, conn, text, out.at(conn.loop()));
  }
  void close(ConnId conn, std::vector<DeliveryBatch>& out) {
    if (present_.erase(conn) == 1) add(EffectKind::close, conn, {}, out.at(conn.loop()));
  }

  std::set<ConnId> present_;
};

// What the loops say of io_uring.
class KeptLog final : public LogSink {
 public:
  void write(LogLevel, std::string_view event, std::initializer_list<LogField> fields) override {
    const std::lock_guard lock(mutex_);
    if (!event.starts_with("io_uring")) return;
    std::string& line = lines_.emplace_back(event);
    for (const LogField& field : fields) {
      if (field.key != "reason") continue;
      line += ": " + std::string(std::get<std::string_view>(field.value));
    }
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

// A parrot with one or more loops, riding on the only one or with a thread of its own.
class Cage {
 public:
  Cage(std::size_t loops, bool rides, bool io_uring = true) : rides_(rides) {
    settings_.io_uring = io_uring;
    settings_.uring_sockets_max = 64;  // some are not among them
    for (std::size_t i = 0; i < loops; ++i) {
      ports_.push_back(std::make_unique<Port>(*this));
      settings_.loop = static_cast<std::uint8_t>(i);
      settings_.listeners = {{{Protocol::irc, 0}, "127.0.0.1", 0},
                             {{Protocol::classroom, 10}, "127.0.0.1", 0},
                             {{Protocol::irc, 0}, "127.0.0.1", 0, true}};
      settings_.flood.enabled = false;
      settings_.certificates = tls::Context::for_server({&certificate_, 1}).value();
      loops_.push_back(std::move(*IoLoop::create(settings_, *ports_.back(), log)));
    }
  }
  ~Cage() { stop(); }

  void start(std::uint32_t connections_max = 0) {
    GateSettings settings;
    settings.connections_max = connections_max;
    settings.limits.exempt = {*Network::parse("127.0.0.0/8")};
    gate_.emplace(HashKey{}, settings);
    Deal deal{{}, &*gate_};
    for (const auto& loop : loops_) deal.loops.push_back(loop.get());
    const Result<std::vector<std::uint16_t>> taken = loops_.front()->listen(deal);
    ASSERT_TRUE(taken.has_value()) << taken.error().text;
    listening_on = *taken;
    for (const auto& loop : loops_) threads_.emplace_back([&loop] { loop->run(); });
    if (!rides_) hub_ = std::thread([this] { run_hub(); });
  }

  void stop() {
    if (threads_.empty()) return;
    loops_.front()->post(StopAccepting{});
    {
      const std::lock_guard lock(mutex_);
      finishing_ = true;
    }
    something_.notify_one();
    loops_.front()->wake();
    for (const auto& loop : loops_) loop->post(Stop{5'000});
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    if (hub_.joinable()) {
      {
        const std::lock_guard lock(mutex_);
        over_ = true;
      }
      something_.notify_one();
      hub_.join();
    }
    EXPECT_EQ(load(), 0U);
  }

  std::uint32_t load() const {
    std::uint32_t sum = 0;
    for (const auto& loop : loops_) sum += loop->load();
    return sum;
  }
  std::size_t loops() const { return loops_.size(); }
  IoLoop& loop(std::size_t index) { return *loops_[index]; }

  std::vector<std::uint16_t> listening_on;
  KeptLog log;

 private:
  struct Port final : HubPort {
    explicit Port(Cage& c) : cage(c) {}
    void post(EventBatch&& batch) override {
      {
        const std::lock_guard lock(cage.mutex_);
        cage.batches_.push_back(std::move(batch));
      }
      cage.something_.notify_one();
    }
    void give_back(DeliveryBatch&& batch) override { EXPECT_FALSE(batch.empty()); }
    bool ride() override { return cage.rides_ && cage.work(); }
    void turn_took(std::uint64_t, Now) override {}
    Cage& cage;
  };

  // One step of the hub: one batch. True if there are more.
  bool work() {
    std::optional<EventBatch> batch;
    bool more = false;
    bool finish = false;
    {
      const std::lock_guard lock(mutex_);
      if (!batches_.empty()) {
        batch = std::move(batches_.front());
        batches_.erase(batches_.begin());
      }
      more = !batches_.empty();
      finish = finishing_;
    }
    std::vector<DeliveryBatch> out(loops_.size());
    if (batch.has_value()) parrot_.hear(*batch, out);
    if (finish) parrot_.finish(out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (!out[i].empty()) loops_[i]->post(std::move(out[i]));
    }
    if (batch.has_value()) loops_[batch->loop]->post(std::move(*batch));
    return more;
  }

  void run_hub() {
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        something_.wait(lock, [this] { return !batches_.empty() || finishing_ || over_; });
        if (over_) return;
      }
      work();
      std::this_thread::yield();
    }
  }

  const bool rides_;
  const tls::Certificates folder_;
  const tls::CertificateFiles certificate_ = folder_.make("a", {"a.example"});
  LoopSettings settings_;
  std::mutex mutex_;
  std::condition_variable something_;
  std::vector<EventBatch> batches_;
  bool finishing_ = false;
  bool over_ = false;
  Parrot parrot_;  // the hub's
  std::optional<AcceptGate> gate_;
  std::vector<std::unique_ptr<Port>> ports_;
  std::vector<std::unique_ptr<IoLoop>> loops_;
  std::vector<std::thread> threads_;
  std::thread hub_;
};

class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    const timeval patience{30, 0};
    setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }
  void says(std::string_view text) {
    EXPECT_EQ(::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  // Reads until `end` has come, or nothing more does. Returns all that was not returned before.
  std::string hears_until(std::string_view end) {
    while (end.empty() || heard_.find(end) == std::string::npos) {
      char buffer[65'536];
      const ssize_t size = ::recv(fd_.get(), buffer, sizeof(buffer), 0);
      if (size <= 0) {
        closed_cleanly = size == 0;
        return std::exchange(heard_, {});
      }
      heard_.append(buffer, static_cast<std::size_t>(size));
    }
    const std::size_t length = heard_.find(end) + end.size();
    const std::string answer = heard_.substr(0, length);
    heard_.erase(0, length);
    return answer;
  }
  std::string hears_to_the_end() { return hears_until({}); }
  void closes_its_side() { ::shutdown(fd_.get(), SHUT_WR); }

  bool closed_cleanly = false;

 private:
  Fd fd_;
  std::string heard_;
};

}  // namespace uvchat::net
