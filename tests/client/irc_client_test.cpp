#include "client/irc_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <uv.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "tests/client/scripted_server.h"

namespace uvchat::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A session with a scripted server, run until both are closed. The script is the test's; the
// session is closed by `until`, a command, or by the server.
class SessionTest : public testing::Test, public IrcClient::Listener {
 protected:
  SessionTest() { uv_loop_init(&loop_); }
  ~SessionTest() override { EXPECT_EQ(uv_loop_close(&loop_), 0); }

  void talk(ScriptedServer::Script script, std::vector<std::string> capabilities = {}) {
    server_ = std::make_unique<ScriptedServer>(loop_, std::move(script));
    start(std::move(capabilities));
    session_->connect("127.0.0.1", server_->port());
    uv_run(&loop_, UV_RUN_DEFAULT);
  }
  void start(std::vector<std::string> capabilities) {
    session_ = std::make_unique<IrcClient>(loop_, read_buffer_, *this,
                                           Identity{"ana", "u", "Ana M"}, std::move(capabilities));
  }

  bool on_negotiated(IrcClient& session) override {
    ++negotiated_;
    on_this_machine_ = session.stays_on_this_machine();
    if (!goes_on_by_itself_) session.send_line("AUTHENTICATE PLAIN");
    return goes_on_by_itself_;
  }
  void on_registered(IrcClient& session) override {
    ++registered_;
    if (raw_from_registration_) session.take_raw_bytes();
  }
  void on_nick_refused(IrcClient& session, const irc::Message& reply) override {
    refused_.emplace_back(reply.param(1));
    if (second_nick_.empty()) {
      session.close("no other nick");
    } else {
      session.request_nick(second_nick_);
    }
  }
  void on_line(IrcClient& session, const irc::Message& message) override {
    commands_.emplace_back(message.command);
    if (message.command == "AUTHENTICATE") session.end_negotiation();
    if (message.command == until_) session.close("done");
  }
  void on_raw_bytes(IrcClient& session, std::string_view bytes) override {
    raw_ += bytes;
    if (raw_.ends_with("END")) session.close("done");
  }
  void on_closed(IrcClient&, const Closed& closed) override {
    closed_ = closed;
    if (server_) server_->stop();
  }

  uv_loop_t loop_{};
  std::array<char, 4096> read_buffer_{};
  std::unique_ptr<ScriptedServer> server_;
  std::unique_ptr<IrcClient> session_;
  std::string until_ = "001";
  std::string second_nick_;
  bool raw_from_registration_ = false;
  int registered_ = 0;
  int negotiated_ = 0;
  bool goes_on_by_itself_ = true;
  bool on_this_machine_ = false;
  std::vector<std::string> refused_;
  std::vector<std::string> commands_;
  std::string raw_;
  std::optional<Closed> closed_;
};

TEST_F(SessionTest, RegistersWithoutCapWhereItWantsNoCapability) {
  talk([](ScriptedServer& server, std::size_t client, std::string_view line) {
    if (line.starts_with("USER ")) server.send(client, ":s 001 ana :hi\r\n");
  });
  EXPECT_EQ(registered_, 1);
  EXPECT_THAT(server_->lines(), ElementsAre("NICK ana", "USER u 0 * :Ana M"));
  EXPECT_EQ(closed_->cause, CloseCause::asked);
}

TEST_F(SessionTest, EndsItsWaitForCapWith001OfAServerThatKnowsNone) {
  talk(
      [](ScriptedServer& server, std::size_t client, std::string_view line) {
        if (line.starts_with("USER ")) server.send(client, ":s 001 ana :hi\r\n");
      },
      {"echo-message"});
  EXPECT_EQ(registered_, 1);
  EXPECT_FALSE(session_->has_capability("echo-message"));
  EXPECT_THAT(server_->lines(), ElementsAre("CAP LS 302", "NICK ana", "USER u 0 * :Ana M"));
}

