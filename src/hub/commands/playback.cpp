#include "hub/commands/playback.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hub/commands/history_source.h"
#include "hub/past_questions.h"
#include "hub/replay.h"
#include "hub/word_lines.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

using store::Bound;

constexpr std::uint32_t talks_max = 500;

// What is left of one PLAY.
struct Playing {
  store::AccountId talks_of = 0;  // whose talks are to be asked for first; 0: nobody's, or no more
  std::deque<Replay> ready;
  std::deque<HistorySource> sources;
  Bound after, before;
  std::vector<store::StoredLine> lines;  // of the first source, as far as they were read
  std::vector<store::Gap> gaps;          // between them
  TimeSpan unstored;                     // what was told then may be missing
  AskedLines asked;                      // what is being read
  AskedTalks talks;                      // likewise
};

// "1790000000.123"; nothing where it is no such time.
std::optional<std::int64_t> parse_seconds_ms(std::string_view word) {
  double seconds = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), seconds);
  constexpr double seconds_max = 1e11;
  const bool is_time = read.ec == std::errc() && read.ptr == word.data() + word.size() &&
                       seconds >= 0 && seconds < seconds_max;
  if (!is_time) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(seconds * 1000));
}

void say_to_caller(Call& call, std::string_view text) {
  const std::string body = ":" + std::string(playback_nick) + "!znc@" +
                           call.state.settings.server_name + " NOTICE " +
                           std::string(call.user().nick()) + " :" + std::string(text);
  call.reply.line({.body = body, .time_ms = call.now.wall_ms()});
}

// --- A source after the other, each from its newest lines back

Replay replay_of(const Call& page, const std::string& name, std::vector<store::StoredLine> lines,
                 std::vector<store::Gap> gaps = {}, const TimeSpan& unstored = {}) {
  const bool in_batch = page.session.caps.has(irc::Capability::batch);
  return {.batch = in_batch ? "chathistory " + name : std::string(),
          .lines = std::move(lines),
          .gaps = std::move(gaps),
          .unstored = unstored,
          .name = name};
}

// Lines of a talk with a guest.
void add_in_memory(const Call& page, Playing& playing, const HistorySource& source) {
  std::vector<store::StoredLine> lines;
  for (const store::StoredLine& line : *source.in_memory) {
    const std::int64_t ms = line.key.time_us / 1000;
    const bool is_meant = line.kind <= store::LineKind::notice && ms > playing.after.time_ms &&
                          (playing.before.by == Bound::By::nothing || ms < playing.before.time_ms);
    if (is_meant) lines.push_back(line);
  }
  if (!lines.empty()) playing.ready.push_back(replay_of(page, source.name, std::move(lines)));
}

std::size_t lines_left(const Call& page, const Playing& playing) {
  return page.state.settings.history.playback_lines_max - playing.lines.size();
}

Progress ask_for_source(Call& page, Playing& playing) {
  store::ReadLines read{.reader = playing.sources.front().reader,
                        .after = playing.after,
                        .before = playing.before,
                        .newest = true,
                        .count_max = static_cast<std::uint32_t>(std::min<std::size_t>(
                            lines_left(page, playing), store::page_lines_max))};
  read.reader.events = false;
  if (!playing.lines.empty()) {
    read.before = {.by = Bound::By::key, .key = playing.lines.front().key};
  }
  playing.asked = ask_for_lines(page, read);
  return Progress::waiting;
}

// False: the first source is not at its end.
bool take_lines(Call& page, Playing& playing) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  const AskedLines asked = std::exchange(playing.asked, {});
  if (!answer.page) {
    say_to_caller(page, "What was said cannot be read at the moment");
    return true;
  }
  playing.lines.insert(playing.lines.begin(), answer.page->lines.begin(), answer.page->lines.end());
  std::vector<store::Gap> gaps = answer.page->gaps;
  for (const store::Gap& gap : playing.gaps) {  // one may touch several pages
    if (std::find(gaps.begin(), gaps.end(), gap) == gaps.end()) gaps.push_back(gap);
  }
  playing.gaps = std::move(gaps);
  playing.unstored.extend(unstored_in(page, asked, *answer.page));
  return !answer.page->has_more || lines_left(page, playing) == 0;
}

// --- What is to be played

void add(Call& call, Playing& playing, HistorySource source) {
  if (source.in_memory != nullptr) return add_in_memory(call, playing, source);
  if (source.reader.room != 0) playing.sources.push_back(std::move(source));
}

