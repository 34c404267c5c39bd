// What operators ask a running server for from outside of the chat: the admin API, and ctl.

#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "server/admin_routes.h"
#include "server/admin_tokens.h"
#include "server/ctl_link.h"
#include "tests/e2e/running.h"

namespace uvchat::e2e {
namespace {

using server::AdminReply;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string own_socket() { return scratch_directory() + "/admin.sock"; }

AdminReply asks(std::string_view method, const std::string& target, const std::string& body = {}) {
  return server::ask_admin({own_socket()}, method, "/api/v1/" + target, body).value();
}

class AdminApiTest : public ServerTest {};

TEST_P(AdminApiTest, AServerHasASocketForItsOwnUser) {
  start();
  struct stat made {};
  ASSERT_EQ(::stat(own_socket().c_str(), &made), 0);
  EXPECT_EQ(made.st_mode & 07777U, 0600U);
  for (const server::AdminRoute& route : server::admin_routes()) {
    if (route.method != "GET") continue;
    std::string target(route.path.substr(8));
    if (target == "bans") target += "?kind=kline";
    if (target == "files") target += "?name=ana";
    const int wanted = route.path.ends_with("/files") ? 404 : 200;  // there is no such account
    EXPECT_EQ(asks("GET", target).status, wanted) << target;
  }
  stop();
  EXPECT_FALSE(std::filesystem::exists(own_socket()));
}

TEST_P(AdminApiTest, WhatItChangesIsHeardInTheChatAndNoted) {
  start();
  Client ana = registered("ana");
  EXPECT_THAT(asks("GET", "users?name=ana").body, HasSubstr("\"nick\":\"ana\""));
  EXPECT_EQ(asks("POST", "users/kill", R"({"nick": "ana", "reason": "spam"})").status, 200);
  ana.hears("ERROR :Closing link (Killed (*): spam)");
  EXPECT_EQ(asks("POST", "users/kill", R"({"nick": "ana"})").status, 404);
  EXPECT_EQ(asks("POST", "bans", R"({"kind": "kline", "mask": "bad@*"})").status, 200);
  EXPECT_THAT(asks("GET", "bans?kind=kline").body, HasSubstr("\"by\":\"local (admin API)\""));
  const auto made = nlohmann::json::parse(asks("POST", "invitations", R"({"count": 2})").body);
  EXPECT_EQ(made["codes"].size(), 2U);
  const auto kept = nlohmann::json::parse(asks("GET", "invitations").body)["invitations"];
  ASSERT_EQ(kept.size(), 2U);
  const std::string first = R"({"id": ")" + kept[0]["id"].get<std::string>() + "\"}";
  EXPECT_EQ(asks("POST", "invitations/revoke", first).status, 200);
  EXPECT_EQ(asks("POST", "invitations/revoke", first).status, 404);
  EXPECT_EQ(asks("POST", "bans/lift", R"({"kind": "kline", "mask": "bad@*"})").status, 200);
  EXPECT_EQ(asks("POST", "reload").status, 422);  // there is no file
}

TEST_P(AdminApiTest, OverTcpATokenIsNeeded) {
  const server::MadeToken made = server::make_token("grafana");
  config.listen[2].net.is_for_operators = true;
  config.admin_tokens = {{"grafana", server::token_digest(made.token)}};
  start();
  server::AdminPlace place{{}, "http://127.0.0.1:" + std::to_string(http_port())};
  EXPECT_EQ(server::ask_admin(place, "GET", "/api/v1/status", {})->status, 401);
  EXPECT_EQ(server::ask_admin(place, "POST", "/api/v1/reload", "{}")->status, 401);
  place.token = made.token;
  EXPECT_EQ(server::ask_admin(place, "GET", "/api/v1/status", {})->status, 200);
  EXPECT_EQ(server::ask_admin(place, "POST", "/api/v1/log-level", R"({"level": "x"})")->status,
            400);
  EXPECT_EQ(server::ask_admin(place, "POST", "/api/v1/bans", std::string(65'537, ' '))->status,
            413);
  EXPECT_FALSE(std::filesystem::exists(own_socket()));  // another listener is for operators
}

TEST_P(AdminApiTest, ListenersThatServePagesHaveNone) {
  start();
  Socket socket(http_port());
  socket.sends("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(socket.receives(4'096), StartsWith("HTTP/1.1 404 "));
}

TEST_P(AdminApiTest, ManyRequestsLeaveTheChatItsTurn) {
  start();
  Client ana = registered("ana");
  constexpr int count = 2'000;
  std::string requests;
  for (int i = 0; i < count; ++i) {
    requests += "GET /api/v1/users HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }
  Socket socket(own_socket());
  std::string answers;
  int answered = 0;
  for (std::string_view left = requests; answered < count;) {
    left.remove_prefix(socket.sends_what_fits(left));
    if (answered % 500 == 0) {
      ana.says("PING " + std::to_string(answered));
      ana.hears("* PONG * *" + std::to_string(answered));
    }
    answers += socket.receives(65'536);
    for (std::size_t at = 0; (at = answers.find("\"next\":null}\n")) != answers.npos;) {
      ++answered;
      answers.erase(0, at + 13);
    }
  }
  EXPECT_EQ(answered, count);
}

UVCHAT_IN_BOTH_SHAPES(AdminApiTest);

// --- The program

Process::End ctl(std::vector<std::string> words) {
  words.insert(words.begin(), {UVCHAT_SERVER_PROGRAM, "ctl"});
  return Process(std::move(words)).ends();
}

TEST(Ctl, PrintsTablesOfARunningServer) {
  Running server;
  Client ana = server.registered("ana");
  ana.says("JOIN #chat");
  ana.says("AWAY :\x1b[2Jout");
  ana.hears("* 306 *");
  const Process::End users = ctl({"users"});
  EXPECT_EQ(users.code, 0) << users.errors;
  EXPECT_THAT(users.output, StartsWith("NICK  USER  HOST"));
  EXPECT_THAT(users.output, HasSubstr("\nana   ~ana  "));
  EXPECT_THAT(users.output, Not(HasSubstr("\x1b")));
  EXPECT_THAT(ctl({"rooms", "#chat"}).output, HasSubstr("#chat"));
  EXPECT_THAT(ctl({"accounts"}).output, testing::Eq("none\n"));
  EXPECT_EQ(nlohmann::json::parse(ctl({"--json", "status"}).output)["users"], 1);
  EXPECT_EQ(ctl({"reports"}).output, "none\n");
  ana.says("REPORT ana :spam");
  ana.hears("*NOTE REPORT TAKEN*");
  EXPECT_THAT(ctl({"reports"}).output, HasSubstr("ana  REPORT   ana!"));
  EXPECT_EQ(ctl({"kill", "ana", "backup", "away", "--json"}).code, 0);
  ana.hears("ERROR :Closing link (Killed (*): backup away)");
  const Process::End again = ctl({"kill", "ana"});
  EXPECT_EQ(again.code, 1);
  EXPECT_EQ(again.errors, "uvchat-server: Nobody has that nick\n");
}

TEST(Ctl, ChangesBansCodesAndTheLevelOfTheLog) {
  Running server;
  EXPECT_EQ(ctl({"ban", "bad@*", "go", "away", "--for", "1d12h"}).output, "done\n");
  EXPECT_EQ(ctl({"ban", "--address", "192.0.2.0/24"}).output, "done\n");
  EXPECT_THAT(ctl({"bans"}).output, HasSubstr("bad@*  go away  local (admin API)"));
  EXPECT_THAT(ctl({"bans", "--address"}).output, HasSubstr("192.0.2.0/24"));
  EXPECT_EQ(ctl({"unban", "bad@*"}).output, "done\n");
  EXPECT_EQ(ctl({"unban", "bad@*"}).code, 1);
  EXPECT_EQ(ctl({"ban", "bad@*", "--for", "soon"}).code, 1);
  EXPECT_EQ(ctl({"invite", "2"}).output.size(), 30U);
  EXPECT_EQ(ctl({"invite", "two"}).code, 1);
  EXPECT_EQ(ctl({"log-level"}).output, "LEVEL  info\n");
  EXPECT_EQ(ctl({"log-level", "debug"}).output, "LEVEL  debug\n");
  server.process.complains("LOGLEVEL");
  EXPECT_THAT(ctl({"deeds"}).output, HasSubstr("local (admin API)  LOGLEVEL  debug"));
  EXPECT_EQ(ctl({"files"}).output, "none\n");
  EXPECT_EQ(ctl({"files", "nobody"}).errors, "uvchat-server: There is no such account\n");
  EXPECT_EQ(ctl({"delete-file", std::string(32, 'a')}).errors,
            "uvchat-server: There is no such file\n");
  EXPECT_EQ(ctl({"suspend", "nobody"}).errors, "uvchat-server: There is no such account\n");
  EXPECT_EQ(ctl({"reload"}).output, "done\n");
}

TEST(Ctl, SaysWhatIsWrong) {
  EXPECT_EQ(ctl({"sesions"}).errors,
            "uvchat-server: ctl: there is no command sesions: did you mean sessions?\n");
  EXPECT_EQ(ctl({"nonsense"}).errors,
            "uvchat-server: ctl: there is no command nonsense; ctl --help lists them\n");
  EXPECT_THAT(ctl({}).errors, HasSubstr("a command is missing"));
  EXPECT_THAT(ctl({"kill", "--help"}).output, Not(HasSubstr("SIGTERM")));
  EXPECT_THAT(ctl({"status"}).errors, HasSubstr("no server is running here"));
  EXPECT_EQ(ctl({"status"}).code, 1);
  EXPECT_EQ(ctl({"dance"}).code, 64);
  EXPECT_EQ(ctl({}).code, 64);
  EXPECT_EQ(ctl({"kill"}).code, 64);
  EXPECT_EQ(ctl({"--url", "ftp://x", "status"}).code, 1);
  EXPECT_EQ(ctl({"--token-file", "x", "status"}).code, 64);
  EXPECT_THAT(ctl({"--help"}).output, HasSubstr("kill-session"));
}

TEST(Ctl, SpeaksToAListenerWithATokenFromAFile) {
  const server::MadeToken made = server::make_token("me");
  const std::string config = file_with("tokens.json",
                                       R"({"listen": [{"protocol": "irc", "port": 0},
                     {"protocol": "http", "port": 0, "admin": true}],
          "admin": {"tokens": [)" + made.row +
                                           "]}}");
  Running server(config);
  const std::string line = server.process.prints();
  const std::string url = "http://" + line.substr(std::string("listening http ").size());
  const std::string token = file_with("token", made.token + "\n");
  ::chmod(token.c_str(), 0644);
  EXPECT_THAT(ctl({"--url", url, "--token-file", token, "status"}).errors,
              HasSubstr("others may read it"));
  ::chmod(token.c_str(), 0600);
  EXPECT_EQ(ctl({"--url", url, "--token-file", token, "status"}).code, 0);
  EXPECT_THAT(ctl({"--url", url, "status"}).errors, HasSubstr("make-token"));
}

TEST(AdminSocket, OfADeadServerIsReplacedAndThatOfALivingOneIsNot) {
  // Two servers with one state directory have no database together.
  const std::string config = file_with("memory.json", R"({"store": {"engine": "memory"},
                                   "listen": [{"protocol": "irc", "port": 0}]})");
  Running first(config);
  Running second(config);
  second.process.complains("listener left out");
  EXPECT_EQ(ctl({"status"}).code, 0);
  first.process.gets(SIGKILL);
  first.process.ends();
  EXPECT_THAT(ctl({"status"}).errors, HasSubstr("no server is running here"));
  EXPECT_TRUE(std::filesystem::exists(own_socket()));
  Running third(config);
  EXPECT_EQ(ctl({"status"}).code, 0);
}

TEST(AdminSocket, TakesNoOtherFilesPlace) {
  const std::string precious = file_with("precious", "text");
  std::filesystem::create_symlink(precious, own_socket());
  Running server;
  server.process.complains("there is another file");
  EXPECT_TRUE(std::filesystem::is_symlink(own_socket()));
  EXPECT_EQ(ctl({"status"}).code, 1);
  std::filesystem::remove(own_socket());
  std::ifstream kept(precious);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(kept), {}), "text");
}

TEST(MakeToken, PrintsItOnceWithItsRow) {
  const auto run = [](const std::string& name) {
    return Process({UVCHAT_SERVER_PROGRAM, "make-token", name}).ends();
  };
  const std::string made = run("grafana").output;
  const std::size_t at = made.find("\n  ") + 3;
  const std::string token = made.substr(at, made.find('\n', at) - at);
  EXPECT_THAT(made, HasSubstr(R"({ "name": "grafana", "sha256": ")" + server::token_digest(token)));
  EXPECT_EQ(run("local").code, 64);
  EXPECT_EQ(run("a b").code, 64);
}

}  // namespace
}  // namespace uvchat::e2e
