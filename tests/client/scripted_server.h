#pragma once

#include <uv.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "uvchat/tls/context.h"

namespace uvchat {

// A server on 127.0.0.1 that does what a test tells it to. Owned and used by the loop's thread;
// stop() before the loop ends.
class ScriptedServer {
 public:
  // Called with each line of a client, numbered from 0 in the order of their coming.
  using Script = std::function<void(ScriptedServer&, std::size_t client, std::string_view line)>;

  // What a line is: what ends in LF, or whatever one receive brings.
  enum class Framing : std::uint8_t { lines, none };

  ScriptedServer(uv_loop_t& loop, Script script, Framing framing = Framing::lines);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::size_t clients() const { return clients_.size(); }
  const std::vector<std::string>& lines() const { return lines_; }  // of all clients

  // The address a client comes from, without its port.
  std::string address_of(std::size_t client) const;
  // From now on each client speaks TLS.
  void use_tls(std::shared_ptr<const tls::Context> context) { tls_ = std::move(context); }
  // What each client is sent as soon as it is there.
  void greet_with(std::string greeting) { greeting_ = std::move(greeting); }
  void send(std::size_t client, std::string_view bytes);
  void hang_up(std::size_t client);
  // As hang_up(), but nobody says over TLS that nothing follows.
  void cut_off(std::size_t client);
  void stop_listening();
  // Before the first client comes: it is the only one.
  void takes_one_client() { takes_one_ = true; }
  void stop();  // and hangs up on everybody

 private:
  struct Client;

  static void on_connection(uv_stream_t* listener, int status);
  void take(Client& client, std::string_view bytes);
  void take_text(Client& client, std::string_view text);
  static void on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer);

  uv_loop_t& loop_;
  Script script_;
  Framing framing_;
  uv_tcp_t listener_{};
  std::uint16_t port_ = 0;
  std::string greeting_;
  bool takes_one_ = false;
  std::shared_ptr<const tls::Context> tls_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<std::string> lines_;
};

}  // namespace uvchat
