#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace uvchat::files {

// Why something was not done with a file, as far as answers differ.
enum class Trouble : std::uint8_t {
  full,     // the disk, or what the system allows, is used up: less may be stored, or later
  damaged,  // the picture is none
  absent,   // there is no such file
  busy,     // as many files are open as may be: later
  failed,   // the disk does not do what it should
};

struct Failure {
  Trouble trouble = Trouble::failed;
  std::string text;  // for the operator: one sentence without a full stop
};

template <typename T>
using Outcome = tl::expected<T, Failure>;

// Of an errno. `what` was tried: "write to an upload".
tl::unexpected<Failure> failure(int error, std::string_view what);

}  // namespace uvchat::files
