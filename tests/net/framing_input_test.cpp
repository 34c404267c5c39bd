
#include <gtest/gtest.h>

#include <random>
#include <utility>
#include <vector>

#include "net/framings.h"
#include "tests/net/profiles.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::net {
namespace {

using Lines = std::vector<std::string>;

// Feeds input as a connection does: what is not used stands before what comes next.
class Feed {
 public:
  explicit Feed(const Profile& profile) : framing_(framings_.of(profile)) {}

  void take(std::string_view bytes, Framing::Rest rest = Framing::Rest::may_come) {
    kept_.append(bytes);
    std::size_t used = 0;
    for (bool found = true; found;) {
      const Framing::Cut cut =
          framings_.next(framing_, std::string_view(kept_).substr(used), rest, memory_, scratch_);
      used += cut.used;
      EXPECT_FALSE(cut.answered);
      found = cut.found || cut.end;
      if (cut.end) {
        lines_.emplace_back(*cut.end == EndReason::endless_line ? "(endless)" : "(broken)");
      } else if (found) {
        EXPECT_FALSE(cut.line.empty());
        lines_.push_back((cut.flaw == LineFlaw::too_long ? "(too long)" : "") +
                         std::string(cut.line));
      }
    }
    kept_.erase(0, used);
  }

  const Lines& lines() const { return lines_; }
  const std::string& kept() const { return kept_; }

