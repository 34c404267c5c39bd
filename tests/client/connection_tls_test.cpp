#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <uv.h>

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "client/connection.h"
#include "tests/client/scripted_server.h"
#include "tests/tls/authority.h"
#include "tests/tls/certificates.h"

namespace uvchat::client {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A connection to a scripted server that has the certificate of "chat.example.org" and 127.0.0.1,
// and signed it itself. It is run until both are closed.
class TlsTest : public testing::Test, public Connection::Listener {
 protected:
  TlsTest() { uv_loop_init(&loop_); }
  ~TlsTest() override { EXPECT_EQ(uv_loop_close(&loop_), 0); }

  static std::shared_ptr<const tls::Context> server_with(const tls::CertificateFiles& shown) {
    return tls::Context::for_server({&shown, 1}).value();
  }
  static std::shared_ptr<const tls::Context> believing(const std::string& authorities) {
    return tls::Context::for_client({.authorities = authorities}).value();
  }
  static std::shared_ptr<const tls::Context> believing_anybody() {
    return tls::Context::for_client({.trusts_anybody = true}).value();
  }

  void make_server(ScriptedServer::Script script) {
    server_ = std::make_unique<ScriptedServer>(loop_, std::move(script));
    server_->use_tls(server_with(chat_));
  }
  void talk(TlsSettings settings) {
    connection_ = std::make_unique<Connection>(loop_, read_buffer_, *this);
    connection_->use_tls(std::move(settings));
    connection_->connect("127.0.0.1", server_->port());
    uv_run(&loop_, UV_RUN_DEFAULT);
    ASSERT_TRUE(closed_);
  }

  void on_connected() override {
    ++connected_;
    is_secure_ = connection_->is_secure();
    version_ = connection_->tls_version();
    connection_->send(says_);
  }
  void on_bytes(std::string_view bytes) override {
    heard_ += bytes;
    if (on_heard_) on_heard_();
  }
  void on_closed(const Closed& closed) override {
    closed_ = closed;
    server_->stop();
  }
  void close() { connection_->close({CloseCause::asked, "done"}); }