TEST_F(SessionTest, RequestsOnlyTheWantedCapabilitiesThatAreOffered) {
  talk(
      [](ScriptedServer& server, std::size_t client, std::string_view line) {
        if (line == "CAP LS 302") {
          server.send(client,
                      "CAP * LS * :batch sasl=PLAIN,EXTERNAL\r\nCAP * LS :server-time a\r\n");
        } else if (line.starts_with("CAP REQ")) {
          server.send(client, "CAP * ACK :sasl server-time unasked\r\n");
        } else if (line == "CAP END") {
          server.send(client, ":s 001 ana :hi\r\n");
        }
      },
      {"sasl", "echo-message", "server-time"});
  EXPECT_THAT(server_->lines(), ElementsAre("CAP LS 302", "NICK ana", "USER u 0 * :Ana M",
                                            "CAP REQ :sasl server-time", "CAP END"));
  EXPECT_TRUE(session_->has_capability("sasl"));
  EXPECT_TRUE(session_->has_capability("server-time"));
  EXPECT_FALSE(session_->has_capability("unasked"));
  EXPECT_FALSE(session_->has_capability("echo-message"));
}

TEST_F(SessionTest, RegistersWithoutCapabilitiesWhereNoneIsOfferedOrGiven) {
  talk(
      [](ScriptedServer& server, std::size_t client, std::string_view line) {
        if (line == "CAP LS 302") {
          server.send(client, "CAP * LS :\r\n");
        } else if (line == "CAP END") {
          server.send(client, ":s 001 ana :hi\r\n");
        }
      },
      {"batch"});
  EXPECT_EQ(registered_, 1);
  EXPECT_EQ(server_->lines().back(), "CAP END");
}

TEST_F(SessionTest, GoesOnWithoutWhatTheServerDeclines) {
  talk(
      [](ScriptedServer& server, std::size_t client, std::string_view line) {
        if (line == "CAP LS 302") {
          server.send(client, "CAP * LS :batch\r\n");
        } else if (line.starts_with("CAP REQ")) {
          server.send(client, "CAP * NAK :batch\r\n");
        } else if (line == "CAP END") {
          server.send(client, ":s 001 ana :hi\r\n");
        }
      },
      {"batch"});
  EXPECT_EQ(registered_, 1);
  EXPECT_FALSE(session_->has_capability("batch"));
}

TEST_F(SessionTest, ReportsANickInUseAndTakesAnotherOne) {
  second_nick_ = "ana_";
  talk([](ScriptedServer& server, std::size_t client, std::string_view line) {
    if (line == "NICK ana") {
      server.send(client, ":s 433 * ana :Nickname is already in use\r\n");
    } else if (line == "NICK ana_") {
      server.send(client, ":s 001 ana_ :hi\r\n");
    }
  });
  EXPECT_THAT(refused_, ElementsAre("ana"));
  EXPECT_EQ(registered_, 1);
  EXPECT_EQ(session_->nick(), "ana_");
}

TEST_F(SessionTest, ReportsAServerThatClosesDuringRegistrationWithItsLastWords) {
  talk([](ScriptedServer& server, std::size_t client, std::string_view line) {
    if (line.starts_with("USER ")) {
      server.send(client, "ERROR :Closing Link: too many connections\r\n");
      server.hang_up(client);
    }
  });
  EXPECT_EQ(registered_, 0);
  EXPECT_EQ(closed_->cause, CloseCause::lost);
  EXPECT_THAT(closed_->text, HasSubstr("too many connections"));
}

TEST_F(SessionTest, LearnsWhichNamesAreTheSame) {
  const auto same_after = [this](std::string_view tokens) {
    until_ = "422";
    talk([tokens](ScriptedServer& server, std::size_t client, std::string_view line) {
      if (line.starts_with("USER ")) {
        server.send(client, ":s 001 ana :hi\r\n:s 005 ana CASEMAPPING=ascii" + std::string(tokens) +
                                " :are here\r\n:s 422 ana :none\r\n");
      }
    });
    return session_->names().same("\u00d1", "\u00f1");
  };
  EXPECT_FALSE(same_after(""));
  EXPECT_TRUE(same_after(" UTF8MAPPING=rfc8265"));
}

