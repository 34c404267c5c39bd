#include "chat/who.h"

#include <utility>

#include "chat/client_state.h"
#include "chat/receive.h"
#include "chat/sending.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t members_asked_max = 200;  // in a larger room nobody looks at all of them

}  // namespace

void ask_who(ClientState& chat, Talk& talk) {
  if (chat.server.has("away-notify") && talk.room.joined &&
      talk.room.members.size() <= members_asked_max && chat.who_asked.insert(talk.fold).second) {
    send_line(chat, "WHO " + talk.room.name);
  }
}

// 352 <nick> <room> <user> <host> <server> <nick> <H|G...> :<hops> <real name>
bool take_who(ClientState& chat, const ServerLine& line) {
  const std::string fold = chat.server.fold(line.param(1));
  Talk* const talk = chat.talks.find_fold(fold);
  if (!chat.who_asked.contains(fold)) return false;
  const Member* const there =
      talk == nullptr ? nullptr : talk->room.members.find(chat.server.fold(line.param(5)));
  if (there != nullptr) {
    Member member = *there;
    member.away = line.param(6).find('G') != std::string_view::npos;
    chat.talks.put_member(talk->room, std::move(member));
    ++chat.version;
  }
  return true;
}

bool take_who_end(ClientState& chat, const ServerLine& line) {
  return chat.who_asked.erase(chat.server.fold(line.param(1))) > 0;
}

}  // namespace uvchat::cli
