#include "net/http_streams.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {
namespace {

// What is left of a response, in at most two pieces.
struct Rest {
  std::array<std::string_view, 2> buffers;
  std::size_t count = 0;
  std::size_t bytes = 0;

  void add(std::string_view piece) {
    if (piece.empty()) return;
    buffers[count++] = piece;
    bytes += piece.size();
  }
  Streams::Buffers all() const { return Streams::Buffers(buffers).first(count); }
};

Rest rest_of(std::string_view head, const http::Response& response, std::size_t written,
             std::size_t size) {
  Rest rest;
  const std::size_t of_head = std::min(written, head.size());
  rest.add(head.substr(of_head));
  if (response.body != nullptr && size > head.size()) {
    const std::size_t from = response.begin + (written - of_head);
    const std::size_t left = size - head.size() - (written - of_head);
    rest.add(std::string_view(*response.body)
                 .substr(from, std::min(left, HttpStreams::piece_bytes - rest.bytes)));
  }
  return rest;
}

}  // namespace

HttpStreams::HttpStreams(LoopCore& core, Streams& below, HttpPort& port, http::FileDoor* files)
    : core_(core), below_(below), port_(port), files_(files) {}

HttpStreams::~HttpStreams() = default;

// --- From below.

void HttpStreams::open(std::uint32_t slot, std::shared_ptr<const http::Site> site,
                       OperatorDoor door, Now now) {
  if (slot >= peers_.size()) peers_.resize(slot + 1);
  if (lent_.empty()) lent_.resize(http::FileDoor::piece_bytes);
  UVCHAT_ASSERT(peers_[slot] == nullptr && site != nullptr);
  UVCHAT_ASSERT(!site->takes_files || files_ != nullptr);
  peers_[slot] = std::make_unique<Peer>(std::move(site), door);
  core_.extend_greeting(slot, now.mono_ms + request_ms_max);
  update_reading(slot, *peers_[slot]);
}

std::span<char> HttpStreams::lend(std::uint32_t slot) {
  const Peer* peer = find(slot);
  if (peer == nullptr) return core_.lend(slot);
  if (peer->read_round == round_) return {};
  if (peer->doing != Doing::receiving) return std::span(lent_).first(read_bytes_max);
  const std::uint64_t of_body = std::min<std::uint64_t>(round_body_left_, peer->files->body_left);
  return std::span(lent_).first(std::min<std::uint64_t>(lent_.size(), of_body));
}

void HttpStreams::on_read(std::uint32_t slot, std::size_t size, Now now) {
  Peer* peer = find(slot);
  if (peer == nullptr) {
    core_.on_read(slot, size, now);
    return;
  }
  peer->read_round = round_;
  if (peer->doing == Doing::leaving) return;
  if (peer->doing == Doing::receiving) {
    round_body_left_ -= std::min(size, round_body_left_);
    return receive(slot, *peer, {lent_.data(), size}, now);
  }
  peer->unread.append(lent_.data(), size);
  go_on(slot, *peer, now);
}

// A client that has said all of its request may still read.
void HttpStreams::on_eof(std::uint32_t slot, Now now) {
  Peer* peer = find(slot);
  if (peer != nullptr && (peer->doing == Doing::waiting || peer->doing == Doing::writing)) {
    peer->has_ended = true;
    peer->keeps_alive = false;
    peer->is_reading = false;
  } else {
    core_.on_eof(slot, now);
  }
}

void HttpStreams::on_cut_off(std::uint32_t slot, Now now) {
  if (find(slot) != nullptr) {
    core_.on_broken(slot);
  } else {
    core_.on_cut_off(slot, now);
  }
}

void HttpStreams::on_written(std::uint32_t slot, bool ok, Now now) {
  Peer* peer = find(slot);
  if (peer == nullptr) {
    core_.on_written(slot, ok);
    return;
  }
  if (peer->is_closed) return;
  if (!ok) {
    core_.on_broken(slot);
    return;
  }
  peer->written += rest_of(peer->head, peer->response, peer->written, peer->size).bytes;
  core_.extend_greeting(slot, now.mono_ms + piece_ms_max);
  write_on(slot, *peer, now);
}

void HttpStreams::on_closed(std::uint32_t slot) {
  if (slot < peers_.size()) peers_[slot].reset();
  core_.on_closed(slot);
}

void HttpStreams::close(std::uint32_t slot) {
  if (Peer* peer = find(slot); peer != nullptr) {
    peer->is_closed = true;
    if (peer->files != nullptr) leave_files(slot, *peer);
  }
  below_.close(slot);
}

// --- Requests.

void HttpStreams::begin_round(Now now) {
  ++round_;
  round_body_left_ = round_body_bytes_max;
  end_waits(now);
  for (std::size_t left = waiting_.size(); left > 0; --left) {
    const std::uint32_t slot = waiting_.front();
    waiting_.pop_front();
    Peer* peer = find(slot);
    if (peer == nullptr || !std::exchange(peer->is_listed, false) || peer->is_closed) continue;
    if (peer->doing == Doing::writing) {
      write_on(slot, *peer, now);
    } else {
      go_on(slot, *peer, now);
    }
  }
}