TEST_F(SessionTest, AnswersPing) {
  until_ = "DONE";
  talk([](ScriptedServer& server, std::size_t client, std::string_view line) {
    if (line.starts_with("USER ")) {
      server.send(client, "PING :a b\r\n");
    } else if (line == "PONG :a b") {
      server.send(client, "DONE\r\n");
    }
  });
  EXPECT_THAT(commands_, ElementsAre("PING", "DONE"));
}

TEST_F(SessionTest, PutsLinesTogetherThatComeByteByByte) {
  until_ = "DONE";
  talk([](ScriptedServer& server, std::size_t client, std::string_view line) {
    if (line.starts_with("USER ")) {
      for (const char& c : std::string_view(":s 001 ana :hi\r\n:s NOTICE ana :x\n\r\nDONE\r\n")) {
        server.send(client, {&c, 1});
      }
    }
  });
  EXPECT_THAT(commands_, ElementsAre("001", "NOTICE", "DONE"));
}

TEST_F(SessionTest, HandsOverTheBytesBehind001OnceTheyAreTaken) {
  raw_from_registration_ = true;
  until_ = "never";
  talk([](ScriptedServer& server, std::size_t client, std::string_view line) {
    if (line.starts_with("USER ")) {
      server.send(client, ":s 001 ana :hi\r\n:s 002 ana :x\r\nPING :1\r\nEND");
    }
  });
  EXPECT_EQ(raw_, ":s 002 ana :x\r\nPING :1\r\nEND");
  EXPECT_THAT(server_->lines(), ElementsAre("NICK ana", "USER u 0 * :Ana M"));
}

TEST_F(SessionTest, FollowsItsNickAsTheServerGivesIt) {
  until_ = "DONE";
  talk([](ScriptedServer& server, std::size_t client, std::string_view line) {
    if (line.starts_with("USER ")) {
      server.send(client, ":s 001 an :hi\r\n:an!u@h NICK eva\r\n:bob!u@h NICK rob\r\nDONE\r\n");
    }
  });
  EXPECT_EQ(session_->nick(), "eva");
}

TEST_F(SessionTest, ClosesOnALineWithoutAnEnd) {
  talk([](ScriptedServer& server, std::size_t client, std::string_view line) {
    if (line.starts_with("USER ")) {
      server.send(client, std::string(IrcClient::line_bytes_max + 1, 'x'));
    }
  });
  EXPECT_EQ(closed_->cause, CloseCause::lost);
  EXPECT_THAT(closed_->text, HasSubstr("without an end"));
}

TEST_F(SessionTest, SaysThatAConnectionWasRefused) {
  std::uint16_t port = 0;
  {
    ScriptedServer gone(loop_, nullptr);
    port = gone.port();
    gone.stop();
    uv_run(&loop_, UV_RUN_DEFAULT);
  }
  start({});
  session_->connect("127.0.0.1", port);
  uv_run(&loop_, UV_RUN_DEFAULT);
  EXPECT_EQ(closed_->cause, CloseCause::not_connected);
  EXPECT_THAT(closed_->text, HasSubstr("connection refused"));
}

TEST_F(SessionTest, SaysThatAHostWasNotFound) {
  for (const std::string& host : {std::string("host.invalid"), std::string(300, 'a')}) {
    start({});
    session_->connect(host, 6667);
    EXPECT_FALSE(closed_);  // never from inside connect()
    uv_run(&loop_, UV_RUN_DEFAULT);
    EXPECT_EQ(closed_->cause, CloseCause::host_not_found);
    EXPECT_THAT(closed_->text, HasSubstr("cannot find host"));
    closed_.reset();
  }
}

TEST_F(SessionTest, MayBeClosedWhileItIsStillConnecting) {
  start({});
  session_->connect("127.0.0.1", 1);
  session_->close("changed my mind");
  EXPECT_FALSE(closed_);
  uv_run(&loop_, UV_RUN_DEFAULT);
  EXPECT_EQ(closed_->text, "changed my mind");
}

