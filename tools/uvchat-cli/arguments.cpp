#include "arguments.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <ctime>
#include <utility>

#include "chat/address.h"
#include "chat/file.h"
#include "chat/password.h"
#include "chat/server_key.h"
#include "chat/texts.h"
#include "command_line.h"
#include "link/trust.h"
#include "plain/plain.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/standard_descriptors.h"

namespace uvchat::cli {
namespace {

constexpr std::uint16_t classroom_port = 8000;

// An option that was not given is nothing; an empty one was given as empty.
struct Given {
  std::optional<std::string> server;
  std::optional<std::string> nick;
  std::vector<std::string> rooms;
  std::optional<std::string> protocol;
  std::optional<std::string> password_file;
  std::optional<std::string> account;
  std::optional<std::string> account_password_file;
  bool tls = false;
  std::optional<std::string> tls_ca;
  std::optional<std::string> pin;
  bool pin_first = false;
  std::optional<std::string> certificate;
  std::optional<std::string> key;
  bool plain = false;
  std::optional<std::string> file;
  std::optional<std::string> name;
  bool is_as_it_is = false;

  bool has_tls() const { return tls || tls_ca || pin || pin_first || certificate || key; }
};

// The first that is not empty.
std::string first_of(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts) {
    if (!text.empty()) return text;
  }
  return "";
}

tl::expected<Protocol, int> protocol_of(const Given& given, const Preferences& preferences,
                                        bool as_last) {
  if (!given.protocol) {
    return preferences.protocol.value_or(as_last ? preferences.last_protocol.value_or(Protocol::irc)
                                                 : Protocol::irc);
  }
  if (given.protocol == "irc") return Protocol::irc;
  if (given.protocol == "caesar" || given.protocol == "classroom") return Protocol::classroom;
  return refuse(fill(Text::protocol_wrong, {{"protocol", *given.protocol}}));
}

// A shell takes '#' for the begin of a comment, so people leave it out.
std::string with_sign(std::string room) {
  constexpr std::string_view signs = "#&+!";
  return signs.find(room.front()) == std::string_view::npos ? "#" + room : room;
}

// Whether it is the server that the preferences name: their secrets are for no other, and where it
// has TLS there, they are not for the same in clear.
bool is_preferred(const Options& options, const Preferences& preferences) {
  const auto preferred = parse_address(preferences.server);
  const client::Target& server = options.server;
  return preferred && preferred->server.host == server.host &&
         (!preferred->has_tls || options.tls.context) &&
         (preferred->server.port == 0 || preferred->server.port == server.port);
}

// The first line of the file.
Result<std::string> password_in(const std::string& path) {
  return read_file(path).and_then([&](const std::string& contents) -> Result<std::string> {
    std::string line = contents.substr(0, contents.find('\n'));
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || !is_password(line)) {
      return fail(fill(Text::password_file_wrong, {{"file", path}}));
    }
    return line;
  });
}

// What the files say, else what the preferences have for this server.
Result<void> take_passwords(Options& options, const Given& given, const Preferences& preferences) {
  const bool is_it = is_preferred(options, preferences);
  auto password = given.password_file ? password_in(*given.password_file)
                                      : Result<std::string>(is_it ? preferences.password : "");
  if (!password) return tl::unexpected(password.error());
  auto of_account = given.account_password_file ? password_in(*given.account_password_file)
                                                : Result<std::string>("");
  if (!of_account) return tl::unexpected(of_account.error());
  options.password = std::move(*password);
  options.account_password = std::move(*of_account);
  return {};
}

std::vector<std::string> rooms_of(const Given& given, const Address& address,
                                  const Preferences& preferences, bool as_last) {
  if (!given.rooms.empty()) return given.rooms;
  if (!address.room.empty()) return {address.room};
  if (!preferences.rooms.empty()) return preferences.rooms;
  const bool comes_back = as_last && !given.plain && !preferences.last_rooms.empty();
  return comes_back ? preferences.last_rooms : std::vector<std::string>{"#lobby"};
}

