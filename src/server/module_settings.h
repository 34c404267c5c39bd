#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hub/settings.h"
#include "net/settings.h"
#include "server/config.h"
#include "uvchat/base/keyed_hash.h"

// What each module is told: its part of the configuration, what another module obeys too, and what
// only this process knows.

namespace uvchat::server {

// Those of the configuration and, where none of them is for operators, one more: a unix socket in
// the state directory, if there is a place for one.
std::vector<ListenerConfig> listeners_of(const Config& config);
// The path of that socket.
inline std::string admin_socket(const std::string& state_directory) {
  return state_directory + "/admin.sock";
}

// Where people upload files. Without http.url it is a place for people of this machine alone.
// Empty: it is not known what people call this server.
std::string upload_url(const Config& config);
// Without bans.
hub::HubSettings hub_settings(const Config& config, std::uint8_t loops, const HashKey& cloak_key);
store::Retention retention(const HistoryConfig& config);
net::GateSettings gate_settings(const Config& config, std::uint32_t connections_max);
// Relative paths count from the folder of `config_file`.
net::LoopSettings loop_settings(const Config& config, const std::string& config_file,
                                std::uint8_t loop, std::uint8_t loops);

}  // namespace uvchat::server
