// Sends through a real io_uring, where the system allows it, takes it back, or does not.

#include "net/send_ring.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "net/socket.h"
#include "tests/net/refused_call.h"

namespace uvchat::net {
namespace {

// Sockets in slots, and who is at their other ends.
class SendRingTest : public testing::Test {
 protected:
  static constexpr std::uint32_t sockets_max = 64;

  void SetUp() override {
    Result<std::unique_ptr<SendRing>> made = SendRing::open(sockets_max);
    if (!made) GTEST_SKIP() << made.error().text;
    ring = std::move(*made);
  }

  void connect(std::size_t count) {
    while (ours.size() < count) {
      ours.emplace_back();
      theirs.emplace_back();
      connect_slot(ours.size() - 1);
    }
  }
  void connect_slot(std::size_t slot) {
    std::array<int, 2> numbers{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, numbers.data()), 0);
    ours[slot] = Fd(numbers[0]);
    theirs[slot] = Fd(numbers[1]);
  }
  void close(std::size_t slot) {
    ring->forget(static_cast<std::uint32_t>(slot));
    ours[slot] = Fd();
  }

  // Sends to all of the slots, and returns what became of each.
  std::vector<std::ptrdiff_t> send(std::vector<std::string_view> pieces) {
    std::vector<Streams::Attempt> attempts;
    std::vector<int> sockets;
    for (std::size_t slot = 0; slot < ours.size(); ++slot) {
      attempts.push_back({static_cast<std::uint32_t>(slot), pieces, 0});
      sockets.push_back(ours[slot].get());
    }
    ring->send(attempts, sockets);
    std::vector<std::ptrdiff_t> results;
    for (const Streams::Attempt& attempt : attempts) results.push_back(attempt.result);
    return results;
  }

  // What has come to a slot's other end.
  std::string heard(std::size_t slot) {
    std::string all;
    std::array<char, 65'536> bytes;
    for (ssize_t size = 0; (size = ::read(theirs[slot].get(), bytes.data(), bytes.size())) > 0;) {
      all.append(bytes.data(), static_cast<std::size_t>(size));
    }
    return all;
  }
  bool is_ended(std::size_t slot) {
    pollfd look{theirs[slot].get(), 0, 0};
    return ::poll(&look, 1, 0) > 0 && (look.revents & POLLHUP) != 0;
  }

  std::unique_ptr<SendRing> ring;
  std::vector<Fd> ours;
  std::vector<Fd> theirs;
};

TEST_F(SendRingTest, EverybodyIsSentTheirBytes) {
  connect(600);
  EXPECT_THAT(send({"he", "l", "lo"}), testing::Each(5));
  EXPECT_THAT(send({"!"}), testing::Each(1));
  for (std::size_t slot = 0; slot < 600; ++slot) EXPECT_EQ(heard(slot), "hello!");
  EXPECT_TRUE(ring->works());
}

TEST_F(SendRingTest, ASocketTakesWhatItHasRoomForAndThenNothing) {
  connect(3);
  const std::string much(4'000'000, 'x');
  const std::ptrdiff_t taken = send({much})[1];
  EXPECT_GT(taken, 0);
  EXPECT_LT(taken, 4'000'000);
  EXPECT_EQ(send({"more", "and more"}), (std::vector<std::ptrdiff_t>{0, 0, 0}));
  EXPECT_EQ(heard(1).size(), static_cast<std::size_t>(taken));
  EXPECT_EQ(send({"again"}), (std::vector<std::ptrdiff_t>{0, 5, 0}));
  EXPECT_TRUE(ring->works());
}

TEST_F(SendRingTest, WhoHasGoneIsBrokenAndNobodyElse) {
  connect(4);
  send({"hello"});
  theirs[2] = Fd();
  EXPECT_EQ(send({"!"}), (std::vector<std::ptrdiff_t>{1, 1, -EPIPE, 1}));
  EXPECT_TRUE(ring->works());
}

TEST_F(SendRingTest, ASocketThatIsForgottenAndClosedIsClosed) {
  connect(3);
  send({"hello"});
  close(1);
  EXPECT_EQ(heard(1), "hello");
  EXPECT_TRUE(is_ended(1));
  EXPECT_FALSE(is_ended(0));
}

TEST_F(SendRingTest, ASlotIsOfWhoeverHasItNow) {
  connect(40);
  send({"hello"});
  const Fd former = std::move(theirs[7]);
  close(7);
  connect_slot(7);
  send({"!"});
  EXPECT_EQ(heard(7), "!");
  theirs[7] = Fd(::dup(former.get()));
  EXPECT_EQ(heard(7), "hello") << "and no more";
}

TEST_F(SendRingTest, NothingStaysRegisteredWhereNobodyIsSentTo) {
  connect(3);
  for (const std::uint32_t slot : {0U, 1U, sockets_max, 1'000'000U}) ring->forget(slot);
  EXPECT_TRUE(ring->works());
}

TEST_F(SendRingTest, WhereTheKernelRegistersNoSocketsItGoesWithout) {
  on_a_thread([&] {
    refuse_call(__NR_io_uring_register, EINVAL);
    ring = std::move(*SendRing::open(sockets_max));
    EXPECT_EQ(ring->registers_max(), 0U);
    connect(40);
    EXPECT_THAT(send({"hello"}), testing::Each(5));
    close(3);
    EXPECT_TRUE(is_ended(3));
    EXPECT_TRUE(ring->works());
  });
}

TEST_F(SendRingTest, WhatAFilterRefusesIsSaid) {
  on_a_thread([] {
    refuse_call(__NR_io_uring_setup, EPERM);
    const auto refused = SendRing::open(sockets_max);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().text, "io_uring_setup: Operation not permitted");
  });
}

