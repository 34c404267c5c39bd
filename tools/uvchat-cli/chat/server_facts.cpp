#include "chat/server_facts.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

// The signs that begin names of rooms on any server. Other signs begin a text.
constexpr std::string_view channel_signs = "#&+!";

std::size_t number_in(std::string_view text, std::size_t otherwise) {
  std::size_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Cuts off the part before the next `separator`.
std::string_view take_until(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return part;
}

// "\\x3D" of a value of ISUPPORT is '='.
std::string isupport_text(std::string_view value) {
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    unsigned char byte = 0;
    const char* const digits = value.data() + at + 2;
    const bool is_escape = value.substr(at).starts_with("\\x") && at + 4 <= value.size() &&
                           std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
    out += is_escape ? static_cast<char>(byte) : value[at];
    at += is_escape ? 4 : 1;
  }
  return out;
}

}  // namespace

bool is_name_sign(char c) {
  constexpr std::string_view others = "[]\\`_^{|}-,:";
  return c > ' ' && c <= '~' && !is_letter(c) && !is_digit(c) &&
         others.find(c) == std::string_view::npos;
}

void ServerFacts::forget() {
  offered_.clear();
  offered_bytes_ = 0;
  active_.clear();
  network_.clear();
  file_host_.clear();
  line_bytes_ = 512;
  topic_bytes_ = 390;
  history_lines_ = 100;
  name_.clear();
  list_filters_.clear();
  monitors_ = false;
  has_whox_ = false;
  for (Rule& rule : rules_) {
    rule.settled = false;
    rule.told = false;
  }
}

// 005 <nick> <tokens...> :<text>
ServerFacts::News ServerFacts::on_isupport(const irc::Message& message) {
  const bool rfc1459 = rfc1459_;
  const bool precis = precis_;
  News news;
  for (std::size_t i = 1; i + 1 < message.param_count; ++i) {
    std::string_view value = message.param(i);
    const std::string_view key = take_until(value, '=');
    const auto rule = std::find_if(rules_.begin(), rules_.end(),
                                   [&](const Rule& each) { return each.key == key; });
    if (rule == rules_.end()) {
      take_token(key, value);
    } else if (!take_rule(*rule, value) && !std::exchange(rule->told, true)) {
      news.refused.emplace_back(message.param(i));
    }
  }
  news.names_changed = rfc1459 != rfc1459_ || precis != precis_;
  return news;
}

void ServerFacts::settle() {
  for (Rule& rule : rules_) rule.settled = true;
}

bool ServerFacts::take_rule(Rule& rule, std::string_view value) {
  if (rule.value == value) {
    rule.settled = true;
    return true;
  }
  const bool good = rule.key == "PREFIX" ? is_good_prefix(value)
                    : rule.key == "CHANTYPES"
                        ? value.find_first_not_of(channel_signs) == std::string_view::npos
                        : true;
  if (rule.settled || !good) return false;
  rule.value = value;
  rule.settled = true;
  if (rule.key == "CASEMAPPING") {
    rfc1459_ = value != "ascii";
  } else if (rule.key == "UTF8MAPPING") {
    precis_ = value == "rfc8265";
  } else if (rule.key == "CHANTYPES") {
    channel_types_ = value;
  } else {
    value.remove_prefix(1);
    prefix_modes_ = take_until(value, ')');
    prefixes_ = value;
  }
  return true;
}

// "(ov)@+": as many signs as letters, and none that a name could begin with.
bool ServerFacts::is_good_prefix(std::string_view value) const {
  const std::size_t end = value.find(')');
  if (!value.starts_with('(') || end == std::string_view::npos) return false;
  const std::string_view modes = value.substr(1, end - 1);
  const std::string_view signs = value.substr(end + 1);
  return modes.size() == signs.size() && std::all_of(modes.begin(), modes.end(), is_letter) &&
         std::all_of(signs.begin(), signs.end(), [this](char c) {
           return is_name_sign(c) && !is_channel({&c, 1});
         });
}

void ServerFacts::take_token(std::string_view key, std::string_view value) {
  if (key == "CHANMODES") {
    modes_always_ = take_until(value, ',');
    modes_always_ += take_until(value, ',');
    modes_when_set_ = take_until(value, ',');
  } else if (key == "LINELEN") {
    line_bytes_ = std::clamp<std::size_t>(number_in(value, 512), 512, 8192);
  } else if (key == "TOPICLEN") {
    topic_bytes_ = number_in(value, 390);
  } else if (key == "CHATHISTORY") {
    const std::size_t lines = number_in(value, 100);
    history_lines_ = lines == 0 ? 100 : std::min<std::size_t>(lines, 100);
  } else if (key == "NETWORK") {
    network_ = value;
  } else if (key == "soju.im/FILEHOST" || key == "draft/FILEHOST") {
    file_host_ = isupport_text(value);
  } else if (key == "ELIST") {
    list_filters_ = value;
  } else if (key == "MONITOR") {
    monitors_ = true;
  } else if (key == "WHOX") {
    has_whox_ = true;
  }
}

