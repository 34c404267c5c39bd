// uvchat-server: reads its configuration, starts, and waits for a signal.

#include <pthread.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "server/config.h"
#include "server/hash_password.h"
#include "server/log.h"
#include "server/server.h"
#include "uvchat/base/core_dump.h"
#include "uvchat/base/limits.h"

namespace {

using uvchat::server::Config;

struct Options {
  std::string config_file;
  bool check = false;
  bool print_config = false;
};

constexpr int exit_failed = 1;
constexpr int exit_usage = 64;

int complain(const uvchat::Error& error) {
  std::fprintf(stderr, "uvchat-server: %s\n", error.text.c_str());
  return exit_failed;
}

int print_hash() {
  const auto hash = uvchat::server::hash_password_from_input();
  if (!hash) return complain(hash.error());
  std::cout << *hash << "\n";
  return 0;
}

const char* name_of(uvchat::server::Protocol protocol) {
  return protocol == uvchat::server::Protocol::irc ? "irc" : "caesar";
}

// Scripts wait for these lines: one a listener, when it takes connections.
void announce(const Config& config, const std::vector<std::uint16_t>& ports) {
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const auto& listener = config.listen[i];
    const bool v6 = listener.address.find(':') != std::string::npos;
    std::printf("listening %s %s%s%s:%u\n", name_of(listener.protocol), v6 ? "[" : "",
                listener.address.c_str(), v6 ? "]" : "", ports[i]);
  }
  std::fflush(stdout);
}

// Blocked in all threads and taken by this one alone.
sigset_t block(std::initializer_list<int> numbers) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : numbers) sigaddset(&signals, number);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// Returns the signal that ends the server.
int wait_for_end(uvchat::server::Server& server, sigset_t end_signals) {
  sigaddset(&end_signals, SIGHUP);
  int signal = 0;
  while (sigwait(&end_signals, &signal) == 0 && signal == SIGHUP) server.reload();
  return signal;
}

int serve(const Config& config, const std::string& config_file) {
  std::signal(SIGPIPE, SIG_IGN);  // a log that nobody reads any more ends nothing
  std::signal(SIGXFSZ, SIG_IGN);  // nor does a file that may not grow: it is an error
  const sigset_t end_signals = block({SIGTERM, SIGINT});
  block({SIGHUP});
  const auto log = uvchat::server::make_log(config.log.level, config.log.format);
  for (const std::string& warning : uvchat::server::warnings_of(config)) {
    log->write(uvchat::LogLevel::warning, "configuration", {{"warning", warning}});
  }
  auto server = uvchat::server::Server::start(config, *log, config_file);
  if (!server) return complain(server.error());
  announce(config, (*server)->ports());
  const int signal = wait_for_end(**server, end_signals);
  log->write(uvchat::LogLevel::info, "server stopping",
             {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
  // A second signal finds its default again and ends the process at once.
  pthread_sigmask(SIG_UNBLOCK, &end_signals, nullptr);
  (*server)->stop(uvchat::limits::shutdown_ms_max);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  uvchat::forbid_core_dumps();  // passwords and what is said pass through here
  CLI::App app{"uvchat-server: a chat server for IRC clients and the classroom's own"};
  app.footer(
      "Without --config it listens on 127.0.0.1 alone: 6667 for IRC, 8000 for the\n"
      "classroom protocol. SIGTERM and SIGINT end it; SIGHUP reads the configuration\n"
      "again.\n\n"
      "Exit codes: 0 ended by a signal, checked, or hashed; 1 the configuration or the\n"
      "password is wrong, or the server cannot start; 64 the arguments are wrong.");
  Options options;
  app.add_option("--config", options.config_file, "The JSON configuration file");
  app.add_flag("--check", options.check, "Check the configuration and exit");
  app.add_flag("--print-config", options.print_config, "Print the effective configuration");
  const CLI::App* hashing = app.add_subcommand(
      "hash-password", "Read a password and print the hash that an operator's entry holds");
  app.set_version_flag("--version", uvchat::server::version);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_usage;
  }

  if (hashing->parsed()) return print_hash();
  Config config;
  if (!options.config_file.empty()) {
    auto loaded = uvchat::server::load_config(options.config_file);
    if (!loaded) return complain(loaded.error());
    config = std::move(*loaded);
  }
  if (options.print_config) std::cout << uvchat::server::print_config(config);
  for (const std::string& warning : uvchat::server::warnings_of(config)) {
    if (options.check) std::fprintf(stderr, "uvchat-server: warning: %s\n", warning.c_str());
  }
  if (options.check && !options.print_config) std::cout << "the configuration is valid\n";
  if (options.check || options.print_config) return 0;
  return serve(config, options.config_file);
}
