#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "hub/settings.h"
#include "server/config.h"
#include "store/engine.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/base/log.h"
#include "uvchat/base/result.h"

namespace uvchat::server {

// What outlives the process, and where it is kept.
struct KeptState {
  std::unique_ptr<store::Engine> engine;
  store::Contents contents;
  std::string why_bans_are_unkept;  // empty: they are kept
  HashKey cloak_key;
  std::uint64_t epoch = 0;  // of this start, for what is kept of what is said; 0: nothing is
};

// Without a place for it the server starts all the same, and the log says so; what is there and
// cannot be used refuses the start. Bans that stand in their file are taken into the database,
// once.
Result<KeptState> load_state(const Config& config, const std::string& config_file, LogSink& log);

// Moves what the hub begins with into its settings.
void hand_over(KeptState& state, hub::HubSettings& settings);

// `uvchat-server backup`: copies the database, which a server may have open, into a new file.
// How many bytes the copy has.
Result<std::uint64_t> back_up(const Config& config, const std::string& config_file,
                              const std::string& to);

}  // namespace uvchat::server
