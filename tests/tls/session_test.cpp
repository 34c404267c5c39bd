#include "uvchat/tls/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "tests/tls/certificates.h"

namespace uvchat::tls {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Status = Session::Status;

// A server and a client who talk; what is on its way between them is in two strings.
class SessionTest : public testing::Test {
 protected:
  SessionTest() { start({}, "chat.example.org"); }

  void start(const ClientSettings& settings, const std::string& peer) {
    const std::vector<CertificateFiles> shown{chat_, other_};
    server_ = Session::server(Context::for_server(shown).value());
    ClientSettings believing = settings;
    if (believing.authorities.empty()) believing.authorities = chat_.certificate;
    client_ = Session::client(Context::for_client(believing).value(), peer).value();
    to_server_.clear();
    to_client_.clear();
    of_server_ = of_client_ = Status::wants_input;
  }

  void start_for(Application of_server, Application of_client) {
    server_ = Session::server(Context::for_server({&chat_, 1}).value(), of_server);
    ClientSettings believing;
    believing.authorities = chat_.certificate;
    client_ = Session::client(Context::for_client(believing).value(), "chat.example.org", of_client)
                  .value();
  }

  // So many bytes of a step's go over the wire at once.
  void shake_hands(std::size_t piece = std::string::npos) {
    for (int i = 0; i < 20'000 && !(is_over(of_client_) && is_over(of_server_)); ++i) {
      of_client_ = shake(client_, to_client_, to_server_, piece, of_client_);
      of_server_ = shake(server_, to_server_, to_client_, piece, of_server_);
    }
  }
  static bool is_over(Status status) { return status != Status::wants_input; }
  static Status shake(Session& session, std::string& in, std::string& out, std::size_t piece,
                      Status before) {
    if (is_over(before)) return before;
    std::string_view some = std::string_view(in).substr(0, piece);
    const std::size_t given = some.size();
    const Status status = session.shake_hands(some, out);
    in.erase(0, given - some.size());
    return status;
  }

  // All that is there.
  static std::string read(Session& session, std::string& in, std::string& out,
                          Status* last = nullptr) {
    std::string all;
    std::array<char, 1000> some;
    std::string_view left = in;
    for (;;) {
      const Session::Read got = session.read(left, some, out);
      if (last != nullptr) *last = got.status;
      if (got.status != Status::done) break;
      all.append(some.data(), got.bytes);
    }
    in.erase(0, in.size() - left.size());
    return all;
  }

