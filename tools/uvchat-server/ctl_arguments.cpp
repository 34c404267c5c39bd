#include "ctl_arguments.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "server/cloak_key.h"
#include "server/module_settings.h"
#include "uvchat/base/standard_descriptors.h"

namespace uvchat::server {
namespace {

int complain(const std::string& text) {
  std::fprintf(stderr, "uvchat-server: %s\n", text.c_str());
  return 1;
}

// 0: the output is no terminal.
std::size_t terminal_columns() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 0 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

Result<AdminPlace> place_of(const CtlArguments& arguments) {
  AdminPlace place = arguments.wish.place;
  if (!arguments.url.empty()) {
    place.url = arguments.url;
    if (arguments.token_file.empty()) return place;
    auto token = token_in(arguments.token_file);
    if (!token) return tl::unexpected(token.error());
    place.token = std::move(*token);
    return place;
  }
  place.socket = arguments.socket;
  if (!place.socket.empty()) return place;
  const auto folder = state_directory();
  if (!folder) return tl::unexpected(folder.error());
  if (folder->empty()) return fail("no state directory: name the server's with --socket or --url");
  place.socket = admin_socket(*folder);
  return place;
}

std::string words_of(const CtlCommand& command) {
  std::string words;
  for (const std::string& word : command.needs) words.append(words.empty() ? "" : " ").append(word);
  if (command.may_take.empty()) return words;
  return words + (words.empty() ? "[" : " [") + command.may_take +
         (command.takes_text ? "...]" : "]");
}

void add_command(CLI::App& ctl, const CtlCommand& command, CtlWish& wish) {
  CLI::App* added = ctl.add_subcommand(command.name, command.purpose);
  added->fallthrough();  // --json may stand behind the command
  const auto least = static_cast<int>(command.needs.size());
  const std::string words = words_of(command);
  if (!words.empty()) {
    const int most = command.takes_text ? 1'000 : least + (command.may_take.empty() ? 0 : 1);
    auto* option = added->add_option("WORDS", wish.words)->option_text(words);
    option->expected(std::max(least, 1), most);
    if (least > 0) option->required();
  }
  if (command.takes_duration) {
    added->add_option("--for", wish.duration, "how long: 90 (minutes), 30s, 1d12h; else for good")
        ->type_name("DURATION");
  }
  if (command.takes_address) {
    added->add_flag("--address", wish.is_address, "of an address or a network: a D-line");
  }
  added->callback([&wish, name = command.name] { wish.command = name; });
}

}  // namespace

CLI::App* add_ctl(CLI::App& app, CtlArguments& arguments) {
  CLI::App* ctl = app.add_subcommand("ctl", "ask a running server, or change what it does");
  auto* socket = ctl->add_option("--socket", arguments.socket,
                                 "the unix socket of the server; else admin.sock in its state "
                                 "directory")
                     ->type_name("FILE");
  auto* url = ctl->add_option("--url", arguments.url,
                              "its admin listener, like https://chat.example.org:9180")
                  ->type_name("URL");
  ctl->add_option("--token-file", arguments.token_file,
                  "with --url: a file with a token of admin.tokens (make-token)")
      ->type_name("FILE")
      ->needs(url);
  ctl->add_option("--ca-file", arguments.wish.place.ca_file,
                  "with --url: a file with the certificates of those who are believed, instead of "
                  "the system's")
      ->type_name("FILE")
      ->needs(url);
  socket->excludes(url);
  ctl->add_flag("--json", arguments.wish.as_json, "print JSON, for programs");
  ctl->footer(
      "Without --url it speaks to the server of the same machine and user: STATE_DIRECTORY\n"
      "names another state directory. What it changes is noted: STATS a tells operators.\n"
      "Exit codes: 0 done; 1 not done, no server, or no permission; 64 wrong arguments.");
  for (const CtlCommand& command : ctl_commands()) add_command(*ctl, command, arguments.wish);
  ctl->require_subcommand(1);
  return ctl;
}

int run_ctl(CtlArguments& arguments) {
  auto place = place_of(arguments);
  if (!place) return complain(place.error().text);
  arguments.wish.place = std::move(*place);
  const auto text = control(arguments.wish, terminal_columns());
  if (!text) return complain(text.error().text);
  const auto printed = print_output(*text);
  return printed ? 0 : complain(printed.error().text);
}

}  // namespace uvchat::server
