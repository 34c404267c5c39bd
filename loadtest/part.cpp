#include "loadtest/part.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace uvchat::loadtest {
namespace {

// By client. Where there are rooms, the largest first, each goes to the process that has the fewest
// clients so far.
std::vector<std::uint32_t> players_of(const Scenario& scenario, const Layout& whole) {
  std::vector<std::uint32_t> players(scenario.clients);
  if (scenario.idle) {
    for (std::uint32_t client = 0; client < scenario.clients; ++client) {
      players[client] = client % scenario.processes;
    }
    return players;
  }
  std::vector<std::uint32_t> clients(scenario.processes);
  std::vector<std::uint32_t> of_rooms;
  for (const Layout::Room& room : whole.rooms) {
    const auto fewest = std::min_element(clients.begin(), clients.end());
    *fewest += room.members;
    of_rooms.push_back(static_cast<std::uint32_t>(fewest - clients.begin()));
  }
  for (std::uint32_t client = 0; client < scenario.clients; ++client) {
    players[client] = of_rooms[whole.seats[client].room];
  }
  return players;
}

}  // namespace

Part part_of(const Scenario& scenario, std::uint32_t process) {
  Part part{scenario, Layout(scenario)};
  Layout& layout = part.layout;
  const std::vector<std::uint32_t> players = players_of(scenario, layout);
  std::erase_if(layout.clients, [&](std::uint32_t client) { return players[client] != process; });
  std::vector<Layout::Room> rooms(layout.rooms.size());
  for (const std::uint32_t client : layout.clients) {
    const std::uint32_t room = layout.seats[client].room;
    if (rooms[room].members == 0) rooms[room] = layout.rooms[room];
  }
  layout.rooms = std::move(rooms);
  part.scenario.connect_batch = std::max(1U, scenario.connect_batch / scenario.processes);
  part.scenario.join_batch = std::max(1U, scenario.join_batch / scenario.processes);
  if (process > 0) {  // one logs in, reads and uploads for all
    for (Phase& phase : part.scenario.phases) {
      phase.logins_per_s = phase.pages_per_s = 0;
      phase.uploads = 0;
    }
  }
  part.scenario.server_pid = process == 0 ? scenario.server_pid : 0;
  return part;
}

std::size_t most_clients(const Scenario& scenario) {
  std::vector<std::size_t> clients(scenario.processes);
  for (const std::uint32_t player : players_of(scenario, Layout(scenario))) ++clients[player];
  return *std::max_element(clients.begin(), clients.end());
}

}  // namespace uvchat::loadtest
