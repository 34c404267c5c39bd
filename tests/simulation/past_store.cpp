#include "tests/simulation/past_store.h"

#include <algorithm>
#include <memory>
#include <set>

#include "uvchat/hub/time_span.h"

namespace uvchat::simulation {
namespace {

using store::Bound;

bool is_speech(store::LineKind kind) { return kind <= store::LineKind::notice; }

bool is_behind(const Bound& bound, const store::LineKey& key) {
  if (bound.by == Bound::By::nothing) return true;
  return bound.by == Bound::By::key ? key > bound.key : key.time_us / 1000 > bound.time_ms;
}

bool is_before(const Bound& bound, const store::LineKey& key) {
  if (bound.by == Bound::By::nothing) return true;
  return bound.by == Bound::By::key ? key < bound.key : key.time_us / 1000 < bound.time_ms;
}

store::Page page_of(const std::vector<store::StoredLine>& found, std::size_t count_max,
                    bool newest) {
  store::Page page;
  page.has_more = found.size() > count_max;
  const std::size_t count = std::min(found.size(), count_max);
  const auto first = newest ? found.end() - static_cast<std::ptrdiff_t>(count) : found.begin();
  page.lines.assign(first, first + static_cast<std::ptrdiff_t>(count));
  return page;
}

store::Answer answer_with(store::Page page) {
  store::Answer answer{.outcome = store::Outcome::done};
  answer.page = std::make_shared<store::Page>(std::move(page));
  return answer;
}

std::int64_t end_us_of(const Bound& bound) {
  return bound.by == Bound::By::key ? bound.key.time_us : (bound.time_ms + 1) * 1000;
}

}  // namespace

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || std::string_view(" \r\n").find(text[at - 1]) != text.npos;
    const bool ends = end == text.size() || std::string_view(" \r\n").find(text[end]) != text.npos;
    if (begins && ends) return true;
  }
  return false;
}

std::optional<store::Answer> PastStore::answer(const store::Request& request) {
  if (const auto* asked = std::get_if<store::ReadLines>(&request)) {
    unindexed_.clear();
    return read(*asked);
  }
  if (const auto* asked = std::get_if<store::SearchLines>(&request)) return find(*asked);
  if (const auto* asked = std::get_if<store::ReadTalks>(&request)) return read_talks(*asked);
  if (const auto* asked = std::get_if<store::ReadMarkers>(&request)) return read_markers(*asked);
  if (const auto* asked = std::get_if<store::Redact>(&request)) return take_back(*asked);
  if (!change(request)) return std::nullopt;
  return store::Answer{.outcome = store::Outcome::done};
}

bool PastStore::change(const store::Request& request) {
  if (const auto* asked = std::get_if<store::KeepLines>(&request)) {
    keep(*asked);
  } else if (const auto* gap = std::get_if<store::KeepGap>(&request)) {
    keep(*gap);
  } else if (const auto* back = std::get_if<store::TakeBack>(&request)) {
    for (const store::LinePlace& line : back->lines) {
      const auto room = lines_.find(line.room);  // it may have been given nothing
      if (room != lines_.end()) room->second.erase(line.key);
    }
  } else if (const auto* join = std::get_if<store::NoteJoin>(&request)) {
    joined_.try_emplace({join->room, join->account}, join->at_us);
  } else if (const auto* free = std::get_if<store::FreeRoom>(&request)) {
    lines_.erase(free->room);
    names_.erase(free->room);
    talks_.erase(free->room);
    std::erase_if(joined_, [&](const auto& entry) { return entry.first.first == free->room; });
    std::erase_if(gaps_, [&](const auto& entry) { return entry.first.first == free->room; });
    lost_last_.erase(free->room);
  } else if (const auto* marker = std::get_if<store::SetMarker>(&request)) {
    std::int64_t& known = markers_[{marker->account, marker->target}];
    known = std::max(known, marker->time_ms);
  } else {
    return false;
  }
  return true;
}

void PastStore::keep(const store::KeepLines& request) {
  unindexed_.clear();
  if (request.lines != nullptr) {
    for (const store::StoredLine& line : *request.lines) {
      const bool is_late =
          request.is_asked_again || request.stored_us > line.key.time_us + store::late_us_min;
      const bool is_new = lines_[line.room]
                              .try_emplace(line.key, Kept{line, is_late ? request.stored_us : 0})
                              .second;
      if (is_new) unindexed_.insert({line.room, line.key});
    }
  }
  for (const store::Talk& talk : request.talks) talks_.emplace(talk.number, talk);
  for (const store::RoomName& name : request.rooms) {
    std::erase_if(names_, [&](const auto& entry) { return entry.second == name.fold; });
    names_[name.number] = name.fold;
  }
}

