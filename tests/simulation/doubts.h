#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "tests/simulation/annals.h"
#include "uvchat/hub/time_span.h"
#include "uvchat/store/request.h"

namespace uvchat::simulation {

// Of what was told, what the store may not have yet, as far as the hub can know it: so who reads
// meanwhile is told. A batch is in doubt when it was refused or is asked for once more, or when it
// is unanswered and what was asked behind it is answered.
class Doubts {
 public:
  explicit Doubts(const Annals& annals) : annals_(annals) {}

  // Nobody hears what is said before it is stored.
  void is_strict() { is_strict_ = true; }
  // The hub gives the store these.
  void given(const store::KeepLines& request, std::uint64_t ticket);
  void given(const store::KeepGap& gap, std::uint64_t ticket);
  // It hears what has become of them.
  void answered(std::uint64_t ticket, store::Outcome outcome);

  // Something is asked for; and the store is given the question, behind all that was told before.
  // Lines are asked for, as `readings` say; or one's talks, of which there is none yet.
  using Times = std::map<Heard, TimeSpan>;
  struct Asked {
    std::uint64_t question = 0;
    std::size_t end = 0;  // what is told from here on is told after it
    std::map<store::RoomNumber, Reading> readings = {};
    std::size_t batches = 0;  // that were given before
    // What the store is not given yet, or never will be, without a gap there that the hub knows of.
    std::map<store::RoomNumber, Times> not_given = {};
  };
  Asked asks() { return {.question = ++questions_, .end = annals_.size()}; }
  void asked(const std::vector<Reading>& readings, Asked& asked) const;
  // The answer is there; and from when to when it may lack something that they could hear.
  void answered(const Asked& asked);
  TimeSpan missing(const Asked& asked) const;
  // The same, whoever has heard it.
  TimeSpan missing_in(store::RoomNumber room, const Asked& asked) const;
  bool is_withheld(const Asked& asked) const;

 private:
  struct Batch {
    std::shared_ptr<const std::vector<store::StoredLine>> lines;
    std::map<store::RoomNumber, Times> told;
    std::vector<std::uint64_t> tickets;
    bool is_in_doubt = false, is_done = false;
  };
  // From when to when something of the room was told that was in doubt at one time.
  struct Doubt {
    store::RoomNumber room = 0;
    Times told;
    std::size_t batches = 0;                 // that are in doubt still
    std::uint64_t asked_until = UINT64_MAX;  // the last question before all was stored
  };
  struct GapAsked {
    store::KeepGap gap;
    std::uint64_t ticket = 0;
    std::uint64_t asked_until = UINT64_MAX;  // the last question before it was stored
  };

  Batch* known(const store::KeepLines& request);
  void doubt(Batch& batch);
  bool is_noted(const Said& line, store::RoomNumber room, std::uint64_t question) const;
  std::vector<Times> parts_in(store::RoomNumber room, const Asked& asked) const;

  const Annals& annals_;
  bool is_strict_ = false;
  std::uint64_t questions_ = 0;
  std::vector<Batch> batches_;
  std::vector<Doubt> doubts_;
  std::vector<GapAsked> gaps_;
};

}  // namespace uvchat::simulation
