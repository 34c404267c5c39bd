#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/irc_framing.h"
#include "net/settings.h"

namespace uvchat::net {

// The byte by which a connection names its framing.
using FramingId = std::uint8_t;

// The framings of a loop, and what is delivered in each of them. Owner: the loop's thread.
class Framings {
 public:
  static constexpr FramingId irc = 0;

  Framings();

  // REQUIRES: fewer than 256 so far.
  FramingId add(std::unique_ptr<Framing> framing);
  // The framing of a listener's clients; the same for equal profiles.
  FramingId of(const Profile& profile);
  // Framing::receives_are_messages().
  bool receives_are_messages(FramingId id) const {
    return id != irc && forms_[id].framing->receives_are_messages();
  }

  // Framing::next(). Of an IRC connection, which most are, by a call that is not virtual.
  Framing::Cut next(FramingId id, std::string_view bytes, Framing::Rest rest,
                    Framing::Memory& memory, Framing::Scratch& scratch) {
    return id == irc ? irc_->next(bytes, rest, memory, scratch)
                     : forms_[id].framing->next(bytes, rest, memory, scratch);
  }

  // Framing::say_farewell(), of a connection that is open.
  std::string_view farewell(FramingId id, Framing::Memory memory) {
    farewell_.clear();
    if (id != irc) forms_[id].framing->say_farewell(memory, farewell_);
    return farewell_;
  }

  // Starts a delivery of whole lines with their ends, which must stay valid until the next begin().
  void begin(std::string_view lines) {
    lines_ = lines;
    ++delivery_;
  }
  // The lines of this delivery as connections of this framing are sent them: made once for each
  // framing, and valid until the next begin().
  std::string_view bytes_for(FramingId id) {
    Form& form = forms_[id];
    if (form.delivery != delivery_) {
      form.delivery = delivery_;
      form.bytes = form.framing->framed(lines_, form.buffer);
    }
    return form.bytes;
  }

 private:
  struct Form {
    std::unique_ptr<Framing> framing;
    std::uint64_t delivery = 0;  // of which `bytes` are
    std::string buffer = {};
    std::string_view bytes = {};
  };
  struct Shift {
    int shift;
    FramingId id;
  };

  std::vector<Form> forms_;  // by id
  IrcFraming* irc_;          // the first of them
  std::vector<Shift> classrooms_;
  std::string_view lines_;
  std::uint64_t delivery_ = 0;
  std::string farewell_;
};

}  // namespace uvchat::net
