#include "tests/e2e/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "tests/e2e/client.h"

extern char** environ;

namespace uvchat::e2e {
namespace {

void close_one(int& fd) {
  if (fd >= 0) ::close(std::exchange(fd, -1));
}

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe for a child");
  }
  std::array<int, 2> ends{-1, -1};
};

// Appends what there is; at the end of the pipe closes it.
void read_into(int& fd, std::string& text) {
  std::array<char, 65536> buffer;
  const ssize_t size = ::read(fd, buffer.data(), buffer.size());
  if (size > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(size));
  } else {
    close_one(fd);
  }
}

}  // namespace

Process::Process(std::vector<std::string> command) {
  Pipe input;
  Pipe output;
  Pipe errors;
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.ends[1], STDERR_FILENO);
  const int error = posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  input_ = input.ends[1];
  output_ = output.ends[0];
  errors_ = errors.ends[0];
  ::close(input.ends[0]);
  ::close(output.ends[1]);
  ::close(errors.ends[1]);
  if (error != 0) {
    close_all();
    throw std::runtime_error("cannot run " + command[0]);
  }
}

Process::~Process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  close_all();
}

void Process::close_all() {
  close_one(input_);
  close_one(output_);
  close_one(errors_);
}

void Process::writes(std::string_view text) {
  // What these tests write fits into a pipe.
  if (::write(input_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("a child does not take its input");
  }
}

void Process::ends_input() { close_one(input_); }

void Process::gets(int signal) { ::kill(pid_, signal); }

// False when both pipes are at their ends.
bool Process::read_some() {
  std::array<pollfd, 2> waiting{{{output_, POLLIN, 0}, {errors_, POLLIN, 0}}};
  if (output_ < 0 && errors_ < 0) return false;
  if (::poll(waiting.data(), waiting.size(), patience_s * 1000) <= 0) {
    throw std::runtime_error("a child says nothing more, after: " + output_text_ + errors_text_);
  }
  if (waiting[0].revents != 0) read_into(output_, output_text_);
  if (waiting[1].revents != 0) read_into(errors_, errors_text_);
  return true;
}

std::string Process::prints() {
  std::size_t end;
  while ((end = output_text_.find('\n')) == std::string::npos) {
    if (output_ < 0 || !read_some()) {
      throw std::runtime_error("a child's output has ended; its errors: " + errors_text_);
    }
  }
  std::string line = output_text_.substr(0, end);
  output_text_.erase(0, end + 1);
  return line;
}

void Process::complains(std::string_view text) {
  while (errors_text_.find(text) == std::string::npos) {
    if (errors_ < 0 || !read_some()) {
      throw std::runtime_error("a child did not say " + std::string(text) + ": " + errors_text_);
    }
  }
}

Process::End Process::ends() {
  while (read_some()) {
  }
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  End end;
  if (WIFEXITED(status)) end.code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
  end.output = std::move(output_text_);
  end.errors = std::move(errors_text_);
  return end;
}

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t bytes = sizeof address;
  const bool is_bound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), bytes) == 0 &&
                        ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &bytes) == 0;
  ::close(socket);
  if (!is_bound) throw std::runtime_error("no port is free");
  return ntohs(address.sin_port);
}

}  // namespace uvchat::e2e
