#include "tests/client/chat_key.h"
#include "uvchat/cipher/passphrase.h"

namespace uvchat::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST_F(ChatKeyTest, AsksForThePassphraseAndCiphersFromThenOn) {
  connect(echoing);
  join_lobby();
  user("/key #lobby");
  EXPECT_EQ(chat_.secret_prompt(), "Passphrase for #lobby: ");
  chat_.on_secret(passphrase, now_);
  EXPECT_FALSE(chat_.secret_prompt());
  bobs_.add_key(chat_key("#lobby"));
  user("typed before the key is there");
  EXPECT_THAT(sent(), IsEmpty());
  make_keys();
  EXPECT_THAT(room("#lobby").cipher, StartsWith("aes1 "));
  const auto lines = sent();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], StartsWith("@label=1 PRIVMSG #lobby :+aes1 "));
  const auto opened = bobs_.open(cipher::LineKind::privmsg, "#lobby", "ana", text_of(lines[0]));
  EXPECT_EQ(opened.text, "typed before the key is there");
  server("@label=1 :ana!u@h PRIVMSG #lobby :" + text_of(lines[0]));
  EXPECT_FALSE(room("#lobby").entries[2].pending);
}

TEST_F(ChatKeyTest, ShowsOnlyWhatOpens) {
  connect();
  join_lobby();
  give_key();
  const std::string line = bob_seals("secret");
  server(":bob!u@h PRIVMSG #lobby :" + line);
  EXPECT_EQ(last("#lobby").text, "secret");
  EXPECT_EQ(last("#lobby").seal, Seal::opened);
  server(":bob!u@h PRIVMSG #lobby :" + line);
  EXPECT_EQ(last("#lobby").text, "[the same encrypted line once more]");
  EXPECT_EQ(last("#lobby").seal, Seal::unreadable);
  server(":carl!u@h PRIVMSG #lobby :" + bob_seals("not carl's"));
  EXPECT_EQ(last("#lobby").text, "[forged or damaged]");
  server(":bob!u@h PRIVMSG #lobby :+aes1 AAAA");
  EXPECT_EQ(last("#lobby").text, "[damaged encrypted line]");
  server(":bob!u@h PRIVMSG #lobby :+aes2 AAAA");
  EXPECT_THAT(last("#lobby").text, HasSubstr("version 2"));
  server(":bob!u@h PRIVMSG #lobby :in the open");
  EXPECT_EQ(last("#lobby").seal, Seal::in_clear);
}

TEST_F(ChatKeyTest, WithoutAKeyACipheredLineNamesTheKeyItNeeds) {
  connect();
  join_lobby();
  bobs_.add_key(chat_key("#lobby"));
  server(":bob!u@h PRIVMSG #lobby :" + bob_seals("secret"));
  EXPECT_EQ(last("#lobby").text, "[encrypted with a key you do not have: " +
                                     cipher::short_key_id(bobs_.current()->id()) + "]");
}

TEST_F(ChatKeyTest, OnlyActionIsObeyedInside) {
  connect();
  join_lobby();
  give_key();
  server(":bob!u@h PRIVMSG #lobby :" + bob_seals("\1ACTION waves\1"));
  EXPECT_EQ(last("#lobby").kind, EntryKind::acted);
  EXPECT_EQ(last("#lobby").text, "waves");
  server(":bob!u@h PRIVMSG #lobby :" + bob_seals("\1VERSION\1"));
  EXPECT_EQ(last("#lobby").kind, EntryKind::said);
  EXPECT_EQ(last("#lobby").text, "?VERSION?");
  user("/me waves");
  EXPECT_EQ(bobs_.open(cipher::LineKind::privmsg, "#lobby", "ana", text_of(sent().back())).text,
            "\1ACTION waves\1");
}

