// Certificates of clients: an owner says which log in to an account, and they do (SASL EXTERNAL).

#include <gtest/gtest.h>

#include <string>

#include "tests/hub/accounts.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view ana_in_base64 = "YW5h";
constexpr std::string_view bob_in_base64 = "Ym9i";

Hello::Fingerprint fingerprint_of(std::uint8_t byte) {
  Hello::Fingerprint fingerprint;
  fingerprint.fill(byte);
  return fingerprint;
}

std::string text_of(const std::string& byte) {
  std::string text;
  for (int i = 0; i < 32; ++i) text += byte;
  return text;
}

struct Certificates : AccountsOf {
  // Ana, whose account the certificate a5a5... logs in to.
  Person& ana_with_a_certificate() {
    Person& ana = with_tls("ana", fingerprint_of(0xa5));
    makes_account(ana);
    ana.says("NS CERT ADD");
    serves();
    ana.hears(":NickServ!* NOTICE ana :The certificate " + text_of("a5") +
              " logs in to your account from now on.");
    return ana;
  }
  Person& with_tls(const std::string& nick,
                   const std::optional<Hello::Fingerprint>& certificate = {}) {
    Person& person = chat.connected_with_tls(certificate);
    person.says("NICK " + nick);
    person.says("USER u 0 * :Real");
    person.skips_all();
    return person;
  }
  // A client with this certificate, which asks to be `name`: base64, or '+'.
  Person& comes(std::uint8_t certificate, std::string_view name = "+") {
    Person& person = chat.connected_with_tls(fingerprint_of(certificate));
    person.says("CAP REQ :sasl");
    person.says("NICK device");
    person.says("USER u 0 * :Real");
    person.says("AUTHENTICATE EXTERNAL");
    person.says("AUTHENTICATE " + std::string(name));
    serves();
    person.says("CAP END");
    return person;
  }
  void refuses(std::uint8_t certificate, std::string_view name, const std::string& why) {
    Person& person = comes(certificate, name);
    person.hears_in_time(":srv 904 device :SASL authentication failed: " + why);
    person.goes();
  }

  const std::string unknown = "this certificate does not log in to that account";
};

TEST_F(Certificates, LogInToTheAccountOfTheirOwnerWithoutAPassword) {
  ana_with_a_certificate();
  Person& device = comes(0xa5);
  device.hears("*CAP * ACK :sasl");
  device.hears("AUTHENTICATE +");
  device.hears(":srv 900 device *!*@* ana :*");
  device.hears(":srv 903 device :*");
  device.hears(":srv 001 ana :*");
  EXPECT_EQ(checks, 0);
}

TEST_F(Certificates, LogInToTheAccountThatIsNamedIfItIsTheirs) {
  ana_with_a_certificate();
  comes(0xa5, ana_in_base64).hears_in_time(":srv 903 *");
  comes(0xa5, "QU5B").hears_in_time(":srv 903 *");  // "ANA"
  makes_account(chat.registered("bob"));
  refuses(0xa5, bob_in_base64, unknown);
}

TEST_F(Certificates, ThatAreUnknownAreToldNothing) {
  ana_with_a_certificate();
  makes_account(chat.registered("bob"));
  for (const std::string_view name : {std::string_view("+"), ana_in_base64, bob_in_base64}) {
    Person& eve = comes(0xee, name);
    eve.hears_in_time(":srv 904 device :*" + unknown);
    EXPECT_EQ(eve.penalty_ms(), 3000U);
  }
  refuses(0xa5, "bm9ib2R5", unknown);  // "nobody"
}

