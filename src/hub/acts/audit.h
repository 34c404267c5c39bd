#pragma once

#include <string>
#include <string_view>

#include "hub/acts/actor.h"
#include "uvchat/store/request.h"

namespace uvchat::hub {

// The log says so, and the store keeps it: STATS a tells of it.
void keep_deed(ChatState& state, std::string_view by, std::string_view what, std::string_view about,
               Now now);

// Whether one more deed of a kind that strangers cause is kept in this minute; counts it.
bool may_keep(NotesOfMinute& notes, Now now);

// An operator has done something that touches others, by a right that only operators have. The deed
// is kept, and the other operators are told `notice`; nothing where it is empty. `what` is the
// command, `about` its parameters without secrets.
void note_deed(const Actor& actor, std::string_view what, std::string_view about,
               std::string_view notice = {});

// The same of a deed that the store is asked for: it is noted once it is done, and whoever did it
// may be gone by then. Texts as note_deed() has them.
struct AskedDeed {
  std::string nick;  // of whoever does it
  std::string by;
  std::string what;
  std::string about;
  std::string notice;
};
AskedDeed asked_deed(const Actor& actor, std::string_view what, std::string_view about,
                     std::string_view notice = {});
// With whose file it was that is gone, in `about` and `notice`.
AskedDeed deed_on_file(const ChatState& state, AskedDeed deed, const store::Answer& dropped);
// Notes it, unless the store has refused it; where nobody knows whether it is done, that is noted.
void note_answered(ChatState& state, const AskedDeed& deed, const store::Answer& answer, Now now);

}  // namespace uvchat::hub
