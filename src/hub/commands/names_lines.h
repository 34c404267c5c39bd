#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "hub/call.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {

// Collects the names of a channel into lines that are as long as they may be.
class NamesLines {
 public:
  NamesLines(Call& call, const Channel& channel)
      : call_(call),
        channel_(channel),
        room_(limits::line_bytes_max - around_bytes - call.state.settings.server_name.size() -
              channel.name.size() - call.session.nick_or_star().size()),
        all_prefixes_(call.session.caps.has(irc::Capability::multi_prefix)),
        with_hosts_(call.session.caps.has(irc::Capability::userhost_in_names)) {}

  void add(const Membership& member) {
    const std::string_view name = with_hosts_ ? member.user->prefix() : member.user->nick();
    const std::string_view prefixes =
        member.ranks.empty() ? std::string_view() : member.ranks.prefixes(all_prefixes_);
    if (used_ > 0 && used_ + 1 + prefixes.size() + name.size() > room_) flush();
    if (used_ > 0) names_[used_++] = ' ';
    put(prefixes);
    put(name);
  }
  void flush() {
    if (used_ == 0) return;
    const char sign = channel_.modes.has('s') ? '@' : '=';
    call_.reply.numeric(irc::Numeric::rpl_namreply, {std::string_view(&sign, 1), channel_.name},
                        {names_.data(), used_});
    used_ = 0;
  }

 private:
  // Of ":server 353 nick = #channel :names" without its names, and of the line's end.
  static constexpr std::size_t around_bytes = sizeof(": 353  =  :\r\n") - 1;

  void put(std::string_view text) {
    UVCHAT_ASSERT(text.size() <= names_.size() - used_);
    std::copy(text.begin(), text.end(), names_.begin() + used_);
    used_ += text.size();
  }

  Call& call_;
  const Channel& channel_;
  const std::size_t room_;  // for names
  const bool all_prefixes_;
  const bool with_hosts_;
  // Ten thousand who join one room are told fifty million names: no string is asked for each. Even
  // the longest "nick!user@host" finds its place.
  std::array<char, 2 * limits::line_bytes_max> names_;
  std::size_t used_ = 0;
};

}  // namespace uvchat::hub
