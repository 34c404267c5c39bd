// uvchat-server: reads its configuration, starts, and waits for a signal.

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "ctl_arguments.h"
#include "server/admin_tokens.h"
#include "server/certificates.h"
#include "server/config_file.h"
#include "server/hash_password.h"
#include "server/kept_state.h"
#include "server/log.h"
#include "server/server.h"
#include "server/site.h"
#include "uvchat/base/core_dump.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/nearest.h"
#include "uvchat/base/standard_descriptors.h"

namespace {

using uvchat::server::Config;

struct NewCertificate {
  std::vector<std::string> names;
  int days = 365;
  uvchat::tls::CertificateFiles files{"cert.pem", "key.pem"};
};

struct Options {
  std::string config_file;
  bool check = false;
  bool print_config = false;
  bool print_keys = false;
  std::string backup_file;  // empty: no backup is wanted
};

constexpr int exit_failed = 1;
constexpr int exit_usage = 64;

constexpr const char* footer =
    "Without --config the server listens on 127.0.0.1 only: port 6667 for IRC, port\n"
    "8000 for the classroom's protocol, and port 8080 for browsers if it is free.\n"
    "SIGTERM and SIGINT end it. SIGHUP makes it read its configuration again.\n\n"
    "Exit codes:\n"
    "  0   ended by a signal; or checked, printed, hashed, copied, made\n"
    "  1   the configuration or the password is wrong, the server cannot start, or\n"
    "      its output or the copy cannot be written\n"
    "  64  the arguments are wrong, or one is empty";

int complain(const uvchat::Error& error) {
  std::fprintf(stderr, "uvchat-server: %s\n", error.text.c_str());
  return exit_failed;
}

int misused(const std::string& why) {
  complain({why});
  return exit_usage;
}

int show(std::string_view text) {
  const auto printed = uvchat::print_output(text);
  return printed ? 0 : complain(printed.error());
}

int print_hash() {
  const auto hash = uvchat::server::hash_password_from_input();
  return hash ? show(*hash + "\n") : complain(hash.error());
}

int make_admin_token(const std::string& name) {
  if (!uvchat::server::is_token_name(name)) {
    return misused(
        "a token's name has 1 to 32 letters, digits, dots, hyphens and underlines, and "
        "is not \"local\"");
  }
  const auto made = uvchat::server::make_token(name);
  return show("The token, which is not shown again:\n  " + made.token +
              "\nIts row of \"admin\": { \"tokens\": [...] } in the server's configuration:\n  " +
              made.row + "\n");
}

int make_certificate(const NewCertificate& wanted) {
  const auto& files = wanted.files;
  const auto made = uvchat::server::make_certificate_files(wanted.names, wanted.days, files);
  if (!made) return complain(made.error());
  const auto whole = [](const std::string& path) {
    return std::filesystem::absolute(path).lexically_normal().string();
  };
  return show("made " + files.certificate + " and " + files.key +
              ", for trying TLS out: clients believe them only where they are told to.\n"
              "In the configuration of the server:\n"
              "  \"tls\": { \"certificate\": \"" +
              whole(files.certificate) + "\", \"key\": \"" + whole(files.key) +
              "\" }\n"
              "and \"tls\": true in a listener. The certificate's fingerprint, for clients that "
              "pin it:\n  " +
              uvchat::tls::fingerprint_text(*made) + "\n");
}

std::string_view protocol_of(const uvchat::server::ListenerConfig& listener) {
  if (listener.is_http()) return "http";
  return listener.is_classroom() ? "caesar" : "irc";
}

// Scripts wait for these lines: one a listener, when it takes connections. A server that was
// started with a closed output has nobody who waits.
uvchat::Result<void> announce(const Config& config, const std::vector<std::uint16_t>& ports) {
  if ((::fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) == O_RDONLY) return {};
  std::string lines;
  for (std::size_t i = 0; i < config.listen.size(); ++i) {
    const std::string& address = config.listen[i].net.address;
    if (ports[i] == 0 && !config.listen[i].net.is_unix()) continue;  // left out
    const bool v6 = address.find(':') != std::string::npos;
    lines.append("listening ").append(protocol_of(config.listen[i]));
    lines.append(config.listen[i].net.tls ? "s" : "");
    if (config.listen[i].net.is_unix()) {
      lines.append(" ").append(address).append("\n");
      continue;
    }
    lines.append(v6 ? " [" : " ").append(address).append(v6 ? "]:" : ":");
    lines.append(std::to_string(ports[i])).append("\n");
  }
  return uvchat::print_output(lines);
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
  if (::geteuid() == 0) {
    log->write(uvchat::LogLevel::warning, "the server runs as root",
               {{"better", "a user of its own: docs/public-name.md, 8"}});
  }
  auto server = uvchat::server::Server::start(config, *log, config_file);
  if (!server) return complain(server.error());
  if (const auto announced = announce(config, (*server)->ports()); !announced) {
    (*server)->stop(0);
    return complain(announced.error());
  }
  const int signal = wait_for_end(**server, end_signals);
  log->write(uvchat::LogLevel::info, "server stopping",
             {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
  // A second signal finds its default again and ends the process at once.
  pthread_sigmask(SIG_UNBLOCK, &end_signals, nullptr);
  (*server)->stop(uvchat::limits::shutdown_ms_max);
  return 0;
}

// An option's empty value would count as none, and the argument behind "--config=" as its value.
const char* empty_argument(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const bool ends_early = argument.starts_with("--") && argument.find('=') + 1 == argument.size();
    if (argument.empty() || ends_early) return argv[i];
  }
  return nullptr;
}

// `given`: the first word behind it that is no command; empty: there is none.
std::string why_no_command(const std::string& given) {
  if (given.empty()) return "ctl: a command is missing; ctl --help lists them";
  std::vector<std::string_view> known;
  for (const auto& command : uvchat::server::ctl_commands()) known.push_back(command.name);
  const auto meant = uvchat::nearest_word(given, known);
  return "ctl: there is no command " + given +
         (meant ? ": did you mean " + std::string(*meant) + "?" : "; ctl --help lists them");
}

// The arguments are wrong, or are done with: --help, --version.
int end_of_arguments(const CLI::App& app, const CLI::ParseError& error) {
  const bool lacks_one = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (const CLI::App* ctl = app.get_subcommand("ctl");
      lacks_one && ctl->parsed() && ctl->get_subcommands().empty()) {
    const std::vector<std::string> words = ctl->remaining();
    return misused(why_no_command(words.empty() ? std::string() : words.front()));
  }
  const std::vector<std::string> unknown = app.remaining();
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !unknown.empty()) {
    return misused("unknown argument " + unknown.front());
  }
  std::ostringstream output;
  return app.exit(error, output, std::cerr) == 0 ? show(output.str()) : exit_usage;
}

int run(const Options& options) {
  if (options.print_keys) return show(uvchat::server::print_keys());
  Config config;
  if (!options.config_file.empty()) {
    auto loaded = uvchat::server::load_config(options.config_file);
    if (!loaded) return complain(loaded.error());
    config = std::move(*loaded);
  }
  for (const std::string& warning : uvchat::server::warnings_of(config)) {
    if (options.check) std::fprintf(stderr, "uvchat-server: warning: %s\n", warning.c_str());
  }
  if (!options.backup_file.empty()) {
    const auto done = uvchat::server::back_up(config, options.config_file, options.backup_file);
    if (!done) return complain(done.error());
    return show("copied the database into " + options.backup_file + ": " + std::to_string(*done) +
                " bytes\n");
  }
  if (options.print_config) {
    return show(uvchat::server::print_config(uvchat::server::shown_config(config)));
  }
  if (options.check) {
    const auto certificates = uvchat::server::load_certificates(config, options.config_file);
    if (!certificates) return complain(certificates.error());
    if (*certificates != nullptr) {
      const auto log = uvchat::server::make_log(config.log.level, config.log.format);
      uvchat::server::warn_of_certificates(config.tls, options.config_file, **certificates, *log);
    }
    const auto site = uvchat::server::load_site(config, options.config_file);
    if (!site) return complain(site.error());
    return show(options.config_file.empty() ? "the built-in configuration is valid\n"
                                            : "the configuration is valid\n");
  }
  return serve(config, options.config_file);
}

CLI::App* add_make_certificate(CLI::App& app, NewCertificate& certificate) {
  CLI::App* certifying = app.add_subcommand(
      "make-certificate", "make a certificate of one's own and its key, for trying TLS out");
  certifying->add_option("NAME", certificate.names, "host names and addresses of the server")
      ->required();
  certifying->add_option("--days", certificate.days, "how long it is valid")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  certifying->add_option("--certificate", certificate.files.certificate, "the new file")
      ->type_name("FILE")
      ->capture_default_str();
  certifying->add_option("--key", certificate.files.key, "the new file of its key")
      ->type_name("FILE")
      ->capture_default_str();
  return certifying;
}

}  // namespace

