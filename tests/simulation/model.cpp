#include "tests/simulation/model.h"

#include <algorithm>
#include <utility>

#include "uvchat/base/hex.h"
#include "uvchat/base/utf8.h"

namespace uvchat::simulation {

// The wall clock of the lines never goes back.
void Model::set_now(Now now) {
  constexpr std::int64_t step_back_us = 5'000'000;  // from there on the clock was set back
  const bool set_back = now_.wall_us - now.wall_us > step_back_us;
  now_ = {now.mono_ms, set_back ? now.wall_us : std::max(now_.wall_us, now.wall_us)};
}

// --- Events

void Model::opened(ConnId conn, bool classroom, const Hello& hello) {
  const std::string address = hello.address.text();
  Session& s = sessions_[conn];
  Person& p = people_[++people_so_far_];
  s.conn = conn;
  s.person = p.id = people_so_far_;
  s.classroom = p.in_classroom = classroom;
  s.address = p.host = p.address = address;
  s.tls = hello.tls;
  if (hello.certificate) s.certificate = hex_text(*hello.certificate);
  s.opened_ms = s.heard_ms = now_.mono_ms;
  s.by_gateway = !classroom && address == gateway_address;
  p.sessions = {conn};
  caller_ = &s;
  if (shutting_down_) return ended(conn, "Server shutting down");
  if (const Ban* ban = ban_of(s, true)) return turn_away(s, *ban);
  if (!classroom) return;
  p.user = "~classroom";
  p.nick = free_nick(p, "guest" + std::to_string(++guests_));
  if (const Ban* ban = ban_of(s)) return turn_away(s, *ban);
  count_in(p);
  if (s.tls) p.modes.insert('Z');
  came_online(p);
  Channel* room = find_channel("#lobby");
  if (room != nullptr) {
    const std::string why_not = why_not_in(*room, p, "");
    if (!why_not.empty()) return ended(conn, why_not.substr(why_not.find(':') + 1));
  }
  join_channel(p, room != nullptr ? *room : make_channel("#lobby"));
}

void Model::line(ConnId conn, std::string_view text, LineFlaw flaw) {
  Session& s = sessions_.at(conn);
  s.heard_ms = now_.mono_ms;
  s.heard_by_ms = s.pinged_ms = 0;
  if (s.parked && !s.classroom) {
    s.waiting.emplace_back(text, flaw);
  } else if (!must_wait(s, text, flaw)) {
    run(s, text, flaw);
  }
}

void Model::run(Session& s, std::string_view text, LineFlaw flaw) {
  caller_ = &s;
  s.asked = text;
  if (s.classroom) return classroom_message(me(), text);
  const irc::Message message = irc::parse(text).value_or(irc::Message());
  std::string_view rest = message.tags;
  while (const auto tag = irc::next_tag(rest)) {
    if (tag->key != "label") continue;
    if (!s.caps.contains("labeled-response") || !s.caps.contains("batch")) continue;
    s.answer.label = "label=" + std::string(tag->value);
  }
  const std::size_t tags_bytes = text.starts_with('@') ? text.find(' ') + 1 : 0;
  if (flaw == LineFlaw::too_long || text.size() - tags_bytes > line_room) {
    numeric("417 :Input line was too long");
    fail_lines("MULTILINE_INVALID :A line of the batch could not be read");
  } else if (!utf8_valid(text)) {
    reply(
        said(":srv FAIL " + std::string(message.command) + " INVALID_UTF8 :A line must be UTF-8"));
    fail_lines("MULTILINE_INVALID :A line of the batch could not be read");
  } else if (!message.command.empty()) {
    command(me(), message);
  }
  end_step();
}

void Model::ended(ConnId conn, const std::string& reason, bool with_person) {
  Session& s = sessions_.at(conn);
  if (!s.classroom) tell(s, said("ERROR :Closing link (" + reason + ")"));
  s.monitored.clear();
  leave_person(s, reason, with_person);
  gate_.go(conn.packed);
  s.gone = true;
  gone_.insert(conn);
}

// The user goes with their last session, unless they stay.
void Model::leave_person(Session& s, const std::string& reason, bool with_person) {
  Person& p = person_of(s);
  const bool is_last = p.sessions.size() == 1;
  if (is_last && (with_person || !may_stay(p))) return end_person(p, reason, &s);
  if (!shutting_down_ && !is_last) happened_.add(Happening::session_ends_alone);
  std::erase(p.sessions, s.conn);
  for (const std::string& folded : p.channels) {
    for (Member& member : channels_.at(folded).members) member.told_to.erase(s.conn);
  }
  if (is_last) return become_absent(p);
  if (is_secure(p) && p.modes.insert('Z').second && !shutting_down_) tell_secure(p, true);
  if (!shutting_down_) look_at_absence(p, nullptr);
}

void Model::end_person(Person& p, const std::string& reason, const Session* last) {
  if (p.registered && !shutting_down_) {
    remember(p, p.nick);
    Said end = deed(p, "QUIT");
    end.lines = {{reason}};
    happens_everywhere(p, end);
    Saying saying = event_of(p, ":" + prefix(p) + " QUIT :" + reason);
    saying.has_id = false;
    saying.classroom = {p.nick + " se ha desconectado"};
    tell_neighbours(p, saying, last);
    went_offline(p.nick);
  }
  while (!p.channels.empty()) leave(p, p.channels.back());
  if (p.registered) places_.give_back(p.place);
  if (p.registered && p.account != nullptr) p.account->user = 0;
  std::erase_if(guest_talks_, [&](const auto& talk) {
    return talk.first.first == p.id || talk.first.second == p.id;
  });
  people_.erase(p.id);
}

// REQUIRES: the session is nobody's.
void Model::attach(Session& s, Person& p) {
  s.person = p.id;
  if (!s.tls && p.modes.erase('Z') > 0) tell_secure(p, false);
  if (s.tls && p.sessions.empty()) p.modes.insert('Z');
  if (std::exchange(p.absent_ms, 0) != 0) {
    p.address = s.address;
    happened_.add(Happening::absent_person_is_back);
  }
  p.sessions.push_back(s.conn);
  for (const std::string& folded : p.channels) is_given_names(s, channels_.at(folded));
}

// Nobody is told of the others' leaving: they leave too.
void Model::shut_down() {
  shutting_down_ = true;
  for (auto& [conn, s] : sessions_) s.monitored.clear();
  for (auto& [conn, s] : sessions_) {
    if (!s.gone) ended(conn, "Server shutting down");
  }
  while (Person* absent = somebody_absent()) end_person(*absent, {}, nullptr);
}

}  // namespace uvchat::simulation
