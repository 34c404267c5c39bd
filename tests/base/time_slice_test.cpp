#include "uvchat/base/time_slice.h"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace uvchat {
namespace {

class LevelsAndEvents final : public LogSink {
 public:
  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override {
    EXPECT_EQ(level, LogLevel::debug);
    const auto& reason = std::get<std::string_view>(fields.begin()->value);
    lines.push_back(std::string(event) + ": " + std::string(reason));
  }
  std::vector<std::string> lines;
};

// What the kernel says of the thread that calls: the slice is 0 where it grants none.
std::uint64_t slice_ns_of_this_thread() {
  std::array<std::uint64_t, 6> attributes{};
  EXPECT_EQ(::syscall(SYS_sched_getattr, 0, attributes.data(), sizeof attributes, 0), 0);
  return attributes[3];
}

template <typename Body>
void on_a_thread_of_its_own(Body body) {
  std::thread(body).join();
}

int nice_of_this_thread() { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); }

void refuse_to_set_scheduling() {
  std::array<sock_filter, 4> steps{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_setattr, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | unsigned{EPERM}),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{static_cast<unsigned short>(steps.size()), steps.data()};
  ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  ASSERT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0), 0);
}

TEST(TimeSlice, IsShortForAThreadThatAsks) {
  on_a_thread_of_its_own([] {
    if (slice_ns_of_this_thread() == 0) GTEST_SKIP() << "the kernel grants no slices";
    LevelsAndEvents log;
    shorten_time_slice(log);
    EXPECT_EQ(slice_ns_of_this_thread(), 100'000U);
    EXPECT_TRUE(log.lines.empty());
  });
}

TEST(TimeSlice, LeavesNiceAndPolicyAsTheyAre) {
  on_a_thread_of_its_own([] {
    const auto self = static_cast<id_t>(::gettid());
    const int nice = nice_of_this_thread() + 3;
    ASSERT_EQ(::setpriority(PRIO_PROCESS, self, nice), 0);
    const sched_param none{};
    ASSERT_EQ(::sched_setscheduler(0, SCHED_BATCH, &none), 0);
    LevelsAndEvents log;
    shorten_time_slice(log);
    EXPECT_EQ(nice_of_this_thread(), nice);
    EXPECT_EQ(::sched_getscheduler(0), SCHED_BATCH);
    EXPECT_TRUE(log.lines.empty());
  });
}

TEST(TimeSlice, IsLeftAloneUnderAPolicyThatHasNone) {
  on_a_thread_of_its_own([] {
    const sched_param none{};
    ASSERT_EQ(::sched_setscheduler(0, SCHED_IDLE, &none), 0);
    const std::uint64_t before = slice_ns_of_this_thread();
    LevelsAndEvents log;
    shorten_time_slice(log);
    EXPECT_EQ(::sched_getscheduler(0), SCHED_IDLE);
    EXPECT_EQ(slice_ns_of_this_thread(), before);
    EXPECT_TRUE(log.lines.empty());
  });
}

TEST(TimeSlice, StaysAsItIsWhereTheKernelRefusesAndTheLogSaysSo) {
  on_a_thread_of_its_own([] {
    const std::uint64_t before = slice_ns_of_this_thread();
    refuse_to_set_scheduling();
    LevelsAndEvents log;
    shorten_time_slice(log);
    EXPECT_EQ(slice_ns_of_this_thread(), before);
    EXPECT_EQ(log.lines,
              std::vector<std::string>{"time slice not shortened: Operation not permitted"});
  });
}

}  // namespace
}  // namespace uvchat
