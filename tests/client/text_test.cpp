#include "chat/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace uvchat::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::optional<std::string> shown_line(std::string_view line) {
  return shown(irc::parse(line).value(), "ana", ServerFacts());
}

TEST(Pieces, AreCutBetweenCharacters) {
  EXPECT_THAT(pieces_of("", 4), IsEmpty());
  EXPECT_THAT(pieces_of("abcd", 4), ElementsAre("abcd"));
  EXPECT_THAT(pieces_of("abcde", 4), ElementsAre("abcd", "e"));
  EXPECT_THAT(pieces_of("abcñd", 4), ElementsAre("abc", "ñd"));
  EXPECT_THAT(pieces_of("€€€", 4), ElementsAre("€", "€", "€"));
}

TEST(Pieces, LoseNothingOfWhatIsNoUtf8) {
  const std::string text(11, '\x80');
  const auto pieces = pieces_of(text, 4);
  const auto joined = std::accumulate(
      pieces.begin(), pieces.end(), std::string(),
      [](const std::string& sum, std::string_view piece) { return sum + std::string(piece); });
  EXPECT_EQ(joined, text);
}

TEST(Caseless, IsOneForAllWaysToWriteALetter) {
  EXPECT_EQ(caseless("MAÑANA"), caseless("man\u0303ana"));
  const std::string word = "cafe\u0301 ";  // seven bytes, so that some end at no word's end
  std::string text;
  std::string other;
  for (int i = 0; i < 1000; ++i) {
    text += word;
    other += "CAFÉ ";
  }
  EXPECT_EQ(caseless(text), caseless(other));
}

// To put them in order takes the square of their number: no line may make that many steps.
TEST(Caseless, DoesNotSortMarksWithoutEnd) {
  std::string above;
  std::string below;
  for (int i = 0; i < 2000; ++i) {
    above += "\u0301";
    below += "\u0316";
  }
  const std::string folded = caseless(above + below);
  EXPECT_EQ(folded.size(), above.size() + below.size());
  EXPECT_TRUE(folded.starts_with("\u0301"));
}

TEST(Printable, TakesControlCharactersOut) {
  EXPECT_EQ(printable("a\x1b[2Jb\x7f\tc"), "a?[2Jb??c");
  EXPECT_EQ(printable("x\xc2\x9b"
                      "31m"),
            "x?31m");
  EXPECT_EQ(printable("mañana €"), "mañana €");
}

TEST(Shown, IsWhatOthersSayAndDo) {
  EXPECT_EQ(shown_line(":bob!u@h PRIVMSG #lobby :\1ACTION waves\1"), "* bob waves");
  EXPECT_EQ(shown_line(":bob!u@h PRIVMSG #lobby :\1ACTION waves"), "* bob waves");
  EXPECT_EQ(shown_line(":bob!u@h PRIVMSG #lobby :\1VERSION\1"), "<bob> ?VERSION?");
  EXPECT_EQ(shown_line(":bob!u@h PRIVMSG #r :hello all"), "<bob> hello all");
  EXPECT_EQ(shown_line("@time=x :bob!u@h PRIVMSG ana :psst"), "*bob* psst");
  EXPECT_EQ(shown_line(":bob!u@h NOTICE #r :beware"), "-bob- beware");
  EXPECT_EQ(shown_line(":bob!u@h JOIN #r"), "* bob joins");
  EXPECT_EQ(shown_line(":bob!u@h PART #r"), "* bob leaves");
  EXPECT_EQ(shown_line(":bob!u@h QUIT :bye"), "* bob quits");
  EXPECT_EQ(shown_line(":bob!u@h NICK rob"), "* bob is now rob");
  EXPECT_EQ(shown_line(":bob!u@h KICK #r eve :out"), "* eve is kicked by bob");
}

TEST(Shown, IsNotWhatOneDoesOneselfNorTheServersBusiness) {
  EXPECT_EQ(shown_line(":Ana!u@h PRIVMSG #r :hello"), std::nullopt);
  EXPECT_EQ(shown_line(":ana!u@h JOIN #r"), std::nullopt);
  EXPECT_EQ(shown_line(":s 366 ana #r :End"), std::nullopt);
}

}  // namespace
}  // namespace uvchat::cli
