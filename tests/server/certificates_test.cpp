#include "server/certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/config_error.h"
#include "tests/tls/certificates.h"

namespace uvchat::server {
namespace {

using testing::HasSubstr;

class CertificatesTest : public testing::Test {
 protected:
  tls::Certificates folder_;
  TlsConfig config_{folder_.make("a", {"a.example"}), {}, {}};
};

TEST_F(CertificatesTest, PathsCountFromTheFolderOfTheConfiguration) {
  config_.first = {"a.cert", "a.key"};
  EXPECT_TRUE(load_certificates(config_, folder_.path("uvchat.json")));
  EXPECT_FALSE(load_certificates(config_, "/nowhere/uvchat.json"));
}

TEST_F(CertificatesTest, WithoutAnyThereAreNone) {
  const auto none = load_certificates({}, folder_.path("uvchat.json"));
  ASSERT_TRUE(none);
  EXPECT_EQ(*none, nullptr);
}

TEST_F(CertificatesTest, AFileThatIsReplacedIsNoticed) {
  const std::string before = state_of_files(config_, "");
  EXPECT_EQ(state_of_files(config_, ""), before);
  folder_.make("b", {"b.example"});
  std::filesystem::rename(folder_.path("b.cert"), config_.first.certificate);
  EXPECT_NE(state_of_files(config_, ""), before);
}

TEST_F(CertificatesTest, AMadeOneTakesNoFilesPlace) {
  const tls::CertificateFiles files{folder_.path("new.pem"), config_.first.key};
  const auto made = make_certificate_files({"a.example"}, 1, files);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().text, HasSubstr("a.key: is there already"));
  EXPECT_FALSE(std::filesystem::exists(files.certificate));
}

TEST_F(CertificatesTest, ClientsAreNotToldToKeepToOneThatNobodyBelieves) {
  config_.sts.port = 6697;
  const auto loaded = load_certificates(config_, folder_.path("uvchat.json"));
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().text, HasSubstr("signed with its own key"));
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
