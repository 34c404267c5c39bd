// HELP: what each command of the table in command.cpp is for, and each mode of irc/modes.h. Each
// has its words here.

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "hub/command.h"
#include "hub/commands/handlers.h"
#include "uvchat/base/ascii.h"
#include "uvchat/irc/modes.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

struct Topic {
  std::string_view command;
  std::string_view form;
  std::string_view purpose;
};

// Sorted by command.
constexpr auto topics = std::to_array<Topic>({
    {"ACCEPT", "ACCEPT [<nick>{,<nick>} | -<nick> | *]",
     "With mode R: who may write to you though they are not logged in; * lists them."},
    {"ADMIN", "ADMIN [<server>]", "Who looks after the server."},
    {"AUTHENTICATE", "AUTHENTICATE <mechanism> | <data> | *", "Logs in to an account (SASL)."},
    {"AWAY", "AWAY [:<text>]",
     "Says that you are away, and why; without a text, that you are back."},
    {"BATCH", "BATCH +<reference> draft/multiline <nick|channel> | BATCH -<reference>",
     "Begins and ends a message of several lines."},
    {"CAP", "CAP LS [302] | LIST | REQ :<capabilities> | END",
     "What client and server can do beyond plain IRC."},
    {"CHANSERV", "CHANSERV [<command> {<word>}]", "The same as CS."},
    {"CHATHISTORY",
     "CHATHISTORY LATEST|BEFORE|AFTER|AROUND|BETWEEN <target> <reference> [<reference>] <limit>",
     "What was said before in a channel, or with somebody; needs the capability batch. A reference "
     "is timestamp=2026-11-22T14:03:11.123Z or msgid=<id>, for LATEST also *. CHATHISTORY TARGETS "
     "<timestamp> <timestamp> <limit> tells where something was said last."},
    {"CHGHOST", "CHGHOST <nick> <host>", "For operators: gives a user another host."},
    {"CS", "CS [<command> {<word>}]",
     "Speaks to ChanServ, which keeps channels and who is what in them; CS HELP says more."},
    {"DLINE", "DLINE [<duration>] <address|network|nick> [:<reason>]",
     "For operators: bans addresses from the server."},
    {"ERROR", "ERROR :<text>", "Said by servers; from clients it means nothing."},
    {"FILES", "FILES LIST [AFTER <id>] | FILES DELETE <url or id>",
     "What you have uploaded, the newest first, and what of it is not finished; and deletes one of "
     "your files."},
    {"HELP", "HELP [<command> | CMODES | UMODES]",
     "All commands, what one of them is for, or the modes of channels or users."},
    {"HELPOP", "HELPOP [<command> | CMODES | UMODES]", "The same as HELP."},
    {"INFO", "INFO [<server>]", "What the server is, and since when it runs."},
    {"INVITE", "INVITE [<nick> <channel>]",
     "Invites somebody into a channel; alone, lists the channels you are invited to."},
    {"ISON", "ISON <nick> {<nick>}", "Which of these nicks are here."},
    {"ISUPPORT", "ISUPPORT", "What the server supports, once more."},
    {"JOIN", "JOIN <channel>{,<channel>} [<key>{,<key>}]",
     "Enters channels, and makes those that are not there yet. JOIN 0 leaves all."},
    {"KICK", "KICK <channel> <nick>{,<nick>} [:<reason>]", "Puts members out of a channel."},
    {"KILL", "KILL <nick> [:<reason>]", "For operators: ends a user's session."},
    {"KLINE", "KLINE [<duration>] <user@host|network|nick> [:<reason>]",
     "For operators: bans users from the server."},
    {"LINKS", "LINKS", "The servers of the network, as far as you may see them."},
    {"LIST", "LIST [<item>{,<item>}]",
     "Channels by name, *mask*, !mask (not), >n or <n members, C>n or C<n minutes since they "
     "were made, T>n or T<n minutes since their topic was set."},
    {"LUSERS", "LUSERS", "How many users and channels there are."},
    {"MARKREAD", "MARKREAD <channel|nick> [timestamp=<time>]",
     "How far you have read there: tells it, or sets it for all of your devices."},
    {"MODE", "MODE <nick|channel> [<modes> {<parameter>}]",
     "Shows or changes the modes of a channel, or your own."},
    {"MONITOR", "MONITOR + <nick>{,<nick>} | - <nick>{,<nick>} | C | L | S",
     "Tells you when these nicks come and go; C forgets all, L lists them, S says who is here."},
    {"MOTD", "MOTD [<server>]", "The message of the day."},
    {"NAMES", "NAMES <channel>{,<channel>}", "Who is in a channel."},
    {"NICK", "NICK <nick>", "Takes another nick."},
    {"NICKSERV", "NICKSERV [<command> {<word>}]", "The same as NS."},
    {"NOTICE", "NOTICE <nick|channel>{,<nick|channel>} :<text>",
     "Sends a text that nothing answers automatically."},
    {"NS", "NS [<command> {<word>}]",
     "Speaks to NickServ, which keeps accounts and nicks; NS HELP says more."},
    {"OPER", "OPER <name> <password>", "Makes you an operator of the server."},
    {"PART", "PART <channel>{,<channel>} [:<reason>]", "Leaves channels."},
    {"PASS", "PASS <password>", "The server's password, before NICK and USER."},
    {"PING", "PING <token>", "Is answered by PONG with the same token."},
    {"PONG", "PONG <token>", "Answers the server's PING."},
    {"PRIVMSG", "PRIVMSG <nick|channel>{,<nick|channel>} :<text>", "Sends a text."},
    {"QUIT", "QUIT [:<reason>]", "Leaves the server."},
    {"REDACT", "REDACT <channel|nick> <msgid> [:<reason>]",
     "Takes back what you have said lately, by its msgid (message-tags); channel operators take "
     "back anybody's."},
    {"REGISTER", "REGISTER <account|*> <e-mail|*> <password> [<invitation>]",
     "Makes an account; * stands for your nick, or for no e-mail address. Where not everybody may "
     "make one, an operator gives you an invitation."},
    {"REHASH", "REHASH", "For operators: reads the configuration again."},
    {"RELAYMSG", "RELAYMSG <channel> <nick> :<text>",
     "For operators of a channel: says what somebody has said elsewhere."},
    {"RENAME", "RENAME <channel> <channel> [:<reason>]",
     "For operators of a channel: gives it another name."},
    {"REPORT", "REPORT <nick> :<reason>", "Tells the operators of the server of somebody."},
    {"RESUME", "RESUME NEW :<device> | FORGET <token>",
     "Asks for a token with which this device logs in the next time, or gives it up."},
    {"SEARCH", "SEARCH in=<channel|nick>{,...};from=<nick>;text=<words>;after=<time>;before=<time>",
     "Finds what was said: the newest of it; text or from is needed, other keys and limit=<n> are "
     "not. Words are whole: chat* finds those that begin so. A space is \\s, a time "
     "2026-11-22T14:03:11.123Z. Needs the capability batch."},
    {"SETNAME", "SETNAME :<real name>", "Changes your real name."},
    {"STATS", "STATS <letter> [<count>]",
     "u: how long the server runs; for operators: a and a count for what operators have done, m "
     "commands, o operators, k and d bans, s store, t turns and queues."},
    {"TAGMSG", "TAGMSG <nick|channel>{,<nick|channel>}",
     "Sends the line's tags without a text, such as that you are typing."},
    {"TIME", "TIME [<server>]", "The server's time."},
    {"TOKEN",
     "TOKEN SERVICELIST | GENERATE <service> [<channel|nick>] | VALIDATE [<service>] :<token>",
     "A token for one use within 10 minutes, with which a program uploads a file for you (service "
     "FILEHOST)."},
    {"TOPIC", "TOPIC <channel> [:<topic>]", "Shows or sets a channel's topic."},
    {"UNDLINE", "UNDLINE <address|network>", "For operators: lifts a DLINE."},
    {"UNKLINE", "UNKLINE <user@host|network>", "For operators: lifts a KLINE."},
    {"USER", "USER <name> 0 * :<real name>", "Introduces a client; with NICK, registers it."},
    {"USERHOST", "USERHOST <nick> {<nick>}", "Name and host of up to five users."},
    {"VERIFY", "VERIFY <account> <code>", "Confirms the e-mail address of a new account."},
    {"VERSION", "VERSION [<server>]", "Which server this is, and what it supports."},
    {"WALLOPS", "WALLOPS :<text>", "For operators: a text to all who have user mode w."},
    {"WEBIRC", "WEBIRC <password> <gateway> <host> <address>",
     "For gateways, first of all: for whom they speak."},
    {"WHO", "WHO <channel|nick|mask> [o][%<fields>[,<token>]]",
     "Users by channel, nick or mask; o: operators alone. The mask may be of nick, name, host, "
     "server or real name."},
    {"WHOIS", "WHOIS [<server>] <nick>{,<nick>}", "All that you may know of a user."},
    {"WHOWAS", "WHOWAS <nick> [<count>]", "Who had a nick that is gone."},
});
static_assert(std::is_sorted(topics.begin(), topics.end(),
                             [](const Topic& a, const Topic& b) { return a.command < b.command; }));

