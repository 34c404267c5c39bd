#include "server/certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/config_error.h"
#include "tests/tls/authority.h"
#include "tests/tls/certificates.h"

namespace uvchat::server {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class HeardErrors final : public LogSink {
 public:
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField>) override {
    if (level == LogLevel::error) lines.emplace_back(event);
  }
  std::vector<std::string> lines;
};

class CertificatesTest : public testing::Test {
 protected:
  CertificatesTest() {
    config_.tls.first = folder_.make("a", {"a.example"});
    config_.hub.server_name = "a.example";
  }
  std::string why_not(const std::string& file = "") const {
    const auto loaded = load_certificates(config_, file);
    return loaded ? "" : loaded.error().text;
  }

  tls::Certificates folder_;
  tls::Authority authority_{folder_};
  Config config_;
};

TEST_F(CertificatesTest, PathsCountFromTheFolderOfTheConfiguration) {
  config_.tls.first = {"a.cert", "a.key"};
  EXPECT_TRUE(load_certificates(config_, folder_.path("uvchat.json")));
  EXPECT_FALSE(load_certificates(config_, "/nowhere/uvchat.json"));
}

TEST_F(CertificatesTest, WithoutAnyThereAreNone) {
  const auto none = load_certificates({}, folder_.path("uvchat.json"));
  ASSERT_TRUE(none);
  EXPECT_EQ(*none, nullptr);
}

TEST_F(CertificatesTest, AFileThatIsReplacedIsNoticed) {
  const std::string before = state_of_files(config_.tls, "");
  EXPECT_EQ(state_of_files(config_.tls, ""), before);
  folder_.make("b", {"b.example"});
  std::filesystem::rename(folder_.path("b.cert"), config_.tls.first.certificate);
  EXPECT_NE(state_of_files(config_.tls, ""), before);
}

TEST_F(CertificatesTest, AMadeOneTakesNoFilesPlace) {
  const tls::CertificateFiles files{folder_.path("new.pem"), config_.tls.first.key};
  const auto made = make_certificate_files({"a.example"}, 1, files);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().text, HasSubstr("a.key: is there already"));
  EXPECT_FALSE(std::filesystem::exists(files.certificate));
}

TEST_F(CertificatesTest, ClientsAreNotToldToKeepToOneThatNobodyBelieves) {
  config_.tls.sts.port = 6697;
  EXPECT_THAT(why_not(), HasSubstr("tls.sts.port: a certificate was signed with its own key"));
}

TEST_F(CertificatesTest, ClientsAreToldToKeepToNamesThatCertificatesAreOf) {
  config_.tls.first = authority_.make("b", {"b.example", "chat.example"});
  config_.tls.sts.port = 6697;
  EXPECT_EQ(why_not(),
            "tls.sts.port: no certificate is of a.example, where clients are to keep to "
            "TLS");
  config_.tls.others = {authority_.make("a", {"a.example"})};
  config_.tls.sts.hosts = {"chat.example"};
  EXPECT_EQ(why_not(), "");
  config_.tls.sts.hosts.emplace_back("else.example");
  EXPECT_THAT(why_not(), HasSubstr("no certificate is of else.example"));
}

TEST_F(CertificatesTest, AFileThatCannotBeReadIsNamedByItsKeyAndPlace) {
  const std::string file = folder_.path("uvchat.json");
  config_.tls.others = {{"none.cert", "b.key"}};
  EXPECT_THAT(why_not(file), StartsWith(file + ": tls.other_certificates[0].certificate: "));
  folder_.write("uvchat.json",
                "{\"tls\": {\n  \"key\": \"a.key\", \"certificate\": \"a.cert\",\n"
                "  \"other_certificates\": [{\"certificate\": \"none.cert\", \"key\": \"k\"}]}}");
  EXPECT_EQ(why_not(file), file + ":3:42: tls.other_certificates[0].certificate: " +
                               folder_.path("none.cert") + ": No such file or directory");
  config_.tls.others.clear();
  config_.tls.first.key = authority_.make("b", {"b.example"}).key;
  EXPECT_THAT(why_not(file), StartsWith(file + ":2:10: tls.key: "));
}

TEST_F(CertificatesTest, AnOperatorHearsOfOneThatHasEnded) {
  config_.tls.first = authority_.make("old", {"a.example"}, {-30, -1});
  const auto loaded = load_certificates(config_, "");
  ASSERT_TRUE(loaded) << "people with other certificates, or without TLS, are not shut out";
  HeardErrors log;
  warn_of_certificates(config_.tls, "", **loaded, log);
  EXPECT_THAT(log.lines, testing::ElementsAre(HasSubstr("a certificate has ended")));
}

TEST(TlsConfigTest, WhatClientsKeepToMustBeTrue) {
  EXPECT_THAT(error_of(R"({"tls": {"sts": {"port": 6697}}})"),
              HasSubstr("tls.sts.port: it needs tls.certificate"));
  EXPECT_THAT(error_of(R"({"server": {"name": "localhost"}, "tls": {"sts": {"port": 6697},
                           "certificate": "a", "key": "b"}})"),
              HasSubstr("tls.sts.port: it needs a server.name"));
}

TEST(TlsConfigTest, AListenerWithTlsNeedsACertificate) {
  EXPECT_EQ(error_of(R"({"listen": [{"protocol": "irc", "port": 1, "tls": true}]})"),
            "uvchat.json:1:51: listen[0].tls: it needs tls.certificate and tls.key");
}

TEST(TlsConfigTest, ACertificateAndItsKeyBelongTogether) {
  EXPECT_EQ(error_of(R"({"tls": {"certificate": "a"}})"),
            "uvchat.json:1:25: tls.certificate: it needs tls.key");
  EXPECT_EQ(error_of(R"({"tls": {"key": "a"}})"),
            "uvchat.json:1:17: tls.key: it needs tls.certificate");
  EXPECT_THAT(error_of(R"({"tls": {"other_certificates": [{"certificate": "a", "key": "b"}]}})"),
              HasSubstr("tls.other_certificates: there must be tls.certificate"));
}

}  // namespace
}  // namespace uvchat::server
