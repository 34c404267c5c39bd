#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "uvchat/hub/event.h"

namespace uvchat::net {

// How lines lie on a connection's bytes, in both directions: IRC's, the classroom's. A loop has one
// object for each framing, which all connections of that framing share; what it must remember of
// one connection is a Memory. Owner: the loop's thread.
//
// To add a framing, implement this and give it to LoopCore::add_framing(). A connection speaks the
// one of its listener, or the one that its greeting agreed on.
class Framing {
 public:
  // What a framing remembers of a connection's input between two calls of next(); 0 at first.
  using Memory = std::uint32_t;

  enum class Rest : std::uint8_t {
    may_come,  // an unfinished line at the end may still be completed
    is_all,    // it will not be: do not wait for it
  };

  struct Cut {
    std::size_t used = 0;            // bytes at the front that were consumed
    bool found = false;              // `line` holds a line, never an empty one
    bool answered = false;           // something was appended to Scratch::answer
    LineFlaw flaw = LineFlaw::none;  // of `line`
    std::optional<EndReason> end;    // no more input counts
    std::string_view line;           // points into `bytes` or Scratch::line
  };

  // Reused from call to call.
  struct Scratch {
    std::string line;    // of this call
    std::string answer;  // what the peer is to be sent at once, framed; taken by the caller
  };

  virtual ~Framing() = default;

  // The next line of `bytes`, the input not consumed so far, or an answer to the peer alone (a
  // pong), or the end. With none of them, what follows `used` is unfinished: it is given again,
  // with more behind it. REQUIRES of an implementation: what is unfinished stays shorter than
  // limits::unfinished_bytes_max; a line is shorter than limits::client_line_bytes_max; an answer
  // is not much longer than what it answers.
  virtual Cut next(std::string_view bytes, Rest rest, Memory& memory, Scratch& scratch) = 0;

  // Whole lines with their ends as the peer is sent them: `lines` itself, or written into `buffer`.
  virtual std::string_view framed(std::string_view lines, std::string& buffer) = 0;

  // Appends what ends the conversation from our side, behind the last line; mostly nothing.
  virtual void say_farewell(Memory, std::string&) {}

  // Whether a receive is a message: each message ends with LF and is written alone, and what a tick
  // has not completed is complete.
  virtual bool receives_are_messages() const { return false; }
};

}  // namespace uvchat::net
