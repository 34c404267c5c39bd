#pragma once

#include "net/framing.h"

namespace uvchat::net {

// The classroom's protocol ends no message: a receive is one. Its text is enciphered with Caesar's
// cipher.
//
// In: what was received is a message of at most 1,024 bytes, split between characters; CR, LF and
// NUL separate messages. It is deciphered, and invalid UTF-8 becomes U+FFFD.
// Out: each message in classroom_form, in pieces of at most 1,024 bytes, split between characters,
// each ended by LF and enciphered.
class ClassroomFraming final : public Framing {
 public:
  explicit ClassroomFraming(int shift) : shift_(shift) {}

  Cut next(std::string_view bytes, Rest rest, Memory& memory, Scratch& scratch) override;
  std::string_view framed(std::string_view lines, std::string& buffer) override;
  bool receives_are_messages() const override { return true; }

 private:
  const int shift_;
};

// The messages in `lines` as classroom clients can read them: clear text, each ended by LF.
std::string classroom_messages(std::string_view lines);

}  // namespace uvchat::net
