#include "chat/announce.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <string>

namespace uvchat::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class Announcements : public testing::Test {
 protected:
  void SetUp() override { std::setlocale(LC_CTYPE, "C.UTF-8"); }
};

TEST_F(Announcements, AreMadeAsTheTerminalKnowsThem) {
  const Announcing xterm = announcing_of("xterm-256color", nullptr, nullptr);
  EXPECT_EQ(title_bytes(xterm, "#lobby"), "\033]2;#lobby\007");
  EXPECT_EQ(notice_bytes(xterm, {"#lobby", "bob", "hi"}), "\033]9;uvchat: bob #lobby: hi\007");
  EXPECT_EQ(notice_bytes(announcing_of("foot", nullptr, nullptr), {"", "bob", "hi"}),
            "\033]777;notify;bob;hi\007");
  EXPECT_EQ(notice_bytes(announcing_of("tmux-256color", "/tmp/x", nullptr), {"", "bob", "hi"}),
            "\033Ptmux;\033\033]9;uvchat: bob: hi\007\033\\");
}

TEST_F(Announcements, AreNoneWhereTheTerminalWouldShowThemAsText) {
  for (const char* const term : {"linux", "vt220", "dumb", ""}) {
    const Announcing none = announcing_of(term, nullptr, nullptr);
    EXPECT_EQ(title_bytes(none, "x") + notice_bytes(none, {"a", "b", "c"}), "") << term;
    EXPECT_EQ(keep_title_bytes(none) + put_back_title_bytes(none), "") << term;
  }
  EXPECT_EQ(notice_bytes(announcing_of("screen", nullptr, nullptr), {"a", "b", "c"}), "");
  EXPECT_EQ(title_bytes(announcing_of(nullptr, nullptr, nullptr), "x"), "");
}

TEST_F(Announcements, HoldNothingThatSteersTheTerminal) {
  const Announcing xterm = announcing_of("xterm", nullptr, nullptr);
  const std::string evil = "4;1\007\033]0;x\033\\\302\234\u202E" + std::string(9000, 'y');
  const std::string title = title_bytes(xterm, evil);
  EXPECT_LT(title.size(), 300U);
  EXPECT_EQ(title.find_first_of("\007\033", 1), title.size() - 1);
  EXPECT_THAT(title, Not(HasSubstr("\302\234")));
  const std::string notice = notice_bytes(xterm, {evil, evil, evil});
  EXPECT_LT(notice.size(), 900U);
  EXPECT_EQ(notice.find_first_of("\007\033", 1), notice.size() - 1);
}

}  // namespace
}  // namespace uvchat::cli
