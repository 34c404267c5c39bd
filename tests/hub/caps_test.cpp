#include "hub/word_lines.h"
#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

TEST(WordLines, AreAsLongAsTheyMayBe) {
  EXPECT_THAT(in_lines({}, ' ', 5), testing::IsEmpty());
  EXPECT_THAT(in_lines({"a", "bb", "c", "dddddd", "e"}, ',', 4),
              testing::ElementsAre("a,bb", "c", "dddddd", "e"));
  EXPECT_THAT(in_lines({"a", "b", "c"}, ' ', 100, 2), testing::ElementsAre("a b", "c"));
}

TEST(Cap, NegotiationHoldsRegistrationBack) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("CAP LS");
  alice.hears(
      ":srv CAP * LS :account-notify account-tag * standard-replies userhost-in-names "
      "uvchat/resume");
  alice.says("NICK alice");
  alice.says("USER a 0 * :A");
  alice.hears_nothing();
  alice.says("CAP REQ :echo-message server-time");
  alice.hears(":srv CAP alice ACK :echo-message server-time");
  alice.says("CAP LIST");
  alice.hears("@time=* :srv CAP alice LIST :echo-message server-time");
  alice.says("CAP REQ :-server-time");
  alice.hears("@time=* :srv CAP alice ACK :-server-time");
  alice.says("CAP END");
  alice.hears(":srv 001 alice *");
  alice.skips_all();
  alice.says("CAP LS 302");
  alice.says("CAP END");
  alice.hears(":srv CAP alice LS :*");
  alice.hears_nothing();
}

class CapSts : public testing::Test {
 protected:
  static HubSettings with_sts() {
    HubSettings settings = Conversation::some_settings();
    settings.sts = {.port = 6697, .duration_s = 600};
    settings.webirc = {{"sesame", {*Network::parse("192.0.2.200")}}};
    return settings;
  }
  static Hello hello(bool has_tls, bool may_keep_tls) {
    Hello made;
    made.tls = has_tls;
    made.may_keep_tls = may_keep_tls;
    return made;
  }

  Conversation chat{with_sts()};
};

TEST_F(CapSts, AClientWithoutTlsIsToldWhereItIsAndOneWithItToKeepToIt) {
  Person& alice = chat.connected_with(hello(false, true));
  alice.says("CAP LS 302");
  alice.hears("* sts=port=6697");
  alice.says("CAP REQ :sts");
  alice.hears(":srv CAP * NAK :sts");
  Person& bob = chat.connected_with(hello(true, true));
  bob.says("CAP LS 302");
  bob.hears("* sts=duration=600");
}

TEST_F(CapSts, NobodyIsToldWhatDoesNotHoldForThem) {
  Person& old = chat.connected_with(hello(false, true));
  old.says("CAP LS");
  Person& neighbour = chat.connected_with(hello(false, true), "127.0.0.1");
  neighbour.says("CAP LS 302");
  Person& while_certificates_have_ended = chat.connected_with(hello(false, false));
  while_certificates_have_ended.says("CAP LS 302");
  Person& for_another_name = chat.connected_with(hello(true, false));
  for_another_name.says("CAP LS 302");
  for (Person* one : {&old, &neighbour, &while_certificates_have_ended, &for_another_name}) {
    one->hears("* uvchat/resume");
  }
}

TEST_F(CapSts, AGatewaysWayToTheServerIsNotItsUsers) {
  Person& user = chat.connected_with(hello(true, true), "192.0.2.200");
  user.says("WEBIRC sesame gateway host 203.0.113.9 :secure");
  user.says("CAP LS 302");
  user.hears("* uvchat/resume");
}

TEST(Cap, OneThatIsNotOfferedRefusesTheWholeRequest) {
  Conversation chat;
  Person& alice = chat.connected();
  for (const char* caps : {"echo-message frobnication", "echo-message draft/relaymsg",
                           "-frobnication", "Echo-Message"}) {
    alice.says("CAP REQ :" + std::string(caps));
    alice.hears(":srv CAP * NAK :" + std::string(caps));
  }
  alice.says("CAP LIST");
  alice.hears(":srv CAP * LIST :");
  alice.says("CAP FROB");
  alice.hears(":srv 410 * FROB :*");
  alice.says("CAP");
  alice.hears(":srv 461 * CAP :*");
}

TEST(Cap, ValuesAreForWhoUnderstandsThem) {
  HubSettings settings = Conversation::some_settings();
  settings.relaymsg = {true, "/+"};
  Conversation chat(settings);
  Person& alice = chat.connected();
  alice.says("CAP LS 301");
  const std::string plain = alice.next_line();
  EXPECT_EQ(plain.find('='), std::string::npos);
  EXPECT_NE(plain.find(" draft/relaymsg "), std::string::npos);
  alice.says("CAP LS 307");
  alice.hears(":srv CAP * LS :* draft/multiline=max-bytes=4096,max-lines=32 * draft/relaymsg=/+ *");
  alice.says("CAP LS");
  EXPECT_EQ(alice.next_line(), plain);
  alice.says("CAP LIST");
  alice.hears(":srv CAP * LIST :cap-notify");
}

TEST(Cap, VersionThreeHundredTwoBringsCapNotifyForGood) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("CAP REQ cap-notify");
  alice.says("CAP REQ -cap-notify");
  alice.hears(":srv CAP * ACK :cap-notify");
  alice.hears(":srv CAP * ACK :-cap-notify");
  alice.says("CAP LS 302");
  alice.skips_all();
  alice.says("CAP REQ -cap-notify");
  alice.hears(":srv CAP * NAK :-cap-notify");
  alice.says("CAP REQ cap-notify");
  alice.hears(":srv CAP * ACK :cap-notify");
}

