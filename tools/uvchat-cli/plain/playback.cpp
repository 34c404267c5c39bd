#include "plain/playback.h"

#include <algorithm>
#include <utility>

#include "chat/client_state.h"
#include "chat/receive.h"
#include "chat/text.h"
#include "chat/texts.h"

namespace uvchat::cli {
namespace {

std::string tag_of(const irc::Message& message, std::string_view key) {
  const auto value = irc::find_tag(message.tags, key);
  return value ? irc::unescape_tag(*value) : std::string();
}

std::string printed(const irc::Message& message, std::int64_t now_ms) {
  const std::int64_t time_ms = server_time(tag_of(message, "time")).value_or(now_ms);
  return "[" + clock_text(time_ms, now_ms) + "] " + said(message, false);
}

}  // namespace

std::optional<std::string> Playback::ask_latest(const ServerFacts& server, std::string_view room) {
  if (!server.has("draft/chathistory") || !server.has("batch") || !server.has("server-time")) {
    return std::nullopt;
  }
  ++asked_;
  return "CHATHISTORY LATEST " + std::string(room) + " * " + std::to_string(lines_max);
}

std::optional<std::string> Playback::ask_search(const ServerFacts& server, std::string_view room,
                                                const SearchWords& words) {
  if (!server.has("soju.im/search") || !server.has("batch") || !server.has("server-time")) {
    return std::nullopt;
  }
  ++asked_;
  return search_line(room, words, lines_max);
}

void Playback::take_batch(const irc::Message& message, Taken& taken) {
  const std::string_view name = message.param(0);
  if (name.starts_with('+')) {
    const bool is_search = message.param(1) == "soju.im/search";
    if (asked_ == 0 || (!is_search && message.param(1) != "chathistory")) return;
    --asked_;
    open_.emplace(name.substr(1));
    if (is_search) searches_.emplace(name.substr(1));
    found_ = 0;
    taken.is_past = true;
  } else if (const auto open = open_.find(name.substr(std::min<std::size_t>(1, name.size())));
             open != open_.end()) {
    const bool is_search = searches_.erase(*open) > 0;
    open_.erase(open);
    taken.is_past = true;
    if (is_search && found_ == 0) taken.text = text(Text::plain_found_nothing);
  }
}

Playback::Taken Playback::take(const irc::Message& message, std::int64_t now_ms) {
  Taken taken;
  if (message.command == "BATCH") {
    take_batch(message, taken);
  } else if (message.command == "FAIL" &&
             (message.param(0) == "CHATHISTORY" || message.param(0) == "SEARCH")) {
    asked_ -= std::min<std::size_t>(asked_, 1);
    taken.is_past = message.param(0) == "CHATHISTORY";  // nobody has asked for that
  } else if (open_.contains(tag_of(message, "batch"))) {
    taken.is_past = true;
    // A note of the server about its answer is nothing that was found.
    if (!irc::find_tag(message.tags, "draft/chathistory-context")) ++found_;
    const bool is_said = message.command == "PRIVMSG" || message.command == "NOTICE";
    if (is_said) taken.text = printed(message, now_ms);
  }
  return taken;
}

}  // namespace uvchat::cli
