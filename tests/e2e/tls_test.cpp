// People with TLS among others; certificates that are made, shown and replaced.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>

#include "tests/e2e/running.h"
#include "uvchat/tls/certificate.h"

namespace uvchat::e2e {
namespace {

using testing::HasSubstr;

tls::CertificateFiles certificate_in_files(const std::string& name) {
  const auto made = tls::make_certificate({"chat.example.org"}, 30).value();
  return {file_with(name + ".cert", made.certificate), file_with(name + ".key", made.key)};
}

// `own`: what the client shows of itself.
Client connected_with_tls(std::uint16_t port, const tls::CertificateFiles& believed,
                          const std::optional<tls::CertificateFiles>& own = {}) {
  Socket socket(port);
  tls::ClientSettings settings;
  settings.authorities = believed.certificate;
  settings.own = own;
  socket.secures(settings, "chat.example.org");
  return Client(std::move(socket));
}

Client with_tls(std::uint16_t port, const tls::CertificateFiles& believed,
                const std::string& nick) {
  Client client = connected_with_tls(port, believed);
  client.says("NICK " + nick);
  client.says("USER " + nick + " 0 * :" + nick);
  client.hears("* 001 *");
  return client;
}

class TlsTest : public ServerTest {
 protected:
  TlsTest() {
    server::ListenerConfig listener;
    listener.net.port = 0;
    listener.net.tls = true;
    config.listen.push_back(listener);
    config.tls.first = files;
    config.hub.cloak_hosts = false;
    start();
  }
  std::uint16_t tls_port() const { return port_of_listener(3); }

