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

// What the hub has decided and nobody has been told yet: one DeliveryBatch a loop. A line is
// serialised once per variant; a channel's receiver list stands in a batch once, until its
// membership changes; lines one after the other to one list become one slice.
// The order of calls is the order everybody sees (promises O1 to O3). Members that are looked at,
// and lines that are told, are counted as work.
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
  // All members but `except`, which may be nobody.
  void to_channel(Channel& channel, const Record& record, ConnId except);
  // Those who are gathered, one by one and each once, are who the next line is delivered to that
  // deliver_gathered() is called with.
  void gather(Receiver receiver);
  void deliver_gathered(const Record& record) { deliver_gathered(record, record.can_wait); }
  void deliver_gathered(const Line& line) { deliver_gathered(line, false); }

  void close(ConnId conn);
  void penalty(ConnId conn, std::uint32_t ms);
  // No more lines of `conn` are read until it is released.
  void hold(ConnId conn);
  void release(ConnId conn);

  // What the server is asked for; taken after each step.
  template <typename R>
  void ask(R request) {
    requests_.emplace_back(std::in_place_type<R>, std::move(request));
  }
  std::vector<Request> take_requests() { return std::exchange(requests_, {}); }

  // The next step would make a turn long: deliver first what is there.
  bool full() const { return expanded_bytes_ >= limit_; }
  bool empty() const;

  // Hands over what is there for `loop`, and takes batches back to use them again.
  // REQUIRES: all loops are taken, one after the other, before anything is added.
  DeliveryBatch take(std::uint8_t loop);
  void give_back(DeliveryBatch&& batch);
  // To be called now and then: frees, once a second, emptied batches that are large. A burst pays
  // for new ones once a second; what it leaves behind goes back to the system.
  void trim(Now now);

 private:
  struct GatheredGroup {
    Variant variant;
    std::uint8_t loop;
    std::vector<ConnId> conns;
  };

  template <typename L>
  void deliver_gathered(const L& line, bool can_wait);
  void deliver_list(DeliveryBatch& batch, std::uint32_t list, ConnId except, std::string_view bytes,
                    bool can_wait);
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
