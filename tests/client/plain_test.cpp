#include "tests/client/plain_talk.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>

#include "chat/server_key.h"
#include "client/sasl.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using PlainTest = PlainTalk;

TEST_F(PlainTest, SaysItsInputAndPrintsWhatItHears) {
  EXPECT_EQ(talk("hi there\nand more\n", true), exit_ok);
  EXPECT_EQ(output_, "<bob> hello ana\n");
  EXPECT_EQ(errors_, "");
  EXPECT_THAT(lines_, Contains("PRIVMSG #lobby :hi there"));
  EXPECT_THAT(lines_, Contains("PRIVMSG #lobby :and more"));
  EXPECT_THAT(lines_.back(), StartsWith("QUIT"));
  EXPECT_THAT(lines_, Not(Contains(StartsWith("PING"))));
}

// A server with the account ana, whose password is s3same.
class PlainLoginTest : public PlainTest {
 protected:
  int talk_with_accounts(std::string_view offered) {
    options_.account = "ana";
    ScriptedServer server(loop_, [&](ScriptedServer& s, std::size_t client, std::string_view line) {
      if (line == "CAP LS 302") {
        s.stop_listening();
        s.send(client, "CAP * LS :" + std::string(offered) + "\r\n");
      } else if (line.starts_with("CAP REQ")) {
        s.send(client, "CAP * ACK " + std::string(line.substr(8)) + "\r\n");
      } else if (line == "AUTHENTICATE PLAIN" || line == "AUTHENTICATE UVCHAT-RESUME") {
        s.send(client, "AUTHENTICATE +\r\n");
      } else if (line == client::authenticate_lines(client::plain_message("ana", "s3same"))[0]) {
        s.send(client, ":s 903 * :ok\r\n");
      } else if (line.starts_with("AUTHENTICATE ")) {
        s.send(client, ":s 904 * :wrong\r\n");
      } else {
        answer(s, client, line, true);
      }
    });
    return talk_to(server, "hi\n");
  }
};

TEST_F(PlainLoginTest, LogsInBeforeItRegisters) {
  options_.account_password = "s3same";
  EXPECT_EQ(talk_with_accounts("echo-message sasl=PLAIN"), exit_ok);
  EXPECT_THAT(lines_, Contains("PRIVMSG #lobby :hi"));
}

TEST_F(PlainLoginTest, SaysNothingAsAGuestWhereTheLoginFails) {
  options_.account_password = "another";
  EXPECT_EQ(talk_with_accounts("echo-message sasl=PLAIN"), exit_banned);
  EXPECT_THAT(errors_, HasSubstr("Not logged in as ana"));
  EXPECT_THAT(lines_, Not(Contains("CAP END")));
  EXPECT_EQ(talk_with_accounts("echo-message"), exit_banned);
  EXPECT_THAT(errors_, HasSubstr("has no accounts"));
  options_.account_password.clear();
  EXPECT_EQ(talk_with_accounts("echo-message sasl"), exit_banned);
  EXPECT_THAT(errors_, HasSubstr("--account-password-file"));
}

TEST_F(PlainLoginTest, DoesNotConnectWithAFileOfAccountsThatIsBrokenOrOpenToOthers) {
  const std::string path = testing::TempDir() + "plain_accounts_" + std::to_string(getpid());
  options_.account = "ana";
  options_.accounts_file = path;
  std::ofstream(path) << "nonsense";
  chmod(path.c_str(), 0600);
  EXPECT_EQ(refuse({"127.0.0.1", 1}), exit_usage);
  EXPECT_THAT(errors_, HasSubstr("the file of accounts is broken"));
  chmod(path.c_str(), 0644);
  EXPECT_EQ(refuse({"127.0.0.1", 1}), exit_usage);
  EXPECT_THAT(errors_, HasSubstr("chmod 600"));
  unlink(path.c_str());
}

TEST_F(PlainTest, DoesNotConnectForARoomWhoseKeyIsKept) {
  const std::string path = testing::TempDir() + "plain_keys_" + std::to_string(getpid());
  std::ofstream(path) << R"({"127.0.0.1:1": {"#LOBBY": [")" << std::string(64, 'a')
                      << R"("], "#ÑU": [")" << std::string(64, 'b') << R"("]}})";
  for (const char* const room : {"#lobby", "#ñu"}) {
    options_.keys_file = path;
    EXPECT_EQ(refuse({"127.0.0.1", 1}, room), exit_refused);
    EXPECT_THAT(errors_, HasSubstr(std::string(room) + " has a key"));
  }
  unlink(path.c_str());
}

