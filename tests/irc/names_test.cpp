#include "uvchat/irc/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace uvchat::irc {
namespace {

const Names ascii(Casemapping::ascii);
const Names precis(Casemapping::precis);

TEST(AsciiNames, FoldAsciiAlone) {
  EXPECT_EQ(ascii.fold("Ab[C]\\\u00c4"), "ab[c]\\\u00c4");
  EXPECT_TRUE(ascii.same("#LoBBy", "#lobby"));
  EXPECT_FALSE(ascii.same("a[", "a{"));
  EXPECT_FALSE(ascii.same("a", "ab"));
  EXPECT_FALSE(ascii.same("\u00d1", "\u00f1"));
  EXPECT_TRUE(ascii.look_alike("Ana", "ana"));
  EXPECT_FALSE(ascii.look_alike("ana", "\u0430na"));
}

class Nicks : public testing::TestWithParam<Casemapping> {};
INSTANTIATE_TEST_SUITE_P(OfEitherMapping, Nicks,
                         testing::Values(Casemapping::ascii, Casemapping::precis));

TEST_P(Nicks, OfAsciiAreValidByTheSameRules) {
  const Names names(GetParam());
  for (const char* nick : {"a", "A1", "[x]", "a-b", "_", "|w|", "x`{}^\\"}) {
    EXPECT_TRUE(names.valid_nick(nick)) << nick;
  }
  for (const char* nick :
       {"", "1a", "-a", "a b", "a!b", "a@b", "#a", "a,b", "a.b", "a\x7f", "\xff"}) {
    EXPECT_FALSE(names.valid_nick(nick)) << nick;
  }
  EXPECT_TRUE(names.valid_nick(std::string(32, 'x')));
  EXPECT_FALSE(names.valid_nick(std::string(33, 'x')));
}

TEST_P(Nicks, AreMadeOfAnything) {
  const Names names(GetParam());
  EXPECT_EQ(names.nick_from("Ana"), "Ana");
  EXPECT_EQ(names.nick_from(""), "_");
  EXPECT_EQ(names.nick_from("1st"), "_1st");
  EXPECT_EQ(names.nick_from(std::string(50, '1')), "_" + std::string(31, '1'));
  EXPECT_EQ(names.nick_from("\xff\xfe"), "__");
  for (const char* name : {"-", " ", "\n", "::", "\u00f1", "\u0301a", "a\u05d0"}) {
    EXPECT_TRUE(names.valid_nick(names.nick_from(name))) << name;
  }
}

TEST(AsciiNames, HaveNoNickBeyondAscii) {
  EXPECT_FALSE(ascii.valid_nick("caf\u00e9"));
  EXPECT_EQ(ascii.nick_from("Jos\u00e9 L"), "Jos__L");
}

TEST_P(Nicks, LeaveChannelsTheirCommonRules) {
  const Names names(GetParam());
  for (const char* name : {"#a", "##", "#caf\u00e9", "#a:b"}) {
    EXPECT_TRUE(names.valid_channel(name)) << name;
  }
  for (const char* name : {"", "#", "a", "#a b", "#a,b", "#a\x07", "#a\r", "#\xff", "&a"}) {
    EXPECT_FALSE(names.valid_channel(name)) << name;
  }
  std::string wide = "#";
  for (int i = 0; i < 63; ++i) wide += "\u00e9";
  EXPECT_TRUE(names.valid_channel(wide));         // 64 characters, 127 bytes
  EXPECT_FALSE(names.valid_channel(wide + "e"));  // one character more
  EXPECT_FALSE(Names(GetParam(), 32, 63).valid_channel(wide));
}

TEST(PrecisNames, FoldByNfkcCasefold) {
  EXPECT_EQ(precis.fold("\u00d1AND\u00da"), "\u00f1and\u00fa");
  EXPECT_EQ(precis.fold("n\u0303"), "\u00f1");
  EXPECT_EQ(precis.fold("Stra\u00dfe"), "strasse");
  EXPECT_EQ(precis.fold("\u03a3\u03c2"), "\u03c3\u03c3");
  EXPECT_EQ(precis.fold("\uff21"), "a");
  EXPECT_TRUE(precis.same("#\u00d1", "#\u00f1"));
  EXPECT_TRUE(precis.same("K", "\u212a"));
  EXPECT_FALSE(precis.same("\u0131", "i"));
}

TEST(PrecisNames, NicksAreOfTheIdentifierClass) {
  for (const char* nick :
       {"I\u015f\u0131l", "\u00d1and\u00fa", "n\u0303", "\u65e5\u672c",
        "\u0410\u043d\u043d\u0430_1", "\ud55c\uae00", "\u05d0\u05d1-1", "\u0639\u0644\u064a\u0663",
        "stra\u00dfe", "a\u0966", "\u0915\u094d\u0937", "[\u00e9]"}) {
    EXPECT_TRUE(precis.valid_nick(nick)) << nick;
  }
  for (const char* nick :
       {"\U0001F600", "a\u20ac", "a\u00b7",  "a\u00a0", "a\u3000",      "\uff21na",
        "a\u200b",    "a\u200d", "a\u200cb", "a\u00ad", "a\u202e",      "a\ufe0f",
        "a\u0378",    "a\ue000", "\ufb01",   "a\u2460", "\u1100\u1161", "a\u0640",
        "a\u2014",    "a\u0085", "a\u2126",  "\u01c5",  "\u03b1\u0345"}) {
    EXPECT_FALSE(precis.valid_nick(nick)) << nick;
  }
}

TEST(PrecisNames, NicksBeginWithALetterAndRunInOneDirection) {
  for (const char* nick : {"\u0301a", "\u0663\u0639", "\u0966a", "1\u00e9", "-\u00e9", "a\u05d0",
                           "\u05d0a", "\u0639\u0663\u06f3"}) {
    EXPECT_FALSE(precis.valid_nick(nick)) << nick;
  }
  EXPECT_TRUE(precis.valid_nick("\u05d0\u0639"));
  EXPECT_TRUE(precis.valid_nick("\u0639\u06f31"));
}

TEST(PrecisNames, NicksAreBoundedInCharactersAndInBytes) {
  std::string two, three;
  for (int i = 0; i < 32; ++i) two += "\u00f1";
  for (int i = 0; i < 22; ++i) three += "\u65e5";
  EXPECT_TRUE(precis.valid_nick(two));
  EXPECT_FALSE(precis.valid_nick(two + "a"));
  EXPECT_FALSE(precis.valid_nick(three));  // 66 bytes
  EXPECT_EQ(precis.nick_from(two + "a"), two);
  EXPECT_EQ(precis.nick_from(three), three.substr(0, 63));
}

TEST(PrecisNames, NicksKeepWhatTheyCan) {
  EXPECT_EQ(precis.nick_from("Jos\u00e9 L"), "Jos\u00e9_L");
  EXPECT_EQ(precis.nick_from("\u0301a"), "_\u0301a");
  EXPECT_EQ(precis.nick_from("a\u05d0b"), "a_b");
  EXPECT_EQ(precis.nick_from("ana \U0001F600"), "ana__");
}

TEST(PrecisNames, ChannelsHoldWhatCanBeSeen) {
  for (const char* name :
       {"#\u00d1", "#\U0001F468\u200d\U0001F469\u200d\U0001F467", "#\u2764\ufe0f", "#1\ufe0f\u20e3",
        "#\u0645\u06cc\u200c\u062e\u0648", "#\u20ac", "#a\u05d0", "#\U0001F1EA\U0001F1F8"}) {
    EXPECT_TRUE(precis.valid_channel(name)) << name;
  }
  for (const char* name : {"#a\u0378", "#a\u202e", "#a\u200f", "#a\u0085", "#a\u00a0", "#\u3000a",
                           "#a\u200b", "#a\u00ad", "#a\u3164", "#a\ue000", "#a\ufdd0"}) {
    EXPECT_FALSE(precis.valid_channel(name)) << name;
    EXPECT_TRUE(ascii.valid_channel(name)) << name;
  }
}

TEST(PrecisNames, AChannelsFoldIsAChannelToo) {
  EXPECT_FALSE(precis.valid_channel("#\u200d"));   // folds to "#"
  EXPECT_FALSE(precis.valid_channel("#a\uff0c"));  // to "#a,"
  EXPECT_FALSE(precis.valid_channel("#\u00a8"));   // to "# " and a mark
}

TEST(PrecisNames, LookAlikeInSmallLettersOrAsTheyAreSpelled) {
  const auto alike = [](std::string_view a, std::string_view b) {
    return precis.look_alike(a, b) && precis.look_alike(b, a);
  };
  EXPECT_TRUE(alike("evan", "\u0435van"));
  EXPECT_TRUE(alike("PAYPAL", "\u0440\u0430\u0443\u0440\u0430l"));
  EXPECT_TRUE(alike("\u00d1and\u00fa", "\u00f1and\u00da"));
  EXPECT_TRUE(alike("\u03b1", "\u0430"));  // Greek and Cyrillic
  EXPECT_FALSE(alike("\u00f1", "n"));
  EXPECT_FALSE(alike("\u65e5", "\u672c"));
  EXPECT_TRUE(alike("Tr", "\u0422\u0433"));  // a capital and a small letter
  EXPECT_FALSE(alike("Tr", "\u0442\u0413"));
}

TEST(PrecisNames, LookAlikeInCapitals) {
  const auto alike = [](std::string_view a, std::string_view b) {
    return precis.look_alike(a, b) && precis.look_alike(b, a);
  };
  EXPECT_TRUE(alike("bob", "\u0412\u041e\u0412"));
  EXPECT_TRUE(alike("BOB", "\u0432\u043e\u0432"));  // its owner may write it in capitals
  EXPECT_TRUE(alike("ROOT", "R\u041e\u041e\u0422"));
  EXPECT_TRUE(alike("tom", "\u03a4\u039f\u041c"));
  EXPECT_TRUE(alike("KATE", "\u039a\u0391\u03a4\u0395"));
  EXPECT_TRUE(alike("\u0422\u041e\u041c", "\u03a4\u039f\u039c"));  // Cyrillic and Greek
  // A stroke is an I or an l, or each in its place.
  EXPECT_TRUE(alike("KIM", "\u041a\u0406\u041c"));
  EXPECT_TRUE(alike("KlM", "\u041a\u0406\u041c"));
  EXPECT_TRUE(alike("ADMIN", "\u0410D\u041c\u0406N"));
  EXPECT_TRUE(alike("Ily", "\u0406\u04c0\u0443"));
  EXPECT_TRUE(alike("IIIIIIIIb", "\u0406\u0406\u0406\u0406\u0406\u0406\u0406\u0406b"));
  EXPECT_FALSE(alike("KIM", "\u041a\u0410\u041c"));
}

TEST(PrecisNames, WhatANameLooksLikeTakesABoundedNumberOfSteps) {
  const auto steps_of = [](std::string name, std::string_view more) {
    while (name.size() + more.size() <= limits::channel_bytes_max) name += more;
    std::uint64_t steps = 0;
    (void)precis.looks_of(name, steps);
    return steps;
  };
  EXPECT_EQ(steps_of("#a", "b"), 0U);
  for (const char* more : {"\u1f82", "\u0390", "\uac01", "\u2057", "\u04cf"}) {
    const std::uint64_t steps = steps_of("#\u04cf\u04cf\u04cf", more);
    EXPECT_GT(steps, 1'000U) << more;
    EXPECT_LT(steps, 80'000U) << more;
  }
}

TEST(PrecisNames, OfAsciiNicksOnlyEqualOnesLookAlike) {
  for (const char* nick : {"m", "rn", "0", "O", "1", "l", "I", "vv", "w", "|"}) {
    EXPECT_THAT(precis.looks_of(nick), testing::ElementsAre(precis.fold(nick)));
  }
}

std::string utf8_of(char32_t c) {
  std::string text;
  const auto put = [&](char32_t bits) { text += static_cast<char>(bits); };
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else {
    put(c < 0x10000 ? 0xE0 | c >> 12 : 0xF0 | c >> 18);
    if (c >= 0x10000) put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
  return text;
}

TEST(PrecisNames, TheFoldOfAnyCharacterOfANickIsOneOfANickAgain) {
  std::size_t valid = 0;
  for (char32_t c = 0x80; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    const std::string nick = "_" + utf8_of(c);
    if (!precis.valid_nick(nick)) continue;
    ++valid;
    const std::string fold = precis.fold(nick);
    ASSERT_TRUE(precis.valid_nick(fold)) << nick;
    ASSERT_EQ(precis.fold(fold), fold) << nick;
    ASSERT_TRUE(precis.look_alike(nick, fold)) << nick;
  }
  EXPECT_GT(valid, 100'000U);
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
