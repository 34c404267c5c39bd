#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/connection.h"
#include "uvchat/irc/message.h"
#include "uvchat/irc/names.h"

namespace uvchat::client {

struct Identity {
  std::string nick;
  std::string user;
  std::string real_name;
  std::string password = {};  // of the server (PASS); empty: none
};

// The nick of a message's `nick!user@host`, or the server's name.
std::string_view nick_of(std::string_view source);

// One session with any IRC server: connects, registers, negotiates capabilities, answers PING.
//
// Owned and used by the thread that runs the loop; life and death as Connection says: on_closed is
// the last word, and after it the session may be destroyed.
class IrcClient final : private Connection::Listener {
 public:
  class Listener {
   public:
    virtual void on_connected(IrcClient&) {}
    // The server has said which of the wanted capabilities it gives. True: the registration goes
    // on. False: it waits for end_negotiation(), so that one can log in before.
    virtual bool on_negotiated(IrcClient&) { return true; }
    virtual void on_registered(IrcClient&) = 0;
    // The server does not give us the nick we asked for (432, 433, 436, 437) and we are not yet
    // registered: the owner calls request_nick() with another one, or close().
    virtual void on_nick_refused(IrcClient&, const irc::Message& reply) = 0;
    // Every line of the server, also those the session has acted on itself; but none that has a CR
    // or a NUL in it, which could come back as the end of one of ours.
    virtual void on_line(IrcClient&, const irc::Message&) = 0;
    // Only after take_raw_bytes().
    virtual void on_raw_bytes(IrcClient&, std::string_view) {}
    virtual void on_drained(IrcClient&) {}
    virtual void on_closed(IrcClient&, const Closed&) = 0;

   protected:
    ~Listener() = default;
  };

  // A line that has no end after this many bytes ends the session (IRCv3 allows 8191 + 512).
  static constexpr std::size_t line_bytes_max = 16384;

  // `capabilities` are those the owner would like to have. With none, nothing is negotiated: the
  // session registers as clients did before IRCv3. Otherwise a server that knows no CAP is fine
  // too, its 001 ends the wait.
  IrcClient(uv_loop_t& loop, std::span<char> read_buffer, Listener& listener, Identity identity,
            std::vector<std::string> capabilities);

  // Before connect(): nothing is sent in clear.
  void use_tls(TlsSettings settings) { connection_.use_tls(std::move(settings)); }
  void use_websocket(std::string host) { connection_.use_websocket(std::move(host)); }
  void connect(const std::string& host, std::uint16_t port) { connection_.connect(host, port); }
  void connect(const sockaddr_storage& address, const sockaddr_storage* source = nullptr) {
    connection_.connect(address, source);
  }

  // `line` without CR LF. Does nothing unless connected. False, and nothing is sent, where it holds
  // a CR, a LF or a NUL: it would be another line at the server.
  bool send_line(std::string_view line);
  // Complete lines, each with its CR LF.
  void send_bytes(std::string_view lines) { connection_.send(lines); }
  void set_reading(bool reads) { connection_.set_reading(reads); }
  std::size_t pending_bytes() const { return connection_.pending_bytes(); }
  void request_nick(std::string nick);
  // Does nothing unless the registration waits for it.
  void end_negotiation();

  // From now on the server's bytes go to on_raw_bytes as they come, those of an unfinished line
  // first. Nothing is parsed any more: answering PING is then the owner's work.
  void take_raw_bytes() { raw_ = true; }

  void close(std::string why = "closed by this client");

  bool connected() const { return connection_.connected(); }
  bool registered() const { return registered_; }
  // The nick asked for; once registered, the one the server calls us by.
  const std::string& nick() const { return identity_.nick; }
  // By which names are the same on this server: RFC 8265's if it says so (UTF8MAPPING in 005).
  const irc::Names& names() const { return names_; }
  // True for a capability that the server has acknowledged.
  bool has_capability(std::string_view name) const;
  Result<sockaddr_storage> peer() const { return connection_.peer(); }
  bool stays_on_this_machine() const { return connection_.stays_on_this_machine(); }
  bool is_secure() const { return connection_.is_secure(); }
  std::string tls_version() const { return connection_.tls_version(); }
  std::optional<tls::Fingerprint> pinned_certificate() const {
    return connection_.pinned_certificate();
  }

 private:
  void on_connected() override;
  void on_bytes(std::string_view bytes) override;
  void on_drained() override { listener_.on_drained(*this); }
  void on_closed(const Closed& closed) override;

  // Hands on all complete lines of `bytes` and returns what is left behind the last one.
  std::string_view take_lines(std::string_view bytes);
  void take_line(std::string_view line);
  void act_on(const irc::Message& message);
  void on_isupport(const irc::Message& message);
  void on_cap(const irc::Message& message);
  void request_capabilities();

  Connection connection_;
  Listener& listener_;
  Identity identity_;
  std::vector<std::string> wanted_;
  std::vector<std::string> offered_;  // those of wanted_ the server has named so far
  std::vector<std::string> active_;
  irc::Names names_{irc::Casemapping::ascii};
  std::string partial_;      // the beginning of a line whose end has not come yet
  std::string last_words_;   // the text of the server's ERROR
  bool registered_ = false;  // 001 was seen
  bool negotiating_ = false;
  bool answered_ = false;  // what is given of wanted_ is known
  bool told_ = false;      // to the owner, once
  bool raw_ = false;
};

}  // namespace uvchat::client
