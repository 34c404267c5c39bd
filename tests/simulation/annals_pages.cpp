// What of it somebody is given to read.

#include <algorithm>
#include <functional>
#include <utility>

#include "tests/simulation/annals.h"
#include "tests/simulation/past_store.h"
#include "uvchat/irc/ciphered.h"

namespace uvchat::simulation {
namespace {

bool is_ciphered(const Said& said) {
  return std::any_of(said.lines.begin(), said.lines.end(),
                     [](const SaidLine& line) { return irc::has_ciphered_shape(line.text); });
}

bool is_behind(const Edge& edge, const Said& line) {
  if (edge.by == Edge::By::line) return line.at > edge.line;
  return edge.by == Edge::By::nothing || line.time_us / 1000 > edge.time_ms;
}

bool is_before(const Edge& edge, const Said& line) {
  if (edge.by == Edge::By::line) return line.at < edge.line;
  return edge.by == Edge::By::nothing || line.time_us / 1000 < edge.time_ms;
}

bool is_searched(const Said& line) {
  return line.is_speech() && !is_ciphered(line) && !line.is_redacted;
}

std::int64_t read_us_of(const Edge& after) {
  return after.by == Edge::By::line ? after.time_us : (after.time_ms + 1) * 1000;
}

}  // namespace

std::string text_of(const Said& line) {
  std::string text;
  for (std::size_t i = 0; i < line.lines.size(); ++i) {
    if (i > 0) text += line.lines[i].concat ? '\r' : '\n';
    text += line.lines[i].text;
  }
  return text;
}

Heard heard_of(const store::StoredLine& line) {
  return {static_cast<int>(line.audience), line.is_closed, line.kind > store::LineKind::notice};
}

Heard heard_of(const store::KeepGap& gap) {
  return {static_cast<int>(gap.audience), gap.is_closed, gap.is_event};
}

// --- Talks

std::vector<Annals::Talk> Annals::talks_of(std::uint64_t account) const {
  std::vector<Talk> found;
  for (const auto& [both, life] : talks_) {
    if (both.first != account && both.second != account) continue;
    found.push_back({both.first == account ? both.second : both.first, life, 0});
  }
  return found;
}

std::vector<Annals::Talk> Annals::stored_talks(std::uint64_t account, std::int64_t after_ms,
                                               std::int64_t before_ms) const {
  std::vector<Talk> found;
  for (Talk talk : talks_of(account)) {
    if (!talks_kept_.contains(lives_[talk.life].number)) continue;
    const auto lost = lost_last_.find(lives_[talk.life].number);
    if (lost != lost_last_.end()) talk.last_us = lost->second;
    for (const std::size_t line : lives_[talk.life].lines) {
      const bool counts = lines_[line].is_stored && lines_[line].is_speech();
      if (counts) talk.last_us = std::max(talk.last_us, lines_[line].time_us);
    }
    const std::int64_t ms = talk.last_us / 1000;
    if (talk.last_us != 0 && ms > after_ms && ms < before_ms) found.push_back(talk);
  }
  sort(found);
  return found;
}

void Annals::sort(std::vector<Talk>& talks) const {
  std::sort(talks.begin(), talks.end(), [&](const Talk& a, const Talk& b) {
    return std::pair(a.last_us, lives_[a.life].number) <
           std::pair(b.last_us, lives_[b.life].number);
  });
}

bool Annals::has_unstored_talk(std::uint64_t account) const {
  const std::vector<Talk> talks = talks_of(account);
  return std::any_of(talks.begin(), talks.end(), [&](const Talk& talk) {
    const std::vector<std::size_t>& lines = lives_[talk.life].lines;
    return std::any_of(lines.begin(), lines.end(), [&](std::size_t at) {
      return !lines_[at].is_stored && !lines_[at].is_lost && !lines_[at].is_refused;
    });
  });
}

std::string Annals::what_talk_is_not_told(const std::vector<Talk>& told, std::uint64_t account,
                                          std::int64_t after_ms, std::int64_t before_ms,
                                          std::size_t end) const {
  for (const Talk& talk : talks_of(account)) {
    const Said* last = nullptr;
    for (const std::size_t at : lives_[talk.life].lines) {
      if (at < end && !is_strict_ && !lines_[at].is_lost) last = &lines_[at];
    }
    const std::int64_t ms = last == nullptr ? 0 : last->time_us / 1000;
    const bool is_meant = last != nullptr && ms > after_ms && ms < before_ms;
    const bool is_told = std::any_of(told.begin(), told.end(),
                                     [&](const Talk& one) { return one.life == talk.life; });
    if (is_meant && !is_told) return "no talk is told in which " + last->source + " spoke";
  }
  return {};
}

// --- Lines

// Members hear all of a room that was open when it was said, and of a closed one what was said
// since they came: an account since it came for the first time.
bool Annals::may_read(const Reading& reading, const Said& line) const {
  return line.life == reading.life && !line.is_lost &&
         may_read(reading, line.heard(), line.time_us);
}

bool Annals::may_read(const Reading& reading, const Heard& heard, std::int64_t time_us) const {
  if (heard.least_rank > reading.rank) return false;
  if (!heard.is_closed) return true;
  const Life& life = lives_.at(reading.life);
  const bool is_known = joined_kept_.contains({life.number, reading.account});
  const auto first = life.joined.find(reading.account);
  const bool has_first = reading.account != 0 && is_known && first != life.joined.end();
  return time_us >= (has_first ? first->second : reading.began_us);
}

bool Annals::is_readable(const Reading& reading, const Said& line) const {
  return line.at < reading.end && line.is_stored && (reading.events || line.is_speech()) &&
         may_read(reading, line);
}

bool Annals::is_meant(const Reading& reading, const Said& line) const {
  if (!is_readable(reading, line)) return false;
  return is_behind(reading.after, line) && is_before(reading.before, line) &&
         is_found_by(reading, line);
}

bool Annals::is_found_by(const Reading& reading, const Said& line) const {
  if (reading.word.empty()) return true;
  return is_searched(line) && has_word(text_of(line), reading.word);
}

Found Annals::find(const Reading& reading) const {
  std::vector<std::size_t> meant;
  for (const std::size_t line : lives_.at(reading.life).lines) {
    if (is_meant(reading, lines_[line])) meant.push_back(line);
  }
  Found found;
  if (!reading.word.empty()) {
    std::erase_if(meant, [&](std::size_t line) { return !lines_[line].is_indexed; });
    add_unindexed(reading, found);
  }
  found.has_more = meant.size() > reading.count;
  const std::size_t count = std::min(meant.size(), reading.count);
  const std::size_t first = reading.newest ? meant.size() - count : 0;
  for (std::size_t i = first; i < first + count; ++i) found.lines.push_back(lines_[meant[i]]);
  found.time = time_of(reading, found);
  add_gaps(reading, found);
  add_missing(reading, found);
  if (reading.with_late) add_late(reading, found);
  return found;
}

void Annals::add_unindexed(const Reading& reading, Found& found) const {
  for (const std::size_t at : lives_.at(reading.life).lines) {
    const Said& line = lines_[at];
    const bool is_unindexed = !line.is_indexed && is_searched(line) && is_readable(reading, line);
    if (is_unindexed) found.unindexed.extend({line.time_us, line.time_us});
  }
}

// Between the bounds, or as far as the page has come.
void Annals::add_gaps(const Reading& reading, Found& found) const {
  std::int64_t from_us = reading.after.by == Edge::By::nothing ? 0 : read_us_of(reading.after);
  std::int64_t to_us = INT64_MAX;
  if (reading.before.by == Edge::By::line) to_us = reading.before.time_us;
  if (reading.before.by == Edge::By::time) to_us = reading.before.time_ms * 1000;
  if (found.has_more && !found.lines.empty()) {
    (reading.newest ? from_us : to_us) =
        reading.newest ? found.lines.front().time_us : found.lines.back().time_us;
  }
  for (const auto& [begin, kept] : gaps_kept_) {
    const bool is_here = begin.first == lives_.at(reading.life).number;
    const bool is_then = kept.gap.to_us >= from_us && kept.gap.from_us <= to_us;
    if (is_here && is_then && is_gap_told(reading, kept)) found.gaps.push_back(kept.gap);
  }
}

// To who may read all that is lost.
bool Annals::is_gap_told(const Reading& reading, const KeptGap& kept) const {
  return (reading.events || !kept.heard.is_event) &&
         may_read(reading, kept.heard, kept.gap.from_us);
}

// Likewise, without what is said at the bound before which it is.
TimeSpan Annals::time_of(const Reading& reading, const Found& found) {
  TimeSpan time{0, INT64_MAX};
  if (reading.after.by != Edge::By::nothing) time.from_us = read_us_of(reading.after);
  if (reading.before.by == Edge::By::line) time.to_us = reading.before.time_us - 1;
  if (reading.before.by == Edge::By::time) time.to_us = reading.before.time_ms * 1000 - 1;
  if (!found.has_more || found.lines.empty()) return time;
  if (reading.newest) time.from_us = found.lines.front().time_us;
  if (!reading.newest) time.to_us = found.lines.back().time_us;
  return time;
}

// What is told and yet to be stored, or is lost; of which a search finds no gap.
void Annals::add_missing(const Reading& reading, Found& found) const {
  for (const std::size_t at : lives_.at(reading.life).lines) {
    const Said& line = lines_[at];
    const bool is_told = at < reading.end && !line.is_refused && (!is_strict_ || line.is_event());
    const bool is_read = (reading.events || line.is_speech()) && may_read(reading, line) &&
                         is_behind(reading.after, line) && is_before(reading.before, line);
    if (!is_told || !is_read || line.is_stored) continue;
    // That they were in the closed room before, the store alone may know; and a gap is told whole.
    if (line.is_closed && line.time_us < reading.began_us) continue;
    const KeptGap* const gap = gap_of(line);
    if (gap != nullptr && !is_gap_told(reading, *gap)) continue;
    const bool is_search = !reading.word.empty();
    if (is_search && (!is_found_by(reading, line) || gap != nullptr)) continue;
    const bool is_before_page = found.has_more && reading.newest && at < found.lines.front().at;
    const bool is_behind_page = found.has_more && !reading.newest && at > found.lines.back().at;
    if (!is_before_page && !is_behind_page) found.missing.push_back(line);
  }
}

std::string Annals::what_is_not_told(const Found& found) {
  for (const Said& line : found.missing) {
    const auto has = [&](const auto& told) {
      return told.from_us <= line.time_us && line.time_us <= told.to_us;
    };
    const bool is_gap = std::any_of(found.gaps.begin(), found.gaps.end(), has);
    if (is_gap || has(found.unstored)) continue;
    return "a page does not tell that it lacks what " + line.source + " said: " + text_of(line);
  }
  return {};
}

// Those that were stored since the reader has come so far, the last of them first; of what a page
// has no room for it is said when that was.
void Annals::add_late(const Reading& reading, Found& found) const {
  const Edge& after = reading.after;
  const std::int64_t read_us = read_us_of(after);
  std::vector<std::size_t> late;
  for (const std::size_t at : lives_.at(reading.life).lines) {
    const Said& line = lines_[at];
    const bool is_late = line.stored_us != 0 && line.stored_us >= read_us - late_slack_us;
    if (is_late && !is_behind(after, line) && is_readable(reading, line)) late.push_back(at);
  }
  std::stable_sort(late.begin(), late.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(lines_[a].stored_us, a) > std::pair(lines_[b].stored_us, b);
  });
  const std::size_t told = std::min(late.size(), late_lines_max(reading.count));
  if (told < late.size()) {
    const auto [first, last] =
        std::minmax_element(late.begin() + static_cast<std::ptrdiff_t>(told), late.end());
    found.gaps.insert(found.gaps.begin(), {lines_[*first].time_us, lines_[*last].time_us, 0});
  }
  late.resize(told);
  std::sort(late.begin(), late.end(), std::greater());
  for (const std::size_t line : late) found.lines.insert(found.lines.begin(), lines_[line]);
}

