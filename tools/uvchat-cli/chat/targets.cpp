#include "chat/targets.h"

#include <algorithm>
#include <utility>

#include "chat/client_state.h"
#include "chat/pages.h"
#include "chat/past.h"
#include "chat/sending.h"

namespace uvchat::cli {
namespace {

constexpr std::int64_t week_ms = std::int64_t{7} * 24 * 3600 * 1000;
constexpr std::int64_t slack_ms = 5'000;

void send_targets(ClientState& chat, std::int64_t since_ms) {
  Targets& targets = chat.targets;
  targets.is_asked = true;
  targets.since_ms = since_ms;
  ++targets.pages;
  send_line(chat, "CHATHISTORY TARGETS timestamp=" + server_time_text(since_ms) +
                      " timestamp=" + server_time_text(server_now_ms(chat) + slack_ms) + " " +
                      std::to_string(Targets::page));
}

std::int64_t newest_known_ms(const Room& room) {
  const auto newest = std::find_if(room.entries.rbegin(), room.entries.rend(), is_of_past);
  return newest == room.entries.rend() ? 0 : newest->server_ms;
}

void take_news(ClientState& chat, Talk& talk, std::int64_t time_ms) {
  if (time_ms <= newest_known_ms(talk.room)) return;
  talk.is_behind = true;
  talk.news_ms = time_ms;
  const bool is_unread = talk.read_ms && time_ms > *talk.read_ms;
  if (&talk != &chat.talks.current() && is_unread && talk.room.unread == 0) {
    talk.room.has_news = true;
    ++chat.version;
  }
  if (is_unread || &talk == &chat.talks.current()) catch_up(chat, talk, false);
}

void open_with_news(ClientState& chat, const TargetNews& news, std::int64_t read_ms) {
  if (chat.talks.size() >= Talks::unasked_max) return;
  Talk& talk = chat.talks.open(news.name);
  talk.read_ms = read_ms;
  take_news(chat, talk, news.time_ms);
}

void take_person(ClientState& chat, const TargetNews& news) {
  Targets& targets = chat.targets;
  if (targets.was_here) {
    open_with_news(chat, news, targets.since_ms);
  } else if (chat.server.has("draft/read-marker") &&
             targets.asked_about.size() < Targets::asked_max) {
    targets.asked_about.push_back(news);
    send_line(chat, "MARKREAD " + news.name);
  }
}

// In a conversation of which nothing was told, nothing was said.
void settle_others(ClientState& chat) {
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    Talk& talk = chat.talks.at(i);
    if (talk.room.kind != Room::Kind::query || talk.news_ms != 0) continue;
    talk.gap_coming = false;
    if (std::any_of(talk.room.entries.begin(), talk.room.entries.end(), is_of_past)) {
      talk.is_behind = false;
    }
  }
}

}  // namespace

void ask_targets(ClientState& chat) {
  if (!has_past(chat) || chat.targets.is_asked) return;
  const std::int64_t heard_ms = chat.lost_heard_ms;
  chat.targets = {};
  chat.targets.was_here = heard_ms != 0;
  for (std::size_t i = 1; i < chat.talks.size(); ++i) chat.talks.at(i).news_ms = 0;
  send_targets(chat, heard_ms != 0 ? heard_ms - slack_ms : server_now_ms(chat) - week_ms);
}

void take_targets(ClientState& chat, const std::vector<TargetNews>& news) {
  Targets& targets = chat.targets;
  targets.is_asked = false;
  std::int64_t latest_ms = targets.since_ms;
  // The newest ones first: there may be more than can be opened or asked about.
  for (auto each = news.rbegin(); each != news.rend(); ++each) {
    latest_ms = std::max(latest_ms, each->time_ms);
    if (Talk* const talk = chat.talks.find(each->name)) {
      take_news(chat, *talk, each->time_ms);
    } else if (!chat.server.is_channel(each->name) && !is_own(chat, each->name)) {
      take_person(chat, *each);
    }
  }
  const bool has_more = news.size() >= Targets::page && latest_ms > targets.since_ms + 1;
  if (!has_more) {
    settle_others(chat);
  } else if (targets.pages < Targets::pages_max) {
    const std::int64_t since_ms = targets.since_ms;
    send_targets(chat, latest_ms - 1);
    targets.since_ms = since_ms;
  }
}

// Each conversation is then looked at by itself.
void refuse_targets(ClientState& chat) {
  if (!std::exchange(chat.targets.is_asked, false)) return;
  for (std::size_t i = 1; i < chat.talks.size(); ++i) catch_up(chat, chat.talks.at(i), false);
}

bool take_marker_of_target(ClientState& chat, std::string_view name, std::int64_t marker_ms) {
  auto& asked = chat.targets.asked_about;
  const auto found = std::find_if(asked.begin(), asked.end(), [&](const TargetNews& each) {
    return chat.server.same(each.name, name);
  });
  if (found == asked.end()) return false;
  const TargetNews news = *found;
  asked.erase(found);
  if (chat.talks.find(name) == nullptr && news.time_ms > marker_ms) {
    open_with_news(chat, news, marker_ms);
  }
  return true;
}

}  // namespace uvchat::cli
