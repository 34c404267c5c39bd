#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/annals.h"
#include "uvchat/store/request.h"

namespace uvchat::simulation {

// Of a strict history: which lines the store has been given together, what has become of each batch
// of them, and whether anything may be said now. What the hub gives is seen here; when a batch is
// given up, and what follows from that, follows from the rules alone.
class Batches {
 public:
  explicit Batches(Annals& annals) : annals_(annals) {}

  // Something happens that is kept. A question about the past makes a batch of all that has.
  void comes() { has_more_ = true; }
  void asks_about_past(std::uint64_t now_ms);
  // The hub gives the store these lines of the annals, from the first up to `end`.
  void given(const store::KeepLines& request, std::uint64_t ticket, std::size_t first,
             std::size_t end);
  // Empty, or why that is wrong.
  std::string given(const store::TakeBack& request, std::uint64_t ticket);
  void answered(std::uint64_t ticket, const store::Answer& answer);
  void tick(std::uint64_t now_ms);
  // What was said here is not to be there, whether or not it is stored.
  void take_back(const std::vector<std::size_t>& lines);

  bool takes_speech() const;
  // Lines that are stored now, or never will be; in this order.
  struct Settled {
    std::size_t first = 0, end = 0;
    store::Answer answer;
  };
  std::vector<Settled> take_settled() { return std::exchange(settled_, {}); }

 private:
  struct Batch {
    std::size_t first = 0, end = 0;
    // What the store is given; of a batch that is given up what is not said, but happens.
    store::KeepLines request;
    std::vector<std::uint64_t> tickets = {};  // that have not been answered
    std::uint64_t begun_ms = 0;
    bool is_done = false, is_given_up = false;
    bool is_seen_again = false;  // what is left of it

    bool has_any() const {
      return !request.lines->empty() || !request.talks.empty() || !request.rooms.empty();
    }
  };
  struct TakingBack {
    std::vector<store::LinePlace> lines;
    std::uint64_t ticket = 0;  // with which the hub has asked last; 0: it has not, or in vain
  };

  Batch& batch_of(const store::KeepLines& request, std::size_t first, std::size_t end);
  void give_up(Batch& batch, const store::Answer& answer);

  Annals& annals_;
  bool has_more_ = false;               // that is in no batch yet
  std::deque<std::uint64_t> begun_ms_;  // of batches that the hub is to give the store in this step
  std::uint64_t ticked_ms_ = 0;
  std::deque<Batch> batches_;  // the first of them is not done
  std::vector<TakingBack> taking_back_;
  std::vector<Settled> settled_;
};

}  // namespace uvchat::simulation
