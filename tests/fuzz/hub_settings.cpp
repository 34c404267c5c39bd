#include "tests/fuzz/hub_settings.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/spam_filters.h"
#include "uvchat/base/limits.h"

namespace uvchat::fuzz {
namespace {

// Of each action one, for everything that is filtered.
std::shared_ptr<const hub::SpamFilters> spam_filters() {
  using hub::SpamAction;
  using hub::SpamTarget;
  std::vector<hub::SpamFilterSettings> filters;
  const auto add = [&](const char* pattern, SpamAction action) {
    filters.push_back({.pattern = pattern, .action = action});
    filters.back().targets = {SpamTarget::channel, SpamTarget::user, SpamTarget::topic,
                              SpamTarget::leaving};
  };
  add("e", SpamAction::report);
  add("x", SpamAction::refuse);
  add("h", SpamAction::silence);
  add("[km]", SpamAction::kill);
  return std::make_shared<const hub::SpamFilters>(std::move(filters));
}

}  // namespace

void take_word(hub::HubSettings& settings, std::string_view word) {
  if (word == "password") settings.password = "sesame";
  if (word == "relay") settings.relaymsg = {true, "/"};
  if (word == "unkept") settings.why_bans_are_unkept = "no disk";
  if (word == "uncloaked") settings.cloak_hosts = false;
  if (word == "ascii") settings.casemapping = irc::Casemapping::ascii;
  if (word == "pages1") settings.page_entries_max = 1;
  if (word == "large") settings.large_room_members = 3;
  if (word == "denied") settings.client_tags_denied = {"*", "-typing"};
  if (word == "spam") settings.spam_filters = spam_filters();
  if (word == "modes") settings.default_user_modes = "iw";
  if (word == "gate") settings.address_limits.connections_max = 2;
  if (word == "throttle") settings.address_limits.throttle = {true, 3, 60};
  if (word == "scram") settings.accounts.scram = true;
  if (word == "history") settings.history.enabled = true;
  if (word == "mail") settings.accounts.sends_mail = true;
  if (word == "invite") settings.accounts.who_registers = hub::WhoRegisters::invited;
  if (word == "noupload") settings.uploads.url.clear();
  if (word == "guestfiles") settings.uploads.guests = true;
  if (word == "narrow") {
    settings.nick_chars_max = settings.topic_bytes_max = settings.kick_bytes_max = 4;
    settings.channel_chars_max = settings.away_bytes_max = settings.multiline_bytes_max = 4;
    settings.multiline_lines_max = settings.channels_per_user_max = settings.monitor_max = 2;
    settings.whowas_max = 0;
  }
  if (word == "wordy") {
    settings.server_name = std::string(limits::host_bytes_max, 's');
    settings.network = std::string(64, 'n');
    settings.description = std::string(200, 'd');
    settings.motd = {"", "hello \u00f1"};
    settings.admin = {"somebody", "somewhere", "mail"};
    settings.icon = "https://example.org/i.png";
  }
}

}  // namespace uvchat::fuzz
