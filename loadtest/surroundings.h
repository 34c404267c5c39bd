#pragma once

#include <string>

namespace uvchat::loadtest {

// Where and when a run was made: without that its figures cannot be compared.
struct Surroundings {
  std::string date;     // "2026-11-26 09:30:00 UTC"
  std::string loadgen;  // its version
  std::string system;   // "Linux 6.1.0 x86_64"
  std::string processor;
  int cores = 0;
};

Surroundings surroundings();

}  // namespace uvchat::loadtest
