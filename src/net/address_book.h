#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "net/settings.h"
#include "uvchat/base/address.h"
#include "uvchat/base/address_gate.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/base/mailbox.h"

namespace uvchat::net {

// Counts the connections of each address. It decides right after accept(), before the connection
// costs a slot or the hub any work, and counts it until its descriptor is closed.
//
// Some places, room_for_newcomers(), are reserved for addresses that have no connection yet.
// A gateway's connection counts for the gateway until the hub knows its user. From then on the hub
// counts it for the user's address, and here it only takes up a place.
//
// Owner: the listeners' thread; other threads may call what is marked thread-safe. It outlives all
// of its places.
class AddressBook {
 public:
  class Place;

  explicit AddressBook(const HashKey& key, BookSettings settings);

  // A place for a connection that was just accepted, or the reason to refuse it: a constant text.
  tl::expected<Place, std::string_view> enter(const Address& address, Protocol protocol,
                                              std::uint64_t now_ms);
  // Thread-safe. Applies to new connections; `connections_max` keeps its value.
  void change_settings(BookSettings settings);

  // How many of `connections_max` places are reserved for addresses that have no connection.
  static std::uint32_t room_for_newcomers(std::uint32_t connections_max);

 private:
  enum class Counted : std::uint8_t { by_address, by_gateway, by_hub };
  // A place is counted elsewhere from now on, or is given up.
  struct Change {
    Address source;
    Counted before;
    bool gone;
  };

  void read_mail();
  void carry_out(const Change& change);
  bool is_full_for(const Address& address) const;
  bool is_gateway(const Address& address) const;

  BookSettings settings_;
  std::uint32_t open_ = 0;
  AddressGate addresses_;
  AddressGate gateways_;
  Mailbox<std::variant<Change, BookSettings>> mailbox_;
  std::vector<std::variant<Change, BookSettings>> mail_;
};

// A counted connection: a value that moves with it from thread to thread, and tells the book when
// it is destroyed. Thread-safe as values are.
class AddressBook::Place {
 public:
  Place() = default;
  Place(Place&& other) noexcept
      : book_(std::exchange(other.book_, nullptr)),
        source_(other.source_),
        counted_(other.counted_) {}
  Place& operator=(Place&& other) noexcept {
    std::swap(book_, other.book_);
    std::swap(source_, other.source_);
    std::swap(counted_, other.counted_);
    return *this;
  }
  ~Place();

  // From now on the hub counts it for its user's address, and the gateway no longer does. Does
  // nothing for a connection that did not come through a gateway.
  void count_by_hub();

 private:
  friend class AddressBook;
  Place(AddressBook& book, const Address& source, Counted counted)
      : book_(&book), source_(source), counted_(counted) {}

  AddressBook* book_ = nullptr;
  Address source_;
  Counted counted_ = Counted::by_address;
};

}  // namespace uvchat::net
