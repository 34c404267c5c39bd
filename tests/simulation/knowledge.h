#pragma once

#include <string>
#include <string_view>

#include "tests/simulation/chat.h"
#include "uvchat/irc/message.h"

namespace uvchat::simulation {

// Who may know what: the rules of docs/who-may-know.md, on what the model knows of the chat. It
// looks at nothing but a line and who hears it, and not at the reasons why the model, or the hub,
// says it. All that people see is what the model has said, so that no line goes past it.
class Knowledge {
 public:
  // Of what `session` is told.
  Knowledge(const Chat& chat, const Session& session) : chat_(chat), session_(session) {}

  // What it must not be told and learns from this line (without its tags); empty: nothing.
  std::string leak_in(const std::string& line) const;

 private:
  // Facts.
  bool may_know_room(const Person& asker, const Channel& room) const;
  bool may_know_name(const Person& asker, const Channel& room) const;
  bool may_know_member(const Person& asker, const Person& about, const Channel& room) const;
  bool may_know_who_is_not(const Person& asker, const Channel& room) const;
  bool may_see_lists(const Person& asker, const Channel& room) const;
  bool may_notice(const Person& asker, const Person& about) const;
  bool may_find(const Person& asker, const Person& about) const;

  // Lines.
  bool may_hear_numeric(const Person& asker, const irc::Message& line) const;
  bool may_hear_of_member(const Person& asker, std::string_view nick, std::string_view room) const;
  bool may_hear_names(const Person& asker, const irc::Message& line) const;
  bool may_hear_rooms_of(const Person& asker, const irc::Message& line) const;
  bool may_hear_who(const Person& asker, std::string_view nick, std::string_view where) const;
  bool may_hear_whox(const Person& asker, const irc::Message& line) const;
  bool may_hear_event(const Person& asker, const irc::Message& line) const;
  bool may_hear_in_room(const Person& asker, const Person* by, const Channel& room,
                        const irc::Message& line) const;
  bool may_hear_mode(const Person& asker, const Person& by, const Channel& room,
                     const irc::Message& line) const;
  bool may_hear_from_server(const Person& asker, const irc::Message& line) const;

  const Person* person(std::string_view nick) const;
  const Channel* room(std::string_view name) const;
  bool asked_for(std::string_view command) const;

  const Chat& chat_;
  const Session& session_;
};

}  // namespace uvchat::simulation
