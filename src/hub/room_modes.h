#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/channel.h"
#include "uvchat/irc/modes.h"

// The modes of a channel as words, besides its lists: "+klnt secret 20".

namespace uvchat::hub {

// Changes of modes, to be told in one line: "+o-v alice bob".
class Applied {
 public:
  void add(bool on, char letter, std::string_view param = {}) {
    if (letters_.empty() || on != on_) letters_ += on ? '+' : '-';
    on_ = on;
    letters_ += letter;
    if (!param.empty()) params_.append(" ").append(param);
  }
  bool empty() const { return letters_.empty(); }
  std::size_t size() const { return letters_.size() + params_.size(); }
  std::string text() const { return letters_ + params_; }

 private:
  std::string letters_;
  std::string params_;
  bool on_ = true;
};

struct RoomModes {
  irc::ModeSet flags;
  std::string key;                // k; empty: none
  std::string forward;            // f: a channel's name; empty: none
  std::uint32_t members_max = 0;  // l; 0: none
};

// "+klnt secret 20", with the sign or without. Nothing where a letter is no such mode or comes
// twice, or where a parameter is missing, wrong or left over.
std::optional<RoomModes> parse_room_modes(std::string_view text);

// "+klnt secret 20"; "+" where there are none.
std::string text_of(const RoomModes& modes);

bool is_channel_key(std::string_view text);
// What l takes: a whole number from 1.
std::optional<std::uint32_t> parse_members_max(std::string_view text);

// What changes when the channel gets these flags, this key and this limit.
Applied difference(const Channel& channel, const RoomModes& wanted);

}  // namespace uvchat::hub
