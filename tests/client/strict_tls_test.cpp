#include "link/strict_tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <utility>

#include "chat/file.h"
#include "link/client.h"
#include "link/trust.h"
#include "tests/client/plain_talk.h"
#include "tests/tls/certificates.h"

namespace uvchat::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(StrictTlsWords, AreReadFromTheListOfCapabilitiesAlone) {
  const auto in = [](std::string_view line) { return sts_in(irc::parse(line).value()); };
  const auto clear = in(":s CAP * LS :sasl=PLAIN sts=port=6697,preload batch");
  ASSERT_TRUE(clear);
  EXPECT_EQ(clear->port, 6697);
  EXPECT_FALSE(clear->duration_s);
  EXPECT_EQ(in(":s CAP * LS * :sts=duration=300")->duration_s, 300U);
  EXPECT_EQ(in(":s CAP ana NEW :sts=duration=0")->duration_s, 0U);
  EXPECT_FALSE(in(":s CAP * ACK :sts=port=6697"));
  EXPECT_FALSE(in(":s CAP * LS :sts xsts=port=6697"));
  EXPECT_FALSE(in(":ana!u@h PRIVMSG #a :CAP * LS :sts=port=6697"));
  for (const char* wrong : {"port=0", "port=65536", "port=x", "port=", "port", "port=-1", ""}) {
    const auto words = in(":s CAP * LS :sts=" + std::string(wrong));
    EXPECT_EQ(words ? words->port : 0, 0) << wrong;
  }
}

TEST(StrictTlsHosts, AreNamesOfOtherMachines) {
  EXPECT_TRUE(may_have_policy("chat.example.org"));
  EXPECT_TRUE(may_have_policy("Chat"));
  for (const char* host : {"127.0.0.1", "192.0.2.1", "127.1", "2130706433", "0x7f000001", "::1",
                           "fe80::1%eth0", "localhost", "LOCALHOST.", "chat.localhost", "", "."}) {
    EXPECT_FALSE(may_have_policy(host)) << host;
  }
}

