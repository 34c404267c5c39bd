// What many are sent in one turn of an IoLoop: by io_uring, or without it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/net/cage.h"
#include "tests/net/refused_call.h"

namespace uvchat::net {
namespace {

using testing::ElementsAre;

// A hundred clients in a cage, in which the first one speaks.
class Crowd {
 public:
  explicit Crowd(const Cage& cage) {
    for (int i = 0; i < 100; ++i) {
      Client& client = clients_.emplace_back(cage.listening_on[0]);
      client.says("here\r\n");
      client.hears_until("here\r\n");
    }
    clients_[0].says("all are here\r\n");
    for (Client& client : clients_) client.hears_until("all are here\r\n");
  }

  // All hear it, and nothing else.
  void says(const std::string& line) {
    clients_[0].says(line + "\r\n");
    for (Client& client : clients_) EXPECT_EQ(client.hears_until("\r\n"), line + "\r\n");
  }
  void orders(const std::string& line) { clients_[0].says(line + "\r\n"); }
  void half_of_it_leaves() { clients_.erase(clients_.begin() + 50, clients_.end()); }

 private:
  std::vector<Client> clients_;
};

// How often something was sent to somebody, by io_uring and by a system call of its own.
struct Sends {
  explicit Sends(Cage& cage) {
    for (std::size_t i = 0; i < cage.loops(); ++i) {
      const LoopFigures figures = cage.loop(i).figures();
      single += figures.sends_single;
      many += figures.sends_many;
      use = figures.uring;
    }
  }
  std::uint64_t single = 0;
  std::uint64_t many = 0;
  UringUse use = UringUse::off;  // of the last loop
};

TEST(IoLoopMany, WhatAllHearGoesByIoUring) {
  Cage cage(1, true);
  cage.start();
  {
    Crowd crowd(cage);
    for (int i = 0; i < 20; ++i) crowd.says(std::to_string(i));
    crowd.half_of_it_leaves();
    for (int i = 0; i < 20; ++i) crowd.says(std::to_string(i));
  }
  cage.stop();
  const Sends sends(cage);
  if (sends.use == UringUse::refused) GTEST_SKIP() << cage.log.lines().at(0);
  EXPECT_GE(sends.many, 20U * 150);
  EXPECT_THAT(cage.log.lines(), ElementsAre("io_uring on"));
}

TEST(IoLoopMany, EachLoopHasItsOwn) {
  Cage cage(3, false);
  cage.start();
  {
    Crowd crowd(cage);
    for (int i = 0; i < 20; ++i) crowd.says(std::to_string(i));
  }
  cage.stop();
  if (Sends(cage).use == UringUse::refused) GTEST_SKIP() << cage.log.lines().at(0);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_GE(cage.loop(i).figures().sends_many, 20U * 32);
}

TEST(IoLoopMany, WhereItIsSwitchedOffEachSendGoesAlone) {
  Cage cage(1, true, false);
  cage.start();
  {
    Crowd crowd(cage);
    for (int i = 0; i < 20; ++i) crowd.says(std::to_string(i));
  }
  cage.stop();
  const Sends sends(cage);
  EXPECT_GE(sends.single, 20U * 100);
  EXPECT_EQ(sends.many, 0U);
  EXPECT_EQ(sends.use, UringUse::off);
  EXPECT_THAT(cage.log.lines(), ElementsAre("io_uring off"));
}

TEST(IoLoopMany, WhereAFilterRefusesItEachSendGoesAlone) {
  on_a_thread([] {
    refuse_call(__NR_io_uring_setup, EPERM);
    Cage cage(1, true);
    cage.start();
    {
      Crowd crowd(cage);
      for (int i = 0; i < 20; ++i) crowd.says(std::to_string(i));
    }
    cage.stop();
    const Sends sends(cage);
    EXPECT_GE(sends.single, 20U * 100);
    EXPECT_EQ(sends.many, 0U);
    EXPECT_EQ(sends.use, UringUse::refused);
    EXPECT_THAT(cage.log.lines(),
                ElementsAre("io_uring refused: io_uring_setup: Operation not permitted"));
  });
}

TEST(IoLoopMany, WhereItBreaksNothingIsLostAndTheLogSaysSoOnce) {
  Cage cage(1, true);
  cage.start();
  {
    Crowd crowd(cage);
    for (int i = 0; i < 5; ++i) crowd.says(std::to_string(i));
    crowd.orders("BREAK");
    for (int i = 0; i < 20; ++i) crowd.says(std::to_string(i));
  }
  cage.stop();
  const Sends sends(cage);
  if (sends.use == UringUse::refused) GTEST_SKIP() << cage.log.lines().at(0);
  EXPECT_GE(sends.single, 19U * 100);
  EXPECT_EQ(sends.use, UringUse::given_up);
  EXPECT_THAT(
      cage.log.lines(),
      ElementsAre("io_uring on", "io_uring given up: io_uring_enter: Device or resource busy"));
}

}  // namespace
}  // namespace uvchat::net
