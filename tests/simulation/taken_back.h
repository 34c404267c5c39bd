#pragma once

// What a session has taken back, and may say anew in its place.

#include <algorithm>
#include <string>
#include <utility>

#include "hub/iso_time.h"
#include "tests/simulation/annals.h"
#include "tests/simulation/people.h"
#include "tests/simulation/wish.h"
#include "uvchat/irc/message.h"

namespace uvchat::simulation {

inline void note_taken_back(Session& s, const Wish& wish, const Said& line) {
  const auto before = irc::find_tag(line.client_tags, "uvchat/edits");
  std::string versions = before ? std::string(*before) : hub::iso_time(line.time_us / 1000);
  if (std::count(versions.begin(), versions.end(), ',') == 8) {
    const std::size_t second = versions.find(',', versions.find(',') + 1);
    versions.erase(second, versions.find(',', second + 1) - second);
  }
  s.taken_back.push_back({wish.asked_for, wish.id, versions + "," + wish.id});
  if (s.taken_back.size() > 8) s.taken_back.pop_front();
}

}  // namespace uvchat::simulation
