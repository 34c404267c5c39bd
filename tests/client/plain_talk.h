#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plain/plain.h"
#include "tests/client/scripted_server.h"

namespace uvchat::cli {

// A server of one room that greets and lets in; what else it does with a line is the test's.
class PlainTalk : public testing::Test {
 protected:
  using Script = ScriptedServer::Script;

  PlainTalk() { uv_loop_init(&loop_); }
  ~PlainTalk() override { EXPECT_EQ(uv_loop_close(&loop_), 0); }

  int talk(std::string_view input, bool with_echo, Script script = nullptr) {
    ScriptedServer server(loop_, [&](ScriptedServer& s, std::size_t client, std::string_view line) {
      answer(s, client, line, with_echo);
      if (script) script(s, client, line);
    });
    return talk_to(server, input);
  }

  int talk_to(ScriptedServer& server, std::string_view input) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    EXPECT_EQ(write(ends[1], input.data(), input.size()), static_cast<ssize_t>(input.size()));
    close(ends[1]);
    std::FILE* output = std::tmpfile();
    std::FILE* errors = std::tmpfile();
    options_.server = {"127.0.0.1", server.port()};
    options_.input = ends[0];
    options_.output = output_to_ >= 0 ? output_to_ : fileno(output);
    options_.errors = errors;
    const int code = Plain(loop_, options_).run();
    output_ = text_of(output);
    errors_ = text_of(errors);
    lines_ = server.lines();
    return code;
  }

  // Without a server that could be reached.
  int refuse(client::Target server, const std::string& room = "#lobby") {
    std::FILE* const errors = std::tmpfile();
    options_.server = std::move(server);
    options_.room = room;
    options_.errors = errors;
    const int code = Plain(loop_, options_).run();
    errors_ = text_of(errors);
    return code;
  }

  static void answer(ScriptedServer& s, std::size_t client, std::string_view line, bool with_echo) {
    if (line == "CAP LS 302" && with_echo) {
      s.send(client, "CAP * LS :echo-message\r\n");
    } else if (line.starts_with("CAP REQ")) {
      s.send(client, "CAP * ACK :echo-message\r\n");
    } else if (line == (with_echo ? "CAP END" : "USER uvchat 0 * :ana")) {
      s.send(client, ":s 001 ana :hi\r\n");
    } else if (line == "JOIN #lobby") {
      s.send(client, ":ana!u@h JOIN #lobby\r\n:bob!u@h PRIVMSG #lobby :hello ana\r\n");
    } else if (line.starts_with("PRIVMSG ") && with_echo) {
      s.send(client, ":ana!u@h " + std::string(line) + "\r\n");
    } else if (line.starts_with("PING ")) {
      s.send(client, ":s PONG s " + std::string(line.substr(5)) + "\r\n");
    } else if (line.starts_with("QUIT")) {
      s.stop();
    }
  }

  static void stops_listening(ScriptedServer& s, std::size_t, std::string_view line) {
    if (line.starts_with("JOIN ")) s.stop_listening();
  }

  static std::string text_of(std::FILE* file) {
    std::rewind(file);
    std::string text(4096, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
  }

  uv_loop_t loop_{};
  PlainOptions options_{.server = {}, .nick = "ana", .room = "#lobby"};
  uv_file output_to_ = -1;
  std::string output_;
  std::string errors_;
  std::vector<std::string> lines_;
};

}  // namespace uvchat::cli
