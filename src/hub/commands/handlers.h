#pragma once

#include "hub/call.h"

// The handlers, which the table in command.cpp names, by the file they are in. A handler begins
// with what its row promises: enough parameters, and a registered session where that is needed. It
// looks at the form of the command and at what the caller may do, calls an act (hub/acts/), and
// answers.

namespace uvchat::hub {

// accept.cpp
void handle_accept(Call& call);

// bans.cpp
void handle_dline(Call& call);
void handle_kline(Call& call);
void handle_undline(Call& call);
void handle_unkline(Call& call);

// caps.cpp
void handle_cap(Call& call);

// channels.cpp
void handle_join(Call& call);
void handle_kick(Call& call);
void handle_names(Call& call);
void handle_part(Call& call);
void handle_topic(Call& call);

// chathistory.cpp
void handle_chathistory(Call& call);

// files.cpp
void handle_files(Call& call);

// gateway.cpp
void handle_webirc(Call& call);

// help.cpp
void handle_help(Call& call);

// invite.cpp
void handle_invite(Call& call);

// isupport.cpp
void handle_isupport(Call& call);

// list.cpp
void handle_list(Call& call);

// markread.cpp
void handle_markread(Call& call);

// messages.cpp
void handle_notice(Call& call);
void handle_privmsg(Call& call);
void handle_tagmsg(Call& call);

// modes.cpp; user_modes.cpp
void handle_mode(Call& call);
void handle_user_mode(Call& call);

// multiline.cpp
void handle_batch(Call& call);

// operators.cpp
void handle_chghost(Call& call);
void handle_kill(Call& call);
void handle_oper(Call& call);
void handle_rehash(Call& call);
void handle_wallops(Call& call);

// presence.cpp
void handle_away(Call& call);
void handle_monitor(Call& call);
void handle_setname(Call& call);

// queries.cpp
void handle_admin(Call& call);
void handle_info(Call& call);
void handle_links(Call& call);
void handle_lusers(Call& call);
void handle_motd(Call& call);
void handle_time(Call& call);
void handle_version(Call& call);

// redact.cpp
void handle_redact(Call& call);

// registration.cpp
void handle_error(Call& call);
void handle_nick(Call& call);
void handle_pass(Call& call);
void handle_ping(Call& call);
void handle_pong(Call& call);
void handle_quit(Call& call);
void handle_user(Call& call);

// register.cpp
void handle_register(Call& call);
void handle_verify(Call& call);

// relaymsg.cpp
void handle_relaymsg(Call& call);

// rename.cpp
void handle_rename(Call& call);

// report.cpp
void handle_report(Call& call);

// resume.cpp
void handle_resume(Call& call);

// sasl.cpp
void handle_authenticate(Call& call);

// search.cpp
void handle_search(Call& call);

// service_list.cpp
void handle_cs(Call& call);
void handle_ns(Call& call);

// stats.cpp
void handle_stats(Call& call);

// token.cpp
void handle_token(Call& call);

// who.cpp
void handle_ison(Call& call);
void handle_userhost(Call& call);
void handle_who(Call& call);

// whois.cpp
void handle_whois(Call& call);
void handle_whowas(Call& call);

}  // namespace uvchat::hub
