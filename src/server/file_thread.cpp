#include "server/file_thread.h"

#include <utility>
#include <vector>

#include "server/certificates.h"
#include "uvchat/base/thread_name.h"

namespace uvchat::server {
namespace {

constexpr auto look_interval = std::chrono::seconds(10);
constexpr auto warn_interval = std::chrono::hours(24);

}  // namespace

FileThread::FileThread(std::string file, Reload start, LogSink& log, Reloaded reloaded,
                       Renewed renewed)
    : file_(std::move(file)),
      now_(std::move(start)),
      log_(log),
      reloaded_(std::move(reloaded)),
      renewed_(std::move(renewed)),
      certificates_seen_(now_.certificate_files),
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
  tell_certificate();
  warn();
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
  auto reload = reload_config(file_, now_.config);
  if (reload) {
    now_ = *reload;
    certificates_seen_ = now_.certificate_files;
    why_not_.clear();
    tell_certificate();
    warn();
  }
  const std::string why = reload ? "" : reload.error().text;
  reloaded_(request.ticket, std::move(reload));
  if (why.empty()) {
    log_.write(LogLevel::info, "configuration read again",
               {{"needs_restart", listed(now_.needs_restart)}});
  } else {
    log_.write(LogLevel::error, "configuration stays as it was", {{"reason", why}});
  }
}

// Not while they are being written: a certificate and its key are two files. What could not be read
// is tried at each look, because not all that keeps it from being read changes the files.
void FileThread::look_at_certificates() {
  if (std::chrono::steady_clock::now() >= warn_at_) warn();
  const std::string seen = state_of_files(now_.config.tls, file_);
  const bool is_stable = seen == std::exchange(certificates_seen_, seen);
  if (is_stable && seen != now_.certificate_files) read_certificates();
}

void FileThread::read_certificates() {
  auto certificates = load_certificates(now_.config, file_);
  const std::string why = certificates ? "" : certificates.error().text;
  if (!why.empty() && why != why_not_) {
    log_.write(LogLevel::error, "certificates stay as they were", {{"reason", why}});
  }
  why_not_ = why;
  if (!certificates || *certificates == nullptr) return;
  now_.certificate_files = certificates_seen_;
  now_.certificates = *certificates;
  renewed_(std::move(*certificates));
  log_.write(LogLevel::info, "certificates read again", {});
  tell_certificate();
  warn();
}

// People compare it who start with a pin.
void FileThread::tell_certificate() {
  if (now_.certificates == nullptr) return;
  log_.write(LogLevel::info, "certificate in use",
             {{"path", now_.config.tls.first.certificate},
              {"fingerprint", tls::fingerprint_text(now_.certificates->fingerprint())}});
}

void FileThread::warn() {
  warn_at_ = std::chrono::steady_clock::now() + warn_interval;
  if (now_.certificates == nullptr) return;
  warn_of_certificates(now_.config.tls, file_, *now_.certificates, log_);
}

}  // namespace uvchat::server
