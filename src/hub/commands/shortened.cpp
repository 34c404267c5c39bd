// Texts that do not fit: whoever sends one is told what is left of it.

#include <algorithm>
#include <string>

#include "hub/commands/handlers.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {

std::size_t room_behind(std::size_t head_bytes) {
  constexpr std::size_t text_bytes_max = limits::line_bytes_max - 2;
  return text_bytes_max - std::min(head_bytes, text_bytes_max);
}

std::size_t reply_head_bytes(const Call& call, std::size_t middle_bytes) {
  constexpr std::size_t around = sizeof(":  332  :") - 1;
  return around + call.state.settings.server_name.size() + limits::nick_bytes_max + middle_bytes;
}

std::string_view shortened(Call& call, std::string_view command, std::string_view context,
                           std::string_view text, std::size_t bytes_max) {
  const std::string_view kept = utf8_cut(text, bytes_max);
  if (kept.size() < text.size()) {
    tell_shortened(call, command, context,
                   "Only the first " + std::to_string(kept.size()) + " of " +
                       std::to_string(text.size()) + " bytes were kept");
  }
  return kept;
}

void tell_shortened(Call& call, std::string_view command, std::string_view context,
                    const std::string& what) {
  Reply& reply = call.reply;
  if (!call.session.caps.has(irc::Capability::standard_replies)) {
    std::string said(command);
    said.append(context.empty() ? "" : " ").append(context).append(": ").append(what);
    reply.from_server({"NOTICE", call.session.nick_or_star()}, said);
  } else if (context.empty()) {
    reply.from_server({"WARN", command, "TEXT_SHORTENED"}, what);
  } else {
    reply.from_server({"WARN", command, "TEXT_SHORTENED", context}, what);
  }
}

}  // namespace uvchat::hub
