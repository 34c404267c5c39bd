#pragma once

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/e2e/client.h"
#include "tests/e2e/fixture.h"
#include "tests/e2e/process.h"

namespace uvchat::e2e {

inline constexpr std::string_view announced = "listening irc 127.0.0.1:";

// A file of the test's own directory.
inline std::string file_with(const std::string& name, std::string_view text) {
  const std::string path = scratch_directory() + "/" + name;
  std::ofstream(path) << text;
  return path;
}

inline std::string config_with_port(int port) {
  return file_with("port.json",
                   R"({"listen": [{"protocol": "irc", "port": )" + std::to_string(port) + "}]}");
}

// The program, which listens on one port.
class Running {
 public:
  explicit Running(int wanted_port = 0) : Running(config_with_port(wanted_port)) {}
  explicit Running(const std::string& config_file)
      : process({UVCHAT_SERVER_PROGRAM, "--config", config_file}) {
    const std::string line = process.prints();
    if (!line.starts_with(announced)) throw std::runtime_error("not announced: " + line);
    port = static_cast<std::uint16_t>(std::stoi(line.substr(announced.size())));
  }

  Client registered(const std::string& nick) const {
    Client client(port);
    client.says("NICK " + nick);
    client.says("USER " + nick + " 0 * :" + nick);
    client.hears("* 376 *");
    return client;
  }

  Process process;
  std::uint16_t port = 0;
};

}  // namespace uvchat::e2e
