// SASL SCRAM-SHA-256: a login whose password is not sent.

#include <string>

#include "tests/hub/accounts.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/scram.h"

namespace uvchat::hub {
namespace {

struct Scram : AccountsOf {
  Scram() : AccountsOf(with_scram()) {}

  static HubSettings with_scram() {
    HubSettings settings = with_accounts();
    settings.accounts.scram = true;
    return settings;
  }

  void sends(Person& person, const std::string& text) {
    person.says("AUTHENTICATE " + to_base64(text));
    serves();
  }
  static std::string told(const std::string& text) { return "AUTHENTICATE " + to_base64(text); }
  // Somebody who has sent the first message for this name.
  Person& begins(const std::string& name) {
    Person& person = chat.registered("phone");
    person.says("AUTHENTICATE SCRAM-SHA-256");
    person.hears("AUTHENTICATE +");
    sends(person, "n,,n=" + name + ",r=abc");
    return person;
  }
  static std::string second(const std::string& nonce, const std::string& proof = right_proof) {
    return "c=biws,r=" + nonce + ",p=" + to_base64(proof);
  }
};

TEST_F(Scram, IsOfferedWhereItIsSwitchedOn) {
  Person& ana = chat.connected();
  ana.says("CAP LS 302");
  ana.hears("*sasl=PLAIN,SCRAM-SHA-256,UVCHAT-RESUME*");
}

TEST_F(Scram, LogsInWhoeverKnowsThePasswordAndHasSeenThatTheServerDoes) {
  makes_account(chat.registered("ana"));
  Person& phone = begins("ana");
  phone.hears(told("r=abctoken1,s=YWJj,i=4096"));
  sends(phone, second("abctoken1"));
  phone.hears(told("v=" + to_base64(right_signature)));
  phone.says("AUTHENTICATE +");
  serves();
  phone.hears(":srv 900 phone * ana :*");
  phone.hears(":srv 903 phone :*");
  EXPECT_EQ(checked_messages, "n=ana,r=abc,r=abctoken1,s=YWJj,i=4096,c=biws,r=abctoken1");
}

TEST_F(Scram, LogsInByPlainAsBefore) {
  makes_account(chat.registered("ana"));
  logs_in("ana").hears_in_time(":srv 903 *");
}

TEST_F(Scram, DoesNotTellAnAccountThatIsNotThereByItsAnswers) {
  makes_account(chat.registered("ana"));
  for (const char* name : {"ana", "nobody"}) {
    Person& eve = begins(name);
    eve.hears("AUTHENTICATE *");
    sends(eve, second("abctoken" + std::to_string(drawn), std::string(32, 'x')));
    eve.hears(":srv 904 phone :SASL authentication failed: wrong name or password");
    eve.says("QUIT");
    eve.skips_all();
  }
}

TEST_F(Scram, AlwaysTellsTheSameSaltOfANameThatIsNobodys) {
  std::string salt;
  for (int i = 1; i <= 2; ++i) {
    Person& eve = begins(i == 1 ? "nobody" : "NoBody");
    const std::string line = eve.next_line();
    const std::string message = *from_base64(line.substr(line.rfind(' ') + 1));
    const std::string begin = "r=abctoken" + std::to_string(i) + ",";
    ASSERT_TRUE(message.starts_with(begin)) << message;
    if (i == 2) {
      EXPECT_EQ(message.substr(begin.size()), salt);
    }
    salt = message.substr(begin.size());
    EXPECT_EQ(salt.size(), std::string("s=W22ZaJ0SNY7soEsUEjb6gQ==,i=100000").size());
    eve.says("QUIT");
    eve.skips_all();
  }
}

TEST_F(Scram, CountsAWrongProofAsAWrongPassword) {
  makes_account(chat.registered("ana"));
  Person& eve = chat.registered("eve");
  for (int i = 1; i <= 10; ++i) {
    eve.says("AUTHENTICATE SCRAM-SHA-256");
    sends(eve, "n,,n=ana,r=abc");
    sends(eve, second("abctoken" + std::to_string(i), std::string(32, 'x')));
    eve.hears_in_time(":srv 904 eve :*wrong name or password");
  }
  eve.says("AUTHENTICATE SCRAM-SHA-256");
  sends(eve, "n,,n=ana,r=abc");
  eve.hears_in_time(":srv 904 eve :*too many wrong passwords from your address*");
}

TEST_F(Scram, WantsItsOwnNonceAndTheHeaderOfTheFirstMessage) {
  makes_account(chat.registered("ana"));
  Person& eve = chat.registered("eve");
  for (const std::string& last : {second("abc"), second("abctoken1x"), std::string("c=biws"),
                                  "c=eSws,r=abctoken4,p=" + to_base64(right_proof)}) {
    eve.says("AUTHENTICATE SCRAM-SHA-256");
    sends(eve, "n,,n=ana,r=abc");
    sends(eve, last);
    eve.hears_in_time(":srv 904 eve :*that is not what SCRAM-SHA-256 wants");
  }
  EXPECT_EQ(checked_messages, "");
}

TEST_F(Scram, DoesNotLogInWithAPasswordThatWasChangedMeanwhile) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  Person& phone = begins("ana");
  sends(phone, second("abctoken1"));
  phone.hears_in_time(told("v=" + to_base64(right_signature)));
  ana.says("NS PASSWD secret other");
  serves();
  phone.says("AUTHENTICATE +");
  serves();
  phone.hears(":srv 904 phone :*the password has just been changed");
}

TEST_F(Scram, KnowsNoPasswordThatWasSetWithoutIt) {
  HubSettings without = with_scram();
  without.accounts.scram = false;
  chat.takes_settings(without);
  makes_account(chat.registered("ana"));
  chat.takes_settings(with_scram());
  Person& phone = begins("ana");
  phone.hears("AUTHENTICATE *");
  sends(phone, second("abctoken1"));
  phone.hears(":srv 904 phone :*wrong name or password");
}

}  // namespace
}  // namespace uvchat::hub
