#pragma once

#include <string>

#include "uvchat/base/result.h"
#include "uvchat/hub/request.h"

namespace uvchat::server {

struct MailHead {
  std::string server;  // a host name
  std::string from;    // is_email(); empty: noreply@ the server
  std::int64_t wall_s = 0;
  std::string id;  // of letters, digits, '-' and '_'
};

// The message as a mail program reads it (RFC 5322). An error where a piece of it could be taken
// for something else than it is: another header, or another recipient.
Result<std::string> mail_message(const SendMail& mail, const MailHead& head);

}  // namespace uvchat::server
