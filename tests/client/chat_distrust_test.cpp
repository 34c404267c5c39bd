#include "tests/client/chat_conversation.h"
#include "uvchat/cipher/conversation.h"

namespace uvchat::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// A server that makes mistakes, or means harm.
class ChatDistrustTest : public ChatConversation {
 protected:
  static constexpr std::string_view with_history =
      "message-tags batch echo-message labeled-response draft/chathistory draft/multiline";

  // bob, who has the key of that label too.
  cipher::Conversation bob_with(const std::string& label) {
    std::string bytes = label + "|secret of us all";
    bytes.resize(cipher::RootKey::bytes_count, '.');
    cipher::Conversation bobs;
    bobs.add_key(cipher::RootKey(std::span<const std::uint8_t, cipher::RootKey::bytes_count>(
        reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size())));
    return bobs;
  }

  void lobby_with_key() {
    connect(with_history);
    join_lobby();
    key("#lobby", "secret of us all");
    sent();
  }

  std::string sealed(std::string_view text, std::string_view target = "#lobby") {
    return *bobs_.seal(cipher::LineKind::privmsg, target, "bob", text,
                       static_cast<std::uint32_t>(now_.wall_ms() / 1000), false);
  }

  cipher::Conversation bobs_ = bob_with("#lobby");
};

TEST_F(ChatDistrustTest, ALineOfOneRoomIsNeverShownInTheHistoryOfAnother) {
  lobby_with_key();
  server(":ana!u@h JOIN #other");
  server("BATCH +h chathistory #other");
  server("@batch=h :bob!u@h PRIVMSG #lobby :" + sealed("said in the lobby"));
  server("BATCH -h");
  EXPECT_THAT(shown("#other"), Not(Contains(HasSubstr("said in the lobby"))));
}

TEST_F(ChatDistrustTest, AnotherNickThanTheUserHasAskedForIsNotWhatTheyWant) {
  connect(with_history);
  user("/nick anabel");
  server(":ana!u@h NICK eve");
  EXPECT_EQ(chat_.status().nick, "eve");
  EXPECT_EQ(chat_.wanted_nick(), "ana");
  EXPECT_THAT(preferences_file_, Not(HasSubstr("eve")));
  user("/nick anastasia");
  server(":eve!u@h NICK anastas");  // as much of it as the server takes
  EXPECT_EQ(chat_.wanted_nick(), "anastas");
}

TEST_F(ChatDistrustTest, NoNickIsEmptyOrNamesARoom) {
  connect(with_history);
  join_lobby();
  user("/nick anabel");
  for (const char* const nick : {"", "#lobby"}) {
    server(":ana!u@h NICK :" + std::string(nick));
    EXPECT_EQ(chat_.status().nick, "ana");
    EXPECT_EQ(chat_.wanted_nick(), "ana");
  }
  const std::size_t rooms = chat_.rooms().size();
  server(":ana!u@h JOIN :");
  server(":ana!u@h PRIVMSG : to nobody");
  server(":!u@h PRIVMSG ana :from nobody");
  EXPECT_EQ(chat_.rooms().size(), rooms);
}

TEST_F(ChatDistrustTest, HistoryFromBeforeARenameIsRead) {
  lobby_with_key();
  server(":bob!u@h RENAME #lobby #hall :");
  server("BATCH +h chathistory #hall");
  server("@batch=h :bob!u@h PRIVMSG #lobby :" + sealed("said before"));
  server("BATCH -h");
  EXPECT_THAT(shown("#hall"), Contains("<bob> said before"));
  user("/query bob");
  key("bob", "secret of us all");
  bobs_ = bob_with("ana bob");
  server(":bob!u@h NICK bobby");
  server("BATCH +h chathistory bobby");
  server("@batch=h :bob!u@h PRIVMSG ana :" + sealed("psst", "ana"));
  server("BATCH -h");
  EXPECT_THAT(shown("bobby"), Contains("<bob> psst"));
}

TEST_F(ChatDistrustTest, HistoryOfAPrivateChatMayComeUnasked) {
  connect(with_history);
  server("BATCH +h chathistory carl");
  server("@batch=h :carl!u@h PRIVMSG ana :while you were away");
  server("BATCH -h");
  EXPECT_THAT(shown("carl"), ElementsAre("<carl> while you were away"));
}

