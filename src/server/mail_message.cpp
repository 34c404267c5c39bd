#include "server/mail_message.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "uvchat/base/email.h"

namespace uvchat::server {
namespace {

bool is_header_text(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// Nothing but line feeds ends a line, and no line is a dot alone, which ends a message for some.
bool is_body(const std::string& text) {
  const bool has_controls = std::any_of(text.begin(), text.end(), [](char c) {
    return c != '\n' && (static_cast<unsigned char>(c) < ' ' || c == 0x7F);
  });
  return !has_controls && text.ends_with('\n') && !text.starts_with(".\n") &&
         text.find("\n.\n") == text.npos;
}

// "Thu, 26 Nov 2026 16:23:08 +0000"
std::string date_of(std::int64_t wall_s) {
  const auto time = static_cast<std::time_t>(wall_s);
  std::tm parts{};
  std::array<char, 40> text{};
  gmtime_r(&time, &parts);
  const std::size_t bytes =
      std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return {text.data(), bytes};
}

}  // namespace

Result<std::string> mail_message(const SendMail& mail, const MailHead& head) {
  const std::string from = head.from.empty() ? "noreply@" + head.server : head.from;
  if (!is_email(mail.to)) return fail("the recipient is no e-mail address");
  if (!is_email(from)) return fail("the sender is no e-mail address");
  if (!is_header_text(mail.subject)) return fail("the subject is not one line of ASCII");
  if (!is_body(mail.text)) return fail("the text is not made of lines");
  std::string message;
  message += "From: " + from + "\n";
  message += "To: " + mail.to + "\n";
  message += "Subject: " + mail.subject + "\n";
  message += "Date: " + date_of(head.wall_s) + "\n";
  message += "Message-ID: <" + head.id + "@" + head.server + ">\n";
  message += "MIME-Version: 1.0\n";
  message += "Content-Type: text/plain; charset=utf-8\n";
  message += "Content-Transfer-Encoding: 8bit\n";
  message += "Auto-Submitted: auto-generated\n";
  return message + "\n" + mail.text;
}

}  // namespace uvchat::server
