#pragma once

#include <uv.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "loadtest/line_cipher.h"
#include "loadtest/report.h"
#include "loadtest/scenario.h"
#include "loadtest/sequences.h"

namespace uvchat::loadtest {

// Looks, when a run is over, for what its clients have heard in the rooms in the server's history:
// one who was not there reads room after room, from the newest line back to when the run began, and
// counts what is missing, is there twice, or before an earlier line of the same sender. A line
// whose text is not what was said is missing.
//
// A server that went away is waited for: it may come back. A line that an earlier run has said is
// told apart by its time alone, so the clocks here and there must agree.
//
// Owned and used by the loop's thread. After close() the loop runs out of handles by itself.
class HistoryCheck {
 public:
  class Listener {
   public:
    // Once.
    virtual void on_history_checked() = 0;

   protected:
    ~Listener() = default;
  };

  // What is given as a reference outlives it.
  HistoryCheck(uv_loop_t& loop, std::span<char> read_buffer, const Scenario& scenario,
               LineCipher& cipher, Listener& listener);
  ~HistoryCheck();
  HistoryCheck(const HistoryCheck&) = delete;
  HistoryCheck& operator=(const HistoryCheck&) = delete;

  // Once. `heard`: by room and sender.
  void start(std::vector<std::vector<Sequences>> heard, const sockaddr_storage& server);
  void close();

  // All has been read, or cannot be.
  bool is_over() const { return is_over_; }
  // Of the rooms that have been read.
  const HistoryReport& report() const { return report_; }

 private:
  class Reader;
  // The room that is being read.
  struct Room {
    std::size_t number = 0;
    std::vector<Sequences> found;       // by sender
    std::vector<std::uint32_t> oldest;  // by sender: what is yet to come is older
    HistoryReport report;
  };

  static void on_tick(uv_timer_t* timer);
  void tick();
  // That room, or the next that something was heard in. False: there is none.
  bool go_to_room(std::size_t number);
  void read_from_the_beginning();
  void take(const Marker& marker);
  void room_is_read();
  void fail(std::string why);
  void end();

  uv_loop_t& loop_;
  std::span<char> read_buffer_;
  const Scenario& scenario_;
  LineCipher& cipher_;
  Listener& listener_;
  const std::string began_;  // the run, as a server says the time
  uv_timer_t timer_{};
  sockaddr_storage server_{};
  std::vector<std::vector<Sequences>> heard_;
  Room room_;
  std::unique_ptr<Reader> reader_;
  std::int64_t answered_ns_ = 0;  // when the server has last done so
  bool is_over_ = false;
  HistoryReport report_;
};

}  // namespace uvchat::loadtest
