#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/config.h"
#include "uvchat/base/log.h"
#include "uvchat/hub/request.h"

namespace uvchat::server {

// Sends e-mail: runs a program for each message, which reads it on its standard input. It is run as
// it is named, without a shell; nothing that a client has said stands in its arguments, and the
// recipient in the message's To header alone. On a thread and a loop of its own, since to start a
// process takes a while.
class Mailer {
 public:
  struct Bounds {
    std::size_t at_once_max = 4;
    std::size_t waiting_max = 100;
    std::uint64_t run_ms_max = 30'000;  // of a program, before it is killed
    std::uint64_t end_ms_max = 2'000;   // of those that run when the mailer ends
  };
  // Called on the mailer's thread.
  using Sent = std::function<void(MailSent&&)>;

  // `config.program` is not empty; `log` outlives this. What goes wrong is logged here.
  Mailer(MailConfig config, std::string server_name, const Bounds& bounds, LogSink& log, Sent sent);
  // What waits is not sent any more.
  ~Mailer();
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;

  // Thread-safe. Answered once, unless the mailer ends first.
  void send(SendMail&& mail);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace uvchat::server
