#pragma once

#include <functional>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "server/config.h"
#include "server/reload.h"
#include "uvchat/base/log.h"
#include "uvchat/base/mailbox.h"
#include "uvchat/base/result.h"
#include "uvchat/hub/request.h"

namespace uvchat::server {

// The thread that reads and writes files for the hub, which does not wait for a disk: it saves the
// bans and reads the configuration again. What becomes of either is in the log too.
class FileThread {
 public:
  struct Files {
    std::string config;  // empty: there is none
    std::string bans;
  };
  // Called on this thread, with what the hub shall work with from now on.
  using Answer = std::function<void(ConnId asked_by, Result<Reload>&&)>;

  // `config` is what the server started with; `log` outlives it.
  FileThread(Files files, Config config, LogSink& log, Answer answer);
  // Does what it was asked before.
  ~FileThread();
  FileThread(const FileThread&) = delete;
  FileThread& operator=(const FileThread&) = delete;

  // Thread-safe. Of several lists that wait only the last is written.
  void save(SaveBans&& all);
  void reload(ReloadSettings request);

 private:
  struct End {};
  using Mail = std::variant<SaveBans, ReloadSettings, End>;

  void post(Mail&& mail);
  void work();
  void write(const SaveBans& all);
  void read_again(ReloadSettings request);

  const Files files_;
  Config config_;
  LogSink& log_;
  const Answer answer_;
  Mailbox<Mail> mailbox_;
  std::counting_semaphore<> due_{0};
  std::thread thread_;
};

}  // namespace uvchat::server
