#include <algorithm>

#include "tests/client/chat_conversation.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// What is known after a connection was lost and another one is there.
class ChatReconnectTest : public ChatConversation {
 protected:
  void lose() { chat_.on_lost("it broke", now_.mono_ms + 1000, now_); }

  void register_as(std::string_view nick, std::string_view isupport = "") {
    chat_.on_connecting(now_);
    chat_.on_registered(nick, now_);
    if (!isupport.empty()) {
      server(":s 005 " + std::string(nick) + " " + std::string(isupport) + " :are supported");
    }
    server(":s PONG s uvchat-ready");
  }
};

TEST_F(ChatReconnectTest, AnOldTopicDoesNotStayWhereTheServerTellsOfNone) {
  connect();
  join_lobby();
  server(":s 332 ana #lobby :old news");
  EXPECT_EQ(room("#lobby").topic, "old news");
  lose();
  connect();
  server(":ana!u@h JOIN #lobby");
  EXPECT_EQ(room("#lobby").topic, "");
  server(":bob!u@h TOPIC #lobby :fresh");
  server(":s 331 ana #lobby :No topic is set");
  EXPECT_EQ(room("#lobby").topic, "");
}

TEST_F(ChatReconnectTest, TheUserSeesOfEachConnectionWhetherItIsSecure) {
  const std::string server = chat_.rooms().front()->name;
  chat_.on_secured("TLSv1.3", false);
  register_as("ana");
  EXPECT_EQ(chat_.status().tls_version, "TLSv1.3");
  EXPECT_THAT(shown(server), Contains(HasSubstr("The connection is secure: TLSv1.3")));
  lose();
  EXPECT_EQ(chat_.status().tls_version, "");
  chat_.on_secured("TLSv1.3", false, "AB:CD");
  register_as("ana");
  EXPECT_THAT(shown(server), Contains(HasSubstr("has the certificate AB:CD.")));
  lose();
  chat_.on_secured("", true);
  register_as("ana");
  EXPECT_TRUE(chat_.status().in_clear);
  EXPECT_THAT(shown(server), Contains(HasSubstr("The connection is in clear")));
  lose();
  EXPECT_FALSE(chat_.status().in_clear);
}

TEST_F(ChatReconnectTest, ARoomThatWasLeftHasNoTopic) {
  connect();
  join_lobby();
  server(":s 332 ana #lobby :old news");
  server(":ana!u@h PART #lobby");
  EXPECT_EQ(room("#lobby").topic, "");
}

TEST_F(ChatReconnectTest, TheNickThatTheUserTookIsWhatItRegistersAs) {
  connect();
  user("/nick eve");
  server(":ana!u@h NICK eve");
  lose();
  EXPECT_EQ(chat_.wanted_nick(), "eve");
}

