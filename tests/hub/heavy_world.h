#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/hub.h"
#include "hub/work_bound.h"
#include "uvchat/base/log.h"

// A chat in which each command can be made to cost as much as it ever does: full lists of long
// masks, thousands of rooms, large crowds, users in a hundred rooms.

namespace uvchat::hub {

// A line that somebody says after others that make it cost something (again).
struct HeavyLine {
  std::string_view command;
  std::string_view what;  // for the table
  std::string by;         // a nick of the world
  std::vector<std::string> before;
  std::string line;
};

// In units of work (hub/work.h); the times are of this machine.
struct Cost {
  std::uint64_t line = 0;  // of the step in which it came
  std::uint64_t page = 0;  // the most of a later step of its answer
  std::uint64_t all = 0;
  std::uint64_t line_us = 0;
  std::uint64_t page_us = 0;
  bool answered = false;  // nothing of it is left: what its sender says next is heard
};

class HeavyWorld {
 public:
  HeavyWorld();

  // One at least for each command of the hub's table.
  static std::vector<HeavyLine> lines();
  Cost cost_of(const HeavyLine& line);

 private:
  ConnId connect(std::string_view address);
  ConnId person(const std::string& nick, std::string_view address);
  void fill_lists(const std::string& owner, int first_room, int rooms);
  ConnId conn_of(const std::string& nick) const;
  void say(const std::string& nick, std::string_view line);
  bool later_step();
  void answer(const Request& request);
  void apply(EventKind kind, ConnId conn, std::string_view payload);
  void drop_deliveries();

  // Each tick does one piece of work: a page, or a deadline.
  class OnePiece final : public WorkBound {
   public:
    void begin(std::uint64_t) override { asked_ = false; }
    bool reached() override { return std::exchange(asked_, true); }

   private:
    bool asked_ = false;
  };

  Now now_{1'000'000, 1'790'000'000'123'000};
  NullLog log_;
  OnePiece bound_;
  EventBatch batch_;
  Hub hub_;
  std::uint32_t next_slot_ = 0;
  std::uint64_t accounts_ = 0;
  std::vector<std::pair<std::string, ConnId>> people_;
  std::vector<Request> requests_;  // not answered yet
  std::set<ConnId> held_;          // who are parked
};

}  // namespace uvchat::hub
