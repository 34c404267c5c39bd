// The program with io_uring, without it, and where the system refuses it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "tests/e2e/running.h"
#include "tests/net/refused_call.h"

namespace uvchat::e2e {
namespace {

std::string config_with_uring(bool io_uring) {
  return file_with("uring.json",
                   std::string(R"({"listen": [{"protocol": "irc", "port": 0}], "server": )") +
                       R"({"io_threads": 1, "motd": ["hello"], "io_uring": )" +
                       (io_uring ? "true" : "false") + "}}");
}

// Forty people in a room hear what one of them says, all in one turn.
void expect_a_room_to_hear(const Running& server) {
  std::vector<Client> people;
  for (int i = 0; i < 40; ++i) {
    const std::string nick = "p" + std::to_string(i);
    people.push_back(server.registered(nick));
    people.back().says("JOIN #room");
    people.back().hears("* 366 " + nick + " *");
  }
  for (int line = 0; line < 5; ++line) {
    people[0].says("PRIVMSG #room :line " + std::to_string(line));
    for (std::size_t i = 1; i < people.size(); ++i) {
      people[i].hears(":p0!* PRIVMSG #room :line " + std::to_string(line));
    }
  }
}

TEST(ServerProgram, SaysAtItsStartWhetherItHasIoUring) {
  Running server(config_with_uring(true));
  server.process.complains(" info io_uring ");
  expect_a_room_to_hear(server);
}

TEST(ServerProgram, DoesWithoutIoUringWhereThatIsSwitchedOff) {
  Running server(config_with_uring(false));
  server.process.complains(" info io_uring off loop=0");
  expect_a_room_to_hear(server);
}

TEST(ServerProgram, DoesWithoutIoUringWhereAFilterRefusesIt) {
  net::on_a_thread([] {
    net::refuse_call(__NR_io_uring_setup, EPERM);
    Running server(config_with_uring(true));
    server.process.complains(" info io_uring refused loop=0 reason=");
    expect_a_room_to_hear(server);
  });
}

TEST(ServerProgram, DoesWithoutIoUringWhereTheKernelHasNone) {
  net::on_a_thread([] {
    net::refuse_call(__NR_io_uring_setup, ENOSYS);
    Running server(config_with_uring(true));
    server.process.complains("Function not implemented");
    expect_a_room_to_hear(server);
  });
}

}  // namespace
}  // namespace uvchat::e2e
