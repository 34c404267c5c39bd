#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uvchat::hub {

// "2026-11-22T14:03:11.123Z" (IRCv3 server-time). Wall, in milliseconds.
void append_iso_time(std::string& out, std::int64_t wall_ms);
std::string iso_time(std::int64_t wall_ms);
// From the year 1970 on; what is finer than a millisecond is cut off. Nothing where the text is no
// such time.
std::optional<std::int64_t> parse_iso_time(std::string_view text);

}  // namespace uvchat::hub
