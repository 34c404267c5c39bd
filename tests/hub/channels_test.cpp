#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

TEST(Join, MakesTheChannelAndIsToldToItsMembers) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #Lobby");
  alice.hears(":alice!~alice@* JOIN #Lobby");
  alice.hears(":srv 353 alice = #Lobby :@alice");
  alice.hears(":srv 366 alice #Lobby :*");
  bob.says("JOIN #lobby");
  bob.hears(":bob!~bob@* JOIN #Lobby");
  bob.hears(":srv 353 bob = #Lobby :bob @alice");
  bob.hears(":srv 366 bob #Lobby :*");
  alice.hears(":bob!~bob@* JOIN #Lobby");
  bob.says("JOIN #LOBBY");
  bob.hears_nothing();
  alice.hears_nothing();
}

TEST(Join, RefusesWhatIsNoChannelName) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  for (const char* name : {"lobby", "#",
                           "#a\x07"
                           "b",
                           "#\u00a8"}) {
    alice.says("JOIN " + std::string(name));
    alice.hears(":srv 403 alice * :No such channel");
  }
  alice.says("JOIN #" + std::string(64, 'x'));
  alice.hears(":srv 403 *");
  alice.says("JOIN");
  alice.hears(":srv 461 alice JOIN :Not enough parameters");
}

TEST(Join, TakesAListWithItsLimits) {
  HubSettings settings = Conversation::some_settings();
  settings.channels_per_user_max = 2;
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  alice.says("JOIN #a,,#b,#c");
  alice.hears_in_time(":srv 366 alice #a *");
  alice.hears_in_time(":srv 366 alice #b *");
  alice.hears(":srv 405 alice #c :You are in too many channels");
  EXPECT_EQ(chat.hub().channel_count(), 2U);
}

TEST(Part, IsToldAndRemovesAnEmptiedChannel) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a");
  bob.says("JOIN #a");
  alice.skips_all();
  bob.skips_all();
  alice.says("PART #A :bye all");
  alice.hears(":alice!~alice@* PART #a :bye all");
  bob.hears(":alice!~alice@* PART #a :bye all");
  alice.says("PART #a");
  alice.hears(":srv 442 alice #a :*");
  bob.says("PART #a");
  bob.hears(":bob!~bob@* PART #a");
  EXPECT_EQ(chat.hub().channel_count(), 0U);
  bob.says("PART #a");
  bob.hears(":srv 403 bob #a :No such channel");
}

TEST(Names, OfManyMembersComeInSeveralLines) {
  Conversation chat;
  for (int i = 0; i < 100; ++i) chat.registered("member" + std::to_string(i)).says("JOIN #a");
  Person& alice = chat.registered("alice");
  alice.says("NAMES #a");
  std::size_t names = 0;
  for (std::string line; (line = alice.next_line()).find(" 353 ") != std::string::npos;) {
    EXPECT_LE(line.size(), 510U);
    for (std::size_t at = 0; (at = line.find("member", at)) != std::string::npos; ++at) ++names;
  }
  EXPECT_EQ(names, 100U);
  alice.hears_nothing();
  alice.says("NAMES #none");
  alice.hears(":srv 366 alice #none :*");
  alice.says("NAMES");
  alice.hears(":srv 366 alice * :*");
}

TEST(Names, OfSeveralChannelsHaveOneEnd) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("JOIN #a,#b");
  alice.skips_all();
  alice.says("NAMES #A,#none,#b");
  alice.hears(":srv 353 alice = #a :@alice");
  alice.hears(":srv 353 alice = #b :@alice");
  alice.hears(":srv 366 alice #a,#none,#b :*");
  alice.hears_nothing();
}

TEST(Names, OfChannelsWithLongNamesNameEachInAnEndThatIsNotCut) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  std::string all;
  for (char c = 'a'; c < 'i'; ++c) all.append(all.empty() ? "#" : ",#").append(40, c);
  alice.says("NAMES " + all);
  std::string named;
  for (int i = 0; i < 2; ++i) {
    const std::string end = alice.next_line();
    EXPECT_TRUE(end.starts_with(":srv 366 alice #")) << end;
    named.append(named.empty() ? "" : ",").append(end.substr(15, end.find(" :", 1) - 15));
  }
  EXPECT_EQ(named, all);
  alice.hears_nothing();
}

