#include "chat/who.h"

#include <utility>

#include "chat/client_state.h"
#include "chat/receive.h"
#include "chat/sending.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t members_asked_max = 200;  // in a larger room nobody looks at all of them

constexpr std::string_view whox_token = "77";

void note_away(ClientState& chat, Talk& talk, std::string_view nick, std::string_view flags) {
  const Member* const there = talk.room.members.find(chat.server.fold(nick));
  if (there == nullptr) return;
  Member member = *there;
  member.away = flags.find('G') != std::string_view::npos;
  chat.talks.put_member(talk.room, std::move(member));
  ++chat.version;
}

}  // namespace

void ask_who(ClientState& chat, Talk& talk) {
  if (chat.server.has("away-notify") && talk.room.joined &&
      talk.room.members.size() <= members_asked_max && chat.who_asked.insert(talk.fold).second) {
    send_line(chat, "WHO " + talk.room.name + (chat.server.has_whox() ? " %tcnfa,77" : ""));
  }
}

// 354 <nick> 77 <room> <nick> <H|G...> <account, or 0>
bool take_whox(ClientState& chat, const ServerLine& line) {
  Talk* const talk = chat.talks.find(line.param(2));
  if (line.param(1) != whox_token || talk == nullptr || !chat.who_asked.contains(talk->fold)) {
    return false;
  }
  note_away(chat, *talk, line.param(3), line.param(4));
  note_account(chat, line.param(3), line.param(5));
  return true;
}

// 352 <nick> <room> <user> <host> <server> <nick> <H|G...> :<hops> <real name>
bool take_who(ClientState& chat, const ServerLine& line) {
  const std::string fold = chat.server.fold(line.param(1));
  Talk* const talk = chat.talks.find_fold(fold);
  if (!chat.who_asked.contains(fold)) return false;
  if (talk != nullptr) note_away(chat, *talk, line.param(5), line.param(6));
  return true;
}

bool take_who_end(ClientState& chat, const ServerLine& line) {
  return chat.who_asked.erase(chat.server.fold(line.param(1))) > 0;
}

}  // namespace uvchat::cli
