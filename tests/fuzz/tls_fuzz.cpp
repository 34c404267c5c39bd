// A connection with TLS, whose client says the truth until the input changes bytes on the wire,
// cuts it off, or takes nothing. Whatever comes, the layer and the loop keep their contracts; and
// as long as nothing was changed, the client hears what it was told, all of it and nothing else.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "net/tls_streams.h"
#include "uvchat/base/assert.h"
#include "uvchat/tls/certificate.h"

using namespace uvchat;
using namespace uvchat::net;

namespace {

// The one stream, which takes `room` bytes before it would block.
class OneStream final : public Streams {
 public:
  std::ptrdiff_t try_write(std::uint32_t, Buffers buffers) override {
    UVCHAT_ASSERT(!is_closed && !is_shut && under_way.empty());
    std::size_t taken = 0;
    for (const std::string_view bytes : buffers) {
      const std::string_view some = bytes.substr(0, room);
      sent += some;
      room -= some.size();
      taken += some.size();
      if (some.size() < bytes.size()) break;
    }
    return static_cast<std::ptrdiff_t>(taken);
  }
  bool write(std::uint32_t, Buffers buffers) override {
    UVCHAT_ASSERT(!is_closed && !is_shut && under_way.empty() && buffers.size() == 1);
    under_way = buffers.front();
    return true;
  }
  void start_reading(std::uint32_t) override {
    UVCHAT_ASSERT(!is_closed && !std::exchange(is_reading, true));
  }
  void stop_reading(std::uint32_t) override {
    UVCHAT_ASSERT(!is_closed && std::exchange(is_reading, false));
  }
  PeerState peer_state(std::uint32_t) override { return PeerState::there; }
  void shutdown_write(std::uint32_t) override {
    UVCHAT_ASSERT(!is_closed && under_way.empty() && !std::exchange(is_shut, true));
  }
  void close(std::uint32_t) override { UVCHAT_ASSERT(!std::exchange(is_closed, true)); }

  std::string sent;
  std::string_view under_way;
  std::size_t room = 100'000;
  bool is_reading = false;
  bool is_shut = false;
  bool is_closed = false;
};

struct Contexts {
  Contexts() {
    const auto made = tls::make_certificate({"a.example"}, 30).value();
    char name[] = "/tmp/uvchat-fuzz-tls-XXXXXX";
    const std::string folder = ::mkdtemp(name);
    const tls::CertificateFiles files{folder + "/cert", folder + "/key"};
    std::ofstream(files.certificate) << made.certificate;
    std::ofstream(files.key) << made.key;
    server = tls::Context::for_server({&files, 1}).value();
    tls::ClientSettings settings;
    settings.trusts_anybody = true;
    client = tls::Context::for_client(settings).value();
  }
  std::shared_ptr<const tls::Context> server;
  std::shared_ptr<const tls::Context> client;
};

const Contexts& contexts() {
  static const Contexts made;
  return made;
}

LoopSettings loop_settings() {
  LoopSettings settings;
  settings.listeners = {{{}, "127.0.0.1", 6697, true}};
  settings.send_queue_soft_bytes = 50'000;
  settings.send_queue_hard_bytes = 200'000;
  return settings;
}

class Play final : private Greeter, private HttpPort {
 public:
  Play() {
    UVCHAT_ASSERT(core_.accept(0, now_) == 0U);
    conn_ = core_.name_of(0);
    tls_.open(0, contexts().server, 0);
    hear();
  }

  void step(std::uint8_t what, std::uint8_t how) {
    switch (what % 10) {
      case 0:
        return say(how);
      case 1:
        return carry(how < 128 ? how : std::size_t{how} * 100);
      case 2:
        return change(how);
      case 3:
        return deliver(how);
      case 4:
        stream_.room += how * std::size_t{how};
        return;
      case 5:
        return finish_write();
      case 6:
        return hear();
      case 7:
        return turn(how);
      case 8:
        return how < 200 ? turn(0) : end_input(how);
      default:
        return how < 230 ? turn(0) : close_by_hub();
    }
  }

