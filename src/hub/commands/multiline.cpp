// BATCH from clients: messages of several lines (IRCv3 client-batch, draft/multiline).

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/account_pace.h"
#include "hub/commands/handlers.h"
#include "hub/commands/multiline.h"
#include "hub/commands/speech.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view multiline_type = "draft/multiline";

// The batch will never be said; its label is answered with that.
void fail(ChatState& state, Session& session, Now now,
          std::initializer_list<std::string_view> code_and_context, std::string_view text) {
  ClientBatch& batch = *session.batch;
  batch.failed = true;
  batch.lines.clear();
  TimerWheel::cancel(batch.line_due);
  Reply reply = reply_to(state, session, now, {std::move(batch.label)});
  reply.fail("BATCH", code_and_context, text);
  reply.finish();
}

void fail(Call& call, std::initializer_list<std::string_view> code_and_context,
          std::string_view text) {
  fail(call.state, call.session, call.now, code_and_context, text);
}

void await_line(Call& call, ClientBatch& batch) {
  call.state.timers.schedule(batch.line_due, Deadline::batch,
                             call.now.mono_ms + limits::client_batch_ms_max);
}

void add_line(Call& call, ClientBatch& batch, RecordKind kind) {
  const std::string_view target = call.param(0);
  const std::string_view text = call.param(1);
  const bool concat = irc::find_tag(call.message.tags, "draft/multiline-concat").has_value();
  const HubSettings& settings = call.state.settings;
  batch.bytes += text.size() + (batch.lines.empty() || concat ? 0 : 1);
  if (!call.state.names.same(target, batch.target)) {
    fail(call, {"MULTILINE_INVALID_TARGET", batch.target, target},
         "All lines of a batch go where it goes");
  } else if (batch.kind && batch.kind != kind) {
    fail(call, {"MULTILINE_INVALID"}, "A batch holds PRIVMSG or NOTICE, not both");
  } else if (concat && text.empty()) {
    fail(call, {"MULTILINE_INVALID"}, "A blank line cannot go on with the one before it");
  } else if (batch.lines.size() >= settings.multiline_lines_max) {
    fail(call, {"MULTILINE_MAX_LINES", std::to_string(settings.multiline_lines_max)},
         "The batch has too many lines");
  } else if (batch.bytes > settings.multiline_bytes_max) {
    fail(call, {"MULTILINE_MAX_BYTES", std::to_string(settings.multiline_bytes_max)},
         "The batch has too many bytes");
  } else {
    batch.kind = kind;
    batch.lines.push_back({std::string(text), concat});
    await_line(call, batch);
  }
}

void open_batch(Call& call, std::string_view reference) {
  Session& session = call.session;
  if (session.batch && !session.batch->failed) {
    return fail(call, {"MULTILINE_INVALID"}, "A batch is open already");
  }
  const bool may_send = (session.variant() & variant_multiline) != 0;
  if (call.param(1) != multiline_type || !may_send) {
    return call.reply.fail("BATCH", {"UNKNOWN_TYPE", reference, call.param(1)},
                           "Such a batch cannot be sent");
  }
  if (call.param(2).empty()) {
    return call.reply.fail("BATCH", {"MULTILINE_INVALID"}, "The batch has no target");
  }
  session.batch = std::make_unique<ClientBatch>(session);
  ClientBatch& batch = *session.batch;
  batch.reference = reference;
  batch.target = call.param(2);
  batch.label = call.reply.postpone();
  batch.client_tags = client_tags_of(call, batch.target);
  await_line(call, batch);
}

// Says what the batch holds.
void close_batch(Call& call, const ClientBatch& batch) {
  Reply reply = reply_to(call.state, call.session, call.now, {batch.label});
  Call whole{call.state, call.session, call.message, reply, call.now};
  std::vector<TextLine> lines;
  for (const ClientBatch::HeardLine& line : batch.lines) lines.push_back({line.text, line.concat});
  if (std::all_of(lines.begin(), lines.end(), [](const TextLine& l) { return l.text.empty(); })) {
    reply.fail("BATCH", {"MULTILINE_INVALID"}, "The batch has nothing but blank lines");
  } else {
    say(whole,
        {.kind = *batch.kind,
         .source = call.user().prefix(),
         .client_tags = batch.client_tags,
         .lines = lines,
         .is_batch = true},
        batch.target);
    if (call.state.unspoken.has_new(call.session.conn)) {
      return await_storing(call, reply.leave_unfinished());
    }
  }
  if (!call.session.quitting) reply.finish();
}

}  // namespace

bool heard_in_batch(Call& call, std::string_view command) {
  Session& session = call.session;
  if ((session.variant() & variant_multiline) == 0) return false;
  const auto reference = irc::find_tag(call.message.tags, "batch");
  if (!session.batch) {
    if (reference) {
      call.reply.fail("BATCH", {"INVALID_REFTAG", *reference}, "No such batch is open");
    }
    return reference.has_value();
  }
  ClientBatch& batch = *session.batch;
  const bool is_of_batch = reference == batch.reference;
  if (batch.failed) return is_of_batch;
  if (command == "BATCH" && !reference) return false;
  if (is_sent_of_need(command)) return false;
  if (is_of_batch && command == "PRIVMSG") {
    add_line(call, batch, RecordKind::privmsg);
  } else if (is_of_batch && command == "NOTICE") {
    add_line(call, batch, RecordKind::notice);
  } else {
    fail(call, {"MULTILINE_INVALID"}, "Only lines of the batch may come while it is open");
  }
  return true;
}

void lose_line_of_batch(Call& call) {
  if (!call.session.batch || call.session.batch->failed) return;
  fail(call, {"MULTILINE_INVALID"}, "A line of the batch could not be read");
}

void time_out_batch(ChatState& state, Session& session, Now now) {
  fail(state, session, now, {"TIMEOUT", session.batch->reference},
       "The batch was left open for too long");
}

void handle_batch(Call& call) {
  const std::string_view word = call.param(0);
  const bool is_signed = word.starts_with('+') || word.starts_with('-');
  const std::string_view reference = word.substr(is_signed ? 1 : 0);
  ClientBatch* batch = call.session.batch.get();
  if (word.starts_with('+') && !reference.empty()) {
    open_batch(call, reference);
  } else if (!word.starts_with('-') || batch == nullptr || batch->reference != reference) {
    call.reply.fail("BATCH", {"INVALID_REFTAG", reference}, "No such batch is open");
  } else {
    const auto closed = std::move(call.session.batch);
    if (!closed->failed) close_batch(call, *closed);
  }
}

}  // namespace uvchat::hub
