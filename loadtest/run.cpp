#include "loadtest/run.h"

#include <algorithm>
#include <csignal>
#include <limits>
#include <utility>

#include "loadtest/clock.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::loadtest {
namespace {

constexpr std::uint64_t tick_ms = 10;
constexpr std::int64_t quiet_ns = 500'000'000;
constexpr std::int64_t quiet_timeout_ns = 10'000'000'000;  // a busy server: then without quiet
constexpr std::int64_t drain_timeout_ns = 5'000'000'000;
constexpr std::size_t logins_buffer_bytes = 16'384;
constexpr std::size_t why_bytes_max = 400;  // a server may say much when it closes

}  // namespace

Run::Run(const Scenario& scenario, bool show_progress)
    : Run({scenario, Layout(scenario)}, show_progress, nothing) {}

Run::Run(Part part, bool show_progress, int parent)
    : scenario_(std::move(part.scenario)),
      show_progress_(show_progress),
      parent_(parent),
      layout_(std::move(part.layout)),
      phase_names_(scenario_.phase_names()),
      series_(scenario_.server_pid),
      progress_line_(scenario_.clients) {
  const int status = uv_loop_init(&loop_);
  UVCHAT_ASSERT(status == 0);
}

Run::~Run() {
  const int status = uv_loop_close(&loop_);
  UVCHAT_ASSERT(status == 0);
}

Result<Report> Run::execute() {
  if (scenario_.server_pid != 0) {
    if (const auto usage = usage_of(scenario_.server_pid); !usage) return fail(usage.error().text);
    report_.server.emplace();
  }
  report_.scenario = scenario_;
  auto cipher = LineCipher::make(scenario_);
  if (!cipher) return fail(cipher.error().text);
  cipher_ = *std::move(cipher);
  Crowd::Listener& listener = *this;
  crowd_ = std::make_unique<Crowd>(loop_, scenario_, layout_, *cipher_, listener);
  traffic_ = std::make_unique<Traffic>(loop_, scenario_, layout_, *crowd_);
  logins_buffer_.resize(logins_buffer_bytes);
  logins_ = std::make_unique<Logins>(loop_, logins_buffer_, scenario_);
  pages_ = std::make_unique<Pages>(loop_, logins_buffer_, scenario_);
  uploads_ = std::make_unique<Uploads>(loop_, logins_buffer_, scenario_);
  if (scenario_.verify_history) {
    HistoryCheck::Listener& checked = *this;
    history_check_ =
        std::make_unique<HistoryCheck>(loop_, logins_buffer_, scenario_, *cipher_, checked);
  }
  start_handles();
  series_.begin("connecting");
  when_all_are_here(&Run::begin_connecting);
  uv_run(&loop_, UV_RUN_DEFAULT);
  return report_;
}

// The others have deadlines too: who waits for them needs none.
void Run::when_all_are_here(void (Run::*next)()) {
  if (!link_) {
    (this->*next)();
    return;
  }
  next_ = next;
  deadline_ns_ = std::numeric_limits<std::int64_t>::max();
  link_->tell(Reached());
}

void Run::on_go() {
  if (next_ != nullptr) (this->*std::exchange(next_, nullptr))();
}

void Run::on_stop() { finish(); }

void Run::begin_connecting() {
  if (report_.server) report_.server->memory_before_bytes = server_memory_bytes();
  began_ = moment();
  deadline_ns_ = began_.at_ns + scenario_.setup_timeout_ns;
  crowd_->connect_all();
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
  if (show_progress_) uv_timer_start(&progress_, &Run::on_progress, 1000, 1000);
  constexpr std::array<int, 2> numbers = {SIGINT, SIGTERM};
  for (std::size_t i = 0; i < signals_.size(); ++i) {
    uv_signal_init(&loop_, &signals_[i]);
    signals_[i].data = this;
    uv_signal_start(&signals_[i], &Run::on_signal, numbers[i]);
  }
  if (parent_ != nothing) {
    ParentLink::Listener& listener = *this;
    link_.emplace(loop_, parent_, listener);
  }
}

