#pragma once

#include <uv.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/client.h"
#include "loadtest/histogram.h"
#include "loadtest/layout.h"
#include "loadtest/line_cipher.h"
#include "loadtest/scenario.h"

namespace uvchat::loadtest {

// All clients: connects and registers them, brings them into their rooms, with a bounded number
// under way at once (a listen backlog is short), and takes the time of each step.
//
// Owned and used by the loop's thread. After close_all() the loop runs out of handles by itself.
class Crowd final : private Client::Owner {
 public:
  class Listener {
   public:
    virtual void on_all_registered() = 0;
    virtual void on_all_joined() = 0;
    virtual void on_bytes(Client&, std::string_view bytes) = 0;
    // A client that nobody asked to close is gone.
    virtual void on_client_lost(Client&, const std::string& why) = 0;

   protected:
    ~Listener() = default;
  };

  // The times of one step of all clients.
  struct Step {
    Histogram each;  // per client
    std::uint32_t begun = 0;
    std::uint32_t done = 0;
    std::int64_t first_ns = 0;  // when the first began
    std::int64_t last_ns = 0;   // when the last was done
    double total_s() const { return static_cast<double>(last_ns - first_ns) / 1e9; }
    double per_s() const { return last_ns > first_ns ? done / total_s() : 0; }
  };

  // What is given as a reference outlives the crowd.
  Crowd(uv_loop_t& loop, const Scenario& scenario, const Layout& layout, LineCipher& cipher,
        Listener& listener);

  void connect_all();
  void join_all();
  void close_all();

  Client& client(std::uint32_t number) { return *clients_[number]; }
  std::uint32_t open() const { return registering_.done - lost_; }
  std::uint32_t lost() const { return lost_; }
  const Step& connecting() const { return connecting_; }
  const Step& registering() const { return registering_; }
  const Step& joining() const { return joining_; }

 private:
  void on_connected(Client& client) override;
  void on_registered(Client& client) override;
  void on_joined(Client& client) override;
  void on_bytes(Client& client, std::string_view bytes) override;
  void on_closed(Client& client, const client::Closed& closed) override;

  void connect_more();
  void join_more();
  Client& add_client();
  void end(Step& step, const Client& client, std::int64_t now_ns);

  uv_loop_t& loop_;
  const Scenario& scenario_;
  const Layout& layout_;
  LineCipher& cipher_;
  Listener& listener_;
  std::vector<char> read_buffer_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<std::int64_t> begun_ns_;  // per client: when its present step began
  sockaddr_storage address_{};          // what the first client found
  Step connecting_;
  Step registering_;  // counts from the beginning of the connect
  Step joining_;
  std::uint32_t lost_ = 0;
  bool closing_ = false;
};

}  // namespace uvchat::loadtest
