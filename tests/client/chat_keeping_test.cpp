#include <unistd.h>

#include <fstream>

#include "chat/keyring.h"
#include "chat/server_key.h"
#include "tests/client/chat_keeping.h"

namespace uvchat::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST_F(ChatKeepingTest, WhatIsNotSentComesBackAndIsSaidAgain) {
  connect();
  join_lobby();
  offline();
  user("one line\nand another");
  user("/me waves");
  begin_again();
  EXPECT_THAT(again("#lobby").entries, SizeIs(3));
  EXPECT_TRUE(again("#lobby").entries.back().refused);
  online_again();
  again_->show(1);
  user_again("/resend");
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG #lobby :one line"));
  user_again("/resend all");
  EXPECT_THAT(sent(),
              ElementsAre("PRIVMSG #lobby :and another", "PRIVMSG #lobby :\1ACTION waves\1"));
  begin_again();
  EXPECT_THAT(again("#lobby").entries, IsEmpty());
}

TEST_F(ChatKeepingTest, WhatIsNotSentInAClosedConversationIsKeptOnlySealed) {
  connect();
  join_lobby();
  key("#secret", "secret of us all");
  user("/key #secret keep");
  user("/join #secret");
  offline();
  user("the launch code");
  EXPECT_THAT(state_file_, AllOf(HasSubstr("+aes1 "), Not(HasSubstr("launch"))));
  begin_again();
  EXPECT_EQ(again("#secret").entries.back().text, "the launch code");
  online_again();
  again_->show(2);
  user_again("/resend");
  EXPECT_THAT(sent(), ElementsAre(HasSubstr("PRIVMSG #secret :+aes1 ")));
}

TEST_F(ChatKeepingTest, WhatIsSealedComesBackWithItsKey) {
  connect();
  join_lobby();
  key("#secret", "secret of us all");
  user("/join #secret");
  offline();
  user("the launch code");
  begin_again();
  EXPECT_THAT(again("#secret").entries.back().text, HasSubstr("wait here for their key (1)"));
  again_->on_input("/key #secret", now_);
  again_->on_secret("secret of us all", now_);
  for (auto& [ticket, root] : std::exchange(wanted_keys_, {})) {
    again_->on_key(ticket, std::move(root), now_);
  }
  EXPECT_EQ(again("#secret").entries.back().text, "the launch code");
}

TEST_F(ChatKeepingTest, WhatCannotBeSealedIsNotKept) {
  connect();
  join_lobby();
  user("/key #lobby");
  chat_.on_secret("secret of us all", now_);
  user("the launch code");
  EXPECT_THAT(state_file_, Not(HasSubstr("launch")));
}

TEST_F(ChatKeepingTest, AConversationThatHadAKeyIsClosedAlsoInTheNextRun) {
  connect();
  join_lobby();
  key("#secret", "secret of us all");
  begin_again();
  EXPECT_EQ(again("#secret").cipher, "locked");
  online_again();
  again_->show(2);
  user_again("in clear?");
  user_again("/topic in clear?");
  EXPECT_THAT(sent(), IsEmpty());
  user_again("/key #SECRET remove");
  user_again("in clear");
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG #secret :in clear"));
  begin_again();
  EXPECT_EQ(again("#secret").cipher, "");
}

TEST_F(ChatKeepingTest, ARenamedConversationIsClosedInTheNextRunByBothNames) {
  connect();
  server(":ana!u@h JOIN #secret");
  key("#secret", "secret of us all");
  user("/query bob");
  key("bob", "secret of us all");
  server(":bob!u@h RENAME #secret #new :moved");
  server(":bob!u@h NICK bobby");
  begin_again();
  online_again();
  user_again("/join #new");
  again_->on_line(*irc::parse(":ana!u@h JOIN #new"), now_);
  sent();
  for (const char* const line : {"in clear?", "/msg #secret in clear?", "/msg bob in clear?",
                                 "/msg bobby in clear?", "/topic in clear?"}) {
    user_again(line);
    EXPECT_THAT(sent(), IsEmpty()) << line;
  }
}

TEST_F(ChatKeepingTest, AKeptKeyGoesToTheNewNameOnDiskAsWell) {
  connect();
  server(":ana!u@h JOIN #secret");
  key("#secret", "secret of us all");
  user("/key #secret keep");
  server(":bob!u@h RENAME #secret #new :moved");
  begin_again();
  online_again();
  user_again("/join #new");
  again_->on_line(*irc::parse(":ana!u@h JOIN #new"), now_);
  sent();
  user_again("sealed");
  EXPECT_THAT(sent(), ElementsAre(HasSubstr("PRIVMSG #new :+aes1 ")));
  user_again("/msg #secret in clear?");
  EXPECT_THAT(sent(), IsEmpty());
  user_again("/key #new forget");
  EXPECT_THAT(keys_file_, Not(HasSubstr("#new")));
}

