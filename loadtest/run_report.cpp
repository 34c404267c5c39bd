// What a run has found out: the part of Run that makes figures of what it has seen.

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "loadtest/run.h"

namespace uvchat::loadtest {
namespace {

StepReport report_of(const Crowd::Step& step) {
  return {step.each, step.done, step.first_ns, step.last_ns};
}

ProcessReport process_report(const Usage& usage, std::int64_t elapsed_ns) {
  const auto elapsed = static_cast<double>(std::max<std::int64_t>(elapsed_ns, 1));
  return {static_cast<double>(usage.cpu_ns()) / elapsed,
          static_cast<double>(usage.waited_ns) / elapsed};
}

// Nothing where one of the two is not known, or is another process of the same number.
std::optional<Usage> used(const std::optional<Usage>& from, const std::optional<Usage>& to) {
  return from && to && to->cpu_ns() >= from->cpu_ns() ? std::optional(*to - *from) : std::nullopt;
}

void add(std::optional<Usage>& sum, const std::optional<Usage>& part) {
  if (sum && part) {
    *sum += *part;
  } else {
    sum.reset();
  }
}

double per_second(std::uint64_t count, std::int64_t elapsed_ns) {
  return elapsed_ns > 0 ? static_cast<double>(count) * 1e9 / static_cast<double>(elapsed_ns) : 0;
}

}  // namespace

void Run::end_phase() {
  const Ledger& ledger = traffic_->ledger();
  const Moment drained = moment();
  const std::int64_t elapsed_ns = stopped_.at_ns - started_.at_ns;
  const Ledger::Counts in_time = counts_at_stop_ - before_.counts;
  PhaseReport phase;
  phase.name = phase_names_[phase_];
  phase.measured_s = static_cast<double>(elapsed_ns) / 1e9;
  phase.lines_per_s = per_second(in_time.sent, elapsed_ns);
  phase.deliveries_per_s = per_second(in_time.delivered, elapsed_ns);
  phase.counts = ledger.counts() - before_.counts;
  phase.fan_out = Histogram::of(ledger.fan_out().buckets_since(before_.fan_out));
  phase.completion = Histogram::of(ledger.completion().buckets_since(before_.completion));
  const PhaseKind kind = scenario_.phases[phase_].kind;
  if (kind >= PhaseKind::join_storm && kind != PhaseKind::slow_readers) {
    phase.storm = report_of(crowd_->storm());
  }
  phase.own = process_report(stopped_.own - started_.own, elapsed_ns);
  const std::optional<Usage> server = used(started_.server, stopped_.server);
  if (server) phase.server = process_report(*server, elapsed_ns);
  report_.phases.push_back(std::move(phase));
  given_up_ = ledger.counts().outstanding();

  spent_.elapsed_ns += elapsed_ns;
  spent_.own += stopped_.own - started_.own;
  add(spent_.server, server);
  add(spent_.server_until_drained, used(started_.server, drained.server));
  spent_.stolen_ns += stopped_.stolen_ns - started_.stolen_ns;
  spent_.sent += in_time.sent;
  spent_.delivered += in_time.delivered;
}

void Run::fill_report() {
  const Ledger& ledger = traffic_->ledger();
  report_.connecting = report_of(crowd_->connecting());
  report_.registering = report_of(crowd_->registering());
  report_.joining = report_of(crowd_->joining());
  report_.counts = ledger.counts();
  report_.lost = ledger.lost([this](std::uint32_t client) { return crowd_->is_gone(client); });
  report_.queues.is_unanswered = is_unanswered();
  report_.server_version = crowd_->server_version();
  report_.fan_out = ledger.fan_out();
  report_.completion = ledger.completion();
  report_.send_lag = traffic_->send_lag();
  report_.samples = series_.samples();
  report_.stages = series_.stages();
  report_.cipher = cipher_->cost();
  report_.logins = logins_->report();
  report_.pages = pages_->report();
  report_.uploads = uploads_->report();
  report_.tokens = crowd_->tokens();
  report_.clients_lost = crowd_->lost();
  report_.clients_dropped = crowd_->dropped();
  if (report_.failure.empty() && report_.clients_lost > 0) {
    report_.failure = std::to_string(report_.clients_lost) +
                      " clients lost their connection, the first: " + first_loss_;
  }
  if (spent_.elapsed_ns > 0) {
    report_.measured_s = static_cast<double>(spent_.elapsed_ns) / 1e9;
    report_.deliveries_per_s = per_second(spent_.delivered, spent_.elapsed_ns);
    report_.lines_per_s = per_second(spent_.sent, spent_.elapsed_ns);
    report_.own = process_report(spent_.own, spent_.elapsed_ns);
    report_.stolen_share = static_cast<double>(spent_.stolen_ns) /
                           static_cast<double>(spent_.elapsed_ns) /
                           static_cast<double>(sysconf(_SC_NPROCESSORS_ONLN));
  }
  fill_server_report();
}

void Run::fill_server_report() {
  if (!report_.server) return;
  ServerReport& server = *report_.server;
  const auto clients = static_cast<double>(scenario_.clients);
  if (const auto usage = used(began_.server, registered_.server)) {
    server.cpu_us_per_connection = static_cast<double>(usage->cpu_ns()) / 1e3 / clients;
  }
  if (spent_.elapsed_ns > 0 && spent_.server) {
    server.process = process_report(*spent_.server, spent_.elapsed_ns);
  }
  if (report_.counts.delivered > 0 && spent_.server_until_drained) {
    const Usage& whole = *spent_.server_until_drained;
    const auto deliveries = static_cast<double>(report_.counts.delivered);
    server.cpu_us_per_delivery = static_cast<double>(whole.cpu_ns()) / 1e3 / deliveries;
    server.user_us_per_delivery = static_cast<double>(whole.user_ns) / 1e3 / deliveries;
  }
  if (server.memory_before_bytes && server.memory_connected_bytes) {
    // A server that had clients before has the memory already, and may even give some back.
    const std::int64_t grown_bytes =
        std::max<std::int64_t>(*server.memory_connected_bytes - *server.memory_before_bytes, 0);
    server.memory_bytes_per_connection = static_cast<double>(grown_bytes) / clients;
  }
  server.memory_end_bytes = server_memory_bytes();
}

}  // namespace uvchat::loadtest