  // All that can still go on does.
  void finish() {
    for (int i = 0; i < 200; ++i) {
      stream_.room += 10'000;
      finish_write();
      carry(20'000);
      hear();
      turn(0);
    }
    if (is_honest_ && !stream_.is_closed && client_.is_secure) {
      UVCHAT_ASSERT(client_.heard == told_);
    }
    if (stream_.is_closed) finish_close();
  }

 private:
  struct Client {
    tls::Session session = tls::Session::client(contexts().client, "a.example").value();
    bool is_secure = false;
    bool has_ended = false;
    std::string wire;
    std::size_t taken = 0;
    std::string heard;
  };

  void opened(std::uint32_t, const http::Request&, http::Subprotocol) override {}
  std::optional<Payer> payer(std::uint32_t, const http::Request&) const override { return {}; }
  http::Visitor visitor(std::uint32_t, const http::Request&) const override { return {}; }
  void secured(std::uint32_t, const tls::Session& session) override {
    core_.greeted(0, {*Address::parse("192.0.2.1"), true, session.certificate()});
  }
  void say(std::uint8_t how) {
    if (!client_.is_secure || client_.has_ended) return;
    const std::string line = std::string(how, 'a') + "\n";
    client_.has_ended = !client_.session.write(line, client_.wire);
  }
  void carry(std::size_t at_most) {
    if (!stream_.is_reading || stream_.is_closed || has_ended_ || client_.wire.empty()) return;
    const std::span<char> lent = tls_.lend(0);
    const std::size_t size = std::min({lent.size(), client_.wire.size(), at_most});
    if (size == 0) return;
    std::copy_n(client_.wire.begin(), size, lent.begin());
    client_.wire.erase(0, size);
    tls_.on_read(0, size, now_);
    core_.check_invariants();
  }
  void change(std::uint8_t how) {
    is_honest_ = false;
    if (client_.wire.empty() || how < 20) {
      client_.wire.append(how, static_cast<char>(how));
    } else {
      client_.wire[how % client_.wire.size()] ^= static_cast<char>(1U << (how % 8U));
    }
  }
  void deliver(std::uint8_t how) {
    const std::string line = std::string(how * std::size_t{how} % 30'000, 'b') + "\r\n";
    DeliveryBatch batch;
    batch.effects.push_back(
        {EffectKind::deliver_one, 0, conn_, 0, static_cast<std::uint32_t>(line.size())});
    batch.bytes = line;
    const auto before = core_.figures().deliveries;
    core_.deliver(batch, now_);
    if (core_.figures().deliveries > before) told_ += line;
  }
  void close_by_hub() {
    if (!is_told_ || std::exchange(is_closed_by_hub_, true)) return;
    DeliveryBatch batch;
    batch.effects.push_back({EffectKind::close, 0, conn_, 0, 0});
    core_.deliver(batch, now_);
  }
  void finish_write() {
    if (stream_.under_way.empty() || stream_.is_closed) return;
    stream_.sent += std::exchange(stream_.under_way, {});
    tls_.on_written(0, true, now_);
    core_.check_invariants();
  }
  void end_input(std::uint8_t how) {
    if (stream_.is_closed || has_ended_) return;
    is_honest_ = false;
    if (how % 2 == 0 && stream_.is_reading) {
      has_ended_ = true;
      tls_.on_eof(0, now_);
    } else if (how % 2 == 1) {
      client_.session.close(client_.wire);
      client_.has_ended = true;
    }
    core_.check_invariants();
  }
  void hear() {
    std::string_view in = std::string_view(stream_.sent).substr(client_.taken);
    if (!client_.is_secure && !client_.has_ended) {
      const auto status = client_.session.shake_hands(in, client_.wire);
      client_.is_secure = status == tls::Session::Status::done;
      client_.has_ended = status == tls::Session::Status::failed;
    }
    std::array<char, 5'000> into;
    while (client_.is_secure) {
      const auto got = client_.session.read(in, into, client_.wire);
      client_.heard.append(into.data(), got.bytes);
      if (got.status != tls::Session::Status::done) break;
    }
    client_.taken = stream_.sent.size() - in.size();
  }
  void turn(std::uint8_t how) {
    if (std::optional<EventBatch> batch = core_.take_batch()) {
      is_told_ = is_told_ || std::ranges::any_of(batch->events, [](const Event& event) {
                   return event.kind == EventKind::opened;
                 });
      core_.give_back(std::move(*batch));
    }
    core_.flush(now_);
    core_.admit_waiting(now_);
    core_.begin_round();
    tls_.begin_round(now_);
    if (how > 0) {
      now_.mono_ms += how;
      core_.tick(now_);
    }
    core_.check_invariants();
  }
  void finish_close() {
    if (!std::exchange(stream_.under_way, {}).empty()) tls_.on_written(0, false, now_);
    tls_.on_closed(0);
    core_.check_invariants();
  }

  OneStream stream_;
  Now now_{1'000'000, 0};
  LoopCore core_{loop_settings(), http_};
  HttpStreams http_{core_, tls_, *this, nullptr};
  TlsStreams tls_{http_, stream_, *this, {}};
  ConnId conn_;
  Client client_;
  std::string told_;
  bool is_honest_ = true;
  bool is_told_ = false;
  bool is_closed_by_hub_ = false;
  bool has_ended_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Play play;
  for (std::size_t i = 0; i + 1 < size; i += 2) play.step(data[i], data[i + 1]);
  play.finish();
  return 0;
}
