#pragma once

#include <string>

#include "loadtest/histogram.h"

namespace uvchat::loadtest {

// The distribution in the text form of HdrHistogram's outputPercentileDistribution, in
// milliseconds: what its plotter and other tools read.
std::string to_hgrm(const Histogram& histogram);

}  // namespace uvchat::loadtest
