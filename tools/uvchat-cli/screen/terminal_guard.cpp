#include "screen/terminal_guard.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "uvchat/base/assert.h"
#include "uvchat/base/standard_descriptors.h"

namespace uvchat::cli {
namespace {

// What a signal handler needs; it allocates no memory.
struct Guard {
  bool armed = false;
  termios modes{};
  std::array<char, 256> leaving{};
  std::size_t leaving_bytes = 0;
  int true_errors = -1;  // standard error
  int kept_errors = -1;  // the file that replaces it
};
Guard guard;

constexpr int fatal_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};

void keep_errors() {
  std::FILE* file = std::tmpfile();
  if (file == nullptr) return;
  guard.true_errors = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  guard.kept_errors = ::fcntl(::fileno(file), F_DUPFD_CLOEXEC, 3);
  std::fclose(file);
  ::dup2(guard.kept_errors, STDERR_FILENO);
}

void tell_errors() {
  if (guard.true_errors < 0) return;
  ::dup2(guard.true_errors, STDERR_FILENO);
  ::close(guard.true_errors);
  guard.true_errors = -1;
  ::lseek(guard.kept_errors, 0, SEEK_SET);
  std::array<char, 512> part;
  ssize_t count = 0;
  while ((count = ::read(guard.kept_errors, part.data(), part.size())) > 0) {
    write_all(STDERR_FILENO, {part.data(), static_cast<std::size_t>(count)});
  }
  ::close(guard.kept_errors);
}

void put_back() {
  guard.armed = false;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &guard.modes);
  tell_errors();
}

void on_fatal_signal(int number) {
  if (guard.armed) {
    write_all(STDOUT_FILENO, {guard.leaving.data(), guard.leaving_bytes});
    put_back();
  }
  ::raise(number);  // the handler is reset (SA_RESETHAND): the process ends
}

void handle_fatal_signals(bool ours) {
  struct sigaction action {};
  action.sa_handler = ours ? &on_fatal_signal : SIG_DFL;
  action.sa_flags = ours ? static_cast<int>(SA_RESETHAND) : 0;
  for (const int number : fatal_signals) ::sigaction(number, &action, nullptr);
}

}  // namespace

void begin_guard() {
  UVCHAT_ASSERT(!guard.armed);
  ::tcgetattr(STDIN_FILENO, &guard.modes);
}

void arm_guard(std::string_view leaving) {
  UVCHAT_ASSERT(leaving.size() <= guard.leaving.size());
  std::copy(leaving.begin(), leaving.end(), guard.leaving.begin());
  guard.leaving_bytes = leaving.size();
  keep_errors();
  guard.armed = true;
  handle_fatal_signals(true);
}

void end_guard() {
  handle_fatal_signals(false);
  put_back();
}

}  // namespace uvchat::cli
