#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "client/target.h"
#include "loadtest/compare.h"
#include "loadtest/hgrm.h"
#include "loadtest/html.h"
#include "loadtest/part.h"
#include "loadtest/processes.h"
#include "loadtest/report.h"
#include "loadtest/run.h"
#include "loadtest/scenario.h"
#include "loadtest/scenario_file.h"
#include "loadtest/slo.h"

namespace {

using namespace uvchat::loadtest;
using uvchat::fail;
using uvchat::Result;

enum Exit { exit_ok = 0, exit_failed = 1, exit_slo_broken = 2, exit_usage = 64, exit_signal = 130 };

constexpr const char* footer = R"(Exit codes:
  0    the run is complete, and --slo holds
  1    the run failed: no connection, a timeout, connections lost
  2    the run is complete, and --slo does not hold
  64   the arguments are wrong
  130  interrupted; what there is has been reported)";

struct Arguments {
  Scenario scenario;
  std::optional<Slo> slo;
  std::string target, rate = "100", duration = "10s", timeout = "60s", rest = "0s", slo_text;
  std::string scenario_file, json, hgrm, html;
  std::string a, b;  // the reports to compare
  std::string protocol = "irc";
  std::string cipher = "none";
  bool quiet = false;
};

void declare(CLI::App& app, Arguments& a) {
  Scenario& s = a.scenario;
  Phase& phase = s.phases.front();
  app.add_option("target", a.target, "the server, HOST:PORT (IPv6: [::1]:6667)");
  app.add_option("--clients", s.clients, "connections")->capture_default_str();
  app.add_option("--rooms", s.rooms, "rooms the clients are spread over")->capture_default_str();
  app.add_option("--senders", s.senders, "clients that send")->capture_default_str();
  app.add_option("--rate", a.rate,
                 "lines a second of all senders together, sent when they are due however slow the "
                 "server is; or max: each sender keeps --window lines in flight")
      ->capture_default_str();
  app.add_option("--window", phase.window, "lines in flight per sender, for --rate max")
      ->capture_default_str();
  app.add_option("--size", s.payload_bytes, "bytes of text in each line")->capture_default_str();
  app.add_option("--duration", a.duration, "measured time")->capture_default_str();
  app.add_flag("--idle", s.idle, "connect, register and hold; send nothing");
  app.add_option("--protocol", a.protocol,
                 "irc; caesar: the classroom protocol; or redis, nats: publish and subscribe")
      ->check(CLI::IsMember({"irc", "caesar", "redis", "nats"}).description(""))
      ->capture_default_str();
  app.add_option("--cipher", a.cipher,
                 "none; caesar; or aes1: each line is sealed, and opened at each receiver")
      ->check(CLI::IsMember({"none", "caesar", "aes1"}).description(""))
      ->capture_default_str();
  app.add_option("--connect-batch", s.connect_batch, "connects under way at once")
      ->capture_default_str();
  app.add_option("--join-batch", s.join_batch, "joins under way at once")->capture_default_str();
  app.add_option("--timeout", a.timeout, "for connecting all clients, and again for joining")
      ->capture_default_str();
  app.add_option("--rest", a.rest,
                 "silence behind the measured time, before the server's memory is read last")
      ->capture_default_str();
  CLI::Option* file =
      app.add_option("--scenario", a.scenario_file, "a JSON file that says all of the above");
  for (CLI::Option* option : app.get_options()) {
    if (option != file && option->nonpositional() && option->get_name() != "--help") {
      option->excludes(file);
    }
  }
  app.add_option(
         "--source-addresses", s.source_addresses,
         "connect from so many of 127.0.0.0/8: each has 28,000 ports, half of which are found fast")
      ->check(CLI::Range(1, 65535));
  app.add_option("--processes", s.processes,
                 "so many processes play the scenario together, each some of the rooms")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--server-pid", s.server_pid, "report this process' CPU and memory too");
  app.add_option("--json", a.json, "write the report as JSON to a file, or - for stdout");
  app.add_option("--html", a.html, "write the report with charts as one HTML page");
  app.add_option("--hgrm", a.hgrm, "write the fan-out's distribution as HdrHistogram's .hgrm");
  app.add_option("--slo", a.slo_text,
                 "what must hold, e.g. 'p99<20ms,lost=0'; operators < <= > >= =, metrics " +
                     Slo::metric_names());
  app.add_flag("--quiet", a.quiet, "no progress on stderr");
}

CLI::App* declare_compare(CLI::App& app, Arguments& a) {
  CLI::App* compare = app.add_subcommand("compare", "two reports of --json side by side");
  compare->add_option("A", a.a, "the first report")->required();
  compare->add_option("B", a.b, "the second report")->required();
  return compare;
}

// The keys of a scenario are named as in its file.
std::string option_of(std::string_view key) {
  std::string option = "--" + std::string(key == "payload_bytes" ? "size" : key);
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}

