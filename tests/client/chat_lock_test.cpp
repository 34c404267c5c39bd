#include "chat/client_state.h"
#include "chat/sending.h"
#include "tests/client/chat_conversation.h"

namespace uvchat::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// A hostile server, and a user who types into #secret, which has a key.
class ChatLockTest : public ChatConversation {
 protected:
  void secret_with_key(std::string_view capabilities = "",
                       std::string_view isupport = "CASEMAPPING=ascii CHANTYPES=# PREFIX=(ov)@+") {
    connect(capabilities, isupport);
    user("/join #secret");
    server(":ana!u@h JOIN #secret");
    key("#secret", "secret of us all");
    sent();
  }

  // Sealed lines only, and not none.
  void expect_sealed(std::string_view line) {
    user(line);
    EXPECT_THAT(sent(), AllOf(Not(IsEmpty()), Each(HasSubstr(" :+aes1 ")))) << line;
  }
  void expect_nothing_sent(std::string_view line) {
    user(line);
    EXPECT_THAT(sent(), IsEmpty()) << line;
  }
};

TEST_F(ChatLockTest, NoRuleOfTheServersForNamesOpensARoom) {
  secret_with_key();
  for (const char* const rules :
       {"PREFIX=(o)# CHANTYPES=s", "CHANTYPES=", "PREFIX=(ov)#@ CHANTYPES=s", "CASEMAPPING=rfc1459",
        "UTF8MAPPING=rfc8265 CASEMAPPING=none", "CHANTYPES=#s PREFIX=(os)@#"}) {
    server(":s 005 ana " + std::string(rules) + " :are supported");
    for (const char* const line : {"text", "/me waves", "/topic a topic", "/msg #secret text",
                                   "/notice #SECRET text", "/topic #secret text"}) {
      expect_sealed(line);
    }
    expect_nothing_sent("/msg #secret,bob text");
  }
}

TEST_F(ChatLockTest, NoRuleGivenBeforeTheKeyOpensARoom) {
  for (const char* const rules : {"PREFIX=(o)# CHANTYPES=s", "CHANTYPES=& PREFIX=(o)#",
                                  "PREFIX=(os)@s CHANTYPES=s", "CHANTYPES="}) {
    secret_with_key("", rules);
    for (const char* const line :
         {"text", "/me waves", "/topic #secret text", "/msg #secret text"}) {
      expect_sealed(line);
    }
    chat_.on_lost("it broke", std::nullopt, now_);
  }
}

TEST_F(ChatLockTest, NoRuleOfTheServersOpensAPrivateTalk) {
  secret_with_key();
  user("/query bob");
  key("bob", "secret of us all");
  sent();
  server(":s 005 ana PREFIX=(o)b CHANTYPES=o :are supported");
  for (const char* const line : {"text", "/msg bob text", "/msg BOB text", "/notice bob text"}) {
    expect_sealed(line);
  }
}

TEST_F(ChatLockTest, ARuleThatWouldChangeWhatNamesAreIsRefusedAndSaid) {
  secret_with_key();
  for (const char* const rule : {"PREFIX=(ov)@#", "CHANTYPES=s", "CASEMAPPING=rfc1459"}) {
    server(":s 005 ana " + std::string(rule) + " :are supported");
    EXPECT_THAT(last("#secret").text, AllOf(HasSubstr("Refused"), HasSubstr(rule)));
  }
  const std::size_t entries = room("#secret").entries.size();
  server(":s 005 ana CHANTYPES=t CASEMAPPING=ascii :are supported");
  EXPECT_EQ(room("#secret").entries.size(), entries);  // said once on a connection
}

