#include "server/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace uvchat::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

// std::regex would take half a minute to compile.
const std::string time_pattern =
    "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z";

// A log that writes into a file of its own.
class Captured {
 public:
  Captured(LogLevel level, LogFormat format) : log_(make_log(level, format, file_)) {}
  ~Captured() { std::fclose(file_); }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;

  LogSink& log() { return *log_; }

  std::string text() const {
    std::rewind(file_);
    std::string text;
    std::array<char, 4096> part{};
    while (const std::size_t bytes = std::fread(part.data(), 1, part.size(), file_)) {
      text.append(part.data(), bytes);
    }
    return text;
  }

  // Without the time, which each line begins with.
  std::vector<std::string> lines() const {
    std::istringstream stream(text());
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
      lines.push_back(line.substr(line.find(' ') + 1));
    }
    return lines;
  }

 private:
  std::FILE* file_ = std::tmpfile();
  std::unique_ptr<LogSink> log_;
};

std::string text_of(std::string_view value) {
  Captured captured(LogLevel::info, LogFormat::text);
  captured.log().write(LogLevel::info, "event", {{"value", value}});
  const auto lines = captured.lines();
  const std::string before = "info event value=";
  return lines.size() == 1 && lines[0].starts_with(before) ? lines[0].substr(before.size())
                                                           : "not one line";
}

nlohmann::json json_of(std::string_view value) {
  Captured captured(LogLevel::info, LogFormat::json);
  captured.log().write(LogLevel::info, "event", {{"value", value}});
  return nlohmann::json::parse(captured.text()).at("value");
}

TEST(Log, TextIsALineOfTimeLevelEventAndFields) {
  Captured captured(LogLevel::info, LogFormat::text);
  captured.log().write(LogLevel::info, "listener opened",
                       {{"protocol", "irc"}, {"address", "127.0.0.1"}, {"port", 6667}});
  EXPECT_THAT(captured.text(),
              MatchesRegex(time_pattern + R"( info listener opened )"
                                          R"(protocol=irc address=127\.0\.0\.1 port=6667.)"));
}

TEST(Log, JsonIsAnObjectALine) {
  Captured captured(LogLevel::info, LogFormat::json);
  captured.log().write(LogLevel::warning, "listener opened", {{"protocol", "irc"}, {"port", -1}});
  EXPECT_THAT(captured.text(),
              MatchesRegex(R"(\{"time":")" + time_pattern +
                           R"(","level":"warning",)"
                           R"("event":"listener opened","protocol":"irc","port":-1\}.)"));
}

TEST(Log, WhatIsBelowTheLevelIsNotWritten) {
  Captured captured(LogLevel::warning, LogFormat::text);
  captured.log().write(LogLevel::debug, "one", {});
  captured.log().write(LogLevel::info, "two", {});
  captured.log().write(LogLevel::warning, "three", {});
  captured.log().write(LogLevel::error, "four", {});
  EXPECT_THAT(captured.lines(), ElementsAre("warning three", "error four"));
}

TEST(Log, DebugIsWrittenWhereItIsAskedFor) {
  Captured captured(LogLevel::debug, LogFormat::text);
  captured.log().write(LogLevel::debug, "turn", {{"lines", 7U}});
  EXPECT_THAT(captured.lines(), ElementsAre("debug turn lines=7"));
}

TEST(Log, AValueOfOneWordStandsAsItIs) {
  EXPECT_EQ(text_of("#lobby"), "#lobby");
  EXPECT_EQ(text_of("[ana]^{}|"), "[ana]^{}|");
  EXPECT_EQ(text_of("Begoña"), "Begoña");
  EXPECT_EQ(text_of("{}%v%%"), "{}%v%%");
}

TEST(Log, AValueThatCouldBeMisreadIsQuoted) {
  EXPECT_EQ(text_of(""), R"("")");
  EXPECT_EQ(text_of("two words"), R"("two words")");
  EXPECT_EQ(text_of("a=b"), R"("a=b")");
  EXPECT_EQ(text_of(R"(say "hi")"), R"("say \"hi\"")");
  EXPECT_EQ(text_of(R"(back\slash)"), R"("back\\slash")");
}

TEST(Log, AValueCannotForgeALine) {
  EXPECT_EQ(text_of("eve\r\n2026-11-22T14:03:11.123Z info operator name=eve"),
            R"("eve\r\n2026-11-22T14:03:11.123Z info operator name=eve")");
  EXPECT_EQ(text_of(std::string_view("a\0b", 3)), R"("a\u0000b")");
  EXPECT_EQ(text_of("\x1B[2J"), R"("\u001b[2J")");
}

TEST(Log, CharactersThatATerminalObeysOrHidesAreEscaped) {
  EXPECT_EQ(text_of("a\x7F"), R"("a\u007f")");
  EXPECT_EQ(text_of("\u009B2J"), R"("\u009b2J")");
  EXPECT_EQ(text_of("a\u200Bb"), R"("a\u200bb")");
  EXPECT_EQ(text_of("a\u2028b"), R"("a\u2028b")");
  EXPECT_EQ(text_of("a\u202Eb"), R"("a\u202eb")");
  EXPECT_EQ(text_of("a\uFEFFb"), R"("a\ufeffb")");
}

TEST(Log, BytesThatAreNotUtf8AreReplaced) {
  EXPECT_EQ(text_of("a\xFF"), "\"a\uFFFD\"");
  EXPECT_EQ(text_of("\xC3"), "\"\uFFFD\"");
  EXPECT_EQ(json_of("a\xFF"), "a\uFFFD");
  EXPECT_EQ(json_of("\xED\xA0\x80").get<std::string>().find("\uFFFD"), 0U);
}

TEST(Log, AJsonValueReadsBackAsItWas) {
  for (const char* value : {"", "a b", "\"\\", "\r\n\t\x01\x7F", "ñ😀\u2028", "\",\"level\":\"x"}) {
    EXPECT_EQ(json_of(value), value);
  }
}

TEST(Log, JsonIsAscii) {
  Captured captured(LogLevel::info, LogFormat::json);
  captured.log().write(LogLevel::info, "event", {{"nick", "Begoña"}});
  EXPECT_THAT(captured.text(), HasSubstr(R"("nick":"Bego\u00f1a")"));
}

TEST(Log, ThreadsDoNotMixTheirLines) {
  Captured captured(LogLevel::info, LogFormat::text);
  const std::string value(200, 'x');
  std::vector<std::thread> threads;
  for (int id = 0; id < 4; ++id) {
    threads.emplace_back([&] {
      for (int line = 0; line < 250; ++line) {
        captured.log().write(LogLevel::info, "event", {{"value", value}});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto lines = captured.lines();
  EXPECT_EQ(lines.size(), 1000U);
  EXPECT_THAT(lines, testing::Each("info event value=" + value));
}

TEST(Log, GoesToStderrUnlessToldOtherwise) {
  testing::internal::CaptureStderr();
  make_log(LogLevel::info, LogFormat::text)->write(LogLevel::info, "started", {});
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("Z info started\n"));
}

}  // namespace
}  // namespace uvchat::server
