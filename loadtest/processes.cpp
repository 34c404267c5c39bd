#include "loadtest/processes.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loadtest/clock.h"
#include "loadtest/merge.h"
#include "loadtest/part.h"
#include "loadtest/progress.h"
#include "loadtest/run.h"
#include "loadtest/wire.h"

namespace uvchat::loadtest {
namespace {

constexpr std::int64_t stop_timeout_ns = 10'000'000'000;

// A worker as its parent sees it.
struct Worker {
  pid_t pid = -1;
  int socket = -1;  // -1: it has ended
  std::string input;
  std::uint64_t reached = 0;
  std::optional<Progress> progress;  // not yet shown
  std::optional<Report> report;
};

[[noreturn]] void work(Part part, bool show_progress, int socket) {
  auto report = Run(std::move(part), show_progress, socket).execute();
  if (!report) {
    Report failed;
    failed.failure = report.error().text;
    report = std::move(failed);
  }
  write_message(socket, *std::move(report));
  _exit(0);
}

class Workers {
 public:
  Workers(const Scenario& scenario, bool show_progress)
      : scenario_(scenario), show_progress_(show_progress), progress_line_(scenario.clients) {}
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  Result<void> start();
  Report report();

 private:
  bool start_one(std::uint32_t process);
  bool all_have_ended() const;
  void wait();
  void read_from(Worker& worker);
  void take(Worker& worker, const std::string& line);
  void ended(Worker& worker);
  void show_progress();
  void let_go();
  void stop();
  void kill_those_left();
  void fail_with(const Worker& worker, const std::string& why);

  const Scenario& scenario_;
  bool show_progress_;
  ProgressLine progress_line_;
  std::vector<Worker> workers_;
  int signals_ = -1;
  std::uint64_t gone_ = 0;  // how often all were told to go
  std::int64_t kill_due_ns_ = std::numeric_limits<std::int64_t>::max();
  bool stopping_ = false;
  bool interrupted_ = false;
  std::string failure_;  // the first
};

Workers::~Workers() {
  kill_those_left();
  for (Worker& worker : workers_) ended(worker);
  if (signals_ != -1) ::close(signals_);
}

// Only now are the signals the parent's own: those of a worker are its run's.
Result<void> Workers::start() {
  for (std::uint32_t process = 0; process < scenario_.processes; ++process) {
    if (!start_one(process)) {
      return fail(std::string("cannot start a process: ") + std::strerror(errno));
    }
  }
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signals_ = signalfd(-1, &set, SFD_CLOEXEC);
  return {};
}

// A worker holds no other worker's socket: the end of one must be seen at once.
bool Workers::start_one(std::uint32_t process) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
  std::fflush(nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(ends[0]);
    for (const Worker& other : workers_) ::close(other.socket);
    work(part_of(scenario_, process), show_progress_, ends[1]);
  }
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return false;
  }
  Worker& worker = workers_.emplace_back();
  worker.pid = pid;
  worker.socket = ends[0];
  return true;
}

bool Workers::all_have_ended() const {
  return std::all_of(workers_.begin(), workers_.end(),
                     [](const Worker& worker) { return worker.socket == -1; });
}

Report Workers::report() {
  while (!all_have_ended()) {
    wait();
    let_go();
    if (hrtime_ns() >= kill_due_ns_) kill_those_left();
    show_progress();
  }
  if (show_progress_) progress_line_.clear();
  std::vector<Report> parts;
  for (Worker& worker : workers_) {
    if (worker.report) parts.push_back(*std::move(worker.report));
  }
  Report merged = merge(scenario_, parts);
  merged.failure = failure_;
  merged.interrupted = merged.interrupted || interrupted_;
  return merged;
}

