#pragma once

#include <chrono>
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

  // `file`: of the configuration; empty: there is none. `start`: what the server started with.
  // `log` outlives this.
  FileThread(std::string file, Reload start, LogSink& log, Reloaded reloaded, Renewed renewed);
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
  void read_certificates();
  void tell_certificate();
  void warn();

  const std::string file_;
  Reload now_;  // what the server works with
  LogSink& log_;
  const Reloaded reloaded_;
  const Renewed renewed_;
  std::string certificates_seen_;  // state_of_files() at the last look
  std::string why_not_;            // the files could not be read then; and said to be
  std::chrono::steady_clock::time_point warn_at_;
  Mailbox<Mail> mailbox_;
  std::counting_semaphore<> due_{0};
  std::thread thread_;
};

}  // namespace uvchat::server