TEST(Topic, IsSetToldAndShownToWhoComes) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a");
  alice.skips_all();
  alice.says("TOPIC #a");
  alice.hears(":srv 331 alice #a :No topic is set");
  bob.says("TOPIC #a :mine");
  bob.hears(":srv 442 bob #a :*");
  alice.says("TOPIC #a :" + std::string(400, 'x'));
  alice.hears(":srv NOTICE alice :TOPIC #a: Only the first 390 of 400 bytes were kept");
  alice.hears(":alice!~alice@* TOPIC #a :" + std::string(390, 'x'));
  alice.says("TOPIC #a :cats");
  alice.hears(":alice!~alice@* TOPIC #a :cats");
  bob.says("JOIN #a");
  bob.hears(":bob!*");
  bob.hears(":srv 332 bob #a :cats");
  bob.hears(":srv 333 bob #a alice!~alice@* 1790000000");
  bob.hears_in_time(":srv 366 *");
  alice.skips_all();
  alice.says("TOPIC #a :");
  bob.hears(":alice!~alice@* TOPIC #a :");
  bob.says("TOPIC #a");
  bob.hears(":srv 331 bob #a :No topic is set");
  bob.says("TOPIC #none");
  bob.hears(":srv 403 bob #none :No such channel");
}

TEST(Relay, NoLineIsLongerThan512BytesWithItsEnd) {
  HubSettings settings = Conversation::some_settings();
  settings.cloak_hosts = false;
  Conversation chat(settings);
  const std::string room = "#" + std::string(63, 'r');
  auto comes = [&](char letter) -> Person& {
    Person& person = chat.connected(0, "2001:0db8:0001:0002:0003:0004:0005:0006");
    person.says("NICK " + std::string(32, letter));
    person.says("USER " + std::string(20, 'u') + " 0 * :x");
    person.says("JOIN " + room);
    person.skips_all();
    return person;
  };
  Person& alice = comes('a');
  Person& bob = comes('b');
  const std::string long_text(390, 'x');
  for (const std::string& line :
       {"TOPIC " + room + " :", "NOTICE " + room + " :", "PART " + room + " :"}) {
    alice.says(line + long_text);
    const std::string heard = bob.next_line();
    EXPECT_GT(heard.size(), 400U) << line;
    EXPECT_LE(heard.size(), 510U) << line;
    for (std::string own; !(own = alice.next_line()).empty();) EXPECT_LE(own.size(), 510U);
  }
  alice.says("QUIT :" + long_text);
  bob.says("TOPIC " + room);
  for (std::string own; !(own = bob.next_line()).empty();) EXPECT_LE(own.size(), 510U);
}

TEST(Mode, AnswersWhatAClientAsksAtJoining) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.registered("bob");
  alice.says("JOIN #a");
  alice.skips_all();
  alice.says("MODE #a");
  alice.hears(":srv 324 alice #a +nt");
  alice.hears(":srv 329 alice #a 1790000000");
  alice.says("MODE #none");
  alice.hears(":srv 403 alice #none :*");
  alice.says("MODE alice");
  alice.hears(":srv 221 alice +");
  alice.says("MODE alice +z");
  alice.hears(":srv 501 alice :*");
  alice.says("MODE bob");
  alice.hears(":srv 502 alice :*");
  alice.says("MODE nobody");
  alice.hears(":srv 401 alice nobody :*");
}

TEST(Hurry, IsWithWhatIsSaidAndNotWithWhoComesAndGoes) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  Person& carol = chat.registered("carol");
  alice.says("JOIN #a");
  EXPECT_FALSE(alice.heard_what_can_wait()) << "it is the answer";
  for (Person* person : {&bob, &carol}) {
    person->says("JOIN #a");
    EXPECT_TRUE(alice.heard_what_can_wait());
    EXPECT_FALSE(person->heard_what_can_wait());
  }
  bob.says("PRIVMSG #a :hi");
  EXPECT_FALSE(alice.heard_what_can_wait());
  bob.says("PART #a");
  EXPECT_TRUE(alice.heard_what_can_wait());
  bob.says("JOIN #a");
  alice.says("KICK #a bob");
  EXPECT_FALSE(carol.heard_what_can_wait()) << "he was sent away";
  carol.goes();
  EXPECT_TRUE(alice.heard_what_can_wait());
}

TEST(Nick, ChangeIsToldOnceToEachNeighbourAndKeepsTheMemberships) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  for (Person* person : {&alice, &bob}) person->says("JOIN #a,#b");
  alice.skips_all();
  bob.skips_all();
  alice.says("NICK ally");
  alice.hears(":alice!~alice@* NICK ally");
  bob.hears(":alice!~alice@* NICK ally");
  bob.hears_nothing();
  bob.says("PRIVMSG ally :hi");
  alice.hears(":bob!~bob@* PRIVMSG ally :hi");
  bob.says("PRIVMSG alice :hi");
  bob.hears(":srv 401 bob alice :*");
}

}  // namespace
}  // namespace uvchat::hub
