#include <algorithm>
#include <fstream>

#include "tests/e2e/fixture.h"
#include "tests/e2e/process.h"

// The program uvchat-cli against the real server.

namespace uvchat::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class TerminalClient : public ServerTest {
 protected:
  void SetUp() override { start(); }

  std::vector<std::string> command(const std::string& nick, const std::string& room = "#lobby") {
    return {UVCHAT_CLI_PROGRAM,
            "--plain",
            "--nick",
            nick,
            "--room",
            room,
            "127.0.0.1:" + std::to_string(irc_port())};
  }

  void expect_refused(const std::vector<std::string>& words, int code, const std::string& why) {
    Process cli(words);
    cli.ends_input();
    const Process::End end = cli.ends();
    EXPECT_EQ(end.code, code);
    EXPECT_THAT(end.errors, AllOf(StartsWith("uvchat-cli: "), HasSubstr(why)));
  }
};

UVCHAT_IN_BOTH_SHAPES(TerminalClient);

TEST_P(TerminalClient, TwoOfThemTalk) {
  Client witness = member("irc");
  Process ana(command("ana"));
  witness.hears(":ana!* JOIN #lobby");
  Process bob(command("bob"));
  witness.hears(":bob!* JOIN #lobby");
  ana.writes("hola bob\nma\u00F1ana\n");
  while (bob.prints() != "<ana> hola bob") {
  }
  EXPECT_EQ(bob.prints(), "<ana> ma\u00F1ana");
  bob.writes("hola ana\n");
  while (ana.prints() != "<bob> hola ana") {
  }
  ana.ends_input();
  Process::End end = ana.ends();
  EXPECT_EQ(end.code, 0);
  EXPECT_THAT(end.errors, IsEmpty());
  witness.hears(":ana!* QUIT :Quit: end of input");
  bob.ends_input();
  end = bob.ends();
  EXPECT_EQ(end.code, 0);
  EXPECT_THAT(end.errors, IsEmpty());
}

TEST_P(TerminalClient, SaysAllOfAFileBeforeItEnds) {
  Client irc = member("irc");
  Process ana(command("ana"));
  constexpr int count = 500;
  std::string all;
  for (int i = 0; i < count; ++i) all += "line " + std::to_string(i) + "\n";
  ana.writes(all);
  ana.ends_input();
  EXPECT_EQ(ana.ends().code, 0);
  for (int i = 0; i < count; ++i) irc.hears(":ana!* PRIVMSG #lobby :line " + std::to_string(i));
  irc.hears(":ana!* QUIT *");
}

TEST_P(TerminalClient, SaysAllOfALineUnderTheLongestNames) {
  std::string nick;
  std::string room = "#";
  while (nick.size() < 64) nick += "\u044f";
  while (room.size() < 127) room += "\u0436";
  Client irc = member("irc", room);
  Process cli(command(nick, room));
  std::string text;
  while (text.size() < 1'000) text += std::to_string(text.size()) + "-";
  cli.writes(text + "\n");
  cli.ends_input();
  EXPECT_EQ(cli.ends().code, 0);
  std::string heard;
  while (heard.size() < text.size()) {
    const std::string line = irc.hears(":" + nick + "!* *");
    if (line.find(" PRIVMSG ") != std::string::npos) heard += line.substr(line.find(" :") + 2);
  }
  EXPECT_EQ(heard, text);
}

TEST_P(TerminalClient, LogsInAndIsThePersonOfTheOtherDevice) {
  Client phone = registered("ana");
  phone.says("REGISTER * * s3same");
  phone.hears(":* REGISTER SUCCESS ana *");
  const std::string file = testing::TempDir() + "password-of-ana";
  std::ofstream(file) << "s3same\n";
  std::vector<std::string> words = command("laptop");
  words.insert(words.end(), {"--account", "ana", "--account-password-file", file});
  Process laptop(words);
  phone.hears(":ana!* JOIN #lobby");
  laptop.writes("hola\n");
  phone.hears(":ana!* PRIVMSG #lobby :hola");
  laptop.ends_input();
  EXPECT_EQ(laptop.ends().code, 0);
  std::ofstream(file) << "another\n";
  expect_refused(words, 8, "Not logged in as ana");
}

TEST_P(TerminalClient, TalksInTheClassroomToo) {
  Client irc = member("irc");
  Process cli({UVCHAT_CLI_PROGRAM, "--plain", "--protocol", "caesar", "--nick", "Ana",
               "127.0.0.1:" + std::to_string(classroom_port())});
  irc.hears(":guest*!~classroom@* JOIN #lobby");
  cli.writes("hola\n" + std::string(3'000, 'x') + "\nadios\n");
  cli.ends_input();
  EXPECT_EQ(cli.ends().code, 0);
  irc.hears(":Ana!~classroom@* PRIVMSG #lobby :hola");
  std::string heard;
  for (std::string line; !line.ends_with(" :adios");) {
    line = irc.hears(":Ana!* PRIVMSG *");
    heard += line.substr(line.find(" :") + 2);
  }
  EXPECT_EQ(std::count(heard.begin(), heard.end(), 'x'), 3'000);
}

TEST_P(TerminalClient, SaysThatItsNickIsTaken) {
  Client ana = registered("ana");
  expect_refused(command("Ana"), 4, "the nick Ana is taken");
}

TEST_P(TerminalClient, SaysThatItsNickIsRefused) {
  expect_refused(command("1ana"), 4, "the server refuses the nick 1ana");
}

TEST_P(TerminalClient, SaysThatItsRoomIsRefused) {
  expect_refused(command("ana", "&lobby"), 6, "cannot join &lobby: There is no room &lobby.");
}

TEST_P(TerminalClient, SaysThatTheServerHasStopped) {
  Client witness = member("irc");
  Process ana(command("ana"));
  witness.hears(":ana!* JOIN #lobby");
  stop();
  const Process::End end = ana.ends();
  EXPECT_EQ(end.code, 5);
  EXPECT_THAT(end.errors, StartsWith("uvchat-cli: "));
}

TEST_P(TerminalClient, SaysThatThereIsNoServer) {
  const std::vector<std::string> words = command("ana");
  stop();
  expect_refused(words, 3, "");
}

TEST_P(TerminalClient, RefusesArgumentsThatMakeNoSense) {
  Process cli({UVCHAT_CLI_PROGRAM, "--plain", "--nick", "two words", "127.0.0.1"});
  EXPECT_EQ(cli.ends().code, 64);
}

}  // namespace
}  // namespace uvchat::e2e
