#include "loadtest/run.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat::loadtest {
namespace {

constexpr std::uint64_t tick_ms = 10;
constexpr std::int64_t quiet_ns = 500'000'000;
constexpr std::int64_t quiet_timeout_ns = 10'000'000'000;  // a busy server: then without quiet
constexpr std::int64_t drain_timeout_ns = 5'000'000'000;

std::int64_t now_ns() { return static_cast<std::int64_t>(uv_hrtime()); }

StepReport report_of(const Crowd::Step& step) {
  return {step.each, step.done, step.total_s(), step.per_s()};
}

}  // namespace

Run::Run(const Scenario& scenario, bool show_progress)
    : scenario_(scenario), show_progress_(show_progress), series_(scenario.server_pid) {
  const int status = uv_loop_init(&loop_);
  UVCHAT_ASSERT(status == 0);
}

Run::~Run() {
  const int status = uv_loop_close(&loop_);
  UVCHAT_ASSERT(status == 0);
}

Result<Report> Run::execute() {
  if (scenario_.server_pid != 0) {
    if (const auto usage = usage_of(scenario_.server_pid); !usage) {
      return fail(usage.error().text);
    }
    report_.server.emplace();
    report_.server->memory_before_bytes = server_memory_bytes();
  }
  report_.scenario = scenario_;
  auto cipher = LineCipher::make(scenario_);
  if (!cipher) {
    return fail(cipher.error().text);
  }
  cipher_ = *std::move(cipher);
  Crowd::Listener& listener = *this;
  crowd_ = std::make_unique<Crowd>(loop_, scenario_, *cipher_, listener);
  traffic_ = std::make_unique<Traffic>(loop_, scenario_, *crowd_);
  start_handles();
  began_ = moment();
  series_.begin("connecting");
  phase_ = Phase::connecting;
  deadline_ns_ = began_.at_ns + scenario_.setup_timeout_ns;
  crowd_->connect_all();
  uv_run(&loop_, UV_RUN_DEFAULT);
  return report_;
}

void Run::start_handles() {
  uv_timer_init(&loop_, &tick_);
  uv_timer_init(&loop_, &second_);
  uv_timer_init(&loop_, &progress_);
  tick_.data = this;
  second_.data = this;
  progress_.data = this;
  uv_timer_start(&tick_, &Run::on_tick, tick_ms, tick_ms);
  uv_timer_start(&second_, &Run::on_second, 1000, 1000);
  if (show_progress_) {
    uv_timer_start(&progress_, &Run::on_progress, 1000, 1000);
  }
  constexpr std::array<int, 2> numbers = {SIGINT, SIGTERM};
  for (std::size_t i = 0; i < signals_.size(); ++i) {
    uv_signal_init(&loop_, &signals_[i]);
    signals_[i].data = this;
    uv_signal_start(&signals_[i], &Run::on_signal, numbers[i]);
  }
}

// A sample ends with its stage, and the next is a whole second again.
void Run::enter(Phase phase, std::int64_t timeout_ns, const char* stage) {
  phase_ = phase;
  series_.enter(stage, traffic_->ledger());
  uv_timer_again(&second_);
  deadline_ns_ = now_ns() + timeout_ns;
}

void Run::on_all_registered() {
  registered_ = moment();
  if (scenario_.idle) {
    enter(Phase::quieting, quiet_ns, "quiet");
  } else {
    enter(Phase::joining, scenario_.setup_timeout_ns, "joining");
    crowd_->join_all();
  }
}

void Run::on_all_joined() { enter(Phase::quieting, quiet_timeout_ns, "quiet"); }

void Run::on_bytes(Client& client, std::string_view bytes) {
  traffic_->take_bytes(client, bytes);
  if (phase_ == Phase::draining && traffic_->ledger().counts().outstanding() == 0) {
    finish();
  }
}

void Run::on_client_lost(Client& client, const std::string& why) {
  if (first_loss_.empty()) {
    first_loss_ = "client " + std::to_string(client.number()) + ": " + why;
  }
  if (phase_ == Phase::connecting || phase_ == Phase::joining) {
    finish(first_loss_);
  } else if (crowd_->open() == 0) {
    finish("the server went away: " + first_loss_);
  }
}

