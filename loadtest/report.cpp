#include "loadtest/report.h"

#include <numeric>

#include "loadtest/format.h"
#include "loadtest/remarks.h"
#include "uvchat/base/utf8.h"

namespace uvchat::loadtest {
namespace {

// A run in which either side waited longer than this for its processor is a disturbed one.
constexpr double disturbed_share = 0.05;

void print_histogram(std::string& out, const char* name, const Histogram& histogram) {
  if (histogram.count() == 0) return;
  print(out, "%-12s p50 %-9s p90 %-9s p99 %-9s p99.9 %-9s max %s\n", name,
        format_duration(histogram.percentile(50)).c_str(),
        format_duration(histogram.percentile(90)).c_str(),
        format_duration(histogram.percentile(99)).c_str(),
        format_duration(histogram.percentile(99.9)).c_str(),
        format_duration(histogram.max()).c_str());
}

void print_step(std::string& out, const char* name, const StepReport& step) {
  if (step.done == 0) return;
  print_histogram(out, name, step.each);
  print(out, "%-12s %u in %.3f s, %.0f/s\n", "", step.done, step.total_s(), step.per_s());
}

// What its senders do.
void print_phase(std::string& out, const Phase& p) {
  if (p.kind == PhaseKind::burst) {
    print(out, "%u lines every %s", p.burst_lines, format_duration(p.every_ns).c_str());
  } else if (p.kind == PhaseKind::ramp) {
    print(out, "from %g to %g lines/s", p.rate_per_s, p.rate_end_per_s);
  } else if (p.saturates()) {
    print(out, "saturation with %u in flight per sender", p.window);
  } else {
    print(out, "%g lines/s", p.rate_per_s);
  }
  if (p.is_storm()) print(out, ", %g %% of the clients take part", p.client_share * 100);
  if (p.think_ns > 0) print(out, ", who think for %s", format_duration(p.think_ns).c_str());
  if (p.private_share > 0) print(out, ", %g %% private", p.private_share * 100);
  if (p.logins_per_s > 0) {
    print(out, ", %g logins/s, %g %% wrong", p.logins_per_s, p.wrong_share * 100);
  }
  if (p.pages_per_s > 0) print(out, ", %g pages of history/s", p.pages_per_s);
  if (p.uploads > 0) {
    print(out, ", %u uploads at once of %ju bytes", p.uploads, std::uintmax_t{p.upload_bytes});
  }
}

void print_scenario(std::string& out, const Scenario& s) {
  print(out, "%-12s %s%s, %s port %u, %s", "scenario", protocol_name(s.protocol).data(),
        s.has_tls() ? " over TLS" : "", printable(s.host).c_str(), s.port,
        counted(s.clients, "client").c_str());
  if (s.accounts > 0) {
    out += ", " + counted(s.accounts, "account") + (s.resume ? " with tokens" : "");
  }
  if (s.idle) {
    print(out, ", idle");
  } else {
    out += ", " + counted(s.rooms, "room");
    if (s.zipf_exponent) print(out, " of Zipf's sizes (%g)", *s.zipf_exponent);
    print(out, ", %s, %u bytes, ", counted(s.senders, "sender").c_str(), s.payload_bytes);
    if (s.cipher != Cipher::none) print(out, "encrypted by %s, ", cipher_name(s.cipher).data());
    if (s.phases.size() == 1) {
      print_phase(out, s.phases.front());
    } else {
      print(out, "%zu phases", s.phases.size());
    }
  }
  print(out, ", %s\n", format_duration(s.duration_ns()).c_str());
}

void print_surroundings(std::string& out, const Report& r) {
  const Surroundings& s = r.surroundings;
  if (!s.date.empty()) {
    print(out, "%-12s %s, loadgen %s, server %s, %d cores, %s\n", "run", s.date.c_str(),
          s.loadgen.c_str(), r.server_version.empty() ? "unknown" : r.server_version.c_str(),
          s.cores, s.system.c_str());
  }
}

void print_phases(std::string& out, const Report& r) {
  if (r.scenario.phases.size() < 2 && !r.scenario.phases.front().is_storm()) return;
  for (std::size_t i = 0; i < r.phases.size(); ++i) {
    const PhaseReport& phase = r.phases[i];
    out += "\n";
    print(out, "%-12s %s: ", "phase", printable(phase.name).c_str());
    print_phase(out, r.scenario.phases[i]);
    out += "\n";
    print_histogram(out, "fan-out", phase.fan_out);
    print(out, "%-12s %.0f deliveries/s, %.1f lines/s over %.2f s; %ju of %ju missing\n", "rate",
          phase.deliveries_per_s, phase.lines_per_s, phase.measured_s,
          std::uintmax_t{phase.missing()}, std::uintmax_t{phase.counts.expected});
    print_step(out, "storm", phase.storm);
    if (phase.server) print(out, "%-12s %.0f %% CPU\n", "server", phase.server->cpu_share * 100);
  }
  out += "\n";
}

void print_traffic(std::string& out, const Report& r) {
  const Ledger::Counts& c = r.counts;
  if (c.sent == 0) return;
  print_histogram(out, "fan-out", r.fan_out);
  print_histogram(out, "completion", r.completion);
  print_histogram(out, "sent late", r.send_lag);
  print(out, "%-12s %.0f deliveries/s, %.1f lines/s over %.2f s\n", "rate", r.deliveries_per_s,
        r.lines_per_s, r.measured_s);
  print(out, "%-12s %ju sent, %ju deliveries expected, %ju delivered\n", "lines",
        std::uintmax_t{c.sent}, std::uintmax_t{c.expected}, std::uintmax_t{c.delivered});
  print(out, "%-12s %ju lost, %ju not delivered in time, %ju doubled, %ju out of order", "faults",
        std::uintmax_t{r.lost}, std::uintmax_t{r.not_in_time()}, std::uintmax_t{c.doubled},
        std::uintmax_t{c.out_of_order});
  if (c.unknown > 0) print(out, ", %ju of no line of this run", std::uintmax_t{c.unknown});
  print(out, "\n");
}

// Part of the load generator's own CPU, in whose stead real clients would each have theirs.
void print_cipher(std::string& out, const Report& r) {
  const CipherCost& c = r.cipher;
  if (c.sealed == 0) return;
  print(out, "%-12s loadgen took %.2f us to seal a line", "cipher", c.us_per_sealed());
  if (c.opened > 0) {
    print(out, ", %.2f us to open a delivery, %.2f s in all", c.us_per_opened(),
          static_cast<double>(c.sealing_ns + c.opening_ns) / 1e9);
  }
  if (c.unreadable > 0) print(out, "; %ju did not open", std::uintmax_t{c.unreadable});
  print(out, "\n");
}

void print_logins(std::string& out, const Report& r) {
  const LoginReport& l = r.logins;
  if (l.asked() == 0) return;
  print_histogram(out, "login", l.each);
  print(
      out,
      "%-12s %ju let in, %ju refused (%ju of them with the right password, %ju because of too many "
      "wrong ones), %ju unanswered; %.1f/s\n",
      "logins", std::uintmax_t{l.let_in}, std::uintmax_t{l.refused},
      std::uintmax_t{l.refused_right}, std::uintmax_t{l.held_back}, std::uintmax_t{l.unanswered},
      l.answered_per_s());
}

void print_pages(std::string& out, const Report& r) {
  const PagesReport& p = r.pages;
  if (p.asked() == 0) return;
  print_histogram(out, "page", p.each);
  print(out, "%-12s %ju answered with %ju lines, %ju refused, %ju unanswered; %.1f/s\n", "pages",
        std::uintmax_t{p.answered}, std::uintmax_t{p.lines}, std::uintmax_t{p.refused},
        std::uintmax_t{p.unanswered}, p.answered_per_s());
}

void print_uploads(std::string& out, const Report& r) {
  const UploadsReport& u = r.uploads;
  if (u.at_once == 0) return;
  print_histogram(out, "upload", u.each);
  print(out, "%-12s %ju finished, %ju refused; %.1f MiB/s\n", "uploads", std::uintmax_t{u.finished},
        std::uintmax_t{u.refused}, u.bytes_per_s() / 1'048'576);
}

void print_history(std::string& out, const Report& r) {
  const HistoryReport& h = r.history;
  if (!h.is_asked_for) return;
  print(out, "%-12s %ju lines were heard; of these %ju missing, %ju doubled, %ju out of order\n",
        "history", std::uintmax_t{h.heard}, std::uintmax_t{h.missing}, std::uintmax_t{h.doubled},
        std::uintmax_t{h.out_of_order});
}

void print_server(std::string& out, const Report& r) {
  if (!r.server) return;
  const ServerReport& s = *r.server;
  if (s.cpu_us_per_delivery && s.user_us_per_delivery) {
    print(out, "%-12s %.3f us CPU per delivery (user %.3f)\n", "server", *s.cpu_us_per_delivery,
          *s.user_us_per_delivery);
  }
  if (s.cpu_us_per_connection) {
    print(out, "%-12s %.1f us CPU per connection\n", "server", *s.cpu_us_per_connection);
  }
  if (s.process) {
    print(out, "%-12s %.0f %% CPU, waited %.1f %% of the time for a processor\n", "server",
          s.process->cpu_share * 100, s.process->wait_share * 100);
  }
  if (s.memory_bytes_per_connection) {
    print(out, "%-12s %.0f bytes per connection\n", "memory", *s.memory_bytes_per_connection);
  }
  const auto mib = [](const std::optional<std::int64_t>& bytes) {
    std::string text;
    print(text, "%.1f MiB", static_cast<double>(bytes.value_or(0)) / 1024 / 1024);
    return bytes ? text : "unknown";
  };
  print(out, "%-12s %s before, %s connected, %s at the end\n", "memory",
        mib(s.memory_before_bytes).c_str(), mib(s.memory_connected_bytes).c_str(),
        mib(s.memory_end_bytes).c_str());
}

void print_own(std::string& out, const Report& r) {
  print(out, "%-12s ", "loadgen");
  if (r.scenario.processes > 1) {
    print(out, "%u processes, %.0f %% CPU in all, the busiest ", r.scenario.processes,
          r.own_cpu_share() * 100);
  }
  print(out, "%.0f %% CPU, waited %.1f %% of the time for a processor\n", r.own.cpu_share * 100,
        r.own.wait_share * 100);
  print(out, "%-12s %.1f %% of its processors' time stolen by the host\n", "machine",
        r.stolen_share * 100);
}

// What one reads last is what matters most.
void print_remarks(std::string& out, const Report& r) {
  for (const SloReport& slo : r.slo) {
    if (slo.holds) {
      print(out, "%-12s %s holds: it was %s\n", "slo", slo.clause.c_str(), slo.measured.c_str());
    }
  }
  const std::vector<Remark> said = remarks(r);
  for (const Remark& remark : said) {
    if (remark.weight == Remark::Weight::note) out += "NOTE: " + remark.text + "\n";
  }
  for (const Remark& remark : said) {
    if (remark.weight == Remark::Weight::failed) out += "FAILED: " + remark.text + "\n";
  }
}

}  // namespace

double Report::own_cpu_share() const {
  return processes.empty() ? own.cpu_share
                           : std::accumulate(processes.begin(), processes.end(), 0.0,
                                             [](double sum, const ProcessReport& process) {
                                               return sum + process.cpu_share;
                                             });
}

bool Report::is_disturbed() const {
  return own.wait_share > disturbed_share || stolen_share > disturbed_share ||
         (server && server->process && server->process->wait_share > disturbed_share);
}

std::string to_text(const Report& r) {
  std::string out;
  print_scenario(out, r.scenario);
  print_surroundings(out, r);
  print_step(out, "connect", r.connecting);
  print_step(out, "register", r.registering);
  print_step(out, "join", r.joining);
  print_phases(out, r);
  print_traffic(out, r);
  if (r.clients_dropped > 0) {
    print(out, "%-12s %u that did not read were dropped by the server\n", "clients",
          r.clients_dropped);
  }
  print_logins(out, r);
  print_pages(out, r);
  print_uploads(out, r);
  print_history(out, r);
  print_cipher(out, r);
  print_server(out, r);
  print_own(out, r);
  print_remarks(out, r);
  return out;
}

}  // namespace uvchat::loadtest
