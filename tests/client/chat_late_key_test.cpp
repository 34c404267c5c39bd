#include "tests/client/chat_key.h"
#include "uvchat/cipher/passphrase.h"

// A key that comes after the lines that it opens, and one that opens none of them.

namespace uvchat::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using ChatLateKeyTest = ChatKeyTest;

TEST_F(ChatLateKeyTest, LinesThatCameBeforeTheirKeyAreReadWhenItComes) {
  connect(echoing);
  join_lobby();
  bobs_.add_key(chat_key("#lobby"));
  server("@msgid=m1 :bob!u@h PRIVMSG #lobby :" + bob_seals("one"));
  server(":bob!u@h PRIVMSG #lobby :in clear");
  server("@msgid=m2 :bob!u@h PRIVMSG #lobby :" + bob_seals("\1ACTION waves to ana\1"));
  const std::uint64_t number = last("#lobby").number;
  give_key();
  EXPECT_THAT(shown("#lobby"), AllOf(Contains("<bob> one"), Contains("* bob waves to ana"),
                                     Not(Contains(HasSubstr("you do not have")))));
  EXPECT_TRUE(room("#lobby").entries[4].mention);
  EXPECT_EQ(room("#lobby").entries[4].number, number);
  EXPECT_EQ(room("#lobby").entries[2].seal, Seal::opened);
  EXPECT_EQ(room("#lobby").entries[2].heard, nullptr);
  EXPECT_THAT(shown("#lobby"), Not(Contains(HasSubstr("mistyped"))));
}

TEST_F(ChatLateKeyTest, AMessageOfSeveralLinesBecomesOneWhenItsKeyComes) {
  connect(std::string(echoing) + " draft/multiline");
  join_lobby();
  bobs_.add_key(chat_key("#lobby"));
  server("@msgid=m1 :bob!u@h BATCH +b draft/multiline #lobby");
  server("@batch=b :bob!u@h PRIVMSG #lobby :" + bob_seals("one"));
  server("@batch=b :bob!u@h PRIVMSG #lobby :" + bob_seals("two"));
  server("BATCH -b");
  const std::size_t before = room("#lobby").entries.size();
  give_key();
  EXPECT_EQ(room("#lobby").entries[before - 2].text, "one\ntwo");
  EXPECT_THAT(shown("#lobby"), Not(Contains(HasSubstr("you do not have"))));
}

TEST_F(ChatLateKeyTest, ALineThatIsRepeatedBeforeItsKeyComesIsReadOnce) {
  connect(echoing);
  join_lobby();
  bobs_.add_key(chat_key("#lobby"));
  const std::string line = bob_seals("attack at dawn");
  server("@msgid=m1 :bob!u@h PRIVMSG #lobby :" + line);
  server("@msgid=m2 :bob!u@h PRIVMSG #lobby :" + line);
  give_key();
  EXPECT_EQ(room("#lobby").entries[2].text, "attack at dawn");
  EXPECT_EQ(room("#lobby").entries[3].text, "[the same encrypted line once more]");
  server("@msgid=m3 :bob!u@h PRIVMSG #lobby :" + line);
  EXPECT_EQ(last("#lobby").seal, Seal::unreadable);
}

TEST_F(ChatLateKeyTest, WhatWasTakenBackBeforeItsKeyComesStaysSo) {
  connect(echoing);
  join_lobby();
  bobs_.add_key(chat_key("#lobby"));
  server("@msgid=m1 :bob!u@h PRIVMSG #lobby :" + bob_seals("a slip"));
  server(":bob!u@h REDACT #lobby m1");
  give_key();
  EXPECT_THAT(shown("#lobby"),
              AllOf(Contains("<bob> [taken back]"), Not(Contains(HasSubstr("a slip")))));
}

TEST_F(ChatLateKeyTest, AMistypedPassphraseIsToldByTheLinesThatAreThere) {
  connect(echoing);
  join_lobby();
  bobs_.add_key(chat_key("#lobby"));
  server("@msgid=m1 :bob!u@h PRIVMSG #lobby :" + bob_seals("one"));
  key("#lobby", "correct horse batery");
  EXPECT_THAT(last("#lobby").text,
              StartsWith("The lines here are encrypted with " +
                         cipher::short_key_id(bobs_.current()->id()) + ", and this key is "));
  EXPECT_EQ(last("#lobby").kind, EntryKind::failure);
  give_key();
  EXPECT_EQ(room("#lobby").entries[2].text, "one");
  EXPECT_THAT(last("#lobby").text, Not(HasSubstr("mistyped")));
  key("#lobby", "the next one of us all");  // a new key, and no slip: all that is here is read
  EXPECT_THAT(last("#lobby").text, Not(HasSubstr("mistyped")));
}

}  // namespace
}  // namespace uvchat::cli
