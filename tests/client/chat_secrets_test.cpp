#include "tests/client/chat_account.h"

// Passwords that are said to services by their own commands.

namespace uvchat::cli {
namespace {

using testing::Contains;

using ChatSecretsTest = ChatAccountTest;

TEST_F(ChatSecretsTest, APasswordSaidToAServiceIsNotShown) {
  is_a_guest();
  const auto shown = [&](const std::string& typed) {
    types(typed);
    EXPECT_FALSE(me_->may_be_remembered(typed)) << typed;
    return me_->rooms()[me_->current()]->entries.back().text;
  };
  EXPECT_EQ(shown("/query NickServ IDENTIFY hunter2"), "IDENTIFY ***");
  EXPECT_THAT(sent(), Contains("PRIVMSG NickServ :IDENTIFY hunter2"));
  EXPECT_EQ(shown("/msg nickserv Identify ana hunter2"), "Identify ***");
  EXPECT_EQ(shown("GHOST ana hunter2"), "GHOST ana ***");
  EXPECT_EQ(shown("SET email a@b.c hunter2"), "SET email ***");
  EXPECT_EQ(shown("SET multiclient off"), "SET multiclient off");
  EXPECT_EQ(shown("PASSWD hunter2 hunter3"), "PASSWD ***");
  EXPECT_EQ(shown("INFO ana"), "INFO ana");
  EXPECT_EQ(shown("/msg ChanServ REGISTER #tea hunter2"), "INFO ana");
  EXPECT_THAT(sent(), Contains("PRIVMSG ChanServ :REGISTER #tea hunter2"));
}

TEST_F(ChatSecretsTest, TheServicesHaveCommands) {
  is_a_guest();
  types("/ns identify hunter2");
  EXPECT_THAT(sent(), Contains("PRIVMSG NickServ :identify hunter2"));
  EXPECT_EQ(me_->rooms()[2]->name, "NickServ");
  EXPECT_EQ(told(2).back(), "identify ***");
  EXPECT_FALSE(me_->may_be_remembered("/nickserv identify hunter2"));
  says(":NickServ!s@s NOTICE ana :You are logged in");
  EXPECT_EQ(told(2).back(), "You are logged in");
  types("/cs amode #club +o luis");
  EXPECT_THAT(sent(), Contains("PRIVMSG ChanServ :amode #club +o luis"));
  types("/chanserv info #club");
  EXPECT_THAT(sent(), Contains("PRIVMSG ChanServ :info #club"));
  types("/ns");
  EXPECT_EQ(told().back(), "Usage: /ns COMMAND");
  types("/cs");
  EXPECT_EQ(told().back(), "Usage: /cs COMMAND");
}

TEST_F(ChatSecretsTest, APasswordSaidToAServiceIsStarsWhileItIsTyped) {
  is_a_guest();
  const auto seen = [&](std::string typed) {
    for (const auto& part : me_->passwords_in(typed)) {
      std::fill(typed.begin() + static_cast<std::ptrdiff_t>(part.begin),
                typed.begin() + static_cast<std::ptrdiff_t>(part.end), '*');
    }
    return typed;
  };
  EXPECT_EQ(seen("/msg NickServ IDENTIFY abc"), "/msg NickServ IDENTIFY ***");
  EXPECT_EQ(seen("/quote PRIVMSG NickServ :IDENTIFY abc"), "/quote PRIVMSG NickServ :IDENTIFY ***");
  EXPECT_EQ(seen("/quote NS IDENTIFY abc"), "/quote NS IDENTIFY ***");
  EXPECT_EQ(seen("/raw OPER ana abc"), "/raw OPER ana ***");
  EXPECT_EQ(seen("/raw REGISTER ana a@b.c abc"), "/raw REGISTER ana a@b.c ***");
  EXPECT_EQ(seen("/raw PASS abc"), "/raw PASS ***");
  EXPECT_EQ(seen("/ns identify abc"), "/ns identify ***");
  EXPECT_EQ(seen("/nickserv identify abc"), "/nickserv identify ***");
  EXPECT_EQ(seen("/identify abc"), "/identify ***");
  EXPECT_EQ(seen("hello\n/ns id abc\nbye"), "hello\n/ns id ***\nbye");
  for (const char* line : {"/msg bob identify abc", "identify abc", "/msg NickServ INFO abc", "/ns",
                           "//ns identify abc", "/raw JOIN #a", ""}) {
    EXPECT_EQ(seen(line), line);
  }
}

}  // namespace
}  // namespace uvchat::cli
