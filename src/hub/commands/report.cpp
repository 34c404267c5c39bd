// REPORT: tells the operators of somebody's behaviour.

#include <algorithm>
#include <string>

#include "hub/acts/audit.h"
#include "hub/acts/notices.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/text_room.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
void handle_report(Call& call) {
  const User* user = call.state.directory.find_user(call.param(0));
  if (user == nullptr) return no_such_nick(call, call.param(0));
  const std::string reporter(call.user().nick());
  const std::string about = std::string(user->prefix()) + ": ";
  const std::size_t head_bytes = sizeof(":  NOTICE  :***  reports ") - 1 +
                                 call.state.settings.server_name.size() + limits::nick_bytes_max +
                                 reporter.size() + about.size();
  const std::string reason(
      shortened(call, "REPORT", user->nick(), call.param(1),
                std::min(call.state.settings.kick_bytes_max, room_behind(head_bytes))));
  notify_operators(call.actor(), reporter + " reports " + about + reason);
  if (may_keep(call.state.report_notes, call.now)) {
    keep_deed(call.state, reporter, "REPORT", about + reason, call.now);
  }
  call.reply.from_server({"NOTE", "REPORT", "TAKEN", std::string(user->nick())},
                         "The operators are told");
}

}  // namespace uvchat::hub
