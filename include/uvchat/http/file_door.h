#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "uvchat/base/address.h"
#include "uvchat/base/ids.h"
#include "uvchat/http/message.h"

namespace uvchat::http {

// Whose request it is, and whether others may have read it.
struct Visitor {
  ConnId conn;
  Address address;         // the user's, where a proxy has told it
  bool is_secure = false;  // by TLS, or because it does not leave this machine
};

// Where files come in and go out: requests whose bodies, or whose responses, are too large for
// memory. Its answers come later, as FileDoorSaid.
//
// A request is `asked` once and `left` once, when its response is written or its connection is
// gone; what is said of its connection before another one is asked there is said of it. Bodies
// come and go in pieces of at most piece_bytes. Thread-safe, and none of the calls waits.
class FileDoor {
 public:
  static constexpr std::size_t piece_bytes = 64 * 1024;
  // Of a body, without an answer (TookBody): then no more is read of it.
  static constexpr std::size_t untaken_bytes_max = 4 * piece_bytes;

  virtual ~FileDoor() = default;
  // `head`: without its body, of which head.streamed_bytes are to come.
  virtual void asked(Request&& head, const Visitor& visitor) = 0;
  // The next bytes of the body. Only after TakeBody.
  virtual void came(ConnId conn, std::string&& piece) = 0;
  // The body has come whole.
  virtual void ended(ConnId conn) = 0;
  // The next piece of the response's body.
  virtual void wants_piece(ConnId conn) = 0;
  virtual void left(ConnId conn) = 0;
};

// --- What the door says.

struct TakeBody {};  // the body is wanted: where the client waits for it, it is told to go on
struct TookBody {
  std::size_t bytes = 0;
};
struct BodyPiece {
  Body bytes;  // neither null nor empty
};
struct BreakOff {};  // what is left of the response's body cannot be read

// Of a request comes, at most: TakeBody, a TookBody for each piece, one Response, and after that
// what was asked for with wants_piece().
struct FileDoorSaid {
  ConnId conn;
  std::variant<TakeBody, TookBody, Response, BodyPiece, BreakOff> what;
};

}  // namespace uvchat::http
