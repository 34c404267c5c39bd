#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "loadtest/marker.h"

namespace uvchat::loadtest {

// Cuts one client's bytes into lines and looks at their ends for a marker. This is the load
// generator's inner loop: at millions of deliveries a second there is time for nothing more.
class Receiver {
 public:
  // A beginning of a line that grows beyond this has no end.
  static constexpr std::size_t line_bytes_max = 16384;

  // Calls sink.marked(Marker) for each line that ends in a marker and sink.other(std::string_view)
  // for each that does not. False when the stream is not made of lines.
  template <typename Sink>
  [[nodiscard]] bool feed(std::string_view bytes, Sink& sink) {
    const char* at = bytes.data();
    const char* const end = at + bytes.size();
    if (!partial_.empty()) {
      const char* newline = find_newline(at, end);
      partial_.append(at, newline != nullptr ? newline : end);
      if (newline == nullptr) return partial_.size() <= line_bytes_max;
      take_line(partial_.data(), partial_.data() + partial_.size(), sink);
      partial_.clear();
      at = newline + 1;
    }
    while (const char* newline = find_newline(at, end)) {
      take_line(at, newline, sink);
      at = newline + 1;
    }
    partial_.assign(at, end);
    return partial_.size() <= line_bytes_max;
  }

 private:
  static const char* find_newline(const char* at, const char* end) {
    return static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
  }

  template <typename Sink>
  static void take_line(const char* at, const char* end, Sink& sink) {
    if (at != end && end[-1] == '\r') --end;
    const std::string_view line(at, static_cast<std::size_t>(end - at));
    if (const auto marker = read_marker(line)) [[likely]] {
      sink.marked(*marker);
    } else {
      sink.other(line);
    }
  }

  std::string partial_;
};

}  // namespace uvchat::loadtest
