// Who and what there is, by conditions: WHO and LIST.

#include <algorithm>
#include <charconv>

#include "tests/simulation/model.h"

namespace uvchat::simulation {
namespace {

constexpr std::string_view whox_fields = "tcuihsnfdlaor";  // in the order of an answer
constexpr std::int64_t minute_ms = 60'000;

WhoQuestion question_of(std::string_view text) {
  WhoQuestion question;
  const std::size_t percent = text.find('%');
  question.operators_only = text.substr(0, percent).find('o') != text.npos;
  if (percent == text.npos) return question;
  question.extended = true;
  const std::string_view asked = text.substr(percent + 1);
  const std::size_t comma = std::min(asked.find(','), asked.size());
  for (const char field : whox_fields) {
    if (asked.substr(0, comma).find(field) != asked.npos) question.fields += field;
  }
  const std::string token = str(asked.substr(std::min(comma + 1, asked.size())));
  const bool is_number = token.find_first_not_of("0123456789") == token.npos;
  if (!token.empty() && token.size() <= 3 && is_number) question.token = token;
  return question;
}

}  // namespace

// --- WHO

void Model::who(Person& p, const irc::Message& message) {
  const std::string mask = str(message.param(0));
  const WhoQuestion question = question_of(message.param(1));
  if (mask.starts_with('#')) {
    const Channel* channel = find_channel(mask);
    if (channel == nullptr || !knows(*channel, p)) return end_of_who(mask);
    return go_on_or_wait(WhoChannel{mask, question, channel->id, {}});
  }
  if (const Person* about = holder_of(mask)) {
    say_user(p, *about, nullptr, question);
    return end_of_who(mask);
  }
  go_on_or_wait(WhoMask{mask, question, {}});
}

void Model::end_of_who(const std::string& asked) {
  numeric("315 " + middle(asked) + " :End of WHO");
}

std::string Model::who_flags(const Person& about, const Channel* channel) const {
  std::string flags = about.away.empty() ? "H" : "G";
  if (about.modes.contains('o')) flags += '*';
  if (channel != nullptr) flags += signs(*member_of(*channel, about.id));
  if (about.modes.contains('B')) flags += 'B';
  return flags;
}

void Model::say_user(const Person& viewer, const Person& about, const Channel* channel,
                     const WhoQuestion& question) {
  if (question.operators_only && !about.modes.contains('o')) return;
  const std::string room = channel != nullptr ? channel->name : "*";
  const std::string flags = who_flags(about, channel);
  if (!question.extended) {
    return numeric("352 " + room + " " + about.user + " " + about.host + " srv " + about.nick +
                   " " + flags + " :0 " + about.realname);
  }
  const bool may_know_address =
      (&about == &viewer || viewer.modes.contains('o')) && about.address != unknown_address;
  const std::map<char, std::string> fields = {
      {'t', question.token},
      {'c', room},
      {'u', about.user},
      {'i', may_know_address ? about.address : "255.255.255.255"},
      {'h', about.host},
      {'s', "srv"},
      {'n', about.nick},
      {'f', flags},
      {'d', "0"},
      {'l', std::to_string((now_.mono_ms - about.spoke_ms) / 1000)},
      {'a', about.account != nullptr ? about.account->name : "0"},
      {'o', "n/a"},
      {'r', ":" + about.realname}};
  std::vector<std::string> asked;
  for (const char field : question.fields) asked.push_back(fields.at(field));
  numeric("354 " + joined(asked, ' '));
}

bool Model::page(Person& p, WhoChannel& answer) {
  const Channel* channel = channel_of(answer.channel_id);
  const auto see = [&](const Member& member) {
    const bool always = p.modes.contains('o') || member.who == p.id;
    const bool may = knows(*channel, p) && shown(*channel, p, member);
    if (always || may) say_user(p, people_.at(member.who), channel, answer.question);
  };
  if (channel != nullptr && !walk(*channel, p, answer.walk, see)) return false;
  end_of_who(answer.asked);
  return true;
}

bool Model::meant_by(const std::string& mask, const Person& viewer, const Person& about) const {
  std::vector<std::string> texts = {about.nick, about.user, about.host, about.realname, "srv"};
  const bool may_know_address = &about == &viewer || viewer.modes.contains('o');
  if (may_know_address && about.address != unknown_address) texts.push_back(about.address);
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return fits(mask, names_.fold(text)); });
}

