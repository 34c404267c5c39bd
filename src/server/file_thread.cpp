#include "server/file_thread.h"

#include <utility>

#include "server/ban_file.h"

namespace uvchat::server {
namespace {

std::string listed(const std::vector<std::string>& keys) {
  std::string list;
  for (const std::string& key : keys) list.append(list.empty() ? "" : ", ").append(key);
  return list;
}

}  // namespace

FileThread::FileThread(Files files, Config config, LogSink& log, Answer answer)
    : files_(std::move(files)),
      config_(std::move(config)),
      log_(log),
      answer_(std::move(answer)),
      thread_([this] { work(); }) {}

FileThread::~FileThread() {
  post(End{});
  thread_.join();
}

void FileThread::save(SaveBans&& all) { post(std::move(all)); }
void FileThread::reload(ReloadSettings request) { post(request); }

void FileThread::post(Mail&& mail) {
  if (mailbox_.post(std::move(mail))) due_.release();
}

void FileThread::work() {
  std::vector<Mail> taken;
  for (bool ends = false; !ends;) {
    due_.acquire();
    mailbox_.take_all(taken);
    const SaveBans* last = nullptr;
    for (const Mail& mail : taken) {
      if (const auto* all = std::get_if<SaveBans>(&mail)) last = all;
      if (const auto* request = std::get_if<ReloadSettings>(&mail)) read_again(*request);
      ends = ends || std::holds_alternative<End>(mail);
    }
    if (last != nullptr) write(*last);
  }
}

void FileThread::write(const SaveBans& all) {
  const auto saved = save_bans(files_.bans, all.bans);
  if (saved) {
    log_.write(LogLevel::info, "bans saved", {{"file", files_.bans}, {"bans", all.bans.size()}});
  } else {
    log_.write(LogLevel::error, "bans not saved", {{"reason", saved.error().text}});
  }
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
  answer_(request.conn, std::move(reload));
}

}  // namespace uvchat::server
