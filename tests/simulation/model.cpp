#include "tests/simulation/model.h"

#include <algorithm>
#include <utility>

#include "hub/line.h"
#include "tests/simulation/knowledge.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::simulation {

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

std::string Model::tags_of(const Person& p, const Saying& saying, const std::string& extra) {
  const bool tagged = p.caps.contains("message-tags");
  std::vector<std::string> tags;
  if (!extra.empty()) tags.push_back(extra);
  if (p.caps.contains("server-time")) tags.push_back("time=" + hub::iso_time(saying.time_ms));
  if (p.caps.contains("draft/relaymsg") && !saying.relayed_by.empty()) {
    tags.push_back("draft/relaymsg=" + saying.relayed_by);
  }
  if (tagged && saying.has_id) tags.push_back(std::string("msgid=") + any);
  if (tagged && saying.bot) tags.emplace_back("bot");
  if (tagged && !saying.client_tags.empty()) tags.push_back(saying.client_tags);
  return tags.empty() ? "" : "@" + joined(tags, ';') + " ";
}

// Lines, without their ends.
std::vector<std::string> Model::heard_as(const Person& p, const Saying& saying,
                                         const std::string& extra) {
  std::vector<std::string> heard;
  if (p.classroom) {
    for (const std::string& text : saying.classroom) heard.push_back(cipher::classroom_form(text));
    return heard;
  }
  if (saying.tags_only && !p.caps.contains("message-tags")) return {};
  const auto cut = [](const std::string& line) { return str(utf8_cut(line, line_room)); };
  if (saying.lines.empty()) {
    const bool is_extended = p.caps.contains("extended-join");
    return {tags_of(p, saying, extra) + cut(saying.body + (is_extended ? saying.extended : ""))};
  }
  if (p.caps.contains("batch") && p.caps.contains("draft/multiline")) {
    heard.push_back(tags_of(p, saying, extra) + cut(saying.body));
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
    heard.push_back(tags_of(p, single, heard.empty() ? extra : "") + cut(saying.head + line.text));
    single.has_id = false;  // which is the first line's
  }
  return heard;
}

std::string Model::with_tag(std::string line, const std::string& tag) {
  const bool tagged = line.front() == '@';
  return "@" + tag + (tagged ? ";" + line.substr(1) : " " + line);
}

// What is said and what is known belong together: it is judged in the moment in which it is said.
void Model::judge(const Person& p, const Saying& saying) {
  breaks(Knowledge(*this).leak_in(p, saying.lines.empty() ? saying.body : saying.head));
}

void Model::breaks(const std::string& promise) {
  if (broken_.empty()) broken_ = promise;
}

Saying Model::event(std::string body) const {
  return {std::move(body), now_.wall_ms(), true, caller_->modes.contains('B')};
}

Saying Model::event(std::string body, std::string classroom) const {
  Saying saying = event(std::move(body));
  saying.classroom = {std::move(classroom)};
  return saying;
}

void Model::expect(Person& p, std::string line) {
  ++p.told;
  p.expected.push_back(std::move(line));
}

void Model::tell(Person& p, const Saying& saying, const std::string& extra) {
  judge(p, saying);
  for (std::string& line : heard_as(p, saying, extra)) expect(p, std::move(line));
}

void Model::reply(const Saying& saying) {
  if (caller_->classroom) return;  // its protocol has no words for answers
  LabelledAnswer& answer = caller_->answer;
  if (answer.label.empty()) return tell(*caller_, saying);
  if (!answer.batch_open && answer.first.empty()) {
    judge(*caller_, saying);
    answer.first = heard_as(*caller_, saying, {});
  } else {
    open_batch();
    tell(*caller_, saying, "batch=label");
  }
}

// What the answer begins with, which has waited.
void Model::say_first(const std::string& tag) {
  std::vector<std::string> first = std::exchange(caller_->answer.first, {});
  if (!first.empty()) first.front() = with_tag(first.front(), tag);
  for (std::string& line : first) expect(*caller_, std::move(line));
}

void Model::open_batch() {
  LabelledAnswer& answer = caller_->answer;
  if (!std::exchange(answer.batch_open, true)) {
    tell(*caller_, said(":srv BATCH +label labeled-response"), answer.label);
  }
  say_first("batch=label");
}

void Model::numeric(const std::string& number_and_rest) {
  const std::string nick = caller_->nick.empty() ? "*" : caller_->nick;
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
    say_first(answer.label);
  }
  answer = {};
}

