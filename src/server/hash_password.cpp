#include "server/hash_password.h"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "credentials/password.h"
#include "uvchat/base/utf8.h"

namespace uvchat::server {
namespace {

constexpr std::size_t password_bytes_max = 200;  // what a line of OPER can carry, and then some

// A terminal that does not show what is typed. Ctrl-C interrupts the read, instead of ending the
// process with the terminal like that.
class HiddenInput {
 public:
  HiddenInput() {
    struct sigaction interrupt {};
    interrupt.sa_handler = [](int) {};
    sigaction(SIGINT, &interrupt, &signal_before_);
    tcgetattr(STDIN_FILENO, &before_);
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  ~HiddenInput() {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    sigaction(SIGINT, &signal_before_, nullptr);
  }
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;

 private:
  termios before_{};
  struct sigaction signal_before_ {};
};

Result<std::string> read_line() {
  std::string line;
  line.reserve(password_bytes_max + 2);  // it never moves, and so leaves no copy behind
  char byte = 0;
  ssize_t size = 0;
  while ((size = ::read(STDIN_FILENO, &byte, 1)) == 1 && byte != '\n') {
    if (line.size() > password_bytes_max) break;
    line.push_back(byte);
  }
  if (size < 0) return fail(std::string("no password was read: ") + std::strerror(errno));
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty() || line.size() > password_bytes_max) {
    return fail("a password has 1 to " + std::to_string(password_bytes_max) + " bytes");
  }
  // No line of IRC could carry it.
  if (!utf8_valid(line) || line.find_first_of(std::string_view("\r\0", 2)) != std::string::npos) {
    credentials::wipe(line);
    return fail("a password is UTF-8 without NUL or CR");
  }
  return line;
}

Result<std::string> ask(const char* prompt) {
  std::fputs(prompt, stderr);
  auto line = read_line();
  std::fputs("\n", stderr);
  return line;
}

Result<std::string> read_password() {
  if (::isatty(STDIN_FILENO) == 0) return read_line();
  const HiddenInput hidden;
  auto first = ask("Password: ");
  if (!first) return first;
  auto second = ask("The same again: ");
  if (second && *second != *first) second = fail("these were two different passwords");
  credentials::wipe(*first);
  return second;
}

}  // namespace

Result<std::string> hash_password_from_input() {
  auto password = read_password();
  if (!password) return password;
  auto hash = credentials::hash_password(*password);
  credentials::wipe(*password);
  return hash;
}

}  // namespace uvchat::server
