#include "hub/reply.h"

#include <utility>

#include "hub/word_lines.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

// One labelled batch is open at a time towards a client, so its reference may always be the same.
constexpr std::string_view batch_reference = "label";
constexpr std::string_view inner_batch_reference = "inner";

constexpr std::size_t middle_bytes_max = 200;

void append_number(std::string& out, irc::Numeric numeric) {
  const auto n = static_cast<unsigned>(numeric);
  out.push_back(static_cast<char>('0' + n / 100));
  out.push_back(static_cast<char>('0' + n / 10 % 10));
  out.push_back(static_cast<char>('0' + n % 10));
}

// A middle parameter may be what a client sent: one word, and short enough for the line.
void append_middle(std::string& out, std::string_view word) {
  const bool one_word = !word.empty() && !word.starts_with(':') && word.find(' ') == word.npos;
  out.append(" ").append(one_word ? utf8_cut(word, middle_bytes_max) : "*");
}

}  // namespace

Reply::Reply(Outbox& outbox, Receiver receiver, std::string_view nick, std::string_view server_name,
             std::int64_t time_ms, UnfinishedReply begun)
    : outbox_(outbox),
      receiver_(receiver),
      nick_(nick),
      server_name_(server_name),
      time_ms_(time_ms),
      label_(std::move(begun.label)),
      batch_open_(begun.batch_open),
      inner_batch_open_(begun.inner_batch_open) {}

void Reply::start_numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle) {
  body_.assign(":").append(server_name_).append(" ");
  append_number(body_, numeric);
  body_.append(" ").append(nick_);
  for (const std::string_view word : middle) append_middle(body_, word);
}

void Reply::numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle,
                    std::string_view text) {
  start_numeric(numeric, middle);
  body_.append(" :").append(text);
  body_done();
}

void Reply::numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle) {
  start_numeric(numeric, middle);
  body_done();
}

void Reply::numeric_with_code(irc::Numeric numeric, std::string_view code, std::string_view text) {
  start_numeric(numeric, {});
  body_.append(" :").append(text);
  body_done(code);
}

void Reply::numeric_words(irc::Numeric numeric, std::initializer_list<std::string_view> middle,
                          const std::vector<std::string>& words) {
  start_numeric(numeric, middle);
  const std::size_t room = limits::line_bytes_max - body_.size() - 4;  // beside " :" and the end
  for (const std::string& text : in_lines(words, ' ', room)) this->numeric(numeric, middle, text);
}

void Reply::numeric_with(irc::Numeric numeric, std::string_view params) {
  start_numeric(numeric, {});
  body_.append(" ").append(params);
  body_done();
}

void Reply::from_server(std::initializer_list<std::string_view> words, std::string_view text) {
  body_.assign(":").append(server_name_);
  for (const std::string_view word : words) append_middle(body_, word);
  body_.append(" :").append(text);
  body_done();
}

void Reply::fail(std::string_view command, std::initializer_list<std::string_view> words,
                 std::string_view text) {
  body_.assign(":").append(server_name_).append(" FAIL ").append(command);
  for (const std::string_view word : words) append_middle(body_, word);
  body_.append(" :").append(text);
  body_done();
}

void Reply::from_server(std::initializer_list<std::string_view> words) {
  body_.assign(":").append(server_name_);
  for (const std::string_view word : words) body_.append(" ").append(word);
  body_done();
}

void Reply::body_done(std::string_view code) {
  line({.body = body_, .time_ms = time_ms_, .code = code});
}

template <typename L>
void Reply::say(const L& line) {
  if (receiver_.variant == variant_classroom) return;
  if (inner_batch_open_) {
    return outbox_.to_one(receiver_, line, "batch=" + std::string(inner_batch_reference));
  }
  if (label_.empty()) return outbox_.to_one(receiver_, line);
  if (!batch_open_ && first_.empty()) {
    append_line(first_, receiver_.variant, line);
    if (!first_.empty()) place_ = outbox_.reserve(receiver_.conn);
    return;
  }
  open_batch();
  outbox_.to_one(receiver_, line, "batch=" + std::string(batch_reference));
}
template void Reply::say(const Line& line);
template void Reply::say(const Record& record);

void Reply::open_inner_batch(std::string_view type_and_params, std::string_view tags) {
  if (!label_.empty()) open_batch();
  std::string all(label_.empty() ? "" : "batch=" + std::string(batch_reference));
  if (!tags.empty()) all.append(all.empty() ? "" : ";").append(tags);
  const std::string words =
      "BATCH +" + std::string(inner_batch_reference) + " " + std::string(type_and_params);
  server_says(words, all);
  inner_batch_open_ = true;
}

void Reply::close_inner_batch() {
  inner_batch_open_ = false;
  from_server({"BATCH", "-" + std::string(inner_batch_reference)});
}

void Reply::finish() {
  if (label_.empty()) return;
  if (batch_open_) {
    server_says("BATCH -" + std::string(batch_reference), {});
  } else if (!first_.empty()) {
    send_first({}, "label=" + label_);
  } else {
    server_says("ACK", "label=" + label_);
  }
}

std::string Reply::postpone() {
  UVCHAT_ASSERT(first_.empty() && !batch_open_);
  return std::exchange(label_, {});
}

UnfinishedReply Reply::leave_unfinished() {
  if (!first_.empty()) open_batch();
  return {std::move(label_), batch_open_, inner_batch_open_};
}

std::string Reply::server_line(std::string_view words, std::string_view tags) const {
  const std::string body = ":" + std::string(server_name_) + " " + std::string(words);
  std::string line;
  append_line(line, receiver_.variant, Line{.body = body, .time_ms = time_ms_}, tags);
  return line;
}

void Reply::server_says(std::string_view words, std::string_view tags) {
  outbox_.to_one(receiver_.conn, server_line(words, tags));
}

// `before`: the line that opens the batch of the first one; empty: it stays alone.
void Reply::send_first(std::string_view before, std::string_view tags) {
  const bool tagged = first_.front() == '@';
  first_.replace(0, tagged ? 1 : 0, "@" + std::string(tags) + (tagged ? ";" : " "));
  first_.insert(0, before);
  outbox_.fill(place_, first_);
  first_.clear();
}

void Reply::open_batch() {
  if (batch_open_) return;
  batch_open_ = true;
  const std::string reference(batch_reference);
  const std::string opening =
      server_line("BATCH +" + reference + " labeled-response", "label=" + label_);
  if (first_.empty()) return outbox_.to_one(receiver_.conn, opening);
  send_first(opening, "batch=" + reference);
}

}  // namespace uvchat::hub
