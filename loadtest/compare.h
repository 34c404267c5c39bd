#pragma once

#include <string>

#include "uvchat/base/result.h"

namespace uvchat::loadtest {

// Two reports that --json has written, side by side: a line for each figure, with the ratio of the
// second to the first. What one of them has not measured is shown as "-". Fails where a file cannot
// be read or is no report.
Result<std::string> compare(const std::string& path_a, const std::string& path_b);

}  // namespace uvchat::loadtest