int main(int argc, char** argv) {
  uvchat::ensure_standard_descriptors();
  uvchat::forbid_core_dumps();  // passwords and what is said pass through here
  CLI::App app{"A chat server for IRC clients and the classroom's own.", "uvchat-server"};
  app.footer("Exit codes: 0 done; 1 not done; 64 wrong arguments.");  // of subcommands
  app.set_help_flag("-h,--help", "show this help");
  Options options;
  auto* config = app.add_option("--config", options.config_file, "the JSON configuration file")
                     ->type_name("FILE");
  auto* check = app.add_flag("--check", options.check, "check the configuration and exit");
  auto* print = app.add_flag("--print-config", options.print_config,
                             "print the whole configuration and exit");
  auto* keys = app.add_flag("--print-keys", options.print_keys,
                            "print what each key is, as a Markdown table, and exit");
  keys->excludes(config)->excludes(check)->excludes(print);
  CLI::App* hashing = app.add_subcommand(
      "hash-password", "read a password and print its hash, for an operator's entry");
  hashing->excludes(config)->excludes(check)->excludes(print)->excludes(keys);
  CLI::App* backup =
      app.add_subcommand("backup", "copy the database into a new file, also while the server runs");
  backup->add_option("FILE", options.backup_file, "the new file")->required();
  backup->add_option("--config", options.config_file, "the configuration of the server")
      ->type_name("FILE");
  backup->excludes(check)->excludes(print)->excludes(keys);
  NewCertificate certificate;
  CLI::App* certifying = add_make_certificate(app, certificate);
  certifying->excludes(config)->excludes(check)->excludes(print)->excludes(keys);
  std::string token_name;
  CLI::App* tokens = app.add_subcommand("make-token", "make a token for the admin API");
  tokens->add_option("NAME", token_name, "whose it is, for the log of what was done")->required();
  tokens->excludes(config)->excludes(check)->excludes(print)->excludes(keys);
  uvchat::server::CtlArguments control;
  CLI::App* controlling = uvchat::server::add_ctl(app, control);
  controlling->excludes(config)->excludes(check)->excludes(print)->excludes(keys);
  app.footer(footer);
  app.require_subcommand(0, 1);  // its words may be called like another one
  app.set_version_flag("--version", "uvchat-server " UVCHAT_VERSION, "show the version");
  if (const char* empty = empty_argument(argc, argv)) {
    return misused(*empty == '\0' ? "an argument is empty" : std::string(empty) + ": no value");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return end_of_arguments(app, error);
  }
  if (certifying->parsed()) return make_certificate(certificate);
  if (tokens->parsed()) return make_admin_token(token_name);
  if (controlling->parsed()) return uvchat::server::run_ctl(control);
  return hashing->parsed() ? print_hash() : run(options);
}
