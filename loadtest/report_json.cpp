#include <nlohmann/json.hpp>

#include "loadtest/report.h"

namespace uvchat::loadtest {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json histogram_json(const Histogram& h) {
  if (h.count() == 0) return nullptr;
  const auto us = [](std::int64_t ns) { return static_cast<double>(ns) / 1e3; };
  return {{"count", h.count()},
          {"p50_us", us(h.percentile(50))},
          {"p90_us", us(h.percentile(90))},
          {"p99_us", us(h.percentile(99))},
          {"p99.9_us", us(h.percentile(99.9))},
          {"max_us", us(h.max())}};
}

Json step_json(const StepReport& step) {
  return {{"done", step.done},
          {"total_s", step.total_s()},
          {"per_s", step.done > 0 ? Json(step.per_s()) : Json(nullptr)},
          {"each", histogram_json(step.each)}};
}

Json phase_json(const Phase& p) {
  Json json = {{"kind", phase_kind_name(p.kind)}, {"duration_s", p.duration_s()}};
  if (p.kind == PhaseKind::burst) {
    json["burst_lines"] = p.burst_lines;
    json["every_s"] = static_cast<double>(p.every_ns) / 1e9;
  } else {
    json["rate"] = p.saturates() ? Json("max") : Json(p.rate_per_s);
  }
  if (p.kind == PhaseKind::ramp) json["rate_end"] = p.rate_end_per_s;
  if (p.saturates()) {
    json["window"] = p.window;
    json["think_s"] = static_cast<double>(p.think_ns) / 1e9;
  }
  if (p.is_storm()) json["client_share"] = p.client_share;
  json["private_share"] = p.private_share;
  if (p.logins_per_s > 0) {
    json["logins"] = p.logins_per_s;
    json["wrong_share"] = p.wrong_share;
  }
  if (p.pages_per_s > 0) json["pages"] = p.pages_per_s;
  if (p.uploads > 0) {
    json["uploads"] = p.uploads;
    json["upload_bytes"] = p.upload_bytes;
  }
  return json;
}

Json scenario_json(const Scenario& s) {
  Json json = {{"host", s.host},
               {"port", s.port},
               {"protocol", protocol_name(s.protocol)},
               {"tls", s.has_tls()},
               {"clients", s.clients},
               {"accounts", s.accounts},
               {"resume", s.resume},
               {"source_addresses", s.source_addresses},
               {"processes", s.processes},
               {"idle", s.idle},
               {"duration_s", static_cast<double>(s.duration_ns()) / 1e9},
               {"rest_s", static_cast<double>(s.rest_ns) / 1e9},
               {"verify_history", s.verify_history}};
  if (!s.idle) {
    json["rooms"] = s.rooms;
    json["senders"] = s.senders;
    json["payload_bytes"] = s.payload_bytes;
    json["cipher"] = cipher_name(s.cipher);
    json["zipf_exponent"] = or_null(s.zipf_exponent);
    json["phases"] = Json::array();
    for (const Phase& phase : s.phases) json["phases"].push_back(phase_json(phase));
  }
  return json;
}

Json cipher_json(const CipherCost& c) {
  return {{"sealed", c.sealed},
          {"us_per_sealed", c.us_per_sealed()},
          {"opened", c.opened},
          {"us_per_opened", c.us_per_opened()},
          {"unreadable", c.unreadable}};
}

Json logins_json(const LoginReport& l) {
  if (l.asked() == 0) return nullptr;
  return {{"let_in", l.let_in},
          {"refused", l.refused},
          {"refused_right", l.refused_right},
          {"held_back", l.held_back},
          {"unanswered", l.unanswered},
          {"answered_per_s", l.answered_per_s()},
          {"each", histogram_json(l.each)}};
}

Json pages_json(const PagesReport& p) {
  if (p.asked() == 0) return nullptr;
  return {{"answered", p.answered},
          {"lines", p.lines},
          {"refused", p.refused},
          {"unanswered", p.unanswered},
          {"answered_per_s", p.answered_per_s()},
          {"each", histogram_json(p.each)}};
}

Json uploads_json(const UploadsReport& u) {
  if (u.at_once == 0) return nullptr;
  return {{"at_once", u.at_once},           {"finished", u.finished},
          {"refused", u.refused},           {"bytes", u.bytes},
          {"bytes_per_s", u.bytes_per_s()}, {"each", histogram_json(u.each)}};
}

Json history_json(const HistoryReport& h) {
  if (!h.is_asked_for) return nullptr;
  return {{"heard", h.heard},
          {"missing", h.missing},
          {"doubled", h.doubled},
          {"out_of_order", h.out_of_order},
          {"failure", h.failure.empty() ? Json(nullptr) : Json(h.failure)}};
}

Json process_json(const ProcessReport& process) {
  return {{"cpu_share", process.cpu_share}, {"wait_share", process.wait_share}};
}

Json own_json(const Report& r) {
  Json json = process_json(r.own);
  if (!r.processes.empty()) {
    json["cpu_share_of_all"] = r.own_cpu_share();
    for (const ProcessReport& process : r.processes) {
      json["processes"].push_back(process_json(process));
    }
  }
  return json;
}

Json server_json(const ServerReport& s) {
  return {{"process", s.process ? process_json(*s.process) : Json(nullptr)},
          {"cpu_us_per_delivery", or_null(s.cpu_us_per_delivery)},
          {"user_us_per_delivery", or_null(s.user_us_per_delivery)},
          {"cpu_us_per_connection", or_null(s.cpu_us_per_connection)},
          {"memory_before_bytes", or_null(s.memory_before_bytes)},
          {"memory_connected_bytes", or_null(s.memory_connected_bytes)},
          {"memory_end_bytes", or_null(s.memory_end_bytes)},
          {"memory_bytes_per_connection", or_null(s.memory_bytes_per_connection)}};
}

Json surroundings_json(const Surroundings& s) {
  return {{"cores", s.cores}, {"processor", s.processor}, {"system", s.system}};
}

Json queues_json(const QueueReport& q) {
  return {{"senders", q.senders},
          {"asked", q.asked},
          {"answered_at_once", q.answered_at_once},
          {"held_back", q.is_held_back()}};
}

Json slo_json(const std::vector<SloReport>& slo) {
  Json list = Json::array();
  for (const SloReport& s : slo) {
    list.push_back({{"clause", s.clause},
                    {"measured", s.measured.empty() ? Json(nullptr) : Json(s.measured)},
                    {"holds", s.holds}});
  }
  return list;
}

Json phase_reports_json(const std::vector<PhaseReport>& phases) {
  Json list = Json::array();
  for (const PhaseReport& p : phases) {
    list.push_back({{"name", p.name},
                    {"measured_s", p.measured_s},
                    {"lines_per_s", p.lines_per_s},
                    {"deliveries_per_s", p.deliveries_per_s},
                    {"fan_out", histogram_json(p.fan_out)},
                    {"completion", histogram_json(p.completion)},
                    {"storm", p.storm.done > 0 ? step_json(p.storm) : Json(nullptr)},
                    {"sent", p.counts.sent},
                    {"expected", p.counts.expected},
                    {"delivered", p.counts.delivered},
                    {"missing", p.missing()},
                    {"loadgen", process_json(p.own)},
                    {"server", p.server ? process_json(*p.server) : Json(nullptr)}});
  }
  return list;
}

Json series_json(const std::vector<Sample>& samples) {
  Json list = Json::array();
  for (const Sample& s : samples) {
    const Histogram fan_out = Histogram::of(s.fan_out);
    const auto us = [&](double percent) {
      return fan_out.count() == 0 ? Json(nullptr)
                                  : Json(static_cast<double>(fan_out.percentile(percent)) / 1e3);
    };
    list.push_back({{"from_s", s.from_s},
                    {"to_s", s.to_s},
                    {"lines", s.lines},
                    {"deliveries", s.deliveries},
                    {"deliveries_per_s", s.deliveries_per_s()},
                    {"p50_us", us(50)},
                    {"p99_us", us(99)},
                    {"loadgen_cpu_share", or_null(s.own_cpu_share)},
                    {"server_cpu_share", or_null(s.server_cpu_share)},
                    {"server_memory_bytes", or_null(s.server_memory_bytes)}});
  }
  return list;
}

Json stages_json(const std::vector<Stage>& stages) {
  Json list = Json::array();
  for (const Stage& stage : stages) {
    list.push_back({{"name", stage.name}, {"from_s", stage.from_s}, {"to_s", stage.to_s}});
  }
  return list;
}

}  // namespace

