#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "net/settings.h"

namespace uvchat::net {

// Turns a delivery into the bytes of a receiver's protocol, once for all who speak it alike.
// irc: as it is. classroom: each message in classroom_form, in pieces of at most 1,024 bytes cut
// between characters, each ended by LF, all enciphered. Owner: the loop.
class Framing {
 public:
  // A new delivery: whole lines, each with its end. They stay where they are until the next one.
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
  std::vector<Form> forms_;  // the first `forms_used_` are this delivery's; few, one a shift
  std::size_t forms_used_ = 0;
};

// The messages in `lines`, each ended by LF, as the classroom's clients can take them, in clear.
std::string classroom_messages(std::string_view lines);

}  // namespace uvchat::net
