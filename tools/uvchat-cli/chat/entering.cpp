#include "chat/entering.h"

#include "chat/client_state.h"
#include "chat/sending.h"

namespace uvchat::cli {

void join_wanted(ClientState& chat) {
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    Talk& talk = chat.talks.at(i);
    if (!talk.wanted || talk.room.joined || talk.joining) continue;
    talk.joining = true;
    send_line(chat, "JOIN " + talk.room.name + (talk.join_key.empty() ? "" : " " + talk.join_key));
  }
}

void leave_rooms_of_guest(ClientState& chat) {
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    Talk& talk = chat.talks.at(i);
    talk.room.joined = false;
    talk.joining = false;
    talk.room.members.clear();
  }
  ++chat.version;
}

}  // namespace uvchat::cli
