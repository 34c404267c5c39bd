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

// Who has how many connections. It decides as soon as one is accepted, before that costs a slot, a
// turn or the hub anything, and counts it until its descriptor is closed.
//
// A part of the room, room_for_newcomers(), is kept for addresses that have no connection yet.
// A gateway's connection counts, until the hub knows for whom it is, among the gateway's own, and
// after that, by its user's address, in the hub; here it takes up room alone.
//
// Owner: the thread of the listeners; others may call what is marked thread-safe. It outlives all
// of its places.
class AddressBook {
 public:
  class Place;

  explicit AddressBook(const HashKey& key, BookSettings settings);

  // A place for a connection that was accepted just now; or why it is turned away: a constant text.
  tl::expected<Place, std::string_view> enter(const Address& address, Protocol protocol,
                                              std::uint64_t now_ms);
  // Thread-safe. Holds for those who come from now on; `connections_max` stays as it was.
  void change_settings(BookSettings settings);

  // Of `connections_max`, for addresses that have no connection.
  static std::uint32_t room_for_newcomers(std::uint32_t connections_max);

 private:
  enum class Counted : std::uint8_t { by_address, by_gateway, by_hub };
  // One place changes to another count, or goes.
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

// What a connection is counted by: a value that goes with it from thread to thread. The book is
// told when it ends. Thread-safe, as a value is.
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

  // The hub counts it, by the address of its user: its gateway does no more. Does nothing for
  // those who did not come by a gateway.
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
