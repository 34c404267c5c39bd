#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "chat/file.h"
#include "chat/texts.h"
#include "link/backoff.h"
#include "link/client.h"
#include "link/closing.h"
#include "tests/client/scripted_server.h"
#include "uvchat/base/base64.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

// A client on a loop, with a server and a user that do what the test tells them to.
class LinkTest : public testing::Test, public Client::Listener {
 protected:
  using Script = ScriptedServer::Script;

  LinkTest() { uv_loop_init(&loop_); }
  ~LinkTest() override { EXPECT_EQ(uv_loop_close(&loop_), 0); }

  static Options as_ana(const std::string& room, Protocol protocol = Protocol::irc,
                        const std::string& keys_file = "") {
    return {{}, "ana", {room}, protocol, keys_file};
  }

  // Until the client has ended, which `when_changed` brings about.
  void run(ScriptedServer& server, Options options, std::function<void(Client&)> when_changed) {
    options.server = {"127.0.0.1", server.port()};
    Client client(loop_, std::move(options), *this);
    client_ = &client;
    server_ = &server;
    when_changed_ = std::move(when_changed);
    client.start();
    uv_run(&loop_, UV_RUN_DEFAULT);
    EXPECT_TRUE(ended_);
  }

  void on_changed() override { when_changed_(*client_); }
  void on_ended() override {
    ended_ = true;
    server_->stop();
  }

  static void greet(ScriptedServer& s, std::size_t client, std::string_view line,
                    const std::string& nick = "ana") {
    if (line == "CAP LS 302") {
      s.send(client, "CAP * LS :echo-message labeled-response batch\r\n");
    } else if (line.starts_with("CAP REQ")) {
      s.send(client, "CAP * ACK :echo-message labeled-response batch\r\n");
    } else if (line == "CAP END") {
      s.send(client, ":s 001 " + nick + " :hi\r\n");
    } else if (line == "JOIN #lobby") {
      s.send(client, ":" + nick + "!u@h JOIN #lobby\r\n");
    } else if (line.starts_with("PING ")) {
      s.send(client, ":s PONG s " + std::string(line.substr(5)) + "\r\n");
    } else if (line.starts_with("QUIT")) {
      s.hang_up(client);
    }
  }

  static bool shows(Client& client, std::size_t room, std::string_view text) {
    const auto& rooms = client.chat().rooms();
    return room < rooms.size() && std::any_of(rooms[room]->entries.begin(),
                                              rooms[room]->entries.end(), [&](const Entry& entry) {
                                                return entry.text.find(text) != std::string::npos &&
                                                       !entry.pending;
                                              });
  }

  uv_loop_t loop_{};
  Client* client_ = nullptr;
  ScriptedServer* server_ = nullptr;
  std::function<void(Client&)> when_changed_;
  bool ended_ = false;
};

TEST(Backoff, DoublesUpToAMinuteAndBeginsAnew) {
  Backoff backoff(1);
  for (const std::uint64_t about : {1000U, 2000U, 4000U, 8000U, 16000U, 32000U, 60000U, 60000U}) {
    const std::uint64_t wait_ms = backoff.next_ms();
    EXPECT_GE(wait_ms, about * 3 / 4);
    EXPECT_LE(wait_ms, about * 5 / 4);
  }
  backoff.reset();
  EXPECT_LE(backoff.next_ms(), 1250U);
}

