#include "chat/receive.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include "chat/address.h"
#include "chat/client_state.h"
#include "chat/entering.h"
#include "chat/ignore.h"
#include "chat/nick.h"
#include "chat/own_files.h"
#include "chat/reactions.h"
#include "chat/text.h"
#include "chat/transfers.h"
#include "chat/unread.h"
#include "client/irc_client.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

// IRCv3 message-tags.
std::string unescaped(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\') {
      out += value[i];
    } else if (++i < value.size()) {
      const char c = value[i];
      out += c == ':' ? ';' : c == 's' ? ' ' : c == 'r' ? '\r' : c == 'n' ? '\n' : c;
    }
  }
  return out;
}

// Whether it can stand in a line to the server as it is.
std::string word_or_nothing(std::string text) {
  return is_printable(text) && text.find(' ') == std::string::npos ? std::move(text) : "";
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  int number = 0;
  if (text.size() < at + count) return std::nullopt;
  const char* const end = text.data() + at + count;
  const auto parsed = std::from_chars(text.data() + at, end, number);
  return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> server_time(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t seconds = ((days * 24 + *hour) * 60 + *minute) * 60 + *second;
  return seconds * 1000 + digits(text, 20, 3).value_or(0);
}

namespace {

ServerLine line_of(ClientState& chat, const irc::Message& message) {
  ServerLine line(message);
  std::optional<std::int64_t> time_ms;
  std::string_view tags = message.tags;
  while (const auto tag = irc::next_tag(tags)) {
    if (tag->key == "batch") {
      line.batch = unescaped(tag->value);
    } else if (tag->key == "label") {
      line.label = unescaped(tag->value);
    } else if (tag->key == "msgid") {
      line.msgid = word_or_nothing(unescaped(tag->value));
    } else if (tag->key == "account") {
      line.account = word_or_nothing(unescaped(tag->value));
    } else if (tag->key == "time") {
      time_ms = server_time(tag->value);
    } else if (tag->key == "+reply" || tag->key == "+draft/reply") {
      line.reply_to = word_or_nothing(unescaped(tag->value));
    } else if (tag->key == "+uvchat/edits") {
      line.edits = word_or_nothing(unescaped(tag->value));
    } else if (tag->key == "uvchat/edits") {  // the server's: "TIME,ID...", the latest id last
      const std::string ids = unescaped(tag->value);
      const std::size_t comma = ids.rfind(',');
      if (comma != std::string::npos) line.edits = word_or_nothing(ids.substr(comma + 1));
    } else if (tag->key == "+draft/react") {
      line.react = unescaped(tag->value);
    } else if (tag->key == "+draft/unreact") {
      line.unreact = unescaped(tag->value);
    }
  }
  if (time_ms && line.batch.empty()) chat.clock_ahead_ms = *time_ms - chat.now.wall_ms();
  line.has_time = time_ms.has_value();
  line.time_ms = time_ms.value_or(server_now_ms(chat));
  if (const Batch* const batch = chat.batches.find(line.batch); batch && line.label.empty()) {
    line.label = batch->label;
  }
  return line;
}

void receive_pong(ClientState& chat, const ServerLine& line) {
  if (is_answer_of_login(chat, line.last())) login_is_over(chat);
  if (line.last() == "uvchat-ready") {
    chat.ready = true;
    join_wanted(chat);
    chat.server.settle();
    watch_nick(chat);
    ask_targets(chat);
    send_waiting(chat);
    if (std::exchange(chat.was_operator, false) && !chat.is_operator) {
      tell_here(chat, text(Text::no_operator_now));
    }
  }
  if (chat.ping_open_ms) {
    chat.status.lag_ms = static_cast<std::int64_t>(chat.now.mono_ms - *chat.ping_open_ms);
    chat.ping_open_ms.reset();
    ++chat.version;
  }
}

void receive_invite(ClientState& chat, const ServerLine& line) {
  const std::string nick = line.nick();
  const std::string room(line.param(1));
  if (is_ignored(chat, line.message.source)) return;
  if (is_own(chat, line.param(0))) {
    Entry entry;
    entry.kind = EntryKind::event;
    entry.mention = true;
    entry.text = fill(Text::invites_you, {{"nick", nick}, {"room", room}});
    add(chat, chat.talks.server_talk(), std::move(entry));
  } else if (Talk* const talk = chat.talks.find(room)) {
    tell_event(chat, *talk, fill(Text::invites, {{"nick", nick}, {"whom", line.param(0)}}));
  }
}

void receive_error(ClientState& chat, const ServerLine& line) {
  tell_failure(chat, chat.talks.server_talk(), std::string(line.last()));
}

void receive_wallops(ClientState& chat, const ServerLine& line) {
  if (!is_ignored(chat, line.message.source)) {
    tell_info(chat, chat.talks.server_talk(), line.nick() + ": " + std::string(line.last()));
  }
}

void receive_isupport(ClientState& chat, const ServerLine& line) {
  const ServerFacts::News news = chat.server.on_isupport(line.message);
  if (news.names_changed) chat.talks.fold_again();
  for (const std::string& rule : news.refused) {
    tell_failure(chat, chat.talks.current(), fill(Text::rule_refused, {{"rule", rule}}));
  }
}

// Our own prefix may have another length now.
void receive_chghost(ClientState& chat, const ServerLine& line) {
  if (is_own(chat, line.nick())) {
    chat.own_prefix_bytes = line.nick().size() + line.param(0).size() + line.param(1).size() + 4;
  }
}

void receive_cap(ClientState& chat, const ServerLine& line) { chat.server.on_cap(line.message); }

void receive_ack(ClientState& chat, const ServerLine& line) { confirm_label(chat, line.label); }

void receive_welcome(ClientState& chat, const ServerLine& line) {
  chat.server.on_welcome(line.message);
  receive_numeric(chat, line);
}

void receive_notice(ClientState& chat, const ServerLine& line) {
  if (!take_skipped(chat, line)) receive_message(chat, line);
}

void ignore(ClientState&, const ServerLine&) {}

struct Handler {
  std::string_view command;
  void (*run)(ClientState& chat, const ServerLine& line);
};

constexpr auto handlers = std::to_array<Handler>({
    {"PRIVMSG", receive_message},
    {"NOTICE", receive_notice},
    {"JOIN", receive_join},
    {"PART", receive_part},
    {"QUIT", receive_quit},
    {"NICK", receive_nick},
    {"MODE", receive_mode},
    {"KICK", receive_kick},
    {"TOPIC", receive_topic},
    {"AWAY", receive_away},
    {"BATCH", receive_batch},
    {"PONG", receive_pong},
    {"PING", ignore},
    {"ACK", receive_ack},
    {"CAP", receive_cap},
    {"INVITE", receive_invite},
    {"RENAME", receive_rename},
    {"CHGHOST", receive_chghost},
    {"ERROR", receive_error},
    {"WALLOPS", receive_wallops},
    {"FAIL", receive_standard_reply},
    {"WARN", receive_standard_reply},
    {"NOTE", receive_standard_reply},
    {"ACCOUNT", receive_account},
    {"AUTHENTICATE", receive_authenticate},
    {"REGISTER", receive_register},
    {"VERIFY", receive_verify},
    {"RESUME", receive_resume},
    {"MARKREAD", receive_markread},
    {"REDACT", receive_redact},
    {"TAGMSG", receive_tagmsg},
    {"TOKEN", receive_token},
    {"FILES", receive_files},
    {"001", receive_welcome},
    {"005", receive_isupport},
    {"332", receive_topic_reply},
    {"353", receive_names},
    {"366", receive_end_of_names},
});

bool has_good_names(const irc::Message& message) {
  struct Naming {
    std::string_view command;
    std::size_t param;
  };
  constexpr auto namings = std::to_array<Naming>({{"JOIN", 0},
                                                  {"NICK", 0},
                                                  {"RENAME", 0},
                                                  {"RENAME", 1},
                                                  {"PRIVMSG", 0},
                                                  {"NOTICE", 0},
                                                  {"MARKREAD", 0},
                                                  {"REDACT", 0},
                                                  {"TAGMSG", 0},
                                                  {"BATCH", 2}});
  const std::string_view nick = client::nick_of(message.source);
  return is_printable(message.source) && is_good_name(nick) &&
         nick.empty() == message.source.empty() &&
         std::all_of(namings.begin(), namings.end(), [&](const Naming& each) {
           const std::string_view name = message.param(each.param);
           return each.command != message.command ||
                  (is_good_name(name) && (!name.empty() || each.command == "BATCH"));
         });
}

}  // namespace

bool is_good_name(std::string_view name) {
  constexpr std::size_t bytes_max = 500;
  return name.empty() || (name.size() <= bytes_max && is_printable(name) && is_word(name));
}

std::string ServerLine::nick() const { return std::string(client::nick_of(message.source)); }

std::string_view ServerLine::last() const {
  return message.param_count > 0 ? message.param(message.param_count - 1) : std::string_view();
}

std::string ServerLine::raw_text() const {
  std::string all(message.command);
  for (std::size_t i = 0; i < message.param_count; ++i) all += " " + std::string(param(i));
  return all;
}

void receive(ClientState& chat, const irc::Message& message) {
  chat.heard_ms = chat.now.mono_ms;
  if (!has_good_names(message)) return;
  const ServerLine line = line_of(chat, message);
  for (Batch* batch = chat.batches.find(line.batch); batch != nullptr;) {
    if (std::exchange(batch->latest_ms, chat.now.mono_ms) == chat.now.mono_ms) break;
    batch = chat.batches.find(batch->parent);
  }
  if (chat.batches.is_too_late(line.batch) && message.command != "BATCH") return;
  if (Batch* const past = chat.batches.past_of(line.batch); past && message.command != "BATCH") {
    receive_past(chat, line, *past);
    return;
  }
  chat.stamp = {line.msgid, line.time_ms};
  const auto handler = std::find_if(handlers.begin(), handlers.end(), [&](const Handler& each) {
    return each.command == message.command;
  });
  if (handler != handlers.end()) {
    handler->run(chat, line);
  } else if (message.command.size() == 3 && is_digit(message.command[0])) {
    receive_numeric(chat, line);
  } else if (message.source.find('!') == std::string_view::npos) {  // as an answer to /raw
    tell_info(chat, chat.talks.server_talk(), line.raw_text());
  }
  chat.stamp = {};
}

}  // namespace uvchat::cli
