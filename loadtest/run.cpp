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

}  // namespace

Run::Run(const Scenario& scenario, bool show_progress)
    : scenario_(scenario),
      show_progress_(show_progress),
      layout_(scenario),
      series_(scenario.server_pid) {
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
  crowd_ = std::make_unique<Crowd>(loop_, scenario_, layout_, *cipher_, listener);
  traffic_ = std::make_unique<Traffic>(loop_, scenario_, layout_, *crowd_);
  start_handles();
  began_ = moment();
  series_.begin("connecting");
  state_ = State::connecting;
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
void Run::enter(State state, std::int64_t timeout_ns, const std::string& stage) {
  state_ = state;
  series_.enter(stage, traffic_->ledger());
  uv_timer_again(&second_);
  deadline_ns_ = now_ns() + timeout_ns;
}

void Run::on_all_registered() {
  registered_ = moment();
  if (scenario_.idle) {
    enter(State::quieting, quiet_ns, "quiet");
  } else {
    enter(State::joining, scenario_.setup_timeout_ns, "joining");
    crowd_->join_all();
  }
}

void Run::on_all_joined() { enter(State::quieting, quiet_timeout_ns, "quiet"); }

void Run::on_bytes(Client& client, std::string_view bytes) {
  traffic_->take_bytes(client, bytes);
  if (state_ == State::draining && drained()) {
    phase_drained();
  }
}

void Run::on_client_lost(Client& client, const std::string& why) {
  if (first_loss_.empty()) {
    first_loss_ = "client " + std::to_string(client.number()) + ": " + why;
  }
  if (state_ == State::connecting || state_ == State::joining) {
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
  } else if (state_ == State::quieting && !scenario_.idle &&
             now - traffic_->last_bytes_ns() >= quiet_ns) {
    quiet_is_over();
  } else if (state_ == State::running && phase_is_over(now)) {
    stop_sending();
  }
}

// A storm lasts until all are back; saturation ends with its deadline, or with the storm.
bool Run::phase_is_over(std::int64_t now_ns) const {
  const Phase& phase = scenario_.phases[phase_];
  return now_ns - started_.at_ns >= phase.duration_ns && crowd_->storm_is_over() &&
         (traffic_->all_sent() || (phase.is_storm() && phase.saturates()));
}

void Run::deadline_passed() {
  switch (state_) {
    case State::connecting:
      finish("only " + std::to_string(crowd_->registering().done) + " of " +
             std::to_string(scenario_.clients) + " clients were registered in " +
             format_duration(scenario_.setup_timeout_ns));
      break;
    case State::joining:
      finish("only " + std::to_string(crowd_->joining().done) + " of " +
             std::to_string(scenario_.clients) + " clients had joined after " +
             format_duration(scenario_.setup_timeout_ns));
      break;
    case State::quieting:
      quiet_is_over();
      break;
    case State::running:
      if (scenario_.phases[phase_].is_storm() && !crowd_->storm_is_over()) {
        finish("the storm was not over: " + std::to_string(crowd_->storm().done) + " of " +
               std::to_string(crowd_->storm().begun) + " clients after " +
               format_duration(scenario_.setup_timeout_ns));
      } else {
        traffic_->send_overdue();
        stop_sending();
      }
      break;
    case State::draining:
      phase_drained();
      break;
    case State::over:
      break;
  }
}

void Run::quiet_is_over() {
  if (measured_from_ns_ == 0) {
    start_measuring();
  } else {
    next_phase();
  }
}

void Run::start_measuring() {
  if (report_.server) {
    report_.server->memory_connected_bytes = server_memory_bytes();
  }
  start_phase();
  measured_from_ns_ = started_.at_ns;
}

void Run::start_phase() {
  const Phase& phase = scenario_.phases[phase_];
  const std::int64_t storm_ns = phase.is_storm() ? scenario_.setup_timeout_ns : 0;
  end_absence();
  enter(State::running, phase.duration_ns + storm_ns, scenario_.idle ? "idle" : phase.shown_name());
  const Ledger& ledger = traffic_->ledger();
  before_ = {ledger.counts(), ledger.fan_out(), ledger.completion()};
  started_ = moment();
  if (scenario_.idle) {
    return;
  }
  if (phase.is_storm()) {
    begin_storm(phase);
  }
  if (const auto started = traffic_->start(phase); !started) {
    finish(started.error().text);
  }
}

void Run::stop_sending() {
  traffic_->stop();
  stopped_ = moment();
  counts_at_stop_ = traffic_->ledger().counts();
  if (scenario_.idle || drained()) {
    phase_drained();
  } else {
    enter(State::draining, drain_timeout_ns, "draining");
  }
}

bool Run::drained() const { return traffic_->ledger().counts().outstanding() <= given_up_; }

// What comes to those who were away has to be over before lines are expected at them again.
void Run::phase_drained() {
  const Phase& phase = scenario_.phases[phase_];
  if (phase.is_storm() && !scenario_.idle) {
    end_phase();
    if (phase.kind == PhaseKind::slow_readers) {
      crowd_->set_reading(absent_, true);
    }
    enter(State::quieting, quiet_timeout_ns, "quiet");
  } else if (phase_ + 1 == scenario_.phases.size()) {
    finish();
  } else {
    end_phase();
    next_phase();
  }
}

void Run::next_phase() {
  if (++phase_ == scenario_.phases.size()) {
    finish();
  } else {
    start_phase();
  }
}

void Run::finish(std::string failure) {
  if (state_ == State::over) {
    return;
  }
  if (state_ == State::running && stopped_.at_ns <= started_.at_ns) {  // ended early
    stopped_ = moment();
    counts_at_stop_ = traffic_->ledger().counts();
  }
  if (state_ == State::running || state_ == State::draining) {
    end_phase();
  }
  state_ = State::over;
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
  if (state_ == State::connecting) {
    std::fprintf(stderr, "%sregistered %u of %u%s", begin, crowd_->registering().done,
                 scenario_.clients, end);
  } else if (state_ == State::joining) {
    std::fprintf(stderr, "%sjoined %u of %u%s", begin, crowd_->joining().done, scenario_.clients,
                 end);
  } else if (!scenario_.idle) {
    std::fprintf(
        stderr, "%s%.0f s: %ju sent, %ju deliveries/s, p99 %s, outstanding %ju%s", begin,
        measured_from_ns_ == 0 ? 0.0 : static_cast<double>(now_ns() - measured_from_ns_) / 1e9,
        std::uintmax_t{counts.sent}, std::uintmax_t{counts.delivered - delivered_shown_},
        format_duration(traffic_->ledger().fan_out().percentile(99)).c_str(),
        std::uintmax_t{counts.outstanding()}, end);
    delivered_shown_ = counts.delivered;
  }
  std::fflush(stderr);
}

}  // namespace uvchat::loadtest
