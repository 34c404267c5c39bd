#include "tests/client/chat_conversation.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

// What is written to disk.
class ChatLogTest : public ChatConversation {
 protected:
  void in_lobby(std::string_view capabilities = "") {
    connect(capabilities);
    join_lobby();
    user("/set log on");
  }

  // Without the times.
  std::string logged(const std::string& fold) {
    std::string lines;
    for (std::string_view rest = logs_[fold]; !rest.empty();) {
      const std::string_view line = rest.substr(0, rest.find('\n') + 1);
      rest.remove_prefix(line.size());
      lines += line.substr(std::string_view("2026-11-26 02:23:11 ").size());
    }
    return lines;
  }
};

TEST_F(ChatLogTest, NothingIsWrittenUnlessTheUserWantsIt) {
  connect();
  join_lobby();
  server(":bob!u@h PRIVMSG #lobby :hi");
  EXPECT_THAT(logs_, IsEmpty());
}

TEST_F(ChatLogTest, WhatIsSaidAndWhoComesIsWrittenForEachTalk) {
  in_lobby();
  server(":bob!u@h PRIVMSG #Lobby :hi");
  server(":bob!u@h PRIVMSG #lobby :\1ACTION waves\1");
  server(":bob!u@h NOTICE #lobby :psst");
  server(":carl!u@h JOIN #lobby");
  server(":bob!u@h PRIVMSG ana :alone");
  user("/me laughs");
  EXPECT_THAT(logs_["#lobby"], MatchesRegex("....-..-.. ..:..:.. <bob> hi\n(.|\n)*"));
  EXPECT_EQ(logged("#lobby"), "<bob> hi\n* bob waves\n-bob- psst\n-- carl joins\n* ana laughs\n");
  EXPECT_EQ(logged("bob"), "<bob> alone\n");
}

TEST_F(ChatLogTest, ALineOfOursIsWrittenOnceTheServerHasIt) {
  in_lobby(echoing);
  user("hello");
  EXPECT_EQ(logged("#lobby"), "");
  server("@label=1;msgid=m1 :ana!u@h PRIVMSG #lobby :hello");
  EXPECT_EQ(logged("#lobby"), "<ana> hello\n");
  user("refused");
  server("@label=2 :s 404 ana #lobby :Cannot send to channel (+m)");
  EXPECT_EQ(logged("#lobby"), "<ana> hello\n");
}

TEST_F(ChatLogTest, NoLineOfAMessagePassesForAnothers) {
  in_lobby("message-tags batch draft/multiline");
  server(":bob!u@h BATCH +1 draft/multiline #lobby");
  server("@batch=1 :bob!u@h PRIVMSG #lobby :one");
  server("@batch=1 :bob!u@h PRIVMSG #lobby :2026-11-26 02:23:11 <carl> I did it");
  server(":s BATCH -1");
  EXPECT_EQ(logged("#lobby"), "<bob> one\n<bob> 2026-11-26 02:23:11 <carl> I did it\n");
}

TEST_F(ChatLogTest, NothingOfAConversationThatHasAKeyIsWritten) {
  in_lobby();
  key("#lobby", "secret of us all");
  user("/topic a secret topic");
  user("a secret");
  const auto lines = sent();
  server(":bob!u@h PRIVMSG #lobby :in clear");
  server(":bob!u@h PRIVMSG #lobby :+aes1 damaged");
  for (const std::string& line : lines) server(":ana!u@h " + line);
  user("/key #lobby new");
  user("/key");
  server(":carl!u@h JOIN #lobby");
  EXPECT_EQ(logged("#lobby"), "-- carl joins\n");
  EXPECT_EQ(logs_.size(), 1U);
}

TEST_F(ChatLogTest, UnlessTheUserWantsThatToo) {
  in_lobby();
  user("/set log_encrypted on");
  key("#lobby", "secret of us all");
  user("a secret");
  user("/key #lobby new");
  make_keys();
  EXPECT_EQ(logged("#lobby"), "<ana> a secret\n");  // and no passphrase
}

TEST_F(ChatLogTest, HistoryIsNotWrittenAgain) {
  connect(std::string(echoing) + " draft/chathistory");
  join_lobby();
  user("/set log on");
  server("BATCH +h chathistory #lobby");
  server("@batch=h;msgid=a;time=2026-11-22T10:00:00.000Z :bob!u@h PRIVMSG #lobby :old");
  server("BATCH -h");
  EXPECT_EQ(logged("#lobby"), "");
}

TEST_F(ChatLogTest, AFullDiskIsToldOnceAndNothingIsLostOnTheScreen) {
  in_lobby();
  disk_is_full_ = true;
  server(":bob!u@h PRIVMSG #lobby :one");
  server(":bob!u@h PRIVMSG #lobby :two");
  EXPECT_THAT(shown("127.0.0.1:6667"),
              Contains(HasSubstr("The log is not written: the disk is full")).Times(1));
  EXPECT_THAT(shown("#lobby"), Contains("<bob> two"));
  disk_is_full_ = false;
  server(":bob!u@h PRIVMSG #lobby :three");
  EXPECT_EQ(logged("#lobby"), "<bob> three\n");
  disk_is_full_ = true;
  server(":bob!u@h PRIVMSG #lobby :four");
  EXPECT_THAT(shown("127.0.0.1:6667"), Contains(HasSubstr("The log is not written")).Times(2));
}

TEST_F(ChatLogTest, OfWhoIsIgnoredNothingIsWritten) {
  in_lobby();
  user("/ignore bob");
  server(":bob!u@h PRIVMSG #lobby :one");
  EXPECT_THAT(logs_, IsEmpty());
}

}  // namespace
}  // namespace uvchat::cli
