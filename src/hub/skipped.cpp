#include "hub/skipped.h"

#include <string>

#include "hub/iso_time.h"
#include "hub/line.h"

namespace uvchat::hub {
namespace {

// The times between which CHATHISTORY BETWEEN finds all that was left out: it excludes its bounds,
// and knows milliseconds.
struct Bounds {
  std::string after, before;

  explicit Bounds(const TimeSpan& left_out)
      : after(iso_time(left_out.from_us / 1000 - 1)), before(iso_time(left_out.to_us / 1000 + 1)) {}
  std::string words() const { return "What was said after " + after + " and before " + before; }
};

void tell(ChatState& state, const Session& session, std::string_view target, std::string_view text,
          std::string_view tags, Now now) {
  Record record{.kind = RecordKind::notice, .source = state.settings.server_name, .target = target};
  record.text = text;
  record.client_tags = tags;
  record.time_us = now.wall_us;
  state.outbox.to_one(session.receiver(), record);
}

}  // namespace

void tell_skipped(ChatState& state, const Session& session, const TimeSpan& left_out, Now now) {
  if (left_out.empty() || session.user == nullptr) return;
  const User& user = *session.user;
  const Bounds bounds(left_out);
  const std::string tags =
      "draft/chathistory-context;uvchat/skipped=" + bounds.after + "," + bounds.before;
  const std::string text =
      bounds.words() + " was not sent to you, because you read too slowly. It is in the history";
  state.work.add(user.memberships.size());
  for (const Membership* own : user.memberships) {
    if (own->channel->past.spoken_us < left_out.from_us) continue;
    tell(state, session, own->channel->name, text, tags, now);
  }
  if (user.left_us < left_out.from_us) return;
  tell(state, session, user.nick(),
       bounds.words() +
           " in channels that you have left was not sent to you, because you read too "
           "slowly",
       "draft/chathistory-context", now);
}

}  // namespace uvchat::hub
