#include "loadtest/wire.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "uvchat/json/keys.h"

namespace uvchat::loadtest {
namespace {

using json::Place;
using json::Read;
using Json = nlohmann::ordered_json;

struct Real {
  Read read(const Place& place, double& into) const {
    double number = 0;
    const char* end = place.node.raw.data() + place.node.raw.size();
    const auto parsed = std::from_chars(place.node.raw.data(), end, number);
    if (place.node.type != json::Node::Type::number || parsed.ec != std::errc() ||
        parsed.ptr != end) {
      return json::refuse_value(place, "a number");
    }
    into = number;
    return {};
  }
  Json print(double number) const { return std::isfinite(number) ? number : 0; }
};

// "12*3 40*1": three values in bucket 12, one in bucket 40. A list of numbers would be parsed into
// a node for each of them, and an hour's series has millions.
struct Buckets {
  Read read(const Place& place, std::vector<Histogram::Bucket>& into) const {
    into.clear();
    const std::string& text = place.node.text;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
      Histogram::Bucket& bucket = into.emplace_back();
      const auto number = std::from_chars(at, end, bucket.number);
      if (number.ec != std::errc() || number.ptr == end || *number.ptr != '*') return refuse(place);
      const auto count = std::from_chars(number.ptr + 1, end, bucket.count);
      const bool is_last = count.ptr == end;
      if (count.ec != std::errc() || !(is_last || (*count.ptr == ' ' && count.ptr + 1 != end))) {
        return refuse(place);
      }
      at = is_last ? end : count.ptr + 1;
    }
    const bool is_text = place.node.type == json::Node::Type::string;
    return is_text && Histogram::are_buckets(into) ? Read() : refuse(place);
  }
  Json print(const std::vector<Histogram::Bucket>& buckets) const {
    std::string text;
    for (const Histogram::Bucket& bucket : buckets) {
      text += text.empty() ? "" : " ";
      text += std::to_string(bucket.number) + "*" + std::to_string(bucket.count);
    }
    return text;
  }

 private:
  static Read refuse(const Place& place) {
    return json::refuse_value(place, "a histogram's buckets like \"12*3 40*1\"");
  }
};

using Nanoseconds = json::Whole<0, std::numeric_limits<std::int64_t>::max()>;
using Count = Nanoseconds;
using Count32 = json::Whole<0, std::numeric_limits<std::uint32_t>::max()>;

struct Distribution {
  std::int64_t max_ns = 0;
  std::vector<Histogram::Bucket> buckets;
};

template <typename T, typename V, typename Kind>
json::Key<T> field(std::string_view name, V T::*member, Kind kind) {
  return json::key(name, member, std::move(kind)).required();
}

struct WholeHistogram {
  using T = Distribution;
  json::Object<T> table{{
      field("max_ns", &T::max_ns, Nanoseconds{}),
      field("buckets", &T::buckets, Buckets{}),
  }};

