#include "plain/input.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class InputTest : public testing::Test, public Input::Listener {
 protected:
  InputTest() { uv_loop_init(&loop_); }
  ~InputTest() override { EXPECT_EQ(uv_loop_close(&loop_), 0); }

  void read(uv_file descriptor) {
    Input input(loop_, descriptor, *this);
    input_ = &input;
    input.start();
    uv_run(&loop_, UV_RUN_DEFAULT);
  }
  static uv_file pipe_of(std::string_view text) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    EXPECT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    close(ends[1]);
    return ends[0];
  }
  static uv_file file_of(std::string_view text) {
    char name[] = "/tmp/uvchat-input-XXXXXX";
    const int file = mkstemp(name);
    unlink(name);
    EXPECT_EQ(write(file, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    lseek(file, 0, SEEK_SET);
    return file;
  }

  void on_input_line(std::string_view line) override {
    lines_.emplace_back(line);
    if (pauses_) {
      input_->pause();
      input_->start();
    }
  }
  void on_input_end() override { ++ends_; }

  uv_loop_t loop_{};
  Input* input_ = nullptr;
  bool pauses_ = false;
  std::vector<std::string> lines_;
  int ends_ = 0;
};

TEST_F(InputTest, ReadsTheLinesOfAPipe) {
  read(pipe_of("one\r\n\ntwo\nthree"));
  EXPECT_THAT(lines_, ElementsAre("one", "two", "three"));
  EXPECT_EQ(ends_, 1);
}

TEST_F(InputTest, ReadsTheLinesOfAFile) {
  const uv_file file = file_of("one\ntwo\n" + std::string(40'000, 'x') + "\nlast");
  read(file);
  close(file);
  EXPECT_THAT(lines_, ElementsAre("one", "two", std::string(40'000, 'x'), "last"));
  EXPECT_EQ(ends_, 1);
}

TEST_F(InputTest, GoesOnAfterAPauseAndLosesNothing) {
  pauses_ = true;
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "line " + std::to_string(i) + "\n";
  const uv_file file = file_of(text);
  read(file);
  close(file);
  ASSERT_EQ(lines_.size(), 10'000U);
  EXPECT_EQ(lines_.back(), "line 9999");
}

TEST_F(InputTest, EndsAtOnceWhereThereIsNothingToRead) {
  const uv_file nothing = open("/dev/null", O_RDONLY);
  read(nothing);
  close(nothing);
  EXPECT_THAT(lines_, IsEmpty());
  EXPECT_EQ(ends_, 1);
}

TEST_F(InputTest, EndsAtOnceWhereTheDescriptorIsClosed) {
  read(-1);
  EXPECT_EQ(ends_, 1);
}

TEST_F(InputTest, BreaksALineThatHasNoEnd) {
  const uv_file file = file_of(std::string(Input::line_bytes_max * 2, 'x'));
  read(file);
  close(file);
  EXPECT_GT(lines_.size(), 1U);
}

TEST_F(InputTest, BreaksALineThatHasNoEndBetweenCharacters) {
  for (const char* const before : {"", "x", "xy"}) {
    lines_.clear();
    std::string text = before;
    while (text.size() < Input::line_bytes_max * 2) text += "\u65e5";
    const uv_file file = file_of(text);
    read(file);
    close(file);
    std::string all;
    for (const std::string& line : lines_) {
      EXPECT_TRUE(utf8_valid(line));
      EXPECT_LE(line.size(), Input::line_bytes_max);
      all += line;
    }
    EXPECT_EQ(all, text);
  }
}

}  // namespace
}  // namespace uvchat::cli
