#pragma once

#include <cstddef>
#include <cstdint>

#include "loadtest/layout.h"
#include "loadtest/scenario.h"

namespace uvchat::loadtest {

// What one of several processes plays: some of the rooms, and who sits in them; some of the
// clients, where they are idle. Clients and rooms keep the numbers that they have in the whole, so
// names and markers are distinct everywhere. The rooms of others are empty in its layout.
struct Part {
  Scenario scenario;  // the whole one; but batches are shared, and the first measures the server
  Layout layout;
};

// `process` counts from 0 to the scenario's processes. The rooms are divided so that all have about
// as many clients.
Part part_of(const Scenario& scenario, std::uint32_t process);

// Of the process that has the most.
std::size_t most_clients(const Scenario& scenario);

}  // namespace uvchat::loadtest
