// Of TlsStreams: from clear bytes to records that are written.

#include <algorithm>
#include <utility>

#include "net/tls_streams.h"
#include "uvchat/base/assert.h"

namespace uvchat::net {

std::ptrdiff_t TlsStreams::try_write(std::uint32_t slot, Buffers buffers) {
  Peer* peer = find(slot);
  if (peer == nullptr) return below_.try_write(slot, buffers);
  if (!peer->under_way.empty()) return 0;
  return write_records(slot, *peer, buffers, 0);
}

// Goes on with a try_write() of which so many bytes are written.
std::ptrdiff_t TlsStreams::write_records(std::uint32_t slot, Peer& peer, Buffers buffers,
                                         std::size_t taken) {
  UVCHAT_ASSERT(!peer.is_promised);
  while (const std::size_t size = gather(buffers, taken)) {
    const Sent sent = write_record(slot, peer);
    if (sent == Sent::broken) return -1;
    if (sent == Sent::later) {
      peer.enciphered = size;
      break;
    }
    taken += size;
  }
  return static_cast<std::ptrdiff_t>(taken);
}

void TlsStreams::try_write_many(std::span<Attempt> attempts) {
  const auto has_tls = [this](const Attempt& attempt) { return find(attempt.slot) != nullptr; };
  if (std::ranges::none_of(attempts, has_tls)) {
    below_.try_write_many(attempts);
    return;
  }
  while (!attempts.empty()) attempts = attempts.subspan(try_write_some(attempts));
}

// Hands on the first of these, as many as `records_` may hold. Returns how many.
std::size_t TlsStreams::try_write_some(std::span<Attempt> attempts) {
  std::size_t count = 0;
  while (count < attempts.size() && records_.size() < many_bytes_max) pass(attempts[count++]);
  for (std::size_t i = 0; i < passed_.size(); ++i) {
    Passed& passed = passed_[i];
    if (passed.peer == nullptr) continue;
    passed.record = std::string_view(records_).substr(passed.begin, passed.size);
    attempts_[i].buffers = Buffers(&passed.record, 1);
  }
  below_.try_write_many(attempts_);
  for (std::size_t i = 0; i < passed_.size(); ++i) end_attempt(passed_[i], attempts_[i].result);
  passed_.clear();
  attempts_.clear();
  records_.clear();
  return count;
}

void TlsStreams::pass(Attempt& attempt) {
  Peer* peer = find(attempt.slot);
  Passed passed{&attempt, peer};
  if (peer != nullptr) {
    attempt.result = 0;
    if (!peer->under_way.empty()) return;
    passed.clear_bytes = gather(attempt.buffers, 0);
    passed.begin = records_.size();
    if (!peer->session.write(clear_, records_)) {
      records_.resize(passed.begin);
      attempt.result = -1;
      return;
    }
    passed.size = records_.size() - passed.begin;
  }
  passed_.push_back(passed);
  attempts_.push_back(attempt);
}

void TlsStreams::end_attempt(const Passed& passed, std::ptrdiff_t result) {
  Attempt& attempt = *passed.attempt;
  attempt.result = result;
  if (passed.peer == nullptr) return;
  const Sent sent = after_try(attempt.slot, *passed.peer, passed.record, result);
  if (sent == Sent::all) {
    attempt.result = write_records(attempt.slot, *passed.peer, attempt.buffers, passed.clear_bytes);
  } else {
    passed.peer->enciphered = passed.clear_bytes;
    attempt.result = sent == Sent::later ? 0 : -1;
  }
}

bool TlsStreams::write(std::uint32_t slot, Buffers buffers) {
  Peer* peer = find(slot);
  if (peer == nullptr) return below_.write(slot, buffers);
  UVCHAT_ASSERT(!peer->is_promised && !peer->under_way.empty());
  peer->is_promised = true;
  peer->promised.assign(buffers.begin(), buffers.end());
  return true;
}

// Copies what fits into one record and follows so many bytes into `clear_`, and returns its size.
std::size_t TlsStreams::gather(Buffers buffers, std::size_t skipped) {
  clear_.clear();
  for (std::string_view bytes : buffers) {
    const std::size_t before = std::min(skipped, bytes.size());
    skipped -= before;
    bytes.remove_prefix(before);
    clear_.append(bytes.substr(0, tls::Session::record_bytes_max - clear_.size()));
  }
  return clear_.size();
}

TlsStreams::Sent TlsStreams::write_record(std::uint32_t slot, Peer& peer) {
  if (peer.session.write(clear_, out_)) return send(slot, peer);
  out_.clear();
  return Sent::broken;
}

// Writes what was promised and is not enciphered, record by record, until the stream is full.
TlsStreams::Sent TlsStreams::send_promised(std::uint32_t slot, Peer& peer) {
  while (const std::size_t size = gather(peer.promised, peer.enciphered)) {
    peer.enciphered += size;
    const Sent sent = write_record(slot, peer);
    if (sent != Sent::all) return sent;
  }
  peer.enciphered = 0;
  peer.promised = {};
  return Sent::all;
}

// Writes what the session has made in this call, behind what is under way.
TlsStreams::Sent TlsStreams::send(std::uint32_t slot, Peer& peer) {
  const Sent sent = peer.closing == Closing::done ? Sent::all : send(slot, peer, out_);
  out_.clear();
  return sent;
}

TlsStreams::Sent TlsStreams::send(std::uint32_t slot, Peer& peer, std::string_view bytes) {
  if (!peer.under_way.empty()) {
    peer.made += bytes;
    return Sent::later;
  }
  if (bytes.empty()) return Sent::all;
  return after_try(slot, peer, bytes, below_.try_write(slot, Buffers(&bytes, 1)));
}

// Keeps what the stream below has not taken.
TlsStreams::Sent TlsStreams::after_try(std::uint32_t slot, Peer& peer, std::string_view bytes,
                                       std::ptrdiff_t result) {
  if (result < 0) return Sent::broken;
  if (static_cast<std::size_t>(result) == bytes.size()) return Sent::all;
  peer.under_way = bytes.substr(static_cast<std::size_t>(result));
  const std::string_view rest = peer.under_way;
  if (below_.write(slot, Buffers(&rest, 1))) return Sent::later;
  peer.under_way.clear();
  return Sent::broken;
}

void TlsStreams::shutdown_write(std::uint32_t slot) {
  Peer* peer = find(slot);
  if (peer == nullptr) {
    below_.shutdown_write(slot);
    return;
  }
  peer->closing = Closing::wanted;
  finish_closing(slot, *peer);
}

// Tells the peer that nothing follows, and then ends our side of the stream. A stream that is
// broken is found out when it is read.
void TlsStreams::finish_closing(std::uint32_t slot, Peer& peer) {
  if (peer.closing == Closing::wanted && peer.under_way.empty()) {
    peer.session.close(out_);
    peer.closing = Closing::told;
    send(slot, peer);
  }
  if (peer.closing == Closing::told && peer.under_way.empty()) {
    peer.closing = Closing::done;
    below_.shutdown_write(slot);
  }
}

void TlsStreams::close(std::uint32_t slot) {
  if (Peer* peer = find(slot); peer != nullptr) peer->is_closed = true;
  below_.close(slot);
}

}  // namespace uvchat::net
