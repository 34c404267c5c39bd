#include "hub/text_room.h"

#include <algorithm>

#include "uvchat/base/limits.h"

namespace uvchat::hub {

std::size_t room_behind(std::size_t head_bytes) {
  constexpr std::size_t text_bytes_max = limits::line_bytes_max - 2;
  return text_bytes_max - std::min(head_bytes, text_bytes_max);
}

std::size_t reply_head_bytes(const HubSettings& settings, std::size_t middle_bytes) {
  constexpr std::size_t around = sizeof(":  332  :") - 1;
  return around + settings.server_name.size() + limits::nick_bytes_max + middle_bytes;
}

std::size_t topic_room(const HubSettings& settings, std::string_view channel,
                       std::string_view source) {
  const std::size_t list_bytes = channel.size() + sizeof(" 9999999") - 1;
  return std::min({settings.topic_bytes_max,
                   room_behind(sizeof(": TOPIC  :") - 1 + source.size() + channel.size()),
                   room_behind(reply_head_bytes(settings, list_bytes))});
}

}  // namespace uvchat::hub
