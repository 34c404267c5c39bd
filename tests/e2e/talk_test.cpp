#include "tests/e2e/fixture.h"

// People who talk, and lines that arrive in pieces.

namespace uvchat::e2e {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;

class Talk : public ServerTest {
 protected:
  void SetUp() override { start(); }
};

UVCHAT_IN_BOTH_SHAPES(Talk);

TEST_P(Talk, TwoPeopleTalkInARoom) {
  Client ana = member("ana");
  Client bob = member("bob");
  ana.hears(":bob!~bob@* JOIN #lobby");
  ana.says("PRIVMSG #lobby :hello bob");
  bob.hears(":ana!~ana@* PRIVMSG #lobby :hello bob");
  bob.says("PRIVMSG #lobby :hello ana");
  ana.hears(":bob!~bob@* PRIVMSG #lobby :hello ana");
  bob.says("PRIVMSG ana :between us");
  ana.hears(":bob!~bob@* PRIVMSG ana :between us");
  EXPECT_THAT(bob.hears_all(), IsEmpty()) << "nobody hears himself without asking for it";
}

TEST_P(Talk, ALineMayBeCutAnywhereInTwo) {
  Client ana = member("ana");
  Client bob = member("bob");
  const std::string line = "PRIVMSG #lobby :ni\xC3\xB1o\r\n";
  for (std::size_t cut = 1; cut < line.size(); ++cut) {
    ana.socket.sends(line.substr(0, cut));
    a_turn_passes();
    ana.socket.sends(line.substr(cut));
    EXPECT_THAT(bob.hears_until("* PRIVMSG *"), ElementsAre(EndsWith(" :ni\xC3\xB1o")))
        << "cut behind byte " << cut;
  }
  EXPECT_THAT(bob.hears_all(), IsEmpty());
}

TEST_P(Talk, ALineMayComeByteByByte) {
  Client ana = member("ana");
  Client bob = member("bob");
  for (const char byte : std::string_view("PRIVMSG #lobby :slowly\r\n")) {
    ana.socket.sends({&byte, 1});
    a_turn_passes();
  }
  EXPECT_THAT(bob.hears_until("* PRIVMSG *"), ElementsAre(EndsWith(" PRIVMSG #lobby :slowly")));
}

TEST_P(Talk, SeveralLinesInOneSendAreSeveralLines) {
  Client ana = member("ana");
  Client bob = member("bob");
  ana.socket.sends(
      "PRIVMSG #lobby :one\r\nPRIVMSG #lobby :two\n\r\n\nPRIVMSG #lobby :three\r\nPING end\r\n");
  ana.hears("* PONG * :end");
  EXPECT_THAT(bob.hears_all(), ElementsAre(EndsWith(":one"), EndsWith(":two"), EndsWith(":three")));
}

TEST_P(Talk, AMistakeIsToldToWhoMadeItAlone) {
  Client ana = member("ana");
  Client bob = member("bob");
  ana.hears("* JOIN #lobby");
  ana.says("PRIVMSG nobody :hello?");
  ana.says("NICK bob");
  ana.says("DANCE");
  ana.hears("* 401 ana nobody *");
  ana.hears("* 433 ana bob *");
  ana.hears("* 421 ana DANCE *");
  EXPECT_THAT(bob.hears_all(), IsEmpty());
}

}  // namespace
}  // namespace uvchat::e2e
