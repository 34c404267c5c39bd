// What was said before, and who may read it: CHATHISTORY, SEARCH.

#include <algorithm>
#include <charconv>
#include <utility>

#include "hub/iso_time.h"
#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
namespace {

std::optional<std::size_t> limit_of(std::string_view text) {
  std::size_t limit = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return limit == 0 ? page_lines_max : std::min(limit, page_lines_max);
}

std::int64_t time_us_of(const Edge& edge) {
  return edge.by == Edge::By::line ? edge.time_us : edge.time_ms * 1000;
}

bool is_earlier(const Edge& a, const Edge& b) {
  if (a.by == Edge::By::line && b.by == Edge::By::line) return a.line < b.line;
  return time_us_of(a) < time_us_of(b);
}

bool is_within(const Edge& after, const Edge& before, std::int64_t ms) {
  return (after.by == Edge::By::nothing || ms > after.time_ms) &&
         (before.by == Edge::By::nothing || ms < before.time_ms);
}

std::vector<Reading> readings_for(const std::string& sub, const Edge& one, const Edge& other,
                                  std::size_t count) {
  std::vector<Reading> readings(sub == "AROUND" ? 2 : 1);
  Reading& first = readings.front();
  first.count = count;
  first.newest = sub == "LATEST" || sub == "BEFORE";
  (sub == "BEFORE" ? first.before : first.after) = one;
  first.with_late = sub == "AFTER" || (sub == "LATEST" && one.by != Edge::By::nothing);
  if (sub == "BETWEEN") {
    first.newest = !is_earlier(one, other);
    first.after = first.newest ? other : one;
    first.before = first.newest ? one : other;
  }
  if (sub != "AROUND") return readings;
  first = {};
  first.before = one;
  first.newest = true;
  first.count = count / 2;
  readings[1].after = just_before(one);
  readings[1].count = count - count / 2;
  return readings;
}

// No line of it has an id that can be asked for.
void read_guest_talk(const std::vector<Said>& talk, const Reading& reading, Found& into) {
  std::vector<Said> meant;
  for (const Said& line : talk) {
    if (is_within(reading.after, reading.before, line.time_us / 1000)) meant.push_back(line);
  }
  const std::size_t count = std::min(meant.size(), reading.count);
  into.has_more = into.has_more || count < meant.size();
  const std::size_t first = reading.newest ? meant.size() - count : 0;
  for (std::size_t i = first; i < first + count; ++i) into.lines.push_back(meant[i]);
}

}  // namespace

// --- CHATHISTORY

void Model::chathistory(Person& p, const irc::Message& message) {
  const std::string sub = upper(message.param(0));
  const std::string target = str(message.param(1));
  const auto refuse = [&](const std::string& code_and_target, const std::string& text) {
    const std::size_t end = std::min(code_and_target.find(' '), code_and_target.size());
    reply(said(":srv FAIL CHATHISTORY " + code_and_target.substr(0, end) + " " + middle(sub) +
               code_and_target.substr(end) + " :" + text));
  };
  if (!caller_->caps.contains("batch")) {
    return refuse("INVALID_PARAMS", "The answer needs the capability batch");
  }
  if (sub == "TARGETS") return say_targets(p, message);
  if (target.empty()) return refuse("INVALID_PARAMS", "Whose history?");
  static const std::set<std::string_view> subs = {"LATEST", "BEFORE", "AFTER", "AROUND", "BETWEEN"};
  if (!subs.contains(sub)) {
    return refuse("INVALID_PARAMS", "LATEST, BEFORE, AFTER, AROUND, BETWEEN or TARGETS");
  }
  const auto source = source_named(p, target);
  if (!source) return refuse("INVALID_TARGET " + middle(target), "You can read nothing there");
  const bool is_between = sub == "BETWEEN";
  const auto count = limit_of(message.param(is_between ? 4 : 3));
  const bool from_start = sub == "LATEST" && message.param(2) == "*";
  const auto one = from_start ? Edge() : edge_of(message.param(2), source->life);
  const auto other = is_between ? edge_of(message.param(3), source->life) : Edge();
  if (!count || !one || !other) {
    const std::string form = "timestamp=2026-11-22T14:03:11.123Z|msgid=ID LIMIT";
    return refuse("INVALID_PARAMS", is_between        ? "BETWEEN TARGET REFERENCE REFERENCE LIMIT"
                                    : sub == "LATEST" ? "LATEST TARGET *|" + form
                                                      : "TARGET " + form);
  }
  read_past(*source, target, readings_for(sub, *one, *other, *count));
}

void Model::read_past(const Source& source, const std::string& asked_for,
                      std::vector<Reading> readings) {
  auto wish = std::make_shared<Wish>();
  wish->asked_for = asked_for;
  wish->source = source;
  if (source.is_with_guest) {
    const auto talk = guest_talks_.find(std::minmax(me().id, source.with));
    for (const Reading& reading : readings) {
      if (talk != guest_talks_.end()) read_guest_talk(talk->second, reading, wish->found);
    }
  } else if (is_kept(source)) {
    std::erase_if(readings, [](const Reading& reading) { return reading.count == 0; });
    wish->readings = std::move(readings);
  }
  ask_for_past(wish);
}