TEST_F(ChatLockTest, ARenamedRoomTakesItsKeyAlongAndItsOldNameStaysClosed) {
  secret_with_key();
  user("one");
  sent();
  server(":bob!u@h RENAME #secret #zzz :x");
  server(":ana!u@h JOIN #secret");
  EXPECT_EQ(chat_.rooms()[chat_.current()]->name, "#zzz");
  user("two");
  EXPECT_THAT(sent(), ElementsAre(StartsWith("PRIVMSG #zzz :+aes1 ")));
  user("/go #secret");
  EXPECT_EQ(room("#secret").cipher, "locked");
  for (const char* const line : {"text", "/me waves", "/topic text", "/msg #secret text"}) {
    expect_nothing_sent(line);
  }
  EXPECT_THAT(last("#secret").text, HasSubstr("#secret is locked"));
  user("/key #secret remove");
  user("in the open");
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG #secret :in the open"));
}

TEST_F(ChatLockTest, ANickThatHadAKeyStaysClosedWhenItsOwnerIsCalledSomethingElse) {
  secret_with_key();
  user("/query bob");
  key("bob", "secret of us all");
  sent();
  server(":bob!u@h NICK bobby");
  expect_sealed("text");
  expect_sealed("/msg bobby text");
  expect_nothing_sent("/msg bob text");
  expect_nothing_sent("/query bob text");
}

TEST_F(ChatLockTest, ANickThatIsSpelledAsARoomRenamesNoRoom) {
  secret_with_key();
  server(":#secret!u@h NICK bob");
  EXPECT_EQ(chat_.rooms()[chat_.current()]->name, "#secret");
  user("text");
  EXPECT_THAT(sent(), ElementsAre(StartsWith("PRIVMSG #secret :+aes1 ")));
}

TEST_F(ChatLockTest, ARoomDoesNotGetTheNameOfAnotherConversation) {
  secret_with_key();
  server(":ana!u@h JOIN #other");
  server(":bob!u@h RENAME #other #secret :x");
  EXPECT_THAT(last("#other").text, HasSubstr("Refused"));
  user("/go #secret");
  user("/close");
  sent();
  server(":bob!u@h RENAME #other #Secret :x");
  EXPECT_THAT(last("#other").text, HasSubstr("Refused"));
  server(":bob!u@h RENAME #other #hall :x");
  server(":bob!u@h RENAME #hall #other :x");
  EXPECT_EQ(room("#other").cipher, "");
}

TEST_F(ChatLockTest, ARoomMayGetItsOldNameBack) {
  secret_with_key();
  server(":bob!u@h RENAME #secret #zzz :x");
  server(":bob!u@h RENAME #zzz #secret :x");
  expect_sealed("/msg #secret text");
  expect_nothing_sent("/msg #zzz text");
}

TEST_F(ChatLockTest, TheServerNeverChangesWhatIsOnTheScreen) {
  secret_with_key();
  user("/join #slow");
  user("/go #secret");
  const std::size_t here = chat_.current();
  for (const char* const line :
       {":ana!u@h JOIN #slow", ":ana!u@h JOIN #unasked", ":bob!u@h PRIVMSG ana :psst",
        ":bob!u@h RENAME #slow #fast :x", ":bob!u@h NICK carl", ":ana!u@h NICK eve",
        ":bob!u@h KICK #secret eve :out", ":eve!u@h PART #unasked", ":eve!u@h JOIN #secret"}) {
    server(line);
    EXPECT_EQ(chat_.current(), here) << line;
  }
}

TEST_F(ChatLockTest, ATalkThatLooksLikeAStatusMessageIsNoWayAround) {
  secret_with_key("", "CHANTYPES=# PREFIX=(ov)!+");
  server(":@#secret!u@h PRIVMSG ana :write to me");
  server(":%#secret!u@h PRIVMSG ana :write to me");
  for (const char* const line :
       {"/msg @#secret text", "/msg %#secret text", "/msg @@#secret text"}) {
    expect_nothing_sent(line);
  }
  expect_sealed("/msg !#secret text");
}

TEST_F(ChatLockTest, ATopicThatBeginsWithAClosedTalksNameIsNotForTheRoomOnTheScreen) {
  secret_with_key();
  user("/query bob");
  key("bob", "secret of us all");
  user("/join #open");
  server(":ana!u@h JOIN #open");
  sent();
  for (const char* const line : {"/topic bob text", "/topic @#secret text", "/topic %bob text"}) {
    expect_nothing_sent(line);
  }
  user("/topic for all");
  EXPECT_THAT(sent(), ElementsAre("TOPIC #open :for all"));
}