void Annals::is_given(const Found& found) {
  for (const Said& line : found.lines) {
    std::size_t& until = lives_.at(line.life).read_until;
    until = std::max(until, line.at);
  }
}

Found Annals::find_newest(const std::vector<Reading>& readings, std::size_t count) const {
  Found found;
  found.time = {0, INT64_MAX};
  for (const Reading& reading : readings) {
    const Found here = find(reading);
    found.has_more = found.has_more || here.has_more;
    found.lines.insert(found.lines.end(), here.lines.begin(), here.lines.end());
    found.missing.insert(found.missing.end(), here.missing.begin(), here.missing.end());
    found.unindexed.extend(here.unindexed);
  }
  std::sort(found.lines.begin(), found.lines.end(), [](const Said& a, const Said& b) {
    return std::pair(a.place.key, a.place.room) < std::pair(b.place.key, b.place.room);
  });
  found.has_more = found.has_more || found.lines.size() > count;
  if (found.lines.size() > count) {
    found.lines.erase(found.lines.begin(), found.lines.end() - static_cast<std::ptrdiff_t>(count));
  }
  if (found.has_more && !found.lines.empty()) found.time.from_us = found.lines.front().time_us;
  std::erase_if(found.missing, [&](const Said& line) { return line.time_us < found.time.from_us; });
  return found;
}

}  // namespace uvchat::simulation
