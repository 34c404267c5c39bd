#include "uvchat/irc/names.h"

#include <gtest/gtest.h>

#include <string>

namespace uvchat::irc {
namespace {

TEST(Names, FoldAsciiAlone) {
  EXPECT_EQ(fold("Ab[C]\\\u00c4"), "ab[c]\\\u00c4");
  EXPECT_TRUE(same_name("#LoBBy", "#lobby"));
  EXPECT_FALSE(same_name("a[", "a{"));
  EXPECT_FALSE(same_name("a", "ab"));
}

TEST(Names, ValidNicks) {
  for (const char* nick : {"a", "A1", "[x]", "a-b", "_", "|w|", "x`{}^\\"}) {
    EXPECT_TRUE(valid_nick(nick, 32)) << nick;
  }
  for (const char* nick : {"", "1a", "-a", "a b", "a!b", "a@b", "#a", "a,b", "caf\u00e9", "a.b"}) {
    EXPECT_FALSE(valid_nick(nick, 32)) << nick;
  }
  EXPECT_TRUE(valid_nick(std::string(32, 'x'), 32));
  EXPECT_FALSE(valid_nick(std::string(33, 'x'), 32));
}

TEST(Names, ValidChannels) {
  for (const char* name : {"#a", "##", "#caf\u00e9", "#a:b"}) {
    EXPECT_TRUE(valid_channel(name, 64)) << name;
  }
  for (const char* name : {"", "#", "a", "#a b", "#a,b", "#a\x07", "#a\r", "#\xff", "&a"}) {
    EXPECT_FALSE(valid_channel(name, 64)) << name;
  }
  std::string wide = "#";
  for (int i = 0; i < 63; ++i) wide += "\u00e9";
  EXPECT_TRUE(valid_channel(wide, 64));         // 64 characters, 127 bytes
  EXPECT_FALSE(valid_channel(wide + "e", 64));  // one character more
  EXPECT_FALSE(valid_channel(wide, 63));
}

TEST(Names, EverythingMakesSomeNick) {
  EXPECT_EQ(nick_from("Ana", 32), "Ana");
  EXPECT_EQ(nick_from("Jos\u00e9 L", 32), "Jos__L");
  EXPECT_EQ(nick_from("", 32), "_");
  EXPECT_EQ(nick_from("1st", 32), "_1st");
  EXPECT_EQ(nick_from(std::string(50, '1'), 32), "_" + std::string(31, '1'));
  EXPECT_EQ(nick_from("\xff\xfe", 32), "__");
  for (const char* name : {"-", " ", "\n", "::", "\u00f1"}) {
    EXPECT_TRUE(valid_nick(nick_from(name, 32), 32)) << name;
  }
}

TEST(Names, ListsComeItemByItem) {
  std::string_view list = ",a,,b,";
  std::string_view item;
  ASSERT_TRUE(next_in_list(list, item));
  EXPECT_EQ(item, "a");
  ASSERT_TRUE(next_in_list(list, item));
  EXPECT_EQ(item, "b");
  EXPECT_FALSE(next_in_list(list, item));
}

}  // namespace
}  // namespace uvchat::irc
