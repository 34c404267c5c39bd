#pragma once

#include <gtest/gtest.h>
#include <uv.h>

#include <atomic>
#include <deque>
#include <functional>
#include <future>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "loadtest/run.h"
#include "tests/client/scripted_server.h"

namespace uvchat::loadtest {

// A small server of the protocol on a thread of its own. `deliver` decides what becomes of a room's
// line at one of its members; the n-th call has number n, from 0.
class RelayServer {
 public:
  using Deliver = std::function<std::string(std::size_t number, const std::string& line)>;

  // With a context its clients speak TLS.
  explicit RelayServer(Deliver deliver, Protocol protocol = Protocol::irc,
                       std::shared_ptr<const tls::Context> tls = nullptr)
      : deliver_(std::move(deliver)), protocol_(protocol), tls_(std::move(tls)) {
    std::promise<std::uint16_t> port;
    thread_ = std::thread([this, &port] { serve(port); });
    port_ = port.get_future().get();
  }
  ~RelayServer() {
    dies();
    thread_.join();
  }
  RelayServer(const RelayServer&) = delete;
  RelayServer& operator=(const RelayServer&) = delete;

  std::uint16_t port() const { return port_; }
  // Hangs up on everybody, and listens no more.
  void dies() {
    if (!is_dead_.exchange(true)) uv_async_send(&stop_);
  }
  // Before the run: a flood gate. So many lines pass; of the others one passes at each PING.
  void holds_lines_after(std::size_t lines) { pass_ = lines; }
  // Before the run: somebody has this nick.
  void has_already(std::string nick) { taken_ = std::move(nick); }
  // Before the run: nobody beyond these is let in.
  void lets_in(std::size_t clients) { let_in_ = clients; }
  // Once the run is over: where its clients came from.
  const std::set<std::string>& addresses() const { return addresses_; }

 private:
  void serve(std::promise<std::uint16_t>& port) {
    uv_loop_t loop;
    uv_loop_init(&loop);
    ScriptedServer server(
        loop,
        [this](ScriptedServer& s, std::size_t client, std::string_view line) {
          take(s, client, line);
        },
        protocol_ == Protocol::classroom ? ScriptedServer::Framing::none
                                         : ScriptedServer::Framing::lines);
    server.use_tls(tls_);
    if (protocol_ == Protocol::nats) server.greet_with("INFO {\"server_id\":\"relay\"}\r\n");
    stop_.data = &server;
    uv_async_init(&loop, &stop_, [](uv_async_t* stop) {
      static_cast<ScriptedServer*>(stop->data)->stop();
      uv_close(reinterpret_cast<uv_handle_t*>(stop), nullptr);
    });
    port.set_value(server.port());
    uv_run(&loop, UV_RUN_DEFAULT);
    EXPECT_EQ(uv_loop_close(&loop), 0);
  }

  void take(ScriptedServer& server, std::size_t client, std::string_view line) {
    switch (protocol_) {
      case Protocol::irc:
      case Protocol::websocket:
        take_irc(server, client, line);
        break;
      case Protocol::classroom:
        relay_message(server, client, line);
        break;
      case Protocol::redis:
        take_redis(server, client, line);
        break;
      case Protocol::nats:
        take_nats(server, client, line);
        break;
    }
  }

  void take_irc(ScriptedServer& server, std::size_t client, std::string_view line) {
    const std::string name = "load" + std::to_string(client);
    if (line.starts_with("USER ") && client >= let_in_) {
      server.send(client, "ERROR :\x1b[31mToo many\a\xff\r\n");
      server.hang_up(client);
    } else if (line == "NICK " + taken_) {
      server.send(client, ":s 433 * " + taken_ + " :Nickname is already in use\r\n");
      refused_.insert(client);
    } else if (line.starts_with("NICK ") && refused_.erase(client) > 0) {
      take_irc(server, client, "USER again");
    } else if (line.starts_with("USER ") && !refused_.contains(client)) {
      addresses_.insert(server.address_of(client));
      server.send(client, ":s 001 " + name + " :hi\r\n:s 004 " + name +
                              " s relay\x1b-1.0 i o\r\n:s 422 " + name + " :No MOTD\r\n");
    } else if (line.starts_with("PING ")) {
      server.send(client, ":s PONG s " + std::string(line.substr(5)) + "\r\n");
      if (!held_.empty()) {
        relay(server, held_.front().first, held_.front().second);
        held_.pop_front();
      }
    } else if (line.starts_with("JOIN ")) {
      const std::string room(line.substr(5));
      rooms_[room].push_back(client);
      server.send(client, ":s 366 " + name + " " + room + " :End\r\nPING :x\r\n");
    } else if (line.starts_with("PART ")) {
      std::erase(rooms_[std::string(line.substr(5))], client);
      server.send(client, ":" + name + "!u@h " + std::string(line) + "\r\n");
    } else if (line == "QUIT") {
      leave(client);
      server.hang_up(client);
    } else if (line.starts_with("PRIVMSG ") && pass_ == 0) {
      held_.emplace_back(client, line);
    } else if (line.starts_with("PRIVMSG ")) {
      --pass_;
      relay(server, client, std::string(line));
    }
  }