struct ModeTopic {
  char letter;
  std::string_view meaning;
};

constexpr auto channel_modes = std::to_array<ModeTopic>({
    {'b', "b <mask>: who is banned; without a mask, the list."},
    {'e', "e <mask>: who is excepted from bans."},
    {'I', "I <mask>: who needs no invitation under i."},
    {'q', "q <nick>: is an owner."},
    {'a', "a <nick>: is an admin."},
    {'o', "o <nick>: is an operator of the channel."},
    {'h', "h <nick>: is a half-operator."},
    {'v', "v <nick>: has voice, and may speak under m."},
    {'k', "k <key>: those who join must know the key."},
    {'l', "l <number>: so many may be in it."},
    {'f', "f <channel>: those who cannot join are sent there."},
    {'i', "i: an invitation is needed."},
    {'m', "m: those without a rank are silent."},
    {'n', "n: no messages from outside."},
    {'s', "s: not listed, and shown to nobody outside."},
    {'t', "t: only operators set the topic."},
    {'C', "C: no CTCP but ACTION."},
    {'c', "c: no colours and no formatting."},
    {'M', "M: those who are not logged in and have no rank are silent."},
    {'R', "R: nobody who is not logged in can join."},
    {'u', "u: auditorium: those without a rank see only those who have one."},
    {'U', "U: messages of those without a rank are seen by operators alone."},
    {'W', "W: no files."},
    {'x', "x: encrypted lines only."},
    {'z', "z: only those can join whose connections all have TLS."},
});

