#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <string>

#include "client/target.h"
#include "plain.h"
#include "uvchat/base/assert.h"

namespace {

using namespace uvchat;

constexpr std::uint16_t default_port = 6667;

constexpr const char* footer = R"(Exit codes:
  0   the input ended, and the server has every line of it
  2   the host was not found
  3   no connection, or no answer
  4   the nick is taken or not allowed
  5   the connection was lost
  6   the server refused the room or a line
  7   the server did not confirm the last line within 5 s
  64  the arguments are wrong)";

// A word of the protocol: what holds a space or a control character is not one.
bool is_word(const std::string& text) {
  return !text.empty() && text.front() != ':' && std::none_of(text.begin(), text.end(), [](char c) {
    return c == ' ' || c == ',' || (c >= 0 && c < 0x20);
  });
}

int run(cli::PlainOptions options) {
  uv_loop_t loop;
  int status = uv_loop_init(&loop);
  UVCHAT_ASSERT(status == 0);
  const int code = cli::Plain(loop, std::move(options)).run();
  status = uv_loop_close(&loop);
  UVCHAT_ASSERT(status == 0);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  cli::PlainOptions options;
  options.nick = "guest";
  options.room = "#lobby";
  std::string target;
  bool plain = false;
  CLI::App app("Talks in a chat room: lines typed go to the room, lines heard are printed.",
               "uvchat-cli");
  app.footer(footer);
  app.add_option("server", target, "HOST or HOST:PORT (IPv6: [::1]:6667)")->required();
  app.add_option("--nick", options.nick, "what to be called")->capture_default_str();
  app.add_option("--room", options.room, "the room to talk in")->capture_default_str();
  app.add_flag("--plain", plain, "line by line, for pipes and scripts (there is no other way yet)");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::exit_ok : cli::exit_usage;
  }
  const auto server = client::parse_target(target, default_port);
  if (!server || !is_word(options.nick) || !is_word(options.room)) {
    std::fprintf(stderr, "uvchat-cli: %s\n",
                 server ? "--nick and --room are words without spaces and commas"
                        : server.error().text.c_str());
    return cli::exit_usage;
  }
  options.server = *server;
  return run(std::move(options));
}