TEST_F(ChatReconnectTest, ANickGivenOfflineIsWhatItRegistersAs) {
  connect();
  lose();
  user("/nick eve");
  EXPECT_EQ(last("#lobby").text, "You will be called eve as soon as there is a connection.");
  EXPECT_EQ(chat_.wanted_nick(), "eve");
  user("/nick e,ve");
  EXPECT_EQ(chat_.wanted_nick(), "eve");
  sent();
  register_as("eve");
  after(60'000);
  EXPECT_THAT(sent(), Not(Contains("NICK eve")));
}

TEST_F(ChatReconnectTest, ANickThatTheServerRefusesIsNotWantedAnyMore) {
  connect();
  join_lobby();
  user("/nick bob");
  server(":s 433 ana bob :Nickname is already in use");
  EXPECT_EQ(last("#lobby").text, "The nick bob is taken.");
  EXPECT_EQ(chat_.wanted_nick(), "ana");
  sent();
  after(20'000);
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatReconnectTest, ANickThatTheServerGivesUnaskedIsNotWantedNext) {
  connect();
  server(":ana!u@h NICK Guest17");
  EXPECT_EQ(chat_.status().nick, "Guest17");
  sent();
  after(20'000);
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_EQ(chat_.wanted_nick(), "ana");
}

TEST_F(ChatReconnectTest, TheNickThatTheOldConnectionHoldsIsTakenBackWhenMonitorSaysItIsFree) {
  connect();
  join_lobby();
  lose();
  register_as("ana_", "MONITOR=100");
  EXPECT_THAT(shown("#lobby"), Contains("The nick ana is still held, perhaps by a connection of "
                                        "yours that broke: you are ana_ until it is free."));
  EXPECT_THAT(sent(), Contains("MONITOR + ana"));
  server(":s 730 ana_ :ana!u@h");
  EXPECT_THAT(sent(), IsEmpty());
  server(":s 731 ana_ :ana");
  EXPECT_THAT(sent(), ElementsAre("NICK ana"));
  server(":ana_!u@h NICK ana");
  EXPECT_THAT(sent(), ElementsAre("MONITOR - ana"));
  server(":s 730 ana :ana!u@h");
  EXPECT_EQ(chat_.status().nick, "ana");
  EXPECT_THAT(shown("#lobby"), Not(Contains(HasSubstr("nline"))));
}

TEST_F(ChatReconnectTest, WithoutMonitorTheNickIsAskedForEverMoreSeldom) {
  register_as("ana_");
  EXPECT_EQ(last("#lobby").text, "The nick ana is taken: you are ana_ until it is free.");
  sent();
  std::vector<int> asked_after_s;
  for (int s = 1; s <= 700; ++s) {
    after(1000);
    for (const std::string& line : sent()) {
      if (line == "NICK ana") {
        asked_after_s.push_back(s);
        server(":s 433 ana_ ana :Nickname is already in use");
      } else {
        server(":s PONG s uvchat-lag");
      }
    }
  }
  EXPECT_THAT(asked_after_s, ElementsAre(10, 30, 70, 150, 310, 610));
}

TEST_F(ChatReconnectTest, ANickThatItsHolderGivesUpIsTakenAtOnce) {
  register_as("ana_");
  sent();
  server(":ana!u@h NICK someone");
  EXPECT_THAT(sent(), ElementsAre("NICK ana"));
}

TEST_F(ChatReconnectTest, ANickThatIsNotAllowedIsNotAskedForAgain) {
  chat_.on_connecting(now_);
  server(":s 432 * ana :Erroneous nickname");
  chat_.on_registered("guest", now_);
  EXPECT_THAT(shown("#lobby"), ElementsAre("ana cannot be a nick here."));
  sent();
  after(25'000);
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatReconnectTest, ANickThatIsTakenIsToldOfOnce) {
  chat_.on_connecting(now_);
  server(":s 433 * ana :Nickname is already in use");
  chat_.on_registered("ana_", now_);
  EXPECT_THAT(shown("#lobby"),
              ElementsAre("The nick ana is taken: you are ana_ until it is free."));
}

TEST_F(ChatReconnectTest, WhoWasAwayIsAwayAgain) {
  connect();
  join_lobby();
  user("/away at lunch");
  EXPECT_THAT(sent(), ElementsAre("AWAY :at lunch"));
  server(":s 306 ana :You have been marked as being away");
  lose();
  chat_.on_connecting(now_);
  chat_.on_registered("ana", now_);
  EXPECT_FALSE(chat_.status().away);
  EXPECT_THAT(sent(), ElementsAre("AWAY :at lunch", "JOIN #lobby", "PING :uvchat-ready"));
}

TEST_F(ChatReconnectTest, AwayAndBackHoldForTheNextConnection) {
  connect();
  lose();
  user("/away");
  EXPECT_EQ(last("#lobby").text, "You will not be away when there is a connection again.");
  user("/away at lunch");
  EXPECT_EQ(last("#lobby").text, "You will be away as soon as there is a connection.");
  sent();
  register_as("ana");
  EXPECT_THAT(sent(), Contains("AWAY :at lunch"));
  user("/raw AWAY");
  lose();
  sent();
  register_as("ana");
  EXPECT_THAT(sent(), Not(Contains(HasSubstr("AWAY"))));
}

TEST_F(ChatReconnectTest, NoJoinButTheUsersChangesTheRoomOnTheScreen) {
  connect();
  join_lobby();
  user("/join #first");
  server(":ana!u@h JOIN #first");
  const std::size_t here = chat_.current();
  server(":ana!u@h JOIN #forced");
  lose();
  connect();
  server(":ana!u@h JOIN #lobby");
  server(":ana!u@h JOIN #forced");
  server(":s 470 ana #first ##first :Forwarding to another channel");
  server(":ana!u@h JOIN ##first");
  EXPECT_EQ(chat_.current(), here);
  EXPECT_EQ(last("#first").text, "Cannot join #first: it sends you on to ##first");
}

TEST_F(ChatReconnectTest, WhoIsAwayStaysSoWhenNamesAreTold) {
  connect("away-notify");
  join_lobby();
  server(":bob!u@h AWAY :at lunch");
  user("/names");
  server(":s 353 ana = #lobby :@bob ana");
  server(":s 366 ana #lobby :End");
  EXPECT_TRUE(room("#lobby").members.begin()->away);
}

TEST_F(ChatReconnectTest, WhoIsAwayAlreadyIsAskedForAtTheJoining) {
  connect("away-notify");
  server(":ana!u@h JOIN #lobby");
  server(":s 353 ana = #lobby :@bob ana");
  server(":s 366 ana #lobby :End");
  EXPECT_THAT(sent(), ElementsAre("WHO #lobby"));
  const std::size_t lines = shown("#lobby").size();
  server(":s 352 ana #lobby u h s bob G@ :0 Bob");
  server(":s 352 ana #lobby u h s ana H :0 Ana");
  server(":s 315 ana #lobby :End of WHO");
  EXPECT_TRUE(room("#lobby").members.begin()->away);
  EXPECT_EQ(shown("#lobby").size(), lines);
  user("/raw WHO #lobby");
  server(":s 352 ana #lobby u h s bob G@ :0 Bob");
  EXPECT_EQ(shown("#lobby").size(), lines + 1);
}

TEST_F(ChatReconnectTest, WhatIsRefusedManyTimesInTheSameWordsIsSaidOnce) {
  connect();
  join_lobby();
  user("/mode +xyz");
  server(":s 472 ana x :is unknown mode char to me");
  for (int i = 0; i < 3; ++i) server(":s 482 ana #lobby :You're not channel operator");
  EXPECT_THAT(shown("#lobby"),
              ElementsAre("You join #lobby", "2 people are here: @bob and ana",
                          "There is no mode x.", "You are not an operator in #lobby."));
  user("/mode +m");
  server(":s 482 ana #lobby :You're not channel operator");
  EXPECT_EQ(shown("#lobby").size(), 5U);
}

TEST_F(ChatReconnectTest, WhatTheServerSaysIsSaidInTheUsersLanguage) {
  choose_language(Language::spanish);
  connect();
  join_lobby();
  server(":s 404 ana #lobby :Cannot send to channel (+m): it is moderated");
  EXPECT_EQ(last("#lobby").text, "No puedes hablar en #lobby: está moderada y no tienes voz");
  server(":s FAIL RENAME CHANNEL_NAME_IN_USE #lobby #other :Name taken");
  EXPECT_EQ(last("#lobby").text, "#lobby no puede llamarse #other: así se llama otra sala.");
  server(":s 251 ana :There are 5 users and 2 invisible on 1 servers");
  EXPECT_EQ(last("127.0.0.1:6667").text, "Usuarios: 5, y 2 que no se muestran.");
  server(":s 696 ana #lobby l x :Not a number");
  EXPECT_EQ(last("#lobby").text, "El modo l de #lobby no admite x.");
  server(":s 251 ana :There are many");
  EXPECT_EQ(last("127.0.0.1:6667").text, "There are many");
  server(":s 499 ana #lobby :You \x1b[2J must be owner");
  EXPECT_EQ(last("#lobby").text, "You ?[2J must be owner");
  choose_language(Language::english);
}

TEST_F(ChatReconnectTest, AnOperatorIsToldThatTheyAreOneNoMore) {
  connect();
  join_lobby();
  lose();
  connect();
  EXPECT_THAT(shown("#lobby"), Not(Contains("You are no operator of the server any more.")));
  server(":s 381 ana :You are now an operator");
  lose();
  connect();
  EXPECT_EQ(last("#lobby").text, "You are no operator of the server any more.");
  lose();
  connect();
  const auto lines = shown("#lobby");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "You are no operator of the server any more."),
            1);
}

TEST_F(ChatReconnectTest, WhoIsAnOperatorStillOrHasEndedItIsNotTold) {
  connect();
  join_lobby();
  server(":ana MODE ana +o");
  lose();
  chat_.on_connecting(now_);
  server(":s 001 ana :Welcome");
  chat_.on_registered("ana", now_);
  server(":s 221 ana +io");  // another device of the account has made them one
  server(":s PONG s uvchat-ready");
  EXPECT_THAT(shown("#lobby"), Not(Contains("You are no operator of the server any more.")));
  server(":ana MODE ana -o");
  lose();
  connect();
  EXPECT_THAT(shown("#lobby"), Not(Contains("You are no operator of the server any more.")));
}

}  // namespace
}  // namespace uvchat::cli