// Not for long: the time may have come to kill.
void Workers::wait() {
  constexpr int timeout_ms = 100;
  std::vector<pollfd> waiting = {{signals_, POLLIN, 0}};
  for (const Worker& worker : workers_) waiting.push_back({worker.socket, POLLIN, 0});
  if (::poll(waiting.data(), waiting.size(), timeout_ms) <= 0) return;
  if (waiting[0].revents != 0) {
    signalfd_siginfo taken;
    interrupted_ = ::read(signals_, &taken, sizeof taken) > 0;
    stop();
  }
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (waiting[i + 1].revents != 0) read_from(workers_[i]);
  }
}

void Workers::read_from(Worker& worker) {
  std::array<char, 65536> buffer;
  const ssize_t size = ::recv(worker.socket, buffer.data(), buffer.size(), 0);
  if (size <= 0) {
    ended(worker);
    return;
  }
  worker.input.append(buffer.data(), static_cast<std::size_t>(size));
  std::size_t from = 0;
  for (std::size_t end; (end = worker.input.find('\n', from)) != std::string::npos;
       from = end + 1) {
    take(worker, worker.input.substr(from, end - from));
  }
  worker.input.erase(0, from);
}

void Workers::take(Worker& worker, const std::string& line) {
  auto message = parse_message(line);
  if (!message) {
    fail_with(worker, "is not understood " + message.error().text);
  } else if (auto* report = std::get_if<Report>(&*message)) {
    worker.report = std::move(*report);
    if (!worker.report->failure.empty()) {
      fail_with(worker, "failed: " + worker.report->failure);
    } else if (worker.report->interrupted) {
      stop();
    }
  } else if (const auto* progress = std::get_if<Progress>(&*message)) {
    worker.progress = *progress;
  } else {
    ++worker.reached;
  }
}

void Workers::ended(Worker& worker) {
  if (worker.socket == -1) return;
  ::close(std::exchange(worker.socket, -1));
  int status = 0;
  ::waitpid(worker.pid, &status, 0);
  if (WIFSIGNALED(status)) {
    fail_with(worker, std::string("was ended by a signal: ") + strsignal(WTERMSIG(status)));
  } else if (!worker.report) {
    fail_with(worker, "ended without a report");
  }
}

// When all have told theirs: they do so in the same second.
void Workers::show_progress() {
  std::vector<Progress> parts;
  for (const Worker& worker : workers_) {
    if (!worker.progress) return;
    parts.push_back(*worker.progress);
  }
  for (Worker& worker : workers_) worker.progress.reset();
  progress_line_.show(sum_of(parts));
}

void Workers::let_go() {
  const bool all_are_here = std::all_of(workers_.begin(), workers_.end(), [&](const Worker& w) {
    return w.socket != -1 && w.reached > gone_;
  });
  if (all_are_here && !stopping_) {
    ++gone_;
    for (const Worker& worker : workers_) {
      const auto order = Order::go;
      ::send(worker.socket, &order, 1, MSG_NOSIGNAL);
    }
  }
}

void Workers::stop() {
  if (stopping_) return;
  stopping_ = true;
  kill_due_ns_ = hrtime_ns() + stop_timeout_ns;
  for (const Worker& worker : workers_) {
    if (worker.socket != -1) {
      const auto order = Order::stop;
      ::send(worker.socket, &order, 1, MSG_NOSIGNAL);
    }
  }
}

void Workers::kill_those_left() {
  kill_due_ns_ = std::numeric_limits<std::int64_t>::max();
  for (const Worker& worker : workers_) {
    if (worker.socket != -1) ::kill(worker.pid, SIGKILL);
  }
}

void Workers::fail_with(const Worker& worker, const std::string& why) {
  if (failure_.empty()) {
    failure_ = "process " + std::to_string(&worker - workers_.data() + 1) + " of " +
               std::to_string(workers_.size()) + " " + why;
  }
  stop();
}

}  // namespace

Result<Report> run_in_processes(const Scenario& scenario, bool show_progress) {
  Workers workers(scenario, show_progress);
  if (const auto started = workers.start(); !started) return fail(started.error().text);
  return workers.report();
}

}  // namespace uvchat::loadtest