// What the user is called, and the account to log in to. One that was kept is for its own server.
void take_names(Options& options, const Given& given, const Address& address,
                const Preferences& preferences, const Ask& ask) {
  const bool as_last = ask && !given.server && !given.nick && preferences.server.empty();
  if (given.account) {
    options.account = *given.account;
  } else if (options.protocol == Protocol::irc) {
    options.account = is_preferred(options, preferences) ? preferences.account
                      : as_last                          ? preferences.last_account
                                                         : "";
  }
  options.nick = given.nick ? *given.nick
                            : first_of({address.nick, preferences.nick, options.account,
                                        ask ? preferences.last_nick : std::string()});
  if (!given.nick && options.nick.empty()) {
    options.nick = ask ? ask(text(Text::ask_nick), "guest").value_or("guest") : "guest";
  }
}

// What is wrong with the names, if anything is.
std::optional<std::string> why_not(const Options& options, const Given& given) {
  const bool is_classroom = options.protocol == Protocol::classroom;
  const bool has_account = !options.account.empty();
  if (is_classroom && has_account) return text(Text::classroom_has_no_accounts);
  if (given.account_password_file && !has_account) return text(Text::account_missing);
  if (!is_word(options.nick) || (has_account && !is_word(options.account)) ||
      !std::all_of(options.rooms.begin(), options.rooms.end(), is_word)) {
    return text(Text::not_words);
  }
  if (is_classroom && options.nick.size() > limits::nick_bytes_max) {
    return fill(Text::nick_too_long, {{"bytes", std::to_string(limits::nick_bytes_max)}});
  }
  return std::nullopt;
}

std::uint16_t port_of(Protocol protocol, bool has_tls) {
  if (protocol == Protocol::classroom) return classroom_port;
  return has_tls ? tls_port : irc_port;
}

// Of the server that is known by now.
Result<client::TlsSettings> tls_of(const Given& given, const client::Target& server) {
  Trust trust;
  if (given.tls_ca && (given.pin || given.pin_first)) return fail(text(Text::trust_is_twofold));
  if (given.tls_ca && given.tls_ca->empty()) {
    return fail(fill(Text::argument_needs_value, {{"argument", "--tls-ca"}}));
  }
  trust.authorities_file = given.tls_ca.value_or("");
  if (given.pin) {
    trust.pin = tls::parse_fingerprint(*given.pin);
    if (!trust.pin) return fail(fill(Text::pin_wrong, {{"pin", *given.pin}}));
  }
  trust.pins_first = given.pin_first;
  if (given.certificate.has_value() != given.key.has_value()) {
    return fail(text(Text::certificate_needs_key));
  }
  if (given.certificate) trust.own = {*given.certificate, *given.key};
  trust.pins_file = settings_path("certificates.json");
  return tls_settings(trust, server);
}

// With TLS where it was asked for, or where the host has said before that it is to be so.
Result<void> secure(Options& options, const Given& given, bool by_address) {
  const client::Target& server = options.server;
  if (options.protocol == Protocol::irc && may_have_policy(server.host)) {
    const auto secures = [given, host = server.host](std::uint16_t port) {
      return tls_of(given, {host, port});
    };
    options.strict = StrictTls(server.host, settings_path("sts.json"), secures);
  }
  std::uint16_t port = server.port;
  if (!by_address && !given.has_tls()) {
    const auto policy = options.strict.kept(std::time(nullptr));
    if (!policy) return tl::unexpected(policy.error());
    if (!*policy) return {};
    port = options.policy_port = (*policy)->port;
  }
  auto tls = tls_of(given, {server.host, port});
  if (!tls) return tl::unexpected(tls.error());
  options.tls = *std::move(tls);
  return {};
}