 private:
  Framings framings_;
  const FramingId framing_;
  Framing::Memory memory_ = 0;
  std::string kept_;
  Framing::Scratch scratch_;
  Lines lines_;
};

Lines lines_of(const Profile& profile, std::string_view text) {
  Feed feed(profile);
  feed.take(text);
  return feed.lines();
}

std::string ciphered(std::string text) {
  cipher::rotate(text, 10);
  return text;
}

TEST(IrcFraming, TakesLfAndCrLfAndSkipsEmptyLines) {
  EXPECT_EQ(lines_of(irc_profile, "NICK a\r\nUSER a\n\r\n\n\nPING\n"),
            (Lines{"NICK a", "USER a", "PING"}));
}

// A page that a user looks at may have sent it.
TEST(Framing, TakesNothingOfAConnectionThatSpeaksHttp) {
  const std::string request = "POST / HTTP/1.1\r\nHost: localhost:6667\r\n\r\nNICK a\r\n";
  EXPECT_EQ(lines_of(irc_profile, "PING\r\n" + request), (Lines{"PING", "(broken)"}));
  EXPECT_EQ(lines_of(classroom_profile, request), Lines{"(broken)"});
  EXPECT_EQ(lines_of(irc_profile, "PRIVMSG #a :GET / HTTP/1.1\r\n"),
            Lines{"PRIVMSG #a :GET / HTTP/1.1"});
}

TEST(IrcFraming, LeavesOtherControlCharactersToTheHub) {
  const std::string text("A\rB\0C\r\r\n", 8);
  EXPECT_EQ(lines_of(irc_profile, text), (Lines{std::string("A\rB\0C\r", 6)}));
}

TEST(IrcFraming, KeepsAnUnfinishedLine) {
  Feed feed(irc_profile);
  feed.take("PRIV");
  EXPECT_EQ(feed.kept(), "PRIV");
  feed.take("MSG a :b\r");
  EXPECT_TRUE(feed.lines().empty());
  feed.take("\n");
  EXPECT_EQ(feed.lines(), (Lines{"PRIVMSG a :b"}));
  EXPECT_EQ(feed.kept(), "");
}

TEST(IrcFraming, TakesTheLongestLineAndReportsALongerOneOnce) {
  const std::string longest(limits::client_line_bytes_max - 2, 'a');
  EXPECT_EQ(lines_of(irc_profile, longest + "\r\n"), (Lines{longest}));
  EXPECT_EQ(lines_of(irc_profile, longest + "a\n"), (Lines{longest + "a"}));
  EXPECT_EQ(lines_of(irc_profile, longest + "aa\nPING\n"),
            (Lines{"(too long)" + std::string(512, 'a'), "PING"}));
}

TEST(IrcFraming, KeepsNothingOfALineWithoutEnd) {
  Feed feed(irc_profile);
  for (int i = 0; i < 1000; ++i) {
    feed.take(std::string(10'000, 'x'));
    EXPECT_LT(feed.kept().size(), limits::client_line_bytes_max);
  }
  EXPECT_EQ(feed.lines(), (Lines{"(too long)" + std::string(512, 'x'), "(endless)"}));
  EXPECT_EQ(feed.kept(), "");
  feed.take("x\nPING\n");
  EXPECT_EQ(feed.lines().back(), "PING");
}

TEST(IrcFraming, DoesNotCareWhereTheNetworkCuts) {
  const std::string text = "NICK ana\r\n\r\nUSER a 0 * :ñ\nPRIVMSG #a :" +
                           std::string(limits::client_line_bytes_max, 'z') + "\r\nQUIT\n@t=1 X\n" +
                           std::string(limits::input_buffer_bytes_max + 1, 'e') + "\nLAST\n";
  const Lines whole = lines_of(irc_profile, text);
  ASSERT_EQ(whole.size(), 8U);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Feed feed(irc_profile);
    feed.take(text.substr(0, cut));
    feed.take(text.substr(cut));
    ASSERT_EQ(feed.lines(), whole) << "cut at " << cut;
  }
  Feed bytewise(irc_profile);
  for (const char c : text) bytewise.take(std::string(1, c));
  EXPECT_EQ(bytewise.lines(), whole);
}

TEST(ClassroomFraming, TakesWhatHasComeForAMessageAndDeciphersIt) {
  Feed feed(classroom_profile);
  feed.take("Kxk: ryvk, wexny!");
  feed.take("Kxk: ryvk");
  EXPECT_EQ(feed.lines(), (Lines{"Ana: hola, mundo!", "Ana: hola"}));
}

TEST(ClassroomFraming, PartsMessagesAtLineEndsAndNul) {
  const std::string text = ciphered(std::string("\r\nAna: a\r\n\0b\nc\n\n", 15));
  EXPECT_EQ(lines_of(classroom_profile, text), (Lines{"Ana: a", "b", "c"}));
  EXPECT_TRUE(lines_of(classroom_profile, "\r\n").empty());
}

TEST(ClassroomFraming, WaitsForTheRestOfACharacter) {
  const std::string text = "\U0001F44B\U0001F44B";
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    Feed feed(classroom_profile);
    feed.take(text.substr(0, cut));
    EXPECT_EQ(feed.kept().size(), cut % 4);
    feed.take(text.substr(cut));
    std::string joined;
    for (const std::string& line : feed.lines()) joined += line;
    EXPECT_EQ(joined, text) << "cut at " << cut;
  }
}

TEST(ClassroomFraming, MendsACharacterThatIsNotCompleted) {
  Feed feed(classroom_profile);
  feed.take("k\xc3");
  EXPECT_EQ(feed.lines(), (Lines{"a"}));
  feed.take("", Framing::Rest::is_all);
  EXPECT_EQ(feed.lines(), (Lines{"a", "\uFFFD"}));
}

TEST(ClassroomFraming, MendsBrokenUtf8) {
  EXPECT_EQ(lines_of(classroom_profile, "k\xff\xffk"), (Lines{"a\uFFFD\uFFFDa"}));
}

TEST(ClassroomFraming, CutsLongMessagesBetweenCharacters) {
  std::string text = "k";
  for (int i = 0; i < 2'000; ++i) text += "ñ";
  std::string joined;
  for (const std::string& line : lines_of(classroom_profile, text)) {
    EXPECT_LE(line.size(), limits::classroom_message_bytes_max);
    EXPECT_TRUE(utf8_valid(line));
    joined += line;
  }
  EXPECT_EQ(joined, "a" + text.substr(1));
}

TEST(ClassroomFraming, TurnsAnyBytesIntoValidText) {
  std::mt19937 random(8000);
  for (int round = 0; round < 300; ++round) {
    Feed feed(classroom_profile);
    for (int piece = 0; piece < 10; ++piece) {
      std::string bytes(random() % 1'500, '\0');
      for (char& byte : bytes) {
        byte = static_cast<char>(random() % 3 == 0 ? random() % 256 : 'a' + random() % 26);
      }
      feed.take(bytes);
      ASSERT_LE(feed.kept().size(), 3U);
    }
    feed.take("", Framing::Rest::is_all);
    ASSERT_EQ(feed.kept(), "");
    for (const std::string& line : feed.lines()) {
      ASSERT_TRUE(utf8_valid(line));
      ASSERT_LE(line.size(), 3 * limits::classroom_message_bytes_max);
      ASSERT_EQ(line.find_first_of(std::string("\r\n\0", 3)), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace uvchat::net