http::Asker HttpStreams::asker(std::uint32_t slot, const Peer& peer) const {
  return {core_.name_of(slot), peer.door.is_trusted};
}

http::Reader::Status HttpStreams::read(std::uint32_t slot, Peer& peer, std::string_view& in) {
  return peer.reader.read(in, [&](const http::Request& head) {
    if (peer.door.board == nullptr) return http::body_bytes_max(*peer.site, head);
    return http::operator_body_bytes_max(*peer.door.board, peer.site->hosts, head,
                                         asker(slot, peer));
  });
}

// Answers the next request of a connection, if it has come whole.
void HttpStreams::go_on(std::uint32_t slot, Peer& peer, Now now) {
  if (peer.doing != Doing::reading) return;
  std::string_view in = peer.unread;
  const bool had_begun = peer.reader.has_begun();
  const http::Reader::Status status = read(slot, peer, in);
  if (!had_begun && peer.reader.has_begun()) {
    core_.extend_greeting(slot, now.mono_ms + request_ms_max);
  }
  peer.unread.erase(0, peer.unread.size() - in.size());
  switch (status) {
    case http::Reader::Status::wants_input:
      if (peer.reader.take_wish_to_go_on() && !tell_to_go_on(slot)) return core_.on_broken(slot);
      update_reading(slot, peer);
      break;
    case http::Reader::Status::done:
      answer(slot, peer, now);
      break;
    case http::Reader::Status::refused:
      peer.keeps_alive = false;
      respond(slot, peer,
              peer.door.board != nullptr
                  ? http::say_unreadable(peer.reader.status())
                  : http::say(peer.reader.status(), "This request cannot be understood."),
              now);
      break;
  }
}

void HttpStreams::answer(std::uint32_t slot, Peer& peer, Now now) {
  const http::Request& request = peer.reader.request();
  peer.keeps_alive = request.keeps_alive;
  peer.payer = peer.door.is_trusted ? std::nullopt : port_.payer(slot, request);
  if (const std::uint64_t ms = wait_ms(peer, now); ms > 0) return tell_to_wait(slot, peer, ms, now);
  if (peer.door.board != nullptr) return ask_board(slot, peer, now);
  http::Decision decision = http::decide(*peer.site, request);
  if (std::holds_alternative<http::ForFileDoor>(decision)) return ask_files(slot, peer, now);
  if (auto* accepted = std::get_if<http::WebSocketAccepted>(&decision)) {
    peer.becomes = accepted->subprotocol;
    respond(slot, peer, std::move(accepted->response), now);
  } else {
    respond(slot, peer, std::move(std::get<http::Response>(decision)), now);
  }
}

// Until the payer may ask; 0: now. What a proxy's connection was held for before is over.
std::uint64_t HttpStreams::wait_ms(Peer& peer, Now now) {
  peer.hold = {};
  if (!peer.payer) return 0;
  if (peer.payer->is_proxied) {
    auto hold = pace_.hold(peer.payer->address);
    if (!hold) return 1'000;
    peer.hold = std::move(*hold);
  }
  return pace_.wait_ms(peer.payer->address, now.mono_ms);
}

