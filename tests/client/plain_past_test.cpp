#include <array>
#include <cstdlib>
#include <ctime>

#include "chat/texts.h"
#include "tests/client/plain_talk.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

using PlainPastTest = PlainTalk;

// What a server that keeps what is said answers to uvchat-cli's questions.
void tell_past(ScriptedServer& s, std::size_t client, std::string_view line) {
  constexpr std::string_view old =
      "@batch=h;time=2026-11-22T10:00:00.000Z :luis!u@h PRIVMSG #lobby :de ayer\r\n";
  if (line == "CAP LS 302") {
    s.send(client, "CAP * LS :echo-message batch server-time draft/chathistory soju.im/search\r\n");
  } else if (line.starts_with("CAP REQ")) {
    s.send(client,
           "CAP * ACK :echo-message batch server-time draft/chathistory soju.im/search\r\n");
  } else if (line == "CAP END") {
    s.send(client, ":s 001 ana :hi\r\n");
  } else if (line == "JOIN #lobby") {
    s.send(client, ":ana!u@h JOIN #lobby\r\n");
  } else if (line.starts_with("CHATHISTORY") || line.starts_with("SEARCH")) {
    const bool is_search = line.starts_with("SEARCH");
    s.send(client, is_search ? "BATCH +h soju.im/search\r\n" : "BATCH +h chathistory #lobby\r\n");
    s.send(client, old);
    s.send(client, "BATCH -h\r\n");
  } else if (line.starts_with("PRIVMSG")) {
    s.send(client, ":ana!u@h " + std::string(line) + "\r\n");
  } else if (line.starts_with("QUIT")) {
    s.stop();
  }
}

TEST_F(PlainPastTest, WhatWasSaidBeforeIsPrintedWithItsTime) {
  setenv("TZ", "UTC", 1);
  tzset();
  ScriptedServer server(loop_, tell_past);
  EXPECT_EQ(talk_to(server, "hola\n"), exit_ok);
  EXPECT_THAT(lines_, Contains("CHATHISTORY LATEST #lobby * 20"));
  EXPECT_THAT(output_, HasSubstr("[2026-11-22 10:00] <luis> de ayer\n"));
}

TEST_F(PlainPastTest, EachLineOfAMessageHasItsDay) {
  setenv("TZ", "UTC", 1);
  tzset();
  ScriptedServer server(loop_, [](ScriptedServer& s, std::size_t client, std::string_view line) {
    if (!line.starts_with("CHATHISTORY")) return tell_past(s, client, line);
    std::array<char, 32> now{};
    const std::time_t time = std::time(nullptr);
    std::strftime(now.data(), now.size(), "%Y-%m-%dT09:30:00.000Z", std::gmtime(&time));
    s.send(client, "BATCH +h chathistory #lobby\r\n@batch=h;time=" + std::string(now.data()) +
                       " :luis!u@h BATCH +m draft/multiline #lobby\r\n"
                       "@batch=m :luis!u@h PRIVMSG #lobby :int main() {\r\n"
                       "@batch=m :luis!u@h PRIVMSG #lobby :}\r\nBATCH -m\r\nBATCH -h\r\n");
  });
  EXPECT_EQ(talk_to(server, "hola\n"), exit_ok);
  EXPECT_THAT(output_,
              testing::ContainsRegex("[[]2[0-9]{3}-[0-9]{2}-[0-9]{2} 09:30[]] <luis> int "
                                     "main\\(\\) \\{\n[[]2[0-9-]{9} 09:30[]] <luis> \\}\n"));
}

TEST_F(PlainPastTest, WhatAPersonTypesAsACommandIsNotSaidToTheRoom) {
  options_.takes_commands = true;
  ScriptedServer server(loop_, tell_past);
  EXPECT_EQ(talk_to(server, "/help\n//shrug\n/quit\nnot said any more\n"), exit_ok);
  EXPECT_THAT(lines_, Not(Contains(HasSubstr("help"))));
  EXPECT_THAT(lines_, Contains("PRIVMSG #lobby :/shrug"));
  EXPECT_THAT(lines_, Not(Contains(HasSubstr("not said"))));
  EXPECT_THAT(errors_, HasSubstr("knows the commands /search TEXT"));
}

TEST_F(PlainPastTest, APersonSearchesAndAProgramSaysWhatItWrites) {
  ScriptedServer server(loop_, tell_past);
  EXPECT_EQ(talk_to(server, "/search ayer\n"), exit_ok);
  EXPECT_THAT(lines_, Contains("PRIVMSG #lobby :/search ayer"));
  options_.takes_commands = true;
  ScriptedServer other(loop_, tell_past);
  EXPECT_EQ(talk_to(other, "/search ayer\nhola\n"), exit_ok);
  EXPECT_THAT(lines_, Contains("SEARCH :in=#lobby;text=ayer;limit=20"));
  EXPECT_THAT(lines_, Not(Contains(HasSubstr("PRIVMSG #lobby :/search"))));
}

TEST_F(PlainPastTest, ANoteOfTheServerIsNothingThatWasFound) {
  options_.takes_commands = true;
  ScriptedServer server(loop_, [](ScriptedServer& s, std::size_t client, std::string_view line) {
    if (!line.starts_with("SEARCH")) return tell_past(s, client, line);
    s.send(client,
           "BATCH +h soju.im/search\r\n"
           "@batch=h;draft/chathistory-context :s NOTICE ana :The last lines are not stored yet\r\n"
           "BATCH -h\r\n");
  });
  EXPECT_EQ(talk_to(server, "/search ayer\nhola\n"), exit_ok);
  EXPECT_THAT(output_, HasSubstr("The last lines are not stored yet"));
  EXPECT_THAT(output_, HasSubstr(text(Text::plain_found_nothing)));
}

TEST_F(PlainPastTest, ASearchTakesANickAndDays) {
  setenv("TZ", "UTC", 1);
  tzset();
  options_.takes_commands = true;
  ScriptedServer server(loop_, tell_past);
  EXPECT_EQ(talk_to(server, "/search ayer from:luis after:2026-11-01\n/search after:2026-11-01\n"),
            exit_ok);
  EXPECT_THAT(lines_, Contains("SEARCH :in=#lobby;text=ayer;from=luis;"
                               "after=2026-11-01T00:00:00.000Z;limit=20"));
  EXPECT_THAT(errors_, HasSubstr("/search [TEXT]"));
}

}  // namespace
}  // namespace uvchat::cli
