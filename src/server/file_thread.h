#pragma once

#include <functional>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "server/ban_file.h"
#include "server/config.h"
#include "server/reload.h"
#include "uvchat/base/log.h"
#include "uvchat/base/mailbox.h"
#include "uvchat/base/result.h"
#include "uvchat/hub/request.h"

namespace uvchat::server {

// The thread that reads and writes files for the hub, which must not wait for a disk: it saves the
// bans and reads the configuration again. The outcome of both is logged too.
//
// It has its own copy of the bans. All changes that wait are written with one write, and have one
// answer. A write that failed is tried again with the next change, and at the end.
class FileThread {
 public:
  struct Files {
    std::string config;  // empty: there is none
    std::string bans;
  };
  // Called on this thread.
  struct Answers {
    std::function<void(Ticket, Result<Reload>&&)> reloaded;
    std::function<void(BansSaved&&)> saved;
  };

  // `config` and `bans`: those that the server started with. `log` outlives this.
  FileThread(Files files, Config config, const std::vector<ServerBan>& bans, LogSink& log,
             Answers answers);
  // Does first what it was asked for.
  ~FileThread();
  FileThread(const FileThread&) = delete;
  FileThread& operator=(const FileThread&) = delete;

  // Thread-safe. REQUIRES: there is a file for them.
  void save(SaveBan&& change);
  void reload(ReloadSettings request);

 private:
  struct End {};
  using Mail = std::variant<SaveBan, ReloadSettings, End>;

  void post(Mail&& mail);
  void work();
  void write_bans();
  void read_again(ReloadSettings request);

  const Files files_;
  Config config_;
  KeptBans bans_;
  Ticket last_change_;
  bool unsaved_ = false;
  LogSink& log_;
  const Answers answers_;
  Mailbox<Mail> mailbox_;
  std::counting_semaphore<> due_{0};
  std::thread thread_;
};

}  // namespace uvchat::server