// CAP <nick> <subcommand> [*] :<names>
void ServerFacts::on_welcome(const irc::Message& message) {
  if (name_.empty()) name_ = message.source;
}

void ServerFacts::on_cap(const irc::Message& message) {
  const std::string_view subcommand = message.param(1);
  if (message.param_count < 3) return;
  std::string_view names = message.param(message.param_count - 1);
  while (!names.empty()) {
    std::string_view value = take_until(names, ' ');
    const std::string_view name = take_until(value, '=');
    if (subcommand == "LS" || subcommand == "NEW") {
      take_offer(name, value);
    } else if (subcommand == "ACK") {
      if (offered_.contains(name) && !has(name)) active_.emplace_back(name);
    } else if (subcommand == "DEL") {
      std::erase(active_, name);
    }
  }
}

void ServerFacts::take_offer(std::string_view name, std::string_view value) {
  if (const auto there = offered_.find(name); there != offered_.end()) {
    offered_bytes_ -= name.size() + there->second.size();
    offered_.erase(there);
  }
  const std::size_t bytes = name.size() + value.size();
  if (offered_.size() < offers_max && offered_bytes_ + bytes <= offers_bytes_max) {
    offered_.emplace(name, value);
    offered_bytes_ += bytes;
  }
}

bool ServerFacts::has(std::string_view capability) const {
  return std::find(active_.begin(), active_.end(), capability) != active_.end();
}

std::string_view ServerFacts::capability_value(std::string_view capability) const {
  const auto found = offered_.find(capability);
  return found == offered_.end() ? std::string_view() : found->second;
}

std::size_t ServerFacts::capability_number(std::string_view capability, std::string_view key,
                                           std::size_t otherwise) const {
  std::string_view values = capability_value(capability);
  while (!values.empty()) {
    std::string_view value = take_until(values, ',');
    if (take_until(value, '=') == key) return number_in(value, otherwise);
  }
  return otherwise;
}

std::string ServerFacts::fold(std::string_view name) const {
  if (precis_) return precis_names_.fold(name);
  std::string folded = ascii_names_.fold(name);
  if (rfc1459_) {
    constexpr std::string_view upper = "[]\\~";
    constexpr std::string_view lower = "{}|^";
    for (char& c : folded) {
      const std::size_t at = upper.find(c);
      c = at == std::string_view::npos ? c : lower[at];
    }
  }
  return folded;
}

bool ServerFacts::same(std::string_view a, std::string_view b) const {
  return a == b || fold(a) == fold(b);
}

bool ServerFacts::is_channel(std::string_view name) const {
  return name.starts_with('#') ||
         (!name.empty() && channel_types_.find(name.front()) != std::string::npos);
}

std::string ServerFacts::as_channel(std::string_view name) const {
  if (is_channel(name)) return std::string(name);
  const bool hash = channel_types_.empty() || channel_types_.find('#') != std::string::npos;
  return (hash ? '#' : channel_types_.front()) + std::string(name);
}

// A sign that also begins names of rooms is taken as the begin of a name here.
std::string_view ServerFacts::without_status(std::string_view target) const {
  std::size_t at = 0;
  while (at < target.size() && !is_channel(target.substr(at)) &&
         prefixes_.find(target[at]) != std::string::npos) {
    ++at;
  }
  return at > 0 && is_channel(target.substr(at)) ? target.substr(at) : target;
}

std::size_t ServerFacts::rank_of_prefix(char prefix) const {
  return std::min(prefixes_.find(prefix), prefixes_.size());
}

char ServerFacts::prefix_of_mode(char mode) const {
  const std::size_t at = prefix_modes_.find(mode);
  return at < prefixes_.size() ? prefixes_[at] : '\0';
}

bool ServerFacts::mode_takes_parameter(char mode, bool set) const {
  return prefix_of_mode(mode) != '\0' || modes_always_.find(mode) != std::string::npos ||
         (set && modes_when_set_.find(mode) != std::string::npos);
}

}  // namespace uvchat::cli
