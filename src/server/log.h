#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>

#include "uvchat/base/log.h"

namespace uvchat::server {

enum class LogFormat : std::uint8_t {
  text,  // 2026-11-22T14:03:11.123Z info server started version=0.1.0 io_threads=1
  json,  // {"time":"2026-11-22T14:03:11.123Z","level":"info","event":"server started",...}
};

// One line per event, written at once, nothing below `level`. Whatever a field's value holds, it
// stays one value of one line: control characters, quotes and bytes that are not UTF-8 are escaped.
std::unique_ptr<LogSink> make_log(LogLevel level, LogFormat format, std::FILE* file = stderr);

}  // namespace uvchat::server
