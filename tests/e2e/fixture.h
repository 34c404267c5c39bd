#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/server.h"
#include "tests/e2e/client.h"

namespace uvchat::e2e {

// A server in this process, on free ports of the loopback, in both shapes of its threads: with one
// loop the hub rides on it, with three it has its own thread.
class ServerTest : public testing::TestWithParam<int> {
 protected:
  ServerTest();

  // On `config`, which a test may change before.
  void start();
  void stop();

  std::uint16_t irc_port() const { return server_->ports()[0]; }
  std::uint16_t classroom_port() const { return server_->ports()[1]; }
  std::uint16_t http_port() const { return server_->ports()[2]; }
  std::uint16_t port_of_listener(std::size_t index) const { return server_->ports()[index]; }

  // Somebody who has registered and has read the welcome.
  Client registered(std::string_view nick, std::string_view caps = {},
                    int receive_buffer_bytes = 0);
  // The same in a room, after what it is told on joining.
  Client member(std::string_view nick, std::string_view room = "#lobby",
                std::string_view caps = {});

  // Returns when each loop has been through a turn: what had reached its sockets has been read.
  void a_turn_passes();

  void TearDown() override { stop(); }

  server::Config config;

 private:
  NullLog log_;
  std::unique_ptr<server::Server> server_;
  std::vector<Client> witnesses_;  // one on each loop, as a new connection goes to the emptiest
};

std::string shape_name(const testing::TestParamInfo<int>& shape);

// Folders and state of these tests: a directory that goes with the process.
std::string scratch_directory();

}  // namespace uvchat::e2e

#define UVCHAT_IN_BOTH_SHAPES(suite) \
  INSTANTIATE_TEST_SUITE_P(Hub, suite, testing::Values(1, 3), &uvchat::e2e::shape_name)