  const tls::CertificateFiles files = certificate_in_files("of-server");
};

TEST_P(TlsTest, PeopleWithAndWithoutItTalk) {
  Client ana = with_tls(tls_port(), files, "ana");
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
  EXPECT_THAT(ana.hears_to_the_end(), testing::Contains(HasSubstr("ERROR :")));
  ben.hears(":ana!* QUIT *bye*");
}

TEST_P(TlsTest, ACertificateLogsInToTheAccountThatItWasAddedTo) {
  const std::string name = "ana" + std::to_string(GetParam());  // the shapes have one database
  const tls::CertificateFiles own = certificate_in_files("of-" + name);
  Client ana = connected_with_tls(tls_port(), files, own);
  ana.says("NICK " + name);
  ana.says("USER ana 0 * :ana");
  ana.hears("* MODE " + name + " +Z");
  ana.says("REGISTER * * correct-horse");
  ana.hears("* REGISTER SUCCESS " + name + " *");
  ana.says("NS CERT ADD");
  ana.hears(":NickServ!* logs in to your account from now on.");
  Client phone = connected_with_tls(tls_port(), files, own);
  phone.says("CAP LS 302");
  phone.hears("* CAP * LS *sasl=EXTERNAL,PLAIN*");
  phone.says("NICK phone");
  phone.says("USER phone 0 * :ana");
  phone.says("AUTHENTICATE EXTERNAL");
  phone.hears("AUTHENTICATE +");
  phone.says("AUTHENTICATE +");
  phone.hears("* 903 *");
  phone.says("CAP END");
  phone.hears("* 001 " + name + " *");
  Client other = connected_with_tls(tls_port(), files, certificate_in_files("of-eve"));
  other.says("AUTHENTICATE EXTERNAL");
  other.says("AUTHENTICATE +");
  other.hears("* 904 *this certificate does not log in to that account");
  Client without = connected_with_tls(tls_port(), files);
  without.says("AUTHENTICATE EXTERNAL");
  without.hears("* 904 *there is no such mechanism");
}

TEST_P(TlsTest, AChannelForTlsAloneLetsNobodyElseIn) {
  Client ana = with_tls(tls_port(), files, "ana");
  Client ben = registered("ben");
  ana.says("JOIN #vault");
  ana.says("MODE #vault +z");
  ana.hears(":ana!* MODE #vault +z");
  ben.says("JOIN #vault");
  ben.hears("* 489 ben #vault *");
  Client eva = with_tls(tls_port(), files, "eva");
  eva.says("JOIN #vault");
  ana.hears(":eva!* JOIN *");
}

TEST_P(TlsTest, WhoSpeaksAnotherProtocolThereIsClosed) {
  Client liar(tls_port());
  liar.says("NICK ana");
  while (!liar.socket.receives(1'000).empty()) continue;
  Client without(irc_port());
  without.socket.sends("\x16\x03\x01\x02");
  registered("ben").says("PING 1");
}

TEST_P(TlsTest, AClientThatDoesNotKnowTheIssuerDoesNotBelieveIt) {
  Socket socket(tls_port());
  tls::ClientSettings settings;
  settings.authorities = certificate_in_files("of-others").certificate;
  EXPECT_THROW(socket.secures(settings, "chat.example.org"), std::runtime_error);
}

UVCHAT_IN_BOTH_SHAPES(TlsTest);

std::string config_with_tls(const tls::CertificateFiles& files) {
  return R"({"listen": [{"protocol": "irc", "port": 0},
                        {"protocol": "irc", "port": 0, "tls": true}],
             "tls": {"certificate": ")" +
         files.certificate + R"(", "key": ")" + files.key + R"("}})";
}

TEST(TlsProgram, ACertificateIsReplacedAndNobodysConnectionEnds) {
  const tls::CertificateFiles old = certificate_in_files("old");
  const std::string config = file_with("tls.json", config_with_tls(old));
  Running server(config);
  const std::string line = server.process.prints();
  const std::string begin = "listening ircs 127.0.0.1:";
  ASSERT_TRUE(line.starts_with(begin)) << line;
  const auto port = static_cast<std::uint16_t>(std::stoi(line.substr(begin.size())));
  Client ana = with_tls(port, old, "ana");
  const tls::CertificateFiles renewed = certificate_in_files("renewed");
  file_with("tls.json", config_with_tls(renewed));
  server.process.gets(SIGHUP);
  server.process.complains("configuration read again");
  for (bool is_shown = false; !is_shown;) {  // when the loop has been told
    Socket looks(port);
    tls::ClientSettings anybody;
    anybody.trusts_anybody = true;
    looks.secures(anybody, "chat.example.org");
    is_shown = looks.certificate() != ana.socket.certificate();
  }
  Client ben = with_tls(port, renewed, "ben");
  ana.says("PRIVMSG ben :still here");
  ben.hears(":ana!* PRIVMSG ben :still here");
}

TEST(TlsProgram, ABadCertificateLeavesTheOldOne) {
  const tls::CertificateFiles good = certificate_in_files("good");
  Running server(file_with("bad.json", config_with_tls(good)));
  const std::string line = server.process.prints();
  file_with("bad.json", config_with_tls({good.key, good.certificate}));
  server.process.gets(SIGHUP);
  server.process.complains("configuration stays as it was");
  const auto port = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
  with_tls(port, good, "ana").says("QUIT");
}

TEST(TlsProgram, MakesACertificateForTryingItOut) {
  const tls::CertificateFiles files{scratch_directory() + "/made.pem",
                                    scratch_directory() + "/made.key"};
  const std::vector<std::string> command{UVCHAT_SERVER_PROGRAM,
                                         "make-certificate",
                                         "chat.example.org",
                                         "--certificate",
                                         files.certificate,
                                         "--key",
                                         files.key};
  const Process::End made = Process(command).ends();
  EXPECT_EQ(made.code, 0) << made.errors;
  EXPECT_THAT(made.output, HasSubstr(files.certificate));
  EXPECT_EQ(std::filesystem::status(files.key).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const Process::End again = Process(command).ends();
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.errors, HasSubstr("is there already"));
  const std::string config = file_with("made.json", config_with_tls(files));
  EXPECT_EQ(Process({UVCHAT_SERVER_PROGRAM, "--check", "--config", config}).ends().code, 0);
  const std::string bad = file_with("made.json", config_with_tls({files.key, files.key}));
  const Process::End refused = Process({UVCHAT_SERVER_PROGRAM, "--check", "--config", bad}).ends();
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.errors, HasSubstr("made.key"));
}

}  // namespace
}  // namespace uvchat::e2e
