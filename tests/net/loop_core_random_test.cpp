// A LoopCore among streams that behave at random, and a hub that keeps its side of the protocol.
// Whatever happens, each connection is told in order, and what is written is what was delivered.

#include <random>

#include "tests/net/toy_loop.h"

namespace uvchat::net {
namespace {

class LoopRandomTest : public ToyLoop, public testing::WithParamInterface<std::uint32_t> {
 protected:
  struct Peer {
    ConnId conn;
    bool toy = false;    // greets, and speaks the toy framing
    std::string to_say;  // generated, not sent yet
    std::uint32_t said = 0;
    std::string delivered;  // by the hub while it was not closed
    bool eof = false;
    bool gone = false;  // its stream was told to close, or has answered
    bool hub_closed = false;
    bool answered = false;  // on_closed was called
  };

  std::uint32_t below(std::size_t bound) { return static_cast<std::uint32_t>(random() % bound); }
  bool chance(unsigned percent) { return below(100) < percent; }

  void step() {
    notice_closing();
    if (peers.size() < 12 || chance(5)) add_peer();
    Peer& peer = peers[below(peers.size())];
    switch (below(9)) {
      case 0:
      case 1:
      case 2:
        speak(peer);
        break;
      case 3:
        let_write(peer);
        break;
      case 4:
        hear(chance(20) ? 3'000 : 100);
        break;
      case 5:
        end_somehow(peer);
        break;
      case 6:
        pass(below(120));
        break;
      case 7:
        hub_is_slow = chance(30);
        if (!hub_is_slow) hub_catches_up();
        break;
      default:
        turn();
        break;
    }
    notice_closing();
    hub_answers();
    retire();
  }

  void add_peer() {
    if (live() < 40) {
      Peer peer;
      peer.toy = chance(30);
      peer.conn = peer.toy ? arrive() : open(irc);
      peer.to_say = peer.toy ? "HELLO 203.0.113.7\n" : "";
      stream(peer.conn).room = chance(50) ? welcome.size() + below(500) : 1'000'000;
      peers.push_back(peer);
    }
  }
  std::size_t live() const {
    std::size_t count = 0;
    for (const Peer& peer : peers) count += peer.answered && peer.hub_closed ? 0 : 1;
    return count;
  }
  void speak(Peer& peer) {
    if (peer.gone || peer.eof) return;
    while (peer.to_say.size() < 300) {
      const std::string number = std::to_string(peer.said++);
      if (peer.toy) {
        peer.to_say += (chance(20) ? ping(number) : "") + line(number);
      } else {
        peer.to_say += number + (chance(50) ? "\r\n" : "\n");
      }
    }
    const std::size_t piece = chance(30) ? 1 : 1 + below(peer.to_say.size());
    const std::string_view said = std::string_view(peer.to_say).substr(0, piece);
    peer.to_say.erase(0, peer.toy ? sends(peer.conn, said) : says(peer.conn, said));
  }
  void let_write(Peer& peer) {
    if (peer.gone) return;
    if (!stream(peer.conn).under_way.empty() && chance(70)) finish_write(peer.conn);
    stream(peer.conn).room += below(2'000);
  }
  void hear(std::size_t bytes) {
    Deliveries deliveries;
    std::vector<ConnId> receivers;
    const std::string text = std::string(bytes - 2, static_cast<char>('a' + below(26))) + "\r\n";
    for (Peer& peer : peers) {
      if (!peer.hub_closed && chance(60) && !heard[peer.conn].empty()) {
        receivers.push_back(peer.conn);
        peer.delivered += text;
      }
    }
    deliver(chance(50) ? deliveries.to_all(receivers, text) : deliveries.can_wait(receivers, text));
  }
  void end_somehow(Peer& peer) {
    if (chance(40)) {
      if (!peer.hub_closed && !heard[peer.conn].empty() && chance(30)) {
        peer.hub_closed = true;
        deliver(Deliveries().close(peer.conn));
      }
    } else if (!peer.gone && chance(30)) {
      if (chance(30)) {
        breaks(peer.conn);
      } else if (!peer.eof) {
        peer.eof = true;
        closes_its_side(peer.conn);
      }
    }
  }
  void notice_closing() {
    for (Peer& peer : peers) {
      if (!peer.answered) {
        peer.gone = stream(peer.conn).closing;
        std::string& known = sent[peer.conn];
        known.append(stream(peer.conn).sent, known.size());
        if (peer.gone && chance(50)) {
          finish_close(peer.conn);
          peer.answered = true;
        }
      }
    }
  }
  void hub_answers() {
    for (Peer& peer : peers) {
      const std::vector<std::string>& told = heard[peer.conn];
      if (!peer.hub_closed && !told.empty() && told.back().starts_with("ended") && chance(50)) {
        peer.hub_closed = true;
        deliver(Deliveries().close(peer.conn));
      }
    }
  }
  // A slot may be used again: its earlier connection is checked, and forgotten.
  void retire() {
    for (std::size_t i = 0; i < peers.size();) {
      const Peer& peer = peers[i];
      const bool never_told = peer.toy && !has_greeted(peer.conn);
      if (peer.answered && (peer.hub_closed || never_told)) {
        check(peer);
        peers.erase(peers.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
  }
  void check(const Peer& peer) {
    const std::vector<std::string>& told = heard[peer.conn];
    std::uint32_t line = 0;
    for (std::size_t i = 0; i < told.size(); ++i) {
      ASSERT_EQ(told[i].starts_with("opened"), i == 0);
      ASSERT_TRUE(!told[i].starts_with("ended") || i + 1 == told.size());
      if (!told[i].starts_with("line")) continue;
      ASSERT_EQ(told[i], "line " + std::to_string(line++));
    }
    const std::string lines = peer.toy ? lines_of(sent[peer.conn]) : sent[peer.conn];
    ASSERT_EQ(peer.delivered.substr(0, lines.size()), lines);
  }
  // What was said to a toy, without what its greeting and its framing have answered.
  static std::string lines_of(std::string_view said) {
    said.remove_prefix(std::min(said.size(), welcome.size()));
    std::string lines;
    while (said.size() >= ToyFraming::head_bytes) {
      const auto number = [&](std::size_t at) { return static_cast<unsigned char>(said[at]); };
      const std::size_t size = number(1) * std::size_t{256} + number(2);
      const std::string_view content = said.substr(ToyFraming::head_bytes, size);
      if (said.front() == 'L') lines.append(content).append(content.size() == size ? "\r\n" : "");
      said.remove_prefix(std::min(said.size(), ToyFraming::head_bytes + size));
    }
    return lines;
  }

  std::mt19937 random{GetParam()};
  std::vector<Peer> peers;
  std::map<ConnId, std::string> sent;
};

TEST_P(LoopRandomTest, KeepsItsPromisesWhateverHappens) {
  settings.flood = {GetParam() % 2 == 0, 5, 50};
  settings.send_queue_soft_bytes = 2'000;
  settings.send_queue_hard_bytes = 20'000;
  settings.send_queues_total_bytes = 80'000;
  settings.crowd_signals = {1 + GetParam() % 3, 0};
  settings.patient_writes = {1 + GetParam() % 4, 0};
  for (int i = 0; i < 4'000; ++i) {
    step();
    if (HasFatalFailure()) return;
  }
  hub_catches_up();
  core().stop(now, 0);
  pass(50);
  for (int i = 0; i < 100 && !core().stopped(); ++i) notice_closing();
  EXPECT_TRUE(core().stopped());
  EXPECT_EQ(core().figures().pool_bytes_in_use, 0U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LoopRandomTest, testing::Range(1U, 17U));

}  // namespace
}  // namespace uvchat::net
