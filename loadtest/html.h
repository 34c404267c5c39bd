#pragma once

#include <string>

#include "loadtest/report.h"

namespace uvchat::loadtest {

// The report as one HTML page that needs nothing else: its charts are SVG, and it has no scripts.
std::string to_html(const Report& report);

}  // namespace uvchat::loadtest
