#include "hub/acts/audit.h"

#include <string>
#include <utility>

#include "hub/acts/notices.h"

namespace uvchat::hub {

// Nothing waits for the answer: while the store is away it owes the deed.
void keep_deed(ChatState& state, std::string_view by, std::string_view what, std::string_view about,
               Now now) {
  state.log.write(LogLevel::info, "deed", {{"by", by}, {"command", what}, {"about", about}});
  store::Deed deed{now.wall_ms(), std::string(by), std::string(what), std::string(about)};
  state.outbox.ask(AskStore{state.next_ticket({}), store::NoteDeed{std::move(deed)}});
}

void note_deed(const Actor& actor, std::string_view what, std::string_view about,
               std::string_view notice) {
  const UserExtras* extras = actor.user.extras();
  const std::string by = std::string(actor.user.nick()) + " (" +
                         (extras == nullptr ? std::string() : extras->operator_name) + ")";
  if (!notice.empty()) notify_operators(actor, notice);
  keep_deed(actor.state, by, what, about, actor.now);
}

}  // namespace uvchat::hub
