#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

// What a room says to the operator. Rooms are handed a sink and know no logging library.
// Life-cycle events are `info`; the text of a message is never logged.

namespace uvchat {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct LogField {
  std::string_view key;
  std::variant<std::string_view, std::int64_t> value;

  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  LogField(std::string_view k, std::integral auto v)
      : key(k), value(static_cast<std::int64_t>(v)) {}
};

// Thread-safe: every room writes to the same sink from its own thread.
class LogSink {
 public:
  virtual ~LogSink() = default;
  // `event` is a short constant phrase ("listener opened"); what varies is in the fields.
  virtual void write(LogLevel level, std::string_view event,
                     std::initializer_list<LogField> fields) = 0;
  // From now on nothing below is written. A sink that nobody reads has no level.
  virtual void set_level(LogLevel) {}
  virtual LogLevel level() const { return LogLevel::info; }
};

// Says nothing; for tests and for tools that have nobody to tell.
class NullLog final : public LogSink {
 public:
  void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace uvchat
