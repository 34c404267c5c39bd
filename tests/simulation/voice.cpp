#include "tests/simulation/voice.h"

#include <algorithm>
#include <set>
#include <utility>

#include "hub/iso_time.h"
#include "hub/line.h"
#include "tests/simulation/knowledge.h"
#include "tests/simulation/services.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::simulation {
namespace {

std::string with_tag(std::string line, const std::string& tag) {
  const bool tagged = line.front() == '@';
  return "@" + tag + (tagged ? ";" + line.substr(1) : " " + line);
}

}  // namespace

bool Voice::matches(std::string_view expected, std::string_view line) {
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
  const std::string id = saying.id.empty() ? std::string(1, Voice::any) : saying.id;
  if (tagged && saying.has_id) tags.push_back("msgid=" + id);
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

// Whether it can ask for what was said.
bool fetches(const Session& s) {
  return s.caps.contains("draft/chathistory") && s.caps.contains("batch");
}

}  // namespace

// What is said and what is known belong together: it is judged in the moment in which it is said.
void Voice::judge(const Session& s, const Saying& saying) {
  if (saying.is_judged) return;
  breaks(Knowledge(*this, s).leak_in(saying.lines.empty() ? saying.body : saying.head));
}

void Voice::breaks(const std::string& promise) {
  if (broken_.empty()) broken_ = promise;
}

Saying Voice::event_of(const Person& p, std::string body) const {
  Saying saying{std::move(body), now_.wall_ms(), true, p.modes.contains('B')};
  saying.account = account_of(p);
  return saying;
}

Saying Voice::event(std::string body, std::string classroom) const {
  Saying saying = event(std::move(body));
  saying.classroom = {std::move(classroom)};
  return saying;
}

Saying Voice::joining(const Person& p, const Channel& channel) const {
  Saying saying = event_of(p, ":" + prefix(p) + " JOIN " + channel.name);
  saying.extended = " " + (p.account ? p.account->name : "*") + " :" + p.realname;
  return saying;
}

void Voice::tell(Session& s, const Saying& saying, const std::string& extra) {
  judge(s, saying);
  tell_unjudged(s, saying, extra);
}

void Voice::tell_unjudged(Session& s, const Saying& saying, const std::string& extra) {
  const std::uint64_t piece = s.told + 1;
  for (std::string& line : heard_as(s, saying, extra)) {
    ++s.told;
    s.expected.push_back({std::move(line), piece, fetches(s) ? saying.said_us : 0});
    if (s.expected.back().said_us != 0) s.fetchable.push_back(s.expected.back());
  }
}

void Voice::tell_all_of(const Person& p, const Saying& saying, const Session* except) {
  for (const ConnId conn : p.sessions) {
    Session& s = sessions_.at(conn);
    if (&s != except) tell(s, saying);
  }
}