TEST(StrictTlsFile, HoldsAPolicyForItsTime) {
  const std::string file =
      with_policy("", "Chat.Example.org.", TlsPolicy{6697, 300, 1'300}, 1'000).value();
  EXPECT_EQ(kept_policy(file, "chat.example.ORG", 1'299).value(), (TlsPolicy{6697, 300, 1'300}));
  EXPECT_EQ(kept_policy(file, "chat.example.org", 1'300).value(), std::nullopt);
  EXPECT_EQ(kept_policy(file, "example.org", 1'000).value(), std::nullopt);
  const std::string other =
      with_policy(file, "b.example", TlsPolicy{7000, 9, 2'000}, 1'100).value();
  EXPECT_TRUE(kept_policy(other, "chat.example.org", 1'200).value());
  const std::string without = with_policy(other, "b.example", std::nullopt, 1'100).value();
  EXPECT_THAT(without, Not(HasSubstr("b.example")));
  EXPECT_TRUE(kept_policy(without, "chat.example.org", 1'200).value());
  EXPECT_EQ(with_policy(other, "b.example", std::nullopt, 5'000).value(), "{}\n");
}

TEST(StrictTlsFile, HoldsSoManyAndThoseThatHoldForLongest) {
  std::string file;
  for (std::size_t i = 0; i <= policies_max; ++i) {
    const std::int64_t until_s = 10'000 + static_cast<std::int64_t>(i);
    const std::string host = "h" + std::to_string(i) + ".example";
    file = with_policy(file, host, TlsPolicy{6697, 300, until_s}, 1'000).value();
  }
  EXPECT_FALSE(kept_policy(file, "h0.example", 1'000).value());
  EXPECT_TRUE(kept_policy(file, "h1.example", 1'000).value());
  EXPECT_TRUE(kept_policy(file, "h" + std::to_string(policies_max) + ".example", 1'000).value());
}

TEST(StrictTlsFile, IsNotGuessedAtWhereItIsBroken) {
  for (const char* broken :
       {"nonsense", R"({"a.example": 5})", R"({"a.example": {"port": 6697}})",
        R"({"a.example": {"port": 0, "duration": 5, "until": 5}})",
        R"({"a.example": {"port": 6697, "duration": -5, "until": 5}})",
        R"({"a.example": {"port": 6697, "duration": 99999999999, "until": 5}})"}) {
    const auto policy = kept_policy(broken, "b.example", 1);
    ASSERT_FALSE(policy) << broken;
    EXPECT_THAT(policy.error().text, HasSubstr("TLS alone cannot be used"));
    EXPECT_FALSE(with_policy(broken, "b.example", TlsPolicy{6697, 5, 9}, 1));
  }
}

// A client of chat.example.org, in this test's words for where a connection is.
struct StrictTlsRules : testing::Test {
  std::uint16_t takes(std::string_view words, const StrictTls::Seen& seen, std::int64_t now_s) {
    const std::string line = ":s CAP * LS :sts=" + std::string(words);  // the message refers to it
    return strict_.take(irc::parse(line).value(), seen, now_s).value();
  }
  std::optional<TlsPolicy> kept(std::int64_t now_s) { return strict_.kept(now_s).value(); }

  tls::Certificates folder_;
  StrictTls strict_{"chat.example.org", folder_.path("sts.json"), nullptr};
  const StrictTls::Seen clear_{false, false, false, 6667};
  const StrictTls::Seen secured_{true, true, false, 6697};
};

TEST_F(StrictTlsRules, InClearThePortIsObeyedAndNothingKept) {
  EXPECT_EQ(takes("port=6697,duration=300", clear_, 1'000), 6697);
  EXPECT_EQ(takes("duration=300", clear_, 1'000), 0);
  EXPECT_FALSE(file_is_there(folder_.path("sts.json")));
}

TEST_F(StrictTlsRules, OverTlsTheTimeIsKeptWithTheConnectionsOwnPort) {
  EXPECT_EQ(takes("port=1,duration=300", secured_, 1'000), 0);
  EXPECT_EQ(kept(1'299), (TlsPolicy{6697, 300, 1'300}));
  ASSERT_TRUE(strict_.visited(2'000));  // the connection has lasted
  EXPECT_EQ(kept(2'299), (TlsPolicy{6697, 300, 2'300}));
  ASSERT_TRUE(strict_.visited(9'000));  // another one, over which nothing was said
  EXPECT_EQ(kept(2'300), std::nullopt);
}

TEST_F(StrictTlsRules, ATimeOfNothingForgetsIt) {
  takes("duration=300", secured_, 1'000);
  takes("duration=0", secured_, 1'100);
  EXPECT_EQ(kept(1'101), std::nullopt);
  ASSERT_TRUE(strict_.visited(1'200));
  EXPECT_EQ(kept(1'201), std::nullopt);
}

TEST_F(StrictTlsRules, NobodyWhoIsNotBelievedSaysAnythingAndNoTimeIsEndless) {
  takes("duration=300", {true, false, false, 6697}, 1'000);
  EXPECT_EQ(kept(1'001), std::nullopt);
  takes("duration=999999999999", secured_, 1'000);
  EXPECT_EQ(kept(1'001)->duration_s, policy_duration_s_max);
}

TEST_F(StrictTlsRules, ThisMachineIsSparedAndSoIsWhoHasNoName) {
  EXPECT_EQ(takes("port=6697", {false, false, true, 6667}, 1'000), 0);
  takes("duration=300", {true, true, true, 6697}, 1'000);
  EXPECT_EQ(kept(1'001), std::nullopt);
  StrictTls nobody;
  EXPECT_EQ(nobody.take(irc::parse(":s CAP * LS :sts=port=6697").value(), clear_, 1).value(), 0);
  EXPECT_FALSE(nobody.kept(1).value());
}

// Two listeners of a server: the one in clear says where that with TLS is.
struct StrictTlsServers : PlainTalk, Client::Listener {
  StrictTlsServers() { secured_.use_tls(tls::Context::for_server({&own_, 1}).value()); }

  StrictTls strict(const std::string& believed) {
    StrictTls strict("chat.example.org", folder_.path("sts.json"), [=](std::uint16_t port) {
      Trust trust;
      trust.authorities_file = believed;
      return tls_settings(trust, {"127.0.0.1", port});
    });
    strict.spares_this_machine = false;
    return strict;
  }
  void answers_in_clear(std::size_t client, std::string_view line) {
    if (line != "CAP LS 302") return;
    clear_.send(client, ":s CAP * LS :sts=port=" + std::to_string(secured_.port()) + "\r\n");
  }
  void answers_with_tls(std::size_t client, std::string_view line) {
    if (line == "CAP LS 302") {
      secured_.send(client, ":s CAP * LS :echo-message sts=duration=300\r\n");
    } else if (line.starts_with("QUIT")) {
      secured_.hang_up(client);
      stop();
    } else {
      answer(secured_, client, line, true);
    }
  }
  void stop() {
    clear_.stop();
    secured_.stop();
  }
  void runs(const std::string& believed) {
    Options options{{"127.0.0.1", clear_.port()}, "ana", {"#lobby"}, Protocol::irc, ""};
    options.strict = strict(believed);
    Client client(loop_, std::move(options), *this);
    client_ = &client;
    client.start();
    uv_run(&loop_, UV_RUN_DEFAULT);
    for (const Entry& entry : client.chat().rooms()[0]->entries) told_ += entry.text + "\n";
  }
  void on_changed() override {
    const Status& status = client_->chat().status();
    if (status.link == LinkState::online) version_ = status.tls_version;
    if (status.link == LinkState::online || status.link == LinkState::offline) client_->stop();
  }
  void on_ended() override { stop(); }
  std::optional<TlsPolicy> kept() { return strict({}).kept(std::time(nullptr)).value(); }

  tls::Certificates folder_;
  tls::CertificateFiles own_ = folder_.make("own", {"127.0.0.1"});
  tls::CertificateFiles other_ = folder_.make("other", {"127.0.0.1"});
  ScriptedServer clear_{loop_, [this](ScriptedServer&, std::size_t client, std::string_view line) {
                          answers_in_clear(client, line);
                        }};
  ScriptedServer secured_{loop_, [this](ScriptedServer&, std::size_t client,
                                        std::string_view line) { answers_with_tls(client, line); }};
  Client* client_ = nullptr;
  std::string version_;
  std::string told_;
};

TEST_F(StrictTlsServers, AClientInClearComesAgainWithTlsAndRemembersIt) {
  runs(own_.certificate);
  EXPECT_EQ(version_, "TLSv1.3");
  EXPECT_THAT(told_, HasSubstr("the server wants TLS, which it has at port"));
  EXPECT_THAT(clear_.lines(), Not(testing::Contains("CAP END")));
  const auto policy = kept();
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->port, secured_.port());
  EXPECT_EQ(policy->duration_s, 300U);
}

TEST_F(StrictTlsServers, ACertificateThatIsNotBelievedLeadsNowhereAndNotBackToClear) {
  runs(other_.certificate);
  EXPECT_EQ(version_, "");
  EXPECT_THAT(told_, HasSubstr("is not believed"));
  EXPECT_EQ(clear_.clients(), 1U);
  EXPECT_THAT(secured_.lines(), IsEmpty());
  EXPECT_FALSE(kept());
}

TEST_F(StrictTlsServers, WithoutAFileOfAuthoritiesThatCanBeReadItGoesNowhereEither) {
  runs("/none");
  EXPECT_THAT(told_, HasSubstr("/none"));
  EXPECT_EQ(clear_.clients(), 1U);
  EXPECT_EQ(secured_.clients(), 0U);
}

TEST_F(StrictTlsServers, AConversationByLinesMovesToTlsToo) {
  options_.strict = strict(own_.certificate);
  EXPECT_EQ(talk_to(clear_, "hi\n"), exit_ok);
  EXPECT_THAT(secured_.lines(), testing::Contains("PRIVMSG #lobby :hi"));
  EXPECT_THAT(clear_.lines(), Not(testing::Contains(HasSubstr("JOIN"))));
  EXPECT_EQ(kept()->port, secured_.port());
}

}  // namespace
}  // namespace uvchat::cli
