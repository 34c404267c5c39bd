#include <utility>

#include "chat/texts.h"
#include "client/irc_client.h"
#include "link/wire.h"
#include "uvchat/irc/names.h"

namespace uvchat::cli {
namespace {

constexpr int nick_attempts_max = 6;

class IrcWire final : public Wire, private client::IrcClient::Listener {
 public:
  IrcWire(const WireParts& parts, const std::string& nick, std::string_view password,
          std::vector<std::string> capabilities)
      : listener_(parts.listener),
        session_(parts.loop, parts.read_buffer, *this,
                 {nick, "uvchat", nick, std::string(password)}, std::move(capabilities)) {
    session_.use_tls(parts.tls);
  }

  void connect(const std::string& host, std::uint16_t port) override {
    session_.connect(host, port);
  }
  void send_line(std::string_view line) override { session_.send_line(line); }
  void end_negotiation() override { session_.end_negotiation(); }
  bool is_secure() const override {
    return session_.is_secure() || session_.stays_on_this_machine();
  }
  bool is_local() const override { return session_.stays_on_this_machine(); }
  std::string tls_version() const override { return session_.tls_version(); }
  std::optional<tls::Fingerprint> pinned_certificate() const override {
    return session_.pinned_certificate();
  }
  void set_reading(bool reads) override { session_.set_reading(reads); }
  std::size_t pending_bytes() const override { return session_.pending_bytes(); }
  void close() override { session_.close(text(Text::closed_here)); }

 private:
  bool on_negotiated(client::IrcClient&) override { return listener_.on_wire_negotiated(); }
  void on_registered(client::IrcClient& session) override {
    listener_.on_wire_registered(session.nick());
  }

  // 432: the nick is not allowed; else it is somebody's.
  void on_nick_refused(client::IrcClient& session, const irc::Message& reply) override {
    if (!listener_.on_wire_nick_refused(reply)) return;
    if (++nick_attempts_ > nick_attempts_max) {
      session.close("the server takes no nick");
    } else if (reply.command == "432") {
      const std::string near = irc::Names(irc::Casemapping::ascii).nick_from(session.nick());
      session.request_nick(near != session.nick() ? near : "guest");
    } else {
      session.request_nick(session.nick() + "_");
    }
  }

  void on_line(client::IrcClient&, const irc::Message& message) override {
    listener_.on_wire_line(message);
  }
  void on_drained(client::IrcClient&) override { listener_.on_wire_drained(); }
  void on_closed(client::IrcClient&, const client::Closed& closed) override {
    listener_.on_wire_closed(closed);
  }

  Wire::Listener& listener_;
  client::IrcClient session_;
  int nick_attempts_ = 0;
};

}  // namespace

std::unique_ptr<Wire> irc_wire(const WireParts& parts, const std::string& nick,
                               std::string_view password, std::vector<std::string> capabilities) {
  return std::make_unique<IrcWire>(parts, nick, password, std::move(capabilities));
}

}  // namespace uvchat::cli
