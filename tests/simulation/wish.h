#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/annals.h"
#include "tests/simulation/doubts.h"

namespace uvchat::simulation {

// Where somebody may read what was said.
struct Source {
  std::string name;              // it has this one in answers
  std::uint64_t channel_id = 0;  // 0: it is a talk
  std::uint64_t life = 0;        // 0: nothing was said there that is kept
  bool is_with_guest = false;    // the talk
  PersonId with = 0;             // a guest, or from whose view a guest's it is
  std::uint64_t other = 0;       // of a talk: the account
  Reading reading = {};          // who they are there
};

// What somebody wants to know of what was said, as far as it has come.
struct Wish {
  enum class Of {
    lines,
    targets,
    talks_to_search,
    search,
    look_to_redact,
    redact,
    markers,
    replay,  // at joining: nobody has asked
    talks_to_play,
    play,
  };
  Of of = Of::lines;
  std::string asked_for;  // as it was spelled
  Source source;
  std::vector<Reading> readings = {};               // that are left; of SEARCH, all at once
  std::map<std::uint64_t, std::string> names = {};  // of the rooms of a search, by their lives
  Found found = {}, just_found = {};
  Doubts::Asked asked = {};  // what was found just now
  std::vector<Annals::Talk> talks = {};
  std::vector<std::pair<std::int64_t, std::string>> targets = {};  // by the time of the last line
  std::int64_t after_ms = 0, before_ms = 0;
  std::size_t count = 0;
  std::uint64_t account = 0;  // whose talks
  // Of PLAY: what can be told at once, and what is to be read.
  std::vector<std::pair<std::string, Found>> ready = {};  // by the name of the place
  std::deque<Source> sources = {};
  Edge after = {}, before = {};
  // Of REDACT.
  std::string id = {}, reason = {}, prefix = {};
  std::size_t line = 0;
  bool may_be_replaced = false;  // by what the same session says next
  // Of MARKREAD: the time to be set, 0: none; and what the store has.
  std::int64_t marker_ms = 0;
  std::map<std::string, std::int64_t> markers = {};
};

}  // namespace uvchat::simulation
