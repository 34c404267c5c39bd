#include "uvchat/irc/mask.h"

#include <gtest/gtest.h>

#include <string>

namespace uvchat::irc {
namespace {

TEST(Glob, StarsAreAnyRunsAndQuestionMarksOneCharacter) {
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("", ""));
  EXPECT_TRUE(glob_matches("a*c", "abbc"));
  EXPECT_TRUE(glob_matches("a*b*c", "aXbXbc"));
  EXPECT_TRUE(glob_matches("**a**", "a"));
  EXPECT_TRUE(glob_matches("a?c", "abc"));
  EXPECT_TRUE(glob_matches("*?", "x"));
  EXPECT_FALSE(glob_matches("", "a"));
  EXPECT_FALSE(glob_matches("a", ""));
  EXPECT_FALSE(glob_matches("?", ""));
  EXPECT_FALSE(glob_matches("a*c", "abcd"));
  EXPECT_FALSE(glob_matches("A", "a"));
}

TEST(Glob, AQuestionMarkIsACharacterNotAByte) {
  EXPECT_TRUE(glob_matches("caf?", "caf\u00e9"));
  EXPECT_FALSE(glob_matches("caf??", "caf\u00e9"));
  EXPECT_TRUE(glob_matches("*?\u00e9", "\u00e9\u00e9"));
  EXPECT_FALSE(glob_matches("*?\u00e9", "\u00e9"));
  EXPECT_TRUE(glob_matches("*??", "\u00e9\u00e9"));
  EXPECT_FALSE(glob_matches("*??", "\u00e9"));
  EXPECT_FALSE(glob_matches("*??bc", "\u20acbc"));  // a star takes whole characters too
  EXPECT_TRUE(glob_matches("*?bc", "\u20acbc"));
  EXPECT_TRUE(glob_matches("?", "\xff"));  // what is no UTF-8 counts by bytes
}

TEST(Masks, WhatIsMissingIsAnything) {
  EXPECT_EQ(whole_mask("alice"), "alice!*@*");
  EXPECT_EQ(whole_mask("alice!al"), "alice!al@*");
  EXPECT_EQ(whole_mask("alice!al@host"), "alice!al@host");
  EXPECT_EQ(whole_mask("al@host"), "*!al@host");
  EXPECT_EQ(whole_mask("@host"), "*!*@host");
  EXPECT_EQ(whole_mask("!al"), "*!al@*");
  EXPECT_EQ(whole_mask("!@"), "*!*@*");
  EXPECT_EQ(whole_mask("alice!@host"), "alice!*@host");
}

TEST(Masks, OfAListMayBeExtended) {
  const auto plain = parse_ban_mask("bad");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->of, BanMask::Of::prefix);
  EXPECT_FALSE(plain->mutes);
  EXPECT_EQ(plain->text(), "bad!*@*");

  const auto mute = parse_ban_mask("m:bad");
  ASSERT_TRUE(mute);
  EXPECT_TRUE(mute->mutes);
  EXPECT_EQ(mute->text(), "m:bad!*@*");

  const auto nested = parse_ban_mask("m:r:*spam*");
  ASSERT_TRUE(nested);
  EXPECT_TRUE(nested->mutes);
  EXPECT_EQ(nested->of, BanMask::Of::realname);
  EXPECT_EQ(nested->pattern, "*spam*");
  EXPECT_EQ(nested->text(), "m:r:*spam*");

  const auto channel = parse_ban_mask("j:#bad");
  ASSERT_TRUE(channel);
  EXPECT_EQ(channel->of, BanMask::Of::channel);
  EXPECT_EQ(channel->pattern, "#bad");

  for (const char* given : {"a:Ana", "account:Ana"}) {
    const auto account = parse_ban_mask(given);
    ASSERT_TRUE(account);
    EXPECT_EQ(account->of, BanMask::Of::account);
    EXPECT_EQ(account->pattern, "Ana");
    EXPECT_EQ(account->text(), "a:Ana");
  }
  EXPECT_EQ(parse_ban_mask("m:account:*")->text(), "m:a:*");
}

TEST(Masks, ThatSayNothingOrAreNoWordsAreNone) {
  for (const char* mask : {"", "m:", "r:", "j:", "m:r:", "a b", ":x", ":", "r:a b", "a\tb", "a\x7f",
                           "a:", "account:", "a:a!b", "a:a@b", "a:a.b", "a:m:b"}) {
    EXPECT_FALSE(parse_ban_mask(mask)) << mask;
  }
}

TEST(Masks, ThatCanMatchNobodyAreNone) {
  for (const char* mask :
       {"m::x", "m:m:x", "x:y", "j:m:x", "j:a", "a!b!c@d", "a!b@c@d", "a,b", "#room", "a#!*@*",
        "*!*@10.0.0.0/8", "10.0.0.0/8", "*!\u00f1@*", "*!*@\u00f1.org", "*!*@a,b", "a.b!*@*"}) {
    EXPECT_FALSE(parse_ban_mask(mask)) << mask;
  }
}

TEST(Masks, OfAHostNeedNoSigns) {
  EXPECT_EQ(parse_ban_mask("*.64a9ed60.ip4")->text(), "*!*@*.64a9ed60.ip4");
  EXPECT_EQ(parse_ban_mask("m:192.0.2.7")->text(), "m:*!*@192.0.2.7");
  EXPECT_EQ(parse_ban_mask("2001:db8::*")->text(), "*!*@2001:db8::*");
  EXPECT_EQ(parse_ban_mask("staff/ana")->text(), "*!*@staff/ana");
  EXPECT_EQ(parse_ban_mask("\u00f1and\u00fa|[x]")->text(), "\u00f1and\u00fa|[x]!*@*");
}

TEST(Masks, ThatFoldIntoSignsMeanMoreThanTheySay) {
  EXPECT_TRUE(folds_into_signs("\uff0a!*@*", "*!*@*"));
  EXPECT_TRUE(folds_into_signs("r:a\uff1f", "r:a?"));
  EXPECT_FALSE(folds_into_signs("A*!?@*", "a*!?@*"));
}

TEST(Masks, AreWrittenSoThatTheyMeanTheSameAgain) {
  for (const char* mask : {"m:x", "r:r:x", "m:j:#a", "r:a!b@c", "a.b", "!@", "m:a@b"}) {
    const auto first = parse_ban_mask(mask);
    ASSERT_TRUE(first) << mask;
    const auto second = parse_ban_mask(first->text());
    ASSERT_TRUE(second) << mask;
    EXPECT_EQ(second->text(), first->text()) << mask;
    EXPECT_EQ(second->of, first->of) << mask;
    EXPECT_EQ(second->mutes, first->mutes) << mask;
  }
}

}  // namespace
}  // namespace uvchat::irc
