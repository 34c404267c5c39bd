#include "tests/simulation/knowledge.h"

#include <algorithm>
#include <span>

#include "uvchat/irc/mask.h"
#include "uvchat/irc/modes.h"

namespace uvchat::simulation {
namespace {

bool is_operator(const Person& p) { return p.modes.contains('o'); }

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view without_signs(std::string_view name) {
  name.remove_prefix(std::min(name.find_first_not_of("~&@%+"), name.size()));
  return name.substr(0, name.find('!'));
}

template <typename F>
bool all_words(std::string_view text, F&& holds) {
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (!holds(word)) return false;
  }
  return true;
}

}  // namespace

const Person* Knowledge::person(std::string_view nick) const {
  for (const auto& [id, p] : chat_.people_) {
    if (p.registered && chat_.names_.same(p.nick, nick)) return &p;
  }
  return nullptr;
}

const Channel* Knowledge::room(std::string_view name) const {
  const auto at = chat_.channels_.find(chat_.names_.fold(name));
  return at == chat_.channels_.end() ? nullptr : &at->second;
}

bool Knowledge::asked_for(std::string_view command) const {
  const auto message = irc::parse(session_.asked);
  if (!message || message->command.size() != command.size()) return false;
  return std::equal(command.begin(), command.end(), message->command.begin(),
                    [](char a, char b) { return a == (b & ~0x20); });
}

// --- Facts

// That it is there, and what it says of itself: topic, modes, size.
bool Knowledge::may_know_room(const Person& asker, const Channel& room) const {
  return !room.modes.contains('s') || is_operator(asker) ||
         Chat::member_of(room, asker.id) != nullptr;
}

// That it is there, and no more.
bool Knowledge::may_know_name(const Person& asker, const Channel& room) const {
  return may_know_room(asker, room) ||
         std::any_of(asker.invitations.begin(), asker.invitations.end(),
                     [&](const Invitation& i) { return i.channel_id == room.id; });
}

bool Knowledge::may_know_member(const Person& asker, const Person& about,
                                const Channel& room) const {
  const Member* member = Chat::member_of(room, about.id);
  if (member == nullptr || &asker == &about || is_operator(asker)) return true;
  if (Chat::member_of(room, asker.id) != nullptr) return Chat::sees(room, asker.id, about.id);
  const bool in_audience = room.modes.contains('u') && member->ranks.empty();
  return !room.modes.contains('s') && member->known && !in_audience && !about.modes.contains('i');
}

// "They are not on that channel" is for those from whom no member is hidden.
bool Knowledge::may_know_who_is_not(const Person& asker, const Channel& room) const {
  return is_operator(asker) || Chat::rank_of(room, asker.id) >= 2;
}

bool Knowledge::may_see_lists(const Person& asker, const Channel& room) const {
  return is_operator(asker) || Chat::member_of(room, asker.id) != nullptr;
}

// That he comes, goes, changes his nick: where he is seen.
bool Knowledge::may_notice(const Person& asker, const Person& about) const {
  if (&asker == &about) return true;
  return std::any_of(about.channels.begin(), about.channels.end(), [&](const std::string& folded) {
    const Channel& room = chat_.channels_.at(folded);
    return Chat::member_of(room, asker.id) != nullptr && Chat::sees(room, asker.id, about.id);
  });
}

// Without knowing his nick.
bool Knowledge::may_find(const Person& asker, const Person& about) const {
  return !about.modes.contains('i') || is_operator(asker) || may_notice(asker, about);
}

// --- Lines

std::string Knowledge::leak_in(const std::string& line) const {
  const Person& asker = chat_.person_of(session_);
  const auto message = irc::parse(line);
  if (!message) return {};
  const bool is_numeric = message->command.size() == 3 && message->command.front() <= '9';
  const bool may = is_numeric                 ? may_hear_numeric(asker, *message)
                   : message->source == "srv" ? may_hear_from_server(asker, *message)
                                              : may_hear_event(asker, *message);
  if (may) return {};
  return asker.nick + ", who asked \"" + session_.asked + "\", must not know: " + line;
}

bool Knowledge::may_hear_numeric(const Person& asker, const irc::Message& line) const {
  const std::string_view number = line.command;
  const Channel* first = room(line.param(1));
  if (is_one_of(number, {"322", "324", "329", "331", "332", "333", "404", "442", "478", "482",
                         "490", "696"})) {
    return first == nullptr || may_know_room(asker, *first);
  }
  if (number == "336") return first == nullptr || may_know_name(asker, *first);
  if (is_one_of(number, {"346", "347", "348", "349", "367", "368"})) {
    return first == nullptr || may_see_lists(asker, *first);
  }
  // Who tries to come in must be told why he may not, or where he comes in instead.
  if (is_one_of(number, {"470", "471", "473", "474", "475", "479", "489"})) {
    return asked_for("JOIN");
  }
  if (is_one_of(number, {"212", "216", "225", "243", "249", "364", "382"})) {
    return is_operator(asker);
  }
  if (is_one_of(number, {"276", "338", "379"})) {
    return is_operator(asker) || person(line.param(1)) == &asker;
  }
  if (number == "341") {
    const Channel* to = room(line.param(2));
    return to == nullptr || may_know_room(asker, *to);
  }
  if (number == "443") return may_hear_of_member(asker, line.param(1), line.param(2));
  if (number == "441") {
    const Channel* where = room(line.param(2));
    return where == nullptr || person(line.param(1)) == &asker ||
           may_know_who_is_not(asker, *where);
  }
  if (number == "352") return may_hear_who(asker, line.param(5), line.param(1));
  if (number == "354") return may_hear_whox(asker, line);
  if (number == "353") return may_hear_names(asker, line);
  if (number == "319") return may_hear_rooms_of(asker, line);
  return true;
}