void Model::tell_channel(const Channel& channel, const Saying& saying) {
  for (const Member& member : channel.members) {
    if (member.conn != caller_->conn) tell(people_.at(member.conn), saying);
  }
}

// To the caller, to whom it is about, and to those who see him.
void Model::tell_about(const Channel& channel, const Person& about, const Saying& saying) {
  reply(saying);
  for (const Member& member : channel.members) {
    if (member.conn == caller_->conn) continue;
    if (member.conn == about.conn || sees(channel, member.conn, about.conn)) {
      tell(people_.at(member.conn), saying);
    }
  }
}

void Model::tell_neighbours(const Person& p, const Saying& saying) {
  std::set<ConnId> told{p.conn};
  for (const std::string& folded : p.channels) {
    const Channel& channel = channels_.at(folded);
    for (const Member& member : channel.members) {
      if (!sees(channel, member.conn, p.conn)) continue;
      if (told.insert(member.conn).second) tell(people_.at(member.conn), saying);
    }
  }
}

void Model::echo(const Person& p, const Saying& saying) {
  if (p.caps.contains("echo-message")) reply(saying);
}

Person* Model::holder_of(std::string_view nick) {
  for (auto& [conn, p] : people_) {
    if (!p.gone && p.registered && names_.same(p.nick, nick)) return &p;
  }
  return nullptr;
}

bool Model::taken(const Person& p, std::string_view nick) const {
  return std::any_of(people_.begin(), people_.end(), [&](const auto& entry) {
    const Person& other = entry.second;
    return &other != &p && !other.gone && other.registered && names_.look_alike(other.nick, nick);
  });
}

bool Model::looks_like_another(std::string_view name, const Channel* own) const {
  return std::any_of(channels_.begin(), channels_.end(), [&](const auto& entry) {
    return &entry.second != own && names_.look_alike(entry.second.name, name);
  });
}

Person* Model::registered_holder_of(std::string_view nick) {
  Person* p = holder_of(nick);
  return p != nullptr && p->registered ? p : nullptr;
}

Channel* Model::find_channel(std::string_view name) {
  const auto at = channels_.find(names_.fold(name));
  return at == channels_.end() ? nullptr : &at->second;
}

Channel* Model::channel_of(std::uint64_t id) {
  for (auto& [folded, channel] : channels_) {
    if (channel.id == id) return &channel;
  }
  return nullptr;
}

const Member* Model::member_of(const Channel& channel, ConnId conn) {
  for (const Member& member : channel.members) {
    if (member.conn == conn) return &member;
  }
  return nullptr;
}

Member* Model::member_of(Channel& channel, ConnId conn) {
  return const_cast<Member*>(member_of(std::as_const(channel), conn));
}

// 0: no rank or no member; 1 voice, 2 half-operator, 3 operator, 4 admin, 5 owner.
int Model::rank_of(const Channel& channel, ConnId conn) {
  const Member* member = member_of(channel, conn);
  if (member == nullptr) return 0;
  for (int rank = 5; rank > 0; --rank) {
    if (member->ranks.contains("-vhoaq"[rank])) return rank;
  }
  return 0;
}

Speaker Model::speaker(ConnId conn, std::uint64_t people) const {
  Speaker who;
  who.people = people;
  const auto at = people_.find(conn);
  if (at == people_.end() || !at->second.registered) return who;
  const Person& p = at->second;
  who.nick = p.nick;
  who.is_operator = p.modes.contains('o');
  for (const char mode : p.modes) who.own_undoings.push_back({'-', mode});
  for (const std::string& folded : p.channels) {
    if (who.is_operator || rank_of(channels_.at(folded), conn) >= 2) who.rules = folded;
  }
  if (who.rules.empty()) return who;
  const Channel& channel = channels_.at(who.rules);
  who.undoings = undoings_of(channel);
  for (const Member& member : channel.members) who.fellows.push_back(people_.at(member.conn).nick);
  return who;
}

std::vector<std::string> Model::undoings_of(const Channel& channel) const {
  std::vector<std::string> all;
  for (const char mode : channel.modes) {
    if (mode != 'n' && mode != 't') all.push_back({'-', mode});
  }
  for (const auto& [letter, masks] : channel.lists) {
    for (const Mask& mask : masks) all.push_back(std::string{'-', letter} + " " + mask.mask.text());
  }
  for (const Member& member : channel.members) {
    for (const char rank : member.ranks) {
      if (rank == 'o') continue;
      all.push_back(std::string{'-', rank} + " " + people_.at(member.conn).nick);
    }
  }
  if (!channel.key.empty()) all.emplace_back("-k x");
  if (channel.limit != 0) all.emplace_back("-l");
  if (!channel.forward.empty()) all.emplace_back("-f");
  return all;
}

