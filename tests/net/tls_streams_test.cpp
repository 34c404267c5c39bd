// TLS between a loop and its streams: handshakes, records of any size, and how both sides end.

#include <random>

#include "tests/net/tls_loop.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Status = tls::Session::Status;

TEST_F(TlsLoop, TheHubHearsOfAConnectionWhenItsHandshakeIsDone) {
  const ConnId ana = arrive();
  turns_until_quiet();
  EXPECT_THAT(heard[ana], IsEmpty());
  carries(ana);
  turns_until_quiet();
  EXPECT_THAT(heard[ana], IsEmpty()) << "the client has not finished";
  hears(ana);
  carries(ana);
  turns_until_quiet();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1 tls"));
}

TEST_F(TlsLoop, TheHubHearsTheFingerprintOfAClientsCertificate) {
  tls::ClientSettings settings;
  settings.own = folder.make("ana", {"ana.example"});
  const ConnId ana = connect(settings);
  ASSERT_THAT(heard[ana], SizeIs(1));
  EXPECT_TRUE(heard[ana].front().starts_with("opened 0 192.0.2.1 tls ")) << heard[ana].front();
}

TEST_F(TlsLoop, LinesMayFollowTheHandshakeAtOnce) {
  const ConnId ana = arrive();
  carries(ana);
  turn();
  hears(ana);
  says(ana, "NICK ana\r\nUSER ana\r\n");
  arrives_all(ana);
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1 tls", "line NICK ana", "line USER ana"));
}

TEST_F(TlsLoop, RecordsOfAByteAndReadsOfAByteAreAsGoodAsAny) {
  const ConnId ana = arrive();
  while (!clients.at(ana).is_secure) {
    carries(ana, 1);
    turn();
    hears(ana);
  }
  for (const char c : std::string("PING 1\r\n")) says(ana, std::string_view(&c, 1));
  while (carries(ana, 1) > 0) turn();
  turns_until_quiet();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1 tls", "line PING 1"));
}

TEST_F(TlsLoop, WhatTheLoopDoesNotTakeNowComesLater) {
  const ConnId ana = connect();
  std::vector<std::string> expected = heard[ana];
  std::string said;
  for (int i = 0; i < 2'000; ++i) {
    said += "PRIVMSG #a :" + std::to_string(i) + std::string(40, 'x') + "\r\n";
    expected.push_back("line PRIVMSG #a :" + std::to_string(i) + std::string(40, 'x'));
  }
  says(ana, said);
  arrives_all(ana);
  EXPECT_EQ(heard[ana], expected);
}

