// People in a browser among others, and what else a listener of HTTP answers.

#include <filesystem>
#include <fstream>

#include "tests/e2e/running.h"
#include "tests/http/client_frames.h"
#include "uvchat/tls/certificate.h"

namespace uvchat::e2e {
namespace {

using http::Opcode;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// A person whose client speaks WebSocket.
class Surfer {
 public:
  explicit Surfer(Socket connected, std::string_view more_fields = {})
      : socket(std::move(connected)) {
    socket.sends(
        "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
        std::string(more_fields) + "\r\n");
    while (unread_.find("\r\n\r\n") == std::string::npos) receive();
    head = unread_.substr(0, unread_.find("\r\n\r\n"));
    unread_.erase(0, head.size() + 4);
  }

  void says(std::string_view line) { socket.sends(http::client_frame(Opcode::text, line)); }
  void registers(const std::string& nick) {
    says("NICK " + nick);
    says("USER " + nick + " 0 * :" + nick);
    hears("* 422 *");
  }
  // The next message that matches.
  std::string hears(std::string_view pattern) {
    while (true) {
      const std::string message = next();
      if (matches(message, pattern)) return message;
    }
  }
  // All messages up to the next one that matches, one behind the other.
  std::string hears_up_to(std::string_view pattern) {
    std::string all;
    while (!matches(all, pattern)) all += " " + next();
    return all;
  }
  // The code of the server's close frame.
  unsigned hears_close() {
    while (true) {
      const std::string message = next();
      if (opcode_ == static_cast<unsigned>(Opcode::close)) {
        return static_cast<unsigned char>(message[0]) * 256U +
               static_cast<unsigned char>(message[1]);
      }
    }
  }

  Socket socket;
  std::string head;

 private:
  void receive() {
    const std::string bytes = socket.receives(4'096);
    if (bytes.empty()) throw std::runtime_error("the server has ended: " + unread_);
    unread_ += bytes;
  }
  std::string next() {
    while (unread_.size() < 2) receive();
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(unread_[i]); };
    std::size_t head_bytes = 2;
    std::size_t size = byte(1);
    if (size == 126) {
      while (unread_.size() < 4) receive();
      head_bytes = 4;
      size = byte(2) * 256U + byte(3);
    }
    while (unread_.size() < head_bytes + size) receive();
    opcode_ = byte(0) & 0x0FU;
    std::string payload = unread_.substr(head_bytes, size);
    unread_.erase(0, head_bytes + size);
    return payload;
  }

