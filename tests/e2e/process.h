#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace uvchat::e2e {

// A program as a child of the test, with pipes to its input, output and errors. What does not come
// within `patience_s` is an exception.
class Process {
 public:
  struct End {
    int code = -1;       // what it returned
    int signal = 0;      // or what killed it
    std::string output;  // all that was not read before
    std::string errors;
  };

  explicit Process(std::vector<std::string> command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  void writes(std::string_view text);
  void ends_input();
  // The next line of its output.
  std::string prints();
  // Waits until its errors hold `text`.
  void complains(std::string_view text);
  void gets(int signal);
  // Waits for its end.
  End ends();

 private:
  bool read_some();
  void close_all();

  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  int errors_ = -1;
  std::string output_text_;
  std::string errors_text_;
};

// A port of 127.0.0.1 that nobody had just now, for who cannot be told to take any.
std::uint16_t free_port();

}  // namespace uvchat::e2e