  Read read(const Place& place, Histogram& into) const {
    Distribution told;
    if (const Read done = table.read(place, told); !done) return done;
    auto histogram = Histogram::restore(told.buckets, told.max_ns);
    if (!histogram) return json::refuse_value(place, "a histogram whose max is in its last bucket");
    into = *std::move(histogram);
    return {};
  }
  Json print(const Histogram& histogram) const {
    return table.print({histogram.max(), histogram.buckets_since({})});
  }
};

const json::Text text{"a text", [](std::string_view) { return true; }};

json::Object<Ledger::Counts> counts_table() {
  using T = Ledger::Counts;
  return json::Object<T>({
      field("sent", &T::sent, Count{}),
      field("expected", &T::expected, Count{}),
      field("delivered", &T::delivered, Count{}),
      field("doubled", &T::doubled, Count{}),
      field("out_of_order", &T::out_of_order, Count{}),
      field("unknown", &T::unknown, Count{}),
  });
}

json::Object<CipherCost> cipher_table() {
  using T = CipherCost;
  return json::Object<T>({
      field("sealed", &T::sealed, Count{}),
      field("sealing_ns", &T::sealing_ns, Nanoseconds{}),
      field("opened", &T::opened, Count{}),
      field("opening_ns", &T::opening_ns, Nanoseconds{}),
      field("unreadable", &T::unreadable, Count{}),
  });
}

json::Object<ProcessReport> process_table() {
  using T = ProcessReport;
  return json::Object<T>({
      field("cpu_share", &T::cpu_share, Real{}),
      field("wait_share", &T::wait_share, Real{}),
  });
}

json::Object<ServerReport> server_table() {
  using T = ServerReport;
  using Bytes = json::Whole<0, std::numeric_limits<std::int64_t>::max()>;
  return json::Object<T>({
      field("process", &T::process, json::OrNull<json::Object<ProcessReport>>{process_table()}),
      field("cpu_us_per_delivery", &T::cpu_us_per_delivery, json::OrNull<Real>{}),
      field("user_us_per_delivery", &T::user_us_per_delivery, json::OrNull<Real>{}),
      field("cpu_us_per_connection", &T::cpu_us_per_connection, json::OrNull<Real>{}),
      field("memory_before_bytes", &T::memory_before_bytes, json::OrNull<Bytes>{}),
      field("memory_connected_bytes", &T::memory_connected_bytes, json::OrNull<Bytes>{}),
      field("memory_end_bytes", &T::memory_end_bytes, json::OrNull<Bytes>{}),
      field("memory_bytes_per_connection", &T::memory_bytes_per_connection, json::OrNull<Real>{}),
  });
}

json::Object<QueueReport> queue_table() {
  using T = QueueReport;
  return json::Object<T>({
      field("senders", &T::senders, Count32{}),
      field("asked", &T::asked, Count32{}),
      field("answered_at_once", &T::answered_at_once, Count32{}),
      field("is_unanswered", &T::is_unanswered, json::Boolean{}),
  });
}

json::Object<PagesReport> pages_table() {
  using T = PagesReport;
  return json::Object<T>({
      field("each", &T::each, WholeHistogram{}),
      field("answered", &T::answered, Count{}),
      field("lines", &T::lines, Count{}),
      field("refused", &T::refused, Count{}),
      field("unanswered", &T::unanswered, Count{}),
      field("measured_s", &T::measured_s, Real{}),
  });
}

json::Object<UploadsReport> uploads_table() {
  using T = UploadsReport;
  return json::Object<T>({
      field("each", &T::each, WholeHistogram{}),
      field("at_once", &T::at_once, Count32{}),
      field("finished", &T::finished, Count{}),
      field("bytes", &T::bytes, Count{}),
      field("refused", &T::refused, Count{}),
      field("why", &T::why, text),
      field("measured_s", &T::measured_s, Real{}),
  });
}

json::Object<HistoryReport> history_table() {
  using T = HistoryReport;
  return json::Object<T>({
      field("is_asked_for", &T::is_asked_for, json::Boolean{}),
      field("heard", &T::heard, Count{}),
      field("missing", &T::missing, Count{}),
      field("doubled", &T::doubled, Count{}),
      field("out_of_order", &T::out_of_order, Count{}),
      field("failure", &T::failure, text),
  });
}

json::Object<LoginReport> login_table() {
  using T = LoginReport;
  return json::Object<T>({
      field("each", &T::each, WholeHistogram{}),
      field("let_in", &T::let_in, Count{}),
      field("refused", &T::refused, Count{}),
      field("refused_right", &T::refused_right, Count{}),
      field("held_back", &T::held_back, Count{}),
      field("unanswered", &T::unanswered, Count{}),
      field("measured_s", &T::measured_s, Real{}),
  });
}

json::Object<StepReport> step_table() {
  using T = StepReport;
  return json::Object<T>({
      field("each", &T::each, WholeHistogram{}),
      field("done", &T::done, Count32{}),
      field("first_ns", &T::first_ns, Nanoseconds{}),
      field("last_ns", &T::last_ns, Nanoseconds{}),
  });
}

json::Object<PhaseReport> phase_report_table() {
  using T = PhaseReport;
  return json::Object<T>({
      field("name", &T::name, text),
      field("measured_s", &T::measured_s, Real{}),
      field("lines_per_s", &T::lines_per_s, Real{}),
      field("deliveries_per_s", &T::deliveries_per_s, Real{}),
      field("counts", &T::counts, counts_table()),
      field("fan_out", &T::fan_out, WholeHistogram{}),
      field("completion", &T::completion, WholeHistogram{}),
      field("storm", &T::storm, step_table()),
      field("own", &T::own, process_table()),
      field("server", &T::server, json::OrNull<json::Object<ProcessReport>>{process_table()}),
  });
}

json::Object<Sample> sample_table() {
  using T = Sample;
  return json::Object<T>({
      field("from_s", &T::from_s, Real{}),
      field("to_s", &T::to_s, Real{}),
      field("lines", &T::lines, Count{}),
      field("deliveries", &T::deliveries, Count{}),
      field("fan_out", &T::fan_out, Buckets{}),
      field("own_cpu_share", &T::own_cpu_share, json::OrNull<Real>{}),
      field("server_cpu_share", &T::server_cpu_share, json::OrNull<Real>{}),
      field("server_memory_bytes", &T::server_memory_bytes, json::OrNull<Count>{}),
  });
}

json::Object<Stage> stage_table() {
  using T = Stage;
  return json::Object<T>({
      field("name", &T::name, text),
      field("from_s", &T::from_s, Real{}),
      field("to_s", &T::to_s, Real{}),
  });
}

const json::Object<Report>& report_table() {
  using T = Report;
  static const json::Object<T> table({
      field("failure", &T::failure, text),
      field("server_version", &T::server_version, text),
      field("interrupted", &T::interrupted, json::Boolean{}),
      field("turned_away", &T::turned_away, json::Boolean{}),
      field("connecting", &T::connecting, step_table()),
      field("registering", &T::registering, step_table()),
      field("joining", &T::joining, step_table()),
      field("measured_s", &T::measured_s, Real{}),
      field("lines_per_s", &T::lines_per_s, Real{}),
      field("deliveries_per_s", &T::deliveries_per_s, Real{}),
      field("counts", &T::counts, counts_table()),
      field("lost", &T::lost, Count{}),
      field("queues", &T::queues, queue_table()),
      field("fan_out", &T::fan_out, WholeHistogram{}),
      field("completion", &T::completion, WholeHistogram{}),
      field("send_lag", &T::send_lag, WholeHistogram{}),
      field("cipher", &T::cipher, cipher_table()),
      field("logins", &T::logins, login_table()),
      field("pages", &T::pages, pages_table()),
      field("uploads", &T::uploads, uploads_table()),
      field("history", &T::history, history_table()),
      field("tokens", &T::tokens, Count32{}),
      field("clients_lost", &T::clients_lost, Count32{}),
      field("clients_dropped", &T::clients_dropped, Count32{}),
      field("own", &T::own, process_table()),
      field("stolen_share", &T::stolen_share, Real{}),
      field("server", &T::server, json::OrNull<json::Object<ServerReport>>{server_table()}),
      field("phases", &T::phases, json::ListOf<json::Object<PhaseReport>>{phase_report_table()}),
      field("samples", &T::samples, json::ListOf<json::Object<Sample>>{sample_table()}),
      field("stages", &T::stages, json::ListOf<json::Object<Stage>>{stage_table()}),
  });
  return table;
}

const json::Object<Progress>& progress_table() {
  using T = Progress;
  static const json::Object<T> table({
      field("stage", &T::stage,
            json::Choice<Progress::Stage>{{{"registering", Progress::Stage::registering},
                                           {"joining", Progress::Stage::joining},
                                           {"talking", Progress::Stage::talking},
                                           {"idle", Progress::Stage::idle}}}),
      field("registered", &T::registered, Count32{}),
      field("joined", &T::joined, Count32{}),
      field("measured_ns", &T::measured_ns, Nanoseconds{}),
      field("sent", &T::sent, Count{}),
      field("delivered", &T::delivered, Count{}),
      field("outstanding", &T::outstanding, Count{}),
      field("p99_ns", &T::p99_ns, Nanoseconds{}),
  });
  return table;
}

constexpr std::string_view reached_word = "reached";
constexpr std::string_view progress_word = "progress ";
constexpr std::string_view report_word = "report ";

template <typename T>
Result<Message> parse(std::string_view text_of, const json::Object<T>& table) {
  const auto refused = [&](const json::Fault& fault) {
    return fail("at " + json::position_of(text_of, fault.offset) + ": " + fault.text);
  };
  const auto root = json::parse_tree(text_of);
  if (!root) return refused(root.error());
  T told;
  if (const Read done = table.read({*root, ""}, told); !done) return refused(done.error());
  return Message(std::move(told));
}

// What a server has said may stand in a failure: bytes that are no UTF-8 are replaced.
std::string dump(const Json& printed) {
  return printed.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string print_message(const Message& message) {
  if (const auto* progress = std::get_if<Progress>(&message)) {
    return std::string(progress_word) + dump(progress_table().print(*progress));
  }
  if (const auto* report = std::get_if<Report>(&message)) {
    return std::string(report_word) + dump(report_table().print(*report));
  }
  return std::string(reached_word);
}

Result<Message> parse_message(std::string_view line) {
  if (line == reached_word) return Message(Reached());
  if (line.starts_with(progress_word)) {
    return parse(line.substr(progress_word.size()), progress_table());
  }
  if (line.starts_with(report_word)) return parse(line.substr(report_word.size()), report_table());
  return fail("neither reached, nor progress, nor a report");
}

}  // namespace uvchat::loadtest
