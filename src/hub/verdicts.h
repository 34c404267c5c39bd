#pragma once

#include <array>
#include <cstdint>
#include <memory>

namespace uvchat::hub {

// What the lists of a channel say of a user.
struct Verdict {
  bool banned = false;   // and not excepted
  bool muted = false;    // and not excepted
  bool invited = false;  // by a mask
};

// A cache of verdicts, so that a user who speaks again is not compared with the same masks again.
// It has a fixed number of places: a verdict may be replaced by another one at any time. Owner: the
// hub.
class Verdicts {
 public:
  // A state of the lists, and one of the user: either changes with what the verdict depends on.
  struct Key {
    std::uint64_t lists = 0;  // of one channel alone; 0: no lists
    std::uint64_t user = 0;   // User::id
    std::uint32_t user_changes = 0;

    bool operator==(const Key&) const = default;
  };

  // Null where it is not known.
  const Verdict* find(const Key& key) const {
    const Place& place = (*places_)[index_of(key)];
    return place.key == key ? &place.verdict : nullptr;
  }
  void keep(const Key& key, const Verdict& verdict) { (*places_)[index_of(key)] = {key, verdict}; }
  // What all of them depend on has changed.
  void forget_all() { places_->fill({}); }

 private:
  static constexpr std::size_t place_count = 4096;
  struct Place {
    Key key;
    Verdict verdict;
  };

  static std::size_t index_of(const Key& key) {
    const std::uint64_t mixed =
        (key.lists * 0x9E37'79B9'7F4A'7C15 ^ key.user) * 0xD6E8'FEB8'6659'FD93;
    return mixed >> 32 & (place_count - 1);
  }

  std::unique_ptr<std::array<Place, place_count>> places_ =
      std::make_unique<std::array<Place, place_count>>();
};

}  // namespace uvchat::hub
