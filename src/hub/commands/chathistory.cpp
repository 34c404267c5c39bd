// CHATHISTORY: what was said before (IRCv3 draft/chathistory).

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/history_source.h"
#include "hub/iso_time.h"
#include "hub/msgid.h"
#include "hub/past_questions.h"
#include "hub/replay.h"
#include "uvchat/base/ascii.h"

namespace uvchat::hub {
namespace {

using store::Bound;

// --- What is asked for

// "msgid=..." or "timestamp=..."; nothing where it is neither. An id of another room, or of what
// is never kept, stands for its time.
std::optional<Bound> parse_reference(std::string_view text, store::RoomNumber room) {
  const auto value_of = [&](std::string_view key) {
    return text.starts_with(key) ? std::optional(text.substr(key.size())) : std::nullopt;
  };
  if (const auto time = value_of("timestamp=")) {
    const auto ms = parse_iso_time(*time);
    if (!ms) return std::nullopt;
    return Bound{.by = Bound::By::time, .time_ms = *ms};
  }
  const auto id = value_of("msgid=");
  const auto place = id ? place_of_msgid(*id) : std::nullopt;
  if (!place) return std::nullopt;
  if (place->room == room) return Bound{.by = Bound::By::key, .key = place->key};
  return Bound{.by = Bound::By::time, .time_ms = place->key.time_us / 1000};
}

std::int64_t time_us_of(const Bound& bound) {
  return bound.by == Bound::By::key ? bound.key.time_us : bound.time_ms * 1000;
}

bool is_before(const Bound& a, const Bound& b) {
  if (a.by == Bound::By::key && b.by == Bound::By::key) return a.key < b.key;
  return time_us_of(a) < time_us_of(b);
}

// The same place, so that what is there is behind it, too.
Bound just_before(Bound bound) {
  if (bound.by == Bound::By::time) --bound.time_ms;
  if (bound.by == Bound::By::key && bound.key.n > 0) --bound.key.n;
  return bound;
}

// --- Refusals

void fail(Call& call, std::string_view code, std::string_view target, std::string_view text) {
  std::string sub(call.param(0));
  std::transform(sub.begin(), sub.end(), sub.begin(), to_upper);
  if (target.empty()) {
    call.reply.fail("CHATHISTORY", {code, sub}, text);
  } else {
    call.reply.fail("CHATHISTORY", {code, sub, target}, text);
  }
}

std::optional<HistorySource> find_source(Call& call, std::string_view name) {
  auto source = find_history_source(call, name);
  if (!source) fail(call, "INVALID_TARGET", name, "You can read nothing there");
  return source;
}

// --- Answers

// No more than the server has in a page. Nothing where it is no number.
std::optional<std::uint32_t> parse_limit(const Call& call, std::string_view text) {
  std::uint32_t limit = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  const auto max = static_cast<std::uint32_t>(call.state.settings.history.page_lines_max);
  return limit == 0 ? max : std::min(limit, max);
}

// What is left to be read, and what was: of AROUND what is before, and what is behind it.
struct WantedLines {
  std::string asked_for;  // as the caller has spelled it
  HistorySource source;
  std::vector<store::ReadLines> reads;
  AskedLines asked;  // what is being read
  Replay replay;
  bool has_more = false;
  bool is_read = false;
};

// Who has been put out since the first reading is told no more.
Progress ask_for_next(Call& page, WantedLines& wanted) {
  if (wanted.reads.empty() || !may_still_read(page, wanted.source)) {
    wanted.is_read = true;
    wanted.replay.batch = "chathistory " + wanted.asked_for;
    if (!wanted.has_more) wanted.replay.batch_tags = "draft/chathistory-end";
    return tell(page, wanted.replay);
  }
  store::ReadLines next = wanted.reads.front();
  next.reader = wanted.source.reader;
  wanted.reads.erase(wanted.reads.begin());
  wanted.asked = ask_for_lines(page, next);
  return Progress::waiting;
}

Progress take_page(Call& page, WantedLines& wanted) {
  if (wanted.is_read) return tell(page, wanted.replay);
  if (page.answer != nullptr) {
    const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
    if (!answer.page) {
      page.reply.fail("CHATHISTORY", {"MESSAGE_ERROR", "*", wanted.replay.name},
                      "What was said cannot be read at the moment");
      return Progress::done;
    }
    auto& lines = wanted.replay.lines;
    lines.insert(lines.end(), answer.page->lines.begin(), answer.page->lines.end());
    auto& gaps = wanted.replay.gaps;
    for (const store::Gap& gap : answer.page->gaps) {
      if (std::find(gaps.begin(), gaps.end(), gap) == gaps.end()) gaps.push_back(gap);
    }
    const AskedLines asked = std::exchange(wanted.asked, {});
    wanted.replay.unstored.extend(unstored_in(page, asked, *answer.page));
    wanted.has_more = wanted.has_more || answer.page->has_more;
  }
  return ask_for_next(page, wanted);
}

bool is_behind(const Bound& bound, const store::LineKey& key) {
  if (bound.by == Bound::By::nothing) return true;
  return bound.by == Bound::By::key ? key > bound.key : key.time_us / 1000 > bound.time_ms;
}

bool is_before(const store::LineKey& key, const Bound& bound) {
  if (bound.by == Bound::By::nothing) return true;
  return bound.by == Bound::By::key ? key < bound.key : key.time_us / 1000 < bound.time_ms;
}

// As the store reads lines.
void read_in_memory(const GuestTalks::Lines& all, const store::ReadLines& wanted,
                    WantedLines& into) {
  std::vector<const store::StoredLine*> found;
  for (const store::StoredLine& line : all) {
    const bool is_heard = wanted.reader.events || line.kind <= store::LineKind::notice;
    if (is_heard && is_behind(wanted.after, line.key) && is_before(line.key, wanted.before)) {
      found.push_back(&line);
    }
  }
  const std::size_t count = std::min<std::size_t>(found.size(), wanted.count_max);
  into.has_more = into.has_more || count < found.size();
  const auto first =
      wanted.newest ? found.end() - static_cast<std::ptrdiff_t>(count) : found.begin();
  std::for_each(first, first + static_cast<std::ptrdiff_t>(count),
                [&](const store::StoredLine* line) { into.replay.lines.push_back(*line); });
}

void read(Call& call, HistorySource source, std::vector<store::ReadLines> reads) {
  WantedLines wanted;
  wanted.asked_for = call.param(1);
  wanted.replay.name = source.name;
  if (source.in_memory != nullptr) {
    for (store::ReadLines& one : reads) {
      one.reader.events = call.session.caps.has(irc::Capability::event_playback);
      read_in_memory(*source.in_memory, one, wanted);
    }
  } else if (source.reader.room != 0) {
    std::erase_if(reads, [](const store::ReadLines& one) { return one.count_max == 0; });
    wanted.reads = std::move(reads);
  }
  wanted.source = std::move(source);
  answer_in_pages(
      call, [wanted = std::move(wanted)](Call& page) mutable { return take_page(page, wanted); });
}

// --- The subcommands

void latest(Call& call, std::string_view target) {
  const auto source = find_source(call, target);
  if (!source) return;
  const auto limit = parse_limit(call, call.param(3));
  const bool from_start = call.param(2) == "*";
  const auto after = from_start ? Bound{} : parse_reference(call.param(2), source->reader.room);
  if (!limit || !after) {
    return fail(call, "INVALID_PARAMS", {},
                "LATEST TARGET *|timestamp=2026-11-22T14:03:11.123Z|msgid=ID LIMIT");
  }
  read(call, *source,
       {{.after = *after, .newest = true, .count_max = *limit, .with_late = !from_start}});
}

enum class Side : std::uint8_t { before, after, around };

void beside(Call& call, std::string_view target, Side side) {
  const auto source = find_source(call, target);
  if (!source) return;
  const auto limit = parse_limit(call, call.param(3));
  const auto at = parse_reference(call.param(2), source->reader.room);
  if (!limit || !at) {
    return fail(call, "INVALID_PARAMS", {},
                "TARGET timestamp=2026-11-22T14:03:11.123Z|msgid=ID LIMIT");
  }
  if (side == Side::before) {
    return read(call, *source, {{.before = *at, .newest = true, .count_max = *limit}});
  }
  if (side == Side::after) {
    return read(call, *source, {{.after = *at, .count_max = *limit, .with_late = true}});
  }
  read(call, *source,
       {{.before = *at, .newest = true, .count_max = *limit / 2},
        {.after = just_before(*at), .count_max = *limit - *limit / 2}});
}

// Read from the first to the second, whichever is earlier.
void between(Call& call, std::string_view target) {
  const auto source = find_source(call, target);
  if (!source) return;
  const auto limit = parse_limit(call, call.param(4));
  const auto first = parse_reference(call.param(2), source->reader.room);
  const auto second = parse_reference(call.param(3), source->reader.room);
  if (!limit || !first || !second) {
    return fail(call, "INVALID_PARAMS", {}, "BETWEEN TARGET REFERENCE REFERENCE LIMIT");
  }
  const bool is_forward = is_before(*first, *second);
  read(call, *source,
       {{.after = is_forward ? *first : *second,
         .before = is_forward ? *second : *first,
         .newest = !is_forward,
         .count_max = *limit}});
}

// --- TARGETS

struct Target {
  std::int64_t last_us;
  std::string name;
};

// Of a channel whose last line the caller may not have been able to hear nothing is told.
void add_channels(Call& call, std::int64_t after_ms, std::int64_t before_ms,
                  std::vector<Target>& targets) {
  for (const Membership* own : call.user().memberships) {
    const Past& past = own->channel->past;
    const bool is_heard = !past.spoken_closed || past.spoken_us >= call.state.began_us(*own);
    const std::int64_t ms = past.spoken_us / 1000;
    if (past.spoken_us != 0 && is_heard && ms > after_ms && ms < before_ms) {
      targets.push_back({past.spoken_us, own->channel->name});
    }
  }
}

void tell_targets(Call& call, std::vector<Target> targets, std::size_t limit) {
  std::sort(targets.begin(), targets.end(),
            [](const Target& a, const Target& b) { return a.last_us < b.last_us; });
  if (targets.size() > limit) targets.resize(limit);
  call.reply.open_inner_batch("draft/chathistory-targets");
  for (const Target& target : targets) {
    call.reply.from_server(
        {"CHATHISTORY", "TARGETS", target.name, iso_time(target.last_us / 1000)});
  }
  call.reply.close_inner_batch();
}

void take_talks(Call& page, const AskedTalks& asked, std::vector<Target> targets) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  if (answer.outcome != store::Outcome::done) {
    return page.reply.fail("CHATHISTORY", {"MESSAGE_ERROR", "TARGETS", "*"},
                           "What was said cannot be read at the moment");
  }
  for (const store::TalkTime& talk : talks_in(page, asked, answer)) {
    const Account* with = page.state.accounts.find(talk.with);
    if (with != nullptr) targets.push_back({talk.last_us, with->name});
  }
  tell_targets(page, std::move(targets), asked.wanted.count_max);
}

void targets(Call& call) {
  const auto limit = parse_limit(call, call.param(3));
  auto first = parse_reference(call.param(1), 0);
  auto second = parse_reference(call.param(2), 0);
  const bool are_times =
      first && second && call.param(1).starts_with('t') && call.param(2).starts_with('t');
  if (!limit || !are_times) {
    return fail(call, "INVALID_PARAMS", {}, "TARGETS timestamp=TIME timestamp=TIME LIMIT");
  }
  const std::int64_t after_ms = std::min(first->time_ms, second->time_ms);
  const std::int64_t before_ms = std::max(first->time_ms, second->time_ms);
  std::vector<Target> found;
  add_channels(call, after_ms, before_ms, found);
  call.state.work.add(call.user().memberships.size() / memberships_a_unit);
  const Account* own = call.session.account();
  if (own == nullptr) return tell_targets(call, std::move(found), *limit);
  const store::ReadTalks talks{
      .account = own->id, .after_ms = after_ms, .before_ms = before_ms, .count_max = *limit};
  answer_in_pages(call, [asked = AskedTalks{talks}, found = std::move(found)](Call& page) mutable {
    if (page.answer != nullptr) {
      take_talks(page, asked, std::move(found));
      return Progress::done;
    }
    asked = ask_for_talks(page, asked.wanted);
    return Progress::waiting;
  });
}

}  // namespace

void handle_chathistory(Call& call) {
  if (!call.session.caps.has(irc::Capability::batch)) {
    return fail(call, "INVALID_PARAMS", {}, "The answer needs the capability batch");
  }
  std::string sub(call.param(0));
  std::transform(sub.begin(), sub.end(), sub.begin(), to_upper);
  const std::string_view target = call.param(1);
  if (sub == "TARGETS") return targets(call);
  if (target.empty()) return fail(call, "INVALID_PARAMS", {}, "Whose history?");
  if (sub == "LATEST") return latest(call, target);
  if (sub == "BEFORE") return beside(call, target, Side::before);
  if (sub == "AFTER") return beside(call, target, Side::after);
  if (sub == "AROUND") return beside(call, target, Side::around);
  if (sub == "BETWEEN") return between(call, target);
  fail(call, "INVALID_PARAMS", {}, "LATEST, BEFORE, AFTER, AROUND, BETWEEN or TARGETS");
}

}  // namespace uvchat::hub
