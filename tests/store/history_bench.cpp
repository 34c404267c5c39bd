// How fast what was said is stored, read and found.
//   history_bench PLACE LINES ROOMS [search|again]
// PLACE is a file that is not there yet, or the URL of a PostgreSQL database that is empty. All
// lines are stored; then pages of 100 are read. With "search" the words are put into the index too,
// and looked for. With "again" the lines are there, from an earlier run. At last pages are read
// while lines are stored, and lines are stored while somebody searches. Every second line has the
// word "common", one in 100,000 the word "rare".

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "store/postgres_engine.h"
#include "store/sqlite_engine.h"
#include "store/store.h"

namespace uvchat::store {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t first_us = 1'700'000'000'000'000;
constexpr std::int64_t lines_a_commit = 200;
constexpr std::uint32_t page_lines = 100;
constexpr int page_reads = 2'000;
constexpr int searches = 500;

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

std::string text_of(std::int64_t number) {
  std::string text = "line number " + std::to_string(number) + " of somebody who talks a lot";
  if (number % 2 == 0) text += " common";
  if (number % 100'000 == 7) text += " rare";
  return text;
}

// The lines go round the rooms, one each 10 ms.
struct Past {
  std::int64_t lines;
  std::int64_t rooms;

  StoredLine line(std::int64_t number) const {
    return {.room = static_cast<RoomNumber>(number % rooms + 1),
            .key = {first_us + number * 10'000, 1,
                    (1ULL << 20) + static_cast<std::uint64_t>(number / rooms)},
            .source = "somebody!user@host.example",
            .text = text_of(number)};
  }
  KeepLines batch(std::int64_t from) const {
    std::vector<StoredLine> all;
    for (std::int64_t i = from; i < from + lines_a_commit; ++i) all.push_back(line(i));
    return {std::make_shared<const std::vector<StoredLine>>(std::move(all)), {}, {}, 0};
  }
};

class Times {
 public:
  void time(const std::function<void()>& act) {
    const Clock::time_point begun = Clock::now();
    act();
    ms_.push_back(seconds_since(begun) * 1'000);
  }
  void print(const char* what) {
    std::sort(ms_.begin(), ms_.end());
    const auto at = [this](std::size_t percent) { return ms_[(ms_.size() - 1) * percent / 100]; };
    std::printf("%-44s p50 %8.3f ms  p99 %8.3f ms  max %8.3f ms  (%zu times)\n", what, at(50),
                at(99), ms_.back(), ms_.size());
    std::fflush(stdout);
  }

 private:
  std::vector<double> ms_;
};

void fail_if_not_done(const Answer& answer) {
  if (answer.outcome == Outcome::done) return;
  std::fprintf(stderr, "history_bench: outcome %d: %s\n", static_cast<int>(answer.outcome),
               answer.why.c_str());
  std::exit(1);
}

class Bench {
 public:
  Bench(std::unique_ptr<Engine> engine, Past past)
      : engine_(std::move(engine)), reader_(engine_->make_reader()), past_(past) {}

  void store() {
    const Clock::time_point begun = Clock::now();
    for (std::int64_t i = 0; i < past_.lines; i += lines_a_commit) {
      const Request request = past_.batch(i);
      fail_if_not_done(engine_->carry_out({&request, 1}).front());
    }
    std::printf("%lld lines stored: %.0f a second\n", static_cast<long long>(past_.lines),
                static_cast<double>(past_.lines) / seconds_since(begun));
    std::fflush(stdout);
  }

  void index() {
    const Clock::time_point begun = Clock::now();
    while (engine_->tidy()) continue;
    std::printf("put in order within %.1f s\n", seconds_since(begun));
    std::fflush(stdout);
  }

  void read_pages() {
    Times latest;
    Times middle;
    Times by_time;
    for (int i = 0; i < page_reads; ++i) {
      latest.time([&] { ask(latest_page()); });
      middle.time([&] { ask(middle_page()); });
      ReadLines request = middle_page();
      request.after = {Bound::By::time, {}, (first_us + any(past_.lines) * 10'000) / 1'000};
      by_time.time([&] { ask(request); });
    }
    latest.print("page, LATEST");
    middle.print("page, in the middle");
    by_time.print("page, from a time on");
  }

  void search() {
    for (const auto& [what, word] : {std::pair("search, a word in half of the lines", "common"),
                                     {"search, a word in one of 100,000", "rare"},
                                     {"search, a word that is nowhere", "nowhere"},
                                     {"search, the beginning of a word in half", "comm*"},
                                     {"search, the beginning of a rare word", "rar*"}}) {
      Times times;
      const int count = std::string_view(word).ends_with('*') ? searches / 10 : searches;
      for (int i = 0; i < count; ++i) {
        times.time([&, word = word] { reader_->read(search_for(word)); });
      }
      times.print(what);
    }
  }

  // Through the store's threads, as the server does it.
  void read_while_storing(bool searches_too) {
    reader_.reset();
    NullLog log;
    Store store(std::move(engine_), log, [](Answered&& answer) {
      reinterpret_cast<std::promise<Answer>*>(answer.ticket.number)
          ->set_value(std::move(answer.answer));
    });
    const auto ask_store = [&store](Request request) {
      std::promise<Answer> answer;
      auto future = answer.get_future();
      store.ask({{ConnId(), reinterpret_cast<std::uint64_t>(&answer)}, std::move(request)});
      return future.get();
    };
    Times commits;
    Times pages;
    std::atomic<bool> ends = false;
    std::thread writer([&] {
      for (std::int64_t i = past_.lines; !ends; i += lines_a_commit) {
        commits.time([&] { fail_if_not_done(ask_store(past_.batch(i))); });
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    });
    std::thread searcher([&] {
      while (!ends && searches_too) ask_store(search_for("comm*"));
    });
    for (int i = 0; i < page_reads; ++i) {
      pages.time([&] { fail_if_not_done(ask_store(middle_page())); });
    }
    ends = true;
    writer.join();
    searcher.join();
    commits.print("commit of 200 lines, while others read");
    pages.print("page, while others write");
  }

 private:
  std::int64_t any(std::int64_t end) {
    return std::uniform_int_distribution<std::int64_t>(0, end - 1)(random_);
  }
  ReadLines latest_page() {
    return {.reader = {.room = static_cast<RoomNumber>(any(past_.rooms) + 1)},
            .newest = true,
            .count_max = page_lines};
  }
  ReadLines middle_page() {
    const StoredLine line = past_.line(any(past_.lines));
    return {.reader = {.room = line.room},
            .after = {Bound::By::key, line.key, 0},
            .count_max = page_lines};
  }
  static SearchLines search_for(const char* word) {
    return {.readers = {{.room = 1}}, .words = {word}, .count_max = 50, .time_max_ms = 10'000};
  }
  void ask(const Request& question) { fail_if_not_done(reader_->read(question)); }

  std::unique_ptr<Engine> engine_;
  std::unique_ptr<EngineReader> reader_;
  const Past past_;
  std::mt19937_64 random_{1};
};

}  // namespace
}  // namespace uvchat::store

int main(int count, char** arguments) {
  using namespace uvchat::store;
  const std::string place = count > 1 ? arguments[1] : "";
  const Past past{count > 2 ? std::atoll(arguments[2]) : 0,
                  count > 3 ? std::atoll(arguments[3]) : 0};
  const std::string_view how = count > 4 ? arguments[4] : "";
  const bool searches_too = how == "search";
  if (past.lines <= 0 || past.rooms <= 0) {
    std::fprintf(stderr, "usage: history_bench PLACE LINES ROOMS [search|again]\n");
    return 2;
  }
  auto engine =
      place.starts_with("postgres") ? PostgresEngine::open(place) : SqliteEngine::open(place);
  if (!engine) {
    std::fprintf(stderr, "history_bench: %s\n", engine.error().text.c_str());
    return 1;
  }
  Bench bench(std::move(*engine), past);
  if (how != "again") bench.store();
  if (searches_too) bench.index();
  bench.read_pages();
  if (searches_too) bench.search();
  bench.read_while_storing(searches_too);
}
