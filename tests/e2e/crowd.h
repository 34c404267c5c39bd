#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace uvchat::e2e {

// Many members of one room, read by one thread of their own.
class Crowd {
 public:
  struct Counts {
    std::size_t joined = 0;      // members that have got the whole list of names
    std::size_t heard = 0;       // lines said in the room, over all members
    std::size_t heard_most = 0;  // the same, of the member with the most
    std::size_t answered = 0;    // PONGs
    std::size_t ended = 0;       // connections that the server has closed
  };

  // They connect, register and join.
  Crowd(std::uint16_t port, std::string room, std::size_t size);
  ~Crowd();

  void member_says(std::size_t member, std::string_view line);
  // Waits for `done`, which looks at the counts. False if it does not come.
  template <typename Done>
  bool waits_for(Done done) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return done(counts_); });
  }
  // Every other one by a RST.
  void all_vanish();

  static std::string nick_of(std::size_t member) { return "c" + std::to_string(member); }

 private:
  static constexpr std::chrono::seconds patience{120};

  struct Member {
    int fd = -1;
    std::string unread;
    std::size_t heard = 0;
  };

  void read_all();
  bool read_one(Member& member);
  void take_line(Member& member, std::string_view line);

  const std::string room_;
  std::vector<Member> members_;
  int stop_pipe_[2] = {-1, -1};
  std::mutex mutex_;
  std::condition_variable changed_;
  Counts counts_;
  std::thread reader_;
};

}  // namespace uvchat::e2e
