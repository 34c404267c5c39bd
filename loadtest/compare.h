#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "uvchat/base/result.h"

namespace uvchat::loadtest {

// Each has a letter.
inline constexpr std::size_t compared_max = 26;

// Reports that --json has written, side by side: a line for each figure, in one unit, with the
// ratio of each to the first. What one of them has not measured is shown as "-". Fails where a file
// cannot be read or is no report; what it shows of a file can do nothing to a terminal.
// REQUIRES: two paths at least, and compared_max at most.
Result<std::string> compare(const std::vector<std::string>& paths);

// The same of files that have been read.
struct ReportText {
  std::string path;
  std::string text;
};
Result<std::string> compare(std::vector<ReportText> reports);

}  // namespace uvchat::loadtest
