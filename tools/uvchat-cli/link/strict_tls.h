#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "client/tls_end.h"
#include "uvchat/base/result.h"
#include "uvchat/irc/message.h"

// Strict transport security (IRCv3 sts): a server says in clear where it has TLS, and with TLS for
// how long its host is not to be connected to without. Nobody on the way can take that back.

namespace uvchat::cli {

// What a host has said over TLS, when its certificate was believed.
struct TlsPolicy {
  std::uint16_t port = 0;
  std::uint64_t duration_s = 0;  // it holds so long after each visit
  std::int64_t until_s = 0;      // wall, since 1970

  bool operator==(const TlsPolicy&) const = default;
};
inline constexpr std::size_t policies_max = 500;  // in a file
inline constexpr std::uint64_t policy_duration_s_max = std::uint64_t{2} * 365 * 86'400;

// It is a name for which certificates are made: no address, and not this machine's.
bool may_have_policy(std::string_view host);

// The policy of `host` that holds, in a file as this client writes it:
// { "chat.example.org": { "port": 6697, "duration": 2592000, "until": 1790000000 } }
Result<std::optional<TlsPolicy>> kept_policy(std::string_view file, std::string_view host,
                                             std::int64_t now_s);
// The file with this policy of the host, or without any of it. Those that are over go. Where there
// are too many, that goes which ends first.
Result<std::string> with_policy(std::string_view file, std::string_view host,
                                const std::optional<TlsPolicy>& policy, std::int64_t now_s);

// What CAP LS or CAP NEW says of it.
struct StsWords {
  std::uint16_t port = 0;                                  // 0: none
  std::optional<std::uint64_t> duration_s = std::nullopt;  // nothing: none
};
std::optional<StsWords> sts_in(const irc::Message& message);

// How a client of one server obeys.
class StrictTls {
 public:
  // How the connection to this port is secured.
  using Secures = std::function<Result<client::TlsSettings>(std::uint16_t port)>;
  // The connection that a line has come over.
  struct Seen {
    bool has_tls = false;
    bool is_believed = false;  // and so is the server's certificate
    bool is_local = false;     // the server is on this machine
    std::uint16_t port = 0;
  };

  StrictTls() = default;  // of a host that can have no policy
  // `file` of policies: empty: nowhere.
  StrictTls(std::string host, std::string file, Secures secures)
      : host_(std::move(host)), file_(std::move(file)), secures_(std::move(secures)) {}

  // The policy that holds for the host.
  Result<std::optional<TlsPolicy>> kept(std::int64_t now_s) const;
  // Takes a line of the server. The port at which it has TLS, where this connection must end for
  // it; else 0. An error where what it says cannot be kept.
  Result<std::uint16_t> take(const irc::Message& message, const Seen& seen, std::int64_t now_s);
  // The connection has ended: the policy holds for its time from now on.
  Result<void> visited(std::int64_t now_s);
  Result<client::TlsSettings> secures(std::uint16_t port) const { return secures_(port); }

  // What is on this machine needs no TLS. False where nothing else is there, in tests.
  bool spares_this_machine = true;

 private:
  Result<void> keep(const std::optional<TlsPolicy>& policy, std::int64_t now_s) const;

  std::string host_;
  std::string file_;
  Secures secures_;
  std::optional<TlsPolicy> told_;  // over the present connection
};

}  // namespace uvchat::cli
