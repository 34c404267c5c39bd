#include "uvchat/irc/modes.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace uvchat::irc {
namespace {

std::vector<ModeChange> of_channel(std::vector<std::string_view> words) {
  return parse_modes(words, channel_mode_takes_param);
}

TEST(Modes, AreReadLetterByLetterWithTheirParameters) {
  const auto changes = of_channel({"+ov-b+m", "alice", "bob", "*!*@host"});
  ASSERT_EQ(changes.size(), 4U);
  EXPECT_TRUE(changes[0].on);
  EXPECT_EQ(changes[0].letter, 'o');
  EXPECT_EQ(changes[0].param, "alice");
  EXPECT_EQ(changes[1].param, "bob");
  EXPECT_FALSE(changes[2].on);
  EXPECT_EQ(changes[2].param, "*!*@host");
  EXPECT_TRUE(changes[3].on);
  EXPECT_FALSE(changes[3].param);
}

TEST(Modes, AreOnUntilSomethingElseIsSaid) {
  const auto changes = of_channel({"m+-n"});
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_TRUE(changes[0].on);
  EXPECT_FALSE(changes[1].on);
}

TEST(Modes, AParameterThatIsLackingIsNotInvented) {
  const auto changes = of_channel({"+kb"});
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_FALSE(changes[0].param);
  EXPECT_FALSE(changes[1].param);
  EXPECT_TRUE(of_channel({}).empty());
  EXPECT_TRUE(of_channel({"+-"}).empty());
}

TEST(Modes, WhichTakeAParameterIsAsISupportSays) {
  for (const char letter : {'q', 'a', 'o', 'h', 'v', 'b', 'e', 'I', 'k'}) {
    EXPECT_TRUE(channel_mode_takes_param(letter, true)) << letter;
    EXPECT_TRUE(channel_mode_takes_param(letter, false)) << letter;
  }
  for (const char letter : channel_modes::valued) {
    EXPECT_TRUE(channel_mode_takes_param(letter, true)) << letter;
    EXPECT_FALSE(channel_mode_takes_param(letter, false)) << letter;
  }
  for (const char letter : channel_modes::flags) {
    EXPECT_FALSE(channel_mode_takes_param(letter, true)) << letter;
  }
}

TEST(ModeSets, HoldLettersAndNothingElse) {
  ModeSet modes;
  for (const char letter : {'z', 'A', 'i', '1', '\0', '\xff', ' '}) modes.set(letter, true);
  EXPECT_EQ(modes.letters(), "Aiz");
  modes.set('A', false);
  EXPECT_FALSE(modes.has('A'));
  EXPECT_FALSE(modes.has('1'));
  EXPECT_FALSE(modes.empty());
}

TEST(Ranks, TheHighestCountsAndIsShownFirst) {
  RankSet ranks;
  EXPECT_FALSE(ranks.at_least(Rank::voice));
  EXPECT_EQ(ranks.prefixes(true), "");
  ranks.set(Rank::voice, true);
  ranks.set(Rank::op, true);
  EXPECT_EQ(ranks.prefixes(true), "@+");
  EXPECT_EQ(ranks.prefixes(false), "@");
  EXPECT_TRUE(ranks.at_least(Rank::halfop));
  EXPECT_FALSE(ranks.at_least(Rank::admin));
  ranks.set(Rank::op, false);
  EXPECT_EQ(ranks.prefixes(false), "+");
  EXPECT_EQ(rank_of_letter('q'), Rank::owner);
  EXPECT_FALSE(rank_of_letter('x'));
}

}  // namespace
}  // namespace uvchat::irc