TEST_F(TlsLoop, APeerThatIsNotReadKeepsWhatItHasSent) {
  const ConnId ana = connect();
  deliver(Deliveries().hold(ana));
  for (int i = 0; i < 60; ++i) says(ana, std::string(1'000, 'x') + "\r\n");
  says(ana, "PING 1\r\n");
  arrives_all(ana);
  EXPECT_FALSE(stream(ana).reading);
  EXPECT_GT(clients.at(ana).on_its_way.size(), 20'000U);
  EXPECT_FALSE(tls.has_work()) << "nothing can be done";
  deliver(Deliveries().release(ana));
  arrives_all(ana);
  EXPECT_THAT(heard[ana].back(), "line PING 1");
}

TEST_F(TlsLoop, ALineIsOneRecordAndIsHeard) {
  const ConnId ana = connect();
  const std::size_t before = stream(ana).writes.size();
  deliver(Deliveries().to(ana, ":x PING\r\n").to(ana, ":x PONG\r\n"));
  turns_until_quiet();
  EXPECT_EQ(stream(ana).writes.size(), before + 1);
  hears(ana);
  EXPECT_EQ(clients.at(ana).heard, ":x PING\r\n:x PONG\r\n");
}

TEST_F(TlsLoop, AStreamThatTakesLittleGetsTheRestWhenItCan) {
  const ConnId ana = connect();
  stream(ana).room = 1'000;
  const std::string text = std::string(90'000, 'x') + "\r\n";
  deliver(Deliveries().to(ana, text));
  turns_until_quiet();
  EXPECT_THAT(stream(ana).under_way, SizeIs(1));
  EXPECT_EQ(core.figures().queued_bytes, text.size()) << "no whole record has gone out";
  for (int i = 0; i < 100 && !stream(ana).under_way.empty(); ++i) {
    stream(ana).room = 5'000;
    finish_write(ana);
    turns_until_quiet();
  }
  hears(ana);
  EXPECT_EQ(clients.at(ana).heard, text);
  EXPECT_EQ(core.figures().queued_bytes, 0U);
}

TEST_F(TlsLoop, AConnectionWithoutTlsIsServedBesideIt) {
  const ConnId ana = connect();
  const ConnId ben = connect_without_tls();
  deliver(Deliveries().to_all({ana, ben}, ":x PING\r\n"));
  turns_until_quiet();
  hears(ana);
  EXPECT_EQ(clients.at(ana).heard, ":x PING\r\n");
  EXPECT_EQ(stream(ben).sent, ":x PING\r\n");
}

TEST_F(TlsLoop, SaysThatNothingFollowsBeforeItEndsTheStream) {
  const ConnId ana = connect();
  deliver(Deliveries().to(ana, "ERROR :bye\r\n").close(ana));
  turns_until_quiet();
  hears(ana);
  EXPECT_EQ(clients.at(ana).heard, "ERROR :bye\r\n");
  EXPECT_EQ(clients.at(ana).last, Status::closed);
  EXPECT_TRUE(stream(ana).shut);
  clients.at(ana).session.close(clients.at(ana).on_its_way);
  carries(ana);
  finish_close(ana);
  EXPECT_EQ(core.figures().connections, 0U);
}

TEST_F(TlsLoop, TheEndOfAStreamThatIsFullIsSaidBehindItsLines) {
  const ConnId ana = connect();
  stream(ana).room = 10;
  deliver(Deliveries().to(ana, "ERROR :bye\r\n").close(ana));
  turns_until_quiet();
  EXPECT_FALSE(stream(ana).shut);
  finish_write(ana);
  turns_until_quiet();
  EXPECT_FALSE(stream(ana).shut) << "the word that it ends is not out";
  finish_write(ana);
  turns_until_quiet();
  EXPECT_TRUE(stream(ana).shut);
  hears(ana);
  EXPECT_EQ(clients.at(ana).heard, "ERROR :bye\r\n");
  EXPECT_EQ(clients.at(ana).last, Status::closed);
}

TEST_F(TlsLoop, APeerThatSaysItsEndHasEnded) {
  const ConnId ana = connect();
  says(ana, "QUIT\r\n");
  clients.at(ana).session.close(clients.at(ana).on_its_way);
  arrives_all(ana);
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1 tls", "line QUIT", "ended eof"));
  EXPECT_FALSE(stream(ana).reading);
}

TEST_F(TlsLoop, WhoEndsFirstHearsThatTheServerEndsToo) {
  const ConnId ana = connect();
  clients.at(ana).session.close(clients.at(ana).on_its_way);
  arrives_all(ana);
  deliver(Deliveries().to(ana, "ERROR :bye\r\n").close(ana));
  turns_until_quiet();
  hears(ana);
  EXPECT_EQ(clients.at(ana).heard, "ERROR :bye\r\n");
  EXPECT_EQ(clients.at(ana).last, Status::closed);
  EXPECT_TRUE(stream(ana).closing);
}

TEST_F(TlsLoop, APeerThatIsNotReadAndCutOffIsBroken) {
  const ConnId ana = connect();
  deliver(Deliveries().hold(ana));
  for (int i = 0; i < 60; ++i) says(ana, std::string(1'000, 'x') + "\r\n");
  arrives_all(ana);
  stream(ana).half_closed = true;
  for (int i = 0; i < 40; ++i) {
    now.mono_ms += limits::tick_ms;
    core.tick(now);
  }
  turns_until_quiet();
  EXPECT_EQ(heard[ana].back(), "ended reset");
}

TEST_F(TlsLoop, APeerThatIsCutOffIsBroken) {
  const ConnId ana = connect();
  says(ana, "PING 1\r\n");
  arrives_all(ana);
  tls.on_eof(ana.slot(), now);
  turns_until_quiet();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1 tls", "line PING 1", "ended reset"));
  finish_close(ana);
}

TEST_F(TlsLoop, WhoIsCutOffBehindTheirEndHearsTheRest) {
  const ConnId ana = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, "ERROR :bye\r\n").close(ana));
  turn();
  tls.on_eof(ana.slot(), now);
  turn();
  EXPECT_FALSE(stream(ana).closing);
  finish_write(ana);
  hears(ana);
  EXPECT_EQ(clients.at(ana).heard, "ERROR :bye\r\n");
}

TEST_F(TlsLoop, WhatIsNoTlsIsClosedAndTheHubHearsNothing) {
  const ConnId liar = arrive();
  clients.at(liar).on_its_way = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
  carries(liar);
  turns_until_quiet();
  EXPECT_TRUE(stream(liar).closing);
  finish_close(liar);
  EXPECT_THAT(heard[liar], IsEmpty());
  EXPECT_EQ(core.figures().connections, 0U);
}

TEST_F(TlsLoop, ABrokenRecordEndsAConnection) {
  const ConnId ana = connect();
  says(ana, "PING 1\r\nPING 2\r\n");
  clients.at(ana).on_its_way.back() ^= 1;
  arrives_all(ana);
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1 tls", "ended reset"));
}

TEST_F(TlsLoop, AHandshakeThatTakesTooLongOrNeverBeginsIsEnded) {
  const ConnId silent = arrive();
  const ConnId slow = arrive();
  carries(slow, 10);
  const ConnId ana = connect();
  for (std::uint64_t ms = 0; ms <= limits::greeting_ms_max; ms += limits::tick_ms) {
    core.tick(now);
    now.mono_ms += limits::tick_ms;
  }
  EXPECT_TRUE(stream(silent).closing);
  EXPECT_TRUE(stream(slow).closing);
  EXPECT_FALSE(stream(ana).closing);
}

// Where many greet, they have less time; who waits for the server alone keeps what they have.
TEST_F(TlsLoop, HandshakesThatWaitForTheirPeerCanBeEndedEarlier) {
  const ConnId silent = arrive();
  now.mono_ms += 1'000;
  const ConnId late = arrive();
  const ConnId secure = connect();
  std::vector<ConnId> in_line;
  for (int i = 0; i < 20; ++i) in_line.push_back(arrive());
  for (const ConnId conn : in_line) carries(conn);
  ASSERT_TRUE(tls.has_work()) << "not all have had their turn";
  tls.end_handshakes(now.mono_ms);
  turn();
  EXPECT_TRUE(stream(silent).closing);
  EXPECT_FALSE(stream(late).closing);
  tls.end_handshakes(now.mono_ms + 1);
  EXPECT_FALSE(stream(in_line.back()).closing);
  turn();
  EXPECT_TRUE(stream(late).closing);
  EXPECT_FALSE(stream(secure).closing);
}

TEST_F(TlsLoop, AHandshakeThatIsTooLongIsEnded) {
  const ConnId liar = arrive();
  // The fragments of a hello that says that it has 128 KiB.
  const std::string head{22, 3, 1, 0x3F, '\xFC'};
  std::string& said = clients.at(liar).on_its_way;
  said = head + std::string{1, 2, 0, 0, 3, 3} + std::string(0x3FFC - 6, '\0');
  for (int i = 0; i < 8; ++i) said += head + std::string(0x3FFC, '\0');
  const std::size_t all = said.size();
  arrives_all(liar);
  EXPECT_TRUE(stream(liar).closing);
  EXPECT_LE(all - said.size(), TlsStreams::bytes_max + TlsStreams::read_bytes_max);
}

TEST_F(TlsLoop, AStormOfHandshakesIsMetStepByStep) {
  std::vector<ConnId> storm;
  for (int i = 0; i < 7; ++i) storm.push_back(arrive());
  for (const ConnId conn : storm) carries(conn);
  const auto answered = [&] {
    return std::ranges::count_if(storm, [&](ConnId conn) { return !stream(conn).sent.empty(); });
  };
  EXPECT_EQ(answered(), 2);
  EXPECT_TRUE(tls.has_work());
  turn();
  EXPECT_EQ(answered(), 4);
  carries(arrive());
  turn();
  EXPECT_EQ(answered(), 6) << "who has come later waits longer";
  turns_until_quiet();
  EXPECT_EQ(answered(), 7);
}

TEST_F(TlsLoop, WhoHasMadeTheFirstStepComesBeforeThoseWhoHaveMadeNone) {
  const ConnId ana = arrive();
  carries(ana);
  hears(ana);
  turn();
  std::vector<ConnId> storm;
  for (int i = 0; i < 6; ++i) storm.push_back(arrive());
  for (const ConnId conn : storm) carries(conn);
  carries(ana);
  turn();
  turn();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1 tls"));
  EXPECT_TRUE(stream(storm.back()).sent.empty());
}

TEST_F(TlsLoop, ASlotMayBeUsedAgainWhileItsFormerHandshakeWaits) {
  std::vector<ConnId> storm;
  for (int i = 0; i < 3; ++i) storm.push_back(arrive());
  for (const ConnId conn : storm) carries(conn);
  const ConnId gone = storm.back();
  tls.on_broken(gone.slot());
  finish_close(gone);
  const ConnId next = arrive();
  EXPECT_EQ(next.slot(), gone.slot());
  turns_until_quiet();
  EXPECT_THAT(stream(next).sent, IsEmpty()) << "it has said nothing yet";
  carries(next);
  turns_until_quiet();
  EXPECT_FALSE(stream(next).sent.empty());
}

// Both sides talk at random, over a wire that takes and gives pieces of any size.
class TlsTalk : public TlsLoop, public testing::WithParamInterface<unsigned> {};

TEST_P(TlsTalk, NothingIsLostOrDoubledOrOutOfOrder) {
  std::mt19937 random(GetParam());
  const auto up_to = [&](std::size_t most) { return std::size_t{random()} % most + 1; };
  const std::vector<ConnId> conns{connect(), connect(), connect()};
  std::map<ConnId, std::vector<std::string>> said;
  std::map<ConnId, std::string> told;
  for (const ConnId conn : conns) said[conn] = heard[conn];
  int number = 0;
  for (int step = 0; step < 2'000; ++step) {
    const ConnId conn = conns[random() % conns.size()];
    switch (random() % 8) {
      case 0: {
        const std::string line = std::to_string(++number) + std::string(up_to(400), 'a');
        says(conn, line + "\r\n");
        said[conn].push_back("line " + line);
        break;
      }
      case 1: {
        const std::size_t size_max = ++number % 10 == 0 ? 20'000 : 300;
        const std::string text = std::to_string(number) + std::string(up_to(size_max), 'b');
        deliver(Deliveries().to(conn, text + "\r\n"));
        told[conn] += text + "\r\n";
        break;
      }
      case 2:
        carries(conn, up_to(random() % 2 == 0 ? 30 : 40'000));
        break;
      case 3:
        stream(conn).room = random() % 3 == 0 ? 0 : up_to(3'000);
        break;
      case 4:
        if (!stream(conn).under_way.empty()) finish_write(conn);
        break;
      case 5:
        hears(conn);
        break;
      case 6:
        deliver(random() % 2 == 0 ? Deliveries().hold(conn) : Deliveries().release(conn));
        break;
      default:
        turn();
    }
  }
  for (const ConnId conn : conns) {
    deliver(Deliveries().release(conn));
    for (int i = 0; i < 1'000; ++i) {
      stream(conn).room = 100'000;
      if (!stream(conn).under_way.empty()) finish_write(conn);
      arrives_all(conn);
      hears(conn);
    }
    EXPECT_EQ(heard[conn], said[conn]);
    EXPECT_EQ(clients.at(conn).heard, told[conn]);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, TlsTalk, testing::Range(1U, 21U));

}  // namespace
}  // namespace uvchat::net