void PastStore::keep(const store::KeepGap& request) {
  store::KeepGap& gap = gaps_[{request.room, request.from_us}];
  if (gap.to_us < request.to_us) gap = request;
  if (!talks_.contains(request.room)) return;
  std::int64_t& last_us = lost_last_[request.room];
  last_us = std::max(last_us, request.to_us);
}

store::Answer PastStore::take_back(const store::Redact& request) {
  const auto room = lines_.find(request.room);
  if (room == lines_.end()) return {.outcome = store::Outcome::absent};
  const auto line = room->second.find(request.key);
  if (line == room->second.end()) return {.outcome = store::Outcome::absent};
  store::StoredLine& kept = line->second.line;
  kept.is_redacted = true;
  kept.text.reset();
  kept.words.clear();
  kept.tags.clear();
  return {.outcome = store::Outcome::done};
}

bool PastStore::may_read(const store::Reader& reader, const store::StoredLine& line) const {
  return (!line.is_closed || was_there(reader, line.key.time_us)) &&
         line.audience <= reader.audience && (reader.events || is_speech(line.kind));
}

bool PastStore::may_know(const store::Reader& reader, const store::KeepGap& gap) const {
  return (!gap.is_closed || was_there(reader, gap.from_us)) && gap.audience <= reader.audience &&
         (reader.events || !gap.is_event);
}

bool PastStore::was_there(const store::Reader& reader, std::int64_t time_us) const {
  const auto first = joined_.find({reader.room, reader.account});
  const bool has_joined = reader.account != 0 && first != joined_.end();
  return time_us >= (has_joined ? first->second : reader.closed_since_us);
}

store::Answer PastStore::read(const store::ReadLines& request) const {
  const auto at = lines_.find(request.reader.room);
  static const Lines nothing;
  const Lines& room = at == lines_.end() ? nothing : at->second;
  std::vector<store::StoredLine> found;
  for (const auto& [key, kept] : room) {
    const bool is_meant = is_behind(request.after, key) && is_before(request.before, key);
    if (is_meant && may_read(request.reader, kept.line)) found.push_back(kept.line);
  }
  store::Page page = page_of(found, request.count_max, request.newest);
  add_gaps(request, page);
  if (request.with_late) add_late(request, room, page);
  return answer_with(std::move(page));
}

// Those that touch the time of which the page tells.
void PastStore::add_gaps(const store::ReadLines& request, store::Page& page) const {
  const Bound &after = request.after, &before = request.before;
  std::int64_t from_us = after.by == Bound::By::nothing ? 0 : end_us_of(after);
  std::int64_t to_us = before.by == Bound::By::nothing ? INT64_MAX
                       : before.by == Bound::By::key   ? before.key.time_us
                                                       : before.time_ms * 1000;
  const bool is_whole = !page.has_more || page.lines.empty();
  if (!is_whole && request.newest) from_us = page.lines.front().key.time_us;
  if (!is_whole && !request.newest) to_us = page.lines.back().key.time_us;
  for (const auto& [begin, gap] : gaps_) {
    const bool is_here = begin.first == request.reader.room && may_know(request.reader, gap);
    const bool is_then = gap.to_us >= from_us && gap.from_us <= to_us;
    if (is_here && is_then) page.gaps.push_back({gap.from_us, gap.to_us, gap.lost});
  }
}

