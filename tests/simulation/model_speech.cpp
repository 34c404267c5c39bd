// PRIVMSG, NOTICE, TAGMSG, RELAYMSG and what a classroom says: who hears it, and in which words.

#include <algorithm>
#include <utility>

#include "hub/iso_time.h"
#include "hub/line.h"
#include "tests/simulation/model_playback.h"
#include "tests/simulation/services.h"
#include "uvchat/base/utf8.h"

namespace uvchat::simulation {
namespace {

constexpr std::string_view rank_signs = "~&@%+";  // from high to low

bool is_ctcp(std::string_view text) {
  return text.starts_with('\1') && !text.starts_with("\1ACTION ");
}

// False: they are accepted already.
bool take_in(std::vector<PersonId>& accepted, PersonId who) {
  if (std::find(accepted.begin(), accepted.end(), who) != accepted.end()) return false;
  if (accepted.size() == limits::accepted_max) accepted.erase(accepted.begin());
  accepted.push_back(who);
  return true;
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

std::string Model::client_tags_of(const irc::Message& message, std::string_view target) const {
  std::vector<std::string> kept;
  std::string_view rest = message.tags;
  bool is_first_edit = true;
  while (const auto tag = irc::next_tag(rest)) {
    if (!caller_->caps.contains("message-tags") || !is_client_tag(*tag)) continue;
    if (tag->key == "+uvchat/edits" && std::exchange(is_first_edit, false)) {
      auto& all = caller_->taken_back;
      const auto taken = std::find_if(all.begin(), all.end(), [&](const TakenBack& each) {
        return each.id == tag->value && names_.same(each.target, target);
      });
      if (taken != all.end()) {
        kept.push_back("uvchat/edits=" + taken->versions);
        all.erase(taken);
        continue;
      }
    }
    kept.push_back(str(tag->key) + (tag->value.empty() ? "" : "=" + str(tag->value)));
  }
  return joined(kept, ';');
}

void Model::ns(Person& p, const irc::Message& message) {
  std::string text;
  for (std::size_t i = 0; i < message.param_count; ++i) text += str(message.param(i)) + " ";
  nickserv(p, text);
}

void Model::cs(Person&, const irc::Message& message) {
  service_says("ChanServ", chanserv_answers(message.param(0)));
}

void Model::nickserv(const Person& p, std::string_view text) {
  const auto words = words_said(text);
  const std::string command = words.empty() ? "" : upper(words[0]);
  if (command == "IDENTIFY") return identify(p, words);
  if (command == "CERT") return cert(p, words);
  const bool asks_of_account = command == "INFO";
  const Account* about = !asks_of_account   ? nullptr
                         : words.size() > 1 ? account_named(words[1])
                                            : p.account;
  std::vector<std::string> answers = nickserv_answers(text, p.modes.contains('o'));
  if (about != nullptr) {
    answers = {"Account: " + about->name, "Made: " + hub::iso_time(about->made_us / 1000)};
    const bool may_know_who = about == p.account || p.modes.contains('o');
    if (may_know_who && about->user == 0) answers.emplace_back("Logged in: nobody");
    if (may_know_who && about->user != 0) {
      answers.push_back("Logged in: " + people_.at(about->user).nick);
    }
  }
  service_says("NickServ", answers);
}

void Model::accept(Person& p, const irc::Message& message) {
  std::string_view list = message.param(0);
  if (list.empty() || list == "*") {
    for (const PersonId id : p.accepted) {
      const auto who = people_.find(id);
      if (who != people_.end()) numeric("281 " + who->second.nick);
    }
    return numeric("282 :End of the list of those you accept");
  }
  int left = 4;
  for (std::string_view nick; irc::next_in_list(list, nick);) {
    if (left-- == 0) return numeric("407 " + middle(nick) + " :Too many targets");
    const bool ends = nick.starts_with('-');
    const Person* who = holder_of(nick.substr(ends ? 1 : 0));
    if (who == nullptr) {
      no_such_nick(nick.substr(ends ? 1 : 0));
    } else if (ends && std::erase(p.accepted, who->id) == 0) {
      numeric("458 " + who->nick + " :You do not accept them");
    } else if (!ends && !take_in(p.accepted, who->id)) {
      numeric("457 " + who->nick + " :You accept them already");
    }
  }
}

void Model::tagmsg(Person& p, const irc::Message& message) {
  if (caller_->caps.contains("message-tags")) say(p, message);
}

void Model::say(Person& p, const irc::Message& message) {
  const std::string command = upper(message.command);
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
  if (names_service(targets)) {
    if (command == "PRIVMSG" && !is_service(targets)) {
      reply(said(":srv FAIL PRIVMSG INVALID_TARGET " + middle(targets) +
                 " :Speak to a service alone: nothing was sent"));
    } else if (command == "PRIVMSG") {
      nickserv(p, message.param(1));
    }
    return;
  }
  if (targets == "*playback" && command == "PRIVMSG" && bounds_.keeps_past) {
    return Playback{*this}.play(message.param(1));
  }
  Speech speech{command, prefix(p), client_tags_of(message, targets), {}, {}, false};
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
    Person* other = holder_of(target);
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
Saying Model::spoken(Person& p, const Speech& speech, const std::string& target,
                     std::int64_t time_us, bool is_told) {
  Saying saying = event_of(p, {});
  saying.time_ms = time_us / 1000;
  if (!speech.relayed_by.empty()) saying.account.clear();
  saying.tags_only = speech.command == "TAGMSG";
  saying.client_tags = speech.client_tags;
  saying.relayed_by = speech.relayed_by;
  address(saying, speech, target);
  const std::string nick = speech.source.substr(0, speech.source.find('!'));
  for (const SaidLine& line : speech.lines) {
    const std::string words = classroom_words(nick, line.text);
    if (!words.empty()) saying.classroom.push_back(words);
  }
  if (!saying.tags_only) p.spoke_ms = now_.mono_ms;
  if (is_told && caller_->caps.contains("echo-message")) reply(saying);
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
  if (!is_answered(speech) && !caller_->caps.contains("standard-replies")) return;
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
  const bool is_accepted =
      std::find(other.accepted.begin(), other.accepted.end(), p.id) != other.accepted.end();
  if (other.modes.contains('R') && p.account == nullptr && &other != &p && !is_accepted) {
    if (!is_answered(speech)) return;
    return numeric("477 " + other.nick +
                   " :They take no messages from people who are not logged in (+R)");
  }
  if (too_long(speech, other.nick, other.nick.size())) return;
  const bool is_stored = p.account != nullptr && other.account != nullptr;
  if (is_stored && is_unstorable(speech, other.nick)) return;
  if (p.modes.contains('R')) take_in(p.accepted, other.id);
  const bool waits = is_stored && waits_for_store(speech);
  const Saying saying = spoken(p, speech, other.nick, note(p, speech, other), !waits);
  if (waits) {
    Untold untold{.saying = saying, .speech = speech, .target = other.nick};
    untold.to_account = other.account->id;
    untold.by_account = p.account->id;
    put_off(std::move(untold));
  } else {
    tell_all_of(other, saying, nullptr);
    if (&other != &p) tell_all_of(p, saying, caller_);
  }
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
  if (is_unstorable(speech, channel.name)) return;
  const std::string signs = sign != 0 ? std::string(1, sign) : "";
  const std::string target = signs + channel.name;
  const int least = sign == 0 ? 0 : 5 - static_cast<int>(rank_signs.find(sign));
  const int least_heard = audience == Audience::all ? least : std::max(least, 2);
  const std::int64_t time_us = note(p, speech, channel, least_heard, target);
  const bool waits = waits_for_store(speech);
  Saying saying = spoken(p, speech, target, time_us, !waits);
  const bool is_kept = bounds_.keeps_past && !saying.tags_only;
  if (is_kept && least_heard == 0) saying.said_us = time_us;
  channel.spoken_ms = now_.mono_ms;
  if (waits) {
    Untold untold{.saying = std::move(saying), .speech = speech, .sign = signs, .target = target};
    untold.channel_id = channel.id;
    untold.least_rank = least_heard;
    untold.is_closed = is_closed(channel);
    put_off(std::move(untold));
  } else {
    tell_in_channel(saying, channel, least_heard, &p, caller_);
  }
  tell_cut(p, speech, target);
}

void Model::relaymsg(Person& p, const irc::Message& message) {
  const std::string nick = str(message.param(1));
  const auto refuse = [&](const std::string& why) { reply(said(":srv FAIL RELAYMSG " + why)); };
  if (!house_.relays) return refuse("NOT_ENABLED :RELAYMSG is switched off");
  Channel* channel = find_channel(message.param(0));
  if (channel == nullptr || !knows(*channel, p)) return no_such_channel(message.param(0));
  if (!p.modes.contains('o') && rank_of(*channel, p.id) < 2) {
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
  if (!caller_->introduced) {
    const std::size_t end = message.find(": ");
    if (end != std::string_view::npos && end > 0) {
      caller_->introduced = true;
      caller_->classroom_name = message.substr(0, end);
      const std::string nick = free_nick(p, names_.nick_from(caller_->classroom_name));
      if (nick != p.nick) rename(p, nick);
    }
  }
  const std::string& name = caller_->classroom_name;
  if (!name.empty() && message.starts_with(name + ": ")) message.remove_prefix(name.size() + 2);
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
