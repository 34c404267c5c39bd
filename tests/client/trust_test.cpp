#include "link/trust.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <utility>

#include "chat/file.h"
#include "link/client.h"
#include "tests/client/plain_talk.h"
#include "tests/tls/authority.h"
#include "tests/tls/certificates.h"

namespace uvchat::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A client of a server whose certificate is of nobody's but its own making. It leaves as soon as it
// is in, or has failed.
class TrustTest : public testing::Test, public Client::Listener {
 protected:
  TrustTest() {
    uv_loop_init(&loop_);
    trust_.pins_file = certificates_.path("certificates.json");
  }
  ~TrustTest() override { EXPECT_EQ(uv_loop_close(&loop_), 0); }

  static void answer(ScriptedServer& server, std::size_t client, std::string_view line) {
    if (line.starts_with("USER ")) server.send(client, ":s 001 ana :hi\r\n");
    if (line.starts_with("QUIT")) server.hang_up(client);
  }
  static std::shared_ptr<const tls::Context> context_of(const tls::CertificateFiles& shown) {
    return tls::Context::for_server({&shown, 1}).value();
  }
  // Each server has another port; what is remembered of the certificate is of port 1 always.
  client::TlsSettings settings() const { return tls_settings(trust_, {"127.0.0.1", 1}).value(); }

  void meet(const tls::CertificateFiles& shown) { meet(context_of(shown)); }
  void meet(std::shared_ptr<const tls::Context> context) {
    ScriptedServer server(loop_, &answer);
    server.use_tls(std::move(context));
    server.greet_with(":s NOTICE * :Welcome\r\n");
    server_ = &server;
    Options options{{"127.0.0.1", server.port()}, "ana", {"#lobby"}, Protocol::irc, ""};
    options.tls = settings();
    options.preferences_file = certificates_.path("cli.json");
    Client client(loop_, std::move(options), *this);
    client_ = &client;
    version_.clear();
    client.start();
    uv_run(&loop_, UV_RUN_DEFAULT);
    told_.clear();
    for (const Entry& entry : client.chat().rooms()[0]->entries) told_ += entry.text + "\n";
    said_ = server.lines();
  }
  void on_changed() override {
    const Status& status = client_->chat().status();
    if (status.link == LinkState::connecting) return;
    if (!std::exchange(is_leaving_, true)) left_ = status.link;
    if (status.link == LinkState::online) version_ = status.tls_version;
    client_->stop();
  }
  void on_ended() override {
    is_leaving_ = false;
    server_->stop();
  }

  std::string fingerprint_of(const tls::CertificateFiles& shown) {
    const Trust trust = std::exchange(trust_, Trust{});
    meet(shown);
    trust_ = trust;
    constexpr std::string_view before = "Its fingerprint is ";
    const std::size_t at = told_.find(before);
    return at == std::string::npos ? "none" : told_.substr(at + before.size(), 95);
  }

  uv_loop_t loop_{};
  tls::Certificates certificates_;
  tls::CertificateFiles own_ = certificates_.make("own", {"127.0.0.1"});
  tls::CertificateFiles other_ = certificates_.make("other", {"127.0.0.1"});
  Trust trust_;
  Client* client_ = nullptr;
  ScriptedServer* server_ = nullptr;
  bool is_leaving_ = false;
  LinkState left_ = LinkState::connecting;  // how it was then
  std::string version_;
  std::string told_;
  std::vector<std::string> said_;
};

