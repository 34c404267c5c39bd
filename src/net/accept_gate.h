#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "net/banned_networks.h"
#include "net/settings.h"
#include "uvchat/base/address.h"
#include "uvchat/base/address_gate.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/base/mailbox.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/request.h"

namespace uvchat::net {

// Who may connect: it knows the D-lines, and counts the connections of each address. It decides
// right after accept(), before the connection costs a slot or the hub any work, and counts it until
// its descriptor is closed.
//
// Some places, room_for_newcomers(), are reserved for addresses that have no connection yet.
// Greetings are dear and come before anything is known of the peer. limits::greetings_max are under
// way at once; an address that is not exempt has limits::greetings_per_address_max of them, and its
// network limits::greetings_per_network_max. Further connections stay with the kernel until one is
// over, as when all reconnect at once: see has_greeting_room(). So that silent peers do not keep
// others out for long, they have less time where it is_crowded().
// A connection that others open for their users, as proxies and gateways do, counts for whoever
// opens it until its user is known: of these an address has GateSettings::greeting_per_proxy_max. A
// proxy says it before anything else: its connection then gives its place back and enters again, as
// the user's. A gateway says it to the hub, which from then on counts it for the user's address,
// and the gate counts only its place.
//
// Owner: the listeners' thread; other threads may call what is marked thread-safe. It outlives all
// of its places.
class AcceptGate {
 public:
  class Place;

  // `bans`: those that were kept; of them the D-lines matter.
  AcceptGate(const HashKey& key, GateSettings settings, const std::vector<ServerBan>& bans = {});

  struct Newcomer {
    Address address;
    Protocol protocol = Protocol::irc;
    bool greets = false;       // counts as greeting until Place::greeted()
    bool is_unnamed = false;   // `address` is a proxy's, which has not said for whom it connects
    bool is_borrowed = false;  // as in Hello: the address exempts nobody
    // On a listener that only the server's own user reaches: no D-line of this machine holds there,
    // or it could not be lifted any more.
    bool is_own_users = false;
  };

  // A place for a connection that was just accepted, or the reason to refuse it: one line, valid
  // until the next call. REQUIRES: with a greeting, has_greeting_room().
  tl::expected<Place, std::string_view> enter(const Newcomer& newcomer, Now now);
  // Whether the peer is to be believed when it says for whom it connects.
  bool is_proxy(const Address& peer);
  // Whether a connection with a greeting may be accepted now; the kernel keeps it until then.
  bool has_greeting_room();
  // Thread-safe. Whether a greeting that waits for its peer is to end after
  // limits::greeting_crowded_ms_max.
  bool is_crowded() const { return is_crowded_.load(std::memory_order_relaxed); }
  // To be called now and then: what was told is taken in even while nobody connects.
  void tick(Now now);
  // Thread-safe. Applies to new connections; `connections_max` keeps its value.
  void change_settings(GateSettings settings);
  // Thread-safe. The hub is the owner of the bans: it ends the connections that are there.
  void change_bans(DlineChanged change);

  // How many of `connections_max` places are reserved for addresses that have no connection.
  static std::uint32_t room_for_newcomers(std::uint32_t connections_max);

 private:
  enum class Counted : std::uint8_t { by_address, by_gateway, by_hub };
  // What has become of a place.
  enum class News : std::uint8_t { greeted, counted_by_hub, gone };
  struct Change {
    News news;
    Address source;
    Counted counted;  // before
    bool greeting;    // before
  };

  void read_mail();
  void take(const DlineChanged& change);
  void carry_out(const Change& change);
  void leave(const Address& source, Counted counted);
  void leave_greetings(const Address& source, Counted counted);
  std::optional<std::string_view> refusal(const Newcomer& newcomer, Counted counted, Now now);
  std::optional<std::string_view> count(const Newcomer& newcomer, const AddressLimits& limits,
                                        Now now);
  std::optional<std::string_view> count_greeting(const Address& address,
                                                 const std::vector<Network>& exempt,
                                                 std::uint64_t now_ms);
  bool is_full_for(const Newcomer& newcomer) const;
  bool is_gateway(const Address& address) const;

  GateSettings settings_;
  std::uint32_t open_ = 0;
  AddressGate addresses_;
  AddressGate gateways_;
  AddressGate greetings_;
  AddressGate greetings_of_networks_;
  std::uint32_t greeting_ = 0;
  std::atomic<bool> is_crowded_ = false;
  BannedNetworks banned_;

  using Mail = std::variant<Change, GateSettings, DlineChanged>;
  Mailbox<Mail> mailbox_;
  std::vector<Mail> mail_;
};

// A counted connection: a value that moves with it from thread to thread, and tells the gate when
// it is destroyed. Thread-safe as values are.
class AcceptGate::Place {
 public:
  Place() = default;
  Place(Place&& other) noexcept
      : gate_(std::exchange(other.gate_, nullptr)),
        source_(other.source_),
        counted_(other.counted_),
        greeting_(other.greeting_) {}
  Place& operator=(Place&& other) noexcept {
    std::swap(gate_, other.gate_);
    std::swap(source_, other.source_);
    std::swap(counted_, other.counted_);
    std::swap(greeting_, other.greeting_);
    return *this;
  }
  ~Place();

  // Null: it is no place.
  const AcceptGate* gate() const { return gate_; }
  // The greeting is over. Does nothing for a connection that had none.
  void greeted();
  // From now on the hub counts it for its user's address, and the gateway no longer does. Does
  // nothing for a connection that did not come through a gateway.
  void count_by_hub();

 private:
  friend class AcceptGate;
  Place(AcceptGate& gate, const Address& source, Counted counted, bool greeting)
      : gate_(&gate), source_(source), counted_(counted), greeting_(greeting) {}
  void tell(News news);

  AcceptGate* gate_ = nullptr;
  Address source_;
  Counted counted_ = Counted::by_address;
  bool greeting_ = false;
};

}  // namespace uvchat::net