TEST_F(PlainTest, DoesNotConnectForARoomThatIsClosedThoughItsKeyIsNotKept) {
  for (const char* const room : {"#lobby", "#LOBBY"}) {
    options_.closed = {"#Lobby"};
    EXPECT_EQ(refuse({"127.0.0.1", 1}, room), exit_refused);
    EXPECT_THAT(errors_, HasSubstr(std::string(room) + " has a key"));
  }
}

TEST_F(PlainTest, KnowsAServerByAllSpellingsOfItsName) {
  EXPECT_EQ(server_key({"LocalHost.", 1}), "localhost:1");
  EXPECT_EQ(server_key({"localhost", 1}), "localhost:1");
  EXPECT_EQ(server_key({"FE80::1", 6667}), "fe80::1:6667");
}

TEST_F(PlainTest, WaitsForAPongWhereTheServerHasNoEcho) {
  EXPECT_EQ(talk("hi\n", false), exit_ok);
  EXPECT_THAT(lines_[lines_.size() - 2], StartsWith("PING "));
  EXPECT_THAT(lines_.back(), StartsWith("QUIT"));
}

TEST_F(PlainTest, QuitsAtOnceWhereTheInputIsEmpty) { EXPECT_EQ(talk("", true), exit_ok); }

TEST_F(PlainTest, SendsALongLineInSeveral) {
  EXPECT_EQ(talk(std::string(900, 'x') + "\n", true), exit_ok);
  EXPECT_THAT(lines_, Contains("PRIVMSG #lobby :" + std::string(394, 'x')).Times(2));
  EXPECT_THAT(lines_, Contains("PRIVMSG #lobby :" + std::string(112, 'x')));
}

TEST_F(PlainTest, LeavesRoomForTheLongestNames) {
  options_.nick = std::string(64, 'n');
  options_.room = "#" + std::string(127, 'r');
  const std::string source = options_.nick + "!~uvchat@" + std::string(63, 'h');
  ScriptedServer server(loop_, [&](ScriptedServer& s, std::size_t client, std::string_view line) {
    if (line.starts_with("CAP LS")) {
      s.send(client, "CAP * LS :echo-message\r\n");
    } else if (line.starts_with("CAP REQ")) {
      s.send(client, "CAP * ACK :echo-message\r\n");
    } else if (line == "CAP END") {
      s.send(client, ":s 001 " + options_.nick + " :hi\r\n");
    } else if (line.starts_with("JOIN ")) {
      s.send(client, ":" + source + " JOIN " + options_.room + "\r\n");
    } else if (line.starts_with("PRIVMSG ")) {
      const std::string relayed = ":" + source + " " + std::string(line) + "\r\n";
      EXPECT_LE(relayed.size(), 512U);
      s.send(client, relayed);
    } else if (line.starts_with("QUIT")) {
      s.stop();
    }
  });
  EXPECT_EQ(talk_to(server, std::string(1000, 'x') + "\n"), exit_ok);
  EXPECT_EQ(errors_, "");
}

TEST_F(PlainTest, SaysThatTheServerHasShortenedTheNick) {
  options_.nick = "anastasia";
  const int code =
      talk("hi\n", false, [](ScriptedServer& s, std::size_t client, std::string_view line) {
        if (line.starts_with("USER ")) s.send(client, ":s 001 ana :hi\r\n");
      });
  EXPECT_EQ(code, exit_ok);
  EXPECT_THAT(errors_, HasSubstr("the server calls you ana"));
}

TEST_F(PlainTest, EndsWhereNobodyReadsWhatItHears) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  std::signal(SIGPIPE, SIG_IGN);
  output_to_ = ends[1];
  EXPECT_EQ(talk("hi\n", false, stops_listening), exit_no_output);
  close(ends[1]);
  EXPECT_THAT(errors_, HasSubstr("cannot be written to standard output: Broken pipe"));
}

TEST_F(PlainTest, EndsWhereTheDiskIsFull) {
  output_to_ = open("/dev/full", O_WRONLY);
  ASSERT_GE(output_to_, 0);
  EXPECT_EQ(talk("hi\n", false, stops_listening), exit_no_output);
  close(output_to_);
  EXPECT_THAT(errors_, HasSubstr("No space left"));
}

