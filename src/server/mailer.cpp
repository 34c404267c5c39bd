#include "server/mailer.h"

#include <uv.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <list>
#include <thread>
#include <utility>
#include <variant>

#include "credentials/token.h"
#include "server/mail_message.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/mailbox.h"
#include "uvchat/base/thread_name.h"

namespace uvchat::server {
namespace {

void must(int done) { UVCHAT_ASSERT(done == 0); }

std::int64_t wall_s() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

// What a mail program needs to find its own configuration, and nothing else.
std::vector<std::string> environment_of_program() {
  std::vector<std::string> environment;
  for (const char* name : {"PATH", "HOME", "USER", "LOGNAME", "TZ"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr) environment.push_back(std::string(name) + "=" + value);
  }
  return environment;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

class Mailer::Loop {
 public:
  Loop(MailConfig config, std::string server_name, const Bounds& bounds, LogSink& log, Sent sent)
      : config_(std::move(config)),
        server_name_(std::move(server_name)),
        bounds_(bounds),
        log_(log),
        sent_(std::move(sent)) {
    must(uv_loop_init(&loop_));
    must(uv_async_init(&loop_, &bell_, [](uv_async_t* bell) { of(bell->loop).take_mail(); }));
    loop_.data = this;
    thread_ = std::thread([this] { run(); });
  }
  ~Loop() {
    post(End{});
    thread_.join();
    must(uv_loop_close(&loop_));
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void send(SendMail&& mail) { post(std::move(mail)); }

 private:
  // A program at work on one message. It ends when its three handles are closed.
  struct Run {
    Ticket ticket;
    std::string message;
    std::string why_not;  // it has not sent it; empty: it has, as far as is known
    uv_process_t process{};
    uv_pipe_t input{};
    uv_timer_t limit{};
    uv_write_t write{};
    int handles = 0;
  };

  struct End {};
  using Mail = std::variant<SendMail, End>;

  static Loop& of(const uv_loop_t* loop) { return *static_cast<Loop*>(loop->data); }
  static Run& run_of(void* data) { return *static_cast<Run*>(data); }

  void post(Mail&& mail) {
    if (mailbox_.post(std::move(mail))) uv_async_send(&bell_);
  }

  // libuv writes to a pipe whose reader may have gone.
  void run() {
    name_this_thread("mail");
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    uv_run(&loop_, UV_RUN_DEFAULT);
  }

  void take_mail() {
    mailbox_.take_all(taken_);
    for (Mail& mail : taken_) {
      if (auto* sent = std::get_if<SendMail>(&mail)) {
        take(std::move(*sent));
      } else {
        end();
      }
    }
    start_some();
  }

  void take(SendMail&& mail) {
    if (waiting_.size() < bounds_.waiting_max) return waiting_.push_back(std::move(mail));
    answer(mail.ticket, "too many messages are waiting");
  }

  // Those that run have a little time left.
  void end() {
    ends_ = true;
    waiting_.clear();
    for (Run& run : runs_) start_limit(run, bounds_.end_ms_max);
    uv_close(reinterpret_cast<uv_handle_t*>(&bell_), nullptr);
  }

  void start_some() {
    while (!ends_ && !waiting_.empty() && runs_.size() < bounds_.at_once_max) {
      const SendMail mail = std::move(waiting_.front());
      waiting_.pop_front();
      start(mail);
    }
  }

  void start(const SendMail& mail) {
    const auto message =
        mail_message(mail, {server_name_, config_.from, wall_s(), credentials::draw_token()});
    if (!message) return answer(mail.ticket, message.error().text);
    Run& run = runs_.emplace_back();
    run.ticket = mail.ticket;
    run.message = *message;
    run.process.data = run.input.data = run.limit.data = run.write.data = &run;
    run.handles = 3;
    must(uv_pipe_init(&loop_, &run.input, 0));
    must(uv_timer_init(&loop_, &run.limit));
    if (const int error = spawn(run); error != 0) {
      run.why_not = std::string("it cannot be run: ") + uv_strerror(error);
      return close_all(run);
    }
    start_limit(run, bounds_.run_ms_max);
    write_message(run);
  }

  int spawn(Run& run) {
    std::vector<std::string> program = config_.program;
    std::vector<std::string> environment = environment_of_program();
    std::vector<char*> arguments = pointers_to(program);
    std::vector<char*> variables = pointers_to(environment);
    std::array<uv_stdio_container_t, 3> streams{};
    streams[0].flags = static_cast<uv_stdio_flags>(UV_CREATE_PIPE | UV_READABLE_PIPE);
    streams[0].data.stream = reinterpret_cast<uv_stream_t*>(&run.input);
    streams[1].flags = streams[2].flags = UV_IGNORE;
    uv_process_options_t options{};
    options.file = arguments.front();
    options.args = arguments.data();
    options.env = variables.data();
    options.cwd = "/";
    options.flags = UV_PROCESS_DETACHED;  // a group of its own, which is killed as a whole
    options.stdio = streams.data();
    options.stdio_count = static_cast<int>(streams.size());
    options.exit_cb = [](uv_process_t* process, std::int64_t status, int signal) {
      Run& ended = run_of(process->data);
      if (ended.why_not.empty() && signal != 0) {
        ended.why_not = "it was ended by signal " + std::to_string(signal);
      } else if (ended.why_not.empty() && status != 0) {
        ended.why_not = "it ended with " + std::to_string(status);
      }
      close_all(ended);
    };
    return uv_spawn(&loop_, &run.process, &options);
  }

  static void start_limit(Run& run, std::uint64_t ms) {
    const auto kill = [](uv_timer_t* limit) {
      Run& slow = run_of(limit->data);
      slow.why_not = "it took too long";
      if (slow.process.pid > 0) uv_kill(-slow.process.pid, SIGKILL);
    };
    uv_timer_start(&run.limit, kill, ms, 0);
  }

  // How it ends is told by the program's status alone: one that has read enough may close its
  // input.
  static void write_message(Run& run) {
    const uv_buf_t buffer =
        uv_buf_init(run.message.data(), static_cast<unsigned>(run.message.size()));
    const auto close_input = [](uv_write_t* write, int) { close_one(run_of(write->data).input); };
    auto* stream = reinterpret_cast<uv_stream_t*>(&run.input);
    if (uv_write(&run.write, stream, &buffer, 1, close_input) != 0) close_one(run.input);
  }

  template <typename Handle>
  static void close_one(Handle& handle) {
    auto* closing = reinterpret_cast<uv_handle_t*>(&handle);
    if (uv_is_closing(closing) != 0) return;
    uv_close(closing, [](uv_handle_t* closed) { of(closed->loop).closed(run_of(closed->data)); });
  }
  static void close_all(Run& run) {
    close_one(run.process);
    close_one(run.input);
    close_one(run.limit);
  }

  void closed(Run& run) {
    if (--run.handles > 0) return;
    answer(run.ticket, run.why_not);
    runs_.remove_if([&](const Run& other) { return &other == &run; });
    start_some();
  }

  void answer(Ticket ticket, const std::string& why_not) {
    if (!why_not.empty()) {
      log_.write(LogLevel::error, "e-mail not sent",
                 {{"program", config_.program.front()}, {"reason", why_not}});
    }
    sent_({ticket, why_not.empty() ? MailOutcome::sent : MailOutcome::not_sent});
  }

  const MailConfig config_;
  const std::string server_name_;
  const Bounds bounds_;
  LogSink& log_;
  const Sent sent_;
  Mailbox<Mail> mailbox_;
  uv_loop_t loop_{};
  uv_async_t bell_{};
  std::thread thread_;
  // Of the thread.
  std::vector<Mail> taken_;
  std::deque<SendMail> waiting_;
  std::list<Run> runs_;
  bool ends_ = false;
};

Mailer::Mailer(MailConfig config, std::string server_name, const Bounds& bounds, LogSink& log,
               Sent sent)
    : loop_(std::make_unique<Loop>(std::move(config), std::move(server_name), bounds, log,
                                   std::move(sent))) {}

Mailer::~Mailer() = default;

void Mailer::send(SendMail&& mail) { loop_->send(std::move(mail)); }

}  // namespace uvchat::server
