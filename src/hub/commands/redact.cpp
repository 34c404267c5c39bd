// REDACT: takes back what was said (IRCv3 draft/message-redaction).

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/access.h"
#include "hub/commands/answers.h"
#include "hub/commands/edits.h"
#include "hub/commands/handlers.h"
#include "hub/commands/history_source.h"
#include "hub/msgid.h"
#include "hub/past_questions.h"
#include "hub/remember.h"
#include "hub/telling.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

// What is asked for, as far as it is known.
struct Redaction {
  std::string target;  // as the caller has named it
  std::string id;
  std::string reason;
  HistorySource source;
  AskedLines asked;  // the line, which is being read
  store::LineKey key;
  store::Audience audience = store::Audience::all;  // of the line
  bool is_closed = false;                           // the room was, when it was said
  std::string versions;                             // of the line, if the caller has said it
};

void refuse(Call& call, const Redaction& wanted, std::string_view code, std::string_view text) {
  call.reply.fail("REDACT", {code, wanted.target, wanted.id}, text);
}

void unknown(Call& call, const Redaction& wanted) {
  refuse(call, wanted, "UNKNOWN_MSGID", "There is no such message there that you can read");
}

// A guest's own are those of the same name since they are there.
bool is_own(Call& call, const HistorySource& source, const store::StoredLine& line) {
  const Account* account = call.session.account();
  if (account != nullptr) return line.account == account->id;
  return line.account == 0 && line.source == call.user().prefix() &&
         line.key.time_us >= source.reader.closed_since_us;
}

// Why the caller may not take the line back; empty: they may.
std::string_view why_not(Call& call, const Redaction& wanted, const store::StoredLine& line) {
  const HistorySource& source = wanted.source;
  const Channel* channel = call.state.directory.channel_at(source.channel_slot, source.channel_id);
  if (channel != nullptr && has_rank(call.user(), *channel, irc::Rank::halfop)) return {};
  if (!is_own(call, source, line)) return "REDACT_FORBIDDEN";
  const std::int64_t window_us =
      std::int64_t{call.state.settings.history.redaction_window_seconds} * 1'000'000;
  if (call.now.wall_us - line.key.time_us > window_us) return "REDACT_WINDOW_EXPIRED";
  return {};
}

void tell_why_not(Call& call, const Redaction& wanted, std::string_view code) {
  if (code == "REDACT_FORBIDDEN") return refuse(call, wanted, code, "You did not say that");
  const std::string window = std::to_string(call.state.settings.history.redaction_window_seconds);
  call.reply.fail("REDACT", {code, wanted.target, wanted.id, window},
                  "It is too late to take that back");
}

bool hears(const Session& session) { return session.caps.has(irc::Capability::message_redaction); }

// All who could hear the line hear that it is taken back. Who has come back to a closed room since
// then learns it from the history.
void tell(ChatState& state, const Redaction& wanted, const Record& record, Channel& channel) {
  Record here = record;
  here.target = channel.name;
  tell_members(state, channel, here, [&](const Membership& member, const Session& session) {
    const bool was_there = !wanted.is_closed || state.began_us(member) <= wanted.key.time_us;
    return hears(session) && was_there && greatest_audience(member) >= wanted.audience;
  });
}

void tell(ChatState& state, const Record& record, const User& user) {
  for_each_session_of(user, [&](const Session& session) {
    if (hears(session)) state.outbox.to_one(session.receiver(), record);
  });
}

// What the store's answer means, whoever is still here.
void settle(ChatState& state, const Redaction& wanted, const std::string& prefix, Now now) {
  const std::string words = wanted.id;
  Record record{.kind = RecordKind::redact, .source = prefix, .words = words};
  record.time_us = now.wall_us;
  if (!wanted.reason.empty()) record.text = wanted.reason;
  const HistorySource& source = wanted.source;
  if (source.channel_id != 0) {
    Channel* channel = state.directory.channel_at(source.channel_slot, source.channel_id);
    if (channel != nullptr) tell(state, wanted, record, *channel);
    return;
  }
  const Account* own = state.accounts.find(source.reader.account);
  const Account* other = state.accounts.find(source.other);
  record.target = source.name;
  if (other != nullptr && other->user != nullptr) tell(state, record, *other->user);
  if (own != nullptr && own != other && own->user != nullptr) tell(state, record, *own->user);
}

