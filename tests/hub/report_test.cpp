#include <gtest/gtest.h>

#include <string>

#include "conversation.h"

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

TEST(Report, IsKeptAFewTimesAMinute) {
  Conversation chat;
  Person& ana = chat.registered("ana");
  chat.registered("bob");
  std::size_t kept = 0;
  for (int i = 0; i < 15; ++i) {
    ana.says("REPORT bob :shouts");
    kept += chat.deeds().size();
  }
  EXPECT_EQ(kept, 10U);
}

}  // namespace
}  // namespace uvchat::hub