TEST_F(Certificates, AreTriedAsOftenAsPasswordsFromAnAddress) {
  ana_with_a_certificate();
  for (int i = 0; i < 10; ++i) refuses(0xee, "+", unknown);
  refuses(0xa5, "+", "too many wrong passwords from your address, try again later");
  logs_in("far", ana_secret, "203.0.113.1").hears_in_time(":srv 903 *");
  chat.waits_ms(60'000);
  comes(0xa5).hears_in_time(":srv 903 *");
}

TEST_F(Certificates, AreNotEnoughWhereTheAccountIsSuspended) {
  Person& boss = chat.registered("boss");
  chat.make_operator(boss);
  ana_with_a_certificate();
  boss.says("NS SUSPEND ana spam");
  serves();
  refuses(0xa5, "+", "this account is suspended: spam");
}

TEST_F(Certificates, LogInNowhereWhenTheAccountHasEnded) {
  Person& ana = ana_with_a_certificate();
  ana.says("NS DROP ana");
  ana.hears(":NickServ!* NOTICE ana :All that is kept of the account ana will be erased*");
  const std::string asked = ana.next_line();
  ana.says("NS DROP ana " + asked.substr(asked.rfind(' ') + 1));
  serves();
  EXPECT_EQ(dropped.size(), 1U);
  refuses(0xa5, "+", unknown);  // even if the store still had it
}

TEST_F(Certificates, CannotLogInWhileTheStoreIsAway) {
  ana_with_a_certificate();
  away = true;
  refuses(0xa5, "+", "the disk is full");
}

TEST_F(Certificates, AreOfferedAsAMechanismToThoseWhoHaveOne) {
  Person& ana = chat.connected_with_tls(fingerprint_of(0xa5));
  Person& bob = chat.connected_with_tls();
  ana.says("CAP LS 302");
  bob.says("CAP LS 302");
  ana.hears_in_time("*CAP * LS * sasl=EXTERNAL,PLAIN,UVCHAT-RESUME *");
  bob.hears_in_time("*CAP * LS * sasl=PLAIN,UVCHAT-RESUME *");
  ana.skips_all();
  bob.skips_all();
  ana.says("AUTHENTICATE FROB");
  ana.hears(":srv 908 * EXTERNAL,PLAIN,UVCHAT-RESUME :*");
  bob.says("AUTHENTICATE EXTERNAL");
  bob.hears(":srv 908 * PLAIN,UVCHAT-RESUME :*");
  bob.hears(":srv 904 * :SASL authentication failed: there is no such mechanism");
  ana.skips_all();
  HubSettings settings = with_accounts();
  settings.accounts.scram = true;
  chat.takes_settings(settings);
  ana.hears(":srv CAP * NEW :sasl=EXTERNAL,PLAIN,SCRAM-SHA-256,UVCHAT-RESUME");
  bob.hears(":srv CAP * NEW :sasl=PLAIN,SCRAM-SHA-256,UVCHAT-RESUME");
}

TEST_F(Certificates, OfAGatewayAreNotThoseOfItsUser) {
  HubSettings settings = with_accounts();
  settings.webirc = {{"sesame", {*Network::parse("192.0.2.7")}}};
  chat.takes_settings(settings);
  ana_with_a_certificate();
  Person& user = chat.connected_with_tls(fingerprint_of(0xa5));
  user.says("AUTHENTICATE EXTERNAL");
  user.hears("AUTHENTICATE +");
  user.says("WEBIRC sesame gateway host 203.0.113.9 :secure");
  user.says("AUTHENTICATE +");
  user.hears(":srv 904 * :*" + unknown);
  user.says("AUTHENTICATE EXTERNAL");
  user.hears(":srv 908 * PLAIN,UVCHAT-RESUME :*");
}

TEST_F(Certificates, RefuseWhatIsNoNameOfAnAccount) {
  ana_with_a_certificate();
  for (const char* words : {"!!", "YQBi", "/w=="}) {
    refuses(0xa5, words, "that is not what EXTERNAL wants");
  }
}

TEST_F(Certificates, AreListedAndTakenAwayByTheirOwner) {
  Person& ana = ana_with_a_certificate();
  ana.says("NS CERT ADD " + text_of("0B") + "x");
  ana.hears(":NickServ!* NOTICE ana :Refused: that is no SHA-256 fingerprint: *");
  ana.says("NS CERT ADD " + text_of("0B"));
  ana.hears(":NickServ!* NOTICE ana :Refused: your connection has shown another certificate*");
  std::string with_colons = text_of("A5:");
  with_colons.pop_back();
  ana.says("NS CERT ADD " + with_colons);
  serves();
  ana.hears(":NickServ!* NOTICE ana :The certificate " + text_of("a5") + " logs in *");
  ana.says("NS CERT");
  serves();
  ana.hears(":NickServ!* NOTICE ana :" + text_of("a5") + ", added 20* (of this connection)");
  ana.says("NS CERT DEL " + text_of("a5"));
  serves();
  ana.hears(":NickServ!* NOTICE ana :The certificate " + text_of("a5") + " logs in * no longer.");
  ana.says("NS CERT DEL " + text_of("a5"));
  serves();
  ana.hears(":NickServ!* NOTICE ana :Refused: your account has no such certificate");
  refuses(0xa5, "+", unknown);
  ana.says("NS CERT DEL");
  ana.hears(":NickServ!* NOTICE ana :Refused: DEL takes a fingerprint*");
  ana.says("NS CERT FROB");
  ana.hears(":NickServ!* NOTICE ana :CERT [LIST*");
}

TEST_F(Certificates, BelongToOneAccountAndAreNotTooMany) {
  ana_with_a_certificate();
  Person& bob = with_tls("bob", fingerprint_of(0xa5));
  makes_account(bob);
  bob.says("NS CERT LIST");
  serves();
  bob.hears(":NickServ!* NOTICE bob :No certificate logs in to your account.");
  bob.says("NS CERT ADD");
  serves();
  bob.hears(":NickServ!* NOTICE bob :Refused: this certificate belongs to another account");
  for (std::uint8_t i = 1; i <= 16; ++i) {
    Person& device = with_tls("device", fingerprint_of(i));
    device.says("NS IDENTIFY ana secret");
    serves();
    device.says("NS CERT ADD");
    serves();
    device.hears_in_time(i < 16 ? "*logs in to your account from now on."
                                : "*Refused: your account has 16 certificates already*");
    device.says("QUIT");
  }
}

TEST_F(Certificates, AreAddedOverAConnectionThatHasShownThem) {
  Person& bob = with_tls("bob");
  bob.says("NS CERT ADD");
  bob.hears(":NickServ!* NOTICE bob :Log in first.");
  makes_account(bob);
  bob.says("NS CERT ADD");
  bob.hears(":NickServ!* NOTICE bob :Refused: your connection has shown no certificate*");
  bob.says("NS CERT ADD " + text_of("a5"));
  bob.hears(":NickServ!* NOTICE bob :Refused: your connection has shown no certificate*");
  Person& cat = with_tls("cat", fingerprint_of(0xa5));
  makes_account(cat);
  away = true;
  cat.says("NS CERT ADD");
  serves();
  cat.hears(":NickServ!* NOTICE cat :The certificate was not added: the disk is full");
  cat.says("NS CERT LIST");
  serves();
  cat.hears(":NickServ!* NOTICE cat :Your certificates cannot be read: the disk is full");
  EXPECT_TRUE(certificates.empty());
}

}  // namespace
}  // namespace uvchat::hub
