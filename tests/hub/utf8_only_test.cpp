#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

TEST(Utf8Only, ALineThatIsNoUtf8IsRefusedAndDropped) {
  Conversation chat;
  Person& ana = chat.registered("ana", "labeled-response batch");
  Person& bob = chat.registered("bob");
  ana.says("PRIVMSG bob :hi\xaa");
  ana.hears(":srv FAIL PRIVMSG INVALID_UTF8 :*");
  ana.says("@label=xyz PRIVMSG bob :hi\xaa");
  ana.hears("@label=xyz :srv FAIL PRIVMSG INVALID_UTF8 :*");
  bob.hears_nothing();
  ana.says("\xff\xfe");
  ana.hears(":srv FAIL * INVALID_UTF8 :*");
  ana.says("P\xffNG x");
  ana.hears(":srv FAIL * INVALID_UTF8 :*");
  ana.says("P\u00d1NG \xff");
  ana.hears(":srv FAIL * INVALID_UTF8 :*");
}

TEST(Utf8Only, ALabelThatIsNoUtf8IsNotSentBack) {
  Conversation chat;
  Person& ana = chat.registered("ana", "labeled-response batch");
  ana.says("@label=\xff PING x");
  ana.hears(":srv FAIL PING INVALID_UTF8 :*");
  ana.says_too_much("@label=\xff PING x");
  ana.hears(":srv 417 ana :*");
}

TEST(Utf8Only, HoldsBeforeRegistrationToo) {
  Conversation chat;
  Person& ana = chat.connected();
  ana.says("NICK ana");
  ana.says("USER \xe8rc\xe9 * * :real");
  ana.hears(":srv FAIL USER INVALID_UTF8 :*");
  ana.says("USER u * * :i\xe8rc\xe9");
  ana.hears(":srv FAIL USER INVALID_UTF8 :*");
  ana.hears_nothing();
}

TEST(Utf8Only, ALineCutWithinACharacterIsTooLong) {
  Conversation chat;
  Person& ana = chat.registered("ana");
  ana.says_too_much("PRIVMSG bob :\xc3");
  ana.hears(":srv 417 ana :Input line was too long");
  ana.says("PRIVMSG bob :" + std::string(600, '\xc3'));
  ana.hears(":srv 417 ana :Input line was too long");
}

}  // namespace
}  // namespace uvchat::hub