TEST_F(ChatLockTest, NoSignOfTheServersMakesARoomsNameOfATypedText) {
  secret_with_key("", "CASEMAPPING=ascii CHANTYPES=#(\"'!* PREFIX=(ov)@+");
  for (const char* const line : {"/topic (our plan", "/topic \"our plan\" b", "/topic !our plan"}) {
    expect_sealed(line);
  }
  chat_.on_lost("it broke", std::nullopt, now_);
  secret_with_key("", "CASEMAPPING=ascii CHANTYPES=#&+! PREFIX=(ov)@%");
  for (const char* const line : {"/topic #1 our plan", "/topic !our plan", "/topic +1 to our plan",
                                 "/topic #open our plan", "/topic #secret our plan"}) {
    expect_sealed(line);
  }
  for (const char* const line :
       {"/part !our plan", "/part #1 our plan", "/part our plan", "/kick #1 of our plan",
        "/kick bob our plan", "/mode (our plan", "/mode !our plan", "/mode bob our plan"}) {
    expect_nothing_sent(line);
  }
  user("/query carl");
  key("carl", "secret of us all");
  for (const char* const line : {"/topic !our plan", "/part !our plan", "/kick !our a plan"}) {
    expect_nothing_sent(line);
  }
}

TEST_F(ChatLockTest, ACommandInAClosedRoomIsForAnotherRoomOnlyIfTheUserJoinedThat) {
  secret_with_key();
  server(":ana!u@h JOIN #1");
  sent();
  expect_sealed("/topic #1 our plan");
  user("/join #2");
  server(":ana!u@h JOIN #2");
  user("/go #secret");
  sent();
  user("/topic #2 for all");
  user("/mode #2 +m");
  user("/mode ana +i");
  user("/mode +m");
  EXPECT_THAT(sent(),
              ElementsAre("TOPIC #2 :for all", "MODE #2 +m", "MODE ana +i", "MODE #secret +m"));
  server(":bob!u@h RENAME #2 #the :x");
  expect_sealed("/topic #the plan");
  user("/part");
  EXPECT_THAT(sent(), ElementsAre("PART #secret"));
}

TEST_F(ChatLockTest, NamesThatAreOneByAnyRuleHaveOneKey) {
  secret_with_key("", "CASEMAPPING=ascii");
  user("/join #a[\\]");
  server(":ana!u@h JOIN #a[\\]");
  key("#a[\\]", "secret of us all");
  chat_.on_lost("it broke", std::nullopt, now_);
  connect("", "CASEMAPPING=rfc1459");
  server(":ana!u@h JOIN #a{|}");
  user("/close");
  user("/join #A{\\}");
  server(":ana!u@h JOIN #A{\\}");
  sent();
  expect_sealed("text");
  user("/join #se\u200bcret");
  server(":ana!u@h JOIN #se\u200bcret");
  sent();
  expect_sealed("text");
}

TEST_F(ChatLockTest, WhatWasWrittenUnderAKeyIsNotSaidAgainInClear) {
  secret_with_key(echoing);
  user("only sealed");
  server("@label=1 :s 404 ana #secret :Cannot send");
  user("/key #secret remove");
  sent();
  expect_nothing_sent("/resend");
  EXPECT_THAT(shown("#secret"), Contains(HasSubstr("while the conversation had a key")));
}

TEST_F(ChatLockTest, TheSignStandsForWhatHasLeft) {
  secret_with_key(echoing);
  user("/nick eve");
  user("waits");
  EXPECT_EQ(last("#secret").seal, Seal::none);
  server(":ana!u@h NICK eve");
  EXPECT_EQ(room("#secret").entries.back().seal, Seal::opened);
  user("/join #open");
  server(":eve!u@h JOIN #open");
  user("in clear");
  EXPECT_EQ(last("#open").seal, Seal::none);
}

