#include "server/metrics.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string_view>
#include <utility>

#include "server/version.h"

namespace uvchat::server {
namespace {

// Writes figures, each under its name, with a line that says what it is.
class Page {
 public:
  enum class Kind : std::uint8_t { gauge, counter, histogram };

  // What follows is about this name. `what`: one line.
  void about(std::string_view name, Kind kind, std::string_view what) {
    constexpr std::array<std::string_view, 3> kinds{"gauge", "counter", "histogram"};
    name_ = "uvchat_" + std::string(name);
    text_ += "# HELP " + name_ + " " + std::string(what) + "\n";
    text_ += "# TYPE " + name_ + " " + std::string(kinds[static_cast<std::size_t>(kind)]) + "\n";
  }
  // `labels`: as they are written, or nothing.
  void say(std::uint64_t value, std::string_view labels = {}) {
    line("", labels, std::to_string(value));
  }
  void say(const Histogram& histogram, std::string_view labels = {}) {
    const std::string before = labels.empty() ? "" : std::string(labels) + ",";
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
      sum += histogram.counts[i];
      const bool is_last = i == Histogram::bounds_us.size();
      const std::string bound = is_last ? "+Inf" : seconds(Histogram::bounds_us[i]);
      line("_bucket", before + "le=\"" + bound + "\"", std::to_string(sum));
    }
    line("_sum", labels, seconds(histogram.sum_us));
    line("_count", labels, std::to_string(sum));
  }
  void gauge(std::string_view name, std::uint64_t value, std::string_view what) {
    about(name, Kind::gauge, what);
    say(value);
  }
  void counter(std::string_view name, std::uint64_t value, std::string_view what) {
    about(name, Kind::counter, what);
    say(value);
  }
  std::string take() { return std::move(text_); }

 private:
  static std::string seconds(std::uint64_t us) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.6g", static_cast<double>(us) / 1e6);
    return text.data();
  }
  void line(std::string_view ending, std::string_view labels, const std::string& value) {
    text_ += name_ + std::string(ending);
    if (!labels.empty()) text_ += "{" + std::string(labels) + "}";
    text_ += " " + value + "\n";
  }

  std::string name_;
  std::string text_;
};

using Kind = Page::Kind;

std::string of_loop(std::size_t index) { return "loop=\"" + std::to_string(index) + "\""; }

// A figure of all loops together.
template <typename Figure>
std::uint64_t sum_of(const std::vector<LoopFigures>& loops, Figure LoopFigures::*figure) {
  std::uint64_t sum = 0;
  for (const LoopFigures& loop : loops) sum += loop.*figure;
  return sum;
}

std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

void say_connections(Page& page, const std::vector<LoopFigures>& loops) {
  using L = LoopFigures;
  page.about("connections", Kind::gauge, "Connections that are open, by protocol.");
  page.say(sum_of(loops, &L::open_irc), "protocol=\"irc\"");
  page.say(sum_of(loops, &L::open_websocket), "protocol=\"websocket\"");
  page.say(sum_of(loops, &L::open_classroom), "protocol=\"classroom\"");
  page.gauge("connections_secure", sum_of(loops, &L::open_secure),
             "Open connections of all protocols with TLS.");
  page.gauge("connections_held", sum_of(loops, &L::connections),
             "Connections in all states: greeting, open and closing.");
  page.counter("connections_opened_total", sum_of(loops, &L::opened),
               "Connections that have been open.");
  page.about("handshakes_total", Kind::counter, "Handshakes of TLS, by outcome.");
  page.say(sum_of(loops, &L::handshakes), "outcome=\"done\"");
  page.say(sum_of(loops, &L::handshakes_failed), "outcome=\"failed\"");
  page.counter("http_requests_total", sum_of(loops, &L::requests),
               "Requests of HTTP that were answered, upgrades included.");
  page.counter("http_put_off_total", sum_of(loops, &L::requests_put_off),
               "Of these, told to come later, because their address asks for too much.");
}

void say_traffic(Page& page, const std::vector<LoopFigures>& loops) {
  using L = LoopFigures;
  page.counter("lines_total", sum_of(loops, &L::lines), "Lines that clients have sent.");
  page.counter("deliveries_total", sum_of(loops, &L::deliveries),
               "Pieces that were put into send queues: a line for one receiver, or several.");
  page.counter("received_bytes_total", sum_of(loops, &L::bytes_read),
               "Bytes of lines that were read, without TLS.");
  page.counter("sent_bytes_total", sum_of(loops, &L::bytes_written),
               "Bytes of lines that were written, without TLS.");
  page.about("sends_total", Kind::counter,
             "Writes to a client's socket: by io_uring, or each by a system call of its own.");
  page.say(sum_of(loops, &L::sends_many), "way=\"io_uring\"");
  page.say(sum_of(loops, &L::sends_single), "way=\"alone\"");
  page.gauge("send_queue_bytes", sum_of(loops, &L::queued_bytes), "Bytes in all send queues.");
  page.about("send_queue_bytes_max", Kind::gauge,
             "The most that a loop's send queues have held together.");
  for (std::size_t i = 0; i < loops.size(); ++i) page.say(loops[i].queued_bytes_max, of_loop(i));
  page.gauge("input_bytes", sum_of(loops, &L::input_bytes),
             "Bytes that were read and wait to be taken.");
  page.about("slow_readers_total", Kind::counter,
             "How often a client was too slow: over its soft limit, behind a gap in what it was "
             "sent, or closed.");
  page.say(sum_of(loops, &L::stalls), "outcome=\"stalled\"");
  page.say(sum_of(loops, &L::gaps), "outcome=\"caught_up\"");
  page.say(sum_of(loops, &L::exceeded), "outcome=\"closed\"");
  page.counter("deliveries_left_out_total", sum_of(loops, &L::skipped),
               "Deliveries that slow readers were not sent, and can fetch.");
  page.about("turn_seconds", Kind::histogram, "How long the turns of a loop take.");
  for (std::size_t i = 0; i < loops.size(); ++i) page.say(loops[i].turns_us, of_loop(i));
}

