#include <map>
#include <set>
#include <thread>

#include "tests/e2e/fixture.h"

// Clients that take too little or send too much: they pay, and nobody else.

namespace uvchat::e2e {
namespace {

using testing::EndsWith;

class Limits : public ServerTest {
 protected:
  static constexpr std::size_t endless_bytes = 10 * 1024 * 1024;

  // Ana and Bob, who have nothing to do with it, are heard as ever.
  void talk_on(Client& ana, Client& bob, int count) {
    for (int i = 0; i < count; ++i) {
      ana.says("PRIVMSG #elsewhere :" + std::to_string(i));
      EXPECT_THAT(bob.hears("*"), EndsWith(" PRIVMSG #elsewhere :" + std::to_string(i)));
      bob.says("PRIVMSG ana :yes");
      ana.hears(":bob!* PRIVMSG ana :yes");
    }
  }
};

UVCHAT_IN_BOTH_SHAPES(Limits);

TEST_P(Limits, WhoDoesNotReadIsClosedAndTheOthersLoseNothing) {
  config.loop.send_queue_soft_bytes = 16 * 1024;
  config.loop.send_queue_hard_bytes = 64 * 1024;
  start();
  Client slow = registered("slow", {}, 4096);
  slow.says("JOIN #lobby");
  slow.hears("* 366 *");
  Client ana = member("ana");
  Client bob = member("bob");
  ana.hears("* JOIN #lobby");
  const std::string padding(400, 'x');
  bool gone = false;
  // In portions far below the soft limit, so that Bob, who reads, is never behind.
  for (int said = 0; !gone && said < 20'000; said += 20) {
    std::string portion;
    for (int i = said; i < said + 20; ++i) {
      portion += "PRIVMSG #lobby :" + std::to_string(i) + ' ' + padding + "\r\n";
    }
    ana.socket.sends(portion);
    for (int i = said; i < said + 20;) {
      const std::string line = bob.hears("*");
      if (matches(line, ":slow!* QUIT :SendQ exceeded")) {
        EXPECT_FALSE(gone);
        gone = true;
      } else {
        ASSERT_THAT(line, EndsWith(" :" + std::to_string(i++) + ' ' + padding));
      }
    }
  }
  EXPECT_TRUE(gone);
  const std::vector<std::string> told = ana.hears_all();
  EXPECT_THAT(told, testing::ElementsAre(EndsWith(" QUIT :SendQ exceeded")));
}

// The texts of what was said, by the ids of the lines.
void note_said(const std::string& line, std::map<std::string, std::string>& texts) {
  const std::size_t id = line.find("msgid=");
  const std::size_t text = line.find(" PRIVMSG #lobby :");
  if (id == std::string::npos || text == std::string::npos) return;
  texts[line.substr(id, line.find_first_of("; ", id) - id)] =
      line.substr(text + std::string_view(" PRIVMSG #lobby :").size());
}

// All that is between the times which a notice names, page by page.
void fetch(Client& client, const std::string& notice, std::map<std::string, std::string>& texts) {
  const std::string_view tag = "uvchat/skipped=";
  const std::size_t from = notice.find(tag) + tag.size();
  const std::size_t comma = notice.find(',', from);
  const std::string to = notice.substr(comma + 1, notice.find_first_of("; ", comma) - comma - 1);
  for (std::string after = "timestamp=" + notice.substr(from, comma - from); !after.empty();) {
    client.says("CHATHISTORY BETWEEN #lobby " + after + " timestamp=" + to + " 1000");
    const std::string begin = client.hears("* BATCH +* chathistory #lobby");
    after.clear();
    for (const std::string& line : client.hears_until("* BATCH -*")) {
      note_said(line, texts);
      const std::size_t id = line.find("msgid=");
      if (id != std::string::npos) after = line.substr(id, line.find_first_of("; ", id) - id);
    }
    if (matches(begin, "*draft/chathistory-end*")) after.clear();
  }
}

TEST_P(Limits, WhoReadsTooSlowlyAndCanFetchLinesIsToldOfAGapAndLosesNothing) {
  constexpr int count = 4'000;  // far more than the buffers of two sockets take
  config.loop.send_queue_soft_bytes = 16 * 1024;
  config.loop.send_queue_hard_bytes = 1024 * 1024;  // a page of the history is below it, all is not
  start();
  Client slow = registered("slow", "batch draft/chathistory message-tags server-time", 4096);
  slow.says("JOIN #lobby");
  slow.hears("* 366 *");
  Client ana = member("ana");
  Client bob = member("bob");
  ana.hears("* JOIN #lobby");
  const std::string padding(400, 'x');
  for (int said = 0; said < count; said += 20) {
    std::string portion;
    for (int i = said; i < said + 20; ++i) {
      portion += "PRIVMSG #lobby :" + std::to_string(i) + ' ' + padding + "\r\n";
    }
    ana.socket.sends(portion);
    for (int i = said; i < said + 20; ++i) {
      ASSERT_THAT(bob.hears("*"), EndsWith(" :" + std::to_string(i) + ' ' + padding));
    }
  }
  std::map<std::string, std::string> texts;
  const std::vector<std::string> heard = slow.hears_until("*uvchat/skipped=* NOTICE #lobby *");
  for (const std::string& line : heard) note_said(line, texts);
  EXPECT_LT(texts.size(), std::size_t{count});
  fetch(slow, heard.back(), texts);
  EXPECT_EQ(texts.size(), std::size_t{count}) << "an id each";
  std::set<int> numbers;
  for (const auto& [id, text] : texts) numbers.insert(std::stoi(text));
  EXPECT_EQ(numbers.size(), std::size_t{count});
  ana.says("PRIVMSG #lobby :and on");
  slow.hears("* PRIVMSG #lobby :and on");
}

TEST_P(Limits, WhoSendsTooMuchIsHeardSlowlyAndWhole) {
  config.loop.flood = {.enabled = true, .burst_lines = 50, .lines_per_second = 500};
  start();
  constexpr int count = 1000;
  Client flooder = member("flooder");
  Client bob = member("bob");
  std::string all;
  for (int i = 0; i < count; ++i) all += "PRIVMSG #lobby :" + std::to_string(i) + "\r\n";
  flooder.socket.sends(all);
  bob.hears("* PRIVMSG #lobby :0");
  bob.says("PING meanwhile");
  bool answered = false;
  for (int i = 1; i < count;) {
    const std::string line = bob.hears("*");
    if (matches(line, "* PONG * :meanwhile")) {
      answered = true;
    } else {
      ASSERT_THAT(line, EndsWith(" PRIVMSG #lobby :" + std::to_string(i++)));
    }
  }
  EXPECT_TRUE(answered) << "Bob's PING waited until the flood was over";
}

TEST_P(Limits, WhatAFlooderWasAdmittedBeforeItBrokeOffWasHeardInOrder) {
  config.loop.flood = {.enabled = true, .burst_lines = 20, .lines_per_second = 50};
  start();
  constexpr std::size_t count = 500;  // less than waits for one connection: it goes on being read
  Client flooder = member("flooder");
  Client bob = member("bob");
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += "PRIVMSG #lobby :" + std::to_string(i) + "\r\n";
  flooder.socket.sends(all);
  bob.hears("* PRIVMSG #lobby :0");
  flooder.socket.breaks_off();
  const std::vector<std::string> heard = bob.hears_until("* QUIT :Connection reset");
  for (std::size_t i = 0; i + 1 < heard.size(); ++i) {
    EXPECT_THAT(heard[i], EndsWith(" PRIVMSG #lobby :" + std::to_string(i + 1)));
  }
  EXPECT_LT(heard.size(), count);
}

TEST_P(Limits, TenMegabytesWithoutALineEndEndWhoSendsThem) {
  start();
  Client ana = member("ana", "#elsewhere");
  Client bob = member("bob", "#elsewhere");
  ana.hears_all();
  Client endless = member("endless");
  std::jthread sender([&endless] { endless.socket.sends(std::string(endless_bytes, 'x')); });
  talk_on(ana, bob, 200);
  EXPECT_THAT(endless.hears_until("ERROR *"),
              testing::ElementsAre(EndsWith("417 endless :Input line was too long"),
                                   "ERROR :Closing link (Line too long)"));
  sender.join();
  talk_on(ana, bob, 1);
}

TEST_P(Limits, TenMegabytesWithoutALineEndAreManyMessagesOfAPupil) {
  config.loop.send_queue_soft_bytes = 4 * endless_bytes;  // however slowly the listener reads
  config.loop.send_queue_hard_bytes = 8 * endless_bytes;
  start();
  Client ana = member("ana", "#elsewhere");
  Client bob = member("bob", "#elsewhere");
  ana.hears_all();
  Client listener = member("listener");
  Socket pupil(classroom_port());
  const std::jthread sender([&pupil] {
    pupil.sends(std::string(endless_bytes, 'x'));
    pupil.half_closes();
  });
  talk_on(ana, bob, 200);
  constexpr std::string_view said = " PRIVMSG #lobby :";
  std::size_t heard_bytes = 0;
  for (std::string line; !matches(line, "* QUIT *"); line = listener.hears("*")) {
    const std::size_t text = line.find(said);
    if (text != line.npos) heard_bytes += line.size() - text - said.size();
  }
  EXPECT_EQ(heard_bytes, endless_bytes);
  talk_on(ana, bob, 1);
}

TEST_P(Limits, AFloodingPupilIsReadNoMoreThanItMaySay) {
  config.loop.flood = {.enabled = true, .burst_lines = 100, .lines_per_second = 10};
  start();
  Client ana = member("ana", "#elsewhere");
  Client bob = member("bob", "#elsewhere");
  ana.hears_all();
  Client listener = member("listener");
  Socket pupil(classroom_port());
  const std::string much(endless_bytes, 'x');
  std::size_t taken = 0;
  for (int i = 0; i < 20; ++i) {
    taken += pupil.sends_what_fits(std::string_view(much).substr(taken));
    talk_on(ana, bob, 1);
  }
  EXPECT_LT(taken, endless_bytes) << "the server took it all";
  listener.hears("* PRIVMSG #lobby :nnn*");
  pupil.breaks_off();
  talk_on(ana, bob, 20);
}

}  // namespace
}  // namespace uvchat::e2e