// Those that were stored last, before all others.
void PastStore::add_late(const store::ReadLines& request, const Lines& room,
                         store::Page& page) const {
  std::vector<const Kept*> late;
  for (const auto& [key, kept] : room) {
    const bool is_meant = kept.stored_us != 0 && !is_behind(request.after, key) &&
                          kept.stored_us >= end_us_of(request.after) - late_slack_us;
    if (is_meant && may_read(request.reader, kept.line)) late.push_back(&kept);
  }
  std::sort(late.begin(), late.end(), [](const Kept* a, const Kept* b) {
    return std::pair(a->stored_us, a->line.key) > std::pair(b->stored_us, b->line.key);
  });
  const std::size_t count = std::min(late.size(), late_lines_max(request.count_max));
  std::vector<store::StoredLine> told;
  store::Gap gap{.from_us = INT64_MAX};
  for (std::size_t i = 0; i < late.size(); ++i) {
    if (i < count) {
      told.push_back(late[i]->line);
      continue;
    }
    gap.from_us = std::min(gap.from_us, late[i]->line.key.time_us);
    gap.to_us = std::max(gap.to_us, late[i]->line.key.time_us);
  }
  if (count < late.size()) page.gaps.insert(page.gaps.begin(), gap);
  std::sort(told.begin(), told.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  page.lines.insert(page.lines.begin(), told.begin(), told.end());
}

store::Answer PastStore::find(const store::SearchLines& request) const {
  std::map<std::pair<store::LineKey, store::RoomNumber>, store::StoredLine> found;
  TimeSpan unindexed;
  for (const store::Reader& reader : request.readers) {
    const auto room = lines_.find(reader.room);
    if (room == lines_.end()) continue;
    for (const auto& [key, kept] : room->second) {
      const store::StoredLine& line = kept.line;
      const std::string text = line.text.value_or("");
      const bool has_all =
          std::all_of(request.words.begin(), request.words.end(),
                      [&](const std::string& word) { return has_word(text, word); });
      if (line.is_ciphered || !is_speech(line.kind) || !may_read(reader, line)) continue;
      if (unindexed_.contains({line.room, key})) {
        if (!line.is_redacted) unindexed.extend({key.time_us, key.time_us});
      } else if (has_all) {
        found[{key, line.room}] = line;
      }
    }
  }
  std::vector<store::StoredLine> lines;
  for (auto& [place, line] : found) lines.push_back(std::move(line));
  store::Page page = page_of(lines, request.count_max, true);
  page.unindexed_from_us = unindexed.from_us;
  page.unindexed_to_us = unindexed.to_us;
  return answer_with(std::move(page));
}

store::Answer PastStore::read_talks(const store::ReadTalks& request) const {
  std::vector<store::TalkTime> found;
  for (const auto& [number, talk] : talks_) {
    if (talk.low != request.account && talk.high != request.account) continue;
    const auto lost = lost_last_.find(number);
    std::int64_t last_us = lost == lost_last_.end() ? 0 : lost->second;
    const auto lines = lines_.find(number);
    for (const auto& [key, kept] : lines == lines_.end() ? Lines() : lines->second) {
      if (is_speech(kept.line.kind)) last_us = std::max(last_us, key.time_us);
    }
    if (last_us == 0) continue;
    const store::AccountId with = talk.low == request.account ? talk.high : talk.low;
    const std::int64_t ms = last_us / 1000;
    if (ms > request.after_ms && ms < request.before_ms) found.push_back({with, number, last_us});
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(a.last_us, a.number) < std::pair(b.last_us, b.number);
  });
  if (found.size() > request.count_max) {
    if (request.newest) std::rotate(found.begin(), found.end() - request.count_max, found.end());
    found.resize(request.count_max);
  }
  store::Answer answer{.outcome = store::Outcome::done};
  answer.talks = std::move(found);
  return answer;
}

store::Answer PastStore::read_markers(const store::ReadMarkers& request) const {
  store::Answer answer{.outcome = store::Outcome::done};
  for (const auto& [key, time_ms] : markers_) {
    if (key.first == request.account) answer.markers.push_back({key.second, time_ms});
  }
  return answer;
}

void PastStore::rename_markers(const std::string& old_fold, const std::string& fold) {
  if (old_fold == fold) return;
  std::erase_if(markers_, [&](const auto& entry) { return entry.first.second == fold; });
  std::map<std::pair<store::AccountId, std::string>, std::int64_t> renamed;
  for (const auto& [key, time_ms] : markers_) {
    renamed[{key.first, key.second == old_fold ? fold : key.second}] = time_ms;
  }
  markers_ = std::move(renamed);
}

store::HistoryContents PastStore::contents() const {
  store::HistoryContents contents;
  for (const auto& [number, fold] : names_) {
    store::PastRoom room{.number = number, .fold = fold};
    const auto lines = lines_.find(number);
    if (lines != lines_.end()) {
      for (const auto& [key, kept] : lines->second) {
        const store::StoredLine& line = kept.line;
        const bool is_for_all = line.audience == store::Audience::all && is_speech(line.kind);
        if (is_for_all) room.last_us = key.time_us;
      }
    }
    contents.rooms.push_back(std::move(room));
  }
  std::set<store::RoomNumber> orphans;
  for (const auto& [number, talk] : talks_) contents.talks.push_back(talk);
  for (const auto& [number, lines] : lines_) orphans.insert(number);
  for (const auto& [key, at_us] : joined_) orphans.insert(key.first);
  for (const auto& [begin, gap] : gaps_) orphans.insert(begin.first);
  for (const store::RoomNumber number : orphans) {
    if (!names_.contains(number) && !talks_.contains(number)) contents.orphans.push_back(number);
  }
  return contents;
}

}  // namespace uvchat::simulation
