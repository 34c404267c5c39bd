// What the lists of channels may hold, and who may see and change them.

#include <string>

#include "tests/hub/room.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view folds_to_twelve = "\u2057";        // three bytes
constexpr std::string_view folds_to_thirty_three = "\uFDFA";  // three bytes

std::string repeated(std::size_t count, std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

HubSettings long_lists() {
  HubSettings settings = Conversation::some_settings();
  settings.list_entries_max = 1'000;
  return settings;
}

struct Lists : Room {
  Lists() : Room(long_lists()) {}

  // Until one is refused; returns how many were taken.
  std::size_t fill(Person& by, const std::string& room) {
    for (std::size_t i = 0;; ++i) {
      by.skips_all();
      by.says("MODE " + room + " +b " + std::to_string(i) + std::string(190, 'x') + "!*@*");
      if (by.next_line().find(" 478 ") != std::string::npos) return i;
      if (i > 2'000) return i;
    }
  }

  Person& owner = in_room("owner");
};

TEST_F(Lists, OfAChannelAreBoundedInBytes) {
  const std::size_t taken = fill(owner, "#a");
  EXPECT_GT(taken, 50U);
  EXPECT_LT(taken, limits::list_bytes_max / (2 * 190));
  const std::string one_more = "MODE #a +e " + std::string(190, 'z');
  owner.says(one_more);
  owner.hears(":srv 478 owner #a e :The list is full");
  owner.says("MODE #a -b 0" + std::string(190, 'x') + "!*@*");
  owner.hears_in_time(":owner!* MODE #a -b *");
  owner.says(one_more);
  owner.hears(":owner!* MODE #a +e z*");
}

TEST_F(Lists, OfOneAddressAreBoundedInBytesWhoeverSetsThem) {
  std::size_t rooms = 0;
  bool refused = false;
  Person* first = nullptr;
  for (; rooms < 40 && !refused; ++rooms) {
    Person& other = chat.registered("p" + std::to_string(rooms));
    if (first == nullptr) first = &other;
    const std::string room = "#r" + std::to_string(rooms);
    other.says("JOIN " + room);
    fill(other, room);
    other.says("MODE " + room + " +b *!*@" + std::string(100, 'y'));
    refused = other.next_line().find("from your address") != std::string::npos;
  }
  EXPECT_TRUE(refused);
  EXPECT_GE(rooms, limits::address_list_bytes_max / limits::list_bytes_max);
  Person& late = chat.registered("late");
  late.says("JOIN #new");
  late.skips_all();
  late.says("MODE #new +b *!*@" + std::string(100, 'y'));
  late.hears(":srv 478 late #new b :Too many entries were set from your address");
  first->says("PART #r0");  // with a room go its lists
  late.says("MODE #new +b *!*@" + std::string(100, 'y'));
  late.hears(":late!* MODE #new +b *");
}

TEST_F(Lists, TakeNoMaskWhoseFoldIsTooLong) {
  owner.says("MODE #a +b r:" + repeated(17, folds_to_twelve));
  owner.hears(":srv 696 owner #a b * :It is too long");
  owner.says("MODE #a +b r:" + repeated(16, folds_to_twelve));
  owner.hears(":owner!* MODE #a +b r:*");
}

TEST_F(Lists, AreForMembersToSee) {
  Person& eve = chat.registered("eve");
  given(owner, "MODE #a +b bad");
  for (const char letter : {'b', 'e', 'I'}) {
    eve.says("MODE #a " + std::string(1, letter));
    eve.hears(":srv 442 eve #a :You are not on that channel");
  }
  chat.make_operator(eve);
  eve.says("MODE #a b");
  eve.hears(":srv 367 eve #a bad!*@* *");
}

TEST_F(Lists, NameOnlyRoomsThatTheirSetterIsIn) {
  Person& eve = chat.registered("eve");
  given(eve, "JOIN #secret");
  given(eve, "MODE #secret +s");
  for (const char* mask : {"j:#secret", "j:#none", "m:j:#secret", "m:j:#none"}) {
    for (const char letter : {'b', 'e', 'I'}) {
      owner.says("MODE #a +" + std::string(1, letter) + " " + mask);
      owner.hears(":srv 696 owner #a * :You are in no such channel, *");
    }
  }
  owner.says("MODE #a +b j:#a");
  owner.hears(":owner!* MODE #a +b j:#a");
  owner.says("MODE #a -b j:#a");
  owner.hears(":owner!* MODE #a -b j:#a");
}

TEST_F(Lists, AreHeldAgainstRealNamesWhoseFoldIsBounded) {
  Person& eve = chat.connected();
  eve.says("NICK eve");
  eve.says("USER eve 0 * :" + repeated(33, folds_to_thirty_three));
  eve.hears_in_time("* 422 *");
  eve.skips_all();
  eve.says("WHOIS eve");
  eve.hears(":srv 311 eve eve * * * :" + repeated(4, folds_to_thirty_three));
  eve.skips_all();
  eve.says("SETNAME :" + repeated(7, folds_to_thirty_three));
  eve.hears(":srv FAIL SETNAME INVALID_REALNAME :*");
}

TEST_F(Lists, WhoMayNotGiveARankLearnsNothingOfWhomItNames) {
  Person& eve = chat.registered("eve");
  Person& bob = in_room("bob");
  chat.registered("carol");
  for (Person* asker : {&eve, &bob}) {
    asker->skips_all();
    for (const char* whom : {"owner", "carol", "nobody"}) {
      for (const char* change : {"+v", "-v", "+o", "-o"}) {
        asker->says(std::string("MODE #a ") + change + " " + whom);
        asker->hears(":srv 482 * #a :*");
        asker->hears_nothing();
      }
    }
  }
}

TEST_F(Lists, AForwardIsShownToThoseWhoMayKnowWhereItLeads) {
  Person& eve = chat.registered("eve");
  given(owner, "JOIN #secret");
  given(owner, "MODE #secret +s");
  given(owner, "MODE #a +f #secret");
  eve.says("MODE #a");
  eve.hears(":srv 324 eve #a +nt");
  owner.says("MODE #a");
  owner.hears(":srv 324 owner #a +ntf #secret");
  given(owner, "MODE #secret -s");
  eve.skips_all();
  eve.says("MODE #a");
  eve.hears(":srv 324 eve #a +ntf #secret");
}

TEST(Channels, HaveNoNameWhoseFoldIsVeryLong) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("JOIN #" + repeated(22, folds_to_twelve));
  alice.hears(":srv 403 alice #* :No such channel");
  alice.says("JOIN #" + repeated(21, folds_to_twelve));
  alice.hears(":alice!* JOIN #*");
}

TEST(HiddenMembers, AreNotFoundByABanThatNamesTheirRoom) {
  HubSettings settings = Conversation::some_settings();
  settings.large_room_members = 2;
  Conversation chat(std::move(settings));
  Person& first = chat.registered("first");
  first.says("JOIN #big,#own");
  for (const char* nick : {"b", "hidden"}) chat.registered(nick).says("JOIN #big");
  Person& alice = chat.registered("alice");
  alice.says("JOIN #big,#mine");
  for (Person* person : {&alice, &first}) person->skips_all();
  alice.says("MODE #mine +b m:j:#big");
  alice.hears(":srv 696 alice #mine b m:j:#big :*");
  first.says("MODE #own +b m:j:#big");  // an operator of #big is told of all who are there
  first.hears(":first!* MODE #own +b m:j:#big");
}

TEST(HiddenMembers, LookToOneWhoInvitesThemLikeOthers) {
  HubSettings settings = Conversation::some_settings();
  settings.large_room_members = 2;
  Conversation chat(std::move(settings));
  for (const char* nick : {"a", "b", "hidden", "bob"}) chat.registered(nick).says("JOIN #big");
  Person& alice = chat.registered("alice");
  alice.says("JOIN #big");
  chat.registered("outside");
  alice.skips_all();
  alice.says("INVITE hidden #big");
  alice.hears(":srv 341 alice hidden #big");
  alice.hears_nothing();
  alice.says("INVITE outside #big");
  alice.hears(":srv 341 alice outside #big");
  alice.says("INVITE a #big");
  alice.hears(":srv 443 alice a #big :*");
}

}  // namespace
}  // namespace uvchat::hub
