#include "server/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace uvchat::server {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// A JSON string: control characters and quotes escaped, what is not UTF-8 becomes U+FFFD.
std::string quoted(std::string_view value, bool ascii_only) {
  return nlohmann::json(value).dump(-1, ' ', ascii_only, nlohmann::json::error_handler_t::replace);
}

// Characters a terminal obeys or hides, and which JSON leaves as they are: DEL, C1 controls, and
// marks of width zero and of writing direction. UTF-8 sorts as the code points do.
bool has_hidden_character(std::string_view utf8) {
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    const std::string_view two = utf8.substr(at, 2);
    const std::string_view three = utf8.substr(at, 3);
    if (utf8[at] == '\x7F' || (two >= "\xC2\x80" && two <= "\xC2\x9F") ||
        (three >= "\u200B" && three <= "\u200F") || (three >= "\u2028" && three <= "\u202E") ||
        (three >= "\u2060" && three <= "\u206F") || three == "\uFEFF") {
      return true;
    }
  }
  return false;
}

// As it is where that cannot be misread, else quoted.
std::string text_value(std::string_view value) {
  const std::string readable = quoted(value, false);
  if (has_hidden_character(readable)) return quoted(value, true);
  const bool unchanged = std::string_view(readable).substr(1, readable.size() - 2) == value;
  const bool one_word = !value.empty() && value.find_first_of(" =") == std::string_view::npos;
  return unchanged && one_word ? std::string(value) : readable;
}

std::string text_line(std::string_view event, std::initializer_list<LogField> fields) {
  std::string line(event);
  for (const LogField& field : fields) {
    line.append(" ").append(field.key).append("=");
    const auto* number = std::get_if<std::int64_t>(&field.value);
    line += number != nullptr ? std::to_string(*number)
                              : text_value(std::get<std::string_view>(field.value));
  }
  return line;
}

std::string json_members(std::string_view event, std::initializer_list<LogField> fields) {
  std::string members = "\"event\":" + quoted(event, true);
  for (const LogField& field : fields) {
    members.append(",").append(quoted(field.key, true)).append(":");
    const auto* number = std::get_if<std::int64_t>(&field.value);
    members += number != nullptr ? std::to_string(*number)
                                 : quoted(std::get<std::string_view>(field.value), true);
  }
  return members;
}

class SpdlogSink final : public LogSink {
 public:
  SpdlogSink(LogLevel level, LogFormat format, std::FILE* file)
      : format_(format), logger_("uvchat", std::make_shared<FileSink>(file)) {
    const std::string pattern = format == LogFormat::json
                                    ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                    : "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
    logger_.set_formatter(
        std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc, "\n"));
    SpdlogSink::set_level(level);
  }

  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override {
    if (!logger_.should_log(to_spdlog(level))) return;
    const std::string text =
        format_ == LogFormat::json ? json_members(event, fields) : text_line(event, fields);
    logger_.log(to_spdlog(level), spdlog::string_view_t(text));
  }
  void set_level(LogLevel level) override {
    logger_.set_level(to_spdlog(level));
    level_ = level;
  }
  LogLevel level() const override { return level_; }

 private:
  using FileSink = spdlog::sinks::stdout_sink_base<spdlog::details::console_mutex>;

  LogFormat format_;
  std::atomic<LogLevel> level_{};
  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<LogSink> make_log(LogLevel level, LogFormat format, std::FILE* file) {
  return std::make_unique<SpdlogSink>(level, format, file);
}

}  // namespace uvchat::server
