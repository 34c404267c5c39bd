#include "transfer/chafa.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/texts.h"
#include "uvchat/picture/extent.h"
#include "uvchat/picture/format.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t drawing_bytes_max = std::size_t{2} << 20;
constexpr rlim_t memory_bytes_max = rlim_t{1} << 30;
constexpr rlim_t cpu_max_s = 10;
constexpr int silence_max_ms = 15'000;

// What a picture has to be before another program sees it.
Result<void> look_at(const ArrivingFile& picture) {
  std::string head(std::min<std::uint64_t>(picture.bytes(), picture::extent_bytes), '\0');
  const auto got = picture.file().read_at(0, head);
  if (!got || *got != head.size()) return fail(text(Text::picture_not_known));
  const auto format = picture::format_of(head);
  const auto extent = format ? picture::extent_of(*format, head) : std::nullopt;
  if (!extent) return fail(text(Text::picture_not_known));
  if (extent->pixels() > drawn_pixels_max || picture.bytes() > drawn_bytes_max) {
    return fail(text(Text::picture_not_drawn));
  }
  return {};
}

void limit(__rlimit_resource what, rlim_t most) {
  const rlimit both{most, most};
  ::setrlimit(what, &both);
}

// In the child, between fork and exec: nothing here allocates memory or takes a lock.
[[noreturn]] void become_chafa(const char* path, char* const* words, char* const* variables,
                               int input, int output) {
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(nothing, STDERR_FILENO);
  ::close_range(3, ~0U, 0);
  ::setsid();  // it has no terminal
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // A network of its own, with nothing in it; where the system does not allow that, chafa still has
  // no reason to use one.
  ::unshare(CLONE_NEWUSER | CLONE_NEWNET);
  limit(RLIMIT_AS, memory_bytes_max);
  limit(RLIMIT_CPU, cpu_max_s);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  std::signal(SIGPIPE, SIG_DFL);
  ::execve(path, words, variables);
  ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& each : texts) all.push_back(each.data());
  all.push_back(nullptr);
  return all;
}

// chafa while it runs; it does not outlive this.
class Chafa {
 public:
  Chafa(const std::string& path, const Canvas& canvas, const OpenFile& picture) {
    std::vector<std::string> words = {
        "chafa",
        "--format",
        "symbols",
        "--colors",
        canvas.has_colours ? "256" : "none",
        "--animate",
        "off",
        "--polite",
        "on",
        "--threads",
        "1",
        "--size",
        std::to_string(canvas.columns) + "x" + std::to_string(canvas.rows),
        "-"};
    // The formats that chafa has readers of its own for are enough.
    std::vector<std::string> variables = {"LANG=C.UTF-8", "TERM=xterm-256color", "HOME=/",
                                          "MAGICK_CODER_MODULE_PATH=/nonexistent"};
    const auto word_pointers = pointers(words);
    const auto variable_pointers = pointers(variables);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
    output_ = OpenFile(ends[0]);
    const OpenFile theirs(ends[1]);
    ::lseek(picture.number(), 0, SEEK_SET);
    child_ = ::fork();
    if (child_ == 0) {
      become_chafa(path.c_str(), word_pointers.data(), variable_pointers.data(), picture.number(),
                   theirs.number());
    }
  }
  Chafa(const Chafa&) = delete;
  Chafa& operator=(const Chafa&) = delete;
  ~Chafa() { end(); }

  // All that it draws; nothing where that is too much, or it takes too long.
  std::optional<std::string> drawing(const TransferWatch& watch) {
    constexpr int look_up_ms = 100;
    std::string all;
    std::array<char, 16'384> part{};
    for (int silent_ms = 0; child_ > 0 && silent_ms < silence_max_ms;) {
      pollfd state{output_.number(), POLLIN, 0};
      if (watch.is_stopped()) return std::nullopt;
      if (::poll(&state, 1, look_up_ms) <= 0) {
        silent_ms += look_up_ms;
        continue;
      }
      const ssize_t count = ::read(output_.number(), part.data(), part.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return std::nullopt;
      if (count == 0) return end() ? std::optional(std::move(all)) : std::nullopt;
      all.append(part.data(), static_cast<std::size_t>(count));
      if (all.size() > drawing_bytes_max) return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  // Whether it has done what it should.
  bool end() {
    if (child_ <= 0) return false;
    int status = 0;
    const pid_t child = std::exchange(child_, -1);
    if (!wait_a_moment(child, status)) {
      ::kill(child, SIGKILL);
      while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
      }
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  // It may have closed its output a little before it ends.
  static bool wait_a_moment(pid_t child, int& status) {
    for (int i = 0; i < 50; ++i) {
      if (::waitpid(child, &status, WNOHANG) == child) return true;
      ::poll(nullptr, 0, 10);
    }
    return false;
  }

  OpenFile output_;
  pid_t child_ = -1;
};

}  // namespace

Result<std::string> find_chafa() {
  const char* const path = std::getenv("PATH");
  std::string_view folders = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
  while (!folders.empty()) {
    const std::string_view folder = folders.substr(0, folders.find(':'));
    folders.remove_prefix(std::min(folder.size() + 1, folders.size()));
    std::string program = std::string(folder) + "/chafa";
    if (folder.starts_with('/') && ::access(program.c_str(), X_OK) == 0) return program;
  }
  return fail(text(Text::chafa_missing));
}

Result<std::string> draw_by_chafa(const std::string& chafa, const ArrivingFile& picture,
                                  const Canvas& canvas, const TransferWatch& watch) {
  if (const auto good = look_at(picture); !good) return tl::unexpected(good.error());
  auto drawing = Chafa(chafa, canvas, picture.file()).drawing(watch);
  if (watch.is_stopped()) return fail(text(Text::file_stopped));
  if (!drawing || drawing->empty()) return fail(text(Text::picture_not_drawn));
  return *std::move(drawing);
}

}  // namespace uvchat::cli
