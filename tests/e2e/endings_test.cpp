#include <thread>

#include "tests/e2e/fixture.h"

// How connections end, from either side.

namespace uvchat::e2e {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class Endings : public ServerTest {
 protected:
  void SetUp() override { start(); }
};

UVCHAT_IN_BOTH_SHAPES(Endings);

TEST_P(Endings, AHalfClosedClientStillGetsItsAnswers) {
  Client ana = member("ana");
  Client bob = member("bob");
  ana.hears_all();
  ana.socket.sends("PRIVMSG #lobby :last words\r\nPING x\r\n");
  ana.socket.half_closes();
  EXPECT_THAT(ana.hears_to_the_end(), ElementsAre(EndsWith("PONG uvchat.local :x"),
                                                  "ERROR :Closing link (Connection closed)"));
  bob.hears(":ana!* PRIVMSG #lobby :last words");
  bob.hears(":ana!* QUIT :Connection closed");
}

TEST_P(Endings, AnUnfinishedLineBeforeAnEndIsDropped) {
  Client ana = member("ana");
  Client bob = member("bob");
  ana.socket.sends("PRIVMSG #lobby :whole\r\nPRIVMSG #lobby :unfinished");
  ana.socket.half_closes();
  EXPECT_THAT(bob.hears_until("*QUIT*"),
              ElementsAre(EndsWith(":whole"), EndsWith("QUIT :Connection closed")));
}

TEST_P(Endings, AConnectionKilledWithinALineLeavesAQuitAndNothingElse) {
  Client ana = member("ana");
  Client bob = member("bob");
  ana.socket.sends("PRIVMSG #lobby :unfinished");
  a_turn_passes();
  ana.socket.breaks_off();
  EXPECT_THAT(bob.hears_until("*QUIT*"), ElementsAre(EndsWith("QUIT :Connection reset")));
  EXPECT_THAT(bob.hears_all(), IsEmpty());
  Client second = member("ana");  // the nick is free again
  bob.hears(":ana!* JOIN #lobby");
}

TEST_P(Endings, WhoConnectsAndVanishesLeavesNoTrace) {
  Client bob = member("bob");
  for (int i = 0; i < 100; ++i) {
    Socket silent(irc_port());
    Socket half_registered(irc_port());
    half_registered.sends("NICK ghost\r\n");
    Socket pupil(classroom_port());
    if (i % 2 == 0) {
      silent.breaks_off();
      half_registered.breaks_off();
      pupil.breaks_off();
    }
  }
  // A pupil is in the room from the start to the end.
  for (int i = 0; i < 100; ++i) bob.hears(":guest*!* QUIT :*");
  Client ghost = registered("ghost2");
  do {  // the last of its connections may still be ending
    ghost.says("NICK ghost");
  } while (matches(ghost.hears("* ghost*"), "* 433 *"));
  bob.says("NAMES #lobby");
  bob.hears("* 353 bob = #lobby :bob");
}

TEST_P(Endings, AllThatWasAnsweredBeforeAQuitArrivesBeforeTheEnd) {
  Client ana = member("ana");
  Client bob = member("bob");
  ana.hears_all();
  std::string all;
  for (int i = 0; i < 200; ++i) all += "PING " + std::to_string(i) + "\r\n";
  ana.socket.sends(all + "QUIT :so long\r\n");
  const std::vector<std::string> heard = ana.hears_to_the_end();
  ASSERT_THAT(heard, SizeIs(202));  // its own QUIT is one of them
  for (std::size_t i = 0; i < 200; ++i) EXPECT_THAT(heard[i], EndsWith(":" + std::to_string(i)));
  EXPECT_THAT(heard[200], EndsWith(" QUIT :Quit: so long"));
  EXPECT_EQ(heard.back(), "ERROR :Closing link (Quit: so long)");
  bob.hears(":ana!* QUIT :Quit: so long");
}

// A close with unread input would be a RST, and that would take the last lines from the peer.
TEST_P(Endings, WhatIsSaidBehindAQuitDoesNotCutTheAnswerShort) {
  Client ana = member("ana");
  Client bob = member("bob");
  ana.hears_all();
  std::string behind;
  for (int i = 0; i < 1000; ++i) behind += "PRIVMSG #lobby :too late\r\n";
  ana.socket.sends("PING x\r\nQUIT\r\n" + behind);
  EXPECT_THAT(ana.hears_to_the_end(), ElementsAre(EndsWith(":x"), EndsWith(" QUIT :Quit"),
                                                  StartsWith("ERROR :Closing link (Quit")));
  EXPECT_THAT(bob.hears_until("*QUIT*"), Not(Contains(EndsWith("too late"))));
  EXPECT_THAT(bob.hears_all(), IsEmpty());
}

TEST_P(Endings, AServerThatStopsSaysSoToAll) {
  Client ana = member("ana");
  Client bob = member("bob");
  Client stranger(irc_port());
  ana.hears_all();
  a_turn_passes();
  const std::jthread end([this] { stop(); });
  for (Client* client : {&ana, &bob, &stranger}) {
    EXPECT_THAT(client->hears_to_the_end(),
                ElementsAre("ERROR :Closing link (Server shutting down)"));
    client->socket.closes();
  }
}

}  // namespace
}  // namespace uvchat::e2e
