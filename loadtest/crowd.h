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

// All clients that the layout lets play: connects and registers them, brings them into their rooms,
// with a bounded number under way at once (a listen backlog is short), and takes the time of each
// step.
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
    virtual void on_client_lost(Client&, const client::Closed& closed) = 0;
    // Of ask_a_bystander().
    virtual void on_answer() = 0;

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
  };

  // What is given as a reference outlives the crowd.
  Crowd(uv_loop_t& loop, const Scenario& scenario, const Layout& layout, LineCipher& cipher,
        Listener& listener);

  void connect_all();
  void join_all();
  void close_all();

  // Storms, one at a time, each with its clients at once. Only a reconnect, which costs most, takes
  // a few in each turn of the loop, so that the steady ones are heard meanwhile; and it obeys
  // connect_batch.
  void rejoin(const std::vector<std::uint32_t>& clients);
  void reconnect(const std::vector<std::uint32_t>& clients);
  void quit(const std::vector<std::uint32_t>& clients);
  // Of the present storm, or the last: from the word to go until the client was back, or gone.
  const Step& storm() const { return storm_; }
  bool storm_is_over() const { return storm_.done == storm_.begun; }

  // Clients that do not read may be dropped by the server; until settle() that is no loss.
  void set_reading(const std::vector<std::uint32_t>& clients, bool reads);
  void settle(std::uint32_t client);
  // It has quit, or was dropped or lost.
  bool is_gone(std::uint32_t client) const { return fates_[client] == Fate::gone; }
  std::uint32_t dropped() const { return dropped_; }

  // Asks the server for a sign of life in the name of a client that sends no lines. False where
  // there is none, or the protocol has no such question.
  bool ask_a_bystander();
  std::uint32_t tokens() const;
  // Where the clients are connected to.
  const sockaddr_storage& address() const { return address_; }
  // What the server says that it runs, fit to be shown; empty where it does not say.
  const std::string& server_version() const { return server_version_; }
  // Where it takes files; empty where it does not say.
  const std::string& file_host() const { return file_host_; }

  Client& client(std::uint32_t number) { return *clients_[number]; }
  std::uint32_t open() const { return registering_.done - lost_ - gone_; }
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
  void on_answer(Client&) override { listener_.on_answer(); }
  void on_server_version(Client& client, std::string_view version) override;
  void on_file_host(Client&, std::string_view url) override { file_host_ = url; }

  // What a storm has to do with a client, or had.
  enum class Fate : std::uint8_t { steady, rejoins, leaves, reconnects, quits, reads_slowly, gone };

  std::uint32_t size() const { return static_cast<std::uint32_t>(layout_.clients.size()); }
  void connect_more();
  void join_more();
  void begin_storm(const std::vector<std::uint32_t>& clients, Fate fate);
  bool may_reconnect() const;
  std::uint32_t connect_batch() const;
  std::string name_of(std::uint32_t number) const;
  void go_on_reconnecting();
  void storm_turn();
  void connect(std::uint32_t number);
  void storm_done(const Client& client, Fate fate);
  std::unique_ptr<Client> make(std::uint32_t number, const std::string& name);
  Client& add_client();
  void end(Step& step, const Client& client, std::int64_t now_ns);

  uv_loop_t& loop_;
  const Scenario& scenario_;
  const Layout& layout_;
  LineCipher& cipher_;
  Listener& listener_;
  Accounts accounts_;
  std::vector<char> read_buffer_;
  std::vector<std::unique_ptr<Client>> clients_;  // by number; null: not begun, or another's
  std::vector<std::int64_t> begun_ns_;            // per client: when its present step began
  sockaddr_storage address_{};                    // what the first client found
  std::string server_version_;
  std::string file_host_;
  Step connecting_;
  Step registering_;  // counts from the beginning of the connect
  Step joining_;
  std::vector<Fate> fates_;  // by client
  Step storm_;
  uv_idle_t storm_turns_{};                  // active while a reconnect can go on
  std::uint32_t storms_ = 0;                 // so far
  std::vector<std::uint32_t> to_leave_;      // a reconnect's, not yet closed
  std::vector<std::uint32_t> to_reconnect_;  // closed, and not yet connecting
  std::uint32_t reconnecting_ = 0;           // and not yet registered
  std::uint32_t lost_ = 0;
  std::uint32_t gone_ = 0;
  std::uint32_t dropped_ = 0;
  bool closing_ = false;
};

}  // namespace uvchat::loadtest