TEST_F(SessionTest, DeliversMoreThanTheKernelTakesAtOnce) {
  const std::string line(500, 'x');
  constexpr std::size_t count = 20'000;
  std::size_t heard = 0;
  server_ = std::make_unique<ScriptedServer>(
      loop_, [&](ScriptedServer& server, std::size_t client, std::string_view text) {
        if (text.starts_with("USER ")) {
          server.send(client, ":s 001 ana :hi\r\n");
          for (std::size_t i = 0; i < count; ++i) session_->send_line(line);
          EXPECT_GT(session_->pending_bytes(), 0U);
        } else if (text == line && ++heard == count) {
          server.hang_up(client);
        }
      });
  until_ = "never";
  start({});
  session_->connect("127.0.0.1", server_->port());
  uv_run(&loop_, UV_RUN_DEFAULT);
  EXPECT_EQ(heard, count);
}

TEST_F(SessionTest, TakesNoLineThatHoldsTheEndOfAnother) {
  until_ = "001";
  talk([](ScriptedServer& server, std::size_t client, std::string_view line) {
    if (line.starts_with("USER ")) {
      server.send(client, ":s MODE #a +k a\rb\r\nPING a\rQUIT\r\n");
      server.send(client, ":s NOTICE * :a" + std::string(1, '\0') + "b\r\n:s 001 ana :hi\r\n");
    }
  });
  EXPECT_THAT(commands_, ElementsAre("001"));
  EXPECT_THAT(server_->lines(), ElementsAre("NICK ana", "USER u 0 * :Ana M"));
}

TEST_F(SessionTest, SendsNothingThatWouldBeTwoLines) {
  until_ = "001";
  talk([this](ScriptedServer& server, std::size_t client, std::string_view line) {
    if (line.starts_with("USER ")) {
      EXPECT_FALSE(session_->send_line("JOIN #a a\rb"));
      EXPECT_FALSE(session_->send_line("JOIN #a\nQUIT"));
      EXPECT_FALSE(session_->send_line(std::string_view("JOIN #a\0", 8)));
      EXPECT_TRUE(session_->send_line("JOIN #a"));
    } else if (line == "JOIN #a") {
      server.send(client, ":s 001 ana :hi\r\n");
    }
  });
  EXPECT_THAT(server_->lines(), ElementsAre("NICK ana", "USER u 0 * :Ana M", "JOIN #a"));
}

TEST_F(SessionTest, GivesUpOnAServerThatReadsNoMore) {
  until_ = "never";
  server_ = std::make_unique<ScriptedServer>(
      loop_, [&](ScriptedServer&, std::size_t, std::string_view text) {
        while (text.starts_with("USER ") && session_->connected()) {
          session_->send_line(std::string(500, 'x'));
        }
      });
  start({});
  session_->connect("127.0.0.1", server_->port());
  uv_run(&loop_, UV_RUN_DEFAULT);
  EXPECT_EQ(closed_->cause, CloseCause::lost);
  EXPECT_THAT(closed_->text, HasSubstr("no longer reads"));
}

// The registration waits for a login, or for whatever the owner does first.
TEST_F(SessionTest, TheOwnerDecidesWhenTheNegotiationEnds) {
  goes_on_by_itself_ = false;
  std::vector<std::string> lines;
  talk(
      [&](ScriptedServer& server, std::size_t client, std::string_view line) {
        lines.emplace_back(line);
        if (line == "CAP LS 302") server.send(client, "CAP * LS :sasl\r\n");
        if (line == "CAP REQ :sasl") {  // and once more, which changes nothing
          server.send(client, "CAP * ACK :sasl\r\nCAP * ACK :sasl\r\nCAP * NAK :x\r\n");
        }
        if (line == "AUTHENTICATE PLAIN") server.send(client, "AUTHENTICATE +\r\n");
        if (line == "CAP END") server.send(client, ":s 001 ana :hi\r\n");
      },
      {"sasl"});
  EXPECT_EQ(negotiated_, 1);
  EXPECT_EQ(registered_, 1);
  EXPECT_TRUE(on_this_machine_);
  EXPECT_EQ(lines.back(), "CAP END");
}

TEST_F(SessionTest, WithoutAConnectionNothingStaysOnThisMachine) {
  start({});
  EXPECT_FALSE(session_->stays_on_this_machine());
}

}  // namespace
}  // namespace uvchat::client
