#include "server/stall_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

namespace uvchat::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class HeardStalls final : public LogSink {
 public:
  void write(LogLevel, std::string_view event, std::initializer_list<LogField> fields) override {
    std::string line(event);
    for (const LogField& field : fields) {
      line += ' ';
      line += field.key;
      line += '=';
      const auto* number = std::get_if<std::int64_t>(&field.value);
      line += number != nullptr ? std::to_string(*number) : std::get<std::string_view>(field.value);
    }
    lines.push_back(line);
  }
  std::vector<std::string> lines;
};

TEST(StallLog, IsSilentAboutTurnsThatNobodyNotices) {
  HeardStalls heard;
  StallLog log(heard, "hub");
  log.took(0, {1000, 0});
  log.took(limits::stall_us - 1, {1000, 0});
  EXPECT_THAT(heard.lines, IsEmpty());
}

TEST(StallLog, WarnsOnceASecondAndCountsWhatItDidNotTell) {
  HeardStalls heard;
  StallLog log(heard, "loop 1");
  log.took(limits::stall_us, {1000, 0});
  log.took(300'000, {1500, 0});
  log.took(400'000, {1999, 0});
  log.took(500'000, {2000, 0});
  log.took(600'000, {3000, 0});
  EXPECT_THAT(heard.lines,
              ElementsAre("a turn took long part=loop 1 took_ms=100 not_logged_before=0",
                          "a turn took long part=loop 1 took_ms=500 not_logged_before=2",
                          "a turn took long part=loop 1 took_ms=600 not_logged_before=0"));
}

}  // namespace
}  // namespace uvchat::server
