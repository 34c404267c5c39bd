#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hub/hub.h"
#include "uvchat/base/log.h"

// People who talk to a real hub as a script tells them, and who check all that they hear.

namespace uvchat::fuzz {

// A script is lines:
//   =password pages1     settings of the hub, as words; only as the first line
//   0 JOIN #a            person 0 says a line; "<ab*200>" stands for two hundred times "ab"
//   +7 1 2 0             person 7 connects to listener 1 from address 2; "1" at the end: with TLS;
//                        "2": and with a certificate
//   -7 1                 the connection of person 7 ends, for EndReason 1
//   !7  ?7               the send queue of person 7 is full; has drained
//   .5000 3              5000 ms pass; then a tick, which stops after 3 looks at its bound
//   *m  *x  *b           the oldest question for a password is answered: match, mismatch, busy
//   *md *mw              ... and will be again; ... with another ticket
//   &s  &f  &1           all changes of bans are on disk; they are not; the one with ticket 1 is
//   %relay               the configuration was read again, with these words; "%-": it was not
//   @k ana reason        an operator asks for something from outside (hub_errands.cpp)
//   ^                    the send queues come near their bound, or are no longer
// Other lines mean nothing.
class Crowd {
 public:
  static constexpr std::size_t people_max = 10;

  // Some have registered, with all capabilities or none; one of them is an operator of the server,
  // one came by a gateway, and one is in the classroom.
  explicit Crowd(std::string_view settings_words);

  void play(std::string_view line);
  // Everybody is answered to the end, then the server shuts down and nothing is left.
  void end();

 private:
  struct Person {
    ConnId conn;
    bool classroom = false;
    bool open = false;   // the hub has not closed the connection
    bool ended = false;  // the connection is over: nothing more comes from it
    bool held = false;
    bool stalled = false;
  };
  // Ends a piece of work after so many questions; 0: never.
  class Patience final : public hub::WorkBound {
   public:
    std::size_t looks = 0;
    void begin(std::uint64_t) override { asked_ = 0; }
    bool reached() override { return looks > 0 && ++asked_ > looks; }

   private:
    std::size_t asked_ = 0;
  };

  void play_all(std::string_view script);
  void connect(Person& person, std::string_view words);
  void says(Person& person, std::string_view text);
  void goes(Person& person, EndReason reason);
  void queue_is_full(Person& person, bool full);
  void time_passes(std::string_view words);
  void server_answers(std::string_view words);
  void bans_are_saved(std::string_view words);
  void settings_are_reloaded(std::string_view words);
  void errand_comes(std::string_view words);
  void errand_is_done(const ErrandDone& done);

  void apply(EventKind kind, ConnId conn, std::uint8_t detail, std::string_view payload);
  void apply_batch(ConnId conn);
  bool tick();
  void finish_step();
  store::Answer store_answer();
  void take_requests();
  void deliver(const DeliveryBatch& batch);
  void hear(ConnId conn, std::string_view slice);
  Person& named(ConnId conn);

  Now now_{1'000'000, 1'790'000'000'000'000};
  NullLog log_;
  hub::HubSettings settings_;
  hub::Hub hub_;
  Patience patience_;
  bool under_pressure_ = false;
  bool checked_ = false;  // the hub's invariants, after each step
  EventBatch batch_;
  std::array<Person, people_max> people_;
  std::vector<Answer> asked_;  // what the server has not answered, as it does where all is well
  std::uint64_t accounts_ = 0;
  std::size_t saved_rooms_ = 0;  // how often one was to be kept: no more can be left in the end
  Ticket reloading_;
  std::set<std::uint64_t> errands_;  // that are not answered
  std::uint64_t errand_numbers_ = 0;
  std::vector<std::uint64_t> changes_;  // of bans that wait: their tickets' numbers
};

}  // namespace uvchat::fuzz