// A sample ends with its stage, and the next is a whole second again.
void Run::enter(State state, std::int64_t timeout_ns, const std::string& stage) {
  state_ = state;
  series_.enter(stage, traffic_->ledger());
  uv_timer_again(&second_);
  deadline_ns_ = hrtime_ns() + timeout_ns;
}

void Run::on_all_registered() { when_all_are_here(&Run::begin_joining); }

void Run::begin_joining() {
  registered_ = moment();
  if (scenario_.idle) {
    enter(State::quieting, quiet_ns, "quiet");
  } else {
    enter(State::joining, scenario_.setup_timeout_ns, "joining");
    crowd_->join_all();
  }
}

void Run::on_all_joined() { when_all_are_here(&Run::be_quiet); }

void Run::be_quiet() { enter(State::quieting, quiet_timeout_ns, "quiet"); }

void Run::on_bytes(Client& client, std::string_view bytes) {
  traffic_->take_bytes(client, bytes);
  if (state_ == State::draining && next_ == nullptr && drained()) phase_drained();
}

void Run::on_client_lost(Client& client, const client::Closed& closed) {
  if (state_ == State::verifying) return;
  if (first_loss_.empty()) {
    first_loss_ = "client " + std::to_string(client.number()) + ": " +
                  printable(utf8_cut(closed.text, why_bytes_max));
  }
  if (state_ == State::connecting || state_ == State::joining) {
    report_.turned_away = state_ == State::connecting &&
                          closed.cause != client::CloseCause::asked &&
                          (!closed.last_words.empty() || crowd_->registering().done > 0);
    finish(first_loss_);
  } else if (crowd_->open() == 0) {
    verify(server_gone());
  }
}

void Run::on_tick(uv_timer_t* timer) { static_cast<Run*>(timer->data)->tick(); }

void Run::tick() {
  const std::int64_t now = hrtime_ns();
  if (now >= deadline_ns_) {
    deadline_passed();
  } else if (next_ != nullptr) {
    return;
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
             std::to_string(layout_.clients.size()) + " clients were registered in " +
             format_duration(scenario_.setup_timeout_ns));
      break;
    case State::joining:
      finish("only " + std::to_string(crowd_->joining().done) + " of " +
             std::to_string(layout_.clients.size()) + " clients had joined after " +
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
    case State::resting:
      when_all_are_here(&Run::end_rest);
      break;
    case State::verifying:  // it has its own
    case State::over:
      break;
  }
}

void Run::quiet_is_over() { when_all_are_here(&Run::go_on_after_quiet); }

void Run::go_on_after_quiet() {
  if (measured_from_ns_ == 0) {
    start_measuring();
  } else {
    next_phase();
  }
}

void Run::start_measuring() {
  if (report_.server) report_.server->memory_connected_bytes = server_memory_bytes();
  start_phase();
  measured_from_ns_ = started_.at_ns;
}

void Run::start_phase() {
  const Phase& phase = scenario_.phases[phase_];
  const std::int64_t timeout_ns =
      phase.duration_ns + (phase.is_storm() ? scenario_.setup_timeout_ns : 0);
  end_absence();
  enter(State::running, timeout_ns, scenario_.idle ? "idle" : phase_names_[phase_]);
  const Ledger& ledger = traffic_->ledger();
  before_ = {ledger.counts(), ledger.fan_out(), ledger.completion()};
  if (phase.is_storm() && !scenario_.idle) begin_storm(phase);
  started_ = moment();
  deadline_ns_ = started_.at_ns + timeout_ns;  // or the last lines could be due behind it
  logins_->start(phase, crowd_->address());
  pages_->start(phase, crowd_->address());
  uploads_->start(phase, crowd_->file_host());
  if (scenario_.idle) return;
  if (const auto started = traffic_->start(phase, started_.at_ns); !started) {
    finish(started.error().text);
  }
}

