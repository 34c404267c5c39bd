#include "server/file_thread.h"

#include <utility>
#include <vector>

#include "uvchat/base/thread_name.h"

namespace uvchat::server {

FileThread::FileThread(std::string file, Config config, LogSink& log, Reloaded reloaded)
    : file_(std::move(file)),
      config_(std::move(config)),
      log_(log),
      reloaded_(std::move(reloaded)),
      thread_([this] { work(); }) {}

FileThread::~FileThread() {
  post(End{});
  thread_.join();
}

void FileThread::reload(ReloadSettings request) { post(request); }

void FileThread::post(Mail mail) {
  if (mailbox_.post(Mail(mail))) due_.release();
}

void FileThread::work() {
  name_this_thread("files");
  std::vector<Mail> taken;
  for (bool ends = false; !ends;) {
    due_.acquire();
    mailbox_.take_all(taken);
    for (const Mail& mail : taken) {
      if (const auto* request = std::get_if<ReloadSettings>(&mail)) read_again(*request);
      ends = ends || std::holds_alternative<End>(mail);
    }
  }
}

void FileThread::read_again(ReloadSettings request) {
  auto reload = reload_config(file_, config_);
  if (reload) {
    config_ = reload->config;
    log_.write(LogLevel::info, "configuration read again",
               {{"needs_restart", listed(reload->needs_restart)}});
  } else {
    log_.write(LogLevel::error, "configuration stays as it was", {{"reason", reload.error().text}});
  }
  reloaded_(request.ticket, std::move(reload));
}

}  // namespace uvchat::server