std::size_t Model::present_count() const {
  return static_cast<std::size_t>(
      std::count_if(people_.begin(), people_.end(), [](const auto& e) { return !e.second.gone; }));
}

bool Model::anybody_parked() const {
  return std::any_of(people_.begin(), people_.end(),
                     [](const auto& e) { return !e.second.gone && e.second.parked; });
}

// The wall clock of the lines never goes back.
void Model::set_now(Now now) {
  constexpr std::int64_t step_back_us = 5'000'000;  // from there on the clock was set back
  const bool set_back = now_.wall_us - now.wall_us > step_back_us;
  now_ = {now.mono_ms, set_back ? now.wall_us : std::max(now_.wall_us, now.wall_us)};
}

// --- Events

void Model::opened(ConnId conn, bool classroom, std::string_view address) {
  Person& p = people_[conn];
  p.conn = conn;
  p.classroom = classroom;
  p.host = p.address = address;
  p.opened_ms = p.heard_ms = now_.mono_ms;
  p.by_gateway = !classroom && address == gateway_address;
  caller_ = &p;
  if (shutting_down_) return ended(conn, "Server shutting down");
  if (const Ban* ban = dline_of(p)) return turn_away(p, *ban);
  if (!classroom) return;
  p.user = "~classroom";
  p.nick = free_nick(p, "guest" + std::to_string(++guests_));
  if (const Ban* ban = ban_of(p)) return turn_away(p, *ban);
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
  Person& p = people_.at(conn);
  p.heard_ms = now_.mono_ms;
  p.heard_by_ms = p.pinged_ms = 0;
  if (p.parked && !p.classroom) {
    p.waiting.emplace_back(text, flaw);
  } else {
    run(p, text, flaw);
  }
}

void Model::run(Person& p, std::string_view text, LineFlaw flaw) {
  caller_ = &p;
  p.asked = text;
  if (p.classroom) return classroom_message(p, text);
  const irc::Message message = irc::parse(text).value_or(irc::Message());
  std::string_view rest = message.tags;
  while (const auto tag = irc::next_tag(rest)) {
    if (tag->key != "label") continue;
    if (!p.caps.contains("labeled-response") || !p.caps.contains("batch")) continue;
    p.answer.label = "label=" + std::string(tag->value);
  }
  const std::size_t tags_bytes = text.starts_with('@') ? text.find(' ') + 1 : 0;
  if (flaw == LineFlaw::too_long || text.size() - tags_bytes > line_room) {
    numeric("417 :Input line was too long");
    fail_lines(p, "MULTILINE_INVALID :A line of the batch could not be read");
  } else if (!utf8_valid(text)) {
    reply(
        said(":srv FAIL " + std::string(message.command) + " INVALID_UTF8 :A line must be UTF-8"));
    fail_lines(p, "MULTILINE_INVALID :A line of the batch could not be read");
  } else if (!message.command.empty()) {
    command(p, message);
  }
  end_step();
  if (!p.gone && p.answering()) park(p);
}

void Model::ended(ConnId conn, const std::string& reason) {
  Person& p = people_.at(conn);
  if (!p.classroom) tell(p, said("ERROR :Closing link (" + reason + ")"));
  if (p.registered && !shutting_down_) {
    remember(p, p.nick);
    Saying saying = said(":" + prefix(p) + " QUIT :" + reason);
    saying.classroom = {p.nick + " se ha desconectado"};
    saying.bot = p.modes.contains('B');
    p.monitored.clear();
    tell_neighbours(p, saying);
    went_offline(p.nick);
  }
  while (!p.channels.empty()) leave(p, p.channels.back());
  gate_.go(conn.packed);
  if (p.registered) places_.give_back(p.place);
  p.gone = true;
  gone_.insert(conn);
}

// Nobody is told of the others' leaving: they leave too.
void Model::shut_down() {
  shutting_down_ = true;
  for (auto& [conn, p] : people_) p.monitored.clear();
  for (auto& [conn, p] : people_) {
    if (!p.gone) ended(conn, "Server shutting down");
  }
}

}  // namespace uvchat::simulation
