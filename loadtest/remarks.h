#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "loadtest/report.h"

namespace uvchat::loadtest {

// What a reader has to know of a run before its figures, in sentences.
struct Remark {
  enum class Weight : std::uint8_t {
    failed,  // the run is worth nothing, the server did wrong, or --slo does not hold
    good,    // nothing failed
    note,    // the figures mean something else than one would think
  };
  Weight weight;
  std::string text;  // without a trailing full stop
};

// In that order: what failed, or that nothing did, and then the notes.
std::vector<Remark> remarks(const Report& report);

}  // namespace uvchat::loadtest
