#pragma once

#include <array>
#include <string_view>

namespace uvchat::hub {

// What services are called. Nobody else has these nicks, or one that looks like them.
inline constexpr std::string_view nickserv_nick = "NickServ";
inline constexpr std::string_view chanserv_nick = "ChanServ";
inline constexpr std::array service_nicks{nickserv_nick, chanserv_nick};

}  // namespace uvchat::hub