  Certificates certificates_;
  CertificateFiles chat_ = certificates_.make("chat", {"chat.example.org", "127.0.0.1"});
  CertificateFiles other_ = certificates_.make("other", {"other.example.org"});
  Session server_ = Session::server(Context::for_server({&chat_, 1}).value());
  Session client_ = Session::server(Context::for_server({&chat_, 1}).value());
  std::string to_server_, to_client_;
  Status of_server_ = Status::wants_input, of_client_ = Status::wants_input;
};

TEST_F(SessionTest, AClientIsToldThatItMeansAnotherProtocolsPort) {
  start_for(Application::http, Application::http);
  shake_hands();
  EXPECT_EQ(of_client_, Status::done);
  for (const auto of_server : {Application::irc, Application::http}) {
    start({}, "chat.example.org");
    start_for(of_server, of_server == Application::irc ? Application::http : Application::irc);
    shake_hands();
    EXPECT_EQ(of_server_, Status::failed);
    EXPECT_EQ(of_client_, Status::failed);
  }
}

TEST_F(SessionTest, TwoTalkAfterTheHandshake) {
  shake_hands();
  ASSERT_EQ(of_client_, Status::done) << client_.why();
  ASSERT_EQ(of_server_, Status::done) << server_.why();
  EXPECT_EQ(client_.version(), "TLSv1.3");
  EXPECT_TRUE(client_.write("NICK ana\r\n", to_server_));
  EXPECT_EQ(to_server_.find("NICK"), std::string::npos);
  EXPECT_EQ(read(server_, to_server_, to_client_), "NICK ana\r\n");
  EXPECT_TRUE(server_.write(":srv 001 ana\r\n", to_client_));
  EXPECT_EQ(read(client_, to_client_, to_server_), ":srv 001 ana\r\n");
}

TEST_F(SessionTest, BytesMayComeOneByOne) {
  shake_hands(1);
  ASSERT_EQ(of_client_, Status::done) << client_.why();
  ASSERT_EQ(of_server_, Status::done) << server_.why();
  to_server_.clear();
  client_.write("NICK ana\r\n", to_server_);
  std::string heard, byte;
  for (const char c : std::exchange(to_server_, {})) {
    byte = c;
    heard += read(server_, byte, to_client_);
    EXPECT_THAT(byte, IsEmpty());
  }
  EXPECT_EQ(heard, "NICK ana\r\n");
}

TEST_F(SessionTest, MuchAtOnceGoesInSeveralRecords) {
  shake_hands();
  const std::string much(100'000, 'x');
  EXPECT_TRUE(server_.write(much, to_client_));
  EXPECT_GT(to_client_.size(), much.size());
  EXPECT_EQ(read(client_, to_client_, to_server_), much);
}

TEST_F(SessionTest, AClientBelievesNoCertificateOfItsOwnMaking) {
  start({.authorities = other_.certificate, .trusts_anybody = false, .own = {}},
        "chat.example.org");
  shake_hands();
  EXPECT_EQ(of_client_, Status::failed);
  EXPECT_THAT(client_.why(), HasSubstr("certificate"));
}

TEST_F(SessionTest, AClientBelievesNoCertificateOfAnotherName) {
  start({}, "bank.example.org");
  shake_hands();
  EXPECT_EQ(of_client_, Status::failed);
  EXPECT_THAT(client_.why(), HasSubstr("mismatch"));
}

TEST_F(SessionTest, AnAddressMayBeTheName) {
  start({}, "127.0.0.1");
  shake_hands();
  EXPECT_EQ(of_client_, Status::done) << client_.why();
  of_client_ = of_server_ = Status::wants_input;
  start({}, "127.0.0.2");
  shake_hands();
  EXPECT_EQ(of_client_, Status::failed);
}

TEST_F(SessionTest, AClientMustKnowWhomItLooksFor) {
  const auto context = Context::for_client({}).value();
  for (const std::string& peer : {std::string(), std::string(".example.org"), std::string(300, 'x'),
                                  std::string("a\0b", 3)}) {
    EXPECT_FALSE(Session::client(context, peer)) << peer;
  }
}

TEST_F(SessionTest, WhoTrustsAnybodyLooksAtTheFingerprint) {
  start({.authorities = {}, .trusts_anybody = true, .own = {}}, "bank.example.org");
  shake_hands();
  EXPECT_EQ(of_client_, Status::done) << client_.why();
  EXPECT_TRUE(client_.certificate().has_value());
}

TEST_F(SessionTest, TheClientsNameChoosesTheCertificate) {
  start({.authorities = other_.certificate, .trusts_anybody = false, .own = {}},
        "other.example.org");
  shake_hands();
  EXPECT_EQ(of_client_, Status::done) << client_.why();
}

TEST_F(SessionTest, KnowsWhetherAClientHasComeForAKeptNameAndWasShownItsCertificate) {
  const auto has_kept_name = [&](const std::string& peer, const std::string& kept) {
    const auto context = Context::for_server({&chat_, 1}, {kept}).value();
    const auto anybody = Context::for_client({.trusts_anybody = true}).value();
    server_ = Session::server(context);
    client_ = Session::client(anybody, peer).value();
    to_server_.clear();
    to_client_.clear();
    of_server_ = of_client_ = Status::wants_input;
    shake_hands();
    EXPECT_EQ(of_server_, Status::done) << server_.why();
    return server_.has_kept_name();
  };
  EXPECT_TRUE(has_kept_name("chat.example.org", "chat.example.org"));
  EXPECT_TRUE(has_kept_name("CHAT.example.org", "Chat.example.org"));
  EXPECT_FALSE(has_kept_name("chat.example.org", "irc.example.org")) << "it is nobody's wish";
  EXPECT_FALSE(has_kept_name("irc.example.org", "irc.example.org")) << "the certificate is not its";
  EXPECT_FALSE(has_kept_name("127.0.0.1", "chat.example.org")) << "it says no name";
  EXPECT_FALSE(client_.has_kept_name()) << "which is a server's to ask";
}

TEST_F(SessionTest, AClientMayShowACertificate) {
  shake_hands();
  EXPECT_FALSE(server_.certificate().has_value());
  of_client_ = of_server_ = Status::wants_input;
  start({.authorities = {}, .trusts_anybody = false, .own = other_}, "chat.example.org");
  shake_hands();
  ASSERT_EQ(of_server_, Status::done) << server_.why();
  EXPECT_TRUE(server_.certificate().has_value());
}

TEST_F(SessionTest, AnEndIsSaid) {
  shake_hands();
  client_.write("QUIT\r\n", to_server_);
  client_.close(to_server_);
  Status last = Status::done;
  EXPECT_EQ(read(server_, to_server_, to_client_, &last), "QUIT\r\n");
  EXPECT_EQ(last, Status::closed);
}

TEST_F(SessionTest, WhatIsNoTlsFails) {
  to_server_ = "NICK ana\r\nUSER ana 0 * :Ana\r\n";
  EXPECT_EQ(shake(server_, to_server_, to_client_, std::string::npos, Status::wants_input),
            Status::failed);
  EXPECT_FALSE(server_.why().empty());
}

TEST_F(SessionTest, ARecordThatWasChangedFails) {
  shake_hands();
  client_.write("NICK ana\r\n", to_server_);
  to_server_[to_server_.size() - 3] ^= 1;
  Status last = Status::done;
  EXPECT_EQ(read(server_, to_server_, to_client_, &last), "");
  EXPECT_EQ(last, Status::failed);
  EXPECT_THAT(server_.why(), HasSubstr("bad"));
}

TEST_F(SessionTest, ACertificateThatIsNotBelievedHasItsFingerprintToo) {
  start({.authorities = other_.certificate}, "chat.example.org");
  shake_hands();
  ASSERT_EQ(of_client_, Status::failed);
  EXPECT_TRUE(client_.distrusts_peer());
  const auto shown = client_.certificate();
  start({}, "chat.example.org");
  shake_hands();
  EXPECT_FALSE(client_.distrusts_peer());
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown, client_.certificate());
}

TEST(FingerprintTest, IsReadAsItIsWritten) {
  Fingerprint fingerprint{};
  std::uint8_t next = 0;
  for (std::uint8_t& byte : fingerprint) byte = std::exchange(next, std::uint8_t(next + 8));
  std::string text = fingerprint_text(fingerprint);
  EXPECT_EQ(text.substr(0, 9), "00:08:10:");
  EXPECT_EQ(parse_fingerprint(text), fingerprint);
  std::erase(text, ':');
  EXPECT_EQ(parse_fingerprint(text), fingerprint);
  text[2] = 'g';
  EXPECT_EQ(parse_fingerprint(text), std::nullopt);
  text.replace(2, 1, "-");
  EXPECT_EQ(parse_fingerprint(text), std::nullopt);
  EXPECT_EQ(parse_fingerprint(text + "00"), std::nullopt);
  EXPECT_EQ(parse_fingerprint(":"), std::nullopt);
  EXPECT_EQ(parse_fingerprint(""), std::nullopt);
}

// What only a hostile client does: it asks for new keys again and again.
TEST_F(SessionTest, AClientThatWantsNewKeysWithoutEndFails) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  const std::unique_ptr<SSL, decltype(&SSL_free)> client(SSL_new(context.get()), SSL_free);
  BIO* from_server = BIO_new(BIO_s_mem());
  BIO* to_server = BIO_new(BIO_s_mem());
  SSL_set_bio(client.get(), from_server, to_server);
  SSL_set_connect_state(client.get());
  const auto on_its_way = [&] {
    std::string bytes(BIO_ctrl_pending(to_server), '\0');
    EXPECT_TRUE(bytes.empty() ||
                BIO_read(to_server, bytes.data(), static_cast<int>(bytes.size())) > 0);
    return bytes;
  };
  const auto tell = [&](std::string& bytes) {
    if (!bytes.empty()) BIO_write(from_server, bytes.data(), static_cast<int>(bytes.size()));
    bytes.clear();
  };
  Status status = Status::wants_input;
  for (int i = 0; i < 5 && status == Status::wants_input; ++i) {
    SSL_do_handshake(client.get());
    const std::string said = on_its_way();
    std::string_view in = said;
    status = server_.shake_hands(in, to_client_);
    tell(to_client_);
  }
  ASSERT_EQ(status, Status::done) << server_.why();
  std::array<char, 100> into;
  int times = 0;
  for (; times < 1'000 && status != Status::failed; ++times) {
    SSL_key_update(client.get(), SSL_KEY_UPDATE_REQUESTED);
    SSL_do_handshake(client.get());
    const std::string said = on_its_way();
    std::string_view in = said;
    status = server_.read(in, into, to_client_).status;
    tell(to_client_);
    SSL_read(client.get(), into.data(), static_cast<int>(into.size()));
  }
  EXPECT_EQ(status, Status::failed);
  EXPECT_GT(times, 50) << "some are as they should be";
  EXPECT_LE(times, 101);
}

}  // namespace
}  // namespace uvchat::tls
