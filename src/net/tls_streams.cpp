#include "net/tls_streams.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat::net {
namespace {

std::uint64_t now_ns() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
}

}  // namespace

TlsStreams::TlsStreams(HttpStreams& above, Streams& below, Greeter& greeter, Handshakes handshakes)
    : above_(above), below_(below), greeter_(greeter), settings_(handshakes) {
  UVCHAT_ASSERT(handshakes.steps_min > 0 && handshakes.turn_share > 0);
}

TlsStreams::~TlsStreams() = default;

// --- From below.

void TlsStreams::open(std::uint32_t slot, std::shared_ptr<const tls::Context> context,
                      std::uint64_t begun_ms, tls::Application application) {
  if (slot >= peers_.size()) peers_.resize(slot + 1);
  if (lent_.empty()) lent_.resize(read_bytes_max);
  UVCHAT_ASSERT(peers_[slot] == nullptr);
  peers_[slot] = std::make_unique<Peer>(tls::Session::server(std::move(context), application));
  peers_[slot]->begun_ms = begun_ms;
  begun_.emplace_back(begun_ms, slot);
  update_reading(slot, *peers_[slot]);
}

std::span<char> TlsStreams::lend(std::uint32_t slot) {
  const Peer* peer = find(slot);
  if (peer == nullptr) return above_.lend(slot);
  return peer->read_round == round_ ? std::span<char>() : std::span(lent_);
}

void TlsStreams::on_read(std::uint32_t slot, std::size_t size, Now now) {
  Peer* peer = find(slot);
  if (peer == nullptr) {
    above_.on_read(slot, size, now);
    return;
  }
  peer->read_round = round_;
  const std::string_view fresh(lent_.data(), size);
  if (!peer->is_greeting) {
    read(slot, *peer, fresh, now);
  } else if (handshakes_.empty() && may_shake_hands()) {
    shake_hands(slot, *peer, fresh, now);
  } else {
    peer->unread = fresh;
    wait(slot, *peer, Listed::among_handshakes);
  }
}

// What the peer said last may be missing: somebody else may have ended the connection.
void TlsStreams::on_eof(std::uint32_t slot, Now now) {
  Peer* peer = find(slot);
  if (peer == nullptr) {
    above_.on_eof(slot, now);
    return;
  }
  peer->has_ended = true;
  peer->is_reading = false;
  above_.on_cut_off(slot, now);
}

void TlsStreams::on_broken(std::uint32_t slot) { above_.on_broken(slot); }

void TlsStreams::on_closed(std::uint32_t slot) {
  if (const Peer* peer = find(slot); peer != nullptr) {
    failed_ += peer->is_greeting ? 1 : 0;
    peers_[slot].reset();
  }
  above_.on_closed(slot);
}

void TlsStreams::on_written(std::uint32_t slot, bool ok, Now now) {
  Peer* peer = find(slot);
  if (peer == nullptr) {
    above_.on_written(slot, ok, now);
    return;
  }
  peer->under_way = std::string();
  Sent sent = Sent::broken;
  if (ok && !peer->is_closed) {
    out_ = std::exchange(peer->made, {});
    sent = send(slot, *peer);
    if (sent == Sent::all) sent = send_promised(slot, *peer);
  }
  if (sent == Sent::later) return;
  if (std::exchange(peer->is_promised, false)) {
    above_.on_written(slot, sent == Sent::all, now);
  } else if (sent == Sent::broken && !peer->is_closed) {
    above_.on_broken(slot);
  }
  if (peer->is_closed) return;
  finish_closing(slot, *peer);
  wait(slot, *peer, Listed::among_rests);
}

// --- Turns.

void TlsStreams::begin_round(Now now) {
  ++round_;
  steps_made_ = 0;
  const std::uint64_t us = settings_.each_round_us + above_.last_turn_us() / settings_.turn_share;
  shakes_until_ns_ = now_ns() + us * 1'000;
  while (!handshakes_.empty() && may_shake_hands()) {
    const std::uint32_t slot = handshakes_.front();
    handshakes_.pop_front();
    Peer* peer = find(slot);
    if (peer == nullptr || peer->listed != Listed::among_handshakes) continue;
    peer->listed = Listed::no;
    if (!peer->is_closed) shake_hands(slot, *peer, std::exchange(peer->unread, {}), now);
  }
  for (std::size_t left = rests_.size(); left > 0 && !above_.turn_full(); --left) {
    const std::uint32_t slot = rests_.front();
    rests_.pop_front();
    Peer* peer = find(slot);
    if (peer == nullptr || peer->listed != Listed::among_rests) continue;
    peer->listed = Listed::no;
    if (!peer->is_closed) read(slot, *peer, std::exchange(peer->unread, {}), now);
  }
}

