#include "tests/client/chat_conversation.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// What the user sets, and whom they ignore.
class ChatSettingTest : public ChatConversation {
 protected:
  void in_lobby() {
    connect();
    join_lobby();
  }
  const std::string& answer() { return last("#lobby").text; }
};

TEST_F(ChatSettingTest, AllSettingsAreShownInATable) {
  in_lobby();
  user("/set");
  EXPECT_THAT(answer(), HasSubstr("\nbell                   on\n"));
  EXPECT_THAT(answer(), HasSubstr("\ntime_format            %H:%M\n"));
  EXPECT_THAT(answer(), HasSubstr("\nhighlight_words        -\n"));
}

TEST_F(ChatSettingTest, OneIsShownWithItsHelpAndWhatItTakes) {
  in_lobby();
  user("/set bell");
  EXPECT_EQ(answer(),
            "bell  on\nMentions and private messages ring the terminal's bell.\n"
            "/set bell VALUE takes on or off; /set bell default restores the default.");
}

TEST_F(ChatSettingTest, WhatIsSetHoldsAndIsSavedBesideWhatStandsThere) {
  in_lobby();
  preferences_file_ = "{\n  \"rooms\": [\"#maths\"]\n}\n";
  user("/set bell off");
  EXPECT_EQ(answer(), "bell is now off");
  EXPECT_FALSE(chat_.settings().bell);
  user("/set highlight_words pizza, tea");
  EXPECT_THAT(chat_.settings().highlight_words, ElementsAre("pizza", "tea"));
  user("/set paste_lines_ask 20");
  EXPECT_EQ(chat_.settings().paste_lines_ask, 20U);
  user("/set time_format %H:%M:%S");
  EXPECT_THAT(preferences_file_, HasSubstr("\"rooms\": [\n    \"#maths\"\n  ]"));
  EXPECT_THAT(preferences_file_, HasSubstr("\"bell\": false"));
  EXPECT_THAT(preferences_file_, HasSubstr("\"paste_lines_ask\": 20"));
  user("/set bell default");
  EXPECT_TRUE(chat_.settings().bell);
  EXPECT_THAT(preferences_file_, Not(HasSubstr("bell")));
  user("/set nick eva");
  EXPECT_EQ(answer(), "nick is eva from the next start on");
  EXPECT_EQ(chat_.status().nick, "ana");
}

TEST_F(ChatSettingTest, WhatIsNotAllowedIsRefusedWithWhatIs) {
  in_lobby();
  const std::string before = preferences_file_;
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"/set bel on", "There is no setting bel. Did you mean bell?"},
      {"/set bell maybe", "bell takes on or off"},
      {"/set paste_lines_ask many", "paste_lines_ask takes a number from 0 to 10000"},
      {"/set paste_lines_ask -1", "paste_lines_ask takes a number from 0 to 10000"},
      {"/set paste_lines_ask 1.5", "paste_lines_ask takes a number from 0 to 10000"},
      {"/set paste_lines_ask [1]", "paste_lines_ask takes a number from 0 to 10000"},
      {"/set time_format %",
       "time_format takes a format of strftime, up to 20 characters: "
       "%H:%M:%S"},
      {"/set time_format %n",
       "time_format takes a format of strftime, up to 20 characters: "
       "%H:%M:%S"},
      {"/set protocol gopher", "protocol takes irc or caesar"},
      {"/set language fr", "language takes en or es"},
      {"/set server a b", "server takes [NICK@]HOST[:PORT] or an irc:// URL"}};
  for (const auto& [line, refusal] : wrong) {
    user(line);
    EXPECT_EQ(answer(), refusal) << line;
  }
  EXPECT_EQ(preferences_file_, before);
}

TEST_F(ChatSettingTest, ABrokenFileIsToldOfAndNotOverwritten) {
  in_lobby();
  preferences_file_ = "{\"bell\": false, \"bell\": true}";
  user("/set bell off");
  EXPECT_EQ(answer(),
            "bell is off until you quit; it is not saved: cli.json:1:17: this cannot be read: "
            "bell: given twice");
  EXPECT_FALSE(chat_.settings().bell);
  EXPECT_EQ(preferences_file_, "{\"bell\": false, \"bell\": true}");
}

TEST_F(ChatSettingTest, TheLanguageChangesAtOnce) {
  in_lobby();
  user("/set language es");
  EXPECT_EQ(answer(), "language ahora vale es");
  user("/set language en");
  EXPECT_EQ(answer(), "language is now en");
}

TEST_F(ChatSettingTest, TheServerAndTheNickAreRemembered) {
  connect();
  EXPECT_THAT(preferences_file_, HasSubstr("\"last_server\": \"127.0.0.1:6667\""));
  EXPECT_THAT(preferences_file_, HasSubstr("\"last_nick\": \"ana\""));
  user("/nick eve");
  server(":ana!u@h NICK eve");
  EXPECT_THAT(preferences_file_, HasSubstr("\"last_nick\": \"eve\""));
}