void Run::stop_sending() {
  traffic_->stop();
  logins_->stop();
  pages_->stop();
  uploads_->stop();
  stopped_ = moment();
  counts_at_stop_ = traffic_->ledger().counts();
  if (scenario_.idle || drained()) {
    phase_drained();
  } else {
    enter(State::draining, drain_timeout_ns, "draining");
  }
}

bool Run::drained() const { return traffic_->ledger().counts().outstanding() <= given_up_; }

void Run::phase_drained() { when_all_are_here(&Run::go_on_after_phase); }

// What comes to those who were away has to be over before lines are expected at them again.
void Run::go_on_after_phase() {
  const Phase& phase = scenario_.phases[phase_];
  if (phase.is_storm() && !scenario_.idle) {
    end_phase();
    if (phase.kind == PhaseKind::slow_readers) crowd_->set_reading(absent_, true);
    enter(State::quieting, quiet_timeout_ns, "quiet");
  } else {
    end_phase();
    next_phase();
  }
}

void Run::next_phase() {
  if (++phase_ == scenario_.phases.size()) {
    rest();
  } else {
    start_phase();
  }
}

void Run::rest() {
  state_ = State::resting;  // no phase is left that finish() would have to end
  if (scenario_.rest_ns == 0) {
    verify();
  } else {
    enter(State::resting, scenario_.rest_ns, "rest");
  }
}

void Run::end_rest() { verify(); }

void Run::end_measuring() {
  if (state_ == State::running && stopped_.at_ns <= started_.at_ns) {  // ended early
    stopped_ = moment();
    counts_at_stop_ = traffic_->ledger().counts();
  }
  if (state_ == State::running || state_ == State::draining) end_phase();
  series_.end(traffic_->ledger());
}

void Run::finish(std::string failure) {
  if (state_ == State::over) return;
  if (state_ == State::verifying) {
    report_.history = history_check_->report();
    if (!history_check_->is_over()) report_.history.failure = "it was stopped";
  } else {
    end_measuring();
    report_.failure = std::move(failure);
    fill_report();
  }
  state_ = State::over;
  traffic_->close();
  crowd_->close_all();
  logins_->close();
  pages_->close();
  uploads_->close();
  if (history_check_) history_check_->close();
  close_handle(tick_);
  close_handle(second_);
  close_handle(progress_);
  close_handle(signals_[0]);
  close_handle(signals_[1]);
  if (link_) {
    link_->close();
  } else if (show_progress_) {
    progress_line_.clear();
  }
}

template <typename Handle>
void Run::close_handle(Handle& handle) {
  uv_close(reinterpret_cast<uv_handle_t*>(&handle), nullptr);
}

void Run::on_signal(uv_signal_t* signal, int) {
  auto& self = *static_cast<Run*>(signal->data);
  self.report_.interrupted = true;
  self.finish();
}

void Run::on_second(uv_timer_t* timer) {
  auto& self = *static_cast<Run*>(timer->data);
  if (self.state_ == State::verifying) return;
  self.series_.cut(self.traffic_->ledger());
  self.look_for_queues();
}

void Run::on_progress(uv_timer_t* timer) {
  auto& self = *static_cast<Run*>(timer->data);
  if (self.link_) {
    self.link_->tell(self.progress());
  } else {
    self.progress_line_.show(self.progress());
  }
}

Progress Run::progress() const {
  using At = Progress::Stage;
  const Ledger::Counts& counts = traffic_->ledger().counts();
  Progress now;
  now.stage = state_ == State::connecting ? At::registering
              : state_ == State::joining  ? At::joining
              : scenario_.idle            ? At::idle
                                          : At::talking;
  now.registered = crowd_->registering().done;
  now.joined = crowd_->joining().done;
  now.measured_ns = measured_from_ns_ == 0 ? 0 : hrtime_ns() - measured_from_ns_;
  now.sent = counts.sent;
  now.delivered = counts.delivered;
  now.outstanding = counts.outstanding();
  now.p99_ns = traffic_->ledger().fan_out().percentile(99);
  return now;
}

}  // namespace uvchat::loadtest
