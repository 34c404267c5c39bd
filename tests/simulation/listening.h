#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "hub/work_bound.h"
#include "uvchat/base/ids.h"
#include "uvchat/hub/effect.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/request.h"

namespace uvchat::simulation {

class World;

// Leads the model through the same steps as the hub. It gets the same mail, and knows by rules of
// its own which loop has its turn and in which order the parts of a step come. How far the hub has
// got it learns only from the questions that the hub asks its bound: one before each event, page,
// hidden member, end of an absence and deadline. What the hub sends shows which deadline it has
// met; whether that was due, and what follows from it, the model says.
class Listening final : public hub::WorkBound {
 public:
  Listening(World& world, std::uint8_t loops, std::uint64_t backlog_bytes_max)
      : world_(world), backlog_bytes_max_(backlog_bytes_max), loops_(loops) {}

  struct ShutDown {};
  struct Delivered {
    std::uint8_t loop = 0;
    std::uint64_t bytes = 0;
  };
  using Letter = std::variant<EventBatch, Answer, Errand, Delivered, ShutDown>;
  // The runner has been sent this.
  template <typename OneLetter>
  void sent(OneLetter letter) {
    letters_.emplace_back(std::move(letter));
  }
  // The runner has sent this to a loop.
  void sees(const DeliveryBatch& batch);

  // Around each step of the runner.
  void begin_step();
  void end_step();

  // WorkBound
  void begin(std::uint64_t us) override;
  bool reached() override;

 private:
  enum class Part { none, stored, pages, errands, reveals, absences, deadlines, turn };
  struct Loop {
    std::deque<EventBatch> turns;
    std::size_t position = 0;
    std::uint64_t backlog_bytes = 0;
  };

  void read(const Letter& letter);
  void choose_loop();
  void sees_lines(ConnId conn, std::string_view lines);
  void sees_deadline();
  void compare();
  void compare_penalties();

  World& world_;
  const std::uint64_t backlog_bytes_max_;
  std::deque<Letter> letters_;
  std::vector<Loop> loops_;
  std::size_t next_loop_ = 0;
  // Deadlines are met one a step; as long as some are due nothing else is done,
  // so that what a step sends at its end is of one deadline.
  bool only_deadlines_ = false;

  // Of this step.
  Part part_ = Part::none;
  bool asked_for_deadline_ = false;
  bool met_deadline_ = false;
  std::uint64_t sent_bytes_ = 0;  // expanded
  std::set<ConnId> pinged_, closed_, released_;
  std::map<ConnId, std::string> sent_;
  std::map<ConnId, std::vector<std::uint64_t>> penalties_;

  std::map<ConnId, std::uint64_t> lines_;  // that each was sent, but for PINGs
};

}  // namespace uvchat::simulation
