#include "server_facts.h"

#include <algorithm>
#include <charconv>

namespace uvchat::cli {
namespace {

std::size_t number_in(std::string_view text, std::size_t otherwise) {
  std::size_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Cuts off what stands before the next `separator`.
std::string_view take_until(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return part;
}

}  // namespace

void ServerFacts::forget() {
  offered_.clear();
  offered_bytes_ = 0;
  active_.clear();
  network_.clear();
  line_bytes_ = 512;
  topic_bytes_ = 390;
  history_lines_ = 100;
}

// 005 <nick> <tokens...> :<text>
bool ServerFacts::on_isupport(const irc::Message& message) {
  const bool rfc1459 = rfc1459_;
  const bool precis = precis_;
  for (std::size_t i = 1; i + 1 < message.param_count; ++i) {
    std::string_view token = message.param(i);
    const std::string_view key = take_until(token, '=');
    take_token(key, token);
  }
  return rfc1459 != rfc1459_ || precis != precis_;
}

void ServerFacts::take_token(std::string_view key, std::string_view value) {
  if (key == "CASEMAPPING") {
    rfc1459_ = value != "ascii";
  } else if (key == "UTF8MAPPING") {
    precis_ = value == "rfc8265";
  } else if (key == "PREFIX" && value.starts_with('(')) {
    value.remove_prefix(1);
    prefix_modes_ = take_until(value, ')');
    prefixes_ = value;
  } else if (key == "CHANTYPES") {
    channel_types_ = value;
  } else if (key == "CHANMODES") {
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
  }
}

// CAP <nick> <subcommand> [*] :<names>
void ServerFacts::on_cap(const irc::Message& message) {
  const std::string_view subcommand = message.param(1);
  if (message.param_count < 3) {
    return;
  }
  std::string_view names = message.param(message.param_count - 1);
  while (!names.empty()) {
    std::string_view value = take_until(names, ' ');
    const std::string_view name = take_until(value, '=');
    if (subcommand == "LS" || subcommand == "NEW") {
      take_offer(name, value);
    } else if (subcommand == "ACK") {
      if (offered_.contains(name) && !has(name)) {
        active_.emplace_back(name);
      }
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
    if (take_until(value, '=') == key) {
      return number_in(value, otherwise);
    }
  }
  return otherwise;
}

std::string ServerFacts::fold(std::string_view name) const {
  if (precis_) {
    return precis_names_.fold(name);
  }
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
  return !name.empty() && channel_types_.find(name.front()) != std::string::npos;
}

std::string ServerFacts::as_channel(std::string_view name) const {
  if (is_channel(name)) {
    return std::string(name);
  }
  const bool hash = channel_types_.empty() || channel_types_.find('#') != std::string::npos;
  return (hash ? '#' : channel_types_.front()) + std::string(name);
}

std::string_view ServerFacts::without_status(std::string_view target) const {
  const std::size_t at = std::min(target.find_first_not_of(prefixes_), target.size());
  if (at > 0 && is_channel(target.substr(at))) {
    return target.substr(at);
  }
  // '&' can be both: "@&room".
  return at > 1 && is_channel(target.substr(at - 1)) ? target.substr(at - 1) : target;
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
