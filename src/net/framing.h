#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "net/settings.h"

namespace uvchat::net {

// Encodes a delivery for the receivers' protocols, once for each protocol and shift.
// irc: unchanged. classroom: each message in classroom_form, in pieces of at most 1,024 bytes,
// split between characters, each ended by LF and enciphered. Owner: the loop's thread.
class Framing {
 public:
  // Starts a delivery: whole lines with their CR LF. `lines` must stay valid until the next
  // begin().
  void begin(std::string_view lines) {
    lines_ = lines;
    forms_used_ = 0;
  }

  // Valid until the next call.
  std::string_view bytes_for(const Profile& profile) {
    return profile.protocol == Protocol::irc ? lines_ : enciphered(profile.shift);
  }

 private:
  struct Form {
    int shift = 0;
    std::string bytes;
  };

  std::string_view enciphered(int shift);

  std::string_view lines_;
  std::vector<Form> forms_;  // the first `forms_used_` belong to this delivery, one for each shift
  std::size_t forms_used_ = 0;
};

// The messages in `lines` as classroom clients can read them: clear text, each ended by LF.
std::string classroom_messages(std::string_view lines);

}  // namespace uvchat::net