TEST_F(PlainTest, TalksInTheClassroomAndSendsAllBeforeItGoes) {
  for (const char* const end : {"", "FIN\nnot this\n"}) {
    std::string heard;
    ScriptedServer server(
        loop_,
        [&](ScriptedServer& s, std::size_t client, std::string_view bytes) {
          if (heard.empty()) {
            std::string hello = "bob: hola";
            cipher::rotate(hello, 10);
            s.send(client, hello + "\n");
            s.stop_listening();
          }
          heard += bytes;
        },
        ScriptedServer::Framing::none);
    options_.protocol = Protocol::classroom;
    const std::string text(20'000, 'x');
    EXPECT_EQ(talk_to(server, text + "\n/quit\n" + end), exit_ok);
    EXPECT_EQ(errors_, "");
    cipher::rotate(heard, -10);
    EXPECT_EQ(std::count(heard.begin(), heard.end(), 'x'), 20'000);
    EXPECT_THAT(heard, testing::EndsWith("ana: /quit"));
    EXPECT_EQ(output_, "<bob> hola\n");
  }
}

TEST_F(PlainTest, SaysThatTheNickIsTaken) {
  const int code = talk("hi\n", false, [](ScriptedServer& s, std::size_t client, auto line) {
    if (line == "NICK ana") {
      s.send(client, ":s 433 * ana :Nickname is already in use\r\n");
      s.stop_listening();
    }
  });
  EXPECT_EQ(code, exit_nick_refused);
  EXPECT_THAT(errors_, HasSubstr("the nick ana is taken"));
}

TEST_F(PlainTest, SaysThatTheRoomIsRefused) {
  const int code = talk("hi\n", false, [](ScriptedServer& s, std::size_t client, auto line) {
    if (line.starts_with("USER")) {
      s.send(client, ":s 473 ana #lobby :Cannot join channel (+i)\r\n");
      s.stop_listening();
    }
  });
  EXPECT_EQ(code, exit_refused);
  EXPECT_THAT(errors_, HasSubstr("cannot join #lobby: one must be invited"));
}

TEST_F(PlainTest, SaysThatItIsBannedFromTheRoom) {
  const int code = talk("hi\n", false, [](ScriptedServer& s, std::size_t client, auto line) {
    if (line.starts_with("USER")) {
      s.send(client, ":s 474 ana #lobby :Cannot join channel (+b)\r\n");
      s.stop_listening();
    }
  });
  EXPECT_EQ(code, exit_banned);
  EXPECT_THAT(errors_, HasSubstr("cannot join #lobby: you are banned"));
}

TEST_F(PlainTest, SaysThatItIsBannedFromTheServer) {
  const int code = talk("hi\n", false, [](ScriptedServer& s, std::size_t client, auto line) {
    if (line.starts_with("NICK")) {
      s.send(client, ":s 465 ana :You are banned from this server: go away\r\n");
      s.stop_listening();
    }
  });
  EXPECT_EQ(code, exit_banned);
  EXPECT_EQ(errors_, "uvchat-cli: banned: You are banned from this server: go away\n");
}

TEST_F(PlainTest, SaysThatTheHostIsNotFoundOrDoesNotListen) {
  EXPECT_EQ(refuse({"host.invalid", 6667}), exit_host_not_found);
  EXPECT_EQ(refuse({"127.0.0.1", 1}), exit_not_connected);
}

TEST_F(PlainTest, ReportsALineThatTheServerRefuses) {
  const int code = talk("hi\n", false, [](ScriptedServer& s, std::size_t client, auto line) {
    if (line.starts_with("PRIVMSG")) {
      s.send(client, ":s 404 ana #lobby :Cannot send to channel\r\n");
    }
  });
  EXPECT_EQ(code, exit_refused);
  EXPECT_THAT(errors_, HasSubstr("Cannot send to channel"));
}

TEST_F(PlainTest, SaysThatTheConnectionWasLost) {
  const int code = talk("hi\n", true, [](ScriptedServer& s, std::size_t, auto line) {
    if (line.starts_with("JOIN")) s.stop();
  });
  EXPECT_EQ(code, exit_connection_lost);
  EXPECT_THAT(errors_, HasSubstr("the server closed the connection"));
}

}  // namespace
}  // namespace uvchat::cli