TEST(Cap, AnAnswerLongerThanALineIsSplit) {
  HubSettings settings = Conversation::some_settings();
  settings.server_name = std::string(60, 's');
  Conversation chat(settings);
  Person& alice = chat.connected();
  alice.says("NICK " + std::string(32, 'a'));
  std::string request;
  while (request.size() < 485) request += "echo-message ";
  alice.says("CAP REQ :" + request);
  std::string acknowledged;
  for (std::string line = alice.next_line(); !line.empty(); line = alice.next_line()) {
    EXPECT_LE(line.size(), 510U);
    EXPECT_NE(line.find(" ACK :"), std::string::npos);
    acknowledged += line.substr(line.rfind(':') + 1) + " ";
  }
  EXPECT_EQ(acknowledged, request);
}

TEST(Cap, ALongListIsSplitForWhoUnderstandsIt) {
  HubSettings settings = Conversation::some_settings();
  settings.server_name = std::string(63, 's');
  settings.relaymsg = {true, std::string(120, '/')};
  Conversation chat(settings);
  Person& alice = chat.connected();
  alice.says("NICK " + std::string(32, 'a'));
  alice.says("CAP LS 302");
  alice.hears(":* CAP * LS * :account-notify account-tag *");
  alice.hears(":* CAP a* LS :* userhost-in-names uvchat/resume");
  alice.hears_nothing();
}

HubSettings with_relaymsg() {
  HubSettings settings = Conversation::some_settings();
  settings.relaymsg = {true, "/"};
  return settings;
}

TEST(CapsChanged, AReloadTellsWhatIsNewAndWhatIsGone) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("CAP LS 302");
  alice.skips_all();
  chat.takes_settings(with_relaymsg());
  alice.hears(":srv CAP * NEW :draft/relaymsg=/");
  alice.says("CAP REQ draft/relaymsg");
  alice.hears(":srv CAP * ACK :draft/relaymsg");
  chat.takes_settings(Conversation::some_settings());
  alice.hears(":srv CAP * DEL :draft/relaymsg");
  alice.says("CAP LIST");
  alice.hears(":srv CAP * LIST :cap-notify");
  chat.takes_settings(Conversation::some_settings());
  alice.hears_nothing();
}

TEST(CapsChanged, NewValuesAreToldToWhoUnderstandsThem) {
  Conversation chat;
  Person& alice = chat.connected();
  Person& bob = chat.connected();
  alice.says("CAP LS 302");
  bob.says("CAP REQ cap-notify");
  alice.skips_all();
  bob.skips_all();
  HubSettings settings = with_relaymsg();
  settings.multiline_lines_max = 7;
  chat.takes_settings(settings);
  alice.hears(":srv CAP * NEW :draft/multiline=max-bytes=4096,max-lines=7 draft/relaymsg=/");
  bob.hears(":srv CAP * NEW :draft/relaymsg");
}

TEST(CapsChanged, WhoIsNotToldLosesWhatIsGoneToo) {
  Conversation chat(with_relaymsg());
  Person& alice = chat.connected();
  alice.says("CAP REQ draft/relaymsg");
  alice.skips_all();
  chat.takes_settings(Conversation::some_settings());
  alice.hears_nothing();
  alice.says("CAP LIST");
  alice.hears(":srv CAP * LIST :");
}

TEST(Isupport, IsToldBeforeRegistrationToWhoAskedForIt) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("ISUPPORT");
  alice.hears(":srv 451 * :*");
  alice.says("CAP REQ :draft/extended-isupport batch");
  alice.hears(":srv CAP * ACK :*");
  alice.says("ISUPPORT");
  alice.hears(":srv BATCH +inner draft/isupport");
  alice.hears_in_time("@batch=inner :srv 005 * *NETWORK=uvchat* :are supported by this server");
  alice.hears_in_time(":srv BATCH -inner");
  alice.hears_nothing();
}

TEST(Isupport, StandsInABatchInTheWelcomeAndInALabelledAnswer) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("CAP REQ :draft/extended-isupport batch labeled-response");
  alice.says("NICK alice");
  alice.says("USER al 0 * :A");
  alice.says("CAP END");
  alice.hears_in_time(":srv 004 alice *");
  alice.hears(":srv BATCH +inner draft/isupport");
  alice.hears_in_time(":srv BATCH -inner");
  alice.hears_in_time(":srv 422 alice *");
  alice.says("@label=x ISUPPORT");
  alice.hears("@label=x :srv BATCH +label labeled-response");
  alice.hears("@batch=label :srv BATCH +inner draft/isupport");
  alice.hears("@batch=inner :srv 005 alice *");
  alice.hears_in_time("@batch=label :srv BATCH -inner");
  alice.hears(":srv BATCH -label");
  alice.hears_nothing();
}

TEST(Isupport, ChangesAreToldAfterAReload) {
  Conversation chat;
  Person& alice = chat.registered("alice", "draft/extended-isupport batch");
  Person& bob = chat.registered("bob");
  HubSettings settings = Conversation::some_settings();
  settings.monitor_max = 7;
  settings.away_bytes_max = 100;
  chat.takes_settings(settings);
  alice.hears(":srv BATCH +changed draft/isupport");
  alice.hears("@batch=changed :srv 005 alice AWAYLEN=100 MONITOR=7 :are supported by this server");
  alice.hears(":srv BATCH -changed");
  bob.hears(":srv 005 bob AWAYLEN=100 MONITOR=7 :are supported by this server");
  chat.takes_settings(settings);
  alice.hears_nothing();
  bob.hears_nothing();
}

TEST(Isupport, IsPlainForOthers) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("ISUPPORT");
  alice.hears(":srv 005 alice *");
}

}  // namespace
}  // namespace uvchat::hub