TEST_F(ChatSettingTest, TheRoomsThatTheUserIsInAreRemembered) {
  in_lobby();
  EXPECT_THAT(preferences_file_, HasSubstr("\"#lobby\""));
  user("/join #club sesame");
  server(":ana!u@h JOIN #club");
  EXPECT_THAT(preferences_file_, HasSubstr("\"#club\""));
  EXPECT_THAT(preferences_file_, Not(HasSubstr("sesame")));
  server(":ana!u@h JOIN #trap");  // by the server
  EXPECT_THAT(preferences_file_, Not(HasSubstr("#trap")));
  user("/part #club");
  server(":ana!u@h PART #club");
  EXPECT_THAT(preferences_file_, Not(HasSubstr("#club")));
  chat_.on_lost("gone", now_.mono_ms, now_);
  EXPECT_THAT(preferences_file_, HasSubstr("\"#lobby\""));
}

TEST_F(ChatSettingTest, NoMoreThanFiftyRoomsAreRemembered) {
  connect();
  for (int room = 1; room <= 60; ++room) {
    const std::string name = "#room" + std::to_string(room);
    user("/join " + name);
    server(":ana!u@h JOIN " + name);
  }
  EXPECT_THAT(preferences_file_, HasSubstr("\"#room49\""));
  EXPECT_THAT(preferences_file_, Not(HasSubstr("\"#room50\"")));  // after #lobby
}

TEST_F(ChatSettingTest, AServerWithAnIpv6AddressIsRememberedAsPeopleWriteIt) {
  Chat chat(*this, {.server = "::1:6667", .nick = "ana", .rooms = {"#lobby"}});
  chat.on_connecting(now_);
  chat.on_registered("ana", now_);
  EXPECT_THAT(preferences_file_, HasSubstr("\"last_server\": \"[::1]:6667\""));
}

TEST_F(ChatSettingTest, WhoIsIgnoredIsNotHeard) {
  in_lobby();
  user("/ignore BOB");
  EXPECT_EQ(answer(), "BOB is ignored now. Masks in all: 1");
  server(":bob!u@h PRIVMSG #lobby :hi");
  server(":bob!u@h NOTICE #lobby :hi");
  server(":bob!u@h PRIVMSG ana :psst");
  server(":bob!u@h PRIVMSG #lobby :\1VERSION\1");
  server(":bob!u@h INVITE ana #trap");
  server(":bob!u@h WALLOPS :all");
  EXPECT_EQ(answer(), "BOB is ignored now. Masks in all: 1");
  EXPECT_THAT(shown("127.0.0.1:6667"), Not(Contains(HasSubstr("bob"))));
  EXPECT_EQ(chat_.rooms().size(), 2U);
  user("/ignore");
  EXPECT_THAT(answer(), HasSubstr("BOB  hidden: 6\n"));
  EXPECT_THAT(preferences_file_, HasSubstr("\"BOB\""));
  user("/ignore bob");
  EXPECT_EQ(answer(), "bob is ignored already.");
  user("/unignore bob");
  server(":bob!u@h PRIVMSG #lobby :hi");
  EXPECT_EQ(answer(), "hi");
  EXPECT_THAT(preferences_file_, Not(HasSubstr("BOB")));
}

TEST_F(ChatSettingTest, AMaskOfUserAndHostHoldsUnderEveryNick) {
  connect("message-tags batch draft/multiline", "CASEMAPPING=rfc1459");
  join_lobby();
  user("/ignore *@EVIL.example");
  server(":bob!u@evil.example PRIVMSG #lobby :one");
  server(":bob!u@evil.example NICK rob");
  server(":rob!x@evil.example PRIVMSG #lobby :two");
  server(":rob!x@evil.example BATCH +1 draft/multiline #lobby");
  server("@batch=1 :rob!x@evil.example PRIVMSG #lobby :three");
  server(":s BATCH -1");
  EXPECT_THAT(shown("#lobby"), Not(Contains(StartsWith("<"))));
  user("/ignore [x]");
  server(":{X}!u@h PRIVMSG #lobby :four");
  EXPECT_THAT(shown("#lobby"), Not(Contains(StartsWith("<"))));
  server(":carl!u@good.example PRIVMSG #lobby :five");
  EXPECT_EQ(answer(), "five");
}

TEST_F(ChatSettingTest, NobodyIgnoresThemselvesOrTheServer) {
  connect(echoing);
  join_lobby();
  user("/ignore *");
  user("hello");
  server("@label=1;msgid=m1 :ana!u@h PRIVMSG #lobby :hello");
  EXPECT_FALSE(last("#lobby").pending);
  server(":irc.example.org NOTICE ana :restarting");
  EXPECT_EQ(last("127.0.0.1:6667").text, "restarting");
}