  uv_loop_t loop_{};
  std::array<char, 65536> read_buffer_{};
  tls::Certificates certificates_;
  tls::CertificateFiles chat_ = certificates_.make("chat", {"chat.example.org", "127.0.0.1"});
  tls::CertificateFiles other_ = certificates_.make("other", {"127.0.0.1"});
  std::unique_ptr<ScriptedServer> server_;
  std::unique_ptr<Connection> connection_;
  std::string says_ = "hello\n";
  std::function<void()> on_heard_ = [this] { close(); };
  int connected_ = 0;
  bool is_secure_ = false;
  std::string version_;
  std::string heard_;
  std::optional<Closed> closed_;
};

const ScriptedServer::Script answers_once = [](ScriptedServer& server, std::size_t client,
                                               std::string_view) { server.send(client, "hi"); };

TEST_F(TlsTest, TalksWithAServerWhoseCertificateIsBelieved) {
  make_server(answers_once);
  talk({.context = believing(chat_.certificate)});
  EXPECT_EQ(connected_, 1);
  EXPECT_TRUE(is_secure_);
  EXPECT_EQ(version_, "TLSv1.3");
  EXPECT_THAT(server_->lines(), ElementsAre("hello"));
  EXPECT_EQ(heard_, "hi");
  EXPECT_EQ(closed_->cause, CloseCause::asked);
}

TEST_F(TlsTest, SaysNothingToAServerOfAnotherName) {
  make_server(answers_once);
  talk({.context = believing(chat_.certificate), .peer = "else.example.org"});
  EXPECT_EQ(connected_, 0);
  EXPECT_THAT(server_->lines(), IsEmpty());
  EXPECT_EQ(closed_->cause, CloseCause::not_trusted);
  EXPECT_THAT(closed_->text, AllOf(HasSubstr("else.example.org"), HasSubstr("ostname mismatch")));
}

TEST_F(TlsTest, SaysNothingToAServerWhoseCertificateHasExpired) {
  tls::Authority authority(certificates_);
  for (const tls::Authority::Days valid : {tls::Authority::Days{-30, -1}, {1, 30}}) {
    connected_ = 0;
    chat_ = authority.make("old", {"127.0.0.1"}, valid);
    make_server(answers_once);
    talk({.context = believing(authority.file())});
    EXPECT_EQ(connected_, 0);
    EXPECT_THAT(server_->lines(), IsEmpty());
    EXPECT_EQ(closed_->cause, CloseCause::not_trusted);
    EXPECT_THAT(closed_->text, HasSubstr(valid.from < 0 ? "certificate has expired"
                                                        : "certificate is not yet valid"));
  }
}

TEST_F(TlsTest, SaysNothingToAServerWhoseCertificateNobodyKnowsAndShowsItsFingerprint) {
  make_server(answers_once);
  talk({.context = believing(other_.certificate)});
  EXPECT_EQ(connected_, 0);
  EXPECT_THAT(server_->lines(), IsEmpty());
  EXPECT_EQ(closed_->cause, CloseCause::not_trusted);
  ASSERT_TRUE(closed_->certificate);
  EXPECT_THAT(closed_->text, HasSubstr(tls::fingerprint_text(*closed_->certificate)));
  EXPECT_THAT(closed_->tls_reason, HasSubstr("self-signed"));
}

TEST_F(TlsTest, TheOwnerMayLookAtTheCertificateItself) {
  make_server(answers_once);
  std::optional<tls::Fingerprint> seen;
  talk({.context = believing_anybody(), .believes = [&](const tls::Fingerprint& shown) {
          seen = shown;
          return Result<void>();
        }});
  EXPECT_EQ(heard_, "hi");
  EXPECT_TRUE(is_secure_);
  EXPECT_TRUE(seen);
}

TEST_F(TlsTest, ACertificateThatTheOwnerDoesNotBelieveIsToldWithItsFingerprint) {
  make_server(answers_once);
  std::optional<tls::Fingerprint> seen;
  talk({.context = believing_anybody(), .believes = [&](const tls::Fingerprint& shown) {
          seen = shown;
          return Result<void>(fail("it is another one"));
        }});
  EXPECT_EQ(connected_, 0);
  EXPECT_THAT(server_->lines(), IsEmpty());
  EXPECT_EQ(closed_->cause, CloseCause::not_trusted);
  EXPECT_EQ(closed_->certificate, seen);
  EXPECT_EQ(closed_->tls_reason, "it is another one");
}

TEST_F(TlsTest, IsNotSecureWhereNobodyLooksAtTheCertificate) {
  make_server(answers_once);
  talk({.context = believing_anybody()});
  EXPECT_EQ(heard_, "hi");
  EXPECT_FALSE(is_secure_);
}

TEST_F(TlsTest, AServerThatEndsTheConnectionSaysSoFirst) {
  make_server([](ScriptedServer& server, std::size_t client, std::string_view) {
    server.send(client, "bye");
    server.hang_up(client);
  });
  on_heard_ = nullptr;
  talk({.context = believing(chat_.certificate)});
  EXPECT_EQ(heard_, "bye");
  EXPECT_EQ(closed_->cause, CloseCause::lost);
  EXPECT_EQ(closed_->status, UV_EOF);
}

TEST_F(TlsTest, AConnectionThatIsCutOffIsToldApartFromOneThatTheServerEnds) {
  make_server([](ScriptedServer& server, std::size_t client, std::string_view) {
    server.send(client, "bye");
    server.cut_off(client);
  });
  on_heard_ = nullptr;
  talk({.context = believing(chat_.certificate)});
  EXPECT_EQ(heard_, "bye");
  EXPECT_EQ(closed_->cause, CloseCause::lost);
  EXPECT_EQ(closed_->status, UV_ECONNABORTED);
}

TEST_F(TlsTest, AServerThatSpeaksNoTlsIsNotTalkedToInClear) {
  server_ = std::make_unique<ScriptedServer>(
      loop_, [](ScriptedServer&, std::size_t, std::string_view) {}, ScriptedServer::Framing::none);
  server_->greet_with(":server NOTICE * :Looking up your hostname\r\n");
  talk({.context = believing(chat_.certificate)});
  EXPECT_EQ(connected_, 0);
  EXPECT_EQ(closed_->cause, CloseCause::not_secured);
  EXPECT_THAT(closed_->text, HasSubstr("127.0.0.1"));
  for (const std::string& line : server_->lines()) EXPECT_THAT(line, Not(HasSubstr("hello")));
}

TEST_F(TlsTest, AServerThatHangsUpAtTheHandshakeIsNotSecured) {
  server_ = std::make_unique<ScriptedServer>(
      loop_,
      [](ScriptedServer& server, std::size_t client, std::string_view) { server.hang_up(client); },
      ScriptedServer::Framing::none);
  talk({.context = believing(chat_.certificate)});
  EXPECT_EQ(closed_->cause, CloseCause::not_secured);
  EXPECT_THAT(closed_->text, HasSubstr("ended the connection"));
}

TEST_F(TlsTest, AServerThatNeverAnswersTheHandshakeIsGivenUp) {
  server_ = std::make_unique<ScriptedServer>(
      loop_, [](ScriptedServer&, std::size_t, std::string_view) {}, ScriptedServer::Framing::none);
  talk({.context = believing(chat_.certificate), .handshake_ms = 20});
  EXPECT_EQ(closed_->cause, CloseCause::not_secured);
  EXPECT_THAT(closed_->text, HasSubstr("in time"));
}

TEST_F(TlsTest, AHostThatNoCertificateCanBeOfIsRefused) {
  make_server(answers_once);
  talk({.context = believing(chat_.certificate), .peer = ".example.org"});
  EXPECT_EQ(closed_->cause, CloseCause::not_secured);
  EXPECT_THAT(closed_->text, HasSubstr("neither a host name nor an address"));
}

TEST_F(TlsTest, MuchGoesBothWays) {
  constexpr std::size_t piece = 100'000;
  constexpr std::size_t pieces = 30;
  std::size_t asked = 0;
  make_server([](ScriptedServer& server, std::size_t client, std::string_view line) {
    EXPECT_EQ(line, std::string(piece, 'c'));
    server.send(client, std::string(piece, 's'));
  });
  const auto ask = [&] {
    ++asked;
    connection_->send(std::string(piece, 'c') + "\n");
  };
  says_.clear();
  on_heard_ = [&] {
    if (heard_.size() == asked * piece && asked < pieces) ask();
    if (heard_.size() == pieces * piece) close();
  };
  says_ = std::string(piece, 'c') + "\n";
  asked = 1;
  talk({.context = believing(chat_.certificate)});
  EXPECT_EQ(server_->lines().size(), pieces);
  EXPECT_EQ(heard_, std::string(pieces * piece, 's'));
}

TEST_F(TlsTest, WhatWasSentArrivesBeforeTheEndOfSending) {
  constexpr std::size_t size = 8'000'000;  // more than the kernel takes at once
  make_server([](ScriptedServer&, std::size_t, std::string_view) {});
  server_->greet_with("begin");
  says_.clear();
  on_heard_ = [&] {
    connection_->send(std::string(size, 'c') + "\n");
    EXPECT_GT(connection_->pending_bytes(), 0U);
    connection_->end_sending();
    connection_->send("too late\n");
  };
  talk({.context = believing(chat_.certificate)});
  EXPECT_THAT(server_->lines(), ElementsAre(std::string(size, 'c')));
}

}  // namespace
}  // namespace uvchat::client
