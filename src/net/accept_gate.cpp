#include "net/accept_gate.h"

#include <algorithm>

#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::net {

namespace {

constexpr std::uint32_t newcomers_part = 16;
constexpr std::uint32_t newcomers_least = 16;

AddressLimits at_once(std::size_t connections_max, std::vector<Network> exempt) {
  return {.connections_max = connections_max,
          .throttle = {.enabled = false},
          .exempt = std::move(exempt)};
}

// Whoever has one of its addresses may have them all.
Address network_of(const Address& address) {
  return Network::of(address, address.is_v4() ? 120 : 48).base;
}

}  // namespace

AcceptGate::AcceptGate(const HashKey& key, GateSettings settings,
                       const std::vector<ServerBan>& bans)
    : settings_(std::move(settings)),
      addresses_(key),
      gateways_(key),
      greetings_(key),
      greetings_of_networks_(key),
      banned_(key) {
  for (const ServerBan& ban : bans) {
    if (ban.kind == ServerBanKind::dline) take({ban, false});
  }
}

std::uint32_t AcceptGate::room_for_newcomers(std::uint32_t connections_max) {
  return std::max(connections_max / newcomers_part, std::min(connections_max / 2, newcomers_least));
}

tl::expected<AcceptGate::Place, std::string_view> AcceptGate::enter(const Newcomer& newcomer,
                                                                    Now now) {
  read_mail();
  const bool by_gateway = newcomer.is_unnamed || (newcomer.protocol != Protocol::classroom &&
                                                  is_gateway(newcomer.address));
  const Counted counted = by_gateway ? Counted::by_gateway : Counted::by_address;
  if (const auto refused = refusal(newcomer, counted, now)) return tl::unexpected(*refused);
  ++open_;
  greeting_ += newcomer.greets ? 1 : 0;
  return Place(*this, newcomer.address.source(), counted, newcomer.greets);
}

// The newcomer is counted if there is none.
std::optional<std::string_view> AcceptGate::refusal(const Newcomer& newcomer, Counted counted,
                                                    Now now) {
  const auto why = banned_.why_banned(newcomer.address, now.wall_ms());
  if (why && !newcomer.is_own_users) return why;
  if (is_full_for(newcomer)) return "This server is full";
  UVCHAT_ASSERT(!newcomer.greets || greeting_ < limits::greetings_max);
  if (counted == Counted::by_gateway) {
    return gateways_.enter(newcomer.address, at_once(settings_.greeting_per_proxy_max, {}),
                           now.mono_ms);
  }
  return newcomer.is_borrowed ? count(newcomer, settings_.limits.for_all(), now)
                              : count(newcomer, settings_.limits, now);
}

std::optional<std::string_view> AcceptGate::count(const Newcomer& newcomer,
                                                  const AddressLimits& limits, Now now) {
  const Address& address = newcomer.address;
  if (const auto refused = addresses_.enter(address, limits, now.mono_ms)) return refused;
  if (!newcomer.greets) return std::nullopt;
  const auto refused = count_greeting(address, limits.exempt, now.mono_ms);
  if (refused) addresses_.leave(address.source());
  return refused;
}

std::optional<std::string_view> AcceptGate::count_greeting(const Address& address,
                                                           const std::vector<Network>& exempt,
                                                           std::uint64_t now_ms) {
  const bool is_exempt = is_in_any(exempt, address);
  const auto most = [is_exempt](std::size_t count) {
    return at_once(is_exempt ? limits::greetings_max : count, {});
  };
  auto refused = greetings_.enter(address, most(limits::greetings_per_address_max), now_ms);
  if (refused) return refused;
  refused = greetings_of_networks_.enter(network_of(address),
                                         most(limits::greetings_per_network_max), now_ms);
  if (refused) greetings_.leave(address.source());
  return refused;
}

bool AcceptGate::is_proxy(const Address& peer) {
  read_mail();
  return is_in_any(settings_.proxies, peer);
}

bool AcceptGate::has_greeting_room() {
  read_mail();
  is_crowded_.store(greeting_ >= limits::greetings_crowded, std::memory_order_relaxed);
  return greeting_ < limits::greetings_max;
}

void AcceptGate::tick(Now now) {
  static_cast<void>(has_greeting_room());
  banned_.forget_old(now.wall_ms());
}

void AcceptGate::change_bans(DlineChanged change) {
  static_cast<void>(mailbox_.post(std::move(change)));
}

void AcceptGate::take(const DlineChanged& change) {
  const auto network = Network::parse(change.ban.mask);
  UVCHAT_ASSERT(network.has_value());
  if (change.lifted) {
    banned_.lift(*network);
  } else {
    const std::string_view reason = utf8_cut(change.ban.reason, limits::kick_bytes_max);
    banned_.ban(*network, "D-lined: " + std::string(reason), change.ban.expires_ms);
  }
}

void AcceptGate::change_settings(GateSettings settings) {
  // Nobody need be woken: the mail is read before the next connection is let in.
  static_cast<void>(mailbox_.post(std::move(settings)));
}

// Whether an unnamed one has others is not known.
bool AcceptGate::is_full_for(const Newcomer& newcomer) const {
  const std::uint32_t all = settings_.connections_max;
  if (all == 0 || open_ < all - room_for_newcomers(all)) return false;
  if (open_ >= all) return true;
  return !newcomer.is_unnamed &&
         (addresses_.holds(newcomer.address) || gateways_.holds(newcomer.address));
}

bool AcceptGate::is_gateway(const Address& address) const {
  return is_in_any(settings_.gateways, address);
}

void AcceptGate::read_mail() {
  mailbox_.take_all(mail_);
  for (auto& mail : mail_) {
    if (const Change* change = std::get_if<Change>(&mail)) {
      carry_out(*change);
    } else if (const DlineChanged* bans = std::get_if<DlineChanged>(&mail)) {
      take(*bans);
    } else {
      const std::uint32_t connections_max = settings_.connections_max;
      settings_ = std::get<GateSettings>(std::move(mail));
      settings_.connections_max = connections_max;
    }
  }
}

void AcceptGate::carry_out(const Change& change) {
  switch (change.news) {
    case News::greeted:
      leave_greetings(change.source, change.counted);
      return;
    case News::counted_by_hub:
      leave(change.source, change.counted);
      return;
    case News::gone:
      if (change.greeting) leave_greetings(change.source, change.counted);
      leave(change.source, change.counted);
      UVCHAT_ASSERT(open_ > 0);
      --open_;
      return;
  }
}

void AcceptGate::leave(const Address& source, Counted counted) {
  if (counted == Counted::by_address) {
    addresses_.leave(source);
  } else if (counted == Counted::by_gateway) {
    gateways_.leave(source);
  }
}

void AcceptGate::leave_greetings(const Address& source, Counted counted) {
  UVCHAT_ASSERT(greeting_ > 0);
  --greeting_;
  if (counted != Counted::by_address) return;
  greetings_.leave(source);
  greetings_of_networks_.leave(network_of(source));
}

void AcceptGate::Place::tell(News news) {
  static_cast<void>(gate_->mailbox_.post(Change{news, source_, counted_, greeting_}));
}

AcceptGate::Place::~Place() {
  if (gate_ != nullptr) tell(News::gone);
}

void AcceptGate::Place::greeted() {
  if (gate_ != nullptr && greeting_) {
    tell(News::greeted);
    greeting_ = false;
  }
}

void AcceptGate::Place::count_by_hub() {
  if (gate_ != nullptr && counted_ == Counted::by_gateway) {
    tell(News::counted_by_hub);
    counted_ = Counted::by_hub;
  }
}

}  // namespace uvchat::net
