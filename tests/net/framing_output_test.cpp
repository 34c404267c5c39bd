#include <gtest/gtest.h>

#include "net/classroom_framing.h"
#include "net/framings.h"
#include "tests/net/profiles.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::net {
namespace {

constexpr Profile by_three{Protocol::classroom, 3};

std::vector<std::string> messages(std::string_view text) {
  std::vector<std::string> split;
  while (!text.empty()) {
    split.emplace_back(text.substr(0, text.find('\n') + 1));
    text.remove_prefix(split.back().size());
  }
  return split;
}

TEST(Framing, LeavesIrcLinesAsTheyAre) {
  Framings framings;
  const std::string_view lines = ":a PRIVMSG #b :ñ\r\n";
  framings.begin(lines);
  EXPECT_EQ(framings.bytes_for(framings.of(irc_profile)).data(), lines.data());
}

TEST(Framing, EnciphersForTheClassroomOncePerShift) {
  Framings framings;
  const FramingId ten = framings.of(classroom_profile);
  const FramingId three = framings.of(by_three);
  EXPECT_EQ(framings.of(classroom_profile), ten);
  framings.begin("Ana: hola, mundo!\n");
  EXPECT_EQ(framings.bytes_for(ten), "Kxk: ryvk, wexny!\n");
  const char* first = framings.bytes_for(ten).data();
  EXPECT_EQ(framings.bytes_for(ten).data(), first);
  EXPECT_EQ(framings.bytes_for(three), "Dqd: krod, pxqgr!\n");
  framings.begin("xyz\n");
  EXPECT_EQ(framings.bytes_for(ten), "hij\n");
}

TEST(Framing, BringsAccentsThroughTheCipher) {
  Framings framings;
  const FramingId ten = framings.of(classroom_profile);
  framings.begin("mañana será otro día\n");
  EXPECT_EQ(framings.bytes_for(ten), "wkx\u0303kxk cobk\u0301 ydby ns\u0301k\n");
}

TEST(Framing, KeepsMessagesApart) {
  EXPECT_EQ(classroom_messages("a\nb\n"), "a\nb\n");
  EXPECT_EQ(classroom_messages("a"), "a\n");
  EXPECT_EQ(classroom_messages("\n\na\n"), "a\n");
  EXPECT_EQ(classroom_messages(""), "");
}

TEST(Framing, CutsLongMessagesBetweenCharacters) {
  for (std::size_t lead = 0; lead < 8; ++lead) {
    std::string text(lead, 'x');
    for (int i = 0; i < 700; ++i) text += "\U0001F44B";
    std::string joined;
    for (const std::string& message : messages(classroom_messages(text + "\n"))) {
      EXPECT_LE(message.size(), limits::classroom_message_bytes_max);
      EXPECT_TRUE(message.ends_with('\n'));
      EXPECT_TRUE(utf8_valid(message));
      joined += message.substr(0, message.size() - 1);
    }
    EXPECT_EQ(joined, text);
  }
}

TEST(Framing, FillsAMessageToTheLastByte) {
  const std::vector<std::string> split = messages(classroom_messages(std::string(1024, 'a')));
  ASSERT_EQ(split.size(), 2U);
  EXPECT_EQ(split[0].size(), limits::classroom_message_bytes_max);
  EXPECT_EQ(split[1], "a\n");
}

}  // namespace
}  // namespace uvchat::net