constexpr auto user_modes = std::to_array<ModeTopic>({
    {'B', "B: you are a bot, and your lines say so."},
    {'i', "i: seen only in channels that you share, or by your exact nick."},
    {'R', "R: private messages from those alone who are logged in, or whom you have accepted."},
    {'s', "s: for operators: you hear server notices."},
    {'T', "T: no CTCP."},
    {'w', "w: you hear WALLOPS."},
    {'o', "o: you are an operator; OPER gives it."},
    {'r', "r: you are logged in; the server sets it."},
    {'Z', "Z: all of your connections have TLS; the server sets it."},
});

template <std::size_t count>
constexpr bool explains(const std::array<ModeTopic, count>& topics_of_modes, std::string_view all) {
  return std::all_of(all.begin(), all.end(), [&](char letter) {
    return std::any_of(topics_of_modes.begin(), topics_of_modes.end(),
                       [letter](const ModeTopic& t) { return t.letter == letter; });
  });
}
static_assert(explains(channel_modes, irc::channel_modes::lists) &&
              explains(channel_modes, irc::channel_modes::keyed) &&
              explains(channel_modes, irc::channel_modes::valued) &&
              explains(channel_modes, irc::channel_modes::flags) &&
              explains(user_modes, irc::user_modes));

template <std::size_t count>
void send_modes(Call& call, std::string_view name, std::string_view title,
                const std::array<ModeTopic, count>& topics_of_modes) {
  call.reply.numeric(Numeric::rpl_helpstart, {name}, title);
  for (const ModeTopic& topic : topics_of_modes) {
    call.reply.numeric(Numeric::rpl_helptxt, {name}, topic.meaning);
  }
  call.reply.numeric(Numeric::rpl_endofhelp, {name}, "End of HELP");
}

void send_index(Call& call) {
  call.reply.numeric(Numeric::rpl_helpstart, {"*"},
                     "Commands; HELP <command> says more, HELP CMODES and UMODES of modes");
  std::vector<std::string> names;
  for (const Command& command : command_table()) names.emplace_back(command.name);
  call.reply.numeric_words(Numeric::rpl_helptxt, {"*"}, names);
  call.reply.numeric(Numeric::rpl_endofhelp, {"*"}, "End of HELP");
}

}  // namespace

void handle_help(Call& call) {
  std::string wanted(call.param(0));
  std::transform(wanted.begin(), wanted.end(), wanted.begin(), to_upper);
  if (wanted.empty()) return send_index(call);
  if (wanted == "CMODES") {
    return send_modes(call, wanted, "MODE <channel> +<mode> or -<mode>", channel_modes);
  }
  if (wanted == "UMODES") {
    return send_modes(call, wanted, "MODE <nick> +<mode> or -<mode>", user_modes);
  }
  const auto topic = std::find_if(topics.begin(), topics.end(),
                                  [&](const Topic& t) { return t.command == wanted; });
  if (topic == topics.end()) {
    call.reply.numeric(Numeric::err_helpnotfound, {call.param(0)}, "There is no help on this");
    return;
  }
  call.reply.numeric(Numeric::rpl_helpstart, {topic->command}, topic->form);
  call.reply.numeric(Numeric::rpl_helptxt, {topic->command}, topic->purpose);
  call.reply.numeric(Numeric::rpl_endofhelp, {topic->command}, "End of HELP");
}

}  // namespace uvchat::hub
