#pragma once

#include <cstdint>
#include <string>

#include "tests/simulation/voice.h"
#include "uvchat/store/request.h"

namespace uvchat::simulation {

// What is said and kept: noted as history is to have it, told again as it was said; and, where
// history is strict, told to others only when it is stored.
class Chronicle : public Voice {
 public:
  using Voice::Voice;

 protected:
  // It is noted (chronicle.cpp).
  std::int64_t takes_place(const Channel& channel);
  void takes_place_everywhere(const Person& p);
  std::int64_t note(const Person& p, const Speech& speech, const Channel& channel, int least_rank,
                    const std::string& target);
  std::int64_t note(const Person& p, const Speech& speech, const Person& other);
  // It is told again.
  void say_past(const std::string& type, const std::string& end_tag, const Wish& wish);
  void open_inner_batch(const std::string& type, const std::string& tag);
  Saying again(const Said& line, const std::string& room) const;
  void say_again(const Said& line, const std::string& room);
  bool may_be_told_again(const Said& line) const;
  void tell_targets(Wish& wish);
  // In the words in which `target` hears it.
  static void address(Saying& saying, const Speech& speech, const std::string& target);
  // To those of the channel whose rank is at least that, and to who has said it; it may be nobody.
  void tell_in_channel(const Saying& saying, const Channel& channel, int least_rank,
                       const Person* by, const Session* except);

  // It waits until it is stored (chronicle_strict.cpp).
  bool waits_for_store(const Speech& speech) const;
  // Whether it is refused, because it cannot be stored now.
  bool is_unstorable(const Speech& speech, const std::string& target);
  void fail_to_store(const std::string& command, const std::string& target, const std::string& why);
  void put_off(Untold untold);
  // The caller's own copy.
  void echo(const Untold& untold);
  void tell_put_off(const Untold& untold);
  void refuse_sayings(std::uint64_t command);
  // From here on who is in the channel hears all that is said there.
  std::size_t first_untold_in(const Channel& channel) const;
};

}  // namespace uvchat::simulation
