#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// The IRCv3 capabilities the server offers. To add one: a name here, and the code that obeys it.

namespace uvchat::irc {

enum class Capability : std::uint8_t {
  account_notify,
  account_tag,
  away_notify,
  batch,
  cap_notify,
  chghost,
  account_registration,
  authtoken,
  channel_rename,
  chathistory,
  event_playback,
  extended_isupport,
  message_redaction,
  multiline,
  pre_away,
  read_marker,
  relaymsg,
  whoami,
  echo_message,
  extended_join,
  extended_monitor,
  invite_notify,
  labeled_response,
  message_tags,
  multi_prefix,
  no_implicit_names,
  sasl,
  server_time,
  setname,
  search,
  standard_replies,
  userhost_in_names,
  resume,
};

// In the order of the enumeration.
inline constexpr auto capability_names = std::to_array<std::string_view>({
    "account-notify",
    "account-tag",
    "away-notify",
    "batch",
    "cap-notify",
    "chghost",
    "draft/account-registration",
    "draft/authtoken",
    "draft/channel-rename",
    "draft/chathistory",
    "draft/event-playback",
    "draft/extended-isupport",
    "draft/message-redaction",
    "draft/multiline",
    "draft/pre-away",
    "draft/read-marker",
    "draft/relaymsg",
    "draft/whoami",
    "echo-message",
    "extended-join",
    "extended-monitor",
    "invite-notify",
    "labeled-response",
    "message-tags",
    "multi-prefix",
    "no-implicit-names",
    "sasl",
    "server-time",
    "setname",
    "soju.im/search",
    "standard-replies",
    "userhost-in-names",
    "uvchat/resume",
});

class CapabilitySet {
 public:
  constexpr bool has(Capability c) const { return (bits_ & bit(c)) != 0; }
  constexpr void set(Capability c, bool on) { bits_ = on ? bits_ | bit(c) : bits_ & ~bit(c); }
  friend constexpr bool operator==(CapabilitySet, CapabilitySet) = default;

 private:
  static constexpr std::uint64_t bit(Capability c) {
    return std::uint64_t{1} << static_cast<unsigned>(c);
  }
  std::uint64_t bits_ = 0;
};

constexpr std::optional<Capability> capability_named(std::string_view name) {
  for (std::size_t i = 0; i < capability_names.size(); ++i) {
    if (capability_names[i] == name) return static_cast<Capability>(i);
  }
  // The names it had as a draft; clients still ask for them.
  if (name == "draft/no-implicit-names" || name == "soju.im/no-implicit-names") {
    return Capability::no_implicit_names;
  }
  return std::nullopt;
}

}  // namespace uvchat::irc
