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

std::string Model::heard_as(const Person& p, const Saying& saying, const std::string& extra) {
  if (p.classroom) return cipher::classroom_form(saying.classroom);
  const bool tagged = p.caps.contains("message-tags");
  if (saying.tags_only && !tagged) return {};
  std::vector<std::string> tags;
  if (!extra.empty()) tags.push_back(extra);
  if (p.caps.contains("server-time")) tags.push_back("time=" + hub::iso_time(saying.time_ms));
  if (tagged && saying.has_id) tags.push_back(std::string("msgid=") + any);
  if (tagged && saying.bot) tags.emplace_back("bot");
  if (tagged && !saying.client_tags.empty()) tags.push_back(saying.client_tags);
  std::string line;
  for (const std::string& tag : tags) line += (line.empty() ? "@" : ";") + tag;
  return line + (line.empty() ? "" : " ") + saying.body;
}

std::string Model::with_tag(std::string line, const std::string& tag) {
  const bool tagged = line.front() == '@';
  return "@" + tag + (tagged ? ";" + line.substr(1) : " " + line);
}

// What is said and what is known belong together: it is judged in the moment in which it is said.
void Model::judge(const Person& p, const Saying& saying) {
  if (broken_.empty()) broken_ = Knowledge(*this).leak_in(p, saying.body);
}

void Model::tell(Person& p, const Saying& saying, const std::string& extra) {
  judge(p, saying);
  std::string line = heard_as(p, saying, extra);
  if (!line.empty()) p.expected.push_back(std::move(line));
}

void Model::reply(const Saying& saying) {
  if (caller_->classroom) return;  // its protocol has no words for answers
  Answer& answer = caller_->answer;
  if (answer.label.empty()) return tell(*caller_, saying);
  if (!answer.batch_open && answer.first.empty()) {
    judge(*caller_, saying);
    answer.first = heard_as(*caller_, saying, {});
  } else {
    open_batch();
    tell(*caller_, saying, "batch=label");
  }
}

void Model::open_batch() {
  Answer& answer = caller_->answer;
  if (!std::exchange(answer.batch_open, true)) {
    tell(*caller_, said(":srv BATCH +label labeled-response"), answer.label);
  }
  if (answer.first.empty()) return;
  caller_->expected.push_back(with_tag(std::exchange(answer.first, {}), "batch=label"));
}

void Model::numeric(const std::string& number_and_rest) {
  const std::string nick = caller_->nick.empty() ? "*" : caller_->nick;
  reply(said(":srv " + number_and_rest.substr(0, 3) + " " + nick + number_and_rest.substr(3)));
}

// The answer has come to its end, or goes on later.
void Model::end_step() {
  Answer& answer = caller_->answer;
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
    caller_->expected.push_back(with_tag(answer.first, answer.label));
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

Model::Person* Model::holder_of(std::string_view nick) {
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

Model::Person* Model::registered_holder_of(std::string_view nick) {
  Person* p = holder_of(nick);
  return p != nullptr && p->registered ? p : nullptr;
}

Model::Channel* Model::find_channel(std::string_view name) {
  const auto at = channels_.find(names_.fold(name));
  return at == channels_.end() ? nullptr : &at->second;
}

Model::Channel* Model::channel_of(std::uint64_t id) {
  for (auto& [folded, channel] : channels_) {
    if (channel.id == id) return &channel;
  }
  return nullptr;
}

const Model::Member* Model::member_of(const Channel& channel, ConnId conn) {
  for (const Member& member : channel.members) {
    if (member.conn == conn) return &member;
  }
  return nullptr;
}

Model::Member* Model::member_of(Channel& channel, ConnId conn) {
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
  who.nick = at->second.nick;
  who.is_operator = at->second.modes.contains('o');
  for (const std::string& folded : at->second.channels) {
    if (rank_of(channels_.at(folded), conn) >= 2) who.rules = folded;
  }
  return who;
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

// Events.

void Model::opened(ConnId conn, bool classroom, std::string_view address, Now now) {
  set_now(now);
  Person& p = people_[conn];
  p.conn = conn;
  p.classroom = classroom;
  p.host = address;
  p.heard_ms = now.mono_ms;
  p.by_gateway = !classroom && address == gateway_address;
  if (shutting_down_) return;
  caller_ = &p;
  if (const Ban* ban = dline_of(p)) return turn_away(p, *ban);
  if (!classroom) return;
  p.user = "~classroom";
  p.nick = free_nick(p, "guest" + std::to_string(++guests_));
  if (const Ban* ban = ban_of(p)) return turn_away(p, *ban);
  p.registered = true;
  p.spoke_ms = now_.mono_ms;
  p.signon_ms = now_.wall_ms();
  came_online(p);
  Channel* room = find_channel("#lobby");
  if (room != nullptr && !why_not_in(*room, p, "").empty()) return;  // the hub ends him
  join_channel(p, room != nullptr ? *room : make_channel("#lobby"));
  p.parked = p.answering();
}

void Model::line(ConnId conn, std::string_view text, LineFlaw flaw, Now now) {
  set_now(now);
  Person& p = people_.at(conn);
  p.heard_ms = now.mono_ms;
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
  if (flaw == LineFlaw::too_long) return numeric("417 :Input line was too long");
  const auto message = irc::parse(text);
  if (!message) return;
  std::string_view rest = message->tags;
  while (const auto tag = irc::next_tag(rest)) {
    if (tag->key != "label") continue;
    if (!p.caps.contains("labeled-response") || !p.caps.contains("batch")) continue;
    p.answer.label = "label=" + std::string(tag->value);
  }
  if (utf8_valid(text)) {
    command(p, *message);
  } else {
    reply(
        said(":srv FAIL " + std::string(message->command) + " INVALID_UTF8 :A line must be UTF-8"));
  }
  end_step();
  if (p.answering()) p.parked = true;
}

void Model::resumed(ConnId conn) {
  Person& p = people_.at(conn);
  caller_ = &p;
  if (!p.parked || p.gone) {
    broken_ = "the hub goes on with " + p.nick + ", who waits for nothing";
  } else if (p.check) {
    go_on_with_oper(p);
    end_step();
  } else if (!p.pages.empty()) {
    if (go_on_with(p, p.pages.front())) p.pages.pop_front();
    end_step();
  } else {
    const auto [text, flaw] = std::move(p.waiting.front());
    p.waiting.pop_front();
    run(p, text, flaw);
  }
  if (!p.answering() && p.waiting.empty()) p.parked = false;
}

void Model::ended(ConnId conn, std::string_view reason, Now now) {
  set_now(now);
  Person& p = people_.at(conn);
  if (p.no_more_lines && p.parked && reason == "Connection closed") {
    broken_ = p.nick + " is ended before his last lines took effect";
  }
  if (!p.classroom) tell(p, said("ERROR :Closing link (" + std::string(reason) + ")"));
  if (p.registered && !shutting_down_) {
    remember(p, p.nick);
    Saying saying = said(":" + prefix(p) + " QUIT :" + std::string(reason));
    saying.classroom = p.nick + " se ha desconectado";
    saying.bot = p.modes.contains('B');
    p.monitored.clear();
    tell_neighbours(p, saying);
    went_offline(p.nick);
  }
  while (!p.channels.empty()) leave(p, p.channels.back());
  gate_.go(conn.packed);
  p.gone = true;
}

}  // namespace uvchat::simulation