void Run::on_tick(uv_timer_t* timer) { static_cast<Run*>(timer->data)->tick(); }

void Run::tick() {
  const std::int64_t now = now_ns();
  if (now >= deadline_ns_) {
    deadline_passed();
  } else if (phase_ == Phase::quieting && !scenario_.idle &&
             now - traffic_->last_bytes_ns() >= quiet_ns) {
    start_measuring();
  } else if (phase_ == Phase::running && traffic_->all_sent() &&
             now - started_.at_ns >= scenario_.duration_ns) {
    stop_measuring();
  }
}

void Run::deadline_passed() {
  switch (phase_) {
    case Phase::connecting:
      finish("only " + std::to_string(crowd_->registering().done) + " of " +
             std::to_string(scenario_.clients) + " clients were registered in " +
             format_duration(scenario_.setup_timeout_ns));
      break;
    case Phase::joining:
      finish("only " + std::to_string(crowd_->joining().done) + " of " +
             std::to_string(scenario_.clients) + " clients had joined after " +
             format_duration(scenario_.setup_timeout_ns));
      break;
    case Phase::quieting:
      start_measuring();
      break;
    case Phase::running:
      stop_measuring();
      break;
    case Phase::draining:
      finish();
      break;
    case Phase::over:
      break;
  }
}

void Run::start_measuring() {
  if (report_.server) {
    report_.server->memory_connected_bytes = server_memory_bytes();
  }
  enter(Phase::running, scenario_.duration_ns, scenario_.idle ? "idle" : "measured");
  started_ = moment();
  if (scenario_.idle) {
    return;
  }
  if (const auto started = traffic_->start(); !started) {
    finish(started.error().text);
  }
}

void Run::stop_measuring() {
  traffic_->stop();
  stopped_ = moment();
  counts_at_stop_ = traffic_->ledger().counts();
  if (scenario_.idle || counts_at_stop_.outstanding() == 0) {
    finish();
  } else {
    enter(Phase::draining, drain_timeout_ns, "draining");
  }
}

void Run::finish(std::string failure) {
  if (phase_ == Phase::over) {
    return;
  }
  drained_ = moment();
  if (phase_ == Phase::running && stopped_.at_ns == 0) {  // ended early
    stopped_ = drained_;
    counts_at_stop_ = traffic_->ledger().counts();
  }
  phase_ = Phase::over;
  series_.end(traffic_->ledger());
  report_.failure = std::move(failure);
  fill_report();
  traffic_->close();
  crowd_->close_all();
  close_handle(tick_);
  close_handle(second_);
  close_handle(progress_);
  close_handle(signals_[0]);
  close_handle(signals_[1]);
  if (show_progress_ && isatty(STDERR_FILENO) != 0) {
    std::fputs("\r\033[K", stderr);
  }
}

template <typename Handle>
void Run::close_handle(Handle& handle) {
  uv_close(reinterpret_cast<uv_handle_t*>(&handle), nullptr);
}

void Run::fill_report() {
  const Ledger& ledger = traffic_->ledger();
  report_.connecting = report_of(crowd_->connecting());
  report_.registering = report_of(crowd_->registering());
  report_.joining = report_of(crowd_->joining());
  report_.counts = ledger.counts();
  report_.fan_out = ledger.fan_out();
  report_.completion = ledger.completion();
  report_.send_lag = traffic_->send_lag();
  report_.samples = series_.samples();
  report_.stages = series_.stages();
  report_.cipher = cipher_->cost();
  report_.clients_lost = crowd_->lost();
  if (report_.failure.empty() && report_.clients_lost > 0) {
    report_.failure = std::to_string(report_.clients_lost) +
                      " clients lost their connection, the first: " + first_loss_;
  }
  if (stopped_.at_ns > started_.at_ns && started_.at_ns > 0) {
    const auto elapsed_ns = static_cast<double>(stopped_.at_ns - started_.at_ns);
    const Usage own = stopped_.own - started_.own;
    report_.measured_s = elapsed_ns / 1e9;
    report_.deliveries_per_s = static_cast<double>(counts_at_stop_.delivered) / report_.measured_s;
    report_.lines_per_s = static_cast<double>(counts_at_stop_.sent) / report_.measured_s;
    report_.own = {static_cast<double>(own.cpu_ns()) / elapsed_ns,
                   static_cast<double>(own.waited_ns) / elapsed_ns};
    report_.stolen_share = static_cast<double>(stopped_.stolen_ns - started_.stolen_ns) /
                           elapsed_ns / static_cast<double>(sysconf(_SC_NPROCESSORS_ONLN));
  }
  fill_server_report();
}

