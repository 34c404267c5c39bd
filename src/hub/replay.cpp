#include "hub/replay.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "hub/commands/history_source.h"
#include "hub/iso_time.h"
#include "hub/msgid.h"
#include "hub/past_questions.h"
#include "hub/remember.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

using store::LineKind;
using store::StoredLine;

RecordKind kind_of(LineKind kind) {
  switch (kind) {
    case LineKind::privmsg:
      return RecordKind::privmsg;
    case LineKind::notice:
      return RecordKind::notice;
    case LineKind::tagmsg:
      return RecordKind::tagmsg;
    case LineKind::join:
      return RecordKind::join;
    case LineKind::part:
      return RecordKind::part;
    case LineKind::quit:
      return RecordKind::quit;
    case LineKind::kick:
      return RecordKind::kick;
    case LineKind::nick:
      return RecordKind::nick;
    case LineKind::topic:
      return RecordKind::topic;
    case LineKind::mode:
      return RecordKind::mode;
    case LineKind::rename:
      return RecordKind::rename;
  }
  return RecordKind::privmsg;
}

// As remember.cpp has joined them.
std::vector<TextLine> split_lines(std::string_view text) {
  std::vector<TextLine> lines;
  bool concat = false;
  for (;;) {
    const std::size_t end = text.find_first_of("\r\n");
    lines.push_back({text.substr(0, end), concat});
    if (end == text.npos) return lines;
    concat = text[end] == '\r';
    text.remove_prefix(end + 1);
  }
}

bool is_control_of_lines(char c) { return c == '\r' || c == '\n' || c == '\0'; }

bool is_words(std::string_view text) {
  return text.empty() || (text.front() != ':' && utf8_valid(text) &&
                          std::none_of(text.begin(), text.end(), is_control_of_lines));
}

bool is_word(std::string_view text) {
  return is_words(text) && text.find(' ') == std::string_view::npos;
}

// MODE's changes; a name of KICK or RENAME; or the value of the tag that RELAYMSG gives.
bool are_sound_words(LineKind kind, std::string_view words) {
  if (kind == LineKind::mode) return is_words(words);
  return is_word(words) && (is_event(kind) || words.find(';') == words.npos);
}

// Whether it is as this server keeps lines: somebody may have changed it in the database.
bool is_sound(const StoredLine& line) {
  if (line.source.empty() || !is_word(line.source) || !is_word(line.target)) return false;
  const bool has_sound_words = are_sound_words(line.kind, line.words) && is_word(line.tags);
  if (!has_sound_words || !utf8_valid(line.text.value_or(""))) return false;
  const std::string_view text = line.text ? std::string_view(*line.text) : std::string_view();
  const std::string_view never =
      line.is_multiline ? std::string_view("\0", 1) : std::string_view("\r\n\0", 3);
  const std::size_t text_bytes_max =
      line.is_multiline ? 2 * limits::multiline_bytes_max : limits::line_bytes_max;
  return text.find_first_of(never) == text.npos && text.size() <= text_bytes_max &&
         line.tags.size() <= limits::kept_tags_bytes_max &&
         line.source.size() + line.target.size() + line.words.size() <= limits::line_bytes_max;
}

// Views of the line, and of what outlives the call.
Record record_of(const ChatState& state, const StoredLine& line, std::string_view name,
                 std::string_view msgid, std::span<const TextLine> lines) {
  Record record{.kind = kind_of(line.kind), .source = line.source};
  record.msgid = msgid;
  record.time_us = line.key.time_us;
  record.bot = line.is_bot;
  record.client_tags = line.tags;
  if (line.kind != LineKind::quit) record.target = line.target.empty() ? name : line.target;
  const Account* account = line.account != 0 ? state.accounts.find(line.account) : nullptr;
  if (account != nullptr) record.account = account->name;
  const bool has_words =
      line.kind == LineKind::kick || line.kind == LineKind::mode || line.kind == LineKind::rename;
  (has_words ? record.words : record.relayed_by) = line.words;
  if (line.kind == LineKind::join) {
    if (line.text) record.realname = *line.text;
  } else if (line.is_multiline) {
    record.lines = lines;
  } else if (line.text) {
    record.text = *line.text;
  }
  return record;
}

// How it is paid for, beside what its bytes cost.
constexpr std::uint64_t line_work = 1;

void tell_line(Call& page, const StoredLine& line, std::string_view name) {
  page.state.work.add(line_work);
  if (line.is_redacted || page.state.history.is_taken_back(line) || !is_sound(line)) return;
  const MsgidText msgid = msgid_text({line.room, line.key});
  std::vector<TextLine> lines;
  if (line.is_multiline && line.text) lines = split_lines(*line.text);
  page.state.work.add(lines.size());
  page.reply.record(record_of(page.state, line, name, {msgid.data(), msgid.size()}, lines));
}

