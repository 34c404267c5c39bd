#include "uvchat/cipher/conversation.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cipher/line_key.h"
#include "cipher/nonce_memory.h"
#include "cipher/sealed_line.h"
#include "tests/cipher/vectors.h"

namespace uvchat::cipher {
namespace {

constexpr std::uint32_t now_s = 1'767'225'600;

Conversation with_key(std::string_view key_id) {
  Conversation conversation;
  conversation.add_key(root_of(key_id));
  return conversation;
}

std::string sealed(Conversation& conversation, std::string_view text, bool remember = false) {
  return conversation.seal(LineKind::privmsg, "#lobby", "ana", text, now_s, remember).value();
}

Opened opened(Conversation& conversation, std::string_view line) {
  return conversation.open(LineKind::privmsg, "#lobby", "ana", line);
}

std::vector<std::string> short_ids(const Conversation& conversation) {
  std::vector<std::string> ids;
  for (const RootKey* key : conversation.keys()) ids.push_back(short_key_id(key->id()));
  return ids;
}

std::string short_id(std::string_view key_id) { return short_key_id(root_of(key_id).id()); }

TEST(Conversation, WhoHasTheKeyReadsWhatWasSealed) {
  Conversation ana = with_key("lobby");
  Conversation luis = with_key("lobby");
  const Opened line = opened(luis, sealed(ana, "hola a todos"));
  EXPECT_EQ(line.line_class, LineClass::ok);
  EXPECT_EQ(line.text, "hola a todos");
  EXPECT_EQ(line.time_s, now_s);
}

TEST(Conversation, WhoHasAnotherKeyIsToldWhichItWas) {
  Conversation ana = with_key("lobby");
  Conversation luis = with_key("lobby-new");
  const Opened line = opened(luis, sealed(ana, "hola"));
  EXPECT_EQ(line.line_class, LineClass::other_key);
  EXPECT_EQ(line.key_id, root_of("lobby").id());
}

TEST(Conversation, ANewKeySealsAndTheOldOneStillReads) {
  Conversation ana = with_key("lobby");
  Conversation luis = with_key("lobby");
  const std::string old_line = sealed(ana, "de ayer");
  ana.add_key(root_of("lobby-new"));
  luis.add_key(root_of("lobby-new"));
  EXPECT_EQ(short_ids(luis), (std::vector{short_id("lobby-new"), short_id("lobby")}));
  EXPECT_EQ(opened(luis, old_line).text, "de ayer");
  EXPECT_EQ(opened(luis, sealed(ana, "de hoy")).text, "de hoy");
  Conversation late = with_key("lobby-new");
  EXPECT_EQ(opened(late, sealed(ana, "sin la vieja")).text, "sin la vieja");
}

TEST(Conversation, TheSameKeyAgainBecomesCurrent) {
  Conversation ana;
  EXPECT_FALSE(ana.has_key());
  EXPECT_EQ(ana.current(), nullptr);
  for (const char* id : {"lobby", "lobby-new", "longest", "lobby"}) ana.add_key(root_of(id));
  EXPECT_EQ(short_ids(ana),
            (std::vector{short_id("lobby"), short_id("longest"), short_id("lobby-new")}));
  ASSERT_TRUE(ana.has_key());
  EXPECT_EQ(to_hex(ana.current()->bytes()), to_hex(root_of("lobby").bytes()));
}

TEST(Conversation, AKeyThatSealedAllItMayInAnotherProcessSealsNoMore) {
  Conversation ana;
  ana.add_key(root_of("lobby"), (std::uint64_t{1} << 32) - 1);
  EXPECT_TRUE(ana.seal(LineKind::privmsg, "#lobby", "ana", "the last", now_s, false));
  EXPECT_FALSE(ana.seal(LineKind::privmsg, "#lobby", "ana", "one more", now_s, false));
  ana.add_key(root_of("lobby"));
  EXPECT_EQ(ana.sealed_count(), std::uint64_t{1} << 32);
}

TEST(Conversation, NamesLongerThanAnyServersAreNobodys) {
  Conversation ana = with_key("lobby");
  Conversation luis = with_key("lobby");
  const std::string line = sealed(ana, "hola");
  const std::string endless(5000, 'n');
  EXPECT_FALSE(ana.seal(LineKind::privmsg, "#lobby", endless, "hola", now_s, false));
  const Opened opened_line = luis.open(LineKind::privmsg, "#lobby", endless, line);
  EXPECT_EQ(opened_line.line_class, LineClass::damaged);
}

TEST(Conversation, EveryLineHasANonceOfItsOwn) {
  Conversation ana = with_key("lobby");
  std::vector<std::string> lines;
  for (int i = 0; i < 100; ++i) lines.push_back(sealed(ana, "hola"));
  std::sort(lines.begin(), lines.end());
  EXPECT_EQ(std::unique(lines.begin(), lines.end()), lines.end());
}

TEST(Conversation, WithEchoMessageTheEchoOpensOnce) {
  Conversation ana = with_key("lobby");
  const std::string line = sealed(ana, "hola");
  EXPECT_EQ(opened(ana, line).line_class, LineClass::ok);
  EXPECT_EQ(opened(ana, line).line_class, LineClass::replayed);
}

TEST(Conversation, WithoutEchoMessageOnesOwnLineIsAReplay) {
  Conversation ana = with_key("lobby");
  EXPECT_EQ(opened(ana, sealed(ana, "hola", true)).line_class, LineClass::replayed);
}

TEST(Conversation, TopicsAreToldAgainAndAgain) {
  Conversation ana = with_key("lobby");
  const std::string topic =
      ana.seal(LineKind::topic, "#lobby", "ana", "Clase de hoy", now_s, true).value();
  for (const char* sender : {"", "luis", "ana"}) {
    const Opened line = ana.open(LineKind::topic, "#lobby", sender, topic);
    EXPECT_EQ(line.line_class, LineClass::ok);
    EXPECT_EQ(line.text, "Clase de hoy");
  }
}

TEST(Conversation, WhatIsLoadedAgainOpensAgain) {
  Conversation ana = with_key("lobby");
  const std::string line = sealed(ana, "hola");
  EXPECT_EQ(opened(ana, line).line_class, LineClass::ok);
  ana.forget_nonces();
  EXPECT_EQ(opened(ana, line).line_class, LineClass::ok);
  EXPECT_EQ(opened(ana, line).line_class, LineClass::replayed);
}

TEST(Conversation, ALineOfThePastOpensAsOftenAsItIsFetched) {
  Conversation ana = with_key("lobby");
  const std::string line = sealed(ana, "hola");
  const auto fetched = [&] { return ana.open_past(LineKind::privmsg, "#lobby", "ana", line); };
  EXPECT_EQ(opened(ana, line).line_class, LineClass::ok);
  EXPECT_EQ(fetched().text, "hola");
  EXPECT_EQ(fetched().line_class, LineClass::ok);
  EXPECT_EQ(fetched().nonce.size(), 12U);
  EXPECT_EQ(opened(ana, line).line_class, LineClass::replayed);
}

TEST(Conversation, ALineOfThePastThatComesAsNewIsAReplay) {
  Conversation ana = with_key("lobby");
  const std::string line = sealed(ana, "hola");
  EXPECT_EQ(ana.open_past(LineKind::privmsg, "#lobby", "ana", line).line_class, LineClass::ok);
  EXPECT_EQ(opened(ana, line).line_class, LineClass::replayed);
}

TEST(Conversation, NoNumberOfLinesOfThePastMakesANewOneForgotten) {
  Conversation ana = with_key("lobby");
  const std::string line = sealed(ana, "hola");
  EXPECT_EQ(opened(ana, line).line_class, LineClass::ok);
  for (std::size_t i = 0; i <= NonceMemory::nonces_max; ++i) {
    const std::string old = sealed(ana, "old");
    ASSERT_EQ(ana.open_past(LineKind::privmsg, "#lobby", "ana", old).line_class, LineClass::ok);
  }
  EXPECT_EQ(opened(ana, line).line_class, LineClass::replayed);
}

TEST(Conversation, ManySendersKeepTheirReplayMemory) {
  Conversation ana = with_key("lobby");
  std::vector<std::string> lines;
  const auto nick = [](std::size_t i) { return "nick" + std::to_string(i); };
  for (std::size_t i = 0; i < LineKeys::keys_max + 100; ++i) {
    lines.push_back(ana.seal(LineKind::privmsg, "#lobby", nick(i), "hola", now_s, false).value());
    EXPECT_EQ(ana.open(LineKind::privmsg, "#lobby", nick(i), lines[i]).line_class, LineClass::ok);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(ana.open(LineKind::privmsg, "#lobby", nick(i), lines[i]).line_class,
              LineClass::replayed);
  }
}

TEST(Conversation, RefusesATextThatIsNoLine) {
  Conversation ana = with_key("lobby");
  for (const std::string_view text : {std::string_view("a\nb"), std::string_view("a\r"),
                                      std::string_view("a\0b", 3), std::string_view("a\xff")}) {
    const auto line = ana.seal(LineKind::privmsg, "#lobby", "ana", text, now_s, false);
    EXPECT_FALSE(line.has_value());
  }
}

TEST(Conversation, OnlyWhatOpensWronglyIsCalledForged) {
  Conversation ana = with_key("lobby");
  const std::string line = sealed(ana, "hola");
  EXPECT_FALSE(opened(ana, line + "=").forged_or_damaged);
  EXPECT_TRUE(ana.open(LineKind::privmsg, "#lobby", "luis", line).forged_or_damaged);
}

TEST(NonceMemory, RemembersTheLastOnes) {
  NonceMemory memory;
  const auto nonce = [](std::size_t i) {
    return Nonce{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8),
                 static_cast<std::uint8_t>(i >> 16)};
  };
  const LineKeyName key{1};
  for (std::size_t i = 0; i <= NonceMemory::nonces_max; ++i) memory.remember(key, nonce(i));
  memory.remember(key, nonce(5));
  EXPECT_FALSE(memory.knows(key, nonce(0)));
  EXPECT_TRUE(memory.knows(key, nonce(1)));
  EXPECT_TRUE(memory.knows(key, nonce(NonceMemory::nonces_max)));
  EXPECT_FALSE(memory.knows(LineKeyName{2}, nonce(5)));
}

}  // namespace
}  // namespace uvchat::cipher
