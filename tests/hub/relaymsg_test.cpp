#include "tests/hub/room.h"

namespace uvchat::hub {
namespace {

struct Relaymsg : Room {
  static HubSettings relaying() {
    HubSettings settings = Conversation::some_settings();
    settings.relaymsg.enabled = true;
    return settings;
  }
  Relaymsg() : Room(relaying()) {}
};

TEST_F(Relaymsg, SpeaksInTheNickOfWhoSaidItElsewhere) {
  Person& bridge = in_room("br\\dge", "echo-message labeled-response batch draft/relaymsg");
  Person& bob = in_room("bob");
  Person& carol = in_room("carol", "draft/relaymsg message-tags");
  bridge.says("@label=x RELAYMSG #A smt/discord :hi there");
  bridge.hears("@label=x;draft/relaymsg=br\\\\dge :smt/discord!relay@srv PRIVMSG #a :hi there");
  bob.hears(":smt/discord!relay@srv PRIVMSG #a :hi there");
  carol.hears("@draft/relaymsg=br\\\\dge;msgid=* :smt/discord!relay@srv PRIVMSG #a :hi there");
}

TEST_F(Relaymsg, ReachesTheClassroom) {
  Person& bridge = chat.registered("bridge");
  bridge.says("JOIN #lobby");
  Person& pupil = chat.classroom();
  bridge.says("RELAYMSG #lobby smt/discord :hola");
  pupil.hears("smt/discord: hola");
}

TEST_F(Relaymsg, ItsNickIsValidButForASeparator) {
  Person& alice = in_room("alice");
  for (const char* nick : {"bob", "x!y/d", "x@/d", "x y/d", "1x/d", "#x/d", "x./d"}) {
    alice.says("RELAYMSG #a " + std::string(nick) + " :hi");
    alice.hears(":srv FAIL RELAYMSG INVALID_NICK :*");
  }
  alice.says("RELAYMSG #a " + std::string(32, 'x') + "/ :hi");
  alice.hears(":srv FAIL RELAYMSG INVALID_NICK :*");
}

TEST_F(Relaymsg, IsForOperatorsOfTheChannel) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  Person& eve = chat.registered("eve");
  for (Person* person : {&bob, &eve}) {
    person->says("RELAYMSG #a x/d :hi");
    person->hears(":srv FAIL RELAYMSG PRIVS_NEEDED :*");
  }
  given(alice, "MODE #a +h bob");
  bob.says("RELAYMSG #a x/d :hi");
  alice.hears(":x/d!relay@srv PRIVMSG #a :hi");
  bob.says("RELAYMSG #none x/d :hi");
  bob.hears(":srv 403 bob #none :*");
  bob.says("RELAYMSG #a x/d :");
  bob.hears(":srv FAIL RELAYMSG BLANK_MSG :*");
  bob.says("RELAYMSG #a x/d");
  bob.hears(":srv 461 bob RELAYMSG :*");
}

TEST_F(Relaymsg, TheChannelSaysWhatTextItTakes) {
  Person& alice = in_room("alice");
  given(alice, "MODE #a +Ccm");
  alice.says("RELAYMSG #a x/d :\x01VERSION\x01");
  alice.hears(":srv 404 alice #a :*+C*");
  alice.says("RELAYMSG #a x/d :\x02hi");
  alice.hears(":srv 404 alice #a :*+c*");
  alice.says("RELAYMSG #a x/d :hi");
  alice.hears_nothing();
}

TEST(RelaymsgOff, NothingIsRelayed) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("JOIN #a");
  alice.skips_all();
  alice.says("RELAYMSG #a x/d :hi");
  alice.hears(":srv FAIL RELAYMSG NOT_ENABLED :*");
}

}  // namespace
}  // namespace uvchat::hub
