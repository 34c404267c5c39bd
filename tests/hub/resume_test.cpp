// Resume tokens: a device logs in again without a password.

#include <gtest/gtest.h>

#include "tests/hub/accounts.h"

namespace uvchat::hub {
namespace {

// "ana\0token1", "ana\0token2", "bob\0token1" as AUTHENTICATE sends them.
constexpr std::string_view ana_token1 = "YW5hAHRva2VuMQ==";
constexpr std::string_view ana_token2 = "YW5hAHRva2VuMg==";
constexpr std::string_view bob_token1 = "Ym9iAHRva2VuMQ==";

struct Resume : AccountsOf {
  Person& ana_with_a_token() {
    Person& ana = chat.registered("ana", "uvchat/resume");
    makes_account(ana);
    ana.says("RESUME NEW :my phone");
    serves();
    ana.hears(":srv RESUME TOKEN token1");
    return ana;
  }
  Person& resumes(std::string_view nick, std::string_view words) {
    Person& person = chat.connected();
    person.says("CAP REQ :sasl");
    person.says("NICK " + std::string(nick));
    person.says("USER u 0 * :Real");
    person.says("AUTHENTICATE uvchat-resume");
    person.says("AUTHENTICATE " + std::string(words));
    serves();
    person.says("CAP END");
    return person;
  }
};

TEST_F(Resume, LogsADeviceInWithoutAPassword) {
  ana_with_a_token().goes();
  Person& phone = resumes("ana", ana_token1);
  phone.hears("*CAP * ACK :sasl");
  phone.hears("AUTHENTICATE +");
  phone.hears(":srv 900 ana *!*@* ana :*");
  phone.hears(":srv 903 ana :*");
  phone.hears(":srv 001 ana :*");
  EXPECT_EQ(checks, 0);
  EXPECT_EQ(tokens.count("token1"), 0U);  // the store has its hash alone
}

TEST_F(Resume, RefusesATokenOfSomebodyElse) {
  ana_with_a_token();
  makes_account(chat.registered("bob"));
  for (const std::string_view words : {ana_token2, bob_token1}) {
    Person& eve = resumes("eve", words);
    eve.hears_in_time(":srv 904 eve :*not known any more");
    EXPECT_EQ(eve.penalty_ms(), 3000U);
  }
}

TEST_F(Resume, LetsNobodyShutTheOwnerOutWithWrongTokens) {
  ana_with_a_token();
  for (int i = 0; i < 101; ++i) {
    Person& eve = resumes("eve", ana_token2);
    eve.hears_in_time(":srv 904 eve :*not known any more");
    eve.goes();
  }
  logs_in("far", ana_secret, "203.0.113.1").hears_in_time(":srv 903 *");
}

TEST_F(Resume, RefusesWhatIsNoToken) {
  for (const char* words : {"+", "YW5h", "!!"}) {
    resumes("eve", words).hears_in_time(":srv 904 eve :*not what UVCHAT-RESUME wants");
  }
}

TEST_F(Resume, TellsWhenTheStoreIsAway) {
  ana_with_a_token();
  away = true;
  resumes("ana2", ana_token1).hears_in_time(":srv 904 ana2 :*the disk is full");
}

TEST_F(Resume, ForgetsATokenThatItsDeviceGivesUp) {
  Person& ana = ana_with_a_token();
  ana.says("RESUME FORGET token1");
  serves();
  ana.hears(":srv RESUME FORGOTTEN");
  resumes("ana2", ana_token1).hears_in_time(":srv 904 ana2 :*");
}

TEST_F(Resume, GivesTokensToThoseAloneWhoAskForTheCapabilityAndAreLoggedIn) {
  Person& bob = chat.registered("bob");
  bob.says("RESUME NEW :x");
  bob.hears(":srv FAIL RESUME NEED_CAPABILITY :*");
  Person& eve = chat.registered("eve", "uvchat/resume");
  eve.says("RESUME NEW :x");
  eve.hears(":srv FAIL RESUME NEED_LOGIN :*");
  makes_account(eve);
  eve.says("RESUME FROB :x");
  eve.hears(":srv FAIL RESUME INVALID_PARAMS :*");
  away = true;
  eve.says("RESUME NEW :x");
  serves();
  eve.hears(":srv FAIL RESUME TEMPORARILY_UNAVAILABLE :*the disk is full");
}

TEST_F(Resume, IsListedAndRevokedByNickServ) {
  Person& ana = ana_with_a_token();
  Person& phone = resumes("phone", ana_token1);
  phone.hears_in_time(":srv 001 ana :*");
  phone.skips_all();
  ana.says("NS SESSIONS");
  serves();
  ana.hears(":NickServ!* NOTICE ana :Session from 192.0.2.7 (this one)");
  ana.hears(":NickServ!* NOTICE ana :Session from 192.0.2.7");
  ana.hears(":NickServ!* NOTICE ana :Device 1: my phone, used last *");
  ana.says("NS SESSIONS REVOKE x");
  ana.hears(":NickServ!* NOTICE ana :SESSIONS *");
  ana.says("NS SESSIONS REVOKE 1");
  serves();
  ana.hears(":NickServ!* NOTICE ana :This device needs a password from now on.");
  EXPECT_FALSE(phone.closed());
  ana.says("NS SESSIONS REVOKE ALL");
  serves();
  ana.hears(":NickServ!* NOTICE ana :No device has a token to log in with any more*CERT LIST*");
  phone.hears_in_time("ERROR :*");
  EXPECT_TRUE(phone.closed());
}

}  // namespace
}  // namespace uvchat::hub
