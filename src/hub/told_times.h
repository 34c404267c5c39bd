#pragma once

#include <utility>
#include <vector>

#include "uvchat/hub/time_span.h"
#include "uvchat/store/history.h"

namespace uvchat::hub {

// All that decides who may read a line, but for its time.
struct Hearers {
  store::Audience audience = store::Audience::all;
  bool is_closed = false;  // not all could join the room then
  bool is_event = false;   // or what else is told to those alone who ask for events

  friend bool operator==(const Hearers&, const Hearers&) = default;
  auto operator<=>(const Hearers&) const = default;
};
Hearers hearers_of(const store::StoredLine& line);

// From when to when something was told, apart for those who heard it.
class ToldTimes {
 public:
  void add(const Hearers& hearers, const TimeSpan& told);
  void add(const ToldTimes& other);
  // Of this what the reader may know. The store decides the same for each line that it has. Of a
  // closed room they may know what was told since they are there: when their account came for the
  // first time the store alone knows.
  TimeSpan known_to(const store::Reader& reader) const;

 private:
  std::vector<std::pair<Hearers, TimeSpan>> times_;
};

}  // namespace uvchat::hub