// What is left to be read; who has been put out meanwhile is told no more.
void Model::ask_for_past(const std::shared_ptr<Wish>& wish) {
  if (wish->readings.empty() || !may_still_read(me(), wish->source)) {
    const std::string end = wish->found.has_more ? "" : "draft/chathistory-end";
    return say_past("chathistory " + wish->asked_for, end, *wish);
  }
  Reading& next = wish->readings.front();
  const Reading& who = wish->source.reading;
  next.life = who.life;
  next.rank = who.rank;
  next.account = who.account;
  next.began_us = who.began_us;
  next.events = caller_->caps.contains("draft/event-playback");
  next.end = annals_.size();
  wait_for_past(wish);
}

void Model::wait_for_past(const std::shared_ptr<Wish>& wish) {
  wish->asked = doubts_.asks();
  const bool is_slow = wish->of != Wish::Of::redact && wish->of != Wish::Of::markers;
  if (is_slow) batches_.asks_about_past(now_.mono_ms);
  Question question;
  question.of = Question::Of::past;
  question.wish = wish;
  wait_for(std::move(question));
}

// --- TARGETS

void Model::say_targets(const Person& p, const irc::Message& message) {
  const auto count = limit_of(message.param(3));
  const auto is_time = [](std::string_view text) { return text.starts_with("timestamp="); };
  const bool are_times = is_time(message.param(1)) && is_time(message.param(2));
  const auto one = edge_of(message.param(1), 0), other = edge_of(message.param(2), 0);
  if (!count || !are_times || !one || !other) {
    return reply(
        said(":srv FAIL CHATHISTORY INVALID_PARAMS TARGETS :TARGETS timestamp=TIME "
             "timestamp=TIME LIMIT"));
  }
  auto wish = std::make_shared<Wish>();
  wish->of = Wish::Of::targets;
  wish->after_ms = std::min(one->time_ms, other->time_ms);
  wish->before_ms = std::max(one->time_ms, other->time_ms);
  wish->count = *count;
  for (const std::string& folded : p.channels) {
    const Channel& channel = channels_.at(folded);
    const Said* last = annals_.last_speech(channel.life);
    if (last == nullptr) continue;
    const std::int64_t ms = last->time_us / 1000;
    // Of the time before the start it is not known any more how the room was then.
    const bool was_closed = last->is_closed && ms >= started_ms_;
    const bool is_heard = !was_closed || last->time_us >= member_of(channel, p.id)->began_us;
    if (is_heard && ms > wish->after_ms && ms < wish->before_ms) {
      wish->targets.emplace_back(last->time_us, channel.name);
    }
  }
  if (p.account == nullptr) return tell_targets(*wish);
  wish->account = p.account->id;
  wait_for_past(wish);
}

// --- At joining, to those who cannot ask

void Model::replay_at_joining(const Person& p, const Channel& channel) {
  const Session& s = *caller_;
  if (!bounds_.keeps_past || s.caps.contains("draft/chathistory") ||
      !s.caps.contains("server-time")) {
    return;
  }
  auto wish = std::make_shared<Wish>();
  wish->of = Wish::Of::replay;
  wish->source = *source_named(p, channel.name);
  Reading& reading = wish->readings.emplace_back();
  reading.newest = true;
  reading.count = replayed_lines;
  reading.end = first_untold_in(channel);
  reading.before = annals_.before_line(channel.life, reading.end);
  const ReplayAtJoining replay{wish};
  if (s.pages.empty()) return go_on_or_wait(replay);
  caller_->pages.emplace_back(replay);
}

bool Model::page(Person& p, const ReplayAtJoining& replay) {
  Wish& wish = *replay.wish;
  if (!may_still_read(p, wish.source)) return true;
  Reading reading = wish.source.reading;
  reading.newest = true;
  reading.count = wish.readings.front().count;
  reading.end = wish.readings.front().end;
  reading.before = wish.readings.front().before;
  wish.readings.front() = reading;
  wait_for_past(replay.wish);
  return true;
}

// Who has been put out meanwhile is told nothing.
void Model::go_on_with_replay(Wish& wish, bool is_answered) {
  if (!may_still_read(me(), wish.source)) return;
  const Channel& channel = *channel_of(wish.source.channel_id);
  if (!is_answered) {
    Saying missing =
        said(":srv NOTICE " + channel.name + " :What was said before cannot be read at the moment");
    missing.client_tags = "draft/chathistory-context";
    return reply(missing);
  }
  look_for_missing(wish, wish.just_found);
  say_lines(wish.just_found, channel.name, {}, {});
  happened_.add(Happening::line_is_told_at_joining);
}

}  // namespace uvchat::simulation
