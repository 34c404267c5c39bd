#include "loadtest/layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace uvchat::loadtest {

std::vector<std::uint32_t> room_sizes(const Scenario& s) {
  std::vector<std::uint32_t> sizes(s.rooms, std::min(2U, s.clients / s.rooms));
  const std::uint32_t to_share = s.clients - sizes.front() * s.rooms;
  const double exponent = s.zipf_exponent.value_or(0);
  double weights = 0;
  for (std::uint32_t room = 0; room < s.rooms; ++room) weights += std::pow(room + 1, -exponent);
  // Each room gets the difference of two rounded sums, so that all of them get all.
  double sum = 0;
  std::uint32_t shared = 0;
  for (std::uint32_t room = 0; room < s.rooms; ++room) {
    sum += std::pow(room + 1, -exponent);
    const auto until = static_cast<std::uint32_t>(std::ceil(to_share * (sum / weights) - 1e-6));
    sizes[room] += until - shared;
    shared = until;
  }
  return sizes;
}

Layout::Layout(const Scenario& scenario)
    : rooms(scenario.rooms), seats(scenario.clients), clients(scenario.clients) {
  std::iota(clients.begin(), clients.end(), 0U);
  const std::vector<std::uint32_t> sizes = room_sizes(scenario);
  std::vector<std::uint32_t> open(scenario.rooms);
  std::iota(open.begin(), open.end(), 0U);
  for (std::uint32_t client = 0; client < scenario.clients;) {
    std::erase_if(open, [&](std::uint32_t room) { return rooms[room].members == sizes[room]; });
    for (auto room = open.begin(); room != open.end() && client < scenario.clients; ++room) {
      seats[client] = {*room, rooms[*room].members++};
      if (client < scenario.senders) rooms[*room].senders.push_back(client);
      ++client;
    }
  }
}

}  // namespace uvchat::loadtest
