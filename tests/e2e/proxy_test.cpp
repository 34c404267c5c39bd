// A server behind haproxy and nginx, and one on a unix socket.

#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <thread>

#include "tests/e2e/running.h"
#include "tests/tls/authority.h"
#include "tests/tls/certificates.h"
#include "uvchat/tls/certificate.h"

namespace uvchat::e2e {
namespace {

class BehindProxy : public ServerTest {
 protected:
  BehindProxy() {
    const auto made = tls::make_certificate({"chat.example.org"}, 30).value();
    config.tls.first = {file_with("proxied.cert", made.certificate),
                        file_with("proxied.key", made.key)};
    server::ListenerConfig listener;
    listener.net.port = 0;
    listener.net.proxy = net::ProxyUse::required;
    config.listen.push_back(listener);
    listener.net.tls = true;
    config.listen.push_back(listener);
    listener.net.tls = false;
    listener.net.address = "unix:" + unix_path;
    config.listen.push_back(listener);
    config.gate.proxies = {*Network::parse("127.0.0.1")};
    config.hub.cloak_hosts = false;
    config.hub.address_limits.connections_max = 2;
    start();
  }

  std::uint16_t clear_port() const { return port_of_listener(3); }
  std::uint16_t tls_port() const { return port_of_listener(4); }