  std::string unread_;
  unsigned opcode_ = 0;
};

// What a request gets, up to the end of the connection.
std::string answer_to(std::uint16_t port, const std::string& head) {
  Socket socket(port);
  socket.sends(head + "\r\nConnection: close\r\n\r\n");
  std::string all;
  for (std::string part = socket.receives(4'096); !part.empty(); part = socket.receives(4'096)) {
    all += part;
  }
  return all;
}

class HttpTest : public ServerTest {
 protected:
  HttpTest() { config.hub.cloak_hosts = false; }
};

TEST_P(HttpTest, PeopleWithABrowserAndWithoutTalk) {
  start();
  Surfer ana{Socket(http_port())};
  EXPECT_THAT(ana.head, StartsWith("HTTP/1.1 101 "));
  ana.registers("ana");
  Client ben = member("ben");
  ana.says("JOIN #lobby");
  ben.hears(":ana!* JOIN *");
  for (int i = 0; i < 200; ++i) {
    const std::string text = std::to_string(i) + std::string(300, 'x');
    ana.says("PRIVMSG #lobby :" + text);
    ben.says("PRIVMSG #lobby :" + text);
    ana.hears(":ben!* PRIVMSG #lobby :" + text);
    ben.hears(":ana!* PRIVMSG #lobby :" + text);
  }
  ana.says("QUIT :bye");
  ben.hears(":ana!* QUIT *bye*");
  EXPECT_EQ(ana.hears_close(), 1000U);
}

TEST_P(HttpTest, ABrowserAgreesOnAKindOfMessage) {
  start();
  Surfer ana{Socket(http_port()), "Sec-WebSocket-Protocol: chat, binary.ircv3.net\r\n"};
  EXPECT_THAT(ana.head, HasSubstr("Sec-WebSocket-Protocol: binary.ircv3.net"));
  ana.registers("ana");
  Client ben = registered("ben");
  ben.says("PRIVMSG ana :ñandú");
  ana.hears(":ben!* PRIVMSG ana :ñandú");
}

TEST_P(HttpTest, WhoBreaksTheRulesIsToldWhichAndTheOthersToo) {
  start();
  Surfer ana{Socket(http_port())};
  ana.registers("ana");
  Client ben = member("ben");
  ana.says("JOIN #lobby");
  ben.hears(":ana!* JOIN *");
  ana.says("PRIVMSG #lobby :one\r\nPRIVMSG #lobby :two");
  EXPECT_EQ(ana.hears_close(), 1008U);
  EXPECT_THAT(ben.hears(":ana!*"), EndsWith("QUIT :Protocol error"));
}

TEST_P(HttpTest, RequestsAreAnswered) {
  start();
  EXPECT_THAT(answer_to(http_port(), "GET /healthz HTTP/1.1\r\nHost: any"),
              EndsWith("\r\n\r\nok\n"));
  EXPECT_THAT(answer_to(http_port(), "GET / HTTP/1.1\r\nHost: localhost"), HasSubstr("uvchat"));
  EXPECT_THAT(answer_to(http_port(), "GET / HTTP/1.1\r\nHost: evil.example"),
              StartsWith("HTTP/1.1 421 "));
  EXPECT_THAT(answer_to(http_port(), "NICK ana"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answer_to(http_port(),
                        "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example"
                        "\r\nUpgrade: websocket"),
              StartsWith("HTTP/1.1 403 "));
}

TEST_P(HttpTest, AFoldersFilesAreServed) {
  const std::string folder = scratch_directory() + "/web";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/index.html") << "<h1>hello</h1>";
  std::ofstream(folder + "/large.txt") << std::string(3'000'000, 'x');
  config.http.folder = folder;
  start();
  const std::string page = answer_to(http_port(), "GET / HTTP/1.1\r\nHost: localhost");
  EXPECT_THAT(page, HasSubstr("Content-Type: text/html"));
  EXPECT_THAT(page, EndsWith("<h1>hello</h1>"));
  EXPECT_EQ(answer_to(http_port(), "GET /large.txt HTTP/1.1\r\nHost: localhost").size() / 1'000'000,
            3U);
  EXPECT_THAT(answer_to(http_port(), "GET /../uvchat.db HTTP/1.1\r\nHost: localhost"),
              StartsWith("HTTP/1.1 404 "));
}

TEST_P(HttpTest, AFolderThatIsNotThereKeepsTheServerFromStarting) {
  config.http.folder = scratch_directory() + "/nowhere";
  EXPECT_THROW(start(), std::runtime_error);
}

TEST_P(HttpTest, PeopleWithTlsTalkToo) {
  const auto made = tls::make_certificate({"chat.example.org"}, 30).value();
  const tls::CertificateFiles files{file_with("web.cert", made.certificate),
                                    file_with("web.key", made.key)};
  config.listen[2].net.tls = true;
  config.tls.first = files;
  start();
  Socket socket(http_port());
  tls::ClientSettings settings;
  settings.authorities = files.certificate;
  socket.secures(settings, "chat.example.org", tls::Application::http);
  Surfer ana{std::move(socket)};
  ana.registers("ana");
  ana.says("WHOIS ana");
  ana.hears("* 671 *");
  Client ben = registered("ben");
  ben.says("PRIVMSG ana :" + std::string(300, 'x'));
  ana.hears(":ben!* PRIVMSG ana :" + std::string(300, 'x'));
}

TEST_P(HttpTest, AProxySaysForWhomItAsks) {
  config.gate.proxies = {*Network::parse("127.0.0.1")};
  config.hub.address_limits.connections_max = 2;
  start();
  const auto whois = [&](const std::string& nick, const std::string& fields) {
    Surfer surfer{Socket(http_port()), fields};
    surfer.registers(nick);
    surfer.says("WHOIS " + nick);
    const std::string host = surfer.hears("* 311 *");
    surfer.says("PING end");
    return host + " " + surfer.hears_up_to("* PONG *");
  };
  EXPECT_THAT(whois("ana", "X-Forwarded-For: 127.0.0.1, 192.0.2.7\r\n"), HasSubstr(" 192.0.2.7 "));
  EXPECT_THAT(whois("ben", "X-Forwarded-For: 192.0.2.8\r\nX-Forwarded-Proto: https\r\n"),
              HasSubstr(" 671 "));
  EXPECT_THAT(whois("cat", ""), HasSubstr(" 127.0.0.1 "));
  EXPECT_THAT(whois("dan", "X-Forwarded-For: 6.6.6.6:\"\r\nX-Forwarded-For: 192.0.2.9\r\n"),
              HasSubstr(" 192.0.2.9 "));
}

TEST_P(HttpTest, TheLimitsOfAUserHoldBehindAProxyToo) {
  config.gate.proxies = {*Network::parse("127.0.0.1")};
  config.hub.address_limits.connections_max = 2;
  start();
  const std::string_view from = "X-Forwarded-For: 192.0.2.7\r\n";
  Surfer one{Socket(http_port()), from};
  one.registers("one");
  Surfer two{Socket(http_port()), from};
  two.registers("two");
  Surfer three{Socket(http_port()), from};
  three.hears("ERROR :*");
  Surfer other{Socket(http_port()), "X-Forwarded-For: 192.0.2.8\r\n"};
  other.registers("other");
}

TEST_P(HttpTest, OperatorsProgramsReadFigures) {
  config.listen[2].net.is_for_operators = true;
  start();
  EXPECT_THAT(answer_to(http_port(), "GET /readyz HTTP/1.1\r\nHost: localhost"),
              EndsWith("ready\n"));
  EXPECT_THAT(answer_to(http_port(), "GET /metrics HTTP/1.1\r\nHost: localhost"),
              HasSubstr("\nuvchat_build_info{version="));
  EXPECT_THAT(answer_to(http_port(), "GET / HTTP/1.1\r\nHost: localhost"),
              StartsWith("HTTP/1.1 404 "));
}

UVCHAT_IN_BOTH_SHAPES(HttpTest);

}  // namespace
}  // namespace uvchat::e2e
