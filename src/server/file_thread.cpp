#include "server/file_thread.h"

#include <chrono>
#include <utility>
#include <vector>

#include "server/certificates.h"
#include "uvchat/base/thread_name.h"

namespace uvchat::server {
namespace {

constexpr auto look_interval = std::chrono::seconds(10);

}  // namespace

FileThread::FileThread(std::string file, Config config, LogSink& log, Reloaded reloaded,
                       Renewed renewed)
    : file_(std::move(file)),
      config_(std::move(config)),
      log_(log),
      reloaded_(std::move(reloaded)),
      renewed_(std::move(renewed)),
      certificates_read_(state_of_files(config_.tls, file_)),
      certificates_seen_(certificates_read_),
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
    if (!due_.try_acquire_for(look_interval)) {
      look_at_certificates();
      continue;
    }
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
    certificates_read_ = certificates_seen_ = state_of_files(config_.tls, file_);
    if (reload->certificates) warn_of_certificates(config_.tls, file_, *reload->certificates, log_);
    log_.write(LogLevel::info, "configuration read again",
               {{"needs_restart", listed(reload->needs_restart)}});
  } else {
    log_.write(LogLevel::error, "configuration stays as it was", {{"reason", reload.error().text}});
  }
  reloaded_(request.ticket, std::move(reload));
}

// Not while they are being written: a certificate and its key are two files.
void FileThread::look_at_certificates() {
  const std::string seen = state_of_files(config_.tls, file_);
  const bool is_stable = seen == std::exchange(certificates_seen_, seen);
  if (!is_stable || seen == certificates_read_) return;
  certificates_read_ = seen;
  auto certificates = load_certificates(config_.tls, file_);
  if (certificates && *certificates != nullptr) {
    log_.write(LogLevel::info, "certificates read again", {});
    warn_of_certificates(config_.tls, file_, **certificates, log_);
    renewed_(std::move(*certificates));
  } else if (!certificates) {
    log_.write(LogLevel::error, "certificates stay as they were",
               {{"reason", certificates.error().text}});
  }
}

}  // namespace uvchat::server
