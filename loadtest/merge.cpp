#include "loadtest/merge.h"

#include <algorithm>
#include <cstddef>

namespace uvchat::loadtest {
namespace {

void add(StepReport& into, const StepReport& part) {
  if (part.first_ns != 0) {
    into.first_ns = into.first_ns == 0 ? part.first_ns : std::min(into.first_ns, part.first_ns);
  }
  into.last_ns = std::max(into.last_ns, part.last_ns);
  into.done += part.done;
  into.each.merge(part.each);
}

void add(CipherCost& into, const CipherCost& part) {
  into.sealed += part.sealed;
  into.sealing_ns += part.sealing_ns;
  into.opened += part.opened;
  into.opening_ns += part.opening_ns;
  into.unreadable += part.unreadable;
}

void add(LoginReport& into, const LoginReport& part) {
  into.each.merge(part.each);
  into.let_in += part.let_in;
  into.refused += part.refused;
  into.refused_right += part.refused_right;
  into.held_back += part.held_back;
  into.unanswered += part.unanswered;
  into.measured_s = std::max(into.measured_s, part.measured_s);
}

void add(PagesReport& into, const PagesReport& part) {
  into.each.merge(part.each);
  into.answered += part.answered;
  into.lines += part.lines;
  into.refused += part.refused;
  into.unanswered += part.unanswered;
  into.measured_s = std::max(into.measured_s, part.measured_s);
}

void add(UploadsReport& into, const UploadsReport& part) {
  into.each.merge(part.each);
  into.at_once = std::max(into.at_once, part.at_once);
  into.finished += part.finished;
  into.bytes += part.bytes;
  into.refused += part.refused;
  if (into.why.empty()) into.why = part.why;
  into.measured_s = std::max(into.measured_s, part.measured_s);
}

void add(HistoryReport& into, const HistoryReport& part) {
  into.is_asked_for = into.is_asked_for || part.is_asked_for;
  into.heard += part.heard;
  into.missing += part.missing;
  into.doubled += part.doubled;
  into.out_of_order += part.out_of_order;
  if (into.failure.empty()) into.failure = part.failure;
}

void add(QueueReport& into, const QueueReport& part) {
  into.senders += part.senders;
  into.asked += part.asked;
  into.answered_at_once += part.answered_at_once;
  into.is_unanswered = into.is_unanswered || part.is_unanswered;
}

void take_busiest(ProcessReport& into, const ProcessReport& part) {
  into.cpu_share = std::max(into.cpu_share, part.cpu_share);
  into.wait_share = std::max(into.wait_share, part.wait_share);
}

void add(PhaseReport& into, const PhaseReport& part) {
  into.name = part.name;
  into.measured_s = std::max(into.measured_s, part.measured_s);
  into.lines_per_s += part.lines_per_s;
  into.deliveries_per_s += part.deliveries_per_s;
  into.counts += part.counts;
  into.fan_out.merge(part.fan_out);
  into.completion.merge(part.completion);
  add(into.storm, part.storm);
  take_busiest(into.own, part.own);
  if (part.server) into.server = part.server;
}

void add_share(std::optional<double>& into, const std::optional<double>& share, double weight) {
  if (share) into = into.value_or(0) + *share * weight;
}

void add(Sample& into, const Sample& part) {
  Histogram fan_out = Histogram::of(into.fan_out);
  fan_out.merge(Histogram::of(part.fan_out));
  into.fan_out = fan_out.buckets_since({});
  into.lines += part.lines;
  into.deliveries += part.deliveries;
  if (into.seconds() > 0) {
    add_share(into.own_cpu_share, part.own_cpu_share, part.seconds() / into.seconds());
  }
}

// All have begun together, but their seconds are not cut at the same moments.
void add(std::vector<Sample>& into, const std::vector<Sample>& part) {
  for (const Sample& sample : part) {
    const double middle_s = (sample.from_s + sample.to_s) / 2;
    auto at = std::find_if(into.begin(), into.end(),
                           [&](const Sample& of_all) { return middle_s <= of_all.to_s; });
    if (at == into.end()) --at;
    add(*at, sample);
  }
}

// The server is measured by one process, which knows of its own deliveries alone.
ServerReport server_of_all(const Report& part, std::uint64_t delivered) {
  ServerReport server = *part.server;
  const double share = static_cast<double>(std::max<std::uint64_t>(part.counts.delivered, 1)) /
                       static_cast<double>(std::max<std::uint64_t>(delivered, 1));
  for (std::optional<double>* us : {&server.cpu_us_per_delivery, &server.user_us_per_delivery}) {
    if (*us) **us *= share;
  }
  return server;
}

void add(Report& into, const Report& part) {
  into.interrupted = into.interrupted || part.interrupted;
  into.turned_away = into.turned_away || part.turned_away;
  if (into.server_version.empty()) into.server_version = part.server_version;
  add(into.connecting, part.connecting);
  add(into.registering, part.registering);
  add(into.joining, part.joining);
  into.measured_s = std::max(into.measured_s, part.measured_s);
  into.lines_per_s += part.lines_per_s;
  into.deliveries_per_s += part.deliveries_per_s;
  into.counts += part.counts;
  into.lost += part.lost;
  add(into.queues, part.queues);
  into.fan_out.merge(part.fan_out);
  into.completion.merge(part.completion);
  into.send_lag.merge(part.send_lag);
  add(into.cipher, part.cipher);
  add(into.logins, part.logins);
  add(into.pages, part.pages);
  add(into.uploads, part.uploads);
  add(into.history, part.history);
  into.tokens += part.tokens;
  into.clients_lost += part.clients_lost;
  into.clients_dropped += part.clients_dropped;
  take_busiest(into.own, part.own);
  into.processes.push_back(part.own);
  into.stolen_share = std::max(into.stolen_share, part.stolen_share);
  into.phases.resize(std::max(into.phases.size(), part.phases.size()));
  for (std::size_t i = 0; i < part.phases.size(); ++i) add(into.phases[i], part.phases[i]);
}

}  // namespace

Report merge(const Scenario& scenario, const std::vector<Report>& parts) {
  Report merged;
  merged.scenario = scenario;
  for (const Report& part : parts) {
    add(merged, part);
    if (merged.samples.empty()) {
      merged.samples = part.samples;
      merged.stages = part.stages;
    } else {
      add(merged.samples, part.samples);
    }
  }
  for (const Report& part : parts) {
    if (part.server) merged.server = server_of_all(part, merged.counts.delivered);
  }
  return merged;
}

}  // namespace uvchat::loadtest