tl::expected<Arguments, int> arguments_of(const Given& given, const Preferences& preferences,
                                          const Ask& ask) {
  const bool as_last = ask && !given.server && preferences.server.empty();
  std::string server = given.server.value_or(
      first_of({preferences.server, as_last ? preferences.last_server : std::string()}));
  if (!given.server && server.empty()) {
    const auto answer = ask ? ask(text(Text::ask_server), "127.0.0.1") : std::nullopt;
    if (!answer) return refuse(text(Text::server_missing));
    server = *answer;
  }
  const auto address = parse_address(server);
  if (!address) return refuse(address.error().text);
  Arguments arguments;
  Options& options = arguments.options;
  const auto protocol = protocol_of(given, preferences, as_last);
  if (!protocol) return tl::unexpected<int>(protocol.error());
  options.protocol = *protocol;
  options.server = address->server;
  if (options.server.port == 0) {
    options.server.port = port_of(*protocol, address->has_tls || given.has_tls());
  }
  options.authorities_file = given.tls_ca.value_or("");
  options.shows_certificate = given.certificate.has_value();
  if (const auto secured = secure(options, given, address->has_tls); !secured) {
    return refuse(secured.error().text);
  }
  take_names(options, given, *address, preferences, ask);
  options.rooms = rooms_of(given, *address, preferences, as_last);
  if (const auto why = why_not(options, given)) return refuse(*why);
  std::transform(options.rooms.begin(), options.rooms.end(), options.rooms.begin(), with_sign);
  options.keys_file = settings_path("keys.json");
  options.state_file = settings_path("state.json");
  options.preferences_file = settings_path("cli.json");
  options.accounts_file = settings_path("accounts.json");
  options.logs_folder = logs_folder();
  options.preferences = preferences;
  const auto taken = take_passwords(options, given, preferences);
  if (!taken) return refuse(taken.error().text);
  arguments.plain = given.plain;
  arguments.file = {given.file.value_or(""), given.is_as_it_is, given.name.value_or(""),
                    given.file == "-"};
  if (given.file && (given.file->empty() || options.protocol != Protocol::irc ||
                     given.rooms.size() + (address->room.empty() ? 0 : 1) != 1)) {
    return refuse(text(Text::send_usage));
  }
  if (given.plain && given.rooms.size() > 1) return refuse(text(Text::plain_is_one_room));
  return arguments;
}

}  // namespace

tl::expected<Arguments, int> parse_arguments(int argc, const char* const* argv,
                                             const Preferences& preferences, const Ask& ask) {
  constexpr std::string_view send_word = "send";
  const bool sends = argc > 1 && argv[1] == send_word;
  std::vector<const char*> words(argv, argv + argc);
  if (sends) words.erase(words.begin() + 1);
  Given given;
  CLI::App app(text(Text::usage_about), sends ? "uvchat-cli send" : "uvchat-cli");
  set_words(app);
  const auto once = [&app](const std::string& name, std::optional<std::string>& value, Text about) {
    const auto take = [&value](const std::string& word) { value = word; };
    return app.add_option_function<std::string>(name, take, text(about));
  };
  if (sends) {
    once(text(Text::usage_file_word), given.file, Text::usage_send)->type_name("")->required();
    once("--name", given.name, Text::usage_send_name)->type_name(text(Text::usage_name_word));
    app.add_flag("--as-is", given.is_as_it_is, text(Text::usage_as_is));
    app.footer(text(Text::send_footer));
  }
  once(text(Text::usage_server_word), given.server, Text::usage_server)->type_name("");
  once("--nick", given.nick, Text::usage_nick)->type_name(text(Text::usage_nick_word));
  app.add_option("--room", given.rooms, text(sends ? Text::usage_send_room : Text::usage_room))
      ->type_name(text(Text::usage_room_word))
      ->allow_extra_args(false);
  once("--password-file", given.password_file, Text::usage_password_file)
      ->type_name(text(Text::usage_file_word));
  once("--account", given.account, Text::usage_account)->type_name(text(Text::usage_account_word));
  once("--account-password-file", given.account_password_file, Text::usage_account_password_file)
      ->type_name(text(Text::usage_file_word));
  if (!sends) once("--protocol", given.protocol, Text::usage_protocol)->type_name("irc|caesar");
  app.add_flag("--tls", given.tls, text(Text::usage_tls));
  once("--tls-ca", given.tls_ca, Text::usage_tls_ca)->type_name(text(Text::usage_file_word));
  once("--pin", given.pin, Text::usage_pin)->type_name(text(Text::usage_pin_word));
  app.add_flag("--pin-first", given.pin_first, text(Text::usage_pin_first));
  once("--cert", given.certificate, Text::usage_cert)->type_name(text(Text::usage_file_word));
  once("--key", given.key, Text::usage_key)->type_name(text(Text::usage_file_word));
  if (!sends) app.add_flag("--plain", given.plain, text(Text::usage_plain));
  try {
    app.parse(static_cast<int>(words.size()), words.data());
  } catch (const CLI::Success& success) {
    return tl::unexpected<int>(print_help(app, success));
  } catch (const CLI::ParseError& error) {
    return refuse_words(app, error);
  }
  if (!ask) {
    given.plain = true;  // there is no terminal
  }
  return arguments_of(given, preferences, sends ? Ask() : ask);
}

}  // namespace uvchat::cli
