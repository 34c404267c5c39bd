#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/channel.h"
#include "hub/receiver.h"
#include "hub/work.h"
#include "uvchat/base/ids.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/effect.h"
#include "uvchat/hub/request.h"

namespace uvchat::hub {

// What the hub has decided and the loops have not carried out yet: one DeliveryBatch for each loop.
// A line is serialised once for each variant. A channel's receiver list is put into a batch once,
// until its membership changes. Lines to the same list, one after the other, become one slice.
//
// Owner: the hub. The order of calls is the order that everybody sees (promises O1 to O3). Each
// delivery, and each list, is counted as work.
class Outbox {
 public:
  // `work` outlives it.
  Outbox(std::uint8_t loops, std::uint64_t expanded_bytes_max, Work& work);

  // `bytes`: whole lines with their ends.
  void to_one(ConnId conn, std::string_view bytes);
  template <typename L>  // Line or Record
  void to_one(Receiver receiver, const L& line, std::string_view extra_tags = {}) {
    serialised_.clear();
    append_line(serialised_, receiver.variant, line, extra_tags);
    to_one(receiver.conn, serialised_);
  }
  // A place in the order for bytes to one client that are known later in this step. Until fill()
  // nothing is said there.
  struct Place {
    std::uint8_t loop = 0;
    std::size_t effect = 0;
  };
  Place reserve(ConnId conn);
  void fill(Place place, std::string_view bytes);
  // All members but `except`, which may be nobody.
  void to_channel(Channel& channel, const Record& record, ConnId except);
  // Receivers are gathered one by one; deliver_gathered() sends them its line, and forgets them.
  // REQUIRES: each is gathered once.
  void gather(Receiver receiver);
  void deliver_gathered(const Record& record) { deliver_gathered(record, record.can_wait); }
  void deliver_gathered(const Line& line) { deliver_gathered(line, false); }

  void close(ConnId conn);
  void penalty(ConnId conn, std::uint32_t ms);
  // No more lines of `conn` are read until it is released.
  void hold(ConnId conn);
  void release(ConnId conn);

  // What the server is asked for; Hub::take_requests() takes it.
  template <typename R>
  void ask(R request) {
    requests_.emplace_back(std::in_place_type<R>, std::move(request));
  }
  std::vector<Request> take_requests();

  // It holds so much that the loops should have it before the hub goes on.
  bool full() const { return expanded_bytes_ >= limit_; }
  bool empty() const;

  // Takes the batch of a loop, and gives one back that was carried out, to be used again.
  // REQUIRES: the batches of all loops are taken before anything is added.
  DeliveryBatch take(std::uint8_t loop);
  void give_back(DeliveryBatch&& batch);
  // To be called with each tick: frees large batches that are empty, once a second, so that the
  // memory of a burst goes back to the system.
  void trim(Now now);

 private:
  struct GatheredGroup {
    Variant look;
    std::uint8_t loop;
    std::vector<ConnId> conns;
  };

  template <typename L>
  void deliver_gathered(const L& line, bool can_wait);
  void deliver_list(DeliveryBatch& batch, std::uint32_t list, ConnId except, std::string_view bytes,
                    bool can_wait, const TimeSpan& said = {});
  std::uint32_t add_list(DeliveryBatch& batch, const std::vector<ConnId>& conns);

  Work& work_;
  const std::uint64_t limit_;
  std::uint64_t expanded_bytes_ = 0;
  std::uint64_t trim_at_ms_ = 0;  // mono
  std::uint64_t round_ = 1;       // changes when batches are taken: their lists are gone then
  std::string serialised_;        // scratch
  std::vector<GatheredGroup> gathered_;  // scratch
  std::vector<Request> requests_;
  std::vector<DeliveryBatch> batches_;  // by loop
  std::vector<std::vector<DeliveryBatch>> spare_;
};

}  // namespace uvchat::hub
