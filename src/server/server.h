#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/config.h"
#include "uvchat/base/log.h"
#include "uvchat/base/result.h"

namespace uvchat::server {

// A whole server in this process: listeners, loops, hub, and the threads they live on.
// Owner: one thread, which calls everything here.
class Server {
 public:
  // Listens when it returns. The error is one line: a port in use, too few file descriptors, a
  // database that cannot be used. `config_file`: the file of `config`, which a reload reads; empty:
  // there is none.
  static Result<std::unique_ptr<Server>> start(const Config& config, LogSink& log,
                                               const std::string& config_file = {});
  // Stops at once if it still runs.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The ports taken, in the order of the configuration's listeners.
  const std::vector<std::uint16_t>& ports() const;

  // Reads the configuration file again, as REHASH does; the outcome is logged.
  // REQUIRES: before stop().
  void reload();

  // Listeners close; every client is told so and gets at most `grace_ms` to take what is queued
  // for it. Returns when all threads have ended. Call it once.
  void stop(std::uint64_t grace_ms);

 private:
  class Assembly;
  explicit Server(std::unique_ptr<Assembly> assembly);
  std::unique_ptr<Assembly> assembly_;
};

}  // namespace uvchat::server
