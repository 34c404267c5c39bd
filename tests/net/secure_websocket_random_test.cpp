// Browsers with TLS, HTTP and WebSocket on streams that behave at random. The simulation has none
// of these layers: it runs each seed twice and compares all bytes, and the bytes and sizes of a
// handshake are random. So its promises to connections are looked at here, by what is said in
// clear.

#include <random>

#include "net/websocket_framing.h"
#include "tests/http/client_frames.h"
#include "tests/net/tls_loop.h"

namespace uvchat::net {
namespace {

using http::client_frame;
using http::Opcode;

class SecureWebSockets : public TlsLoop, public testing::WithParamInterface<std::uint32_t> {
 protected:
  // How a browser ends, if it does by itself.
  enum class End { none, close_frame, close_notify, cut_off, broken, changed, garbage };

  struct Browser {
    ConnId conn;
    bool is_silent = false;  // says hello and nothing more
    std::string to_say;      // clear, not enciphered yet
    unsigned said = 0;       // lines
    unsigned delivered = 0;  // the same, of the hub
    End end = End::none;
    bool has_left = false;    // nothing of it comes any more
    bool hub_closed = false;  // the hub has ended it
    bool is_gone = false;     // on_closed was called
  };

  void secured(std::uint32_t slot, const tls::Session&) override {
    http.open(slot, site_, {}, now);
  }
  void opened(std::uint32_t slot, const http::Request&, http::Subprotocol chosen) override {
    core.greeted(slot, {*Address::parse("192.0.2.1"), true, {}},
                 chosen == http::Subprotocol::text ? text_ : binary_);
  }

  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool chance(unsigned percent) { return below(100) < percent; }
  bool is_open(const Browser& browser) { return !browser.is_gone && !stream(browser.conn).closing; }
  bool hub_knows(const Browser& browser) { return !heard[browser.conn].empty(); }

  // --- What may happen.