// A scenario of one phase, of what the options say.
Result<Scenario> scenario_of(const Arguments& a) {
  Scenario scenario = a.scenario;
  const auto rate = parse_rate(a.rate);
  const auto duration_ns = parse_duration_ns(a.duration);
  const auto timeout_ns = parse_duration_ns(a.timeout);
  const auto rest_ns = parse_duration_ns(a.rest);
  if (!rate) return fail("--rate: " + rate.error().text);
  if (!duration_ns) return fail("--duration: " + duration_ns.error().text);
  if (!timeout_ns) return fail("--timeout: " + timeout_ns.error().text);
  if (!rest_ns) return fail("--rest: " + rest_ns.error().text);
  for (const Protocol protocol : {Protocol::caesar, Protocol::redis, Protocol::nats}) {
    if (protocol_name(protocol) == a.protocol) scenario.protocol = protocol;
  }
  for (const Cipher cipher : {Cipher::caesar, Cipher::aes1}) {
    if (cipher_name(cipher) == a.cipher) scenario.cipher = cipher;
  }
  scenario.phases.front().rate_per_s = *rate;
  scenario.phases.front().duration_ns = *duration_ns;
  scenario.setup_timeout_ns = *timeout_ns;
  scenario.rest_ns = *rest_ns;
  return scenario;
}

Result<void> complete(Arguments& a) {
  if (a.target.empty()) return fail("which server? HOST:PORT is missing");
  const auto target = uvchat::client::parse_target(a.target, 6667);
  if (!target) return fail(target.error().text);
  if (a.scenario.source_addresses > 0 && !target->host.starts_with("127.")) {
    return fail("--source-addresses: is for a server at 127.0.0.1");
  }
  if (!a.slo_text.empty()) {
    auto slo = Slo::parse(a.slo_text);
    if (!slo) return fail("--slo: " + slo.error().text);
    a.slo = std::move(*slo);
  }
  auto scenario = a.scenario_file.empty() ? scenario_of(a) : load_scenario(a.scenario_file);
  if (!scenario) return fail(scenario.error().text);
  scenario->host = target->host;
  scenario->port = target->port;
  scenario->source_addresses = a.scenario.source_addresses;
  scenario->server_pid = a.scenario.server_pid;
  scenario->processes = a.scenario.processes;
  if (const auto possible = check(*scenario); !possible) {
    return fail(option_of(possible.error().key) + ": " + possible.error().text);
  }
  a.scenario = *std::move(scenario);
  return {};
}

// Where several processes play, each has a limit of its own.
Result<void> raise_open_files(const Scenario& scenario) {
  constexpr rlim_t others = 32;  // the loop's own, files, stdio
  const std::size_t clients = most_clients(scenario);
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < clients + others) {
    return fail(std::to_string(clients) + " clients in one process need more open files than the " +
                "limit of " + std::to_string(limit.rlim_cur) + " (ulimit -n) allows; with more " +
                "--processes each has fewer");
  }
  return {};
}

// False where the file, "-" for stdout, could not be written.
bool write(const std::string& path, const std::string& text) {
  if (path == "-") {
    std::cout << text << std::flush;
    return true;
  }
  std::ofstream file(path);
  file << text << std::flush;
  if (!file) {
    std::cerr << "loadgen: cannot write " << path << "\n";
  }
  return file.good();
}

// False where one of the files could not be written.
bool publish(const Arguments& a, const Report& report) {
  if (a.json != "-") {
    std::cout << to_text(report) << std::flush;
  }
  bool written = true;
  if (!a.json.empty()) {
    // A host name is whatever was typed: bytes that are no UTF-8 are replaced.
    const auto on_error = nlohmann::json::error_handler_t::replace;
    written = write(a.json, to_json(report).dump(2, ' ', false, on_error) + "\n");
  }
  if (!a.hgrm.empty()) {
    written = write(a.hgrm, to_hgrm(report.fan_out)) && written;
  }
  if (!a.html.empty()) {
    written = write(a.html, to_html(report)) && written;
  }
  return written;
}

int run(const Arguments& a) {
  const auto report = a.scenario.processes > 1 ? run_in_processes(a.scenario, !a.quiet)
                                               : Run(a.scenario, !a.quiet).execute();
  if (!report) {
    std::cerr << "loadgen: " << report.error().text << "\n";
    return exit_failed;
  }
  const bool published = publish(a, *report);
  if (report->interrupted) {
    return exit_signal;
  }
  if (!report->failure.empty() || !published) {
    if (a.json == "-") {  // the text, which says so too, was not shown
      std::cerr << "loadgen: " << report->failure << "\n";
    }
    return exit_failed;
  }
  const auto broken = a.slo ? a.slo->broken(*report) : std::vector<std::string>();
  for (const std::string& sentence : broken) {
    std::cerr << "loadgen: SLO broken: " << sentence << "\n";
  }
  return broken.empty() ? exit_ok : exit_slo_broken;
}

int show_comparison(const Arguments& a) {
  const auto table = compare(a.a, a.b);
  if (!table) {
    std::cerr << "loadgen: " << table.error().text << "\n";
    return exit_failed;
  }
  std::cout << *table << std::flush;
  return exit_ok;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  Arguments arguments;
  CLI::App app("Puts load on a chat server and reports what became of it.", "loadgen");
  app.footer(footer);
  declare(app, arguments);
  const CLI::App* comparison = declare_compare(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_ok : exit_usage;
  }
  if (comparison->parsed()) {
    return show_comparison(arguments);
  }
  auto ready = complete(arguments);
  if (ready) {
    ready = raise_open_files(arguments.scenario);
  }
  if (!ready) {
    std::cerr << "loadgen: " << ready.error().text << "\n";
    return exit_usage;
  }
  return run(arguments);
}
