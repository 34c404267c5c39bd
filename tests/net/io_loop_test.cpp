// IoLoop over real loopback sockets, with a hub that repeats each line to everybody.

#include "net/io_loop.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include "tests/tls/certificates.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {
namespace {

// Repeats each line to all connections. A line "CLOSE" is answered with a
// farewell and a close; a line "LOTS" with much to read. No thread of its own: see below.
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

// A parrot with one or more loops, riding on the only one or with a thread of its own.
class Cage {
 public:
  Cage(std::size_t loops, bool rides) : rides_(rides) {
    for (std::size_t i = 0; i < loops; ++i) {
      ports_.push_back(std::make_unique<Port>(*this));
      settings_.loop = static_cast<std::uint8_t>(i);
      settings_.listeners = {{{Protocol::irc, 0}, "127.0.0.1", 0},
                             {{Protocol::classroom, 10}, "127.0.0.1", 0},
                             {{Protocol::irc, 0}, "127.0.0.1", 0, true}};
      settings_.flood.enabled = false;
      settings_.certificates = tls::Context::for_server({&certificate_, 1}).value();
      loops_.push_back(std::move(*IoLoop::create(settings_, *ports_.back())));
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
    const Result<std::vector<std::uint16_t>> taken = loops_.front()->listen(deal, log_);
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
  IoLoop& loop(std::size_t index) { return *loops_[index]; }

  std::vector<std::uint16_t> listening_on;

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
  NullLog log_;
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

struct Shape {
  std::size_t loops;
  bool rides;
};

class IoLoopTest : public testing::TestWithParam<Shape> {
 protected:
  Cage cage{GetParam().loops, GetParam().rides};
};

TEST_P(IoLoopTest, RepeatsALineToEverybody) {
  cage.start();
  Client ana(cage.listening_on[0]);
  ana.says("here\r\n");
  EXPECT_EQ(ana.hears_until("\r\n"), "here\r\n");
  Client ben(cage.listening_on[0]);
  ben.says("me too\r\n");
  EXPECT_EQ(ben.hears_until("\r\n"), "me too\r\n");
  EXPECT_EQ(ana.hears_until("\r\n"), "me too\r\n");
}

TEST_P(IoLoopTest, SpeaksToTheClassroomInItsCipher) {
  cage.start();
  Client classroom(cage.listening_on[1]);
  classroom.says("Kxk: ryvk");
  EXPECT_EQ(classroom.hears_until("\n"), "Kxk: ryvk\r\n");
}

TEST_P(IoLoopTest, AHandshakeThatDoesNotEndKeepsNobodyWaiting) {
  cage.start();
  Client ana(cage.listening_on[2]);
  ana.says("\x16\x03\x01");
  Client ben(cage.listening_on[0]);
  ben.says("here\r\n");
  EXPECT_EQ(ben.hears_until("\r\n"), "here\r\n");
  ben.says("still here\r\n");
  EXPECT_EQ(ben.hears_until("\r\n"), "still here\r\n");
  ben.closes_its_side();
  cage.stop();
  EXPECT_EQ(ana.hears_to_the_end(), "");
}

TEST_P(IoLoopTest, WhoComesWhenThereAreTooManyHandshakesWaits) {
  cage.start();
  std::vector<Client> silent;
  for (std::size_t i = 0; i < limits::greetings_max; ++i) silent.emplace_back(cage.listening_on[2]);
  Client liar(cage.listening_on[2]);
  liar.says(std::string("\x16\x03\x01\x00\x05hello", 10));
  Client ben(cage.listening_on[0]);
  ben.says("here\r\n");
  EXPECT_EQ(ben.hears_until("\r\n"), "here\r\n");
  silent.clear();
  EXPECT_NE(liar.hears_to_the_end(), "") << "it is told that it speaks no TLS";
}

TEST_P(IoLoopTest, KeepsTheOrderOfManyLines) {
  cage.start();
  Client ana(cage.listening_on[0]);
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + "\r\n";
  std::thread talk([&] { ana.says(text + "end\r\n"); });
  EXPECT_EQ(ana.hears_until("end\r\n"), text + "end\r\n");
  talk.join();
}

TEST_P(IoLoopTest, AnswersTheLastLinesOfAHalfClosedPeer) {
  cage.start();
  Client ana(cage.listening_on[0]);
  ana.says("one\r\ntwo\r\nunfinished");
  ana.closes_its_side();
  EXPECT_EQ(ana.hears_to_the_end(), "one\r\ntwo\r\n");
  EXPECT_TRUE(ana.closed_cleanly);
}

TEST_P(IoLoopTest, GetsTheFarewellToAPeerThatIsStillTalking) {
  cage.start();
  Client ana(cage.listening_on[0]);
  ana.says("CLOSE\r\nand\r\nmore\r\nthat is not read any more\r\n");
  EXPECT_EQ(ana.hears_until("bye\r\n"), "ERROR :bye\r\n");
  ana.closes_its_side();
  EXPECT_EQ(ana.hears_to_the_end(), "");
  EXPECT_TRUE(ana.closed_cleanly);
}

TEST_P(IoLoopTest, WritesMoreThanTheSocketTakesAtOnce) {
  cage.start();
  Client ana(cage.listening_on[0]);
  ana.says("LOTS\r\n");
  EXPECT_EQ(ana.hears_until("\r\n").size(), 3'000'002U);
}

TEST_P(IoLoopTest, ServesManyConnectionsThatComeAndGo) {
  cage.start();
  for (int round = 0; round < 3; ++round) {
    std::vector<Client> clients;
    for (int i = 0; i < 100; ++i) clients.emplace_back(cage.listening_on[0]);
    for (Client& client : clients) client.says("CLOSE\r\n");
    for (Client& client : clients) EXPECT_EQ(client.hears_until("bye\r\n"), "ERROR :bye\r\n");
  }
}

TEST_P(IoLoopTest, RefusesAConnectionOverTheLimit) {
  cage.start(1);
  Client ana(cage.listening_on[0]);
  ana.says("here\r\n");
  ana.hears_until("\r\n");
  Client ben(cage.listening_on[0]);
  EXPECT_EQ(ben.hears_to_the_end(), "ERROR :Closing link (This server is full)\r\n");
  Client classroom(cage.listening_on[1]);
  EXPECT_EQ(classroom.hears_to_the_end(), "");
}

TEST_P(IoLoopTest, SendsEverybodyAwayWhenItStops) {
  cage.start();
  Client ana(cage.listening_on[0]);
  ana.says("here\r\n");
  ana.hears_until("\r\n");
  std::thread reader([&] {
    ana.hears_to_the_end();
    ana.closes_its_side();
  });
  cage.stop();
  reader.join();
}

INSTANTIATE_TEST_SUITE_P(Shapes, IoLoopTest,
                         testing::Values(Shape{1, true}, Shape{1, false}, Shape{3, false}),
                         [](const auto& tested) {
                           return std::string(tested.param.rides ? "Riding" : "Apart") + "On" +
                                  std::to_string(tested.param.loops);
                         });

TEST(IoLoop, IsDestroyedWithoutHavingRun) {
  Cage cage(2, true);
  cage.loop(0).post(Stop{0});
}

}  // namespace
}  // namespace uvchat::net
