#pragma once

#include <vector>

#include "tests/hub/conversation.h"

namespace uvchat::hub {

// People in #a, the first of them its operator, each having read what came so far.
struct Room : testing::Test {
  Room() = default;
  explicit Room(HubSettings settings) : chat(std::move(settings)) {}

  Person& in_room(std::string_view nick, std::string_view caps = {}) {
    Person& person = chat.registered(nick, caps);
    person.says("JOIN #a");
    members.push_back(&person);
    all_skip();
    return person;
  }
  // Says something that only changes how things are.
  void given(Person& person, std::string_view line) {
    person.says(line);
    all_skip();
  }
  void all_skip() {
    for (Person* member : members) member->skips_all();
  }

  Conversation chat;
  std::vector<Person*> members;
};

}  // namespace uvchat::hub
