// Which services there are; and NS, which speaks to one without a nick in between.

#include "hub/commands/service_list.h"

#include <algorithm>
#include <array>
#include <string>

#include "hub/commands/chanserv.h"
#include "hub/commands/handlers.h"
#include "hub/commands/nickserv.h"
#include "uvchat/base/ascii.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

constexpr std::array all_services{&chanserv, &nickserv};

// "NS IDENTIFY ana secret": all parameters are what is said.
void ask_by_command(Call& call, const Service& service) {
  std::string text;
  for (std::size_t i = 0; i < call.message.param_count; ++i) {
    text.append(i > 0 ? " " : "").append(call.param(i));
  }
  ask_service(call, service, text);
}

}  // namespace

const Service* find_service(std::string_view nick) {
  const auto at = std::find_if(all_services.begin(), all_services.end(),
                               [&](const Service* s) { return same_in_ascii(s->nick, nick); });
  return at == all_services.end() ? nullptr : *at;
}

bool names_service(std::string_view list) {
  std::string_view name;
  while (irc::next_in_list(list, name)) {
    if (find_service(name) != nullptr) return true;
  }
  return false;
}

void handle_cs(Call& call) { ask_by_command(call, chanserv); }
void handle_ns(Call& call) { ask_by_command(call, nickserv); }

}  // namespace uvchat::hub
