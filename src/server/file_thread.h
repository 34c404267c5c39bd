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

// The thread that reads files again for those who must not wait for a disk: the configuration when
// the hub asks for it, certificates when their files have changed. The outcome is logged too.
class FileThread {
 public:
  // Called on this thread.
  using Reloaded = std::function<void(Ticket, Result<Reload>&&)>;
  using Renewed = std::function<void(std::shared_ptr<const tls::Context>)>;

  // `file`: of the configuration; empty: there is none. `config`: the server started with it. `log`
  // outlives this.
  FileThread(std::string file, Config config, LogSink& log, Reloaded reloaded, Renewed renewed);
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
  void look_at_certificates();

  const std::string file_;
  Config config_;
  LogSink& log_;
  const Reloaded reloaded_;
  const Renewed renewed_;
  std::string certificates_read_;  // state_of_files() when they were read last
  std::string certificates_seen_;  // at the last look
  Mailbox<Mail> mailbox_;
  std::counting_semaphore<> due_{0};
  std::thread thread_;
};

}  // namespace uvchat::server
