// What services answer, for programs: the tag "uvchat/code" (docs/services.md).

#include <gtest/gtest.h>

#include <string>

#include "tests/hub/accounts.h"
#include "tests/hub/room_store.h"

namespace uvchat::hub {
namespace {

struct CodesOfNickServ : AccountsOf {
  Person& ana_with_an_account() {
    Person& ana = chat.registered("ana", "message-tags");
    makes_account(ana);
    return ana;
  }
  void hears_for(Person& person, const std::string& words, std::string_view answer) {
    person.says("NS " + words);
    serves();
    person.hears_in_time(answer);
  }
};

TEST_F(CodesOfNickServ, TellWhatWasDone) {
  Person& ana = ana_with_an_account();
  hears_for(ana, "PASSWD secret better", "@uvchat/code=DONE :NickServ!* :Your password has *");
  hears_for(ana, "PASSWD wrong best", "@uvchat/code=WRONG_PASSWORD :NickServ!* :Refused: *");
  hears_for(ana, "PASSWD better ana", "@uvchat/code=WEAK_PASSWORD :*");
  hears_for(ana, "PASSWD better", "@uvchat/code=INVALID_PARAMS :* :PASSWD <old password> *");
  away = true;
  hears_for(ana, "PASSWD better best", "@uvchat/code=TEMPORARILY_UNAVAILABLE :*");
}

TEST_F(CodesOfNickServ, HaveTheFactsThatBelongToThem) {
  Person& ana = ana_with_an_account();
  ana.says("NS SESSIONS");
  serves();
  ana.hears(R"(@uvchat/code=SESSION\s192.0.2.7\sthis :* :Session from 192.0.2.7 (this one))");
  ana.hears("@uvchat/code=END :* :No device *");
  ana.says("NS INFO");
  ana.hears(R"(@uvchat/code=ACCOUNT\sana :* :Account: ana)");
}

TEST_F(CodesOfNickServ, TellHowToConfirm) {
  Person& ana = ana_with_an_account();
  ana.says("NS DROP ana");
  ana.hears("@uvchat/code=WARNING :*");
  ana.hears(R"(@uvchat/code=CONFIRM\sDROP\sana\s* :* :If you want that, say: DROP ana *)");
}

TEST_F(CodesOfNickServ, AreForThoseWhoReadTags) {
  Person& eve = chat.registered("eve");
  eve.says("NS SESSIONS");
  eve.hears(":NickServ!NickServ@srv NOTICE eve :Log in first.");
}

TEST_F(CodesOfNickServ, StandOnALoginThatIsRefused) {
  ana_with_an_account().goes();
  Person& eve = chat.connected();
  eve.says("CAP REQ :message-tags sasl");
  eve.says("NICK eve");
  eve.says("AUTHENTICATE PLAIN");
  eve.says("AUTHENTICATE " + std::string(ana_wrong));
  serves();
  eve.hears_in_time("@uvchat/code=WRONG_PASSWORD :srv 904 eve :*wrong name or password");
}

struct CodesOfChanServ : testing::Test, RoomStore {};

TEST_F(CodesOfChanServ, TellWhoHasFoundedARoom) {
  Person& person = founder();
  person.says("CAP REQ :message-tags");
  person.hears_in_time("* CAP ana ACK :message-tags");
  says(person, "CS INFO #a");
  person.hears(R"(@uvchat/code=CHANNEL\s#a :*)");
  person.hears(R"(@uvchat/code=FOUNDER\sana :*)");
  person.hears(R"(@uvchat/code=REGISTERED\s*Z :*)");
  says(person, "CS REGISTER #a");
  person.hears("@uvchat/code=ALREADY_REGISTERED :*");
  says(person, "CS INFO #nowhere");
  person.hears("@uvchat/code=NO_SUCH_CHANNEL :*");
}

}  // namespace
}  // namespace uvchat::hub
