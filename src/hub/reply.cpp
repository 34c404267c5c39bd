#include "hub/reply.h"

#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

// One labelled batch is open at a time towards a client, so its reference may always be the same.
constexpr std::string_view batch_reference = "label";

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

Reply::Reply(Outbox& outbox, const Session& session, std::string_view server_name,
             std::int64_t time_ms, std::string_view escaped_label)
    : outbox_(outbox),
      session_(session),
      server_name_(server_name),
      time_ms_(time_ms),
      label_(escaped_label) {}

void Reply::start_numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle) {
  body_.assign(":").append(server_name_).append(" ");
  append_number(body_, numeric);
  body_.append(" ").append(session_.nick_or_star());
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

void Reply::from_server(std::initializer_list<std::string_view> words, std::string_view text) {
  body_.assign(":").append(server_name_);
  for (const std::string_view word : words) body_.append(" ").append(word);
  body_.append(" :").append(text);
  body_done();
}

void Reply::body_done() { line({.body = body_, .time_ms = time_ms_}); }

void Reply::line(const Line& line) {
  if (session_.kind == SessionKind::classroom) return;
  if (label_.empty()) {
    outbox_.to_one(session_, line);
    return;
  }
  gathered_.push_back({std::string(line.body), std::string(line.msgid),
                       std::string(line.client_tags), line.time_ms});
}

void Reply::finish() {
  if (label_.empty()) return;
  const std::string label = "label=" + std::string(label_);
  auto server_says = [this](std::string_view words, std::string_view tags) {
    const std::string body = ":" + std::string(server_name_) + " " + std::string(words);
    outbox_.to_one(session_, {.body = body, .time_ms = time_ms_}, tags);
  };
  if (gathered_.empty()) {
    server_says("ACK", label);
  } else if (gathered_.size() == 1) {
    outbox_.to_one(session_, gathered_.front().line(), label);
  } else {
    const std::string reference(batch_reference);
    server_says("BATCH +" + reference + " labeled-response", label);
    for (const Gathered& g : gathered_) outbox_.to_one(session_, g.line(), "batch=" + reference);
    server_says("BATCH -" + reference, {});
  }
  gathered_.clear();
}

}  // namespace uvchat::hub