// The password is asked for before the connect; one that is wrong ends the connection, and nobody
// tries again before the user has typed another.
TEST_F(LinkTest, LogsInBeforeItRegisters) {
  std::vector<std::string> said;
  ScriptedServer server(loop_, [&](ScriptedServer& s, std::size_t client, std::string_view line) {
    if (line == "CAP LS 302") {
      s.send(client, "CAP * LS :sasl=PLAIN\r\n");
    } else if (line.starts_with("CAP REQ")) {
      s.send(client, "CAP * ACK :sasl\r\n");
    } else if (line == "AUTHENTICATE PLAIN") {
      s.send(client, "AUTHENTICATE +\r\n");
    } else if (line.starts_with("AUTHENTICATE ")) {
      said.emplace_back(line.substr(13));
      s.send(client, said.size() == 1 ? ":s 904 * :wrong name or password\r\n"
                                      : ":s 900 * * ana :in\r\n:s 903 * :ok\r\n");
    } else {
      greet(s, client, line);
    }
  });
  Options options = as_ana("#lobby");
  options.account = "ana";
  std::size_t asked = 0;
  run(server, std::move(options), [&](Client& client) {
    if (client.chat().secret_prompt()) {
      EXPECT_EQ(server.clients(), asked);
      client.chat().on_secret(asked++ == 0 ? "wrong" : "s3same", client.now());
    } else if (client.chat().rooms()[1]->joined) {
      client.stop();
    }
  });
  EXPECT_EQ(asked, 2U);
  EXPECT_EQ(server.clients(), 2U);
  EXPECT_EQ(said, (std::vector<std::string>{to_base64(std::string_view("\0ana\0wrong", 10)),
                                            to_base64(std::string_view("\0ana\0s3same", 11))}));
}

TEST_F(LinkTest, ConnectsAgainAndLosesNoLineNorSaysOneTwice) {
  ScriptedServer server(loop_, [](ScriptedServer& s, std::size_t client, std::string_view line) {
    if (line.find("PRIVMSG") != std::string_view::npos && client == 0) {
      s.hang_up(client);  // before it says so
    } else if (line.find("PRIVMSG") != std::string_view::npos) {
      std::string echo(line);
      echo.insert(echo.find(' ') + 1, ":ana!u@h ");
      s.send(client, echo + "\r\n");
    } else {
      greet(s, client, line);
    }
  });
  bool said = false;
  run(server, as_ana("#lobby"), [&](Client& client) {
    if (!said && client.chat().rooms()[1]->joined) {
      said = true;
      client.chat().on_input("perhaps said", client.now());
    }
    if (client.chat().status().link == LinkState::waiting) {
      client.chat().on_input("typed meanwhile", client.now());
      client.chat().on_input("/connect", client.now());
    }
    if (shows(client, 1, "typed meanwhile")) {
      EXPECT_TRUE(shows(client, 1, text(Text::perhaps_said)));
      client.stop();
    }
  });
  EXPECT_EQ(server.clients(), 2U);
  EXPECT_THAT(server.lines(), Contains(HasSubstr("PRIVMSG #lobby :perhaps said")).Times(1));
  EXPECT_THAT(server.lines(), Contains(HasSubstr("PRIVMSG #lobby :typed meanwhile")).Times(1));
}

TEST_F(LinkTest, TakesAnotherNickWhereTheWantedOneIsTaken) {
  ScriptedServer server(loop_, [](ScriptedServer& s, std::size_t client, std::string_view line) {
    if (line == "NICK ana") {
      s.send(client, ":s 433 * ana :Nickname is already in use\r\n");
    } else {
      greet(s, client, line, "ana_");
    }
  });
  run(server, as_ana("#lobby"), [](Client& client) {
    if (client.chat().rooms()[1]->joined) {
      EXPECT_EQ(client.chat().status().nick, "ana_");
      client.stop();
    }
  });
  EXPECT_THAT(server.lines(), Contains("NICK ana_"));
}

TEST_F(LinkTest, AWrongPasswordIsNotTriedForEverAndTheRightOneLetsIn) {
  ScriptedServer server(loop_, [](ScriptedServer& s, std::size_t client, std::string_view line) {
    if (line == "CAP END" && client < 2) {
      s.send(client, ":s 464 ana :Password incorrect\r\n");
      s.hang_up(client);
    } else {
      greet(s, client, line);
    }
  });
  int asked = 0;
  run(server, as_ana("#lobby"), [&](Client& client) {
    Chat& chat = client.chat();
    if (chat.secret_prompt() && chat.status().link == LinkState::offline) {
      chat.on_secret(++asked == 1 ? "wrong" : "open sesame", client.now());
    }
    if (chat.rooms()[1]->joined) client.stop();
  });
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(server.clients(), 3U);
  EXPECT_THAT(server.lines(), Contains("PASS :wrong").Times(1));
  EXPECT_THAT(server.lines(), Contains("PASS :open sesame").Times(1));
}

