#include "server/file_thread.h"

#include <chrono>
#include <utility>

namespace uvchat::server {
namespace {

std::int64_t wall_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

FileThread::FileThread(Files files, Config config, const std::vector<ServerBan>& bans, LogSink& log,
                       Answers answers)
    : files_(std::move(files)),
      config_(std::move(config)),
      bans_(bans),
      log_(log),
      answers_(std::move(answers)),
      thread_([this] { work(); }) {}

FileThread::~FileThread() {
  post(End{});
  thread_.join();
}

void FileThread::save(SaveBan&& change) { post(std::move(change)); }
void FileThread::reload(ReloadSettings request) { post(request); }

void FileThread::post(Mail&& mail) {
  if (mailbox_.post(std::move(mail))) due_.release();
}

void FileThread::work() {
  std::vector<Mail> taken;
  for (bool ends = false; !ends;) {
    due_.acquire();
    mailbox_.take_all(taken);
    bool changed = false;
    for (const Mail& mail : taken) {
      if (const auto* change = std::get_if<SaveBan>(&mail)) {
        bans_.change(*change);
        last_change_ = change->ticket;
        changed = unsaved_ = true;
      }
      if (const auto* request = std::get_if<ReloadSettings>(&mail)) read_again(*request);
      ends = ends || std::holds_alternative<End>(mail);
    }
    if (changed || (ends && unsaved_)) write_bans();
  }
}

void FileThread::write_bans() {
  const auto saved = bans_.save(files_.bans, wall_ms());
  BansSaved answer{last_change_, saved ? std::string() : saved.error().text};
  unsaved_ = !saved;
  if (saved) {
    log_.write(LogLevel::info, "bans saved", {{"file", files_.bans}, {"bans", bans_.size()}});
  } else {
    log_.write(LogLevel::error, "bans not saved", {{"reason", answer.error}});
  }
  answers_.saved(std::move(answer));
}

void FileThread::read_again(ReloadSettings request) {
  auto reload = reload_config(files_.config, config_);
  if (reload) {
    config_ = reload->config;
    log_.write(LogLevel::info, "configuration read again",
               {{"needs_restart", listed(reload->needs_restart)}});
  } else {
    log_.write(LogLevel::error, "configuration stays as it was", {{"reason", reload.error().text}});
  }
  answers_.reloaded(request.ticket, std::move(reload));
}

}  // namespace uvchat::server