Json to_json(const Report& r) {
  const Ledger::Counts& c = r.counts;
  const auto of_traffic = [&](double figure) { return c.sent > 0 ? Json(figure) : Json(nullptr); };
  return {{"date", r.surroundings.date},
          {"loadgen_version", r.surroundings.loadgen},
          {"server_version", r.server_version.empty() ? Json(nullptr) : Json(r.server_version)},
          {"machine", surroundings_json(r.surroundings)},
          {"scenario", scenario_json(r.scenario)},
          {"failure", r.failure.empty() ? Json(nullptr) : Json(r.failure)},
          {"interrupted", r.interrupted},
          {"connect", step_json(r.connecting)},
          {"register", step_json(r.registering)},
          {"join", step_json(r.joining)},
          {"measured_s", r.measured_s},
          {"lines_per_s", of_traffic(r.lines_per_s)},
          {"deliveries_per_s", of_traffic(r.deliveries_per_s)},
          {"fan_out", histogram_json(r.fan_out)},
          {"completion", histogram_json(r.completion)},
          {"send_lag", histogram_json(r.send_lag)},
          {"sent", c.sent},
          {"expected", c.expected},
          {"delivered", c.delivered},
          {"missing", r.missing()},
          {"lost", r.lost},
          {"not_in_time", r.not_in_time()},
          {"doubled", c.doubled},
          {"out_of_order", c.out_of_order},
          {"unknown", c.unknown},
          {"queues", queues_json(r.queues)},
          {"slo", slo_json(r.slo)},
          {"cipher", cipher_json(r.cipher)},
          {"logins", logins_json(r.logins)},
          {"pages", pages_json(r.pages)},
          {"uploads", uploads_json(r.uploads)},
          {"history", history_json(r.history)},
          {"tokens", r.tokens},
          {"clients_lost", r.clients_lost},
          {"clients_dropped", r.clients_dropped},
          {"loadgen", own_json(r)},
          {"stolen_share", r.stolen_share},
          {"loadgen_is_bottleneck", r.is_bottleneck()},
          {"is_disturbed", r.is_disturbed()},
          {"server", r.server ? server_json(*r.server) : Json(nullptr)},
          {"phases", phase_reports_json(r.phases)},
          {"stages", stages_json(r.stages)},
          {"series", series_json(r.samples)}};
}

}  // namespace uvchat::loadtest
