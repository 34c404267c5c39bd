#pragma once

#include <functional>
#include <semaphore>
#include <string>
#include <thread>
#include <variant>

#include "server/config.h"
#include "server/reload.h"
#include "uvchat/base/log.h"
#include "uvchat/base/mailbox.h"
#include "uvchat/base/result.h"
#include "uvchat/hub/request.h"

namespace uvchat::server {

// The thread that reads the configuration again for the hub, which must not wait for a disk. The
// outcome is logged too.
class FileThread {
 public:
  // Called on this thread.
  using Reloaded = std::function<void(Ticket, Result<Reload>&&)>;

  // `file`: of the configuration; empty: there is none. `config`: the server started with it. `log`
  // outlives this.
  FileThread(std::string file, Config config, LogSink& log, Reloaded reloaded);
  // Does first what it was asked for.
  ~FileThread();
  FileThread(const FileThread&) = delete;
  FileThread& operator=(const FileThread&) = delete;

  // Thread-safe.
  void reload(ReloadSettings request);

 private:
  struct End {};
  using Mail = std::variant<ReloadSettings, End>;

  void post(Mail mail);
  void work();
  void read_again(ReloadSettings request);

  const std::string file_;
  Config config_;
  LogSink& log_;
  const Reloaded reloaded_;
  Mailbox<Mail> mailbox_;
  std::counting_semaphore<> due_{0};
  std::thread thread_;
};

}  // namespace uvchat::server
