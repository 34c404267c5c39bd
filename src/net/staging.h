#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/limits.h"
#include "uvchat/hub/event.h"

namespace uvchat::net {

// The EventBatches of a loop, which bound what it may send to the hub: one is being filled, some
// are free, the rest are with the hub. Owner: the loop's thread. Invariants: the filling, free and
// lent batches are limits::event_batches_per_loop in total; a batch holds at most
// limits::turn_lines_max events and limits::turn_bytes_max bytes.
class Staging {
 public:
  explicit Staging(std::uint8_t loop);

  // True if one more event fits, of any allowed size.
  bool room();
  // True if the batch that is being filled can take no more.
  bool full() const { return filling_.has_value() && !fits(*filling_); }
  bool any() const { return filling_.has_value() && !filling_->empty(); }

  // REQUIRES: room().
  void add(EventKind kind, std::uint8_t detail, ConnId conn, std::string_view payload);

  void add_drained(ConnId conn, const TimeSpan& left_out);
  void add_opened(std::uint8_t listener, ConnId conn, const Hello& hello);

  std::optional<EventBatch> take();
  void give_back(EventBatch&& batch);

  void check_invariants() const;

 private:
  static bool fits(const EventBatch& batch) {
    return batch.events.size() < limits::turn_lines_max &&
           batch.bytes.size() + limits::client_line_bytes_max <= limits::turn_bytes_max;
  }

  std::uint8_t loop_;
  std::optional<EventBatch> filling_;
  std::vector<EventBatch> free_;
  std::size_t lent_ = 0;
};

}  // namespace uvchat::net
