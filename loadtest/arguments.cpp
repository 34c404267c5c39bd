#include "loadtest/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <utility>

#include "client/target.h"
#include "loadtest/compare.h"
#include "loadtest/scenario_file.h"
#include "uvchat/base/base64.h"
#include "uvchat/tls/context.h"

namespace uvchat::loadtest {
namespace {

constexpr const char* usage = R"(Usage: loadgen [OPTIONS] HOST[:PORT]
       loadgen compare REPORT REPORT...

Examples:
  loadgen --clients 500 --senders 50 --rate 500 --html load.html 127.0.0.1
                         500 lines a second; the report as a page
  loadgen --rate max --slo 'p99<20ms,missing=0' --json a.json 127.0.0.1:6667
                         as many lines as go; exit code 2 if they are late
  loadgen compare a.json b.json
                         two reports side by side

)";

constexpr const char* exit_codes = R"(
Exit codes:
  0    every delivery came once and in order, and --slo holds
  1    the run failed, deliveries are missing, or a report could not be written
  2    nothing is missing, but --slo does not hold
  64   the arguments are wrong
  130  interrupted; what there is has been reported)";

// The name of a value behind its option, and what it is if nothing is said behind the words.
class Help final : public CLI::Formatter {
 public:
  Help() { column_width(25); }

  std::string make_usage(const CLI::App* app, std::string) const override {
    return app->get_name() == "compare" ? "Usage: loadgen compare REPORT REPORT...\n\n" : usage;
  }
  std::string make_group(std::string name, bool,
                         std::vector<const CLI::Option*> options) const override {
    std::string text = name + ":\n";
    for (const CLI::Option* option : options) text += make_option(option, false);
    return text;
  }
  std::string make_subcommands(const CLI::App*, CLI::AppFormatMode) const override { return ""; }
  std::string make_positionals(const CLI::App*) const override { return ""; }
  std::string make_option_opts(const CLI::Option* option) const override {
    const bool has_value = option->get_type_size() != 0 && !option->get_type_name().empty();
    return has_value ? " " + option->get_type_name() : "";
  }
  std::string make_option_desc(const CLI::Option* option) const override {
    const std::string standard = option->get_default_str();
    return option->get_description() + (standard.empty() ? "" : " (" + standard + ")");
  }
};

// As they were typed.
struct Given {
  Arguments arguments;
  std::string target;
  std::string rate = "100", duration = "10s", timeout = "60s", rest = "0s", slo;
  std::string protocol = "irc", cipher = "none";
  std::string scenario_file, json, html, hgrm;
  double wrong_percent = 0;
  bool tls = false, tls_insecure = false;
  std::string tls_ca;
};

// "--slo" can be told what it is only with its metrics, which are many.
std::string footer() {
  constexpr std::size_t columns = 78;
  std::string text = "Metrics of --slo, compared by < <= > >= =; a duration needs its unit:\n ";
  std::size_t column = 1;
  for (const std::string_view name : Slo::metric_names()) {
    if (column + 1 + name.size() > columns) {
      text += "\n ";
      column = 1;
    }
    text.append(" ").append(name);
    column += 1 + name.size();
  }
  return text + "\n" + exit_codes;
}

constexpr const char* who = "Who is there";
constexpr const char* what = "What they do";
constexpr const char* how = "How they connect";
constexpr const char* reports = "Reports";

// Of those three groups: what a scenario file says instead.
constexpr std::array in_scenario = {who, what, how};

// Declares options of one group.
class Group {
 public:
  Group(CLI::App& app, const char* name) : app_(app), name_(name) {}

  template <typename T>
  CLI::Option* add(const char* option, T& into, const char* type, const std::string& description) {
    return app_.add_option(option, into, description)->type_name(type)->group(name_);
  }
  // One that has a value if nothing is said.
  template <typename T>
  CLI::Option* add_set(const char* option, T& into, const char* type, const char* description) {
    return add(option, into, type, description)->capture_default_str();
  }
  void add_flag(const char* option, bool& into, const char* description) {
    app_.add_flag(option, into, description)->group(name_);
  }

 private:
  CLI::App& app_;
  const char* name_;
};

CLI::Validator one_of(std::vector<std::string> names) {
  return CLI::IsMember(std::move(names)).description("");
}