// The connection ends, so that asking again costs a connection, too.
void HttpStreams::tell_to_wait(std::uint32_t slot, Peer& peer, std::uint64_t wait_ms, Now now) {
  constexpr const char* text = "Too much was asked for from your address. Try again later.";
  ++requests_put_off_;
  peer.keeps_alive = false;
  http::Response response = peer.door.board != nullptr
                                ? http::say_error(429, "too_many_requests", text)
                                : http::say(429, text);
  response.fields.push_back({"Retry-After", std::to_string((wait_ms + 999) / 1'000)});
  respond(slot, peer, std::move(response), now);
}

void HttpStreams::ask_board(std::uint32_t slot, Peer& peer, Now now) {
  peer.doing = Doing::waiting;
  auto response = http::answer_operator(*peer.door.board, peer.site->hosts, peer.reader.request(),
                                        asker(slot, peer));
  if (response) return respond(slot, peer, std::move(*response), now);
  const std::uint64_t until_ms = now.mono_ms + answer_ms_max;
  peer.waits_until_ms = until_ms;
  asking_.emplace_back(until_ms, core_.name_of(slot));
  core_.extend_greeting(slot, until_ms + piece_ms_max);
  update_reading(slot, peer);
}

void HttpStreams::answered(ConnId conn, http::Response&& response, Now now) {
  Peer* peer = find(conn.slot());
  if (peer == nullptr || core_.name_of(conn.slot()) != conn) return;
  if (peer->doing != Doing::waiting || peer->is_closed) return;
  respond(conn.slot(), *peer, std::move(response), now);
}

// The connection ends with it: what the board says later is no other request's answer.
void HttpStreams::end_waits(Now now) {
  while (!asking_.empty()) {
    const auto [until_ms, conn] = asking_.front();
    const bool waits = waits_until(conn, until_ms);
    if (waits && now.mono_ms < until_ms) return;
    asking_.pop_front();
    if (!waits) continue;
    Peer& peer = *find(conn.slot());
    peer.keeps_alive = false;
    respond(conn.slot(), peer,
            http::say_error(504, "timeout", "No answer has come in time; it may still be done."),
            now);
  }
}

bool HttpStreams::waits_until(ConnId conn, std::uint64_t until_ms) const {
  const Peer* peer = find(conn.slot());
  return peer != nullptr && core_.name_of(conn.slot()) == conn && !peer->is_closed &&
         peer->doing == Doing::waiting && peer->waits_until_ms == until_ms;
}

bool HttpStreams::tell_to_go_on(std::uint32_t slot) {
  constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  const std::array<std::string_view, 1> buffers{go_on};
  return below_.try_write(slot, buffers) == static_cast<std::ptrdiff_t>(go_on.size());
}

void HttpStreams::respond(std::uint32_t slot, Peer& peer, http::Response&& response, Now now) {
  ++requests_;
  const bool is_head = peer.reader.request().method == "HEAD";
  peer.doing = Doing::writing;
  peer.response = std::move(response);
  peer.head =
      http::head_of(peer.response, peer.keeps_alive, http::date_text(now.wall_us / 1'000'000));
  peer.written = 0;
  peer.size = peer.head.size() + (is_head ? 0 : peer.response.end - peer.response.begin);
  if (peer.payer) pace_.charge(peer.payer->address, peer.size, now.mono_ms);
  core_.extend_greeting(slot, now.mono_ms + piece_ms_max);
  update_reading(slot, peer);
  write_on(slot, peer, now);
}

// Writes a piece; what follows it waits for the next round, so that large files leave others their
// turn.
void HttpStreams::write_on(std::uint32_t slot, Peer& peer, Now now) {
  const Rest rest = rest_of(peer.head, peer.response, peer.written, peer.size);
  if (rest.bytes == 0) {
    end_piece(slot, peer, now);
    return;
  }
  const std::ptrdiff_t result = below_.try_write(slot, rest.all());
  if (result < 0) {
    core_.on_broken(slot);
    return;
  }
  peer.written += static_cast<std::size_t>(result);
  if (static_cast<std::size_t>(result) == rest.bytes) {
    core_.extend_greeting(slot, now.mono_ms + piece_ms_max);
    if (peer.written == peer.size) {
      end_piece(slot, peer, now);
    } else {
      wait(slot, peer);
    }
    return;
  }
  const Rest left = rest_of(peer.head, peer.response, peer.written, peer.size);
  if (!below_.write(slot, left.all())) core_.on_broken(slot);
}

void HttpStreams::end_response(std::uint32_t slot, Peer& peer, Now now) {
  peer.response = {};
  peer.head = {};
  if (peer.files != nullptr) leave_files(slot, peer);
  if (peer.becomes.has_value()) {
    become_websocket(slot, peer, now);
  } else if (peer.keeps_alive) {
    peer.doing = Doing::reading;
    const bool has_begun = !peer.unread.empty();
    core_.extend_greeting(slot, now.mono_ms + (has_begun ? request_ms_max : pause_ms_max));
    if (has_begun) wait(slot, peer);
    update_reading(slot, peer);
  } else {
    // The client has to hear all of it before the connection ends: its end is waited for.
    peer.doing = Doing::leaving;
    below_.shutdown_write(slot);
    core_.extend_greeting(slot, now.mono_ms + limits::linger_ms_max);
    if (peer.has_ended) {
      core_.on_eof(slot, now);
    } else {
      update_reading(slot, peer);
    }
  }
}

// From here on LoopCore has the connection.
void HttpStreams::become_websocket(std::uint32_t slot, Peer& peer, Now now) {
  if (peer.has_ended) {
    core_.on_eof(slot, now);
    return;
  }
  UVCHAT_ASSERT(!peer.is_reading);
  const std::unique_ptr<Peer> left = std::move(peers_[slot]);
  port_.opened(slot, left->reader.request(), *left->becomes);
  if (left->unread.empty()) return;
  const std::span<char> into = core_.lend(slot);
  if (into.size() < left->unread.size()) return core_.on_broken(slot);
  std::copy(left->unread.begin(), left->unread.end(), into.begin());
  core_.on_read(slot, left->unread.size(), now);
}

void HttpStreams::wait(std::uint32_t slot, Peer& peer) {
  if (std::exchange(peer.is_listed, true)) return;
  waiting_.push_back(slot);
}

void HttpStreams::update_reading(std::uint32_t slot, Peer& peer) {
  const bool has_some = peer.doing == Doing::reading && peer.is_listed;
  const bool is_busy = peer.doing == Doing::waiting || peer.doing == Doing::writing ||
                       (peer.doing == Doing::receiving && !takes_bytes(peer));
  const bool wanted = !is_busy && !has_some && !peer.has_ended;
  if (peer.is_closed || wanted == peer.is_reading) return;
  peer.is_reading = wanted;
  if (wanted) {
    below_.start_reading(slot);
  } else {
    below_.stop_reading(slot);
  }
}

}  // namespace uvchat::net
