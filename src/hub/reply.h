#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "hub/line.h"
#include "hub/outbox.h"
#include "uvchat/irc/numerics.h"

namespace uvchat::hub {

struct Session;

// An answer that will go on in a later step of the hub.
struct UnfinishedReply {
  std::string label;  // escaped; empty: none
  bool batch_open = false;
};

// The answers to one command, to the session that sent it. Tags, labels and batches are added here
// and nowhere else (IRCv3 labeled-response, batch): without a label lines go straight out, with one
// the first waits until it is known whether it stays alone, because the form depends on it.
class Reply {
 public:
  // Classroom sessions are answered nothing: their protocol has no words for it.
  Reply(Outbox& outbox, const Session& session, std::string_view server_name, std::int64_t time_ms,
        UnfinishedReply begun = {});

  // ":server 401 ana <middle...> :<text>"
  void numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle,
               std::string_view text);
  // The same without a trailing text.
  void numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle);
  // ":server <words...> :<text>"
  void from_server(std::initializer_list<std::string_view> words, std::string_view text);
  // The same without a trailing text.
  void from_server(std::initializer_list<std::string_view> words);
  // The caller's own copy of what others are told.
  void line(const Line& line);
  // The lines between these two are a batch of their own within the answer, which the step ends.
  // REQUIRES: the session has the batch capability; no other such batch is open.
  void open_inner_batch(std::string_view type);
  void close_inner_batch();
  // Exactly one of these is to be called, at the end of the step.
  void finish();
  UnfinishedReply leave_unfinished();

 private:
  // The first line, while it may still be the only one.
  struct FirstLine {
    std::string body, msgid, client_tags;
    std::int64_t time_ms;
    bool tags_only;
    bool bot;
  };

  void start_numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle);
  void body_done();
  void server_says(std::string_view words, std::string_view tags);
  void send_first(std::string_view tags);
  void open_batch();

  Outbox& outbox_;
  const Session& session_;
  const std::string_view server_name_;
  const std::int64_t time_ms_;
  std::string label_;  // escaped; empty: none
  bool batch_open_;
  bool inner_batch_open_ = false;
  std::optional<FirstLine> first_;
  std::string body_;  // scratch
};

}  // namespace uvchat::hub