void declare_scenario(CLI::App& app, Given& given) {
  Scenario& s = given.arguments.scenario;
  Group clients(app, who);
  clients.add_set("--clients", s.clients, "N", "connections");
  clients.add_set("--rooms", s.rooms, "N", "rooms the clients are spread over");
  clients.add_set("--senders", s.senders, "N", "clients that send");
  clients.add_set("--protocol", given.protocol, "NAME", "irc, websocket, caesar, redis or nats")
      ->check(one_of({"irc", "websocket", "caesar", "redis", "nats"}));
  clients.add_set("--cipher", given.cipher, "NAME", "none, caesar or aes1")
      ->check(one_of({"none", "caesar", "aes1"}));
  clients.add(
      "--accounts", s.accounts, "N",
      "the first N clients log in to the accounts\nload-0, load-1..., which are made if need be");
  clients.add("--account-password", s.account_password, "WORD",
              "of all these accounts, before that of the scenario's\nfile; one is made up if none "
              "is given");
  clients.add_flag("--resume", s.resume, "log in again with tokens");
  Group lines(app, what);
  lines.add_set("--rate", given.rate, "RATE",
                "lines a second of all senders together, sent\n"
                "when they are due however slow the server is;\n"
                "max: each sender keeps --window lines in flight");
  lines.add_set("--window", s.phases.front().window, "N", "lines in flight, for --rate max");
  lines.add_set("--size", s.payload_bytes, "BYTES", "text in each line");
  lines.add_set("--duration", given.duration, "TIME", "measured time");
  lines
      .add("--logins", s.phases.front().logins_per_s, "RATE",
           "besides, log in to the accounts so often a second,\neach time over a connection of its "
           "own")
      ->check(CLI::Range(0.0, 100'000.0).description(""));
  lines.add("--wrong-share", given.wrong_percent, "PERCENT", "of these, with a wrong password")
      ->check(CLI::Range(0.0, 100.0).description(""));
  lines
      .add("--from", s.login_sources, "ADDRESSES", "and from these addresses: 127.0.0.2,127.0.0.3")
      ->delimiter(',');
  lines
      .add("--pages", s.phases.front().pages_per_s, "RATE",
           "besides, read so many pages of history a second,\nfrom random places")
      ->check(CLI::Range(0.0, 100'000.0).description(""));
  lines
      .add("--uploads", s.phases.front().uploads, "N",
           "besides, upload so many files at once, in the names\nof the accounts")
      ->check(CLI::Range(std::int64_t{0}, uploads_max).description(""));
  lines.add("--upload-bytes", s.phases.front().upload_bytes, "BYTES", "of each of these files")
      ->check(CLI::Range(std::int64_t{1}, upload_bytes_max).description(""));
  lines.add_set("--rest", given.rest, "TIME", "silence behind it, before the last look at memory");
  lines.add_flag("--verify-history", s.verify_history,
                 "when it is over, look for all lines that were heard\nin the server's history");
  lines.add_flag("--idle", s.idle, "connect, register and hold; send nothing");
  Group connecting(app, how);
  connecting.add_set("--connect-batch", s.connect_batch, "N", "connects under way at once");
  connecting.add_set("--join-batch", s.join_batch, "N", "joins under way at once");
  connecting.add_set("--timeout", given.timeout, "TIME",
                     "for connecting all, and again for joining");
}

void declare_rest(CLI::App& app, Given& given) {
  Arguments& a = given.arguments;
  Group machine(app, "Where it runs");
  machine.add("--scenario", given.scenario_file, "FILE", "a JSON file that says all of the above");
  machine.add_flag("--tls", given.tls, "TLS from the first byte on");
  machine.add("--tls-ca", given.tls_ca, "FILE",
              "and believe whom this PEM file believes, not the\nauthorities of the system");
  machine.add_flag("--tls-insecure", given.tls_insecure, "and believe anybody");
  machine
      .add("--source-addresses", a.scenario.source_addresses, "N",
           "connect from N addresses of 127.0.0.0/8: each has\n28,000 ports, half of which are "
           "found "
           "fast")
      ->check(CLI::Range(1, 65535).description(""));
  machine.add_set("--processes", a.scenario.processes, "N", "processes that divide the rooms")
      ->check(CLI::Range(1, 256).description(""));
  machine.add("--server-pid", a.scenario.server_pid, "PID", "measure this process too")
      ->check(CLI::Range(1, std::numeric_limits<int>::max()).description(""));
  Group written(app, reports);
  written.add("--json", given.json, "FILE", "the report as JSON; - is standard output");
  written.add("--html", given.html, "FILE", "the report with charts, one page");
  written.add("--hgrm", given.hgrm, "FILE", "the fan-out's distribution, as HdrHistogram has it");
  written.add("--slo", given.slo, "CLAUSES", "what must hold, as in 'p99<20ms,missing=0'");
  written.add_flag("--quiet", a.quiet, "no progress on standard error");
}

// Printed with the report, so that the accounts can be used again.
std::string made_up_password() {
  std::random_device random;
  std::string password;
  for (int i = 0; i < 4; ++i) {
    const std::uint32_t bits = random();
    const std::array<std::uint8_t, 3> bytes = {static_cast<std::uint8_t>(bits),
                                               static_cast<std::uint8_t>(bits >> 8),
                                               static_cast<std::uint8_t>(bits >> 16)};
    password += to_base64url(bytes);
  }
  return password;
}

// The keys of a scenario are named as in its file.
std::string option_of(std::string_view key) {
  std::string option = "--" + std::string(key == "payload_bytes" ? "size" : key);
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}

// A scenario of one phase, of what the options say.
Result<Scenario> scenario_of(const Given& given) {
  Scenario scenario = given.arguments.scenario;
  const auto rate = parse_rate(given.rate);
  const auto duration_ns = parse_duration_ns(given.duration);
  const auto timeout_ns = parse_duration_ns(given.timeout);
  const auto rest_ns = parse_duration_ns(given.rest);
  if (!rate) return fail("--rate: " + rate.error().text);
  if (!duration_ns) return fail("--duration: " + duration_ns.error().text);
  if (!timeout_ns) return fail("--timeout: " + timeout_ns.error().text);
  if (!rest_ns) return fail("--rest: " + rest_ns.error().text);
  for (const Protocol protocol :
       {Protocol::classroom, Protocol::redis, Protocol::nats, Protocol::websocket}) {
    if (protocol_name(protocol) == given.protocol) scenario.protocol = protocol;
  }
  for (const Cipher cipher : {Cipher::caesar, Cipher::aes1}) {
    if (cipher_name(cipher) == given.cipher) scenario.cipher = cipher;
  }
  scenario.phases.front().wrong_share = given.wrong_percent / 100;
  scenario.phases.front().rate_per_s = *rate;
  scenario.phases.front().duration_ns = *duration_ns;
  scenario.setup_timeout_ns = *timeout_ns;
  scenario.rest_ns = *rest_ns;
  return scenario;
}

std::uint16_t port_of(Protocol protocol, bool has_tls) {
  switch (protocol) {
    case Protocol::classroom:
      return 8000;
    case Protocol::redis:
      return 6379;
    case Protocol::nats:
      return 4222;
    case Protocol::websocket:
      return has_tls ? 443 : 8080;
    case Protocol::irc:
      break;
  }
  return has_tls ? 6697 : 6667;
}

// One context for all clients.
Result<client::TlsSettings> tls_of(const CLI::App& app, const Given& given) {
  client::TlsSettings tls;
  const bool has_authorities = app.count("--tls-ca") > 0;
  if (!given.tls && (has_authorities || given.tls_insecure)) {
    return fail(std::string(has_authorities ? "--tls-ca" : "--tls-insecure") + ": is for --tls");
  }
  if (!given.tls) return tls;
  if (has_authorities && given.tls_insecure) return fail("--tls-insecure: --tls-ca says whom");
  if (has_authorities && given.tls_ca.empty()) return fail("--tls-ca: no file is given");
  auto context =
      tls::Context::for_client({.authorities = given.tls_ca, .trusts_anybody = given.tls_insecure});
  if (!context) return fail("--tls-ca: " + context.error().text);
  tls.context = *std::move(context);
  return tls;
}

// What stands in the file is not said on the command line too, but for a secret.
Result<void> check_scenario_file(const CLI::App& app) {
  if (app.count("--scenario") == 0) return {};
  for (const CLI::Option* option : app.get_options()) {
    const bool stands_there =
        std::any_of(in_scenario.begin(), in_scenario.end(),
                    [&](const char* group) { return option->get_group() == group; });
    if (stands_there && option->count() > 0 && option->get_name() != "--account-password") {
      return fail(option->get_name() + ": the file of --scenario says that");
    }
  }
  return {};
}

Result<Arguments> complete(const CLI::App& app, const Given& given) {
  Arguments a = given.arguments;
  if (given.target.empty()) return fail("which server? HOST[:PORT] is missing; --help says more");
  if (app.count("--slo") > 0) {
    auto slo = Slo::parse(given.slo);
    if (!slo) return fail("--slo: " + slo.error().text);
    a.slo = *std::move(slo);
  }
  const auto path = [&](const char* option, const std::string& typed) {  // an empty one is one too
    return app.count(option) > 0 ? std::optional(typed) : std::nullopt;
  };
  a.scenario_file = path("--scenario", given.scenario_file);
  a.json = path("--json", given.json);
  a.html = path("--html", given.html);
  a.hgrm = path("--hgrm", given.hgrm);
  if (const auto alone = check_scenario_file(app); !alone) return tl::unexpected(alone.error());
  auto scenario = !a.scenario_file ? scenario_of(given) : load_scenario(*a.scenario_file);
  if (!scenario) return tl::unexpected(scenario.error());
  const auto target =
      uvchat::client::parse_target(given.target, port_of(scenario->protocol, given.tls));
  if (!target) return tl::unexpected(target.error());
  auto tls = tls_of(app, given);
  if (!tls) return tl::unexpected(tls.error());
  scenario->tls = *std::move(tls);
  scenario->tls.peer = target->host;
  scenario->tls.handshake_ms = static_cast<std::uint64_t>(scenario->setup_timeout_ns / 1'000'000);
  scenario->host = target->host;
  scenario->port = target->port;
  scenario->source_addresses = a.scenario.source_addresses;
  scenario->server_pid = a.scenario.server_pid;
  scenario->processes = a.scenario.processes;
  if (scenario->source_addresses > 0 && !target->host.starts_with("127.")) {
    return fail("--source-addresses: is for a server at 127.0.0.1");
  }
  if (!a.scenario.account_password.empty()) {
    scenario->account_password = a.scenario.account_password;
  }
  if (scenario->accounts > 0 && scenario->account_password.empty()) {
    scenario->account_password = made_up_password();
    scenario->is_made_up_password = true;
  }
  if (const auto possible = check(*scenario); !possible) {
    return fail(option_of(possible.error().key) + ": " + possible.error().text);
  }
  a.scenario = *std::move(scenario);
  return a;
}

void declare_compare(CLI::App& app, Given& given) {
  CLI::App* compare = app.add_subcommand("compare", "reports of --json side by side");
  compare->add_option("REPORT", given.arguments.compared, "two reports or more, of --json")
      ->required()
      ->expected(2, static_cast<int>(compared_max));
}

}  // namespace

tl::expected<Arguments, NoArguments> parse_arguments(int argc, const char* const* argv) {
  Given given;
  CLI::App app("Puts load on a chat server and says what became of each line.", "loadgen");
  app.formatter(std::make_shared<Help>());
  app.add_option("HOST", given.target);
  declare_scenario(app, given);
  declare_rest(app, given);
  app.set_version_flag("--version", "loadgen " UVCHAT_VERSION, "the version")->group(reports);
  app.set_help_flag("-h,--help", "this text")->group(reports);  // at the end of the list
  declare_compare(app, given);
  app.footer(footer());
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    return tl::unexpected(NoArguments{std::string(version.what()) + "\n", false});
  } catch (const CLI::CallForHelp&) {
    return tl::unexpected(NoArguments{app.help(), false});
  } catch (const CLI::ParseError& error) {
    return tl::unexpected(NoArguments{error.what(), true});
  }
  if (!given.arguments.compared.empty()) return given.arguments;
  auto arguments = complete(app, given);
  if (!arguments) return tl::unexpected(NoArguments{arguments.error().text, true});
  return *std::move(arguments);
}

}  // namespace uvchat::loadtest
