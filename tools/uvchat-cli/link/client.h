#pragma once

#include <uv.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chat/chat.h"
#include "chat/state_file.h"
#include "client/target.h"
#include "client/tls_end.h"
#include "link/strict_tls.h"

namespace uvchat::cli {

// What a user asks for by arguments and preferences.
struct Options {
  client::Target server;
  std::string nick;
  std::vector<std::string> rooms;
  Protocol protocol = Protocol::irc;
  std::string keys_file;        // where "/key ... keep" writes; empty: nowhere
  std::string state_file = {};  // for the state between two runs; empty: none
  KeptState kept = {};          // its contents
  std::string preferences_file = {};
  std::string logs_folder = {};  // empty: none is known
  Preferences preferences = {};  // its contents
  std::string password = {};     // of the server; empty: none
  std::string account = {};      // to log in to; empty: none
  std::string account_password = {};
  std::string accounts_file = {};     // of tokens and passwords; empty: none
  client::TlsSettings tls = {};       // without a context: in clear
  std::string authorities_file = {};  // whom `tls` believes; empty: those of the system
  bool shows_certificate = false;     // with TLS: one of its own, which may log in to `account`
  // Where `server` is found, as it has said before; 0: at its own port. Its files know it by that.
  std::uint16_t policy_port = 0;
  StrictTls strict = {};
};

// A Chat with everything it needs, on a libuv loop: the link to the server, the making of keys (in
// libuv's pool), the file of keys, a tick each second.
//
// Owned and used by the loop's thread. Call start() once. on_ended is the last call; it comes from
// the loop, when everything is closed.
class Client {
 public:
  class Listener {
   public:
    // Something visible may have changed: see Chat::version().
    virtual void on_changed() = 0;
    virtual void on_ended() = 0;  // the user quit, or stop()

   protected:
    ~Listener() = default;
  };

  Client(uv_loop_t& loop, Options options, Listener& listener);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void start();
  void stop();  // without a question
  Chat& chat();
  Now now() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace uvchat::cli