TEST_F(ChatKeyTest, MarksWhatWasSentLongAgoUnlessItIsHistory) {
  connect(std::string(echoing) + " draft/chathistory");
  join_lobby();
  give_key();
  server(":bob!u@h PRIVMSG #lobby :" + bob_seals("now", 200));
  EXPECT_EQ(last("#lobby").note, "");
  server(":bob!u@h PRIVMSG #lobby :" + bob_seals("then", 400));
  EXPECT_THAT(last("#lobby").note, StartsWith("sent at "));
  const std::string line = bob_seals("yesterday", 86'400);
  server("BATCH +h chathistory #lobby");
  server("@batch=h :bob!u@h PRIVMSG #lobby :" + line);
  server("@batch=h :bob!u@h PRIVMSG #lobby :" + line);
  server("BATCH -h");
  EXPECT_EQ(room("#lobby").entries[0].text, "yesterday");
  EXPECT_EQ(room("#lobby").entries[0].note, "");
  EXPECT_NE(room("#lobby").entries[1].text, "yesterday");
  EXPECT_THAT(shown("#lobby"), Not(Contains(HasSubstr("once more"))));
}

TEST_F(ChatKeyTest, WhatIsFetchedOfThePastIsReadAndIsNotNewWhenItComesAgain) {
  connect(std::string(echoing) + " draft/chathistory");
  join_lobby();
  give_key();
  const std::string line = bob_seals("yesterday", 86'400);
  server("BATCH +h chathistory #lobby");
  server("@batch=h;msgid=1 :bob!u@h PRIVMSG #lobby :" + line);
  server("@batch=h;msgid=2 :bob!u@h PRIVMSG #lobby :+aes1 AAAA");
  server("@batch=h;msgid=3 :bob!u@h PRIVMSG #lobby :in clear");
  server("BATCH -h");
  EXPECT_EQ(room("#lobby").entries[0].seal, Seal::opened);
  EXPECT_THAT(shown("#lobby"), Contains("<bob> [damaged encrypted line]"));
  EXPECT_THAT(shown("#lobby"), Contains("<bob> in clear"));
  server("@msgid=4 :bob!u@h PRIVMSG #lobby :" + line);
  EXPECT_EQ(last("#lobby").seal, Seal::unreadable);
  EXPECT_THAT(last("#lobby").text, HasSubstr("once more"));
}

TEST_F(ChatKeyTest, TopicsAreSealedAndAnOlderOneIsMarked) {
  connect();
  join_lobby();
  give_key();
  user("/topic welcome all");
  const std::string line = sent().back();
  EXPECT_THAT(line, StartsWith("TOPIC #lobby :+aes1 "));
  server(":ana!u@h TOPIC #lobby :" + text_of(line));
  EXPECT_EQ(room("#lobby").topic, "welcome all");
  server(":bob!u@h TOPIC #lobby :" + bob_seals("old words", 50, cipher::LineKind::topic));
  EXPECT_EQ(last("#lobby").note, "older than the newest topic seen");
  server(":s 332 ana #lobby :in clear");
  EXPECT_EQ(last("#lobby").seal, Seal::in_clear);
}

TEST_F(ChatKeyTest, NothingLeavesInClear) {
  connect();
  join_lobby();
  give_key();
  for (const char* const line :
       {"text", "/me waves", "/msg #lobby text", "/msg @#lobby text", "/notice #LOBBY text",
        "/topic #lobby text", "//text", "/msg #Lobby text"}) {
    user(line);
    for (const std::string& said : sent()) EXPECT_THAT(said, HasSubstr(" :+aes1 ")) << line;
  }
  for (const char* const line :
       {"/raw PRIVMSG #lobby :text", "/quote :ana privmsg bob,#LOBBY :text", "/raw TOPIC #lobby :x",
        "/raw @a=b NOTICE @#lobby :text"}) {
    user(line);
    EXPECT_THAT(sent(), IsEmpty()) << line;
  }
  user("/close");
  user("/join #lobby");
  server(":ana!u@h JOIN #lobby");
  sent();
  user("text");
  EXPECT_THAT(sent().back(), HasSubstr(" :+aes1 "));
}

TEST_F(ChatKeyTest, LinesWaitWhileANickIsUnderWay) {
  connect();
  join_lobby();
  give_key();
  user("/nick eve");
  user("held");
  EXPECT_THAT(sent(), ElementsAre("NICK eve"));
  server(":ana!u@h NICK eve");
  const auto lines = sent();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(bobs_.open(cipher::LineKind::privmsg, "#lobby", "eve", text_of(lines[0])).text, "held");
  user("/nick bob");
  user("held too");
  server(":s 433 eve bob :Nickname is already in use");
  EXPECT_EQ(sent().size(), 2U);
}

TEST_F(ChatKeyTest, AnEchoThatDoesNotOpenIsToldAndCanBeSaidAgain) {
  connect(echoing);
  join_lobby();
  give_key();
  user("hello");
  server("@label=1 :ana!u@h PRIVMSG #lobby :" + bob_seals("changed"));
  EXPECT_THAT(last("#lobby").text, HasSubstr("/resend"));
  sent();
  user("/resend");
  EXPECT_EQ(sent().size(), 1U);
}

TEST_F(ChatKeyTest, ARemovedKeyIsRemovedOnPurposeAndWhatWaitsDoesNotLeave) {
  connect(echoing);
  join_lobby();
  give_key();
  chat_.on_lost("it broke", std::nullopt, now_);
  user("secret");
  user("/key #lobby remove");
  EXPECT_EQ(room("#lobby").cipher, "");
  connect(echoing);
  server(":ana!u@h JOIN #lobby");
  EXPECT_THAT(sent(), IsEmpty());
  user("open");
  EXPECT_THAT(sent(), ElementsAre(HasSubstr("PRIVMSG #lobby :open")));
}

TEST_F(ChatKeyTest, WithoutANameAKeyIsOfTheConversationOnTheScreen) {
  connect(echoing);
  join_lobby();
  give_key();
  user("/join #lobby");
  user("/key remove");
  EXPECT_EQ(room("#lobby").cipher, "");
  user("/key new");
  make_keys();
  EXPECT_THAT(room("#lobby").cipher, StartsWith("aes1 "));
}

TEST_F(ChatKeyTest, ARandomPassphraseIsShownUntilTheNextLine) {
  connect();
  join_lobby();
  user("/key #lobby new");
  EXPECT_THAT(room("#lobby").entries.back().text, HasSubstr("write it down"));
  make_keys();
  EXPECT_THAT(room("#lobby").cipher, StartsWith("aes1 "));
  user("/rooms");
  EXPECT_THAT(shown("#lobby"), Not(Contains(HasSubstr("write it down"))));
}

TEST_F(ChatKeyTest, KeysAreKeptOnlyIfTheUserAsks) {
  connect();
  join_lobby();
  give_key();
  EXPECT_EQ(keys_file_, "");
  user("/key #lobby keep");
  Chat again(*this, {"127.0.0.1:6667", "ana", {"#lobby"}});
  again.load_keys(keys_file_, now_);
  EXPECT_EQ(again.rooms()[1]->cipher, room("#lobby").cipher);
  user("/key #lobby forget");
  Chat empty(*this, {"127.0.0.1:6667", "ana", {"#lobby"}});
  empty.load_keys(keys_file_, now_);
  EXPECT_EQ(empty.rooms()[1]->cipher, "");
}

TEST_F(ChatKeyTest, AFileOfKeysThatNestsWithoutEndIsBroken) {
  connect();
  join_lobby();
  const std::string deep = std::string(500'000, '[') + std::string(500'000, ']');
  keys_file_ = "{\"127.0.0.1:6667\": " + deep + "}";
  chat_.load_keys(keys_file_, now_);
  EXPECT_THAT(last("#lobby").text, testing::StartsWith("the file of keys is broken: "));
}

TEST_F(ChatKeyTest, AFileOfKeysThatHasAKeyTwiceIsBroken) {
  connect();
  join_lobby();
  const std::string hex(64, 'a');
  keys_file_ = "{\"127.0.0.1:6667\": {\"#lobby\": [\"" + hex + "\"],\n\"#lobby\": []}}";
  chat_.load_keys(keys_file_, now_);
  EXPECT_EQ(last("#lobby").text,
            "the file of keys is broken: 2:1: 127.0.0.1:6667.#lobby: given twice");
  keys_file_ = "{\"127.0.0.1:6667\": {\"#lobby\": \"" + hex + "\"}}";
  chat_.load_keys(keys_file_, now_);
  EXPECT_EQ(last("#lobby").text, "the file of keys has no good key for #lobby");
}

TEST_F(ChatKeyTest, ABrokenFileOfKeysIsToldOfAndNotWrittenOver) {
  connect();
  join_lobby();
  give_key();
  keys_file_ = "{ not JSON";
  chat_.load_keys(keys_file_, now_);
  EXPECT_THAT(last("#lobby").text, testing::StartsWith("the file of keys is broken: "));
  user("/key #lobby keep");
  EXPECT_EQ(keys_file_, "{ not JSON");
  keys_file_ = R"({"127.0.0.1:6667": {"#lobby": ["not a key"]}})";
  const std::string spoiled = keys_file_;
  user("/key #lobby keep");
  EXPECT_EQ(keys_file_, spoiled);
}

TEST_F(ChatKeyTest, WhatAnotherClientKeepsStaysInTheFile) {
  connect();
  join_lobby();
  Chat other(*this, {"127.0.0.1:6667", "ana", {"#maths"}});
  other.on_input("/key #maths", now_);
  other.on_secret(passphrase, now_);
  other.on_key(wanted_keys_[0].first, std::move(wanted_keys_[0].second), now_);
  wanted_keys_.clear();
  give_key();
  user("/key #lobby keep");
  other.on_input("/key #maths keep", now_);
  Chat again(*this, {"127.0.0.1:6667", "ana", {"#lobby", "#maths"}});
  again.load_keys(keys_file_, now_);
  EXPECT_EQ(again.rooms()[1]->cipher, room("#lobby").cipher);
  EXPECT_EQ(again.rooms()[2]->cipher, other.rooms()[1]->cipher);
  user("/key #lobby remove");
  EXPECT_THAT(keys_file_, AllOf(HasSubstr("#maths"), Not(HasSubstr("#lobby"))));
}

TEST_F(ChatKeyTest, AKeyIsKeptUnderTheNameThatItsRoomHasNow) {
  connect();
  join_lobby();
  give_key();
  user("/key #lobby keep");
  server(":bob!u@h RENAME #lobby #hall :");
  user("/key #hall keep");
  EXPECT_THAT(keys_file_, AllOf(HasSubstr("#hall"), Not(HasSubstr("#lobby"))));
  user("/key #hall forget");
  EXPECT_THAT(keys_file_, Not(HasSubstr("#hall")));
}

TEST_F(ChatKeyTest, APrivateChatsLabelIsBothNicksUnlessAnotherIsNamed) {
  connect();
  join_lobby();
  user("/query bob");
  key("bob", passphrase);
  bobs_.add_key(chat_key("ana bob"));
  sent();
  user("psst");
  EXPECT_EQ(bobs_.open(cipher::LineKind::privmsg, "bob", "ana", text_of(sent().back())).text,
            "psst");
  user("/key #lobby as #old");
  chat_.on_secret(passphrase, now_);
  make_keys();
  EXPECT_THAT(room("#lobby").cipher, HasSubstr(cipher::short_key_id(chat_key("#old").id())));
}

TEST_F(ChatKeyTest, AShortPassphraseIsWarnedOf) {
  connect();
  join_lobby();
  key("#lobby", "short");
  EXPECT_THAT(shown("#lobby"), Contains(HasSubstr("is short")));
}

TEST_F(ChatKeyTest, TheClassroomsCipherIsShownDeciphered) {
  connect();
  join_lobby();
  user("/cipher caesar");
  EXPECT_EQ(room("#lobby").cipher, "caesar 10");
  user("hola");
  EXPECT_EQ(sent().back(), "PRIVMSG #lobby :ryvk");
  server(":bob!u@h PRIVMSG #lobby :ryvk");
  EXPECT_EQ(last("#lobby").text, "hola");
  user("/cipher none");
  EXPECT_EQ(room("#lobby").cipher, "");
}

}  // namespace
}  // namespace uvchat::cli
