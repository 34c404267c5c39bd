// The rules of docs/who-may-know.md that concern more than one command.

#include <string>

#include "tests/hub/room.h"

namespace uvchat::hub {
namespace {

HubSettings with_short_pages() {
  HubSettings settings = Conversation::some_settings();
  settings.page_entries_max = 1;
  return settings;
}

struct WhoMayKnow : Room {
  WhoMayKnow() : Room(with_short_pages()) {}

  Person& alice = in_room("alice");
  Person& eve = chat.registered("eve", "echo-message message-tags");

  // All that she hears, with `name` left out.
  std::string answers_without(Person& person, const std::string& name) {
    std::string all;
    for (std::string line; !(line = person.next_line()).empty(); all += line + "\n") {
      for (std::size_t at; (at = line.find(name)) != line.npos;) line.erase(at, name.size());
    }
    return all;
  }
  std::string answer_about(Person& person, const std::string& before, const std::string& name,
                           const std::string& after) {
    person.skips_all();
    person.says(before + name + after);
    return answers_without(person, name);
  }
};

TEST_F(WhoMayKnow, ASecretRoomIsNoRoomForThoseOutsideWhateverTheyAsk) {
  given(alice, "JOIN #sec");
  given(alice, "MODE #sec +s-n");
  given(alice, "TOPIC #sec :hidden");
  for (const char* command :
       {"MODE ", "NAMES ", "WHO ", "TOPIC ", "LIST ", "PART ", "INVITE eve ", "RENAME #x "}) {
    EXPECT_EQ(answer_about(eve, command, "#sec", ""), answer_about(eve, command, "#not", ""));
  }
  for (const std::string after : {" :hello", " alice", " b", " +m", " +v alice", " alice :out"}) {
    for (const char* command :
         {"PRIVMSG ", "NOTICE ", "MODE ", "TOPIC ", "KICK ", "RENAME ", "WHO ", "PRIVMSG @"}) {
      EXPECT_EQ(answer_about(eve, command, "#sec", after),
                answer_about(eve, command, "#not", after))
          << command << after;
    }
  }
  EXPECT_EQ(answer_about(eve, "@+typing=active TAGMSG ", "#sec", ""),
            answer_about(eve, "@+typing=active TAGMSG ", "#not", ""));
  alice.hears_nothing();
}

TEST_F(WhoMayKnow, WhoIsInvitedKnowsTheNameAndNoMore) {
  given(alice, "JOIN #sec");
  given(alice, "MODE #sec +s");
  given(alice, "INVITE eve #sec");
  eve.hears("*:alice!* INVITE eve #sec");
  eve.says("INVITE");
  eve.hears(":srv 336 eve #sec");
  eve.hears(":srv 337 eve :*");
  eve.says("NAMES #sec");
  eve.hears(":srv 366 eve #sec :*");
  eve.hears_nothing();
}

TEST_F(WhoMayKnow, ALongAnswerEndsWhereItsRoomBecomesSecret) {
  Person& bob = in_room("bob");
  for (Person* asker : {&eve, &bob}) {
    given(alice, "MODE #a -s");
    chat.apply(EventKind::stalled, asker->conn(), 0, {});
    asker->says("NAMES #a");
    asker->hears(":srv 353 * = #a :*");
    asker->hears_nothing();
    given(alice, "MODE #a +s");
    if (asker == &bob) alice.says("KICK #a bob");
    asker->skips_all();
    chat.apply(EventKind::drained, asker->conn(), 0, {});
    asker->hears(":srv 366 * #a :*");
    asker->hears_nothing();
  }
}

TEST_F(WhoMayKnow, ARefusalToGiveARankSaysNothingOfWhomItNames) {
  Person& bob = in_room("bob");
  chat.registered("carol");
  for (const char* nick : {"alice", "carol", "nobody"}) {
    for (const char letter : {'v', 'h', 'o', 'a', 'q'}) {
      for (Person* asker : {&eve, &bob}) {
        asker->skips_all();
        asker->says("MODE #a +" + std::string(1, letter) + " " + nick);
        asker->hears(":srv 482 * #a :*");
        asker->hears_nothing();
      }
    }
  }
}

TEST_F(WhoMayKnow, TheListsOfARoomAreItsMembersToSee) {
  Person& bob = in_room("bob");
  given(alice, "MODE #a +beI bad!*@* good!*@* guest!*@*");
  for (const char* letter : {"b", "e", "I"}) {
    eve.says("MODE #a " + std::string(letter));
    eve.hears(":srv 442 eve #a :*");
    eve.hears_nothing();
    bob.says("MODE #a " + std::string(letter));
    bob.hears(":srv 3* bob #a *!*@* alice!*");
    bob.skips_all();
  }
}

TEST_F(WhoMayKnow, OneWhoIsHiddenIsInvitedLikeOneWhoIsNotThere) {
  Person& bob = in_room("bob");
  given(alice, "MODE #a +u");
  Person& carol = in_room("carol");
  Person& dave = chat.registered("dave");
  bob.says("INVITE carol #a");
  bob.hears(":srv 341 bob carol #a");
  bob.says("INVITE dave #a");
  bob.hears(":srv 341 bob dave #a");
  carol.hears_nothing();
  dave.hears(":bob!* INVITE dave #a");
  alice.says("INVITE carol #a");
  alice.hears(":srv 443 alice carol #a :*");
}

TEST_F(WhoMayKnow, ABanNamesOnlyRoomsThatItsSetterIsIn) {
  given(alice, "JOIN #sec");
  given(alice, "MODE #sec +s");
  eve.says("JOIN #e");
  eve.skips_all();
  for (const char* room : {"#sec", "#none"}) {
    for (const char* kind : {"j:", "m:j:"}) {
      eve.says("MODE #e +b " + std::string(kind) + room);
      eve.hears(":srv 696 eve #e b " + std::string(kind) + room + " :*");
    }
  }
  eve.says("MODE #e +b j:#e");
  eve.hears("*:eve!* MODE #e +b j:#e");
}

TEST_F(WhoMayKnow, WhereARoomForwardsToIsHiddenWithTheRoomItForwardsTo) {
  given(alice, "JOIN #sec");
  given(alice, "MODE #a +f #sec");
  eve.says("MODE #a");
  eve.hears(":srv 324 eve #a +ntf #sec");
  eve.skips_all();
  given(alice, "MODE #sec +s");
  eve.says("MODE #a");
  eve.hears(":srv 324 eve #a +nt");
}

TEST_F(WhoMayKnow, ANameThatASecretRoomHasCannotBeHadAndThatIsAll) {
  given(alice, "JOIN #sec");
  given(alice, "MODE #sec +s");
  eve.says("JOIN #e");
  eve.skips_all();
  eve.says("RENAME #e #sec");
  eve.hears(":srv FAIL RENAME CANNOT_RENAME #e #sec :That is no name for a channel");
}

}  // namespace
}  // namespace uvchat::hub