void add_named(Call& call, Playing& playing, std::string_view name) {
  if (auto source = find_history_source(call, name)) {
    add(call, playing, std::move(*source));
  } else {
    say_to_caller(call, "You can read nothing in " + std::string(name));
  }
}

void add_channels_and_guests(Call& call, Playing& playing) {
  for (const Membership* own : call.user().memberships) {
    add(call, playing, source_of(call.state, call.session, *own));
  }
  for (const User* other : call.state.guest_talks.others_of(call.user())) {
    add_named(call, playing, other->nick());
  }
}

// After the channels come those with whom the account has talked since then. Of one that has gone
// on the store knows only when it last did, so its end says nothing.
Progress ask_for_all_talks(Call& page, Playing& playing) {
  playing.talks = ask_for_talks(page, {.account = playing.talks_of,
                                       .after_ms = playing.after.time_ms,
                                       .before_ms = page.now.wall_ms() + 1,
                                       .count_max = talks_max,
                                       .newest = true});
  return Progress::waiting;
}

// They are their accounts', whoever has a nick like that.
void add_talks(Call& page, Playing& playing, store::AccountId own) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  const AskedTalks asked = std::exchange(playing.talks, {});
  if (answer.outcome != store::Outcome::done) {
    return say_to_caller(page, "What was said cannot be read at the moment");
  }
  for (const store::TalkTime& talk : talks_in(page, asked, answer)) {
    const Account* other = page.state.accounts.find(talk.with);
    if (other == nullptr) continue;
    HistorySource source{.reader = {.room = talk.number, .account = own}, .name = other->name};
    source.other = other->id;
    playing.sources.push_back(std::move(source));
  }
}

// What an answer of the store, if one has come, leaves to do first; nothing: to tell what is ready.
std::optional<Progress> take_answer(Call& page, Playing& playing) {
  if (page.answer == nullptr) return std::nullopt;
  if (playing.talks_of != 0) {
    add_talks(page, playing, std::exchange(playing.talks_of, 0));
    return std::nullopt;
  }
  if (!take_lines(page, playing) && may_still_read(page, playing.sources.front())) {
    return ask_for_source(page, playing);
  }
  const std::string& name = playing.sources.front().name;
  if (!playing.lines.empty() || !playing.gaps.empty() || !playing.unstored.empty()) {
    playing.ready.push_back(replay_of(page, name, std::exchange(playing.lines, {}),
                                      std::exchange(playing.gaps, {}),
                                      std::exchange(playing.unstored, {})));
  }
  playing.sources.pop_front();
  return std::nullopt;
}

Progress play(Call& page, Playing& playing) {
  if (const auto next = take_answer(page, playing)) return *next;
  for (; !playing.ready.empty(); playing.ready.pop_front()) {
    if (tell(page, playing.ready.front()) == Progress::more) return Progress::more;
  }
  if (playing.talks_of != 0) return ask_for_all_talks(page, playing);
  for (; !playing.sources.empty(); playing.sources.pop_front()) {
    if (may_still_read(page, playing.sources.front())) return ask_for_source(page, playing);
  }
  return Progress::done;
}

}  // namespace

void play_back(Call& call, std::string_view text) {
  const std::vector<std::string_view> words = words_of(text);
  std::string command(words.empty() ? std::string_view() : words[0]);
  std::transform(command.begin(), command.end(), command.begin(), to_upper);
  const auto from = words.size() > 2 ? parse_seconds_ms(words[2]) : std::optional<std::int64_t>(0);
  const auto to = words.size() > 3 ? parse_seconds_ms(words[3]) : std::optional<std::int64_t>(0);
  if (command != "PLAY" || words.size() < 2 || words.size() > 4 || !from || !to) {
    return say_to_caller(call,
                         "PLAY <channel|nick|*>{,...} [<from> [<to>]], in seconds since 1970");
  }
  auto playing = std::make_shared<Playing>();
  playing->after = {.by = Bound::By::time, .time_ms = *from - 1};
  if (*to != 0) playing->before = {.by = Bound::By::time, .time_ms = *to};
  const Account* own = call.session.account();
  if (words[1] == "*") {
    playing->talks_of = own != nullptr ? own->id : 0;
    add_channels_and_guests(call, *playing);
  } else {
    std::string_view list = words[1];
    std::size_t count = 0;
    for (std::string_view name; count < limits::targets_max && irc::next_in_list(list, name);) {
      add_named(call, *playing, name);
      ++count;
    }
  }
  answer_in_pages(call,
                  [playing = std::move(playing)](Call& page) { return play(page, *playing); });
}

}  // namespace uvchat::hub
