#pragma once

#include <string>
#include <tl/expected.hpp>

// The world's failures (a file, a port, a library that says no) are values that must be looked at.

namespace uvchat {

// One sentence a user can act on, without a trailing full stop.
struct Error {
  std::string text;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string text) {
  return tl::unexpected<Error>(Error{std::move(text)});
}

}  // namespace uvchat