  void step() {
    if (browsers_.size() < 6) come();
    Browser& browser = browsers_[below(browsers_.size())];
    switch (below(8)) {
      case 0:
      case 1:
        speak(browser);
        break;
      case 2:
      case 3:
        if (!browser.has_left) carries(browser.conn, 1 + below(chance(30) ? 3 : 4'000));
        break;
      case 4:
        let_write(browser);
        break;
      case 5:
        tell(browser);
        break;
      case 6:
        if (chance(10)) end(browser);
        break;
      default:
        round();
        break;
    }
    settle(browser);
  }

  void come() {
    Browser browser;
    browser.conn = arrive();
    browser.is_silent = chance(10);
    stream(browser.conn).room = chance(50) ? below(3'000) : 1'000'000;
    if (!browser.is_silent) {
      browser.to_say =
          "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
          std::string(chance(50) ? "Sec-WebSocket-Protocol: text.ircv3.net\r\n" : "") + "\r\n";
    }
    browsers_.push_back(browser);
  }
  void speak(Browser& browser) {
    if (browser.is_silent || browser.end != End::none) return;
    if (browser.to_say.size() < 300) add_line(browser);
    say_some(browser, chance(30) ? 1 : 1 + below(600));
  }
  void add_line(Browser& browser) {
    const std::string line =
        std::to_string(browser.said++) + " " + std::string(below(chance(5) ? 400 : 30), 'x');
    if (chance(20)) browser.to_say += client_frame(Opcode::ping, "are you there?");
    const std::size_t cut = chance(20) ? below(line.size()) : line.size();
    const bool is_whole = cut == line.size();
    browser.to_say += client_frame(Opcode::text, line.substr(0, cut), is_whole);
    if (!is_whole) browser.to_say += client_frame(Opcode::continuation, line.substr(cut));
  }
  // Enciphers so much of what it has to say, as one record, once its handshake is done.
  void say_some(Browser& browser, std::size_t bytes) {
    if (!browser.is_gone) hears(browser.conn);
    TlsClient& client = clients.at(browser.conn);
    if (!client.is_secure || browser.has_left) return;
    const std::string piece = browser.to_say.substr(0, bytes);
    if (!piece.empty()) says(browser.conn, piece);
    browser.to_say.erase(0, piece.size());
  }
  void let_write(Browser& browser) {
    if (!is_open(browser)) return;
    stream(browser.conn).room += below(3'000);
    if (!stream(browser.conn).under_way.empty() && chance(70)) finish_write(browser.conn);
  }
  void tell(Browser& browser) {
    if (!hub_knows(browser) || browser.hub_closed) return;
    if (chance(3)) {
      browser.hub_closed = true;
      return deliver(Deliveries().close(browser.conn));
    }
    const std::string filling(below(chance(10) ? 2'000 : 50), 'y');
    deliver(Deliveries().to(browser.conn,
                            std::to_string(browser.delivered++) + " " + filling + "\r\n"));
  }
  void end(Browser& browser) {
    if (!is_open(browser) || browser.end != End::none || browser.is_silent) return;
    TlsClient& client = clients.at(browser.conn);
    browser.end = static_cast<End>(1 + below(6));
    if (browser.end == End::close_frame) {
      browser.to_say += client_frame(Opcode::close, "\x03\xE8");
    } else if (browser.end == End::close_notify) {
      if (client.is_secure) client.session.close(client.on_its_way);
    } else if (browser.end == End::cut_off || browser.end == End::broken) {
      browser.has_left = true;
      browser.end == End::cut_off ? tls.on_eof(browser.conn.slot(), now)
                                  : tls.on_broken(browser.conn.slot());
    } else if (browser.end == End::changed && !client.on_its_way.empty()) {
      client.on_its_way[below(client.on_its_way.size())] ^= 0x20;
    } else {
      client.on_its_way += std::string(1 + below(300), static_cast<char>(below(256)));
    }
  }
  void round() {
    now.mono_ms += below(40);
    now.wall_us += 1'000;
    core.tick(now);
    http.begin_round(now);
    turn();
  }

  // --- What follows from it.

  // The hub answers the end of a connection, and streams that were told to close do.
  void settle(Browser& browser) {
    const std::vector<std::string>& told = heard[browser.conn];
    if (!told.empty() && told.back().starts_with("ended") && !browser.hub_closed) {
      browser.hub_closed = true;
      deliver(Deliveries().close(browser.conn));
    }
    if (!browser.is_gone && stream(browser.conn).closing && chance(50)) {
      hears(browser.conn);
      finish_close(browser.conn);
      browser.is_gone = true;
    }
    check(browser);
    if (!browser.is_gone || (!told.empty() && !browser.hub_closed)) return;
    browsers_.erase(std::find_if(browsers_.begin(), browsers_.end(),
                                 [&](const Browser& one) { return one.conn == browser.conn; }));
  }

  // The hub hears a connection once, its lines in order and its end last.
  void check(const Browser& browser) {
    const std::vector<std::string>& told = heard[browser.conn];
    unsigned line = 0;
    for (std::size_t i = 0; i < told.size(); ++i) {
      ASSERT_EQ(told[i].starts_with("opened"), i == 0);
      ASSERT_TRUE(!told[i].starts_with("ended") || i + 1 == told.size());
      if (!told[i].starts_with("line")) continue;
      ASSERT_TRUE(told[i].starts_with("line " + std::to_string(line++) + " ")) << told[i];
    }
    ASSERT_LE(line, browser.said);
    if (browser.end == End::cut_off && !told.empty() && !browser.hub_closed) {
      ASSERT_NE(told.back(), "ended eof") << "somebody else may have cut it off";
    }
    ASSERT_LE(lines_heard(browser), browser.delivered);
  }
  // How many of the hub's lines have arrived, in order.
  unsigned lines_heard(const Browser& browser) {
    std::string_view bytes = clients.at(browser.conn).heard;
    const std::size_t head = bytes.find("\r\n\r\n");
    unsigned lines = 0;
    if (head == std::string_view::npos) return lines;
    EXPECT_TRUE(bytes.starts_with("HTTP/1.1 101 ")) << bytes;
    bytes.remove_prefix(head + 4);
    while (!bytes.empty()) {
      const http::Frame frame = http::read_frame(bytes, http::Sender::server);
      EXPECT_NE(frame.state, http::Frame::State::invalid);
      if (frame.state != http::Frame::State::whole) break;
      std::string payload;
      frame.append_payload(bytes, payload);
      if (!frame.is_control()) {
        EXPECT_TRUE(payload.starts_with(std::to_string(lines) + " ")) << payload;
        ++lines;
      }
      bytes.remove_prefix(frame.bytes());
    }
    return lines;
  }

  // All that is on its way arrives.
  void arrives(Browser& browser) {
    for (int quiet = 0; quiet < 3 && is_open(browser); ++quiet) {
      stream(browser.conn).room = 10'000'000;
      if (!stream(browser.conn).under_way.empty()) {
        finish_write(browser.conn);
        quiet = 0;
      }
      if (!is_open(browser)) break;
      say_some(browser, 4'000);
      if (!browser.has_left && carries(browser.conn) > 0) quiet = 0;
      http.begin_round(now);
      turns_until_quiet();
      if (!browser.to_say.empty() || http.has_work()) quiet = 0;
    }
    if (!browser.is_gone) hears(browser.conn);
  }

  std::mt19937 random_{GetParam()};
  std::shared_ptr<const http::Site> site_ = std::make_shared<http::Site>();
  const FramingId text_ =
      core.add_framing(std::make_unique<WebSocketFraming>(http::Subprotocol::text));
  const FramingId binary_ =
      core.add_framing(std::make_unique<WebSocketFraming>(http::Subprotocol::binary));
  std::vector<Browser> browsers_;
};

TEST_P(SecureWebSockets, KeepTheirPromisesWhateverHappens) {
  for (int i = 0; i < 3'000; ++i) {
    step();
    if (HasFatalFailure()) return;
  }
  for (Browser& browser : browsers_) {
    if (browser.end != End::none || browser.is_silent || browser.hub_closed) continue;
    arrives(browser);
    check(browser);
    if (!is_open(browser)) continue;
    const auto lines = static_cast<unsigned>(heard[browser.conn].size());
    EXPECT_EQ(lines, 1 + browser.said) << "all that was said";
    EXPECT_EQ(lines_heard(browser), browser.delivered) << "all that was told";
  }
  EXPECT_GT(tls.handshakes_done(), 5U);
}

TEST_P(SecureWebSockets, OneThatIsHalfOpenIsNotWaitedForLong) {
  for (int i = 0; i < 300; ++i) step();
  now.mono_ms += HttpStreams::request_ms_max + limits::greeting_ms_max + HttpStreams::piece_ms_max;
  core.tick(now);
  turns_until_quiet();
  for (const Browser& browser : browsers_) {
    if (browser.is_silent) {
      EXPECT_FALSE(is_open(browser));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, SecureWebSockets, testing::Range(1U, 13U));

}  // namespace
}  // namespace uvchat::net
