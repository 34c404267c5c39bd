#include "tests/simulation/model.h"

#include <algorithm>
#include <utility>

#include "hub/line.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::simulation {

// Who is told what, and in which form.

bool Model::matches(std::string_view expected, std::string_view line) {
  const std::size_t star = expected.find('*');
  if (star == std::string_view::npos) return expected == line;
  if (expected.substr(0, star) != line.substr(0, star)) return false;
  if (star + 1 == expected.size()) return true;
  // "msgid=*;..." or "msgid=* :...": an id holds neither ';' nor ' '.
  const std::size_t id_end = line.find_first_of("; ", star);
  return id_end != std::string_view::npos && id_end > star &&
         matches(expected.substr(star + 1), line.substr(id_end));
}

std::string Model::heard_as(const Person& p, const Saying& saying, const std::string& extra) {
  if (p.classroom) return cipher::classroom_form(saying.classroom);
  const bool tagged = p.caps.contains("message-tags");
  if (saying.tags_only && !tagged) return {};
  std::vector<std::string> tags;
  if (!extra.empty()) tags.push_back(extra);
  if (p.caps.contains("server-time")) tags.push_back("time=" + hub::iso_time(saying.time_ms));
  if (tagged && saying.has_id) tags.emplace_back("msgid=*");
  if (tagged && !saying.client_tags.empty()) tags.push_back(saying.client_tags);
  std::string line;
  for (const std::string& tag : tags) line += (line.empty() ? "@" : ";") + tag;
  return line + (line.empty() ? "" : " ") + saying.body;
}

void Model::tell(Person& p, const Saying& saying, const std::string& extra) {
  std::string line = heard_as(p, saying, extra);
  if (!line.empty()) p.expected.push_back(std::move(line));
}

void Model::reply(const Saying& saying) {
  if (label_.empty()) {
    tell(*caller_, saying);
  } else {
    replies_.push_back(saying);
  }
}

void Model::numeric(const std::string& number_and_rest) {
  const std::string number = number_and_rest.substr(0, 3);
  const std::string nick = caller_->nick.empty() ? "*" : caller_->nick;
  // A '*' would be a pattern: before there is a nick, the rest of the line is not looked at.
  const std::string body = ":srv " + number + " " + nick;
  reply({caller_->nick.empty() ? body : body + number_and_rest.substr(3),
         now_.wall_ms,
         false,
         false,
         {},
         {}});
}

void Model::finish_replies() {
  if (label_.empty()) return;
  const std::vector<Saying> replies = std::exchange(replies_, {});
  const std::string label = std::exchange(label_, {});
  if (replies.empty()) {
    tell(*caller_, {":srv ACK", now_.wall_ms, false, false, {}, {}}, label);
  } else if (replies.size() == 1) {
    tell(*caller_, replies.front(), label);
  } else {
    tell(*caller_, {":srv BATCH +label labeled-response", now_.wall_ms, false, false, {}, {}},
         label);
    for (const Saying& r : replies) tell(*caller_, r, "batch=label");
    tell(*caller_, {":srv BATCH -label", now_.wall_ms, false, false, {}, {}});
  }
}

void Model::tell_channel(Channel& channel, const Saying& saying, ConnId except) {
  for (const ConnId member : channel.members) {
    if (member != except) tell(people_.at(member), saying);
  }
}

void Model::tell_neighbours(const Person& p, const Saying& saying) {
  std::set<ConnId> told{p.conn};
  for (const std::string& folded : p.channels) {
    for (const ConnId member : channels_.at(folded).members) {
      if (told.insert(member).second) tell(people_.at(member), saying);
    }
  }
}

void Model::echo(const Person& p, const Saying& saying) {
  if (p.caps.contains("echo-message")) reply(saying);
}

Model::Person* Model::holder_of(std::string_view nick) {
  for (auto& [conn, p] : people_) {
    if (!p.gone && !p.nick.empty() && names_.same(p.nick, nick)) return &p;
  }
  return nullptr;
}

bool Model::taken(const Person& p, std::string_view nick) const {
  const std::string skeleton = names_.skeleton(nick);
  return std::any_of(people_.begin(), people_.end(), [&](const auto& entry) {
    const Person& other = entry.second;
    return &other != &p && !other.gone && !other.nick.empty() &&
           names_.skeleton(other.nick) == skeleton;
  });
}

Model::Channel* Model::find_channel(std::string_view name) {
  const auto at = channels_.find(names_.fold(name));
  return at == channels_.end() ? nullptr : &at->second;
}

std::size_t Model::present_count() const {
  return static_cast<std::size_t>(
      std::count_if(people_.begin(), people_.end(), [](const auto& e) { return !e.second.gone; }));
}

// The wall clock of the lines never goes back.
void Model::set_now(Now now) {
  now_.mono_ms = now.mono_ms;
  now_.wall_ms = std::max(now_.wall_ms, now.wall_ms);
}

// Events.

void Model::opened(ConnId conn, bool classroom, std::string_view address, Now now) {
  set_now(now);
  Person& p = people_[conn];
  p.conn = conn;
  p.classroom = classroom;
  p.host = address;
  p.heard_ms = now.mono_ms;
  if (!classroom || shutting_down_) return;
  caller_ = &p;
  p.user = "~classroom";
  std::string guest = "guest" + std::to_string(++guests_);
  while (taken(p, guest)) guest += "_";
  p.nick = guest;
  p.registered = true;
  join(p, "#lobby");
}

void Model::line(ConnId conn, std::string_view text, LineFlaw flaw, Now now) {
  set_now(now);
  Person& p = people_.at(conn);
  caller_ = &p;
  p.heard_ms = now.mono_ms;
  if (p.classroom) return classroom_message(p, text);
  if (flaw == LineFlaw::too_long) return numeric("417 :Input line was too long");
  const auto message = irc::parse(text);
  if (!message) return;
  std::string_view rest = message->tags;
  while (const auto tag = irc::next_tag(rest)) {
    if (tag->key != "label") continue;
    if (!p.caps.contains("labeled-response") || !p.caps.contains("batch")) continue;
    label_ = "label=" + std::string(tag->value);
  }
  if (utf8_valid(text)) {
    command(p, *message);
  } else {
    const std::string fail = ":srv FAIL " + std::string(message->command) + " INVALID_UTF8 :*";
    reply({fail, now_.wall_ms, false, false, {}, {}});
  }
  if (p.gone) label_.clear();
  finish_replies();
}

void Model::ended(ConnId conn, std::string_view reason, Now now) {
  set_now(now);
  Person& p = people_.at(conn);
  if (!p.classroom) {
    const std::string error = "ERROR :Closing link (" + std::string(reason) + ")";
    tell(p, {error, now_.wall_ms, false, false, {}, {}});
  }
  if (p.registered && !shutting_down_) {
    tell_neighbours(p, {":" + prefix(p) + " QUIT :" + std::string(reason),
                        now_.wall_ms,
                        false,
                        false,
                        {},
                        p.nick + " se ha desconectado"});
  }
  while (!p.channels.empty()) leave(p, p.channels.back());
  p.gone = true;
}

void Model::leave(Person& p, const std::string& folded) {
  const std::string gone = folded;
  std::erase(channels_.at(gone).members, p.conn);
  if (channels_.at(gone).members.empty()) channels_.erase(gone);
  std::erase(p.channels, gone);
}

}  // namespace uvchat::simulation