TEST_F(TrustTest, BelievesTheAuthoritiesOfAFileAndTellsTheUserThatItIsSecure) {
  trust_.authorities_file = own_.certificate;
  meet(own_);
  EXPECT_EQ(left_, LinkState::online);
  EXPECT_EQ(version_, "TLSv1.3");
  EXPECT_THAT(told_, HasSubstr("The connection is secure: TLSv1.3"));
  EXPECT_THAT(read_file(certificates_.path("cli.json")).value(), HasSubstr("ircs://127.0.0.1:"))
      << "where a start without arguments connects";
  meet(other_);
  EXPECT_EQ(left_, LinkState::offline) << "it does not try again by itself";
  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(TrustTest, TellsWhatANobodysCertificateIsAndSaysNothingToItsServer) {
  meet(own_);
  EXPECT_EQ(left_, LinkState::offline);
  EXPECT_THAT(said_, IsEmpty());
  EXPECT_THAT(told_, AllOf(HasSubstr("the certificate of 127.0.0.1 is not believed: no authority"),
                           HasSubstr("Its fingerprint is "), HasSubstr("--pin")));
}

TEST_F(TrustTest, BelievesNoCertificateThatHasExpired) {
  tls::Authority authority(certificates_);
  trust_.authorities_file = authority.file();
  meet(authority.make("old", {"127.0.0.1"}, {-30, -1}));
  EXPECT_EQ(left_, LinkState::offline) << "it does not try again by itself";
  EXPECT_THAT(said_, IsEmpty());
  EXPECT_THAT(told_, HasSubstr("the certificate of 127.0.0.1 is not believed: it has expired"));
}

TEST_F(TrustTest, BelievesACertificateThatIsPinnedAndNoOther) {
  const std::string pin = fingerprint_of(own_);
  const std::string other = fingerprint_of(other_);
  trust_.pin = tls::parse_fingerprint(pin);
  ASSERT_TRUE(trust_.pin) << pin;
  meet(own_);
  EXPECT_EQ(left_, LinkState::online);
  EXPECT_EQ(version_, "TLSv1.3");
  meet(other_);
  EXPECT_EQ(left_, LinkState::offline);
  EXPECT_THAT(said_, IsEmpty());
  EXPECT_THAT(told_, AllOf(HasSubstr("--pin says " + pin), HasSubstr(other)));
}

TEST_F(TrustTest, RemembersTheFirstCertificateWhereItIsToldTo) {
  const std::string first = fingerprint_of(own_);
  const std::string other = fingerprint_of(other_);
  trust_.pins_first = true;
  meet(own_);
  EXPECT_EQ(left_, LinkState::online);
  struct stat file {};
  ASSERT_EQ(::stat(trust_.pins_file.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0600U);
  for (const bool pins_first : {true, false}) {
    trust_.pins_first = pins_first;
    meet(own_);
    EXPECT_EQ(left_, LinkState::online);
    meet(other_);
    EXPECT_EQ(left_, LinkState::offline);
    EXPECT_THAT(said_, IsEmpty());
    EXPECT_THAT(told_, AllOf(HasSubstr("until now it had " + first), HasSubstr(other)));
  }
}

TEST_F(TrustTest, ACertificateThatTheUserNamesTakesThePlaceOfTheRememberedOne) {
  const std::string other = fingerprint_of(other_);
  trust_.pins_first = true;
  meet(own_);
  trust_.pin = tls::parse_fingerprint(other);
  meet(other_);
  EXPECT_EQ(left_, LinkState::online);
  trust_.pin.reset();
  trust_.pins_first = false;
  meet(other_);
  EXPECT_EQ(left_, LinkState::online);
  meet(own_);
  EXPECT_EQ(left_, LinkState::offline);
}

TEST_F(TrustTest, ANewCertificateIsNotBelievedWhereItCannotBeRemembered) {
  trust_.pins_first = true;
  trust_.pins_file.clear();
  meet(own_);
  EXPECT_EQ(left_, LinkState::offline);
  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(TrustTest, ASpoiltFileOfCertificatesIsNoReasonToBelieveAnybody) {
  certificates_.write("certificates.json", "{\"127.0.0.1:1\": \"AB:CD\"}");
  ASSERT_EQ(::chmod(trust_.pins_file.c_str(), 0600), 0);
  EXPECT_FALSE(tls_settings(trust_, {"127.0.0.1", 1}));
  EXPECT_TRUE(tls_settings(trust_, {"127.0.0.1", 2}));
  ASSERT_EQ(::chmod(trust_.pins_file.c_str(), 0666), 0);
  EXPECT_FALSE(tls_settings(trust_, {"127.0.0.1", 2})) << "others may have written it";
}

TEST_F(TrustTest, NothingIsSaidInClearToAServerWithoutTls) {
  meet(nullptr);
  EXPECT_EQ(left_, LinkState::waiting);
  EXPECT_THAT(told_, HasSubstr("cannot speak TLS with 127.0.0.1 port "));
  for (const std::string& line : said_) EXPECT_THAT(line, Not(HasSubstr("USER")));
}

using PlainTrustTest = PlainTalk;

TEST_F(PlainTrustTest, APipeHasAnExitCodeForIt) {
  const tls::Certificates certificates;
  const tls::CertificateFiles own = certificates.make("own", {"127.0.0.1"});
  for (const bool is_known : {false, true}) {
    ScriptedServer server(loop_, [](ScriptedServer& s, std::size_t client, std::string_view line) {
      answer(s, client, line, false);
    });
    server.use_tls(tls::Context::for_server({&own, 1}).value());
    server.takes_one_client();
    Trust trust;
    if (is_known) trust.authorities_file = own.certificate;
    options_.tls = tls_settings(trust, {"127.0.0.1", server.port()}).value();
    EXPECT_EQ(talk_to(server, "hello\n"), is_known ? exit_ok : exit_not_trusted) << errors_;
    EXPECT_EQ(lines_.empty(), !is_known);
  }
  EXPECT_EQ(output_, "<bob> hello ana\n");
}

}  // namespace
}  // namespace uvchat::cli