bool Knowledge::may_hear_of_member(const Person& asker, std::string_view nick,
                                   std::string_view name) const {
  const Person* about = person(nick);
  const Channel* where = room(name);
  if (where == nullptr) return true;
  return may_know_room(asker, *where) &&
         (about == nullptr || may_know_member(asker, *about, *where));
}

bool Knowledge::may_hear_names(const Person& asker, const irc::Message& line) const {
  return all_words(line.param(3), [&](std::string_view name) {
    return may_hear_of_member(asker, without_signs(name), line.param(2));
  });
}

bool Knowledge::may_hear_rooms_of(const Person& asker, const irc::Message& line) const {
  return all_words(line.param(2), [&](std::string_view name) {
    return may_hear_of_member(asker, line.param(1), without_signs(name));
  });
}

bool Knowledge::may_hear_who(const Person& asker, std::string_view nick,
                             std::string_view where) const {
  if (where != "*") return may_hear_of_member(asker, nick, where);
  const Person* about = person(nick);
  const auto question = irc::parse(session_.asked);
  const bool by_name = question && chat_.names_.same(question->param(0), nick);
  return about == nullptr || by_name || may_find(asker, *about);
}

// An address is its owner's and the operators'; of an answer without a nick nothing is known.
bool Knowledge::may_hear_whox(const Person& asker, const irc::Message& line) const {
  const auto question = irc::parse(session_.asked);
  const std::string_view options = question ? question->param(1) : std::string_view();
  const std::string_view asked =
      options.substr(std::min(options.find('%'), options.size())).substr(0, options.find(','));
  std::map<char, std::string_view> fields;
  std::size_t at = 1;
  for (const char field : std::string_view("tcuihsnfdlaor")) {
    if (asked.find(field) != asked.npos) fields[field] = line.param(at++);
  }
  if (!fields.contains('n')) return true;
  const std::string_view where = fields.contains('c') ? fields['c'] : question->param(0);
  const Person* about = person(fields['n']);
  const bool tells_address = fields.contains('i') && fields['i'] != "255.255.255.255";
  if (tells_address && about != &asker && !is_operator(asker)) return false;
  return may_hear_who(asker, fields['n'], where.starts_with('#') ? where : "*");
}

bool Knowledge::may_hear_event(const Person& asker, const irc::Message& line) const {
  const std::string_view command = line.command;
  const Person* by = person(line.source.substr(0, line.source.find('!')));
  if (command == "NICK") by = person(line.param(0));
  if (is_one_of(command, {"NICK", "QUIT"})) return by == nullptr || may_notice(asker, *by);
  if (is_one_of(command, {"AWAY", "SETNAME", "CHGHOST"})) {
    const auto is_his = [&](const std::string& nick) { return person(nick) == by; };
    return by == nullptr || may_notice(asker, *by) ||
           std::any_of(session_.monitored.begin(), session_.monitored.end(), is_his);
  }
  if (command == "WALLOPS") return asker.modes.contains('w');
  if (command == "INVITE") {
    const Channel* to = room(line.param(1));
    return to == nullptr || person(line.param(0)) == &asker || by == &asker ||
           Chat::rank_of(*to, asker.id) >= 2;
  }
  std::string_view target = line.param(command == "RENAME" ? 1 : 0);
  target.remove_prefix(std::min(target.find_first_not_of("~&@%+"), target.size()));
  const Channel* where = room(target);
  if (by == nullptr && asked_for("RELAYMSG")) by = &asker;
  return where == nullptr || may_hear_in_room(asker, by, *where, line);
}

// What happens in a room is its members' to hear; of others, its own speakers and those who change
// it from outside.
bool Knowledge::may_hear_in_room(const Person& asker, const Person* by, const Channel& room,
                                 const irc::Message& line) const {
  const std::string_view command = line.command;
  const bool is_member = Chat::member_of(room, asker.id) != nullptr;
  if (!is_member && (by != &asker || !may_know_room(asker, room))) return false;
  if (by == nullptr) return true;
  if (command == "JOIN" || command == "PART") return may_know_member(asker, *by, room);
  if (command == "KICK") {
    const Person* target = person(line.param(1));
    return target == nullptr || may_know_member(asker, *target, room);
  }
  return command != "MODE" || may_hear_mode(asker, *by, room, line);
}

// A ban by the members of another room tells, by what it does, who is there.
bool Knowledge::may_hear_mode(const Person& asker, const Person& by, const Channel& where,
                              const irc::Message& line) const {
  const std::span words(line.params);
  const auto changes =
      irc::parse_modes(words.first(line.param_count).subspan(1), irc::channel_mode_takes_param);
  return std::all_of(changes.begin(), changes.end(), [&](const irc::ModeChange& change) {
    if (!change.param) return true;
    if (irc::rank_of_letter(change.letter)) {
      const Person* target = person(*change.param);
      return target == nullptr || may_know_member(asker, *target, where);
    }
    if (!change.on || std::string_view("beI").find(change.letter) == std::string_view::npos) {
      return true;
    }
    const auto mask = irc::parse_ban_mask(*change.param);
    if (!mask || mask->of != irc::BanMask::Of::channel || is_operator(by)) return true;
    const Channel* other = room(mask->pattern);
    return other != nullptr && Chat::member_of(*other, by.id) != nullptr;
  });
}

bool Knowledge::may_hear_from_server(const Person& asker, const irc::Message& line) const {
  if (line.command == "NOTICE" && line.param(1).starts_with("*** ")) return is_operator(asker);
  if (line.command != "FAIL" || line.param(1) != "CHANNEL_NAME_IN_USE") return true;
  const Channel* holder = room(line.param(3));
  return holder == nullptr || may_know_room(asker, *holder);
}

}  // namespace uvchat::simulation
