// BATCH: messages of several lines, from the first to the last or until they
// fail.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
namespace {

std::optional<std::string> tag_of(const irc::Message& message, std::string_view key) {
  std::string_view rest = message.tags;
  while (const auto tag = irc::next_tag(rest)) {
    if (tag->key == key) return str(tag->value);
  }
  return std::nullopt;
}

bool may_send_lines(const Session& s) {
  return s.caps.contains("batch") && s.caps.contains("draft/multiline");
}

}  // namespace

// False: it is a command like others.
bool Model::heard_in_batch(const std::string& name, const irc::Message& message) {
  if (!may_send_lines(*caller_)) return false;
  const auto reference = tag_of(message, "batch");
  if (!caller_->batch) {
    if (!reference) return false;
    reply(said(":srv FAIL BATCH INVALID_REFTAG " + middle(*reference) + " :No such batch is open"));
    return true;
  }
  const bool is_of_batch = reference == caller_->batch->reference;
  if (caller_->batch->failed) return is_of_batch;
  if (name == "BATCH" && !reference) return false;
  if (name == "PING" || name == "PONG" || name == "QUIT") return false;
  if (is_of_batch && (name == "PRIVMSG" || name == "NOTICE")) {
    add_line(message, name);
  } else {
    fail_lines("MULTILINE_INVALID :Only lines of the batch may come while it is open");
  }
  return true;
}

// The batch's own label is answered with that.
void Model::fail_lines(const std::string& why) {
  if (!caller_->batch || caller_->batch->failed) return;
  caller_->batch->failed = true;
  tell(*caller_, said(":srv FAIL BATCH " + why), std::exchange(caller_->batch->label, {}));
}

void Model::time_out_lines() {
  fail_lines("TIMEOUT " + middle(caller_->batch->reference) +
             " :The batch was left open for too long");
}

void Model::add_line(const irc::Message& message, const std::string& command) {
  OpenBatch& batch = *caller_->batch;
  const std::string target = str(message.param(0));
  const std::string text = str(message.param(1));
  const bool concat = tag_of(message, "draft/multiline-concat").has_value();
  batch.bytes += text.size() + (batch.lines.empty() || concat ? 0 : 1);
  if (!names_.same(target, batch.target)) {
    fail_lines("MULTILINE_INVALID_TARGET " + middle(batch.target) + " " + middle(target) +
               " :All lines of a batch go where it goes");
  } else if (!batch.command.empty() && batch.command != command) {
    fail_lines("MULTILINE_INVALID :A batch holds PRIVMSG or NOTICE, not both");
  } else if (concat && text.empty()) {
    fail_lines("MULTILINE_INVALID :A blank line cannot go on with the one before it");
  } else if (batch.lines.size() >= batch_lines_max) {
    fail_lines("MULTILINE_MAX_LINES " + std::to_string(batch_lines_max) +
               " :The batch has too many lines");
  } else if (batch.bytes > batch_bytes_max) {
    fail_lines("MULTILINE_MAX_BYTES " + std::to_string(batch_bytes_max) +
               " :The batch has too many bytes");
  } else {
    batch.command = command;
    batch.lines.push_back({text, concat});
    batch.due_ms = now_.mono_ms + limits::client_batch_ms_max;
  }
}

void Model::batch(Person& p, const irc::Message& message) {
  const std::string word = str(message.param(0));
  const bool is_signed = word.starts_with('+') || word.starts_with('-');
  const std::string reference = word.substr(is_signed ? 1 : 0);
  if (word.starts_with('+') && !reference.empty()) return open_lines(message, reference);
  if (!word.starts_with('-') || !caller_->batch || caller_->batch->reference != reference) {
    return reply(
        said(":srv FAIL BATCH INVALID_REFTAG " + middle(reference) + " :No such batch is open"));
  }
  close_lines(p);
}

void Model::open_lines(const irc::Message& message, const std::string& reference) {
  if (caller_->batch && !caller_->batch->failed) {
    return fail_lines("MULTILINE_INVALID :A batch is open already");
  }
  const auto refuse = [&](const std::string& why) { reply(said(":srv FAIL BATCH " + why)); };
  if (message.param(1) != "draft/multiline" || !may_send_lines(*caller_)) {
    return refuse("UNKNOWN_TYPE " + middle(reference) + " " + middle(message.param(1)) +
                  " :Such a batch cannot be sent");
  }
  if (message.param(2).empty()) return refuse("MULTILINE_INVALID :The batch has no target");
  caller_->batch = OpenBatch{reference,
                             str(message.param(2)),
                             std::exchange(caller_->answer.label, {}),
                             client_tags_of(message, message.param(2)),
                             {},
                             {}};
  caller_->batch->due_ms = now_.mono_ms + limits::client_batch_ms_max;
}

// Under the label of the batch, not of its last line.
void Model::close_lines(Person& p) {
  const OpenBatch batch = *std::exchange(caller_->batch, std::nullopt);
  if (batch.failed) return;
  LabelledAnswer own = std::exchange(caller_->answer, {batch.label, false, {}});
  if (std::all_of(batch.lines.begin(), batch.lines.end(),
                  [](const SaidLine& line) { return line.text.empty(); })) {
    reply(
        said(":srv FAIL BATCH MULTILINE_INVALID :The batch has nothing but "
             "blank lines"));
  } else {
    say_to(p, {batch.command, prefix(p), batch.client_tags, {}, batch.lines, true}, batch.target);
    await_storing();
  }
  end_step();
  if (caller_->question) caller_->question->of_batch = std::move(caller_->answer);
  caller_->answer = std::move(own);
}

}  // namespace uvchat::simulation