// They are in about the order in which they began.
void TlsStreams::end_handshakes(std::uint64_t before_ms) {
  std::size_t left = begun_.size();
  for (; left > 0 && begun_.front().first < before_ms; --left) {
    const auto [begun_ms, slot] = begun_.front();
    begun_.pop_front();
    const Peer* peer = find(slot);
    const bool is_over = peer == nullptr || !peer->is_greeting || peer->begun_ms != begun_ms;
    if (is_over || peer->is_closed) continue;
    if (peer->listed == Listed::no) {
      above_.on_broken(slot);
    } else {
      begun_.emplace_back(begun_ms, slot);  // it waits for its turn here
    }
  }
}

bool TlsStreams::may_shake_hands() const {
  return steps_made_ < settings_.steps_min || now_ns() < shakes_until_ns_;
}

// Lists a peer that has something for a later round, unless it waits for another event.
void TlsStreams::wait(std::uint32_t slot, Peer& peer, Listed where) {
  const bool is_due = where == Listed::among_handshakes ||
                      (peer.takes_input() && (peer.has_rest || !peer.unread.empty()));
  if (is_due && peer.listed == Listed::no) {
    peer.listed = where;
    if (where == Listed::among_rests) {
      rests_.push_back(slot);
    } else if (peer.steps == 1) {
      handshakes_.push_front(slot);
    } else {
      handshakes_.push_back(slot);
    }
  }
  update_reading(slot, peer);
}

// --- Input.

void TlsStreams::shake_hands(std::uint32_t slot, Peer& peer, std::string_view fresh, Now now) {
  ++steps_made_;
  ++peer.steps;
  std::string_view in = fresh;
  const tls::Session::Status status = peer.session.shake_hands(in, out_);
  peer.handshake_bytes += fresh.size() - in.size();
  const bool goes_on = status == tls::Session::Status::wants_input;
  const bool is_done = status == tls::Session::Status::done;
  const bool is_sent = send(slot, peer) != Sent::broken;
  if (!is_sent || (!goes_on && !is_done) || (goes_on && peer.handshake_bytes > bytes_max)) {
    above_.on_broken(slot);
    return;
  }
  if (goes_on) {
    update_reading(slot, peer);
    return;
  }
  peer.is_greeting = false;
  ++done_;
  greeter_.secured(slot, peer.session);
  read(slot, peer, in, now);
}

// Gives the loop what it takes of a connection's input in this round, and keeps the rest.
void TlsStreams::read(std::uint32_t slot, Peer& peer, std::string_view fresh, Now now) {
  using Status = tls::Session::Status;
  if (peer.is_closed || peer.has_ended) return;
  const std::span<char> into = peer.takes_input() ? above_.lend(slot) : std::span<char>();
  std::string_view in = fresh;
  tls::Session::Read got{Status::done, 0};
  std::size_t filled = 0;
  while (got.status == Status::done && filled < into.size()) {
    got = peer.session.read(in, into.subspan(filled), out_);
    filled += got.bytes;
  }
  peer.has_rest = got.status == Status::done && (peer.has_rest || !into.empty());
  peer.has_ended = got.status == Status::closed;
  peer.unread = got.status == Status::done ? in : std::string_view();
  if (send(slot, peer) == Sent::broken) got.status = Status::failed;
  if (filled > 0) above_.on_read(slot, filled, now);
  if (!peer.is_closed && got.status == Status::failed) above_.on_broken(slot);
  if (!peer.is_closed && got.status == Status::closed) above_.on_eof(slot, now);
  wait(slot, peer, Listed::among_rests);
}

void TlsStreams::start_reading(std::uint32_t slot) {
  Peer* peer = find(slot);
  if (peer == nullptr) {
    below_.start_reading(slot);
    return;
  }
  peer->is_wanted = true;
  wait(slot, *peer, Listed::among_rests);
}

void TlsStreams::stop_reading(std::uint32_t slot) {
  Peer* peer = find(slot);
  if (peer == nullptr) {
    below_.stop_reading(slot);
    return;
  }
  peer->is_wanted = false;
  update_reading(slot, *peer);
}

void TlsStreams::update_reading(std::uint32_t slot, Peer& peer) {
  const bool has_some = peer.has_rest || !peer.unread.empty();
  const bool wanted = !peer.has_ended && !has_some && (peer.is_greeting || peer.takes_input());
  if (peer.is_closed || wanted == peer.is_reading) return;
  peer.is_reading = wanted;
  if (wanted) {
    below_.start_reading(slot);
  } else {
    below_.stop_reading(slot);
  }
}

// A stream that ends without having said so was cut off.
Streams::PeerState TlsStreams::peer_state(std::uint32_t slot) {
  const PeerState state = below_.peer_state(slot);
  return state == PeerState::half_closed && find(slot) != nullptr ? PeerState::gone : state;
}

}  // namespace uvchat::net
