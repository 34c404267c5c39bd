#include "uvchat/base/standard_descriptors.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>

namespace uvchat {
namespace {

// Runs `f` in a child process, which has its own descriptors, and tells whether it returned true.
template <typename F>
bool holds_in_a_child(F&& f) {
  const pid_t child = fork();
  if (child == 0) _exit(f() ? 0 : 1);
  int status = -1;
  return waitpid(child, &status, 0) == child && status == 0;
}

bool is_open(int descriptor) { return fcntl(descriptor, F_GETFD) >= 0; }

TEST(StandardDescriptors, ThoseThatWereClosedAreOpenAndStayTheirs) {
  EXPECT_TRUE(holds_in_a_child([] {
    for (int descriptor = 0; descriptor <= 2; ++descriptor) close(descriptor);
    ensure_standard_descriptors();
    const int next = open("/dev/null", O_RDONLY);
    return is_open(0) && is_open(1) && is_open(2) && next > 2;
  }));
}

TEST(StandardDescriptors, OneThatIsClosedAloneIsOpened) {
  for (int closed = 0; closed <= 2; ++closed) {
    EXPECT_TRUE(holds_in_a_child([&] {
      close(closed);
      ensure_standard_descriptors();
      return is_open(closed) && open("/dev/null", O_RDONLY) > 2;
    })) << closed;
  }
}

TEST(StandardDescriptors, ThoseThatAreOpenStayAsTheyAre) {
  EXPECT_TRUE(holds_in_a_child([] {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0 || dup2(ends[1], 1) != 1) return false;
    ensure_standard_descriptors();
    char byte = 0;
    return print_output("x").has_value() && read(ends[0], &byte, 1) == 1 && byte == 'x';
  }));
}

TEST(StandardDescriptors, AnInputThatWasClosedIsAtItsEndAndAnOutputTakesNothing) {
  EXPECT_TRUE(holds_in_a_child([] {
    close(0);
    close(1);
    ensure_standard_descriptors();
    char byte = 0;
    return read(0, &byte, 1) == 0 && !print_output("x").has_value();
  }));
}

TEST(PrintOutput, SaysWhyNothingWasWritten) {
  EXPECT_TRUE(holds_in_a_child([] {
    dup2(open("/dev/full", O_WRONLY), 1);
    const auto printed = print_output("x");
    return !printed &&
           printed.error().text == "standard output: cannot be written: No space left on device";
  }));
}

// More than a pipe holds, through an end that does not block.
TEST(WriteAll, WaitsForAReaderThatIsSlow) {
  const std::string text(1'000'000, 'a');
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  ASSERT_EQ(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    _exit(write_all(ends[1], text) ? 0 : 1);
  }
  close(ends[1]);
  std::string read_text;
  std::array<char, 4096> piece{};
  for (ssize_t size; (size = read(ends[0], piece.data(), piece.size())) > 0;) {
    read_text.append(piece.data(), static_cast<std::size_t>(size));
  }
  close(ends[0]);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(read_text, text);
}

TEST(WriteAll, FailsWhereNobodyReads) {
  EXPECT_TRUE(holds_in_a_child([] {
    signal(SIGPIPE, SIG_IGN);
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return false;
    close(ends[0]);
    return !write_all(ends[1], "x") && errno == EPIPE;
  }));
}

}  // namespace
}  // namespace uvchat