TEST_F(ChatLockTest, AKeyThatCannotBeMadeLeavesTheRoomClosed) {
  connect();
  join_lobby();
  user("/key #lobby");
  chat_.on_secret("secret of us all", now_);
  user("waits for the key");
  chat_.on_key(wanted_keys_.at(0).first, fail("no memory"), now_);
  EXPECT_THAT(sent(), IsEmpty());
  expect_nothing_sent("text");
}

TEST_F(ChatLockTest, NothingIsSentWhileAPassphraseIsAskedFor) {
  connect(echoing);
  join_lobby();
  chat_.on_lost("it broke", std::nullopt, now_);
  user("meanwhile");
  user("/key #lobby");
  connect(echoing);
  server(":ana!u@h JOIN #lobby");
  EXPECT_THAT(sent(), IsEmpty());
  chat_.on_secret("secret of us all", now_);
  make_keys();
  EXPECT_THAT(sent(), ElementsAre(HasSubstr("PRIVMSG #lobby :+aes1 ")));
}

TEST_F(ChatLockTest, ARawLineThatNamesAClosedConversationDoesNotLeave) {
  secret_with_key();
  for (const char* const line :
       {"/raw PRIVMSG #secret :text", "/raw XPRIVMSG bob,#SECRET :text", "/raw SAY x #secret text",
        "/raw BATCH +1 draft/multiline #secret", "/raw NOTICE @#secret :text"}) {
    expect_nothing_sent(line);
  }
  user("/raw MODE #secret +i");
  EXPECT_THAT(sent(), ElementsAre("MODE #secret +i"));
}

TEST_F(ChatLockTest, AServerMakesUsKeepABoundedNumberOfNames) {
  secret_with_key();
  std::string name = "#secret";
  for (int i = 0; i < 12'000; ++i) {
    std::string next = "#n" + std::to_string(i);
    server(":bob!u@h RENAME " + name + " " + next + " :x");
    if (chat_.rooms()[chat_.current()]->name == next) name = std::move(next);
  }
  expect_sealed("text");
  EXPECT_LE(name.size(), std::string("#n9999").size());
}

// The last thing that stands between a mistake of ours and the wire.
TEST(Sending, RefusesATextInClearForAClosedConversation) {
  class Host final : public Chat::Host {
   public:
    void send_line(std::string_view line) override { sent.emplace_back(line); }
    void derive_key(std::uint64_t, cipher::SecretString, std::string) override {}
    Result<void> change_keys(const FileChange&) override { return {}; }
    Result<void> write_log(const LogPlace&, std::string_view) override { return {}; }
    Result<void> change_preferences(const FileChange&) override { return {}; }
    Result<void> change_state(const FileChange&) override { return {}; }
    Result<void> change_accounts(const FileChange&) override { return {}; }
    void connect_again() override {}
    void hang_up(bool) override {}
    void end_negotiation() override {}
    void begin_upload(std::uint64_t, UploadOrder) override {}
    void begin_download(std::uint64_t, DownloadOrder) override {}
    void stop_transfer(std::uint64_t) override {}
    void drop_upload(std::uint64_t, const std::string&, const FileTrust&) override {}
    void quit() override {}
    std::vector<std::string> sent;
  } host;
  ClientState chat(host, {"127.0.0.1:6667", "ana", {}});
  Lock lock;
  const Destination to{lock, cipher::LineKind::privmsg, "#secret"};
  EXPECT_TRUE(send_text(chat, to, "", WireText::in_clear("open")));
  lock.closed = true;
  EXPECT_FALSE(send_text(chat, to, "", WireText::in_clear("secret")));
  EXPECT_FALSE(leaving_text(chat, to, "secret"));
  lock.closed = false;
  const Destination only_sealed{lock, cipher::LineKind::privmsg, "#secret", "", true};
  EXPECT_FALSE(send_text(chat, only_sealed, "", WireText::in_clear("secret")));
  EXPECT_FALSE(send_line(chat, "PRIVMSG #x :a\rQUIT"));
  EXPECT_THAT(host.sent, ElementsAre("PRIVMSG #secret :open"));
  EXPECT_EQ(chat.leaks_stopped, 2U);
}

}  // namespace
}  // namespace uvchat::cli
