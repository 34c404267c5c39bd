#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/store/each_engine.h"

namespace uvchat::store {

// What each engine keeps to of what was said.
class EachHistory : public EachEngine {
 protected:
  static constexpr RoomNumber chat = 7;
  static constexpr RoomNumber other = 8;

  void says(RoomNumber room, std::int64_t time_us, const std::string& text) {
    keeps(line_of(room, time_us, text));
  }
  void keeps(const StoredLine& line) { EXPECT_EQ(outcome_of(keep({line})), Outcome::done); }
  void says_some(int count) {
    std::vector<StoredLine> lines;
    for (int i = 1; i <= count; ++i) lines.push_back(line_of(chat, i * 1'000, std::to_string(i)));
    keeps_all(std::move(lines));
  }
  void keeps_all(std::vector<StoredLine> lines) {
    EXPECT_EQ(outcome_of(keep(std::move(lines))), Outcome::done);
  }

  Page page(const ReadLines& request) {
    const Answer answer = asks(request);
    EXPECT_EQ(answer.outcome, Outcome::done) << answer.why;
    return answer.page == nullptr ? Page() : *answer.page;
  }
  std::vector<std::string> texts(const ReadLines& request) { return texts_of(page(request)); }
  static std::vector<std::string> texts_of(const Page& page) {
    std::vector<std::string> all;
    for (const StoredLine& line : page.lines) all.push_back(line.text.value_or("-"));
    return all;
  }
  void tidies(const Upkeep& upkeep = {}) {
    while (engine_->tidy(upkeep)) continue;
  }

  static Bound at(std::int64_t time_us) { return {Bound::By::key, key_at(time_us), 0}; }
  static Bound at_ms(std::int64_t time_ms) { return {Bound::By::time, {}, time_ms}; }
  static ReadLines latest(std::uint32_t count, RoomNumber room = chat) {
    return {.reader = {.room = room, .audience = Audience::founders, .events = true},
            .newest = true,
            .count_max = count};
  }
  static ReadLines oldest(std::uint32_t count) {
    ReadLines request = latest(count);
    request.newest = false;
    return request;
  }
};

// And of searching in it.
class EachSearch : public EachHistory {
 protected:
  static SearchLines words(std::vector<std::string> words, std::vector<RoomNumber> rooms = {chat}) {
    SearchLines search{.readers = {}, .words = std::move(words), .count_max = 10};
    for (const RoomNumber room : rooms) {
      search.readers.push_back({.room = room, .audience = Audience::founders});
    }
    return search;
  }
  std::vector<std::string> found(const SearchLines& search) {
    tidies();
    const Answer answer = asks(search);
    EXPECT_EQ(answer.outcome, Outcome::done) << answer.why;
    return answer.page == nullptr ? std::vector<std::string>() : texts_of(*answer.page);
  }
};

}  // namespace uvchat::store