TEST_F(ChatKeepingTest, WhatWasTypedBeforeTheKeyIsKeptSealedOnceThereIsOne) {
  connect();
  join_lobby();
  offline();
  user("the launch code");
  EXPECT_THAT(state_file_, HasSubstr("launch"));
  user("/key #lobby");
  chat_.on_secret("secret of us all", now_);
  EXPECT_THAT(state_file_, Not(HasSubstr("launch")));
  make_keys();
  EXPECT_THAT(state_file_, AllOf(HasSubstr("+aes1 "), Not(HasSubstr("launch"))));
}

TEST_F(ChatKeepingTest, TheLinesUnderAKeyAreCountedOnInTheNextRun) {
  connect();
  server(":ana!u@h JOIN #secret");
  key("#secret", "secret of us all");
  user("/key #secret keep");
  user("/go #secret");
  const int before = state_writings_;
  for (int i = 0; i < 3000; ++i) user("line");
  EXPECT_LE(state_writings_ - before, 4);  // written ahead, not each time
  EXPECT_THAT(state_file_, HasSubstr(": 3072"));
  begin_again();
  online_again();
  again_->show(2);
  user_again("line");
  EXPECT_THAT(state_file_, HasSubstr(": 4096"));
}

TEST_F(ChatKeepingTest, AFileThatDoesNotSayWhatIsClosedIsAnErrorAndNotWrittenOver) {
  const KeptState state{{"#secret"}, {}, {}};
  for (const char* const file :
       {"{ not JSON", "[]", R"({"s:1": 7})", R"({"s:1": {"closed": "#secret"}})",
        R"({"s:1": {"closed": [7, "#secret"]}})", R"({"s:1": {"closed": ["#secret"]}}x)"}) {
    EXPECT_FALSE(read_state(file, "s:1", "ana")) << file;
    EXPECT_FALSE(write_state(file, "s:1", "ana", state, {})) << file;
  }
  EXPECT_EQ(read_state("{\"s:1\": {},\n\"s:1\": {}}", "s:1", "ana").error().text,
            "the file of locked conversations is broken: 2:1: s:1: given twice");
  EXPECT_EQ(read_state(R"({"s:1": {"lines": {"a": -1}}})", "s:1", "ana").error().text,
            "the file of locked conversations is broken: s:1.lines is not what it must be");
  EXPECT_TRUE(read_state("", "s:1", "ana"));
  EXPECT_TRUE(read_state(R"({"other:1": {"closed": ["#secret"]}})", "s:1", "ana"));
}

TEST_F(ChatKeepingTest, AFileThatCannotBeReadOrIsBrokenIsNamedWithWhatToDo) {
  const std::string path = testing::TempDir() + "state_" + std::to_string(getpid());
  EXPECT_TRUE(read_state_file(path, "s:1", "ana"));
  std::ofstream(path) << R"({"s:1": {"closed": ["#secret"]}})";
  EXPECT_THAT(read_state_file(path, "s:1", "ana")->closed, ElementsAre("#secret"));
  std::ofstream(path, std::ios::app) << "x";
  for (const std::string& bad : {path, testing::TempDir()}) {
    const auto state = read_state_file(bad, "s:1", "ana");
    ASSERT_FALSE(state);
    EXPECT_THAT(state.error().text, AllOf(HasSubstr(bad), HasSubstr("Repair it")));
  }
  unlink(path.c_str());
}

TEST_F(ChatKeepingTest, FilesThatKnowAServerByOtherSpellingsAreReadAndWrittenOn) {
  const std::string a(64, 'a');
  const std::string b(64, 'b');
  const std::string keys = R"({"LocalHost.:1": {"#a": [")" + a +
                           R"("]}, "localhost:1": {"#b": [")" + b + R"("]}, "other:1": {}})";
  Keyring keyring(server_key({"LOCALHOST", 1}));
  ASSERT_TRUE(keyring.load(keys));
  EXPECT_TRUE(keyring.guards("#a"));
  EXPECT_TRUE(keyring.guards("#b"));
  const auto written = keyring.without_lock(keys, keyring.of("#b"));
  ASSERT_TRUE(written);
  EXPECT_THAT(*written, AllOf(HasSubstr(a), Not(HasSubstr(b)), Not(HasSubstr("LocalHost"))));

  const std::string state = R"({"LocalHost:1": {"closed": ["#a"], "lines": {"x": 2}},
                                "localhost.:1": {"closed": ["#b"], "lines": {"x": 7}}})";
  const auto kept = read_state(state, "localhost:1", "ana");
  ASSERT_TRUE(kept);
  EXPECT_THAT(kept->closed, ElementsAre("#a", "#b"));
  EXPECT_EQ(kept->lines.at("x"), 7U);
  EXPECT_FALSE(read_state(R"({"A:1": 7, "a:1": {"closed": ["#a"]}})", "a:1", "ana"));
}

TEST_F(ChatKeepingTest, WhatElseIsWrongWithAFileIsAnErrorToo) {
  for (const char* const part :
       {R"("lines": 7)", R"("unsent": 7)", R"("closed": ["a b"])", R"("closed": [""])",
        R"("lines": {"x": -1})", R"("lines": {"y": "z"})", R"("unsent": {"ana": [7]})",
        R"("unsent": {"ana": [{"to": "#a b", "lines": ["x"]}]})",
        R"("unsent": {"ana": [{"to": 8, "lines": ["x"]}]})",
        R"("unsent": {"ana": [{"to": "#a", "lines": [8]}]})",
        R"("unsent": {"ana": [{"to": "#a", "lines": ["x"], "sealed": "yes"}]})"}) {
    const std::string file = R"({"s:1": {)" + std::string(part) + "}}";
    EXPECT_FALSE(read_state(file, "s:1", "ana")) << file;
    EXPECT_FALSE(write_state(file, "s:1", "ana", {}, {})) << file;
  }
  state_file_ = R"({"127.0.0.1:6667": {"unsent": {"ana": [{"to": "#lobby", "sealed": true,
                    "lines": ["+aes1 AAAA"]}]}, "newer": 7}})";
  begin_again();
  EXPECT_THAT(again_->rooms(), SizeIs(3));
  online_again();
  user_again("/join #x");
  EXPECT_THAT(write_state(state_file_, "127.0.0.1:6667", "ana", {}, {}).value(),
              HasSubstr("\"newer\": 7"));
}

