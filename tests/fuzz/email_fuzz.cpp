// Addresses of any bytes: one that a message may be sent to is one word of ASCII that stands in the
// message's header as it is, and makes no other header and no other recipient.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/mail_message.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/email.h"
#include "uvchat/base/limits.h"

namespace {

using uvchat::SendMail;

void check_address(const std::string& text) {
  if (!uvchat::is_email(text)) return;
  UVCHAT_ASSERT(text.size() <= uvchat::limits::email_bytes_max && text.front() != '-');
  UVCHAT_ASSERT(std::count(text.begin(), text.end(), '@') == 1);
  UVCHAT_ASSERT(std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; }));
  UVCHAT_ASSERT(text.find_first_of(",;:<>()[]\"\\|/!`$%") == text.npos);
}

// `text` is any piece of it.
void check_message(const SendMail& mail) {
  const auto message = uvchat::server::mail_message(mail, {"chat.example.org", {}, 0, "id"});
  if (!message) return;
  const std::string_view head = std::string_view(*message).substr(0, message->find("\n\n"));
  UVCHAT_ASSERT(std::count(head.begin(), head.end(), '\n') == 8);
  UVCHAT_ASSERT(head.find("\nTo: " + mail.to + "\n") != head.npos);
  UVCHAT_ASSERT(message->ends_with("\n\n" + mail.text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_address(text);
  check_message({{}, text, "subject", "text\n"});
  check_message({{}, "ana@example.org", text, "text\n"});
  check_message({{}, "ana@example.org", "subject", text});
  return 0;
}
