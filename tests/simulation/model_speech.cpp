// PRIVMSG, NOTICE, TAGMSG, RELAYMSG and what a classroom says: who hears it, and in which words.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"
#include "uvchat/base/utf8.h"

namespace uvchat::simulation {
namespace {

constexpr std::string_view rank_signs = "~&@%+";  // from high to low

bool is_ctcp(std::string_view text) {
  return text.starts_with('\1') && !text.starts_with("\1ACTION ");
}

// Empty: a classroom has no words for it.
std::string classroom_words(std::string_view nick, std::string_view text) {
  constexpr std::string_view action = "\1ACTION ";
  if (is_ctcp(text) || text.empty()) return {};
  const bool acts = text.starts_with(action);
  if (acts) text = text.substr(action.size(), text.find('\1', 1) - action.size());
  std::string words = str(nick) + ": " + (acts ? "*" : "");
  for (const char c : text) {
    words += static_cast<unsigned char>(c) < ' ' || c == 0x7F ? "" : str({&c, 1});
  }
  return words + (acts ? "*" : "");
}

bool is_client_tag(const irc::Tag& tag) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '/';
  };
  return tag.key.size() > 1 && tag.key.front() == '+' &&
         std::all_of(tag.key.begin() + 1, tag.key.end(), fits);
}

bool is_answered(const Speech& speech) { return speech.command != "NOTICE"; }

}  // namespace

std::string Model::client_tags_of(const Person& p, const irc::Message& message) const {
  std::vector<std::string> kept;
  std::string_view rest = message.tags;
  while (const auto tag = irc::next_tag(rest)) {
    if (!p.caps.contains("message-tags") || !is_client_tag(*tag)) continue;
    kept.push_back(str(tag->key) + (tag->value.empty() ? "" : "=" + str(tag->value)));
  }
  return joined(kept, ';');
}

void Model::tagmsg(Person& p, const irc::Message& message) {
  if (p.caps.contains("message-tags")) say(p, message, "TAGMSG");
}

void Model::say(Person& p, const irc::Message& message, const std::string& command) {
  const bool answered = command != "NOTICE";
  const bool has_text = command != "TAGMSG";
  std::string_view targets = message.param(0);
  if (targets.empty()) {
    if (answered) numeric("411 :No recipient given");
    return;
  }
  if (has_text && message.param(1).empty()) {
    if (answered) numeric("412 :No text to send");
    return;
  }
  Speech speech{command, prefix(p), client_tags_of(p, message), {}, {}, false};
  speech.lines.push_back({has_text ? str(message.param(1)) : "", false});
  if (!has_text && speech.client_tags.empty()) return;
  std::vector<std::string> told;
  for (std::string_view target; irc::next_in_list(targets, target);) {
    if (std::any_of(told.begin(), told.end(),
                    [&](const std::string& t) { return names_.same(t, target); })) {
      continue;
    }
    if (told.size() == 4) {
      if (answered) numeric("407 " + middle(target) + " :Too many targets");
      return;
    }
    told.emplace_back(target);
    say_to(p, speech, told.back());
  }
}

// "@#room": to those of #room who have '@' or more; of several signs the lowest counts.
void Model::say_to(Person& p, const Speech& speech, const std::string& target) {
  const std::string name =
      target.substr(std::min(target.find_first_not_of(rank_signs), target.size()));
  const bool to_channel = name.starts_with('#');
  std::size_t sign = 0;  // one more than its place
  if (to_channel) {
    for (const char c : target.substr(0, target.size() - name.size())) {
      sign = std::max(sign, rank_signs.find(c) + 1);
    }
  }
  if (!to_channel) {
    Person* other = registered_holder_of(target);
    if (other != nullptr) return say_to_person(p, speech, *other);
    if (is_answered(speech)) no_such_nick(target);
    return;
  }
  Channel* channel = find_channel(name);
  if (channel != nullptr) {
    return say_in_channel(p, speech, *channel, name, sign == 0 ? '\0' : rank_signs[sign - 1]);
  }
  if (is_answered(speech)) no_such_channel(name);
}

// As it is told; the caller has spoken, and hears it if he wants to.
Saying Model::spoken(Person& p, const Speech& speech, const std::string& target) {
  Saying saying;
  saying.time_ms = now_.wall_ms();
  saying.has_id = true;
  saying.bot = p.modes.contains('B');
  saying.tags_only = speech.command == "TAGMSG";
  saying.client_tags = speech.client_tags;
  saying.relayed_by = speech.relayed_by;
  const std::string head = ":" + speech.source + " " + speech.command + " " + target;
  if (speech.is_batch) {
    saying.body = ":" + speech.source + " BATCH +lines draft/multiline " + target;
    saying.head = head + " :";
    saying.lines = speech.lines;
  } else {
    saying.body = head + (saying.tags_only ? "" : " :" + speech.lines.front().text);
  }
  const std::string nick = speech.source.substr(0, speech.source.find('!'));
  for (const SaidLine& line : speech.lines) {
    const std::string words = classroom_words(nick, line.text);
    if (!words.empty()) saying.classroom.push_back(words);
  }
  if (!saying.tags_only) p.spoke_ms = now_.mono_ms;
  if (p.caps.contains("echo-message")) reply(saying);
  return saying;
}