void say_chat(Page& page, const ChatFigures& chat, std::size_t turns_waiting) {
  page.gauge("sessions", chat.sessions, "Sessions of the chat.");
  page.gauge("sessions_unregistered", chat.unknown_sessions, "Of these, not registered yet.");
  page.gauge("users", chat.users, "Users, those without a connection included.");
  page.gauge("channels", chat.channels, "Channels.");
  page.about("hub_step_seconds", Kind::histogram, "How long the steps of the hub take.");
  page.say(chat.hub.steps_us);
  page.gauge("hub_turns_waiting", turns_waiting, "Turns of loops that the hub has not begun.");
}

void say_store(Page& page, const store::Figures& store) {
  page.gauge("store_away", store.why_away.empty() ? 0 : 1, "1: the database cannot be used now.");
  page.gauge("store_waiting", store.waiting, "Requests to the database without an answer yet.");
  page.gauge("store_queued_bytes", store.queued_bytes, "Bytes that such requests hold.");
  page.gauge("store_owed", store.owed, "Changes that could not be stored, and are not since.");
  page.about("store_answers_total", Kind::counter, "Requests to the database, by outcome.");
  page.say(store.answered - store.refused - store.out_of_time, "outcome=\"done\"");
  page.say(store.refused, "outcome=\"refused\"");
  page.say(store.out_of_time, "outcome=\"given_up\"");
  page.about("store_commit_seconds", Kind::histogram, "How long batches of changes take.");
  page.say(store.commits_us);
  page.gauge("store_disk_bytes", store.disk_bytes, "What the database takes on disk.");
  page.gauge("store_wal_bytes", store.journal_bytes,
             "Written ahead, and not yet in its place in the database.");
  page.gauge("store_unindexed", store.unindexed, "Lines that no search finds yet.");
}

void say_files(Page& page, const files::DeskFigures& files) {
  page.counter("files_uploaded_total", files.files_made, "Files that were uploaded whole.");
  page.counter("uploads_refused_total", files.refused,
               "Requests of files that were answered with an error.");
  page.gauge("uploads_under_way", files.uploads, "Uploads that are not finished.");
  page.counter("files_received_bytes_total", files.bytes_taken, "Bytes of files that were sent.");
  page.counter("files_sent_bytes_total", files.bytes_given, "Bytes of files that were fetched.");
  page.gauge("files_disk_bytes", files.bytes_on_disk, "What files and uploads take on disk.");
}

}  // namespace

void Metrics::loop_says(std::size_t loop, const LoopFigures& figures) {
  const std::lock_guard lock(mutex_);
  loops_[loop] = figures;
}

void Metrics::hub_says(const ChatFigures& figures, std::size_t turns_waiting) {
  const std::lock_guard lock(mutex_);
  chat_ = figures;
  turns_waiting_ = turns_waiting;
}

void Metrics::store_says(const store::Figures& figures) {
  const std::lock_guard lock(mutex_);
  store_ = figures;
}

void Metrics::files_say(const files::DeskFigures& figures) {
  const std::lock_guard lock(mutex_);
  files_ = figures;
}

void Metrics::password_checked(PasswordVerdict verdict) {
  const std::lock_guard lock(mutex_);
  ++passwords_[static_cast<std::size_t>(verdict)];
}

std::string Metrics::metrics() const {
  std::unique_lock lock(mutex_);
  const auto loops = loops_;
  const ChatFigures chat = chat_;
  const std::size_t turns_waiting = turns_waiting_;
  const store::Figures store = store_;
  const files::DeskFigures files = files_;
  const auto passwords = passwords_;
  lock.unlock();
  Page page;
  page.about("build_info", Kind::gauge, "The server's version.");
  page.say(1, "version=\"" + std::string(version) + "\"");
  page.gauge("resident_memory_bytes", resident_bytes(), "Memory of the process.");
  say_connections(page, loops);
  say_traffic(page, loops);
  say_chat(page, chat, turns_waiting);
  page.about("password_checks_total", Kind::counter, "Passwords of logins, by outcome.");
  page.say(passwords[static_cast<std::size_t>(PasswordVerdict::match)], "outcome=\"right\"");
  page.say(passwords[static_cast<std::size_t>(PasswordVerdict::mismatch)], "outcome=\"wrong\"");
  page.say(passwords[static_cast<std::size_t>(PasswordVerdict::busy)], "outcome=\"busy\"");
  say_store(page, store);
  say_files(page, files);
  return page.take();
}

std::string Metrics::why_not_ready() const {
  const std::lock_guard lock(mutex_);
  return store_.why_away.empty() ? "" : "the database is away: " + store_.why_away;
}

}  // namespace uvchat::server