bool Model::page(Person& p, WhoMask& answer) {
  const std::string mask = answer.asked == "0" ? "*" : names_.fold(answer.asked);
  std::size_t said_so_far = 0;
  for (const Person* other : registered_from(answer.next)) {
    answer.next = other->place + 1;
    if (!meant_by(mask, p, *other) || !found_by_masks(p, *other)) continue;
    say_user(p, *other, nullptr, answer.question);
    if (++said_so_far == bounds_.page_entries_max) return false;
  }
  end_of_who(answer.asked);
  return true;
}

// --- LIST

void Model::list(Person& p, const irc::Message& message) {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < 2; ++i) {
    std::string_view rest = message.param(i);
    for (std::string_view item; irc::next_in_list(rest, item);) items.emplace_back(item);
  }
  numeric("321 Channel :Users  Topic");
  const auto is_name = [](const std::string& item) {
    return item.starts_with('#') && item.find_first_of("*?") == item.npos;
  };
  if (items.empty() || !std::all_of(items.begin(), items.end(), is_name)) {
    return go_on_or_wait(ListAnswer{items, now_.wall_ms(), 0});
  }
  for (const std::string& name : items) {
    const Channel* channel = find_channel(name);
    if (channel != nullptr && knows(*channel, p)) say_channel(*channel);
  }
  numeric("323 :End of the list of channels");
}

void Model::say_channel(const Channel& channel) {
  numeric("322 " + channel.name + " " + std::to_string(channel.members.size()) + " :" +
          channel.topic);
}

// Each condition holds, and one of the masks.
bool Model::wanted_by(const ListAnswer& answer, const Channel& channel) const {
  bool has_mask = false, is_meant = false;
  for (const std::string& item : answer.conditions) {
    const char kind = upper(item).front();
    const bool is_age =
        (kind == 'C' || kind == 'T') && item.size() > 2 && (item[1] == '<' || item[1] == '>');
    const std::string number = item.substr(is_age ? 2 : 1);
    if (kind == '<' || kind == '>' || is_age) {
      if (number.empty() || number.find_first_not_of("0123456789") != number.npos) continue;
      if (kind == 'T' && channel.topic.empty()) return false;
      const std::int64_t since = kind == 'C' ? channel.created_ms : channel.topic_ms;
      const std::int64_t value = is_age ? std::max<std::int64_t>(answer.asked_ms - since, 0)
                                        : static_cast<std::int64_t>(channel.members.size());
      const std::int64_t bound = std::stoll(number) * (is_age ? minute_ms : 1);
      const char sign = is_age ? item[1] : item[0];
      if (sign == '<' ? value >= bound : value <= bound) return false;
    } else if (kind == '!') {
      if (fits(names_.fold(item.substr(1)), names_.fold(channel.name))) return false;
    } else {
      has_mask = true;
      is_meant = is_meant || fits(names_.fold(item), names_.fold(channel.name));
    }
  }
  return is_meant || !has_mask;
}

bool Model::page(Person& p, ListAnswer& answer) {
  std::size_t said_so_far = 0;
  while (answer.slot < slots_.count() && said_so_far < bounds_.page_entries_max) {
    for (const auto& [folded, channel] : channels_) {
      if (channel.slot != answer.slot || !knows(channel, p)) continue;
      if (!wanted_by(answer, channel)) continue;
      say_channel(channel);
      ++said_so_far;
    }
    ++answer.slot;
  }
  if (answer.slot < slots_.count()) return false;
  numeric("323 :End of the list of channels");
  return true;
}

}  // namespace uvchat::simulation