TEST_F(SendRingTest, AKernelThatHasNoneIsSaid) {
  on_a_thread([] {
    refuse_call(__NR_io_uring_setup, ENOSYS);
    const auto refused = SendRing::open(sockets_max);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().text, "io_uring_setup: Function not implemented");
  });
}

TEST_F(SendRingTest, ARingThatMayNotBeEnteredIsFoundOutAtOnce) {
  on_a_thread([] {
    refuse_call(__NR_io_uring_enter, EPERM);
    const auto refused = SendRing::open(sockets_max);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().text, "io_uring: io_uring_enter: Operation not permitted");
  });
}

TEST_F(SendRingTest, WithoutAFileDescriptorThereIsNone) {
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  rlimit none = before;
  none.rlim_cur = 0;
  setrlimit(RLIMIT_NOFILE, &none);
  const auto refused = SendRing::open(sockets_max);
  setrlimit(RLIMIT_NOFILE, &before);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().text, "io_uring_setup: Too many open files");
}

// --- A ring that breaks.

TEST_F(SendRingTest, ABusyRingIsGivenUpAndNothingIsLost) {
  connect(600);
  send({"hello"});
  on_a_thread([&] {
    refuse_call(__NR_io_uring_enter, EBUSY);
    EXPECT_THAT(send({" ", "again"}), testing::Each(6));
    EXPECT_FALSE(ring->works());
    EXPECT_EQ(ring->why_given_up(), "io_uring_enter: Device or resource busy");
    EXPECT_THAT(send({"!"}), testing::Each(1));
  });
  for (std::size_t slot = 0; slot < 600; ++slot) EXPECT_EQ(heard(slot), "hello again!");
  ours[5] = Fd();
  EXPECT_TRUE(is_ended(5)) << "no socket is registered any more";
}

TEST_F(SendRingTest, ARingThatTakesNothingIsGivenUpAndNothingIsLost) {
  connect(3);
  on_a_thread([&] {
    refuse_call(__NR_io_uring_enter, 0);
    EXPECT_THAT(send({"hello"}), testing::Each(5));
    EXPECT_EQ(ring->why_given_up(), "sends are left over");
  });
  for (std::size_t slot = 0; slot < 3; ++slot) EXPECT_EQ(heard(slot), "hello");
}

TEST_F(SendRingTest, ARingWhoseSendsFailWhereOthersDoNotIsGivenUp) {
  if (ring->registers_max() == 0) GTEST_SKIP() << "this kernel keeps registered sockets open";
  connect(3);
  send({"hello"});
  // Its sockets are taken from it behind its back.
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    if (!std::filesystem::read_symlink(entry, gone).string().ends_with("[io_uring]")) continue;
    const int number = std::stoi(entry.path().filename().string());
    ::syscall(__NR_io_uring_register, number, IORING_UNREGISTER_FILES, nullptr, 0);
  }
  EXPECT_THAT(send({"!"}), testing::Each(1));
  EXPECT_EQ(ring->why_given_up(), "a send: Bad file descriptor");
  for (std::size_t slot = 0; slot < 3; ++slot) EXPECT_EQ(heard(slot), "hello!");
}

TEST_F(SendRingTest, ARingThatCannotForgetIsGivenUp) {
  if (ring->registers_max() == 0) GTEST_SKIP() << "this kernel keeps registered sockets open";
  connect(3);
  send({"hello"});
  on_a_thread([&] {
    refuse_call(__NR_io_uring_register, ENOMEM);
    ring->forget(1);
    EXPECT_EQ(ring->why_given_up(), "cannot forget a socket: Cannot allocate memory");
    EXPECT_THAT(send({"!"}), testing::Each(1));
  });
}

}  // namespace
}  // namespace uvchat::net
