#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "loadtest/progress.h"
#include "loadtest/report.h"
#include "uvchat/base/result.h"

// What the processes of one run say to each other. A worker says lines: a word, and where it is not
// "reached", a JSON object behind it. Its parent gives orders of one byte.

namespace uvchat::loadtest {

// The worker has come to the next place where all wait for the last of them.
struct Reached {
  friend bool operator==(const Reached&, const Reached&) = default;
};

// A report is a worker's last message. Its scenario, its surroundings, its list of processes and
// what --slo says of it are not told: they are the parent's to say.
using Message = std::variant<Reached, Progress, Report>;

enum class Order : char {
  go = 'g',    // all have reached that place
  stop = 's',  // end now, and report what there is
};

// One line, without its end.
std::string print_message(const Message& message);
Result<Message> parse_message(std::string_view line);

}  // namespace uvchat::loadtest
