#include <utility>

#include "client/connection.h"

// What a connection does where its lines go over a WebSocket.

namespace uvchat::client {

// Nothing stands between the connection and the server any more: `rest` is what it has said.
void Connection::secured(std::string_view rest) {
  if (!websocket_host_.empty()) {
    state_ = State::upgrading;
    websocket_ = std::make_unique<WebSocketEnd>(websocket_host_);
    send_clear(websocket_->request());
  } else {
    state_ = State::open;
    listener_.on_connected();
  }
  if (!rest.empty() && (state_ == State::open || state_ == State::upgrading)) read(rest);
}

void Connection::take_clear(std::string_view bytes) {
  if (state_ == State::upgrading) {
    upgrade(bytes);
  } else if (websocket_) {
    read_websocket(bytes);
  } else {
    listener_.on_bytes(bytes);
  }
}

void Connection::upgrade(std::string_view bytes) {
  const WebSocketEnd::Status status = websocket_->begin(bytes);
  if (status == WebSocketEnd::Status::failed) {
    close({CloseCause::lost, "the server does not speak WebSocket: " + websocket_->why()});
  } else if (status == WebSocketEnd::Status::done) {
    state_ = State::open;
    listener_.on_connected();
    if (state_ == State::open && !bytes.empty()) read_websocket(bytes);
  }
}

void Connection::read_websocket(std::string_view bytes) {
  std::string lines;
  std::string out;
  const WebSocketEnd::Status status = websocket_->read(bytes, lines, out);
  send_clear(out);
  if (!lines.empty()) listener_.on_bytes(lines);
  if (status == WebSocketEnd::Status::closed) {
    close({CloseCause::lost, "the server closed the connection", UV_EOF});
  } else if (status == WebSocketEnd::Status::failed) {
    close({CloseCause::lost, "the server breaks the rules of WebSocket: " + websocket_->why()});
  }
}

}  // namespace uvchat::client
