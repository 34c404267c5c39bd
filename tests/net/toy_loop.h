#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "tests/net/loop_fixture.h"
#include "tests/net/toy_framing.h"

namespace uvchat::net {

// A loop with clients that speak the toy framing, and the layer between LoopCore and its streams
// that greets them: a client says "HELLO address" and is told "WELCOME", behind TLS as it were.
class ToyLoop : public LoopTest {
 protected:
  static constexpr std::string_view welcome = "WELCOME\n";

  // A client that has greeted, and of which the hub has been told.
  ConnId connect_toy() {
    const ConnId conn = arrive();
    sends(conn, "HELLO 203.0.113.7\n");
    turn();
    return conn;
  }

  // Bytes from the client, as they come to the layer. Returns how many were taken.
  std::size_t sends(ConnId conn, std::string_view bytes) {
    if (welcomed_.contains(conn)) return says(conn, bytes);
    std::string& hello = hellos_[conn];
    const std::size_t end = bytes.find('\n');
    hello += bytes.substr(0, end);
    if (end == std::string_view::npos) return bytes.size();
    greet(conn, hello);
    const std::string_view rest = bytes.substr(end + 1);
    return end + 1 + (rest.empty() ? 0 : says(conn, rest));
  }

  bool has_greeted(ConnId conn) const { return welcomed_.contains(conn); }

  std::string line(std::string_view text) { return ToyFraming::frame('L', text); }
  std::string ping(std::string_view text) { return ToyFraming::frame('P', text); }
  std::string pong(std::string_view text) { return ToyFraming::frame('p', text); }

  // Not before it is used first: the tests have the settings changed until then.
  FramingId toy() {
    if (!toy_.has_value()) toy_ = core().add_framing(std::make_unique<ToyFraming>());
    return *toy_;
  }

 private:
  void greet(ConnId conn, std::string_view hello) {
    const std::string_view sent[] = {welcome};
    const auto address = Address::parse(hello.substr(hello.find(' ') + 1));
    if (!hello.starts_with("HELLO ") || !address) {
      core().on_broken(conn.slot());
      return;
    }
    streams.try_write(conn.slot(), sent);
    Hello told{*address, true, Hello::Fingerprint{}};
    told.certificate->fill(7);
    core().greeted(conn.slot(), told, toy());
    welcomed_.insert(conn);
  }

  std::optional<FramingId> toy_;
  std::map<ConnId, std::string> hellos_;
  std::set<ConnId> welcomed_;
};

}  // namespace uvchat::net
