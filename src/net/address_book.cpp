#include "net/address_book.h"

#include <algorithm>
#include <optional>

#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {

namespace {

constexpr std::uint32_t newcomers_part = 16;
constexpr std::uint32_t newcomers_least = 16;

const AddressLimits& gateway_limits() {
  static const AddressLimits limits{.connections_max = limits::unnamed_per_gateway_max,
                                    .throttle = {.enabled = false},
                                    .exempt = {}};
  return limits;
}

}  // namespace

AddressBook::AddressBook(const HashKey& key, BookSettings settings)
    : settings_(std::move(settings)), addresses_(key), gateways_(key) {}

std::uint32_t AddressBook::room_for_newcomers(std::uint32_t connections_max) {
  return std::max(connections_max / newcomers_part, std::min(connections_max / 2, newcomers_least));
}

tl::expected<AddressBook::Place, std::string_view> AddressBook::enter(const Address& address,
                                                                      Protocol protocol,
                                                                      std::uint64_t now_ms) {
  read_mail();
  if (is_full_for(address)) {
    return tl::unexpected<std::string_view>("This server is full");
  }
  const bool by_gateway = protocol == Protocol::irc && is_gateway(address);
  const auto refused = by_gateway ? gateways_.enter(address, gateway_limits(), now_ms)
                                  : addresses_.enter(address, settings_.limits, now_ms);
  if (refused.has_value()) {
    return tl::unexpected(*refused);
  }
  ++open_;
  return Place(*this, address.source(), by_gateway ? Counted::by_gateway : Counted::by_address);
}

void AddressBook::change_settings(BookSettings settings) {
  // Nobody need be woken: the mail is read when the next connection is accepted.
  static_cast<void>(mailbox_.post(std::move(settings)));
}

bool AddressBook::is_full_for(const Address& address) const {
  const std::uint32_t all = settings_.connections_max;
  if (all == 0 || open_ < all - room_for_newcomers(all)) {
    return false;
  }
  return open_ >= all || addresses_.holds(address) || gateways_.holds(address);
}

bool AddressBook::is_gateway(const Address& address) const {
  return is_in_any(settings_.gateways, address);
}

void AddressBook::read_mail() {
  mailbox_.take_all(mail_);
  for (auto& mail : mail_) {
    if (const Change* change = std::get_if<Change>(&mail)) {
      carry_out(*change);
    } else {
      const std::uint32_t connections_max = settings_.connections_max;
      settings_ = std::get<BookSettings>(std::move(mail));
      settings_.connections_max = connections_max;
    }
  }
}

void AddressBook::carry_out(const Change& change) {
  if (change.before == Counted::by_address) {
    addresses_.leave(change.source);
  } else if (change.before == Counted::by_gateway) {
    gateways_.leave(change.source);
  }
  if (change.gone) {
    UVCHAT_ASSERT(open_ > 0);
    --open_;
  }
}

AddressBook::Place::~Place() {
  if (book_ != nullptr) {
    static_cast<void>(book_->mailbox_.post(Change{source_, counted_, true}));
  }
}

void AddressBook::Place::count_by_hub() {
  if (book_ != nullptr && counted_ == Counted::by_gateway) {
    static_cast<void>(book_->mailbox_.post(Change{source_, counted_, false}));
    counted_ = Counted::by_hub;
  }
}

}  // namespace uvchat::net
