#include "server/reload.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

namespace uvchat::server {
namespace {

using nlohmann::ordered_json;

// What the hub looks up each time that it needs it. An object stands for all that is in it.
constexpr auto live_keys = std::to_array<std::string_view>({
    "server.description",
    "server.motd",
    "server.admin",
    "server.icon",
    "server.password",
    "server.default_user_modes",
    "server.client_tags_denied",
    "limits.connections_per_address_max",
    "limits.exempt",
    "limits.connect_throttle",
    "limits.registration_timeout_ms",
    "limits.ping_interval_ms",
    "limits.classroom_idle_ms",
    "limits.topic_bytes_max",
    "limits.kick_bytes_max",
    "limits.away_bytes_max",
    "limits.monitor_max",
    "limits.whowas_max",
    "limits.list_entries_max",
    "limits.multiline_bytes_max",
    "limits.multiline_lines_max",
    "limits.channels_per_user_max",
    "limits.large_room_members",
    "operators",
    "webirc",
    "relaymsg",
});

bool is_live(std::string_view path) {
  return std::any_of(live_keys.begin(), live_keys.end(), [&](std::string_view live) {
    return path == live || (path.starts_with(live) && path.substr(live.size()).starts_with('.'));
  });
}

// Takes over into `running` what is live of `wanted`, and notes the rest that differs. Both were
// printed by the same table, and so have the same keys; a list is one value.
void take_over(ordered_json& running, const ordered_json& wanted, const std::string& path,
               std::vector<std::string>& needs_restart) {
  if (running == wanted) return;
  if (running.is_object() && wanted.is_object()) {
    for (auto& [key, value] : running.items()) {
      take_over(value, wanted.at(key), path.empty() ? key : path + "." + key, needs_restart);
    }
  } else if (is_live(path)) {
    running = wanted;
  } else {
    needs_restart.push_back(path);
  }
}

}  // namespace

std::string listed(const std::vector<std::string>& keys) {
  std::string list;
  for (const std::string& key : keys) list.append(list.empty() ? "" : ", ").append(key);
  return list;
}

Result<Reload> reload_config(const std::string& path, const Config& running) {
  if (path.empty()) return fail("there is no configuration file");
  const auto wanted = load_config(path);
  if (!wanted) return tl::unexpected(wanted.error());
  Reload reload;
  ordered_json taken = ordered_json::parse(print_config(running));
  take_over(taken, ordered_json::parse(print_config(*wanted)), "", reload.needs_restart);
  // Values that the file has together may not go with what stays as it was.
  auto config = parse_config(taken.dump(), "");
  if (!config) {
    const std::string& error = config.error().text;  // behind a place in no file
    return fail(path + ": needs a restart, for " + listed(reload.needs_restart) +
                " cannot change without one. With what runs: " + error.substr(error.find(' ') + 1));
  }
  reload.config = std::move(*config);
  return reload;
}

}  // namespace uvchat::server
