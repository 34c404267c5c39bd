#include <sys/resource.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loadtest/arguments.h"
#include "loadtest/compare.h"
#include "loadtest/hgrm.h"
#include "loadtest/html.h"
#include "loadtest/part.h"
#include "loadtest/processes.h"
#include "loadtest/remarks.h"
#include "loadtest/report.h"
#include "loadtest/report_files.h"
#include "loadtest/run.h"
#include "uvchat/base/standard_descriptors.h"
#include "uvchat/base/utf8.h"

namespace {

using namespace uvchat::loadtest;
using uvchat::fail;
using uvchat::Result;

enum Exit { exit_ok = 0, exit_failed = 1, exit_slo_broken = 2, exit_usage = 64, exit_signal = 130 };

// What was typed, or said by a server, is part of many an error.
void complain(const std::string& text) {
  const std::string line = "loadgen: " + uvchat::printable(text) + "\n";
  static_cast<void>(uvchat::write_all(STDERR_FILENO, line));  // there is nobody else to tell
}

// False where standard output takes no more.
bool print(const std::string& text) {
  const auto printed = uvchat::print_output(text);
  if (!printed) complain(printed.error().text);
  return printed.has_value();
}

// A report in one of its forms, and where it is wanted.
struct Wanted {
  std::unique_ptr<ReportFile> file;
  std::string (*form)(const Report&);
};

// Pure ASCII: whatever a name holds, it does nothing to who looks at the file.
std::string to_json_text(const Report& report) {
  const auto on_error = nlohmann::json::error_handler_t::replace;
  return to_json(report).dump(2, ' ', true, on_error) + "\n";
}

std::string to_hgrm_text(const Report& report) { return to_hgrm(report.fan_out); }

Result<std::vector<Wanted>> prepare_reports(const Arguments& a) {
  struct Form {
    const char* option;
    const std::optional<std::string>& path;
    std::string (*form)(const Report&);
  };
  const std::array<Form, 3> forms = {{{"--json", a.json, &to_json_text},
                                      {"--html", a.html, &to_html},
                                      {"--hgrm", a.hgrm, &to_hgrm_text}}};
  std::vector<Wanted> wanted;
  for (const Form& form : forms) {
    if (!form.path) continue;
    const std::string option = std::string(form.option) + ": ";
    auto file = ReportFile::prepare(*form.path);
    if (!file) return fail(option + file.error().text);
    if (a.scenario_file && (*file)->is_at(*a.scenario_file)) {
      return fail(option + *form.path + " is the scenario's file");
    }
    for (const Wanted& other : wanted) {
      if ((*file)->is_at(other.file->path())) {
        return fail(option + *form.path + " is another report's already");
      }
    }
    wanted.push_back({*std::move(file), form.form});
  }
  return wanted;
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

// The text goes to standard output unless one of the reports does; then what failed is told on
// standard error. False where something could not be written.
bool publish(const std::vector<Wanted>& wanted, const Report& report) {
  bool written = true;
  bool text_is_wanted = true;
  for (const Wanted& one : wanted) {
    text_is_wanted = text_is_wanted && !one.file->is_standard_output();
    if (report.phases.empty() && one.file->is_there()) {
      complain(one.file->path() + ": stays as it was: this run has measured nothing");
      continue;
    }
    if (const auto done = one.file->write(one.form(report)); !done) {
      complain(done.error().text);
      written = false;
    }
  }
  if (text_is_wanted) return print(to_text(report)) && written;
  for (const Remark& remark : remarks(report)) {
    if (remark.weight == Remark::Weight::failed) complain(remark.text);
  }
  return written;
}

int exit_code_of(const Report& report) {
  if (report.interrupted) return exit_signal;
  if (!report.failure.empty() || report.is_faulty()) return exit_failed;
  return report.is_slo_broken() ? exit_slo_broken : exit_ok;
}

int run(const Arguments& a) {
  const auto wanted = prepare_reports(a);
  const auto ready = wanted ? raise_open_files(a.scenario) : tl::unexpected(wanted.error());
  if (!ready) {
    complain(ready.error().text);
    return exit_usage;
  }
  const Surroundings around = surroundings();
  auto report = a.scenario.processes > 1 ? run_in_processes(a.scenario, !a.quiet)
                                         : Run(a.scenario, !a.quiet).execute();
  if (!report) {
    complain(report.error().text);
    return exit_failed;
  }
  report->surroundings = around;
  if (a.slo) report->slo = a.slo->judge(*report);
  const int code = exit_code_of(*report);
  const bool published = publish(*wanted, *report);
  return published || code == exit_signal ? code : exit_failed;
}

int show_comparison(const std::vector<std::string>& paths) {
  const auto table = compare(paths);
  if (!table) {
    complain(table.error().text);
    return exit_failed;
  }
  return print(*table) ? exit_ok : exit_failed;
}

}  // namespace

int main(int argc, char** argv) {
  uvchat::ensure_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);
  const auto arguments = parse_arguments(argc, argv);
  if (!arguments) {
    const NoArguments& none = arguments.error();
    if (none.is_error) {
      complain(none.text);
      return exit_usage;
    }
    return print(none.text) ? exit_ok : exit_failed;
  }
  return arguments->compared.empty() ? run(*arguments) : show_comparison(arguments->compared);
}
