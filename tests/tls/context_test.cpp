#include "uvchat/tls/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/tls/authority.h"
#include "tests/tls/certificates.h"

namespace uvchat::tls {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class ContextTest : public testing::Test {
 protected:
  static std::string why_not(const CertificateFiles& files) {
    const auto made = Context::for_server({&files, 1});
    return made ? "" : made.error().text;
  }

  Certificates certificates_;
  CertificateFiles ana_ = certificates_.make("ana", {"ana.example.org"});
};

TEST_F(ContextTest, KnowsUntilWhenItsCertificatesAreValid) {
  const auto made = Context::for_server({&ana_, 1});
  ASSERT_TRUE(made) << made.error().text;
  constexpr std::int64_t day_s = 86'400;
  EXPECT_NEAR(static_cast<double>((*made)->valid_until_s()),
              static_cast<double>(std::time(nullptr) + 30 * day_s), 60.0);
}

TEST_F(ContextTest, IsValidWhileAllOfItsCertificatesAre) {
  Authority authority(certificates_);
  const std::int64_t now_s = std::time(nullptr);
  const auto is_valid = [&](const CertificateFiles& second, std::int64_t at_s) {
    return Context::for_server(std::vector{ana_, second}).value()->is_valid_at(at_s);
  };
  EXPECT_TRUE(is_valid(authority.make("good", {"a.example"}), now_s));
  EXPECT_FALSE(is_valid(authority.make("good", {"a.example"}), now_s + 31 * std::int64_t{86'400}));
  EXPECT_FALSE(is_valid(authority.make("old", {"a.example"}, {-30, -1}), now_s));
  EXPECT_FALSE(is_valid(authority.make("early", {"a.example"}, {1, 30}), now_s));
}

TEST_F(ContextTest, KnowsOfWhomItsCertificatesAre) {
  Authority authority(certificates_);
  const auto wild = authority.make("wild", {"*.example.net"});
  const auto made = Context::for_server(std::vector{ana_, wild}).value();
  EXPECT_TRUE(made->has_certificate_of("ana.example.org"));
  EXPECT_TRUE(made->has_certificate_of("IRC.example.net"));
  for (const char* other : {"", ".example.org", ".example.net", "example.net", "a.b.example.net"}) {
    EXPECT_FALSE(made->has_certificate_of(other)) << other;
  }
}

TEST_F(ContextTest, SaysOfWhichCertificateWhichFileIsWrong) {
  const auto bad = [&](const CertificateFiles& second) {
    const auto made = Context::for_server(std::vector{ana_, second});
    return made ? std::pair(std::size_t{99}, false)
                : std::pair(made.error().index, made.error().is_key);
  };
  EXPECT_EQ(bad({certificates_.path("none"), ana_.key}), std::pair(std::size_t{1}, false));
  EXPECT_EQ(bad({ana_.certificate, certificates_.path("none")}), std::pair(std::size_t{1}, true));
}

TEST_F(ContextTest, SaysWhichFileIsMissing) {
  EXPECT_THAT(why_not({certificates_.path("none"), ana_.key}),
              EndsWith("none: No such file or directory"));
  EXPECT_THAT(why_not({ana_.certificate, certificates_.path("none")}),
              EndsWith("none: No such file or directory"));
}

TEST_F(ContextTest, SaysWhichFileHoldsSomethingElse) {
  certificates_.write("words", "no certificate\n");
  EXPECT_THAT(why_not({certificates_.path("words"), ana_.key}),
              EndsWith("words: it holds no certificate in PEM that can be read"));
  EXPECT_THAT(why_not({ana_.certificate, certificates_.path("words")}),
              EndsWith("words: it holds no private key in PEM that can be read"));
}

// To wait for somebody who writes into a FIFO would be to wait for ever.
TEST_F(ContextTest, ReadsRegularFilesOfAFewCertificatesAlone) {
  ASSERT_EQ(::mkfifo(certificates_.path("fifo").c_str(), 0600), 0);
  certificates_.write("long", std::string(300'000, '\n'));
  const std::vector<std::string> others{certificates_.path("fifo"), "/dev/zero",
                                        certificates_.path("long")};
  for (const std::string& other : others) {
    EXPECT_THAT(why_not({other, ana_.key}), StartsWith(other + ": "));
    EXPECT_THAT(why_not({ana_.certificate, other}), StartsWith(other + ": "));
  }
}

TEST_F(ContextTest, ShowsTheCertificatesThatLeadFromItsOwnToAnAuthority) {
  const auto text_of = [](const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  };
  const std::string chain = text_of(ana_.certificate) +
                            text_of(certificates_.make("b", {"b.example"}).certificate) + "\n";
  certificates_.write("chain", chain);
  EXPECT_EQ(why_not({certificates_.path("chain"), ana_.key}), "");
  certificates_.write("cut", chain.substr(0, chain.size() - 60));
  EXPECT_THAT(why_not({certificates_.path("cut"), ana_.key}), HasSubstr("cut: "));
}

TEST_F(ContextTest, TakesNoKeyOfAnotherCertificate) {
  const CertificateFiles eva = certificates_.make("eva", {"eva.example.org"});
  EXPECT_THAT(why_not({ana_.certificate, eva.key}), HasSubstr("is the key of another certificate"));
}

TEST(MakeCertificate, TakesHostNamesAndAddresses) {
  const auto made = make_certificate({"chat.example.org", "*.example.org", "192.0.2.1", "::1"}, 1);
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_THAT(made->certificate, StartsWith("-----BEGIN CERTIFICATE-----"));
  EXPECT_THAT(made->key, StartsWith("-----BEGIN PRIVATE KEY-----"));
}

TEST(MakeCertificate, TakesNoNameThatSaysMoreThanAName) {
  for (const char* name : {"", "a b", "a,DNS:b", "-x", ".x", "*.", "a*b", "\n"}) {
    const auto made = make_certificate({name}, 1);
    EXPECT_FALSE(made) << name;
  }
}

}  // namespace
}  // namespace uvchat::tls
