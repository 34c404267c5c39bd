#include "tests/simulation/model.h"
#include "hub/iso_time.h"

#include <algorithm>
#include <utility>

#include "hub/line.h"
#include "tests/simulation/knowledge.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::simulation {
namespace {

std::string with_tag(std::string line, const std::string& tag) {
  const bool tagged = line.front() == '@';
  return "@" + tag + (tagged ? ";" + line.substr(1) : " " + line);
}

}  // namespace

// Who is told what, and in which form.

bool Model::matches(std::string_view expected, std::string_view line) {
  const std::size_t at = expected.find(any);
  if (at == std::string_view::npos) return expected == line;
  if (expected.substr(0, at) != line.substr(0, at)) return false;
  if (at + 1 == expected.size()) return true;
  // "msgid=?;..." or "msgid=? :...": an id holds neither ';' nor ' '.
  const std::size_t id_end = line.find_first_of("; ", at);
  return id_end != std::string_view::npos && id_end > at &&
         matches(expected.substr(at + 1), line.substr(id_end));
}

namespace {

std::string tags_of(const Session& s, const Saying& saying, const std::string& extra) {
  const bool tagged = s.caps.contains("message-tags");
  std::vector<std::string> tags;
  if (!extra.empty()) tags.push_back(extra);
  if (s.caps.contains("server-time")) tags.push_back("time=" + hub::iso_time(saying.time_ms));
  if (s.caps.contains("account-tag") && !saying.account.empty()) {
    tags.push_back("account=" + saying.account);
  }
  if (s.caps.contains("draft/relaymsg") && !saying.relayed_by.empty()) {
    tags.push_back("draft/relaymsg=" + saying.relayed_by);
  }
  if (tagged && saying.has_id) tags.push_back(std::string("msgid=") + Model::any);
  if (tagged && saying.bot) tags.emplace_back("bot");
  if (tagged && !saying.client_tags.empty()) tags.push_back(saying.client_tags);
  return tags.empty() ? "" : "@" + joined(tags, ';') + " ";
}

// Lines, without their ends.
std::vector<std::string> heard_as(const Session& s, const Saying& saying,
                                  const std::string& extra) {
  std::vector<std::string> heard;
  if (s.classroom) {
    for (const std::string& text : saying.classroom) heard.push_back(cipher::classroom_form(text));
    return heard;
  }
  if (saying.tags_only && !s.caps.contains("message-tags")) return {};
  const auto cut = [](const std::string& line) { return str(utf8_cut(line, line_room)); };
  if (saying.lines.empty()) {
    const bool is_extended = s.caps.contains("extended-join");
    return {tags_of(s, saying, extra) + cut(saying.body + (is_extended ? saying.extended : ""))};
  }
  if (s.caps.contains("batch") && s.caps.contains("draft/multiline")) {
    heard.push_back(tags_of(s, saying, extra) + cut(saying.body));
    for (const SaidLine& line : saying.lines) {
      heard.push_back("@batch=lines" + str(line.concat ? ";draft/multiline-concat " : " ") +
                      cut(saying.head + line.text));
    }
    heard.emplace_back("BATCH -lines");
    return heard;
  }
  Saying single = saying;
  for (const SaidLine& line : saying.lines) {
    if (line.text.empty()) continue;
    heard.push_back(tags_of(s, single, heard.empty() ? extra : "") + cut(saying.head + line.text));
    single.has_id = false;  // which is the first line's
  }
  return heard;
}

void expect(Session& s, std::string line) {
  ++s.told;
  s.expected.push_back(std::move(line));
}

}  // namespace

// What is said and what is known belong together: it is judged in the moment in which it is said.
void Model::judge(const Session& s, const Saying& saying) {
  breaks(Knowledge(*this, s).leak_in(saying.lines.empty() ? saying.body : saying.head));
}

void Model::breaks(const std::string& promise) {
  if (broken_.empty()) broken_ = promise;
}

Saying Model::event_of(const Person& p, std::string body) const {
  Saying saying{std::move(body), now_.wall_ms(), true, p.modes.contains('B')};
  saying.account = account_of(p);
  return saying;
}

Saying Model::event(std::string body, std::string classroom) const {
  Saying saying = event(std::move(body));
  saying.classroom = {std::move(classroom)};
  return saying;
}

Saying Model::joining(const Person& p, const Channel& channel) const {
  Saying saying = event_of(p, ":" + prefix(p) + " JOIN " + channel.name);
  saying.extended = " " + (p.account ? p.account->name : "*") + " :" + p.realname;
  return saying;
}

void Model::tell(Session& s, const Saying& saying, const std::string& extra) {
  judge(s, saying);
  for (std::string& line : heard_as(s, saying, extra)) expect(s, std::move(line));
}

void Model::tell_all_of(const Person& p, const Saying& saying, const Session* except) {
  for (const ConnId conn : p.sessions) {
    Session& s = sessions_.at(conn);
    if (&s != except) tell(s, saying);
  }
}