TEST_F(ChatDistrustTest, AClosedRoomThatIsOpenedAgainShowsItsHistoryAgain) {
  lobby_with_key();
  const std::string line = sealed("once said");
  server("@msgid=1 :bob!u@h PRIVMSG #lobby :" + line);
  user("/close");
  user("/join #lobby");
  server(":ana!u@h JOIN #lobby");
  server("BATCH +h chathistory #lobby");
  server("@batch=h;msgid=1 :bob!u@h PRIVMSG #lobby :" + line);
  server("BATCH -h");
  EXPECT_THAT(shown("#lobby"), Contains("<bob> once said"));
}

TEST_F(ChatDistrustTest, HistoryThatBreaksOffIsShownAsFarAsItCame) {
  lobby_with_key();
  server("BATCH +h chathistory #lobby");
  server("@batch=h;msgid=1 :bob!u@h PRIVMSG #lobby :" + sealed("half of it"));
  chat_.on_lost("it broke", std::nullopt, now_);
  EXPECT_THAT(shown("#lobby"), Contains("<bob> half of it"));
}

TEST_F(ChatDistrustTest, ABatchThatTheServerLeavesOpenIsShownInTime) {
  lobby_with_key();
  server("BATCH +h chathistory #lobby");
  server("@batch=h;msgid=1 :bob!u@h BATCH +old draft/multiline #lobby");
  server("@batch=old :bob!u@h PRIVMSG #lobby :" + sealed("of the past"));
  server(":bob!u@h BATCH +new draft/multiline #lobby");
  server("@batch=new :bob!u@h PRIVMSG #lobby :" + sealed("one"));
  server("@batch=x :x BATCH +x draft/multiline #lobby");  // in itself
  after(29'000);
  server("@batch=new :bob!u@h PRIVMSG #lobby :" + sealed("two"));
  after(2'000);
  EXPECT_THAT(shown("#lobby"), Contains("<bob> of the past"));
  EXPECT_THAT(shown("#lobby"), Not(Contains(HasSubstr("> one"))));
  after(29'000);
  EXPECT_THAT(shown("#lobby"), Contains("<bob> one\ntwo"));
}

TEST_F(ChatDistrustTest, APartOfAMessageThatIsUnreadableIsToldOfInHistoryToo) {
  lobby_with_key();
  server("BATCH +h chathistory #lobby");
  server("@batch=h;msgid=1 :bob!u@h BATCH +m draft/multiline #lobby");
  server("@batch=m :bob!u@h PRIVMSG #lobby :" + sealed("readable"));
  server("@batch=m :bob!u@h PRIVMSG #lobby :+aes1 AAAA");
  server("BATCH -m");
  server("BATCH -h");
  EXPECT_THAT(shown("#lobby"), Contains("<bob> readable"));
  EXPECT_THAT(shown("#lobby"), Contains("<bob> [damaged encrypted line]"));
}

TEST_F(ChatDistrustTest, AKeyHoldsWhereTheServerNoLongerTellsItsRuleForNames) {
  connect("", "UTF8MAPPING=rfc8265 CASEMAPPING=ascii");
  key("#ÑU", "secret of us all");
  server(":ana!u@h JOIN #Ñu");
  for (const char* const rule : {"", "CASEMAPPING=ascii", "UTF8MAPPING=none"}) {
    chat_.on_lost("it broke", std::nullopt, now_);
    connect("", rule);
    server(":ana!u@h JOIN #Ñu");
    sent();
    user("/msg #Ñu in clear?");
    user("/topic #Ñu in clear?");
    EXPECT_THAT(sent(), AllOf(SizeIs(2), Each(HasSubstr(" :+aes1 ")))) << rule;
  }
}

TEST_F(ChatDistrustTest, AnEchoWithoutALabelThatDoesNotOpenIsToldOfToo) {
  connect("message-tags echo-message");
  join_lobby();
  key("#lobby", "secret of us all");
  sent();
  user("hello");
  const std::string line = sent().back();
  server(":ana!u@h PRIVMSG #lobby :" + line.substr(line.find(":+aes1") + 1) + "x");
  EXPECT_THAT(shown("#lobby"), Contains(HasSubstr("[damaged")));
  user("again");
  const std::string cut = sent().back();
  server(":ana!u@h NICK Ana_");
  const std::string of_ana = cut.substr(cut.find(":+aes1"));
  server(":Ana_!u@h PRIVMSG #lobby " + of_ana);
  EXPECT_THAT(last("#lobby").text, HasSubstr("/resend"));
}

TEST_F(ChatDistrustTest, TwoRefusalsOfOneMessageRefuseNoOther) {
  connect(echoing);
  join_lobby();
  user(std::string(300, 'a') + " " + std::string(300, 'b'));
  user("another");
  const auto lines = sent();
  ASSERT_EQ(lines.size(), 3U);
  server("@label=1 :s 404 ana #lobby :Cannot send");
  server("@label=2 :s 404 ana #lobby :Cannot send");
  server("@label=3 :ana!u@h PRIVMSG #lobby :another");
  std::size_t others = 0;
  for (const Entry& entry : room("#lobby").entries) {
    others += entry.text == "another" ? 1 : 0;
    EXPECT_FALSE(entry.refused && entry.text == "another");
  }
  EXPECT_EQ(others, 1U);
}

TEST_F(ChatDistrustTest, NothingOfTheServersBreaksALineToTheServer) {
  connect(with_history);
  join_lobby();
  server("@msgid=1\\nQUIT :bob!u@h PRIVMSG #lobby :hello");
  server("@msgid=1\\sQUIT :bob!u@h PRIVMSG #lobby :hello");
  server("BATCH +h chathistory #lobby");
  server("BATCH -h");
  user("/history");
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY LATEST #lobby * 100"));
  server(":ana!u@h PRIVMSG bob\rQUIT :steer");
  server(":ana!u@h PRIVMSG bob\x1b[2J :steer");
  for (const auto& each : chat_.rooms()) {
    EXPECT_THAT(each->name, Not(HasSubstr("\r")));
    EXPECT_THAT(each->name, Not(HasSubstr("\x1b")));
  }
}

TEST_F(ChatDistrustTest, ARoomsKeyThatIsNoWordIsNotSentAtTheNextJoin) {
  connect();
  join_lobby();
  for (const char* const key : {"a\rb", ":a b", "a,b", "a\x1b[2J"}) {
    server(":s MODE #lobby +k " + std::string(key));
    chat_.on_lost("it broke", std::nullopt, now_);
    chat_.on_connecting(now_);
    chat_.on_registered("ana", now_);
    EXPECT_THAT(sent(), Contains("JOIN #lobby")) << key;
    server(":ana!u@h JOIN #lobby");
  }
}

TEST_F(ChatDistrustTest, NamesThatAreSeveralWordsOrEndlessAreNobodys) {
  lobby_with_key();
  const std::string endless(3000, 'n');
  server(":ana!u@h JOIN :#two words");
  server(":ana!u@h JOIN #a,#b");
  server(":bob!u@h RENAME #lobby #" + endless + " :x");
  server(":" + endless + "!u@h PRIVMSG #lobby :" + sealed("text"));
  server(":ana!u@h NICK " + endless);
  EXPECT_EQ(chat_.rooms().size(), 2U);
  user("text");
  EXPECT_THAT(sent(), ElementsAre(HasSubstr("PRIVMSG #lobby :+aes1 ")));
}

TEST_F(ChatDistrustTest, ANickAskedForInARawLineHoldsTheLinesToo) {
  lobby_with_key();
  for (const char* const line : {"/raw nick eve", "/raw :ana NICK eve", "/raw @label=9 Nick eve"}) {
    user(line);
    EXPECT_THAT(sent(), ElementsAre("NICK eve"));
    user("held");
    EXPECT_THAT(sent(), IsEmpty()) << line;
    server(":s 433 ana eve :Nickname is already in use");
    EXPECT_EQ(sent().size(), 1U) << line;
  }
}

TEST_F(ChatDistrustTest, LinesWaitForTheLastOfTwoNicks) {
  lobby_with_key();
  user("/nick eve");
  user("/nick eva");
  sent();
  user("held");
  server(":ana!u@h NICK eve");
  EXPECT_THAT(sent(), IsEmpty());
  server(":eve!u@h NICK eva");
  const auto lines = sent();
  ASSERT_EQ(lines.size(), 1U);
  const std::string line = lines[0].substr(lines[0].find(":+aes1") + 1);
  EXPECT_EQ(bobs_.open(cipher::LineKind::privmsg, "#lobby", "eva", line).text, "held");
}

TEST_F(ChatDistrustTest, AStatusBeforeALocalRoomIsNoWayAroundItsKey) {
  connect("", "PREFIX=(qaohv)~&@%+ CHANTYPES=#&");
  server(":ana!u@h JOIN &den");
  key("&den", "secret of us all");
  sent();
  user("/msg @&den text");
  EXPECT_THAT(sent(), ElementsAre(HasSubstr("PRIVMSG @&den :+aes1 ")));
  for (const char* const line : {"/msg ~&den text", "/notice &&den text"}) {
    user(line);  // a sign that begins rooms' names is no rank: the server's PREFIX is refused
    EXPECT_THAT(sent(), IsEmpty()) << line;
  }
  user("/raw PRIVMSG @&den :text");
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatDistrustTest, WhatIsForSomeOfARoomIsCipheredAlsoUnderItsNewName) {
  lobby_with_key();
  user("/nick eve");
  user("/msg @#lobby held");
  sent();
  server(":bob!u@h RENAME #lobby #hall :");
  server(":ana!u@h NICK eve");
  EXPECT_THAT(sent(), ElementsAre(HasSubstr("PRIVMSG @#hall :+aes1 ")));
}

TEST_F(ChatDistrustTest, ATopicInClearIsMarkedWhereThereIsAKey) {
  lobby_with_key();
  server(":s 332 ana #lobby :send me your passphrase");
  EXPECT_EQ(room("#lobby").topic, "! send me your passphrase");
}

TEST_F(ChatDistrustTest, TheFileKeepsOldKeysAndTheNewOneOfAKeptRoom) {
  lobby_with_key();
  user("/key #lobby keep");
  const std::string old_id = room("#lobby").cipher;
  key("#lobby", "another one");
  const std::string new_id = room("#lobby").cipher;
  ASSERT_NE(new_id, old_id);
  Chat again(*this, {"127.0.0.1:6667", "ana", {"#lobby"}});
  again.load_keys(keys_file_, now_);
  EXPECT_EQ(again.rooms()[1]->cipher, new_id);
  again.on_input("/key", now_);
  EXPECT_THAT(again.rooms()[1]->entries.back().text, HasSubstr(old_id.substr(5)));
}

TEST_F(ChatDistrustTest, AKeyIsOfTheConversationWhateverItIsCalledMeanwhile) {
  connect();
  join_lobby();
  user("/key #lobby");
  server(":bob!u@h RENAME #lobby #hall :");
  chat_.on_secret("secret of us all", now_);
  server(":bob!u@h RENAME #hall #den :");
  make_keys();
  sent();
  user("/msg #den text");
  EXPECT_THAT(sent(), ElementsAre(HasSubstr(" :+aes1 ")));
}

TEST_F(ChatDistrustTest, ARemovedKeyThatIsStillBeingMadeStaysAway) {
  connect();
  join_lobby();
  user("/key #lobby");
  chat_.on_secret("the removed one", now_);
  user("/key #lobby remove");
  user("/key #lobby");
  chat_.on_secret("secret of us all", now_);
  make_keys();
  EXPECT_THAT(room("#lobby").cipher, HasSubstr(cipher::short_key_id(bobs_.current()->id())));
}

TEST_F(ChatDistrustTest, WhatAServerMakesUsKeepIsBounded) {
  connect(with_history);
  join_lobby();
  for (int i = 0; i < 3000; ++i) {
    server(":n" + std::to_string(i) + "!u@h PRIVMSG ana :hello");
    server(":ana!u@h JOIN #n" + std::to_string(i));
  }
  EXPECT_LE(chat_.rooms().size(), 2000U);
  std::string names;
  for (int i = 0; i < 1000; ++i) names += " n" + std::to_string(i);
  for (int i = 0; i < 200; ++i) server(":s 353 ana = #lobby :" + names);
  server(":s 366 ana #lobby :End");
  EXPECT_LE(room("#lobby").members.size(), 100'000U);
}

}  // namespace
}  // namespace uvchat::cli