Progress look_for_line(Call& page, Redaction& wanted) {
  store::LineKey before = wanted.key;
  if (before.n > 0) --before.n;
  store::ReadLines read{
      .reader = wanted.source.reader, .after = {store::Bound::By::key, before, 0}, .count_max = 1};
  read.reader.events = true;  // a reaction can be taken back, too
  wanted.asked = ask_for_lines(page, read);
  return Progress::waiting;
}

// The line is not there. It may be told and not stored.
void tell_that_it_is_not_there(Call& page, Redaction& wanted, const store::Page& read) {
  const TimeSpan missing = unstored_in(page, wanted.asked, read);
  const std::int64_t told_us = wanted.key.time_us;
  if (told_us < missing.from_us || told_us > missing.to_us) return unknown(page, wanted);
  refuse(page, wanted, "STORE_UNAVAILABLE", "That is not stored yet: try again later");
}

Progress ask_for_change(Call& page, Redaction& wanted) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  if (!answer.page) {
    refuse(page, wanted, "STORE_UNAVAILABLE", "What was said cannot be changed at the moment");
    return Progress::done;
  }
  const auto& lines = answer.page->lines;
  if (lines.empty() || lines.front().key != wanted.key) {
    tell_that_it_is_not_there(page, wanted, *answer.page);
    return Progress::done;
  }
  wanted.asked = {};
  if (lines.front().is_redacted || is_event(lines.front().kind)) {
    unknown(page, wanted);
    return Progress::done;
  }
  if (const std::string_view code = why_not(page, wanted, lines.front()); !code.empty()) {
    tell_why_not(page, wanted, code);
    return Progress::done;
  }
  // What only some could hear is not replaced by what all hear.
  const bool was_for_all = lines.front().audience == store::Audience::all;
  if (was_for_all && is_own(page, wanted.source, lines.front())) {
    wanted.versions = versions_of(lines.front(), wanted.id);
  }
  wanted.audience = lines.front().audience;
  wanted.is_closed = lines.front().is_closed;
  const Account* account = page.session.account();
  const std::string prefix(page.user().prefix());
  ask_to_change(page,
                store::Redact{.room = wanted.source.reader.room,
                              .key = wanted.key,
                              .by = prefix,
                              .by_account = account != nullptr ? account->id : 0,
                              .reason = wanted.reason,
                              .at_us = page.now.wall_us},
                [&state = page.state, wanted, prefix](const store::Answer& done, Now now) {
                  if (done.outcome == store::Outcome::done) settle(state, wanted, prefix, now);
                });
  return Progress::waiting;
}

Progress tell_outcome(Call& page, const Redaction& wanted) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  if (answer.outcome == store::Outcome::unavailable) {
    refuse(page, wanted, "STORE_UNAVAILABLE", "What was said cannot be changed at the moment");
  } else if (answer.outcome != store::Outcome::done) {
    unknown(page, wanted);
  } else if (!wanted.versions.empty()) {
    note_taken_back(page, wanted.target, wanted.versions);
  }
  return Progress::done;
}

}  // namespace

void handle_redact(Call& call) {
  if (!call.state.settings.history.redaction) {
    return call.reply.fail("REDACT", {"REDACT_FORBIDDEN", call.param(0), call.param(1)},
                           "Nothing can be taken back on this server");
  }
  auto wanted = std::make_shared<Redaction>();
  wanted->target = call.param(0);
  wanted->id = call.param(1);
  auto source = find_history_source(call, call.param(0));
  if (!source) {
    return call.reply.fail("REDACT", {"INVALID_TARGET", wanted->target},
                           "You can read nothing there");
  }
  wanted->source = std::move(*source);
  const auto place = place_of_msgid(wanted->id);
  if (!place || place->room == 0 || place->room != wanted->source.reader.room) {
    return unknown(call, *wanted);
  }
  wanted->key = place->key;
  const std::size_t head = call.user().prefix().size() + wanted->target.size() + 60;
  wanted->reason = shortened(call, "REDACT", wanted->target, call.param(2), room_behind(head));
  answer_in_pages(call, in_steps({[wanted](Call& page) { return look_for_line(page, *wanted); },
                                  [wanted](Call& page) { return ask_for_change(page, *wanted); },
                                  [wanted](Call& page) { return tell_outcome(page, *wanted); }}));
}

}  // namespace uvchat::hub