void Model::reply(const Saying& saying) {
  if (caller_->classroom) return;  // its protocol has no words for answers
  LabelledAnswer& answer = caller_->answer;
  if (answer.label.empty()) return tell(*caller_, saying);
  if (!answer.batch_open && answer.first.empty()) {
    judge(*caller_, saying);
    answer.first = heard_as(*caller_, saying, {});
    answer.told_before = caller_->told;
  } else {
    open_batch();
    tell(*caller_, saying, "batch=label");
  }
}

// What the answer begins with, which has waited: behind `opening`, in its place.
void Model::say_first(const std::string& tag, std::vector<std::string> opening) {
  std::vector<std::string> first = std::exchange(caller_->answer.first, {});
  first.front() = with_tag(first.front(), tag);
  first.insert(first.begin(), opening.begin(), opening.end());
  const std::uint64_t told_since = caller_->told - caller_->answer.told_before;
  auto& expected = caller_->expected;
  expected.insert(expected.end() - static_cast<std::ptrdiff_t>(told_since), first.begin(),
                  first.end());
  caller_->told += first.size();
}

void Model::open_batch() {
  LabelledAnswer& answer = caller_->answer;
  if (std::exchange(answer.batch_open, true)) return;
  const Saying opening = said(":srv BATCH +label labeled-response");
  if (answer.first.empty()) return tell(*caller_, opening, answer.label);
  say_first("batch=label", heard_as(*caller_, opening, answer.label));
}

void Model::numeric(const std::string& number_and_rest) {
  const std::string nick = me().nick.empty() ? "*" : me().nick;
  reply(said(":srv " + number_and_rest.substr(0, 3) + " " + nick + number_and_rest.substr(3)));
}

// The answer has come to its end, or goes on later.
void Model::end_step() {
  LabelledAnswer& answer = caller_->answer;
  if (caller_->gone || answer.label.empty()) return;
  if (caller_->answering()) {
    if (!answer.first.empty()) open_batch();
    return;
  }
  if (answer.batch_open) {
    tell(*caller_, said(":srv BATCH -label"));
  } else if (answer.first.empty()) {
    tell(*caller_, said(":srv ACK"), answer.label);
  } else {
    say_first(answer.label, {});
  }
  answer = {};
}

void Model::tell_channel(const Channel& channel, const Saying& saying) {
  for (const Member& member : channel.members) {
    tell_all_of(people_.at(member.who), saying, caller_);
    if (member.who == caller_->person && me().sessions.size() > 1) {
      happened_.add(Happening::other_session_is_told);
    }
  }
}

// To the caller, to whom it is about, and to those who see them.
void Model::tell_about(const Channel& channel, const Person& about, const Saying& saying) {
  reply(saying);
  for (const Member& member : channel.members) {
    if (member.who != about.id && !sees(channel, member.who, about.id)) continue;
    tell_all_of(people_.at(member.who), saying, caller_);
  }
}

void Model::tell_neighbours(const Person& p, const Saying& saying, const Session* except) {
  std::set<PersonId> told{p.id};
  tell_all_of(p, saying, except);
  for (const std::string& folded : p.channels) {
    const Channel& channel = channels_.at(folded);
    for (const Member& member : channel.members) {
      if (!sees(channel, member.who, p.id)) continue;
      if (told.insert(member.who).second) tell_all_of(people_.at(member.who), saying, except);
    }
  }
}

// The wall clock of the lines never goes back.
void Model::set_now(Now now) {
  constexpr std::int64_t step_back_us = 5'000'000;  // from there on the clock was set back
  const bool set_back = now_.wall_us - now.wall_us > step_back_us;
  now_ = {now.mono_ms, set_back ? now.wall_us : std::max(now_.wall_us, now.wall_us)};
}

// --- Events

void Model::opened(ConnId conn, bool classroom, std::string_view address) {
  Session& s = sessions_[conn];
  Person& p = people_[++people_so_far_];
  s.conn = conn;
  s.person = p.id = people_so_far_;
  s.classroom = p.in_classroom = classroom;
  s.address = p.host = p.address = address;
  s.opened_ms = s.heard_ms = now_.mono_ms;
  s.by_gateway = !classroom && address == gateway_address;
  p.sessions = {conn};
  caller_ = &s;
  if (shutting_down_) return ended(conn, "Server shutting down");
  if (const Ban* ban = dline_of(s)) return turn_away(s, *ban);
  if (!classroom) return;
  p.user = "~classroom";
  p.nick = free_nick(p, "guest" + std::to_string(++guests_));
  if (const Ban* ban = ban_of(s)) return turn_away(s, *ban);
  count_in(p);
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
  if (!shutting_down_) look_at_absence(p, nullptr);
}

void Model::end_person(Person& p, const std::string& reason, const Session* last) {
  if (p.registered && !shutting_down_) {
    remember(p, p.nick);
    Saying saying = event_of(p, ":" + prefix(p) + " QUIT :" + reason);
    saying.has_id = false;
    saying.classroom = {p.nick + " se ha desconectado"};
    tell_neighbours(p, saying, last);
    went_offline(p.nick);
  }
  while (!p.channels.empty()) leave(p, p.channels.back());
  if (p.registered) places_.give_back(p.place);
  if (p.registered && p.account != nullptr) p.account->user = 0;
  people_.erase(p.id);
}

// REQUIRES: the session is nobody's.
void Model::attach(Session& s, Person& p) {
  s.person = p.id;
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
