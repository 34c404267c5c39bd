#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "hub/line.h"
#include "hub/outbox.h"
#include "hub/session.h"
#include "uvchat/irc/numerics.h"

namespace uvchat::hub {

// The answers to one command, to the session that sent it. Tags, labels and batches are added here
// and nowhere else (IRCv3 labeled-response, batch): without a label lines go straight out, with one
// they are gathered, because the form depends on how many there are.
class Reply {
 public:
  // Classroom sessions are answered nothing: their protocol has no words for it.
  Reply(Outbox& outbox, const Session& session, std::string_view server_name, std::int64_t time_ms,
        std::string_view escaped_label);

  // ":server 401 ana <middle...> :<text>"
  void numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle,
               std::string_view text);
  // The same without a trailing text.
  void numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle);
  // ":server <words...> :<text>"
  void from_server(std::initializer_list<std::string_view> words, std::string_view text);
  // The caller's own copy of what others are told.
  void line(const Line& line);
  // Sends what was gathered. To be called once, at the command's end.
  void finish();

 private:
  struct Gathered {
    std::string body, msgid, client_tags;
    std::int64_t time_ms;

    Line line() const {
      return {.body = body, .msgid = msgid, .client_tags = client_tags, .time_ms = time_ms};
    }
  };

  void start_numeric(irc::Numeric numeric, std::initializer_list<std::string_view> middle);
  void body_done();

  Outbox& outbox_;
  const Session& session_;
  const std::string_view server_name_;
  const std::int64_t time_ms_;
  const std::string_view label_;  // escaped; empty: none
  std::string body_;              // scratch
  std::vector<Gathered> gathered_;
};

}  // namespace uvchat::hub