  // Runs a proxy, until it takes connections.
  void runs(std::vector<std::string> command) {
    proxy_ = std::make_unique<Process>(std::move(command));
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(patience_s);
    for (const std::uint16_t port : {clear_here, tls_here, unix_here}) {
      while (!takes_connections(port)) {
        if (std::chrono::steady_clock::now() > until) throw std::runtime_error("no proxy runs");
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
    }
  }

  // By the proxy, from an address that the server does not see.
  Client comes(std::uint16_t port, const char* from, const std::string& nick) {
    Socket socket(port, 0, from);
    if (port == tls_here) {
      tls::ClientSettings settings;
      settings.authorities = config.tls.first.certificate;
      socket.secures(settings, "chat.example.org");
    }
    Client client(std::move(socket));
    client.says("NICK " + nick);
    client.says("USER " + nick + " 0 * :" + nick);
    client.hears("* 422 *");
    return client;
  }

  // Whatever the proxy is, its users are themselves.
  void people_come() {
    Client ana = comes(clear_here, "127.0.0.2", "ana");
    Client ben = comes(tls_here, "127.0.0.3", "ben");
    Client eva = comes(unix_here, "127.0.0.2", "eva");
    for (Client* one : {&ana, &ben, &eva}) {
      one->says("JOIN #lobby");
      one->hears("* 366 *");
    }
    ana.says("PRIVMSG #lobby :hello");
    ben.hears(":ana!~ana@127.0.0.2 PRIVMSG #lobby :hello");
    ben.says("PRIVMSG #lobby :and you?");
    ana.hears(":ben!~ben@127.0.0.3 PRIVMSG #lobby :and you?");
    ana.says("REGISTER * * secret");
    ana.hears(":* FAIL REGISTER CLEAR_CONNECTION *");
    EXPECT_THROW(comes(clear_here, "127.0.0.2", "one_too_many"), std::runtime_error);
    comes(clear_here, "127.0.0.4", "another").says("QUIT");
    Client past_it(clear_port(), 0, "127.0.0.5");
    EXPECT_THAT(past_it.hears_to_the_end(),
                testing::Contains(testing::HasSubstr("Only for proxies")));
  }

  void TearDown() override {
    proxy_.reset();
    ServerTest::TearDown();
  }

  const std::string unix_path = scratch_directory() + "/proxied.sock";
  const std::uint16_t clear_here = free_port();
  const std::uint16_t tls_here = free_port();
  const std::uint16_t unix_here = free_port();

 private:
  static bool takes_connections(std::uint16_t port) {
    try {
      const Socket looks(port, 0, "127.0.0.9");
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }

  std::unique_ptr<Process> proxy_;
};

UVCHAT_IN_BOTH_SHAPES(BehindProxy);

TEST(Sts, AClientIsToldToKeepToTlsWhereItHasComeForANameThatKeepsToIt) {
  const tls::Certificates folder;
  tls::Authority authority(folder);
  const tls::CertificateFiles files = authority.make("chat", {"chat.example.org", "else.example"});
  Running server(file_with("sts.json", R"({
    "listen": [{"protocol": "irc", "port": 0, "proxy": "required"},
               {"protocol": "irc", "port": 0, "proxy": "required", "tls": true}],
    "server": {"name": "chat.example.org"}, "proxies": ["127.0.0.1"],
    "tls": {"certificate": ")" + files.certificate +
                                           R"(", "key": ")" + files.key + R"(",
            "sts": {"port": 6697}}})"));
  const std::string line = server.process.prints();
  const auto tls_port = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
  constexpr std::string_view from = "PROXY TCP4 203.0.113.7 10.0.0.1 4000 6667\r\n";
  const auto is_told = [&](const std::string& asked) {
    Socket socket(asked.empty() ? server.port : tls_port);
    socket.sends(from);
    if (!asked.empty()) socket.secures({.trusts_anybody = true}, asked);
    Client client(std::move(socket));
    client.says("CAP LS 302");
    const std::string told = client.hears("* CAP * LS :*");  // the last of the lines
    const std::size_t at = told.find(" sts=");
    return at == told.npos ? std::string() : told.substr(at + 1, told.find(' ', at + 1) - at - 1);
  };
  EXPECT_EQ(is_told(""), "sts=port=6697");
  EXPECT_EQ(is_told("chat.example.org"), "sts=duration=2592000");
  EXPECT_EQ(is_told("else.example"), "") << "a name that is nobody's wish";
  EXPECT_EQ(is_told("127.0.0.1"), "") << "it says no name";
}

TEST_P(BehindProxy, UsersOfHaproxyAreThemselves) {
  constexpr const char* program = "/usr/sbin/haproxy";
  if (!std::filesystem::exists(program)) GTEST_SKIP() << "there is no " << program;
  const auto way = [](const std::string& name, std::uint16_t port, const std::string& server) {
    return "listen " + name + "\n  bind 127.0.0.1:" + std::to_string(port) + "\n  server s " +
           server + " send-proxy-v2 check inter 100ms\n";
  };
  const auto at = [](std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); };
  const std::string config_file = file_with(
      "haproxy.cfg",
      "global\n  maxconn 100\n"
      "defaults\n  mode tcp\n  timeout connect 60s\n  timeout client 600s\n"
      "  timeout server 600s\n" +
          way("clear", clear_here, at(clear_port())) + way("tls", tls_here, at(tls_port())) +
          way("unix", unix_here, "unix@" + unix_path));
  runs({program, "-db", "-q", "-f", config_file});
  people_come();
}

TEST_P(BehindProxy, UsersOfNginxAreThemselves) {
  constexpr const char* program = "/usr/sbin/nginx";
  constexpr const char* module = "/usr/lib/nginx/modules/ngx_stream_module.so";
  for (const char* needed : {program, module}) {
    if (!std::filesystem::exists(needed)) GTEST_SKIP() << "there is no " << needed;
  }
  const auto way = [](std::uint16_t port, const std::string& server) {
    return "  server {\n    listen 127.0.0.1:" + std::to_string(port) + ";\n    proxy_pass " +
           server + ";\n    proxy_protocol on;\n  }\n";
  };
  const auto at = [](std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); };
  const std::string folder = scratch_directory() + "/nginx";
  std::filesystem::create_directories(folder);
  const std::string config_file =
      file_with("nginx/nginx.conf",
                std::string("load_module ") + module + ";\ndaemon off;\nmaster_process off;\npid " +
                    folder + "/pid;\nerror_log " + folder +
                    "/errors;\nevents {\n  worker_connections 100;\n}\nstream {\n" +
                    way(clear_here, at(clear_port())) + way(tls_here, at(tls_port())) +
                    way(unix_here, "unix:" + unix_path) + "}\n");
  runs({program, "-p", folder, "-e", folder + "/errors", "-c", config_file});
  people_come();
}

TEST(UnixListener, TakesClientsAsOnesOfThisMachineAndGoesWithItsServer) {
  const std::string path = scratch_directory() + "/irc.sock";
  const std::string config_file = file_with("unix.json", R"({"server": {"cloak_hosts": false},
                                 "listen": [{"protocol": "irc", "port": 0},
                                            {"protocol": "irc", "address": "unix:irc.sock"}]})");
  for (int start = 0; start < 2; ++start) {
    Running server(config_file);
    EXPECT_EQ(server.process.prints(), "listening irc unix:irc.sock");
    Client ana{Socket(path)};
    ana.says("NICK ana");
    ana.says("USER ana 0 * :ana");
    ana.hears("* 376 *");
    ana.says("PRIVMSG ana :hello");
    ana.hears(":ana!~ana@127.0.0.1 PRIVMSG ana :hello");
    if (start == 0) {
      server.process.gets(SIGKILL);
      server.process.ends();
      EXPECT_TRUE(std::filesystem::exists(path)) << "left behind, and no hindrance";
    } else {
      server.process.gets(SIGTERM);
      EXPECT_EQ(server.process.ends().code, 0);
      EXPECT_FALSE(std::filesystem::exists(path));
    }
  }
}

}  // namespace
}  // namespace uvchat::e2e
