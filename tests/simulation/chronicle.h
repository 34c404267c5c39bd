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
  // Somebody does something, of which all in the channel are told; or those who know of `p`, whom
  // it is about.
  Said deed(const Person& by, const std::string& command) const;
  std::int64_t happens(const Channel& channel, Said event);
  std::int64_t happens_to(const Person& p, const Channel& channel, Said event);
  void happens_everywhere(const Person& p, const Said& event);
  std::int64_t note(const Person& p, const Speech& speech, const Channel& channel, int least_rank,
                    const std::string& target);
  std::int64_t note(const Person& p, const Speech& speech, const Person& other);
  // It is told again.
  void say_past(const std::string& type, const std::string& end_tag, const Wish& wish);
  void say_found(Wish& wish);
  void open_inner_batch(const std::string& type, const std::string& tag);
  Saying again(const Said& line, const std::string& room) const;
  static void tell_event(Saying& saying, const Said& event, const std::string& target);
  Saying gap_between(const store::Gap& gap, const std::string& room);
  Saying unstored_in(const Found& found, const std::string& room);
  void note_doubts(Wish& wish) const;
  void look_for_missing(const Wish& wish, Found& page);
  void look_for_missing_talks(Wish& wish);
  void play_lines(const std::string& name, const Found& found);
  void say_lines(const Found& found, const std::string& name,
                 const std::map<std::uint64_t, std::string>& names, const std::string& tag);
  void tell_of_past(Saying saying, const std::string& tag);
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
