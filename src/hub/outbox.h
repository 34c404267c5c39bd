#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hub/channel.h"
#include "hub/line.h"
#include "uvchat/base/ids.h"
#include "uvchat/hub/effect.h"

namespace uvchat::hub {

// What the hub has decided and nobody has been told yet: one DeliveryBatch a loop. A line is
// serialised once per variant; a channel's receiver list stands in a batch once, until its
// membership changes; lines one after the other to one list become one slice.
// The order of calls is the order everybody sees (promises O1 to O3).
class Outbox {
 public:
  Outbox(std::uint8_t loops, std::uint64_t expanded_bytes_max);

  // `bytes`: whole lines with their ends.
  void to_one(ConnId conn, std::string_view bytes);
  void to_one(const Session& session, const Line& line, std::string_view extra_tags = {});
  // All members but `except`, which may be nobody.
  void to_channel(Channel& channel, const Line& line, ConnId except);
  // All who share a channel with `user`, each once, without the user.
  void to_neighbours(const User& user, const Line& line);

  void close(ConnId conn);
  void penalty(ConnId conn, std::uint32_t ms);

  // The next step would make a turn long: deliver first what is there.
  bool full() const { return expanded_bytes_ >= limit_; }
  bool empty() const;

  // Hands over what is there for `loop`, and takes emptied batches back for use again.
  // REQUIRES: all loops are taken, one after the other, before anything is added.
  DeliveryBatch take(std::uint8_t loop);
  void give_back(DeliveryBatch&& batch);

 private:
  struct NeighbourGroup {
    Variant variant;
    std::uint8_t loop;
    std::vector<ConnId> conns;
  };

  void deliver_list(DeliveryBatch& batch, std::uint32_t list, ConnId except,
                    std::string_view bytes);
  std::uint32_t add_list(DeliveryBatch& batch, const std::vector<ConnId>& conns);
  NeighbourGroup& neighbour_group(Variant variant, std::uint8_t loop);
  void gather_neighbours(const User& user);

  const std::uint64_t limit_;
  std::uint64_t expanded_bytes_ = 0;
  std::uint64_t round_ = 1;  // changes when batches are taken: their lists are gone then
  std::uint64_t told_mark_ = 0;
  std::string serialised_;                  // scratch
  std::vector<NeighbourGroup> neighbours_;  // scratch
  std::vector<DeliveryBatch> batches_;      // by loop
  std::vector<std::vector<DeliveryBatch>> spare_;
};

}  // namespace uvchat::hub
