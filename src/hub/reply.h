#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "hub/outbox.h"
#include "hub/unfinished_reply.h"
#include "uvchat/irc/numerics.h"

namespace uvchat::hub {

// The answers to one command, to the session that sent it. Labels and their batches are added here
// and nowhere else (IRCv3 labeled-response, batch). Without a label lines go straight out. With one
// the first line waits until it is known whether it stays alone, for the form depends on that; it
// keeps its place before what the session is told meanwhile.
// Owner: the hub; it lives for one step.
class Reply {
 public:
  // `nick`: how numerics address the receiver, "*" before it has one. A classroom session is
  // answered nothing: its protocol has no words for it.
  Reply(Outbox& outbox, Receiver receiver, std::string_view nick, std::string_view server_name,
        std::int64_t time_ms, UnfinishedReply begun = {});
  // It has another nick from now on.
  void address_as(std::string_view nick) { nick_ = nick; }

  // ":server 401 ana <middle...> :<text>"
  void numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle,
               std::string_view text);
  // The same without a trailing text.
  void numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle);
  // The words as the trailing text of as few lines as they fit into. No words: no line.
  void numeric_words(irc::Numeric numeric, std::initializer_list<std::string_view> middle,
                     const std::vector<std::string>& words);
  // The same without parameters; `code`: as Line has it.
  void numeric_with_code(irc::Numeric numeric, std::string_view code, std::string_view text);
  // The same with parameters that are put together already, as they are on the wire.
  void numeric_with(irc::Numeric numeric, std::string_view params);
  // ":server <words...> :<text>"
  void from_server(std::initializer_list<std::string_view> words, std::string_view text);
  // The same without a trailing text.
  void from_server(std::initializer_list<std::string_view> words);
  // ":server FAIL <command> <words...> :<text>" (IRCv3 standard-replies); the first word is the
  // code.
  void fail(std::string_view command, std::initializer_list<std::string_view> words,
            std::string_view text);
  // A line that is put together already; the caller's own copy of what others are told.
  void line(const Line& line) { say(line); }
  void record(const Record& record) { say(record); }
  // The lines between these two are a batch of their own within the answer. REQUIRES: the session
  // has the batch capability; no other such batch is open.
  void open_inner_batch(std::string_view type_and_params, std::string_view tags = {});
  void close_inner_batch();
  // A later command's answer will stand for this one's, under this label. REQUIRES: nothing was
  // said.
  std::string postpone();
  // At most one of these, at the end of the step; or before the session ends, if it was answered.
  void finish();
  UnfinishedReply leave_unfinished();

 private:
  template <typename L>
  void say(const L& line);
  void start_numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle);
  void body_done(std::string_view code = {});
  void server_says(std::string_view words, std::string_view tags);
  std::string server_line(std::string_view words, std::string_view tags) const;
  void send_first(std::string_view before, std::string_view tags);
  void open_batch();

  Outbox& outbox_;
  const Receiver receiver_;
  std::string nick_;
  const std::string_view server_name_;
  const std::int64_t time_ms_;
  std::string label_;  // escaped; empty: none
  bool batch_open_;
  bool inner_batch_open_;
  std::string first_;    // as the session gets it, while it may still be the only one; empty: none
  Outbox::Place place_;  // where it goes
  std::string body_;     // scratch
};

}  // namespace uvchat::hub
