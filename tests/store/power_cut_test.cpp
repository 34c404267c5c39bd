// What a database of SQLite has confirmed is there when the power comes back.

#include "tests/store/power_cut.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/store/asked.h"

namespace uvchat::store {
namespace {

constexpr RoomNumber rooms_said_in = 4;

// A server's writes, until the power fails in the middle of them; and again on the same database.
class Life {
 public:
  explicit Life(std::uint64_t seed) : random_(seed), disk_(seed) {}

  // So that a commit waits for no sync.
  void be_careless() { is_careless_ = true; }
  // So that the journal grows.
  void be_busy() { is_busy_ = true; }

  void live_until_the_cut(std::uint64_t operations, std::size_t lines_max) {
    disk_.cut_after(operations);
    auto opened = SqliteEngine::open(folder_.database());
    while (opened && !disk_.is_cut()) {
      auto& engine = dynamic_cast<SqliteEngine&>(**opened);
      if (is_careless_) run(engine.database(), "PRAGMA synchronous = NORMAL");
      write_some(engine, lines_max);
      longest_journal_bytes_ = std::max(longest_journal_bytes_, engine.journal_bytes());
      if (random_() % 4 == 0) {
        const bool is_idle = !is_busy_ && random_() % 2 == 0;
        for (int steps = 3; steps > 0 && engine.tidy({{}, time_us_, is_idle});) --steps;
      }
    }
    if (opened) opened->reset();
    disk_.restore(static_cast<PowerCutDisk::Keeps>(random_() % 3));
  }

  // What was confirmed and is not there. A batch that was not confirmed is there whole or not at
  // all, and from then on it counts as confirmed.
  std::uint64_t count_lost() {
    const auto engine = opened(folder_.database());
    auto& database = *dynamic_cast<SqliteEngine&>(*engine).database();
    EXPECT_EQ(ask_for_text(&database, "PRAGMA integrity_check").value_or("?"), "ok");
    std::set<std::string> found;
    for (RoomNumber room = 1; room <= rooms_said_in; ++room) read(*engine, room, found);
    for (const std::string& mask : masks_in(*engine)) found.insert(mask);
    std::uint64_t lost = 0;
    for (const std::string& one : confirmed_) lost += found.count(one) == 0 ? 1 : 0;
    const auto is_there = [&](const std::string& one) { return found.count(one) > 0; };
    const auto there = std::count_if(unconfirmed_.begin(), unconfirmed_.end(), is_there);
    EXPECT_TRUE(there == 0 || there == static_cast<std::ptrdiff_t>(unconfirmed_.size()));
    confirmed_ = std::move(found);
    unconfirmed_.clear();
    return lost;
  }

  std::uint64_t confirmed() const { return confirmed_.size(); }
  std::uint64_t longest_journal_bytes() const { return longest_journal_bytes_; }

 private:
  // Lines of several rooms and a ban, in one commit.
  void write_some(Engine& engine, std::size_t lines_max) {
    std::vector<StoredLine> lines;
    std::vector<std::string> written;
    for (std::size_t left = 1 + random_() % lines_max; left > 0; --left) {
      time_us_ += 100;
      const auto room = static_cast<RoomNumber>(1 + random_() % rooms_said_in);
      lines.push_back(line_of(room, time_us_, "line " + std::to_string(time_us_)));
      written.push_back(*lines.back().text);
    }
    const std::string mask = "*@" + std::to_string(time_us_);
    std::vector<Request> batch = {keep(std::move(lines)), ban_of(mask)};
    written.push_back(mask);
    const std::vector<Answer> answers = engine.carry_out(batch);
    const bool is_done = answers[0].outcome == Outcome::done;
    EXPECT_EQ(answers[1].outcome, answers[0].outcome);
    if (is_done) {
      confirmed_.insert(written.begin(), written.end());
    } else {
      unconfirmed_ = std::move(written);
    }
  }

  static void read(Engine& engine, RoomNumber room, std::set<std::string>& found) {
    ReadLines next{.reader = {.room = room}, .count_max = page_lines_max};
    for (bool has_more = true; has_more;) {
      const Answer answer = ask(engine, next);
      ASSERT_EQ(answer.outcome, Outcome::done) << answer.why;
      for (const StoredLine& line : answer.page->lines) {
        EXPECT_TRUE(found.insert(line.text.value_or("")).second) << "twice: " << *line.text;
      }
      has_more = answer.page->has_more;
      if (has_more) next.after = {Bound::By::key, answer.page->lines.back().key, 0};
    }
  }

  std::mt19937_64 random_;
  const Folder folder_;
  PowerCutDisk disk_;
  bool is_careless_ = false;
  bool is_busy_ = false;
  std::uint64_t longest_journal_bytes_ = 0;
  std::int64_t time_us_ = 0;
  std::set<std::string> confirmed_;
  std::vector<std::string> unconfirmed_;
};

// How many databases have their power cut again and again: more where time does not matter.
std::uint64_t seeds_of(std::uint64_t few) {
  const char* many = std::getenv("UVCHAT_POWER_CUT_SEEDS");
  return many == nullptr ? few : std::strtoull(many, nullptr, 10);
}

TEST(PowerCut, TakesNothingThatWasConfirmed) {
  constexpr int cuts = 8;
  std::uint64_t confirmed = 0;
  const std::uint64_t seeds = seeds_of(10);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    std::mt19937_64 random(seed);
    Life life(seed);
    for (int cut = 0; cut < cuts; ++cut) {
      const std::uint64_t operations = 1 + random() % 600;
      life.live_until_the_cut(operations, 1 + random() % 40);
      ASSERT_EQ(life.count_lost(), 0U) << "seed " << seed << ", cut " << cut;
    }
    confirmed += life.confirmed();
  }
  EXPECT_GT(confirmed, 10 * seeds);
}

// The journal grows beyond what is moved between commits, and the power fails while it is moved, or
// shortly before or afterwards.
TEST(PowerCut, TakesNothingWhileALongJournalIsMoved) {
  std::uint64_t longest_journal_bytes = 0;
  for (std::uint64_t seed = 1; seed <= std::max<std::uint64_t>(seeds_of(20) / 10, 1); ++seed) {
    std::mt19937_64 random(seed);
    Life life(seed);
    life.be_busy();
    life.live_until_the_cut(8'300 + random() % 4'000, 200);
    ASSERT_EQ(life.count_lost(), 0U) << "seed " << seed;
    longest_journal_bytes = std::max(longest_journal_bytes, life.longest_journal_bytes());
  }
  EXPECT_GT(longest_journal_bytes, 16U * 1024 * 1024);
}

// So the disk does throw away what was not synced.
TEST(PowerCut, TakesWhatACommitDidNotWaitFor) {
  std::uint64_t lost = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Life life(seed);
    life.be_careless();
    life.live_until_the_cut(300, 5);
    lost += life.count_lost();
  }
  EXPECT_GT(lost, 0U);
}

}  // namespace
}  // namespace uvchat::store
