// The rules of docs/who-may-know.md that concern more than one command.

#include <string>

#include "tests/hub/room.h"

namespace uvchat::hub {
namespace {

struct WhoMayKnow : Room {
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

}  // namespace
}  // namespace uvchat::hub