TEST_F(ChatSettingTest, AMaskThatIsNoneIsRefused) {
  in_lobby();
  for (const char* const wrong : {"/ignore a b", "/ignore a,b", "/ignore :x"}) {
    user(wrong);
    EXPECT_THAT(answer(), StartsWith("Usage: /ignore")) << wrong;
  }
  user("/unignore nobody");
  EXPECT_EQ(answer(), "You do not ignore nobody: see /ignore.");
}

TEST_F(ChatSettingTest, AServerThatWantsAPasswordGetsTheOneTypedWithoutEcho) {
  chat_.on_connecting(now_);
  server(":s 464 ana :Password incorrect");
  chat_.on_lost("closed", std::nullopt, now_);
  EXPECT_THAT(shown("#lobby"), Contains("127.0.0.1:6667 lets nobody in without its password."));
  ASSERT_EQ(chat_.secret_prompt(), "Password of the server 127.0.0.1:6667: ");
  chat_.on_secret("open sesame", now_);
  EXPECT_FALSE(chat_.secret_prompt());
  EXPECT_EQ(chat_.server_password(), "open sesame");
  EXPECT_EQ(connects_again_, 1);
  chat_.on_connecting(now_);
  server(":s 464 ana :Password incorrect");
  chat_.on_lost("closed", std::nullopt, now_);
  EXPECT_THAT(shown("#lobby"), Contains("127.0.0.1:6667 does not take this password."));
  ASSERT_TRUE(chat_.secret_prompt());
  chat_.cancel_secret(now_);
  EXPECT_FALSE(chat_.secret_prompt());
  EXPECT_EQ(connects_again_, 1);
  user("/connect");
  EXPECT_TRUE(chat_.secret_prompt());
  EXPECT_EQ(connects_again_, 1);
}

TEST_F(ChatSettingTest, APasswordQuestionDoesNotCatchWhatWasMeantForAKey) {
  in_lobby();
  user("/key #lobby");
  const auto passphrase_prompt = chat_.secret_prompt();
  chat_.on_lost("it broke", now_.mono_ms + 1000, now_);
  chat_.on_connecting(now_);
  server(":s 464 ana :Password incorrect");
  EXPECT_EQ(chat_.secret_prompt(), passphrase_prompt);
  chat_.on_secret("secret of us all", now_);
  make_keys();
  EXPECT_EQ(chat_.server_password(), "");
  chat_.on_connecting(now_);
  server(":s 464 ana :Password incorrect");
  EXPECT_FALSE(chat_.secret_prompt());
  EXPECT_EQ(answer(), "Type /connect to be asked for it.");
}

TEST_F(ChatSettingTest, WhatIsTypedWhileThePasswordIsDueIsNotSaid) {
  in_lobby();
  chat_.on_lost("it broke", now_.mono_ms + 1000, now_);
  chat_.on_connecting(now_);
  server(":s 464 ana :Password incorrect");
  chat_.cancel_secret(now_);
  user("open sesame");
  EXPECT_THAT(answer(), StartsWith("Not said: 127.0.0.1:6667 wants its password first."));
  user("/connect");
  chat_.on_secret("open sesame", now_);
  in_lobby();
  EXPECT_THAT(sent(), Not(Contains(HasSubstr("sesame"))));
}

TEST_F(ChatSettingTest, OnceRegistered464IsAboutAnotherPassword) {
  in_lobby();
  server(":s 464 ana :Password incorrect");
  EXPECT_EQ(answer(), "The password is wrong.");
  EXPECT_FALSE(chat_.secret_prompt());
}

TEST_F(ChatSettingTest, APasswordIsKeptForTheServerOfThePreferences) {
  in_lobby();
  user("/set password hunter2");
  EXPECT_THAT(answer(), HasSubstr("/set password ask"));
  EXPECT_FALSE(chat_.may_be_remembered("/set password hunter2"));
  EXPECT_TRUE(chat_.may_be_remembered("/set bell off"));
  user("/set password ask");
  EXPECT_THAT(answer(), HasSubstr("set that first"));
  user("/set server h");
  user("/set password ask");
  ASSERT_EQ(chat_.secret_prompt(), "Password of the server h: ");
  chat_.on_secret("hunter\xff", now_);
  EXPECT_EQ(answer(), "A password is one line of at most 400 bytes.");
  user("/set password ask");
  chat_.on_secret("hunter2", now_);
  EXPECT_EQ(answer(), "password is (kept) from the next start on");
  EXPECT_THAT(preferences_file_, HasSubstr("\"password\": \"hunter2\""));
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_EQ(connects_again_, 0);
}

}  // namespace
}  // namespace uvchat::cli