void Run::fill_server_report() {
  if (!report_.server) {
    return;
  }
  ServerReport& server = *report_.server;
  const auto clients = static_cast<double>(scenario_.clients);
  if (registered_.at_ns > 0) {
    server.cpu_us_per_connection =
        static_cast<double>((registered_.server - began_.server).cpu_ns()) / 1e3 / clients;
  }
  if (started_.at_ns > 0) {
    const auto elapsed_ns =
        static_cast<double>(std::max<std::int64_t>(stopped_.at_ns - started_.at_ns, 1));
    const Usage measured = stopped_.server - started_.server;
    const Usage whole = drained_.server - started_.server;
    const double deliveries =
        static_cast<double>(std::max<std::uint64_t>(report_.counts.delivered, 1));
    server.process = {static_cast<double>(measured.cpu_ns()) / elapsed_ns,
                      static_cast<double>(measured.waited_ns) / elapsed_ns};
    server.cpu_us_per_delivery = static_cast<double>(whole.cpu_ns()) / 1e3 / deliveries;
    server.user_us_per_delivery = static_cast<double>(whole.user_ns) / 1e3 / deliveries;
    server.memory_bytes_per_connection =
        static_cast<double>(server.memory_connected_bytes - server.memory_before_bytes) / clients;
  }
  server.memory_end_bytes = server_memory_bytes();
}

// A server that is gone has no usage; the report then says so by its failure.
Run::Moment Run::moment() const {
  return {now_ns(), usage_of(getpid()).value_or(Usage{}),
          scenario_.server_pid != 0 ? usage_of(scenario_.server_pid).value_or(Usage{}) : Usage{},
          stolen_ns()};
}

std::int64_t Run::server_memory_bytes() const {
  return memory_bytes_of(scenario_.server_pid).value_or(0);
}

void Run::on_signal(uv_signal_t* signal, int) {
  auto& self = *static_cast<Run*>(signal->data);
  self.report_.interrupted = true;
  self.finish();
}

void Run::on_second(uv_timer_t* timer) {
  auto& self = *static_cast<Run*>(timer->data);
  self.series_.cut(self.traffic_->ledger());
}

void Run::on_progress(uv_timer_t* timer) { static_cast<Run*>(timer->data)->show_progress_line(); }

void Run::show_progress_line() {
  const Ledger::Counts& counts = traffic_->ledger().counts();
  const bool rewrite = isatty(STDERR_FILENO) != 0;
  const char* begin = rewrite ? "\r\033[K" : "";
  const char* end = rewrite ? "" : "\n";
  if (phase_ == Phase::connecting) {
    std::fprintf(stderr, "%sregistered %u of %u%s", begin, crowd_->registering().done,
                 scenario_.clients, end);
  } else if (phase_ == Phase::joining) {
    std::fprintf(stderr, "%sjoined %u of %u%s", begin, crowd_->joining().done, scenario_.clients,
                 end);
  } else if (!scenario_.idle) {
    std::fprintf(stderr, "%s%.0f s: %ju sent, %ju deliveries/s, p99 %s, outstanding %ju%s", begin,
                 started_.at_ns == 0 ? 0.0 : static_cast<double>(now_ns() - started_.at_ns) / 1e9,
                 std::uintmax_t{counts.sent}, std::uintmax_t{counts.delivered - delivered_shown_},
                 format_duration(traffic_->ledger().fan_out().percentile(99)).c_str(),
                 std::uintmax_t{counts.outstanding()}, end);
    delivered_shown_ = counts.delivered;
  }
  std::fflush(stderr);
}

}  // namespace uvchat::loadtest