TEST_F(ChatKeepingTest, NothingIsWrittenForWhatTheServerSays) {
  connect(echoing);
  join_lobby();
  const int before = state_writings_;
  for (int i = 0; i < 100; ++i) {
    server(":bob!u@h PRIVMSG #lobby :hello");
    server(":bob!u@h RENAME #lobby #a" + std::to_string(i) + " :x");
    server(":bob!u@h RENAME #a" + std::to_string(i) + " #lobby :x");
  }
  EXPECT_EQ(state_writings_, before);
}

// --- Bounds of what a server makes us keep.

TEST_F(ChatKeepingTest, ARoomKeepsABoundedNumberOfBytes) {
  connect();
  join_lobby();
  const std::string text(15'000, 'x');
  for (int i = 0; i < 1000; ++i) server(":bob!u@h PRIVMSG #lobby :" + text);
  EXPECT_LE(room("#lobby").entries_bytes, Room::entries_bytes_max);
  EXPECT_GT(room("#lobby").entries.size(), 200U);
}

TEST_F(ChatKeepingTest, AllRoomsTogetherKeepABoundedNumberOfBytes) {
  connect();
  const std::string text(15'000, 'x');
  for (int i = 0; i < 20; ++i) {
    const std::string name = "#room" + std::to_string(i);
    server(":ana!u@h JOIN " + name);
    for (int line = 0; line < 150; ++line) server(":bob!u@h PRIVMSG " + name + " :" + text);
  }
  std::size_t bytes = 0;
  for (const auto& each : chat_.rooms()) bytes += each->entries_bytes;
  EXPECT_LE(bytes, std::size_t{32} << 20);
  EXPECT_GT(bytes, std::size_t{30} << 20);
}

TEST_F(ChatKeepingTest, AnEntryKeepsABoundedText) {
  connect("message-tags batch draft/multiline");
  join_lobby();
  server("BATCH +m draft/multiline #lobby");
  for (int i = 0; i < 1000; ++i) {
    server("@batch=m;draft/multiline-concat :bob!u@h PRIVMSG #lobby :" + std::string(2000, 'x'));
  }
  server("BATCH -m");
  EXPECT_LE(last("#lobby").text.size(), Room::text_bytes_max);
}

TEST_F(ChatKeepingTest, AMillionPeopleAreNotAllKept) {
  connect();
  for (int room = 0; room < 6; ++room) {
    const std::string name = "#room" + std::to_string(room);
    server(":ana!u@h JOIN " + name);
    for (int i = 0; i < 60'000;) {
      std::string names;
      for (const int end = i + 50; i < end; ++i) names += " n" + std::to_string(i);
      server(":s 353 ana = " + name + " :" + names.substr(1));
    }
    server(":s 366 ana " + name + " :End of /NAMES list");
  }
  EXPECT_EQ(room("#room0").members.size(), Room::members_max);
  std::size_t in_all = 0;
  for (const auto& each : chat_.rooms()) in_all += each->members.size();
  EXPECT_LE(in_all, 200'000U);
  server(":n7!u@h PART #room0");
  EXPECT_EQ(room("#room0").members.size(), Room::members_max - 1);
}

TEST_F(ChatKeepingTest, NamesAreFoldedAnewOnceForAConnection) {
  connect();
  server(":ana!u@h JOIN #lobby");
  server(":Bob[!u@h JOIN #lobby");
  for (int i = 0; i < 300; ++i) {
    server(i % 2 == 0 ? ":s 005 ana CASEMAPPING=ascii :are supported"
                      : ":s 005 ana CASEMAPPING=rfc1459 :are supported");
  }
  server(":bob{!u@h PART #lobby");
  EXPECT_THAT(room("#lobby").members, SizeIs(0));
  EXPECT_THAT(shown("#lobby"), Contains(HasSubstr("Refused")));
}

}  // namespace
}  // namespace uvchat::cli
