#include <string_view>

#include "chat/client_state.h"
#include "chat/receive.h"

namespace uvchat::cli {

// :server NOTICE #room :..., with the tag uvchat/skipped=TIME,TIME
bool take_skipped(ClientState& chat, const ServerLine& line) {
  const auto times = irc::find_tag(line.message.tags, "uvchat/skipped");
  const bool is_told_by_server = times && line.batch.empty() && !line.message.source.empty() &&
                                 line.message.source == chat.server.name();
  if (!is_told_by_server || !has_past(chat)) return false;
  const std::size_t comma = times->find(',');
  if (comma == std::string_view::npos) return false;
  const auto after_ms = server_time(times->substr(0, comma));
  const auto before_ms = server_time(times->substr(comma + 1));
  Talk* const talk = chat.talks.find(line.param(0));
  const bool is_room = talk != nullptr && chat.server.is_channel(line.param(0));
  if (!after_ms || !before_ms || *after_ms >= *before_ms || !is_room || !talk->room.joined) {
    return false;
  }
  fetch_skipped(chat, *talk, *after_ms, *before_ms);
  return true;
}

}  // namespace uvchat::cli