void Voice::reply(const Saying& saying) {
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
void Voice::say_first(const std::string& tag, std::vector<std::string> opening) {
  std::vector<std::string> first = std::exchange(caller_->answer.first, {});
  first.front() = with_tag(first.front(), tag);
  first.insert(first.begin(), opening.begin(), opening.end());
  const std::uint64_t told_since = caller_->told - caller_->answer.told_before;
  std::vector<Expected> lines;
  for (std::string& line : first) lines.push_back({std::move(line)});
  auto& expected = caller_->expected;
  expected.insert(expected.end() - static_cast<std::ptrdiff_t>(told_since), lines.begin(),
                  lines.end());
  caller_->told += first.size();
}

void Voice::open_batch() {
  LabelledAnswer& answer = caller_->answer;
  if (std::exchange(answer.batch_open, true)) return;
  const Saying opening = said(":srv BATCH +label labeled-response");
  if (answer.first.empty()) return tell(*caller_, opening, answer.label);
  say_first("batch=label", heard_as(*caller_, opening, answer.label));
}

void Voice::numeric(const std::string& number_and_rest) {
  const std::string nick = me().nick.empty() ? "*" : me().nick;
  reply(said(":srv " + number_and_rest.substr(0, 3) + " " + nick + number_and_rest.substr(3)));
}

// The answer has come to its end, or goes on later.
void Voice::end_step() {
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

void Voice::tell_channel(const Channel& channel, const Saying& saying) {
  for (const Member& member : channel.members) {
    tell_all_of(people_.at(member.who), saying, caller_);
    if (member.who == caller_->person && me().sessions.size() > 1) {
      happened_.add(Happening::other_session_is_told);
    }
  }
}

// To the caller, to whom it is about, and to those who see them.
void Voice::tell_about(const Channel& channel, const Person& about, const Saying& saying) {
  reply(saying);
  for (const Member& member : channel.members) {
    if (member.who != about.id && !sees(channel, member.who, about.id)) continue;
    tell_all_of(people_.at(member.who), saying, caller_);
  }
}

void Voice::no_such_channel(std::string_view name) {
  numeric("403 " + middle(name) + " :No such channel");
}

void Voice::no_such_nick(std::string_view nick) {
  numeric("401 " + middle(nick) + " :No such nick or channel");
}

void Voice::not_operator(const Channel& channel) {
  numeric("482 " + channel.name + " :You are not an operator of that channel");
}

void Voice::say_logged_in(const Account& account) {
  numeric("900 " + (me().registered ? prefix(me()) : "*!*@*") + " " + account.name +
          " :You are now logged in as " + account.name);
}

Saying Voice::with_code(Saying saying, const std::string& code) {
  std::string value;
  for (const char c : code) c == ' ' ? value += "\\s" : value += c;
  saying.client_tags = "uvchat/code=" + value;
  return saying;
}

void Voice::service_says(const std::string& service, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    reply(with_code(said(":" + service + "!" + service + "@srv NOTICE " + me().nick + " :" + text),
                    code_of(text)));
  }
}

// To all of the caller's sessions.
void Voice::tell_user_modes(const std::string& changes) {
  const Saying saying = said(":" + prefix(me()) + " MODE " + me().nick + " " + changes);
  reply(saying);
  tell_all_of(me(), saying, caller_);
}

bool Voice::is_secure(const Person& p) const {
  return !p.sessions.empty() && std::all_of(p.sessions.begin(), p.sessions.end(),
                                            [&](ConnId conn) { return sessions_.at(conn).tls; });
}

void Voice::tell_secure(const Person& p, bool secure) {
  const std::string change = secure ? "+Z" : "-Z";
  ++modes_set_[change + "!"];
  tell_all_of(p, said(":" + prefix(p) + " MODE " + p.nick + " " + change), nullptr);
}

std::int64_t Voice::spoken_us(const Channel& channel) const {
  const Said* last = annals_.last_speech(channel.life);
  return last == nullptr ? 0 : last->time_us;
}

void Voice::tell_left_out(Session& s, const TimeSpan& left_out) {
  const Person& p = person_of(s);
  if (left_out.empty() || !p.registered) return;
  s.gaps.push_back(left_out);
  happened_.add(Happening::slow_reader_is_told);
  const std::string after = hub::iso_time(left_out.from_us / 1000 - 1);
  const std::string before = hub::iso_time(left_out.to_us / 1000 + 1);
  const std::string when = "What was said after " + after + " and before " + before;
  const std::string why = " was not sent to you, because you read too slowly";
  const auto tell_in = [&](const std::string& target, const std::string& text,
                           const std::string& tags) {
    Saying saying = said(":srv NOTICE " + target + " :" + text);
    saying.client_tags = tags;
    tell(s, saying);
  };
  const std::string tag = "draft/chathistory-context";
  for (const std::string& folded : p.channels) {
    const Channel& channel = channels_.at(folded);
    if (spoken_us(channel) < left_out.from_us) continue;
    const std::string skipped = ";uvchat/skipped=" + after + "," + before;
    tell_in(channel.name, when + why + ". It is in the history", tag + skipped);
  }
  if (p.left_us < left_out.from_us) return;
  tell_in(p.nick, when + " in channels that you have left" + why, tag);
}

void Voice::tell_neighbours(const Person& p, const Saying& saying, const Session* except) {
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

}  // namespace uvchat::simulation
