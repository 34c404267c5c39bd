#include "transfer/chafa.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "chat/texts.h"
#include "tests/picture/pictures.h"

// What is given to chafa, and what is taken from it. Here it is a script.

namespace uvchat::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ChafaTest : public testing::Test {
 protected:
  ChafaTest() {
    std::filesystem::create_directories(folder_);
    if (const char* const path = std::getenv("PATH")) path_ = path;
    setenv("PATH", folder_.c_str(), 1);
    watch_.is_stopped = [this] { return is_stopped_; };
  }
  ~ChafaTest() override {
    if (path_) setenv("PATH", path_->c_str(), 1);
    std::filesystem::remove_all(folder_);
  }

  void chafa_does(const std::string& script) {
    const std::string program = folder_ + "/chafa";
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  }
  std::string draws(const std::string& picture) {
    auto file = ArrivingFile::without_name().value();
    EXPECT_TRUE(file.append(picture));
    const auto chafa = find_chafa();
    if (!chafa) return chafa.error().text;
    const auto drawing = draw_by_chafa(*chafa, file, {10, 20, true}, watch_);
    return drawing ? *drawing : drawing.error().text;
  }

  const std::string folder_ = testing::TempDir() + "chafa-" + std::to_string(::getpid());
  const std::string gif_ = "GIF89a" + picture::little(64, 2) + picture::little(48, 2);
  std::optional<std::string> path_;
  TransferWatch watch_;
  bool is_stopped_ = false;
};

TEST_F(ChafaTest, WhereItIsMissingTheUserIsToldHowToGetIt) {
  EXPECT_THAT(draws(gif_), HasSubstr("apt install chafa"));
}

TEST_F(ChafaTest, ItSeesThePictureTheSizeAndNothingElse) {
  setenv("UVCHAT_SECRET", "secret", 1);
  chafa_does("echo \"$@\"; /bin/cat; /usr/bin/env; ls /proc/self/fd 2>/dev/null");
  const std::string drawing = draws(gif_);
  EXPECT_THAT(drawing, StartsWith("--format symbols --colors 256"));
  EXPECT_THAT(drawing, HasSubstr("--size 20x10 -\n" + gif_));
  EXPECT_THAT(drawing, Not(HasSubstr("secret")));
  unsetenv("UVCHAT_SECRET");
}

TEST_F(ChafaTest, WhatIsNoPictureIsNotGivenToIt) {
  chafa_does("echo was asked");
  EXPECT_EQ(draws("<svg></svg>"), text(Text::picture_not_known));
  EXPECT_EQ(draws("GIF89a" + picture::nul(20)), text(Text::picture_not_known));
  EXPECT_EQ(draws(picture::jpeg_begin + picture::jfif), text(Text::picture_not_known));
  EXPECT_EQ(draws(""), text(Text::picture_not_known));
}

TEST_F(ChafaTest, ABombIsNotGivenToIt) {
  chafa_does("echo was asked");
  EXPECT_EQ(draws("GIF89a" + picture::little(0xFFFF, 2) + picture::little(0xFFFF, 2)),
            text(Text::picture_not_drawn));
}

TEST_F(ChafaTest, ADrawingWithoutEndIsNotWaitedFor) {
  chafa_does("while :; do echo all work and no play; done");
  EXPECT_EQ(draws(gif_), text(Text::picture_not_drawn));
}

TEST_F(ChafaTest, WhereItFailsNothingIsDrawn) {
  chafa_does("echo half; exit 1");
  EXPECT_EQ(draws(gif_), text(Text::picture_not_drawn));
  chafa_does("exit 0");
  EXPECT_EQ(draws(gif_), text(Text::picture_not_drawn));
}

TEST_F(ChafaTest, ItIsEndedWhenTheUserDoesNotWait) {
  chafa_does("while :; do :; done");
  is_stopped_ = true;
  EXPECT_EQ(draws(gif_), text(Text::file_stopped));
}

TEST_F(ChafaTest, TheRealOneDraws) {
  if (path_) setenv("PATH", path_->c_str(), 1);
  if (!find_chafa()) GTEST_SKIP() << "chafa is not installed";
  // A GIF of two dots, a dark one and a bright one.
  const std::string gif = "GIF89a" + picture::little(2, 2) + picture::little(1, 2) + "\x80" +
                          picture::nul(2) + picture::nul(3) + "\xFF\xFF\xFF" + "," +
                          picture::nul(4) + picture::little(2, 2) + picture::little(1, 2) +
                          picture::nul(1) + "\x02\x02\x44\x0A" + picture::nul(1) + ";";
  EXPECT_THAT(draws(gif), HasSubstr("\033["));
}

}  // namespace
}  // namespace uvchat::cli