TEST_F(LinkTest, RegistersAsWhatTheUserTookMeanwhile) {
  ScriptedServer server(loop_, [](ScriptedServer& s, std::size_t client, std::string_view line) {
    if (line == "JOIN #lobby" && client == 0) {
      s.hang_up(client);
    } else {
      greet(s, client, line, client == 0 ? "ana" : "eve");
    }
  });
  run(server, as_ana("#lobby"), [&](Client& client) {
    Chat& chat = client.chat();
    if (chat.status().link == LinkState::waiting && chat.wanted_nick() == "ana") {
      chat.on_input("/nick eve", client.now());
      chat.on_input("/connect", client.now());
    }
    if (chat.rooms()[1]->joined) {
      EXPECT_EQ(chat.status().nick, "eve");
      client.stop();
    }
  });
  EXPECT_THAT(server.lines(), Contains("NICK eve"));
}

TEST_F(LinkTest, OneWhoIsBannedIsNotConnectedAgain) {
  ScriptedServer server(loop_, [](ScriptedServer& s, std::size_t client, std::string_view line) {
    if (line.starts_with("USER")) {
      s.send(client, ":s 465 ana :You are banned\r\nERROR :go away\r\n");
      s.hang_up(client);
    }
  });
  run(server, as_ana("#lobby"), [](Client& client) {
    if (client.chat().status().link == LinkState::offline && shows(client, 0, "go away")) {
      client.stop();
    }
  });
  EXPECT_EQ(server.clients(), 1U);
}

