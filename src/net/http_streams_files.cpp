// Of HttpStreams: requests that the FileDoor answers.

#include <algorithm>
#include <utility>
#include <variant>

#include "net/http_streams.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/secret.h"

namespace uvchat::net {

using http::FileDoor;

void HttpStreams::ask_files(std::uint32_t slot, Peer& peer, Now now) {
  http::Request& request = peer.reader.request();
  peer.doing = Doing::waiting;
  peer.files = std::make_unique<OfFiles>();
  peer.files->body_left = request.streamed_bytes;
  core_.extend_greeting(slot, now.mono_ms + file_ms_max);
  update_reading(slot, peer);
  files_->asked(http::Request(request), port_.visitor(slot, request));
  for (http::Field& field : request.fields) {
    if (field.name == "authorization") wipe(field.value);  // the door has a copy, and wipes that
  }
}

// What is said of a request that is over, or is not at that point, comes too late.
void HttpStreams::said(http::FileDoorSaid&& said, Now now) {
  const std::uint32_t slot = said.conn.slot();
  Peer* peer = find(slot);
  if (peer == nullptr || core_.name_of(slot) != said.conn || peer->is_closed) return;
  if (peer->files == nullptr) return;
  if (auto* response = std::get_if<http::Response>(&said.what)) {
    take_answer(slot, *peer, std::move(*response), now);
  } else if (auto* piece = std::get_if<http::BodyPiece>(&said.what)) {
    write_piece(slot, *peer, std::move(*piece), now);
  } else if (const auto* took = std::get_if<http::TookBody>(&said.what)) {
    peer->files->untaken -= std::min(took->bytes, peer->files->untaken);
    if (peer->doing == Doing::receiving) core_.extend_greeting(slot, now.mono_ms + piece_ms_max);
    update_reading(slot, *peer);
  } else if (std::holds_alternative<http::TakeBody>(said.what)) {
    begin_body(slot, *peer, now);
  } else {
    core_.on_broken(slot);
  }
}

// Where the body has not come whole, nobody knows where the next request begins.
void HttpStreams::take_answer(std::uint32_t slot, Peer& peer, http::Response&& response, Now now) {
  if (std::exchange(peer.files->is_answered, true)) return;
  if (peer.files->body_left > 0) peer.keeps_alive = false;
  peer.files->streamed_left = peer.reader.request().method == "HEAD" ? 0 : response.streamed_bytes;
  respond(slot, peer, std::move(response), now);
}

void HttpStreams::begin_body(std::uint32_t slot, Peer& peer, Now now) {
  if (peer.doing != Doing::waiting || peer.files->body_left == 0) return;
  const bool waits = peer.reader.take_wish_to_go_on() && peer.unread.empty();
  if (waits && !tell_to_go_on(slot)) return core_.on_broken(slot);
  peer.doing = Doing::receiving;
  core_.extend_greeting(slot, now.mono_ms + piece_ms_max);
  const std::string unread = std::exchange(peer.unread, {});
  receive(slot, peer, unread, now);
}

bool HttpStreams::takes_bytes(const Peer& peer) const {
  return peer.files->untaken < FileDoor::untaken_bytes_max;
}

// Whole pieces are handed on, which is what a slow client is held against.
void HttpStreams::receive(std::uint32_t slot, Peer& peer, std::string_view bytes, Now now) {
  OfFiles& files = *peer.files;
  const ConnId conn = core_.name_of(slot);
  const std::uint64_t of_body = std::min<std::uint64_t>(files.body_left, bytes.size());
  std::string_view body = bytes.substr(0, static_cast<std::size_t>(of_body));
  peer.unread.append(bytes.substr(body.size()));
  files.body_left -= of_body;
  while (!body.empty()) {
    if (files.piece.empty()) files.piece.reserve(FileDoor::piece_bytes);
    const std::size_t size = std::min(body.size(), FileDoor::piece_bytes - files.piece.size());
    files.piece.append(body.substr(0, size));
    body.remove_prefix(size);
    const bool is_last = files.body_left == 0 && body.empty();
    if (files.piece.size() < FileDoor::piece_bytes && !is_last) break;
    files.untaken += files.piece.size();
    files_->came(conn, std::exchange(files.piece, {}));
    core_.extend_greeting(slot, now.mono_ms + piece_ms_max);
  }
  if (files.body_left == 0) {
    peer.doing = Doing::waiting;
    core_.extend_greeting(slot, now.mono_ms + file_ms_max);
    files_->ended(conn);
  }
  update_reading(slot, peer);
}

void HttpStreams::write_piece(std::uint32_t slot, Peer& peer, http::BodyPiece&& piece, Now now) {
  if (!std::exchange(peer.files->wants_piece, false)) return;
  UVCHAT_ASSERT(piece.bytes != nullptr && !piece.bytes->empty());
  peer.head.clear();
  peer.response = {};
  peer.response.end = static_cast<std::size_t>(
      std::min<std::uint64_t>(piece.bytes->size(), peer.files->streamed_left));
  peer.response.body = std::move(piece.bytes);
  peer.files->streamed_left -= peer.response.end;
  peer.written = 0;
  peer.size = peer.response.end;
  if (peer.payer) pace_.charge(peer.payer->address, peer.size, now.mono_ms);
  core_.extend_greeting(slot, now.mono_ms + piece_ms_max);
  write_on(slot, peer, now);
}

// What was to be written is written: of a response that is streamed, more may follow.
void HttpStreams::end_piece(std::uint32_t slot, Peer& peer, Now now) {
  if (peer.files == nullptr || peer.files->streamed_left == 0) return end_response(slot, peer, now);
  peer.files->wants_piece = true;
  core_.extend_greeting(slot, now.mono_ms + file_ms_max);
  files_->wants_piece(core_.name_of(slot));
}

// What has come of a body is handed on, also where the connection is gone: an upload goes on behind
// it.
void HttpStreams::leave_files(std::uint32_t slot, Peer& peer) {
  const ConnId conn = core_.name_of(slot);
  const auto files = std::exchange(peer.files, nullptr);
  if (!files->piece.empty()) files_->came(conn, std::move(files->piece));
  files_->left(conn);
}

}  // namespace uvchat::net