void tell_of_past(Call& page, std::string_view name, std::string_view text, std::int64_t time_us) {
  Record record{.kind = RecordKind::notice, .source = page.state.settings.server_name};
  record.target = name;
  record.text = text;
  record.time_us = time_us;
  record.client_tags = "draft/chathistory-context";
  page.reply.record(record);
}

// What was told then and could not be kept; or what was kept late, and is too much for a page.
void tell_gap(Call& page, const store::Gap& gap, std::string_view name) {
  const std::string until = iso_time(gap.to_us / 1000);
  const std::string text =
      gap.lost == 0
          ? "More was said until " + until + " than this page has room for. It is in the history"
          : std::to_string(gap.lost) + (gap.lost == 1 ? " line that was" : " lines that were") +
                " said until " + until + " could not be kept";
  tell_of_past(page, name, text, gap.from_us);
}

void tell_unstored(Call& page, const Replay& replay, const TimeSpan& told) {
  const std::string until = iso_time(told.to_us / 1000);
  const std::string why = replay.is_search ? " cannot be found yet" : " is not stored yet";
  tell_of_past(page, replay.name, "What was said until " + until + why + ": ask again later",
               told.from_us);
}

// Those that begin before `time_us`.
void tell_gaps(Call& page, Replay& replay, std::int64_t time_us) {
  for (; replay.told_gaps < replay.gaps.size(); ++replay.told_gaps) {
    const store::Gap& gap = replay.gaps[replay.told_gaps];
    if (gap.from_us > time_us) break;
    tell_gap(page, gap, replay.name);
  }
  if (replay.unstored.empty() || replay.unstored.from_us > time_us) return;
  tell_unstored(page, replay, std::exchange(replay.unstored, {}));
}

// What is told from here on a client that joins now hears anyway.
store::LineKey next_told(ChatState& state, const Channel& channel) {
  state.work.add(state.unspoken.size());
  if (const Untold* untold = state.unspoken.first_in(channel.id)) {
    return untold->saying->record().place.key;
  }
  return {.time_us = channel.past.last_us, .n = channel.past.next_n - 1};
}

}  // namespace

Progress tell(Call& page, Replay& replay) {
  if (!replay.is_open && !replay.batch.empty()) {
    page.reply.open_inner_batch(replay.batch, replay.batch_tags);
    replay.is_open = true;
  }
  for (; replay.told < replay.lines.size(); ++replay.told) {
    if (page_is_full(page)) return Progress::more;
    const StoredLine& line = replay.lines[replay.told];
    tell_gaps(page, replay, line.key.time_us);
    const auto name = replay.names.find(line.room);
    tell_line(page, line, name == replay.names.end() ? replay.name : name->second);
  }
  tell_gaps(page, replay, std::numeric_limits<std::int64_t>::max());
  if (replay.is_open) page.reply.close_inner_batch();
  return Progress::done;
}

void replay_at_joining(Call& call, const Channel& channel) {
  const Session& session = call.session;
  const std::size_t count = call.state.settings.history.replayed_lines;
  const Membership* own = ChatState::membership_of(call.user(), channel);
  // Without times a client would show what was said long ago as if it were said now.
  if (own == nullptr || count == 0 || !call.state.history.is_enabled() ||
      channel.past.number == 0 || session.caps.has(irc::Capability::chathistory) ||
      !session.caps.has(irc::Capability::server_time)) {
    return;
  }
  store::ReadLines wanted{.newest = true, .count_max = static_cast<std::uint32_t>(count)};
  wanted.before = {store::Bound::By::key, next_told(call.state, channel), 0};
  Page telling = [asked = AskedLines{wanted}, source = source_of(call.state, session, *own),
                  replay = Replay(), has_asked = false, has_lines = false](Call& page) mutable {
    if (has_lines) return tell(page, replay);
    if (!may_still_read(page, source)) return Progress::done;
    if (!std::exchange(has_asked, true)) {
      asked.wanted.reader = source.reader;
      asked.wanted.reader.events = false;
      asked = ask_for_lines(page, asked.wanted);
      return Progress::waiting;
    }
    has_lines = true;
    replay.name = source.name;
    const auto& lines = std::get<StoreAnswered>(*page.answer).answer.page;
    if (!lines) {
      tell_of_past(page, replay.name, "What was said before cannot be read at the moment",
                   page.now.wall_us);
      return Progress::done;
    }
    replay.lines = lines->lines;
    replay.gaps = lines->gaps;
    replay.unstored = unstored_in(page, std::exchange(asked, {}), *lines);
    return tell(page, replay);
  };
  const bool must_wait = session.parked && !session.parked->pages.empty();  // for more names
  must_wait ? session.parked->pages.push_back(std::move(telling))
            : answer_in_pages(call, std::move(telling));
}

}  // namespace uvchat::hub
