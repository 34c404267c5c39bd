#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include "arguments.h"
#include "chat/server_key.h"
#include "full_screen.h"
#include "get_file.h"
#include "plain/plain.h"
#include "plain/sender.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/core_dump.h"
#include "uvchat/base/standard_descriptors.h"

namespace {

using namespace uvchat;

std::optional<std::string> ask_on_terminal(const std::string& question, const std::string& usual) {
  std::cout << question << " [" << usual << "]: " << std::flush;
  std::string answer;
  if (!std::getline(std::cin, answer)) return std::nullopt;
  return answer.empty() ? usual : answer;
}

int run_plain(const cli::Options& options) {
  uv_loop_t loop;
  int status = uv_loop_init(&loop);
  UVCHAT_ASSERT(status == 0);
  cli::PlainOptions plain;
  plain.server = options.server;
  plain.nick = options.nick;
  plain.room = options.rooms.front();
  plain.protocol = options.protocol;
  plain.password = options.password;
  plain.account = options.account;
  plain.account_password = options.account_password;
  plain.tls = options.tls;
  plain.shows_certificate = options.shows_certificate;
  plain.policy_port = options.policy_port;
  plain.strict = options.strict;
  plain.accounts_file = options.accounts_file;
  plain.keys_file = options.keys_file;
  plain.closed = options.kept.closed;
  const int code = cli::Plain(loop, std::move(plain)).run();
  status = uv_loop_close(&loop);
  UVCHAT_ASSERT(status == 0);
  return code;
}

// The settings and the server of the next start stay what they are.
int run_send(cli::Options options, const cli::FileToSend& file) {
  uv_loop_t loop;
  int status = uv_loop_init(&loop);
  UVCHAT_ASSERT(status == 0);
  options.preferences_file.clear();
  const int code = cli::send_one_file(loop, std::move(options), file);
  status = uv_loop_close(&loop);
  UVCHAT_ASSERT(status == 0);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  ensure_standard_descriptors();
  forbid_core_dumps();
  std::signal(SIGPIPE, SIG_IGN);
  cli::choose_language(cli::language_of_environment());
  const auto preferences = cli::load_preferences();
  if (!preferences) {
    std::fprintf(stderr, "uvchat-cli: %s\n", preferences.error().text.c_str());
    return cli::exit_usage;
  }
  cli::choose_language(preferences->language.value_or(cli::language_of_environment()));
  if (argc > 1 && std::string_view(argv[1]) == "get") return cli::run_get(argc, argv);
  const bool on_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
  auto arguments =
      cli::parse_arguments(argc, argv, *preferences, on_terminal ? ask_on_terminal : cli::Ask());
  if (!arguments) return arguments.error();
  cli::Options& options = arguments->options;
  auto kept =
      cli::read_state_file(options.state_file, cli::server_key(options.server), options.nick);
  if (!kept) {
    std::fprintf(stderr, "uvchat-cli: %s\n", kept.error().text.c_str());
    return cli::exit_usage;
  }
  options.kept = std::move(*kept);
  if (!arguments->file.path.empty()) return run_send(options, arguments->file);
  return arguments->plain ? run_plain(options) : cli::run_full_screen(options);
}
