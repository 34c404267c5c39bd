#include "hub/acts/audit.h"

#include <string>
#include <utility>

#include "hub/acts/notices.h"

namespace uvchat::hub {
namespace {

std::string by_whom(const User& user) {
  const UserExtras* extras = user.extras();
  return std::string(user.nick()) + " (" +
         (extras == nullptr ? std::string() : extras->operator_name) + ")";
}

}  // namespace

// Nothing waits for the answer: while the store is away it owes the deed.
void keep_deed(ChatState& state, std::string_view by, std::string_view what, std::string_view about,
               Now now) {
  state.log.write(LogLevel::info, "deed", {{"by", by}, {"command", what}, {"about", about}});
  store::Deed deed{now.wall_ms(), std::string(by), std::string(what), std::string(about)};
  state.outbox.ask(AskStore{state.next_ticket({}), store::NoteDeed{std::move(deed)}});
}

bool may_keep(NotesOfMinute& notes, Now now) {
  constexpr std::uint64_t minute_ms = 60'000;
  constexpr std::uint64_t kept_a_minute = 10;
  if (now.mono_ms >= notes.minute_ends_ms) notes = {now.mono_ms + minute_ms, 0, 0};
  ++(notes.noted < kept_a_minute ? notes.noted : notes.left_out);
  return notes.left_out == 0;
}

void note_deed(const Actor& actor, std::string_view what, std::string_view about,
               std::string_view notice) {
  if (!notice.empty()) notify_operators(actor, notice);
  keep_deed(actor.state, by_whom(actor.user), what, about, actor.now);
}

AskedDeed asked_deed(const Actor& actor, std::string_view what, std::string_view about,
                     std::string_view notice) {
  return {std::string(actor.user.nick()), by_whom(actor.user), std::string(what),
          std::string(about), std::string(notice)};
}

AskedDeed deed_on_file(const ChatState& state, AskedDeed deed, const store::Answer& dropped) {
  if (dropped.files.empty()) return deed;
  const Account* account = state.accounts.find(dropped.files.front().account);
  const std::string owner = " of " + (account == nullptr ? std::string("a guest") : account->name);
  deed.about += owner;
  if (!deed.notice.empty()) deed.notice += owner;
  return deed;
}

void note_answered(ChatState& state, const AskedDeed& deed, const store::Answer& answer, Now now) {
  if (answer.outcome != store::Outcome::done && !answer.in_doubt) return;
  const std::string doubt = answer.in_doubt ? " (nobody knows whether it was stored)" : "";
  if (!deed.notice.empty()) {
    notify_operators(state, deed.notice + doubt, now, state.directory.find_user(deed.nick));
  }
  keep_deed(state, deed.by, deed.what, deed.about + doubt, now);
}

}  // namespace uvchat::hub