TEST_F(LinkTest, MakesAKeyInThePoolAndKeepsItWhereOnlyItsOwnerReads) {
  const std::string folder = testing::TempDir() + "uvchat-keys-" + std::to_string(getpid());
  const std::string file = folder + "/uvchat/keys.json";
  ScriptedServer server(loop_, [](ScriptedServer& s, std::size_t client, std::string_view line) {
    greet(s, client, line);
  });
  int step = 0;
  run(server, as_ana("#lobby", Protocol::irc, file), [&](Client& client) {
    Chat& chat = client.chat();
    if (step == 0 && chat.rooms()[1]->joined) {
      step = 1;
      chat.on_input("/key #lobby", client.now());
      chat.on_secret("correct horse battery", client.now());
    } else if (step == 1 && chat.rooms()[1]->cipher.starts_with("aes1 ")) {
      step = 2;
      chat.on_input("/key #lobby keep", client.now());
      client.stop();
    }
  });
  EXPECT_THAT(*read_file(file), HasSubstr("#lobby"));
  struct stat status {};
  ASSERT_EQ(stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  std::filesystem::remove_all(folder);
}

// What the classroom's programs send and show.
std::string classroom(std::string text, int shift = 10) {
  cipher::rotate(text, shift);
  return text;
}

TEST_F(LinkTest, TalksWithTheClassroomsServer) {
  std::string heard;
  ScriptedServer server(
      loop_,
      [&](ScriptedServer& s, std::size_t client, std::string_view message) {
        heard += classroom(std::string(message), -10);
        s.send(client, classroom("bob: hola, mundo!"));
        s.stop_listening();
      },
      ScriptedServer::Framing::none);
  bool said = false;
  run(server, as_ana("#aula", Protocol::classroom), [&](Client& client) {
    if (!said && client.chat().rooms()[1]->joined) {
      said = true;
      client.chat().on_input("ma\u00f1ana", client.now());
    }
    if (shows(client, 1, "hola, mundo!")) {
      EXPECT_EQ(client.chat().rooms()[1]->entries.back().nick, "bob");
      client.chat().on_input("FIN", client.now());
    }
  });
  EXPECT_EQ(heard, "ana: man\u0303ana");
}

TEST_F(LinkTest, InTheClassroomANameHoldsAndWhatOneDoesIsMarked) {
  std::string heard;
  ScriptedServer server(
      loop_,
      [&](ScriptedServer&, std::size_t, std::string_view message) {
        heard += classroom(std::string(message), -10);
      },
      ScriptedServer::Framing::none);
  bool said = false;
  bool asked = false;
  run(server, as_ana("#aula", Protocol::classroom), [&](Client& client) {
    Chat& chat = client.chat();
    if (!said && chat.rooms()[1]->joined) {
      said = true;
      chat.on_input("/nick eva", client.now());
      chat.on_input("/me saluda", client.now());
    } else if (!asked && shows(client, 1, "saluda")) {
      asked = true;
      chat.on_input("/nick ana", client.now());
    }
    if (shows(client, 1, text(Text::classroom_keeps_names))) {
      EXPECT_EQ(chat.status().nick, "eva");
      client.stop();
    }
  });
  EXPECT_EQ(heard, "eva: *saluda*");
}

TEST_F(LinkTest, SaysNothingToTheWholeClassroomThatIsForOne) {
  std::string heard;
  ScriptedServer server(
      loop_,
      [&](ScriptedServer&, std::size_t, std::string_view message) {
        heard += classroom(std::string(message), -10);
      },
      ScriptedServer::Framing::none);
  bool said = false;
  run(server, as_ana("#aula", Protocol::classroom), [&](Client& client) {
    if (!said && client.chat().rooms()[1]->joined) {
      said = true;
      client.chat().on_input("/msg bob psst", client.now());
    }
    if (shows(client, 2, text(Text::classroom_knows_not))) client.stop();
  });
  EXPECT_EQ(heard, "");
}

TEST(WhyClosed, IsSaidInTheUsersLanguage) {
  const client::Target server{"h", 1};
  const auto said = [&](client::CloseCause cause, int status, std::string last_words = "") {
    return why_closed({cause, "?", status, std::move(last_words)}, server);
  };
  using enum client::CloseCause;
  EXPECT_EQ(said(not_connected, UV_ECONNREFUSED), "cannot connect to h port 1: connection refused");
  EXPECT_EQ(said(lost, UV_EOF, "bye"), "the server closed the connection: bye");
  EXPECT_EQ(said(asked, 0), "?");
  choose_language(Language::spanish);
  EXPECT_EQ(said(host_not_found, UV_EAI_NONAME), "no se encuentra el host h");
  EXPECT_EQ(said(lost, UV_EOF), "el servidor cerró la conexión");
  EXPECT_EQ(said(lost, UV_ECONNRESET), "se perdió la conexión: el otro lado la cortó");
  choose_language(Language::english);
}

TEST_F(LinkTest, CutsTheClassroomsMessagesAtTheirLineEndsOnceThereAreAny) {
  bool sent = false;
  ScriptedServer server(
      loop_,
      [&](ScriptedServer& s, std::size_t client, std::string_view) {
        if (!sent) {
          sent = true;
          s.send(client, classroom("bob: one\ncarl: two\nd"));
          s.send(client, classroom("ora: three\nbob se ha desconectado\n"));
        }
      },
      ScriptedServer::Framing::none);
  bool said = false;
  std::vector<std::string> texts;
  run(server, as_ana("#aula", Protocol::classroom), [&](Client& client) {
    if (!said && client.chat().rooms()[1]->joined) {
      said = true;
      client.chat().on_input("hi", client.now());
    }
    if (shows(client, 1, "se ha desconectado")) {
      for (const Entry& entry : client.chat().rooms()[1]->entries) {
        texts.push_back(entry.nick + "|" + entry.text);
      }
      client.stop();
    }
  });
  EXPECT_THAT(texts, ElementsAre("|You join #aula", "ana|hi", "bob|one", "carl|two", "dora|three",
                                 "classroom|bob se ha desconectado"));
}

}  // namespace
}  // namespace uvchat::cli
