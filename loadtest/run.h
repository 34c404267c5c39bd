#pragma once

#include <uv.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/crowd.h"
#include "loadtest/history_check.h"
#include "loadtest/layout.h"
#include "loadtest/line_cipher.h"
#include "loadtest/logins.h"
#include "loadtest/pages.h"
#include "loadtest/parent_link.h"
#include "loadtest/part.h"
#include "loadtest/progress.h"
#include "loadtest/report.h"
#include "loadtest/scenario.h"
#include "loadtest/series.h"
#include "loadtest/traffic.h"
#include "loadtest/uploads.h"
#include "loadtest/usage.h"

namespace uvchat::loadtest {

// One run from the first connect to the report: connecting, joining, half a second of quiet, and
// the scenario's phases, each with up to five seconds for what is still under way at its end, a
// quiet after a storm, and at last the scenario's rest. Each of them has a deadline, so a run
// always ends. SIGINT and SIGTERM end it early, with a report of what there is.
//
// A run may be a part of one that several processes play: then it waits before each step until all
// of them have come as far, so that all do the same at the same time.
class Run final : private Crowd::Listener,
                  private ParentLink::Listener,
                  private HistoryCheck::Listener {
 public:
  // `show_progress`: one line a second on stderr.
  Run(const Scenario& scenario, bool show_progress);
  // `parent`: the socket to the process that started this one; progress is told to that one.
  Run(Part part, bool show_progress, int parent);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  // Once. An error is a scenario that cannot even begin; all else is in the report.
  Result<Report> execute();

 private:
  enum class State : std::uint8_t {
    connecting,
    joining,
    quieting,
    running,
    draining,
    resting,
    verifying,
    over
  };
  struct Moment {
    std::int64_t at_ns = 0;
    Usage own;
    std::optional<Usage> server;  // nothing: unknown, or it has ended
    std::int64_t stolen_ns = 0;
  };
  // What the ledger had when a phase began.
  struct Before {
    Ledger::Counts counts;
    Histogram fan_out;
    Histogram completion;
  };
  // What was used in all phases until their last lines were due. Of a server that ended before it
  // could be asked there is nothing.
  struct Spent {
    std::int64_t elapsed_ns = 0;
    Usage own;
    std::optional<Usage> server = Usage();
    std::optional<Usage> server_until_drained = Usage();
    std::int64_t stolen_ns = 0;
    std::uint64_t sent = 0;
    std::uint64_t delivered = 0;
  };

  void on_all_registered() override;
  void on_all_joined() override;
  void on_bytes(Client& client, std::string_view bytes) override;
  void on_client_lost(Client& client, const client::Closed& closed) override;
  void on_answer() override;
  void on_go() override;
  void on_stop() override;
  void on_history_checked() override;

  static void on_tick(uv_timer_t* timer);
  static void on_second(uv_timer_t* timer);
  static void on_progress(uv_timer_t* timer);
  static void on_signal(uv_signal_t* signal, int number);

  static constexpr int nothing = -1;

  void start_handles();
  void when_all_are_here(void (Run::*next)());
  void begin_connecting();
  void begin_joining();
  void be_quiet();
  void go_on_after_quiet();
  void go_on_after_phase();
  void enter(State state, std::int64_t timeout_ns, const std::string& stage);
  void tick();
  void deadline_passed();
  bool phase_is_over(std::int64_t now_ns) const;
  void quiet_is_over();
  void start_measuring();
  void start_phase();
  void stop_sending();
  void phase_drained();
  void next_phase();
  void rest();
  void end_rest();
  void begin_storm(const Phase& phase);
  std::vector<std::uint32_t> storm_clients(const Phase& phase) const;
  void end_absence();
  void end_phase();
  bool drained() const;
  void look_for_queues();
  bool is_unanswered() const;
  std::string server_gone() const;
  // It is over, but for the look at the history, if there is one.
  void verify(std::string failure = {});
  void finish(std::string failure = {});
  void end_measuring();
  void fill_report();
  void fill_server_report();
  Moment moment() const;
  std::optional<Usage> server_usage() const;
  std::optional<std::int64_t> server_memory_bytes() const;
  Progress progress() const;
  template <typename Handle>
  static void close_handle(Handle& handle);

  const Scenario scenario_;
  const bool show_progress_;
  const int parent_;
  uv_loop_t loop_{};
  uv_timer_t tick_{};
  uv_timer_t second_{};
  uv_timer_t progress_{};
  std::array<uv_signal_t, 2> signals_{};
  const Layout layout_;
  const std::vector<std::string> phase_names_;
  std::optional<LineCipher> cipher_;
  std::unique_ptr<Crowd> crowd_;
  std::unique_ptr<Traffic> traffic_;
  std::vector<char> logins_buffer_;
  std::unique_ptr<Logins> logins_;
  std::unique_ptr<Pages> pages_;
  std::unique_ptr<Uploads> uploads_;
  std::unique_ptr<HistoryCheck> history_check_;  // where the history is verified
  Series series_;
  std::optional<ParentLink> link_;  // where there is a parent
  ProgressLine progress_line_;
  void (Run::*next_)() = nullptr;  // not null: all others are waited for
  State state_ = State::connecting;
  std::int64_t deadline_ns_ = 0;

  Moment began_;  // before the first connect
  Moment registered_;
  std::int64_t measured_from_ns_ = 0;

  // The present phase.
  std::size_t phase_ = 0;
  Before before_;
  Moment started_;  // the first line is due
  Moment stopped_;  // the last line was due
  Ledger::Counts counts_at_stop_;
  std::vector<std::uint32_t> absent_;  // the clients that are back when the next begins
  std::uint64_t given_up_ = 0;         // deliveries that earlier phases have not seen

  std::int64_t asked_ns_ = 0;   // when a bystander asked the server, and had no answer yet
  std::int64_t waited_ns_ = 0;  // and how long lines had waited by then

  Spent spent_;
  std::string first_loss_;  // the first client that was lost, and why
  Report report_;
};

}  // namespace uvchat::loadtest
