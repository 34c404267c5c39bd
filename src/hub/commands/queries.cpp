// What a session is told of the server: the welcome, and LUSERS, MOTD, VERSION, ADMIN, INFO, TIME,
// LINKS.

#include <algorithm>
#include <iterator>
#include <string>

#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/isupport.h"
#include "hub/commands/queries.h"
#include "hub/commands/token.h"
#include "hub/iso_time.h"
#include "uvchat/irc/mask.h"
#include "uvchat/irc/modes.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

std::string sorted(std::string letters) {
  std::sort(letters.begin(), letters.end());
  return letters;
}

// The channel modes that take a parameter, ranks among them.
std::string channel_modes_with_param() {
  std::string letters(irc::channel_modes::lists);
  letters.append(irc::channel_modes::keyed).append(irc::channel_modes::valued);
  for (const irc::RankSign& sign : irc::rank_signs) letters += sign.letter;
  return sorted(letters);
}

// Its client learns its own prefix (IRCv3 draft/whoami).
void tell_who_they_are(Call& call) {
  Record record = call.actor().record(RecordKind::setname);
  record.text = call.user().realname();
  call.reply.record(record);
}

void send_lusers(Call& call) {
  const Counts& counts = call.state.counts();
  const std::string users = std::to_string(counts.registered);
  const std::string users_max = std::to_string(counts.registered_max);
  const std::size_t visible = counts.registered - counts.invisible;
  const std::size_t unknown = call.state.unknown_count();
  Reply& reply = call.reply;
  reply.numeric(Numeric::rpl_luserclient, {},
                "There are " + std::to_string(visible) + " users and " +
                    std::to_string(counts.invisible) + " invisible on 1 servers");
  reply.numeric(Numeric::rpl_luserop, {std::to_string(counts.operators)}, "operator(s) online");
  reply.numeric(Numeric::rpl_luserunknown, {std::to_string(unknown)}, "unknown connection(s)");
  reply.numeric(Numeric::rpl_luserchannels, {std::to_string(call.state.directory.channel_count())},
                "channels formed");
  reply.numeric(Numeric::rpl_luserme, {}, "I have " + users + " clients and 0 servers");
  const std::string current = users + ", max " + users_max;
  reply.numeric(Numeric::rpl_localusers, {users, users_max}, "Current local users " + current);
  reply.numeric(Numeric::rpl_globalusers, {users, users_max}, "Current global users " + current);
}

void send_motd(Call& call) {
  const HubSettings& settings = call.state.settings;
  if (settings.motd.empty()) {
    call.reply.numeric(Numeric::err_nomotd, {}, "There is no message of the day");
    return;
  }
  call.reply.numeric(Numeric::rpl_motdstart, {},
                     "- " + settings.server_name + " Message of the day -");
  for (const std::string& text : settings.motd) {
    call.reply.numeric(Numeric::rpl_motd, {}, "- " + text);
  }
  call.reply.numeric(Numeric::rpl_endofmotd, {}, "End of the message of the day");
}

}  // namespace

void send_welcome(Call& call) {
  const HubSettings& s = call.state.settings;
  Reply& reply = call.reply;
  reply.numeric(Numeric::rpl_welcome, {},
                "Welcome to the " + s.network + " network, " + std::string(call.user().prefix()));
  reply.numeric(Numeric::rpl_yourhost, {},
                "Your host is " + s.server_name + " (" + s.description + "), running " + s.version);
  reply.numeric(Numeric::rpl_created, {},
                "This server was started at " + iso_time(call.state.started_wall_ms));
  const std::string with_param = channel_modes_with_param();
  reply.numeric(Numeric::rpl_myinfo,
                {s.server_name, s.version, sorted(std::string(irc::user_modes)),
                 sorted(with_param + std::string(irc::channel_modes::flags)), with_param});
  send_isupport(call);
  if (is_told_of_services(call.session)) send_services(call);
  if (call.session.caps.has(irc::Capability::whoami)) tell_who_they_are(call);
  send_lusers(call);
  send_motd(call);
}

void handle_lusers(Call& call) {
  if (is_here(call, call.param(1))) send_lusers(call);
}

void handle_motd(Call& call) {
  if (is_here(call, call.param(0))) send_motd(call);
}

void handle_version(Call& call) {
  if (!is_here(call, call.param(0))) return;
  const HubSettings& settings = call.state.settings;
  call.reply.numeric(Numeric::rpl_version, {settings.version, settings.server_name},
                     settings.description);
  send_isupport(call);
}

void handle_admin(Call& call) {
  if (!is_here(call, call.param(0))) return;
  const HubSettings& settings = call.state.settings;
  if (settings.admin.empty()) {
    call.reply.numeric(Numeric::err_noadmininfo, {settings.server_name},
                       "No administrative information is available");
    return;
  }
  constexpr Numeric lines[] = {Numeric::rpl_adminloc1, Numeric::rpl_adminloc2,
                               Numeric::rpl_adminemail};
  call.reply.numeric(Numeric::rpl_adminme, {settings.server_name}, "Who looks after this server");
  for (std::size_t i = 0; i < settings.admin.size() && i < std::size(lines); ++i) {
    call.reply.numeric(lines[i], {}, settings.admin[i]);
  }
}

void handle_info(Call& call) {
  if (!is_here(call, call.param(0))) return;
  const HubSettings& settings = call.state.settings;
  Reply& reply = call.reply;
  reply.numeric(Numeric::rpl_info, {}, settings.version + ", a chat server");
  reply.numeric(Numeric::rpl_info, {}, settings.server_name + ": " + settings.description);
  reply.numeric(Numeric::rpl_info, {}, "Running since " + iso_time(call.state.started_wall_ms));
  reply.numeric(Numeric::rpl_endofinfo, {}, "End of INFO");
}

void handle_time(Call& call) {
  if (!is_here(call, call.param(0))) return;
  call.reply.numeric(Numeric::rpl_time, {call.state.settings.server_name},
                     iso_time(call.now.wall_ms()));
}

// How the network hangs together is its operators' business.
void handle_links(Call& call) {
  const HubSettings& settings = call.state.settings;
  if (call.user().is_operator()) {
    call.reply.numeric(Numeric::rpl_links, {settings.server_name, settings.server_name},
                       "0 " + settings.description);
  }
  call.reply.numeric(Numeric::rpl_endoflinks, {"*"}, "End of the list of links");
}

}  // namespace uvchat::hub
