#pragma once

#include <gtest/gtest.h>
#include <uv.h>

#include <functional>
#include <future>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "loadtest/run.h"
#include "tests/client/scripted_server.h"

namespace uvchat::loadtest {

// A small IRC server on a thread of its own. `deliver` decides what becomes of a room's line at one
// of its members; the n-th call has number n, from 0.
class RelayServer {
 public:
  using Deliver = std::function<std::string(std::size_t number, const std::string& line)>;

  explicit RelayServer(Deliver deliver, Protocol protocol = Protocol::irc)
      : deliver_(std::move(deliver)), protocol_(protocol) {
    std::promise<std::uint16_t> port;
    thread_ = std::thread([this, &port] { serve(port); });
    port_ = port.get_future().get();
  }
  ~RelayServer() {
    uv_async_send(&stop_);
    thread_.join();
  }
  RelayServer(const RelayServer&) = delete;
  RelayServer& operator=(const RelayServer&) = delete;

  std::uint16_t port() const { return port_; }
  // Once the run is over: where its clients came from.
  const std::set<std::string>& addresses() const { return addresses_; }

 private:
  void serve(std::promise<std::uint16_t>& port) {
    uv_loop_t loop;
    uv_loop_init(&loop);
    const bool is_irc = protocol_ == Protocol::irc;
    ScriptedServer server(
        loop,
        [this, is_irc](ScriptedServer& s, std::size_t client, std::string_view line) {
          is_irc ? take(s, client, line) : relay_message(s, client, line);
        },
        is_irc ? ScriptedServer::Framing::lines : ScriptedServer::Framing::none);
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
    const std::string name = "load" + std::to_string(client);
    if (line.starts_with("USER ")) {
      addresses_.insert(server.address_of(client));
      server.send(client, ":s 001 " + name + " :hi\r\n:s 422 " + name + " :No MOTD\r\n");
    } else if (line.starts_with("JOIN ")) {
      const std::string room(line.substr(5));
      rooms_[room].push_back(client);
      server.send(client, ":s 366 " + name + " " + room + " :End\r\nPING :x\r\n");
    } else if (line.starts_with("PART ")) {
      std::erase(rooms_[std::string(line.substr(5))], client);
      server.send(client, ":" + name + "!u@h " + std::string(line) + "\r\n");
    } else if (line == "QUIT") {
      for (auto& [room, members] : rooms_) {
        std::erase(members, client);
      }
      server.hang_up(client);
    } else if (line.starts_with("PRIVMSG ")) {
      const std::string room(line.substr(8, line.find(' ', 8) - 8));
      if (room.starts_with("load")) {
        server.send(std::stoul(room.substr(4)), ":" + name + "!u@h " + std::string(line) + "\r\n");
      }
      for (const std::size_t member : rooms_[room]) {
        if (member != client) {
          server.send(member,
                      deliver_(number_++, ":" + name + "!u@h " + std::string(line) + "\r\n"));
        }
      }
    }
  }

  static void relay_message(ScriptedServer& server, std::size_t client, std::string_view message) {
    for (std::size_t other = 0; other < server.clients(); ++other) {
      if (other != client) {
        server.send(other, std::string(message) + "\n");
      }
    }
  }

  Deliver deliver_;
  Protocol protocol_;
  std::map<std::string, std::vector<std::size_t>> rooms_;
  std::set<std::string> addresses_;
  std::size_t number_ = 0;
  uv_async_t stop_{};
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
