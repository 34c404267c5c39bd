#include <gtest/gtest.h>

#include <string>

#include "tests/hub/room_store.h"

namespace uvchat::hub {
namespace {

TEST(Report, ReachesTheOperatorsAndNobodyElse) {
  Conversation chat;
  Person& ana = chat.registered("ana");
  Person& bob = chat.registered("bob");
  Person& eve = chat.registered("eve");
  Person& root = chat.registered("root");
  chat.make_operator(root);
  root.skips_all();
  ana.says("REPORT bob :shouts at everybody");
  ana.hears(":srv NOTE REPORT TAKEN bob :The operators are told");
  root.hears(":srv NOTICE root :* ana reports bob!~bob@*: shouts at everybody");
  bob.hears_nothing();
  eve.hears_nothing();
  EXPECT_GE(ana.penalty_ms(), 3000U);
}

TEST(Report, NeedsSomebodyAndAReason) {
  Conversation chat;
  Person& ana = chat.registered("ana");
  ana.says("REPORT ana");
  ana.hears(":srv 461 ana REPORT :*");
  ana.says("REPORT nobody :shouts");
  ana.hears(":srv 401 ana nobody :*");
}

TEST(Report, ALongReasonIsShortenedAndItsSenderTold) {
  Conversation chat;
  Person& ana = chat.registered("ana");
  Person& root = chat.registered("root");
  chat.make_operator(root);
  root.skips_all();
  ana.says("REPORT root :" + std::string(470, 'x'));
  ana.hears(":srv NOTICE ana :REPORT root: Only the first * of 470 bytes were kept");
  ana.hears(":srv NOTE REPORT TAKEN root :*");
  root.hears(":srv NOTICE root :*x");
}

TEST(Report, SaysWhoReadsIt) {
  HubSettings settings = Conversation::some_settings();
  settings.operators.clear();
  Conversation nobodys(settings);
  Person& eve = nobodys.registered("eve");
  eve.says("REPORT eve :shouts");
  eve.hears(":srv NOTE REPORT TAKEN eve :It is kept for whoever runs this server, *");
  Conversation chat;
  Person& ana = chat.registered("ana");
  ana.says("REPORT ana :shouts");
  ana.hears(":srv NOTE REPORT TAKEN ana :No operator hears it now: it is kept for them");
}

// How many of so many reports are kept.
std::size_t kept_of(Conversation& chat, Person& reporter, int reports) {
  chat.deeds();
  for (int i = 0; i < reports; ++i) reporter.says("REPORT bob :shouts");
  return chat.deeds().size();
}

TEST(Report, OfOnePersonIsKeptThreeTimesAMinute) {
  Conversation chat;
  Person& ana = chat.registered("ana");
  Person& neighbour = chat.registered("neighbour");
  Person& eve = chat.registered("eve", "", "192.0.2.8");
  chat.registered("bob");
  EXPECT_EQ(kept_of(chat, ana, 5), 3U);
  EXPECT_EQ(kept_of(chat, neighbour, 5), 0U) << "they come from the same address";
  EXPECT_EQ(kept_of(chat, eve, 5), 3U);
  chat.waits_ms(60'000);
  EXPECT_EQ(kept_of(chat, ana, 5), 3U);
}

TEST(Report, OfAnAccountCountsForItWhereverItIs) {
  RoomStore store;
  Person& ana = store.ana();
  Person& guest = store.chat.registered("guest");
  store.chat.registered("bob");
  EXPECT_EQ(kept_of(store.chat, ana, 5), 3U);
  EXPECT_EQ(kept_of(store.chat, guest, 5), 3U) << "a guest of the same address counts apart";
}

TEST(Report, OfANetworkCountsTogether) {
  Conversation chat;
  chat.registered("bob");
  Person& ana = chat.registered("ana", "", "2001:db8::1");
  Person& eve = chat.registered("eve", "", "2001:db8::2");
  EXPECT_EQ(kept_of(chat, ana, 5), 3U);
  EXPECT_EQ(kept_of(chat, eve, 5), 0U);
}

TEST(Report, OfAllIsKeptTenTimesAMinute) {
  Conversation chat;
  chat.registered("bob");
  std::size_t kept = 0;
  for (int i = 1; i <= 5; ++i) {
    const std::string number = std::to_string(i);
    kept += kept_of(chat, chat.registered("p" + number, "", "198.51.100." + number), 3);
  }
  EXPECT_EQ(kept, 10U);
}

TEST(Report, ThatNobodyIsToldOfIsNotSaidToBeTaken) {
  Conversation chat;
  Person& ana = chat.registered("ana");
  chat.registered("bob");
  EXPECT_EQ(kept_of(chat, ana, 3), 3U);
  ana.skips_all();
  ana.says("REPORT bob :shouts");
  ana.hears(":srv FAIL REPORT TRY_AGAIN bob :No operator is here, *");
  Person& root = chat.registered("root");
  chat.make_operator(root);
  root.skips_all();
  ana.says("REPORT bob :shouts");
  ana.hears(":srv NOTE REPORT TAKEN bob :*");
  root.hears(":srv NOTICE root :* ana reports bob!*");
}

}  // namespace
}  // namespace uvchat::hub