// What would not arrive whole is not said.
bool Model::too_long(const Speech& speech, const std::string& target, std::size_t target_bytes) {
  const std::size_t room =
      line_room - (5 + speech.source.size() + speech.command.size() + target_bytes);
  const bool fits = std::all_of(speech.lines.begin(), speech.lines.end(),
                                [&](const SaidLine& line) { return line.text.size() <= room; });
  if (fits || !is_answered(speech)) return false;
  numeric("417 :A line to " + target + " has room for " + std::to_string(room) +
          " bytes: nothing was sent");
  return true;
}

// Where nothing is refused, what did not fit is said to be cut.
void Model::tell_cut(const Person& p, const Speech& speech, const std::string& target) {
  const std::size_t room =
      line_room - (5 + speech.source.size() + speech.command.size() + target.size());
  if (!is_answered(speech) && !p.caps.contains("standard-replies")) return;
  for (const SaidLine& line : speech.lines) {
    if (line.text.size() <= room) continue;
    shortened(p, speech.command, target, line.text, room);
    return;
  }
}

void Model::say_to_person(Person& p, const Speech& speech, Person& other) {
  const bool asks = std::any_of(speech.lines.begin(), speech.lines.end(),
                                [](const SaidLine& line) { return is_ctcp(line.text); });
  if (asks && other.modes.contains('T')) {
    if (is_answered(speech)) numeric("531 " + other.nick + " :They take no CTCP (+T)");
    return;
  }
  if (too_long(speech, other.nick, other.nick.size())) return;
  tell(other, spoken(p, speech, other.nick));
  tell_cut(p, speech, other.nick);
  if (speech.command == "PRIVMSG" && !other.away.empty()) {
    numeric("301 " + other.nick + " :" + other.away);
  }
}

void Model::say_in_channel(Person& p, const Speech& speech, Channel& channel,
                           const std::string& asked, char sign) {
  const bool answered = is_answered(speech);
  if (!knows(channel, p)) return answered ? no_such_channel(asked) : void();
  Audience hearers = Audience::all;
  for (const SaidLine& line : speech.lines) {
    const auto [audience_is, why_not] = audience(channel, p, line.text);
    hearers = audience_is;
    if (hearers != Audience::nobody) continue;
    return answered ? numeric("404 " + channel.name + " :" + why_not) : void();
  }
  if (too_long(speech, channel.name, channel.name.size() + (sign != 0 ? 1 : 0))) return;
  if (hearers == Audience::all && sign == 0) show_caller(channel);
  tell_members(p, speech, channel, hearers, sign);
}

void Model::tell_members(Person& p, const Speech& speech, Channel& channel, Audience audience,
                         char sign) {
  const std::string target = (sign != 0 ? std::string(1, sign) : "") + channel.name;
  const int least = sign == 0 ? 0 : 5 - static_cast<int>(rank_signs.find(sign));
  const Saying saying = spoken(p, speech, target);
  channel.spoken_ms = now_.mono_ms;
  for (const Member& member : channel.members) {
    const int rank = rank_of(channel, member.conn);
    if (member.conn == p.conn || rank < least) continue;
    if (audience == Audience::operators && rank < 2) continue;
    tell(people_.at(member.conn), saying);
  }
  tell_cut(p, speech, target);
}

void Model::relaymsg(Person& p, const irc::Message& message) {
  const std::string nick = str(message.param(1));
  const auto refuse = [&](const std::string& why) { reply(said(":srv FAIL RELAYMSG " + why)); };
  if (!house_.relays) return refuse("NOT_ENABLED :RELAYMSG is switched off");
  Channel* channel = find_channel(message.param(0));
  if (channel == nullptr || !knows(*channel, p)) return no_such_channel(message.param(0));
  if (!p.modes.contains('o') && rank_of(*channel, p.conn) < 2) {
    return refuse("PRIVS_NEEDED :Only operators of the channel may relay to it");
  }
  std::string plain = nick;
  std::replace(plain.begin(), plain.end(), '/', '_');
  if (plain == nick || !names_.valid_nick(plain)) {
    return refuse("INVALID_NICK :A relayed nick must hold one of these: /");
  }
  const std::string text = str(message.param(2));
  if (text.empty()) return refuse("BLANK_MSG :There is no text to relay");
  if (const std::string why = unwelcome(*channel, text); !why.empty()) {
    return numeric("404 " + channel->name + " :" + why);
  }
  tell_members(p, {"PRIVMSG", nick + "!relay@srv", {}, p.nick, {{text, false}}, false}, *channel,
               Audience::all, 0);
}

void Model::classroom_message(Person& p, std::string_view message) {
  if (!p.introduced) {
    const std::size_t end = message.find(": ");
    if (end != std::string_view::npos && end > 0) {
      p.introduced = true;
      p.classroom_name = message.substr(0, end);
      const std::string nick = free_nick(p, names_.nick_from(p.classroom_name));
      if (nick != p.nick) rename(p, nick);
    }
  }
  const std::string own = p.classroom_name + ": ";
  if (!p.classroom_name.empty() && message.starts_with(own)) message.remove_prefix(own.size());
  if (message.empty() || p.channels.empty()) return;
  Channel& room = channels_.at(p.channels.front());
  const std::string before = ":" + prefix(p) + " PRIVMSG " + room.name + " :";
  while (!message.empty()) {
    const std::string piece = str(utf8_cut(message, line_room - before.size()));
    message.remove_prefix(piece.size());
    say_in_channel(p, {"PRIVMSG", prefix(p), {}, {}, {{piece, false}}, false}, room, room.name, 0);
  }
}

}  // namespace uvchat::simulation
