#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "hub/word_lines.h"
#include "tests/hub/served.h"

namespace uvchat::hub {

// A conversation whose store keeps lines, and reads them as history.h of the store says.
struct Remembered : Served {
  explicit Remembered(HubSettings settings = with_history()) : Served(std::move(settings)) {}

  static HubSettings with_history() {
    HubSettings settings = some_settings();
    settings.history.enabled = true;
    settings.history.epoch = 1;
    return settings;
  }

  // The store is asked for what was told: it waits for more, for a moment.
  void gathers() {
    chat.waits_ms(50);
    serves();
  }
  store::Answer answer_to(const store::Request& request) override {
    if (away) return store::unavailable("the disk is full");
    if (const auto* lines = std::get_if<store::KeepLines>(&request)) return keep(*lines);
    if (const auto* join = std::get_if<store::NoteJoin>(&request)) {
      joined.try_emplace({join->room, join->account}, join->at_us);
    } else if (const auto* room = std::get_if<store::FreeRoom>(&request)) {
      kept.erase(room->room);
      std::erase_if(joined, [&](const auto& each) { return each.first.first == room->room; });
      freed.push_back(room->room);
    } else if (const auto* erase = std::get_if<store::EraseLines>(&request)) {
      for (auto& [number, lines] : kept) {
        std::erase_if(lines, [&](const auto& line) {
          return line.second.account == erase->account && line.first.time_us <= erase->at_us;
        });
      }
    } else if (const auto* gap = std::get_if<store::KeepGap>(&request)) {
      gaps.push_back(*gap);
    } else if (const auto* marker = std::get_if<store::SetMarker>(&request)) {
      markers[{marker->account, marker->target}] = marker->time_ms;
    } else if (const auto* wanted = std::get_if<store::ReadLines>(&request)) {
      return read(*wanted);
    } else if (const auto* search = std::get_if<store::SearchLines>(&request)) {
      return find(*search);
    } else if (const auto* of = std::get_if<store::ReadTalks>(&request)) {
      return read_talks(*of);
    } else if (const auto* redact = std::get_if<store::Redact>(&request)) {
      return take_back(*redact);
    } else if (const auto* whose = std::get_if<store::ReadMarkers>(&request)) {
      store::Answer answer{.outcome = store::Outcome::done};
      for (const auto& [key, time_ms] : markers) {
        if (key.first == whose->account) answer.markers.push_back({key.second, time_ms});
      }
      return answer;
    }
    return Served::answer_to(request);
  }
  store::Answer keep(const store::KeepLines& lines) {
    for (const store::StoredLine& line : *lines.lines) kept[line.room].try_emplace(line.key, line);
    for (const store::Talk& talk : lines.talks) talks.push_back(talk);
    for (const store::RoomName& room : lines.rooms) names[room.number] = room.fold;
    return {.outcome = store::Outcome::done};
  }
  bool may_read(const store::Reader& reader, const store::StoredLine& line) const {
    const auto first = joined.find({line.room, reader.account});
    const bool has_joined = reader.account != 0 && first != joined.end();
    const std::int64_t since_us = has_joined ? first->second : reader.closed_since_us;
    return (!line.is_closed || line.key.time_us >= since_us) && line.audience <= reader.audience &&
           (reader.events || line.kind <= store::LineKind::notice);
  }
  static bool is_behind(const store::Bound& bound, const store::LineKey& key) {
    if (bound.by == store::Bound::By::nothing) return true;
    if (bound.by == store::Bound::By::key) return key > bound.key;
    return key.time_us >= (bound.time_ms + 1) * 1000;
  }
  static bool is_before(const store::Bound& bound, const store::LineKey& key) {
    if (bound.by == store::Bound::By::nothing) return true;
    if (bound.by == store::Bound::By::key) return key < bound.key;
    return key.time_us < bound.time_ms * 1000;
  }
  store::Answer read(const store::ReadLines& wanted) {
    auto page = std::make_shared<store::Page>();
    for (const auto& [key, line] : kept[wanted.reader.room]) {
      if (may_read(wanted.reader, line) && is_behind(wanted.after, key) &&
          is_before(wanted.before, key)) {
        page->lines.push_back(line);
      }
    }
    auto& lines = page->lines;
    page->has_more = lines.size() > wanted.count_max;
    if (page->has_more && wanted.newest) {
      lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(wanted.count_max));
    } else if (page->has_more) {
      lines.resize(wanted.count_max);
    }
    return {.outcome = store::Outcome::done, .page = std::move(page)};
  }

  static bool has_word(const std::string& text, std::string_view word) {
    const bool is_beginning = word.ends_with('*');
    if (is_beginning) word.remove_suffix(1);
    for (const std::string_view one : words_of(text)) {
      if (is_beginning ? one.starts_with(word) : one == word) return true;
    }
    return false;
  }
  store::Answer find(const store::SearchLines& search) {
    if (search.time_max_ms < search_takes_ms) return {.outcome = store::Outcome::out_of_time};
    auto page = std::make_shared<store::Page>();
    for (const store::Reader& reader : search.readers) {
      for (const auto& [key, line] : kept[reader.room]) {
        const std::string text = line.text.value_or("");
        const bool has_all =
            std::all_of(search.words.begin(), search.words.end(),
                        [&](const std::string& word) { return has_word(text, word); });
        if (has_all && may_read(reader, line)) page->lines.push_back(line);
      }
    }
    return {.outcome = store::Outcome::done, .page = std::move(page)};
  }
  store::Answer read_talks(const store::ReadTalks& of) {
    store::Answer answer{.outcome = store::Outcome::done};
    for (const store::Talk& talk : talks) {
      if (talk.low != of.account && talk.high != of.account) continue;
      const std::int64_t last_us = kept[talk.number].rbegin()->first.time_us;
      const bool is_between = last_us / 1000 > of.after_ms && last_us / 1000 < of.before_ms;
      const store::AccountId with = talk.low == of.account ? talk.high : talk.low;
      if (is_between) answer.talks.push_back({with, talk.number, last_us});
    }
    return answer;
  }
  store::Answer take_back(const store::Redact& redact) {
    auto& lines = kept[redact.room];
    const auto line = lines.find(redact.key);
    if (line == lines.end()) return {.outcome = store::Outcome::absent};
    line->second.is_redacted = true;
    line->second.text.reset();
    return {.outcome = store::Outcome::done};
  }

  std::map<store::RoomNumber, std::map<store::LineKey, store::StoredLine>> kept;
  std::map<std::pair<store::AccountId, std::string>, std::int64_t> markers;
  std::map<std::pair<store::RoomNumber, store::AccountId>, std::int64_t> joined;
  std::map<store::RoomNumber, std::string> names;
  std::vector<store::Talk> talks;
  std::vector<store::KeepGap> gaps;
  std::vector<store::RoomNumber> freed;
  std::uint32_t search_takes_ms = 0;
};

}  // namespace uvchat::hub
