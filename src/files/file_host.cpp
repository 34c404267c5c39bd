#include "files/file_host.h"

#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include <chrono>
#include <utility>

#include "uvchat/base/assert.h"
#include "uvchat/base/thread_name.h"

namespace uvchat::files {
namespace {

constexpr std::uint64_t tick_ms = 1'000;

// Hashing and waiting for disks: the chat comes first.
void be_nice_once() {
#ifdef __linux__
  thread_local bool is_nice = false;
  if (std::exchange(is_nice, true)) return;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), 10);
  name_this_thread("disk");
#endif
}

struct Job {
  uv_work_t work{};
  std::function<void()> job;
  std::function<void()> then;
};

FileDesk::Ports ports_of(FileHost::Links&& links,
                         std::function<void(std::function<void()>, std::function<void()>)> work) {
  return {std::move(links.say), std::move(links.ask_hub), std::move(links.ask_store),
          std::move(work), std::move(links.draw_id)};
}

}  // namespace

FileHost::FileHost(Depot&& depot, DeskSettings settings, Links links, LogSink& log)
    : answer_hub_(std::move(links.answer_hub)),
      depot_(std::move(depot)),
      desk_(std::move(settings),
            ports_of(std::move(links),
                     [this](std::function<void()> job, std::function<void()> then) {
                       work(std::move(job), std::move(then));
                     }),
            depot_, log) {}

Result<std::unique_ptr<FileHost>> FileHost::create(Depot&& depot, DeskSettings settings,
                                                   Links links, LogSink& log) {
  std::unique_ptr<FileHost> host(
      new FileHost(std::move(depot), std::move(settings), std::move(links), log));
  if (auto opened = host->open_loop(); !opened) return tl::unexpected(opened.error());
  return host;
}

Result<void> FileHost::open_loop() {
  int error = uv_loop_init(&loop_);
  if (error != 0) return fail(std::string("cannot create an event loop: ") + uv_strerror(error));
  loop_.data = this;
  error = uv_async_init(&loop_, &wake_, [](uv_async_t* handle) noexcept {
    static_cast<FileHost*>(handle->loop->data)->take_mail();
  });
  if (error != 0) {
    uv_loop_close(&loop_);
    return fail(std::string("cannot create an event loop: ") + uv_strerror(error));
  }
  has_loop_ = true;
  uv_timer_init(&loop_, &tick_);
  uv_timer_start(
      &tick_, [](uv_timer_t* timer) noexcept { static_cast<FileHost*>(timer->loop->data)->tick(); },
      tick_ms, tick_ms);
  return {};
}

// Others may post until here.
FileHost::~FileHost() {
  stop();
  if (!has_loop_) return;
  ends_ = true;
  uv_close(reinterpret_cast<uv_handle_t*>(&wake_), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&tick_), nullptr);
  uv_run(&loop_, UV_RUN_DEFAULT);
  UVCHAT_ASSERT(uv_loop_close(&loop_) == 0);
}

void FileHost::run() {
  thread_ = std::thread([this] {
    name_this_thread("files");
    uv_update_time(&loop_);
    desk_.start(now());
    uv_run(&loop_, UV_RUN_DEFAULT);
  });
}

void FileHost::stop() {
  if (!thread_.joinable()) return;
  post(End{});
  thread_.join();
}

Now FileHost::now() const {
  using std::chrono::duration_cast;
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return {uv_now(&loop_), duration_cast<std::chrono::microseconds>(wall).count()};
}

void FileHost::tick() {
  desk_.tick(now());
  const DeskFigures figures = desk_.figures();
  const std::lock_guard lock(mutex_);
  figures_ = figures;
}

DeskFigures FileHost::figures() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

// The job's end finds the loop still there: uv_run() returns when nothing is under way.
void FileHost::work(std::function<void()> job, std::function<void()> then) {
  auto made = std::make_unique<Job>();
  made->work.data = made.get();
  made->job = std::move(job);
  made->then = std::move(then);
  const auto carry_out = [](uv_work_t* request) noexcept {
    be_nice_once();
    static_cast<Job*>(request->data)->job();
  };
  const auto done = [](uv_work_t* request, int) noexcept {
    const std::unique_ptr<Job> owned(static_cast<Job*>(request->data));
    auto* host = static_cast<FileHost*>(request->loop->data);
    if (!host->ends_) owned->then();
  };
  UVCHAT_ASSERT(uv_queue_work(&loop_, &made->work, carry_out, done) == 0);
  (void)made.release();  // comes back in `done`
}

// --- Mail.

void FileHost::post(Mail&& mail) {
  if (mailbox_.post(std::move(mail))) uv_async_send(&wake_);
}

void FileHost::take_mail() {
  mailbox_.take_all(mail_);
  for (Mail& mail : mail_) {
    if (ends_) break;
    std::visit([this](auto& content) { take(std::move(content)); }, mail);
  }
  mail_.clear();
}

void FileHost::asked(http::Request&& head, const http::Visitor& visitor) {
  post(Asked{std::move(head), visitor});
}
void FileHost::came(ConnId conn, std::string&& piece) { post(Came{conn, std::move(piece)}); }
void FileHost::ended(ConnId conn) { post(Told{conn, Word::ended}); }
void FileHost::wants_piece(ConnId conn) { post(Told{conn, Word::wants_piece}); }
void FileHost::left(ConnId conn) { post(Told{conn, Word::left}); }
void FileHost::admitted(ErrandDone&& done) { post(std::move(done)); }
void FileHost::answered(store::Answered&& answered) { post(std::move(answered)); }
void FileHost::asked(AskUploads&& question) { post(std::move(question)); }
void FileHost::change_settings(DeskSettings settings) { post(std::move(settings)); }

void FileHost::take(Asked&& asked) {
  uv_update_time(&loop_);
  desk_.asked(std::move(asked.head), asked.visitor, now());
}
void FileHost::take(Came&& came) { desk_.came(came.conn, std::move(came.piece)); }
void FileHost::take(const Told& told) {
  switch (told.word) {
    case Word::ended:
      return desk_.ended(told.conn);
    case Word::wants_piece:
      return desk_.wants_piece(told.conn);
    case Word::left:
      return desk_.left(told.conn);
  }
}
void FileHost::take(ErrandDone&& done) { desk_.admitted(std::move(done)); }
void FileHost::take(store::Answered&& answered) { desk_.answered(std::move(answered)); }
void FileHost::take(const AskUploads& question) { answer_hub_(desk_.asked(question)); }
void FileHost::take(DeskSettings&& settings) { desk_.change_settings(std::move(settings)); }
// uv_run() returns when the last job is done.
void FileHost::take(End) {
  ends_ = true;
  uv_unref(reinterpret_cast<uv_handle_t*>(&wake_));
  uv_timer_stop(&tick_);
}

}  // namespace uvchat::files
