#include "net/framing.h"

#include <gtest/gtest.h>

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
  Framing framing;
  const std::string_view lines = ":a PRIVMSG #b :ñ\r\n";
  framing.begin(lines);
  EXPECT_EQ(framing.bytes_for(irc_profile).data(), lines.data());
}

TEST(Framing, EnciphersForTheClassroomOncePerShift) {
  Framing framing;
  framing.begin("Ana: hola, mundo!\n");
  EXPECT_EQ(framing.bytes_for(caesar_profile), "Kxk: ryvk, wexny!\n");
  const char* first = framing.bytes_for(caesar_profile).data();
  EXPECT_EQ(framing.bytes_for(caesar_profile).data(), first);
  EXPECT_EQ(framing.bytes_for(by_three), "Dqd: krod, pxqgr!\n");
  framing.begin("xyz\n");
  EXPECT_EQ(framing.bytes_for(caesar_profile), "hij\n");
}

TEST(Framing, BringsAccentsThroughTheCipher) {
  Framing framing;
  framing.begin("mañana será otro día\n");
  EXPECT_EQ(framing.bytes_for(caesar_profile), "wkx\u0303kxk cobk\u0301 ydby ns\u0301k\n");
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
    for (int i = 0; i < 700; ++i) {
      text += "\U0001F44B";
    }
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
