#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

// The channels that LIST names, in their order.
std::string listed_channels(Person& person, std::string_view items) {
  person.skips_all();
  person.says("LIST " + std::string(items));
  person.hears(":srv 321 *");
  std::string names;
  for (std::string line; (line = person.next_line()).starts_with(":srv 322 ");) {
    const std::size_t begin = line.find('#');
    if (!names.empty()) names += ' ';
    names += line.substr(begin, line.find(' ', begin) - begin);
  }
  person.hears_nothing();
  return names;
}

TEST(List, TellsChannelsWithTheirMembersAndTopics) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  bob.says("LIST");
  bob.hears(":srv 321 bob Channel :Users  Topic");
  bob.hears(":srv 323 bob :*");
  alice.says("JOIN #One,#two");
  alice.says("TOPIC #One :the first");
  bob.says("JOIN #one");
  bob.skips_all();
  bob.says("LIST");
  bob.hears(":srv 321 *");
  bob.hears(":srv 322 bob #One 2 :the first");
  bob.hears(":srv 322 bob #two 1 :");
  bob.hears(":srv 323 *");
  bob.hears_nothing();
}

TEST(List, TakesAChannelFromAWrongTimeForNew) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.now_.wall_us += 86'400'000'000;
  alice.says("JOIN #late");
  alice.says("TOPIC #late :from tomorrow");
  chat.now_.wall_us -= 86'400'000'000;
  EXPECT_EQ(listed_channels(alice, "C<1,T<1"), "#late");
}

TEST(List, OfNamesTellsThoseThatAreThere) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("JOIN #a,#b,#c");
  EXPECT_EQ(listed_channels(alice, "#C,#none,#a"), "#c #a");
}

TEST(List, HidesSecretChannelsFromThoseOutside) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a,#b");
  alice.says("MODE #a +s");
  EXPECT_EQ(listed_channels(bob, ""), "#b");
  EXPECT_EQ(listed_channels(bob, "#a"), "");
  EXPECT_EQ(listed_channels(alice, ""), "#a #b");
}

TEST(List, TakesMasksAndWhatTheyAreNot) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("JOIN #chan1,#chan2,#other");
  EXPECT_EQ(listed_channels(alice, "*AN1"), "#chan1");
  EXPECT_EQ(listed_channels(alice, "#ch*"), "#chan1 #chan2");
  EXPECT_EQ(listed_channels(alice, "#ch*,*er"), "#chan1 #chan2 #other");
  EXPECT_EQ(listed_channels(alice, "!#ch*"), "#other");
  EXPECT_EQ(listed_channels(alice, "#ch*,!*1"), "#chan2");
  EXPECT_EQ(listed_channels(alice, "*an3"), "");
}

TEST(List, TakesConditionsOnMembers) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #one,#two");
  bob.says("JOIN #two");
  EXPECT_EQ(listed_channels(alice, ">1"), "#two");
  EXPECT_EQ(listed_channels(alice, "<2"), "#one");
  EXPECT_EQ(listed_channels(alice, ">0,<3"), "#one #two");
  EXPECT_EQ(listed_channels(alice, "<1"), "");
  EXPECT_EQ(listed_channels(alice, "#o* <5"), "#one");
  EXPECT_EQ(listed_channels(alice, ">x"), "#one #two");
  EXPECT_EQ(listed_channels(alice, "<99999999999999999999"), "#one #two");
}

TEST(List, TakesConditionsOnAges) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  const auto minutes_pass = [&](int n) {
    for (int i = 0; i < n; ++i) {
      chat.waits_ms(60'000);
      alice.says("PING x");
    }
  };
  alice.says("JOIN #old,#quiet");
  alice.says("TOPIC #old :x");
  minutes_pass(2);
  alice.says("JOIN #new");
  alice.says("TOPIC #new :x");
  minutes_pass(1);
  EXPECT_EQ(listed_channels(alice, "C>2"), "#old #quiet");
  EXPECT_EQ(listed_channels(alice, "C<2"), "#new");
  EXPECT_EQ(listed_channels(alice, "c<0"), "");
  EXPECT_EQ(listed_channels(alice, "C<10"), "#old #quiet #new");
  EXPECT_EQ(listed_channels(alice, "T>2"), "#old");
  EXPECT_EQ(listed_channels(alice, "T<2"), "#new");
  EXPECT_EQ(listed_channels(alice, "T>0"), "#old #new");
}

TEST(List, OfManyChannelsComesInPages) {
  HubSettings settings = Conversation::some_settings();
  settings.channels_per_user_max = 600;
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  for (int i = 0; i < 600; ++i) alice.says("JOIN #" + std::to_string(i));
  alice.skips_all();
  alice.says("LIST");
  EXPECT_EQ(chat.ticks(), 2U);  // after the first
  alice.hears(":srv 321 *");
  for (int i = 0; i < 600; ++i) alice.hears(":srv 322 alice #" + std::to_string(i) + " 1 :");
  alice.hears(":srv 323 *");
}

}  // namespace
}  // namespace uvchat::hub
