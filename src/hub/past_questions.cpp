#include "hub/past_questions.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>
#include <variant>

namespace uvchat::hub {
namespace {

// Between two bounds; with that of the first, behind which a line may be that is not before it.
TimeSpan time_between(const store::Bound& after, const store::Bound& before) {
  using By = store::Bound::By;
  TimeSpan time{0, std::numeric_limits<std::int64_t>::max()};
  if (after.by == By::key) time.from_us = after.key.time_us;
  if (after.by == By::time) time.from_us = (after.time_ms + 1) * 1000;
  if (before.by == By::key) time.to_us = before.key.time_us - 1;
  if (before.by == By::time) time.to_us = before.time_ms * 1000 - 1;
  return time;
}

// Of which a page tells; late lines, which stand before it, do not count.
TimeSpan time_of_page(const store::ReadLines& wanted, const store::Page& page) {
  TimeSpan time = time_between(wanted.after, wanted.before);
  const auto first =
      std::find_if(page.lines.begin(), page.lines.end(), [&](const store::StoredLine& line) {
        return line.key.time_us >= time.from_us && line.key > wanted.after.key;
      });
  if (!page.has_more || first == page.lines.end()) return time;
  (wanted.newest ? time.from_us : time.to_us) =
      wanted.newest ? first->key.time_us : page.lines.back().key.time_us;
  return time;
}

store::Bound at_time(std::int64_t time_ms) {
  if (time_ms == 0) return {};
  return {.by = store::Bound::By::time, .time_ms = time_ms};
}

}  // namespace

void flush_past(ChatState& state, Now now) {
  state.history.flush(now, [&](store::Request request, Changes::Settle settle) {
    ask_store(state, std::move(request), std::move(settle));
  });
}

void ask_about_past(Call& page, store::Request question) {
  flush_past(page.state, page.now);
  std::visit(
      [asker = page.state.asker_of(page.session)](auto& one) {
        if constexpr (requires { one.asker; }) one.asker = asker;
      },
      question);
  ask(page, AskStore{{}, std::move(question)},
      StoreAnswered{{}, store::unavailable("the database does not answer")});
}

// --- Lines

AskedLines ask_for_lines(Call& page, store::ReadLines wanted) {
  ask_about_past(page, wanted);
  return {wanted, page.state.history.begin_reading({wanted.reader})};
}

AskedLines ask_to_search(Call& page, store::SearchLines wanted) {
  AskedLines asked;
  asked.wanted.after = at_time(wanted.after_ms);
  asked.wanted.before = at_time(wanted.before_ms);
  asked.wanted.newest = true;
  std::vector<store::Reader> readers = wanted.readers;
  std::sort(readers.begin(), readers.end(),
            [](const store::Reader& a, const store::Reader& b) { return a.room < b.room; });
  ask_about_past(page, std::move(wanted));
  asked.reading = page.state.history.begin_reading(std::move(readers));
  return asked;
}

TimeSpan unstored_in(Call& page, const AskedLines& asked, const store::Page& answer) {
  const TimeSpan missing = page.state.history.missing_in_page(asked.reading);
  const TimeSpan time = time_of_page(asked.wanted, answer);
  const bool is_in_page = missing.to_us >= time.from_us && missing.from_us <= time.to_us;
  return is_in_page ? missing : TimeSpan();
}

// --- Talks

AskedTalks ask_for_talks(Call& page, const store::ReadTalks& wanted) {
  ask_about_past(page, wanted);
  return {wanted, page.state.history.begin_reading_talks(wanted.account)};
}

std::vector<store::TalkTime> talks_in(Call& page, const AskedTalks& asked,
                                      const store::Answer& answer) {
  std::vector<store::TalkTime> talks = answer.talks;
  // What is later than a full list of the oldest has its turn when the caller asks for what is
  // behind it.
  const bool is_full = !talks.empty() && talks.size() >= asked.wanted.count_max;
  const std::int64_t last_us = is_full && !asked.wanted.newest
                                   ? talks.back().last_us
                                   : std::numeric_limits<std::int64_t>::max();
  for (const auto& [number, missing] : page.state.history.missing_in_talks(asked.reading)) {
    const std::int64_t told_us = missing.told.to_us, ms = told_us / 1000;
    if (ms <= asked.wanted.after_ms || ms >= asked.wanted.before_ms || told_us > last_us) continue;
    auto talk = std::find_if(talks.begin(), talks.end(),
                             [room = number](const auto& known) { return known.number == room; });
    const auto [low, high, room] = missing.in;
    if (talk == talks.end()) {
      talk = talks.insert(talk, {low == asked.wanted.account ? high : low, room, 0});
    }
    talk->last_us = std::max(talk->last_us, told_us);
  }
  std::sort(talks.begin(), talks.end(), [](const auto& a, const auto& b) {
    return std::tie(a.last_us, a.number) < std::tie(b.last_us, b.number);
  });
  if (talks.size() > asked.wanted.count_max) {
    const auto too_many = static_cast<std::ptrdiff_t>(talks.size() - asked.wanted.count_max);
    const auto from = asked.wanted.newest ? talks.begin() : talks.end() - too_many;
    talks.erase(from, from + too_many);
  }
  return talks;
}

}  // namespace uvchat::hub
