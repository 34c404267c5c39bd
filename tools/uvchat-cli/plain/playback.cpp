#include "plain/playback.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include "chat/receive.h"
#include "chat/text.h"
#include "chat/texts.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t open_max = 64;  // batches; a server that opens more is wrong

std::string tag_of(const irc::Message& message, std::string_view key) {
  const auto value = irc::find_tag(message.tags, key);
  return value ? irc::unescape_tag(*value) : std::string();
}

// With the day, so that a script knows it. The lines of one message have its time, each of them.
std::string printed(const irc::Message& message, const std::string& time_of_batch,
                    std::int64_t now_ms) {
  const std::string own = tag_of(message, "time");
  const std::int64_t time_ms = server_time(own.empty() ? time_of_batch : own).value_or(now_ms);
  const auto seconds = static_cast<std::time_t>(time_ms / 1000);
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 32> clock{};
  const std::size_t size = std::strftime(clock.data(), clock.size(), "[%Y-%m-%d %H:%M] ", &local);
  return std::string(clock.data(), size) + said(message, false);
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
  const auto outer = open_.find(tag_of(message, "batch"));
  if (name.starts_with('+') && outer != open_.end()) {  // a message of several lines
    std::string time = tag_of(message, "time");
    if (time.empty()) time = outer->second;
    if (open_.size() < open_max) open_.emplace(name.substr(1), std::move(time));
    taken.is_past = true;
  } else if (name.starts_with('+')) {
    const bool is_search = message.param(1) == "soju.im/search";
    if (asked_ == 0 || (!is_search && message.param(1) != "chathistory")) return;
    --asked_;
    open_.emplace(name.substr(1), "");
    if (is_search) searches_.emplace(name.substr(1));
    found_ = 0;
    taken.is_past = true;
  } else if (const auto open = open_.find(name.substr(std::min<std::size_t>(1, name.size())));
             open != open_.end()) {
    const bool is_search = searches_.erase(open->first) > 0;
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
  } else if (const auto batch = open_.find(tag_of(message, "batch")); batch != open_.end()) {
    taken.is_past = true;
    // A note of the server about its answer is nothing that was found.
    if (!irc::find_tag(message.tags, "draft/chathistory-context")) ++found_;
    const bool is_said = message.command == "PRIVMSG" || message.command == "NOTICE";
    if (is_said) taken.text = printed(message, batch->second, now_ms);
  }
  return taken;
}

}  // namespace uvchat::cli