  void relay(ScriptedServer& server, std::size_t client, const std::string& line) {
    const std::string said = ":load" + std::to_string(client) + "!u@h " + line + "\r\n";
    const std::string room(line.substr(8, line.find(' ', 8) - 8));
    if (room.starts_with("load")) server.send(std::stoul(room.substr(4)), said);
    for (const std::size_t member : rooms_[room]) {
      if (member != client) server.send(member, deliver_(number_++, said));
    }
  }

  void take_nats(ScriptedServer& server, std::size_t client, std::string_view line) {
    if (std::string room = std::exchange(published_to_[client], {}); !room.empty()) {
      const std::string bytes = std::to_string(line.size());
      for (const std::size_t member : rooms_[room]) {
        if (member != client) {
          server.send(member, deliver_(number_++, "MSG " + room + " 1 " + bytes + "\r\n" +
                                                      std::string(line) + "\r\n"));
        }
      }
    } else if (line.starts_with("PUB ")) {
      published_to_[client] = line.substr(4, line.find(' ', 4) - 4);
    } else if (line.starts_with("SUB ")) {
      rooms_[std::string(line.substr(4, line.find(' ', 4) - 4))].push_back(client);
    } else if (line == "UNSUB 1") {
      leave(client);
    } else if (line == "PING") {
      server.send(client, "PONG\r\n");
    }
  }

  // Every word has a line of its own, behind one that says how long it is.
  void take_redis(ScriptedServer& server, std::size_t client, std::string_view line) {
    std::vector<std::string>& words = words_[client];
    if (line.starts_with('*')) {
      words = {std::string(line)};
    } else if (!line.starts_with('$')) {
      words.emplace_back(line);
    }
    if (words.size() != std::stoul(words.front().substr(1)) + 1) return;
    const std::string name = words[1];
    const std::string room = words.size() > 2 ? words[2] : "";
    if (name == "HELLO") {
      server.send(client, "%1\r\n$5\r\nproto\r\n:3\r\n");
    } else if (name == "PING") {
      server.send(client, "+PONG\r\n");
    } else if (name == "SUBSCRIBE") {
      rooms_[room].push_back(client);
      server.send(client, ">3\r\n$9\r\nsubscribe\r\n$5\r\n" + room + "\r\n:1\r\n");
    } else if (name == "UNSUBSCRIBE") {
      leave(client);
    } else if (name == "PUBLISH") {
      for (const std::size_t member : rooms_[room]) {
        server.send(member, deliver_(number_++, ">3\r\n$7\r\nmessage\r\n$5\r\n" + room +
                                                    "\r\n$100\r\n" + words[3] + "\r\n"));
      }
      server.send(client, ":" + std::to_string(rooms_[room].size()) + "\r\n");
    } else if (name == "QUIT") {
      leave(client);
      server.hang_up(client);
    }
    words.clear();
  }

  void leave(std::size_t client) {
    for (auto& [room, members] : rooms_) std::erase(members, client);
  }

  static void relay_message(ScriptedServer& server, std::size_t client, std::string_view message) {
    for (std::size_t other = 0; other < server.clients(); ++other) {
      if (other != client) server.send(other, std::string(message) + "\n");
    }
  }

  Deliver deliver_;
  Protocol protocol_;
  std::shared_ptr<const tls::Context> tls_;
  std::map<std::string, std::vector<std::size_t>> rooms_;
  std::set<std::string> addresses_;
  std::map<std::size_t, std::string> published_to_;  // nats: by client, until the payload comes
  std::map<std::size_t, std::vector<std::string>> words_;  // redis: of a command not yet complete
  std::string taken_;
  std::set<std::size_t> refused_;  // who asked for it
  std::size_t number_ = 0;
  std::size_t pass_ = std::numeric_limits<std::size_t>::max();
  std::size_t let_in_ = std::numeric_limits<std::size_t>::max();
  std::deque<std::pair<std::size_t, std::string>> held_;  // by whom, and what
  uv_async_t stop_{};
  std::atomic<bool> is_dead_ = false;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

inline std::string as_it_is(std::size_t, const std::string& line) { return line; }

inline Scenario small_scenario(std::uint16_t port) {
  Scenario s;
  s.host = "127.0.0.1";
  s.port = port;
  s.clients = 6;
  s.rooms = 2;
  s.senders = 4;
  s.phases.front().rate_per_s = 200;
  s.phases.front().duration_ns = 200'000'000;
  return s;
}

inline Report report_of(const Scenario& scenario) { return Run(scenario, false).execute().value(); }

}  // namespace uvchat::loadtest
