#include "chat/sending.h"

#include <algorithm>

#include "chat/client_state.h"
#include "chat/keeping.h"
#include "chat/text.h"
#include "uvchat/cipher/caesar.h"
#include "uvchat/cipher/split.h"

namespace uvchat::cli {

std::size_t text_room(const ClientState& chat, const Destination& to) {
  const cipher::LineRoom room{.kind = to.kind,
                              .target_bytes = to.target().size(),
                              .prefix_bytes = chat.own_prefix_bytes,
                              .line_bytes = chat.server.line_bytes(),
                              .topic_bytes = chat.server.topic_bytes()};
  if (to.lock.closed) return cipher::text_bytes_max(room);
  if (to.kind == cipher::LineKind::topic) return room.topic_bytes;
  return clear_text_room(room.line_bytes, room.prefix_bytes, kind_name(to.kind), to.target());
}

Result<WireText> leaving_text(ClientState& chat, const Destination& to, std::string_view said) {
  if (to.only_sealed && !to.lock.closed) return fail(text(Text::was_to_be_sealed));
  if (!to.lock.closed) {
    std::string clear(said);
    if (to.lock.caesar_shift != 0) {
      clear = cipher::classroom_form(said);
      cipher::rotate(clear, to.lock.caesar_shift);
    }
    return WireText::in_clear(std::move(clear));
  }
  if (!to.lock.conversation.has_key()) return fail(fill(Text::is_closed, {{"room", to.name}}));
  if (to.lock.keys_coming > 0 || chat.nicks_asked > 0) return fail(text(Text::key_not_ready));
  count_line(chat, to.lock);
  return to.lock.conversation
      .seal(to.kind, to.name, chat.status.nick, said,
            static_cast<std::uint32_t>(chat.now.wall_ms() / 1000), !chat.server.has("echo-message"))
      .map([](std::string sealed) { return WireText(std::move(sealed), true); });
}

bool send_text(ClientState& chat, const Destination& to, const std::string& tags,
               const WireText& said) {
  if ((to.lock.closed || to.only_sealed) && !said.is_sealed()) {
    ++chat.leaks_stopped;
    tell_failure(chat, chat.talks.current(), fill(Text::leak_stopped, {{"room", to.name}}));
    return false;
  }
  return send_line(chat,
                   tags + std::string(kind_name(to.kind)) + " " + to.target() + " :" + said.text());
}

bool send_line(ClientState& chat, std::string_view line) {
  if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    tell_failure(chat, chat.talks.current(), text(Text::line_not_one));
    return false;
  }
  const std::size_t tags = line.starts_with('@') ? std::min(line.find(' ') + 1, line.size()) : 0;
  const std::size_t bytes_max = chat.server.line_bytes() - 2;
  if (line.size() - tags > bytes_max) {  // the server would cut it
    const std::string bytes = std::to_string(line.size() - tags - bytes_max);
    tell_failure(chat, chat.talks.current(), fill(Text::line_too_long, {{"bytes", bytes}}));
    return false;
  }
  chat.host.send_line(line);
  return true;
}

}  // namespace uvchat::cli
