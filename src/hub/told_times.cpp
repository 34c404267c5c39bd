#include "hub/told_times.h"

#include <algorithm>

namespace uvchat::hub {
namespace {

TimeSpan known_of(const store::Reader& reader, const Hearers& hearers, const TimeSpan& told) {
  const bool is_heard = hearers.audience <= reader.audience && (!hearers.is_event || reader.events);
  if (!is_heard || told.empty()) return {};
  if (!hearers.is_closed) return told;
  if (told.to_us < reader.closed_since_us) return {};
  return {std::max(told.from_us, reader.closed_since_us), told.to_us};
}

}  // namespace

Hearers hearers_of(const store::StoredLine& line) {
  return {line.audience, line.is_closed, line.kind > store::LineKind::notice};
}

void ToldTimes::add(const Hearers& hearers, const TimeSpan& told) {
  const auto same = std::find_if(times_.begin(), times_.end(),
                                 [&](const auto& time) { return time.first == hearers; });
  if (same != times_.end()) return same->second.extend(told);
  times_.emplace_back(hearers, told);
}

void ToldTimes::add(const ToldTimes& other) {
  for (const auto& [hearers, told] : other.times_) add(hearers, told);
}

TimeSpan ToldTimes::known_to(const store::Reader& reader) const {
  TimeSpan known;
  for (const auto& [hearers, told] : times_) known.extend(known_of(reader, hearers, told));
  return known;
}

}  // namespace uvchat::hub
