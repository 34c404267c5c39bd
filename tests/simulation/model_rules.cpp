// All commands: what each needs before it is obeyed.

#include <algorithm>

#include "tests/simulation/model.h"
#include "uvchat/base/utf8.h"

namespace uvchat::simulation {

struct Model::Rule {
  std::size_t least_params;
  bool early;        // before registration, too
  bool takes_empty;  // parameters of those least that say nothing
  void (Model::*obey)(Person&, const irc::Message&);
  bool of_past = false;  // unknown where nothing is kept of what is said
};

const std::map<std::string_view, Model::Rule> Model::rules_ = {
    {"ACCEPT", {0, false, false, &Model::accept}},
    {"ADMIN", {0, false, false, &Model::admin}},
    {"AUTHENTICATE", {1, true, false, &Model::authenticate}},
    {"AWAY", {0, true, false, &Model::away}},
    {"BATCH", {1, false, true, &Model::batch}},
    {"CAP", {1, true, true, &Model::cap}},
    {"CHANSERV", {0, false, false, &Model::cs}},
    {"CHATHISTORY", {1, false, false, &Model::chathistory, true}},
    {"CHGHOST", {2, false, false, &Model::chghost}},
    {"CS", {0, false, false, &Model::cs}},
    {"DLINE", {1, false, false, &Model::ban}},
    {"ERROR", {0, true, false, &Model::nothing}},
    {"FILES", {1, false, false, &Model::files}},
    {"HELP", {0, false, false, &Model::help}},
    {"HELPOP", {0, false, false, &Model::help}},
    {"INFO", {0, false, false, &Model::info}},
    {"INVITE", {0, false, false, &Model::invite}},
    {"ISON", {1, false, false, &Model::ison}},
    {"ISUPPORT", {0, true, false, &Model::isupport}},
    {"JOIN", {1, false, false, &Model::join}},
    {"KICK", {2, false, false, &Model::kick}},
    {"KILL", {1, false, false, &Model::kill}},
    {"KLINE", {1, false, false, &Model::ban}},
    {"LINKS", {0, false, false, &Model::links}},
    {"LIST", {0, false, false, &Model::list}},
    {"LUSERS", {0, false, false, &Model::lusers}},
    {"MARKREAD", {0, false, false, &Model::markread, true}},
    {"MODE", {1, false, false, &Model::mode}},
    {"MONITOR", {1, false, false, &Model::monitor}},
    {"MOTD", {0, false, false, &Model::motd}},
    {"NAMES", {0, false, false, &Model::names}},
    {"NICK", {0, true, false, &Model::nick}},
    {"NICKSERV", {0, false, false, &Model::ns}},
    {"NOTICE", {0, false, false, &Model::say}},
    {"NS", {0, false, false, &Model::ns}},
    {"OPER", {2, false, false, &Model::oper}},
    {"PART", {1, false, false, &Model::part}},
    {"PASS", {1, true, false, &Model::pass}},
    {"PING", {1, true, false, &Model::ping}},
    {"PONG", {0, true, false, &Model::nothing}},
    {"PRIVMSG", {0, false, false, &Model::say}},
    {"QUIT", {0, true, false, &Model::quit}},
    {"REDACT", {2, false, false, &Model::redact, true}},
    {"REGISTER", {3, true, false, &Model::register_account}},
    {"REHASH", {0, false, false, &Model::rehash}},
    {"RELAYMSG", {3, false, true, &Model::relaymsg}},
    {"RENAME", {2, false, false, &Model::rename_channel}},
    {"REPORT", {2, false, false, &Model::report}},
    {"RESUME", {2, true, false, &Model::resume}},
    {"SEARCH", {1, false, false, &Model::search, true}},
    {"SETNAME", {1, false, true, &Model::setname}},
    {"STATS", {0, false, false, &Model::stats}},
    {"TAGMSG", {0, false, false, &Model::tagmsg}},
    {"TIME", {0, false, false, &Model::time}},
    {"TOKEN", {1, true, false, &Model::token}},
    {"TOPIC", {1, false, false, &Model::topic}},
    {"UNDLINE", {1, false, false, &Model::unban}},
    {"UNKLINE", {1, false, false, &Model::unban}},
    {"USER", {4, true, false, &Model::user}},
    {"USERHOST", {1, false, false, &Model::userhost}},
    {"VERIFY", {2, true, false, &Model::verify}},
    {"VERSION", {0, false, false, &Model::version}},
    {"WALLOPS", {1, false, false, &Model::wallops}},
    {"WEBIRC", {4, true, false, &Model::webirc}},
    {"WHO", {1, false, false, &Model::who}},
    {"WHOIS", {0, false, false, &Model::whois}},
    {"WHOWAS", {0, false, false, &Model::whowas}},
};

void Model::command(Person& p, const irc::Message& message) {
  const std::string name = upper(message.command);
  if (heard_in_batch(name, message)) return;
  const auto rule = rules_.find(name);
  const bool known = rule != rules_.end() && (!rule->second.of_past || bounds_.keeps_past);
  if (!p.registered && !(known && rule->second.early)) {
    return numeric("451 :You have not registered");
  }
  if (!known) return numeric("421 " + middle(message.command) + " :Unknown command");
  const std::size_t least = rule->second.least_params;
  const auto first = message.params.begin();
  const bool says_nothing = std::any_of(first, first + static_cast<std::ptrdiff_t>(least),
                                        [](std::string_view param) { return param.empty(); });
  if (message.param_count < least || (says_nothing && !rule->second.takes_empty)) {
    return numeric("461 " + name + " :Not enough parameters");
  }
  ++answered_[name];
  if (p.registered && (name == "INVITE" || name == "RESUME")) is_fined(500);
  if (p.registered && name == "REPORT") is_fined(3000);
  const bool costs_time = name == "STATS" || name == "TOKEN" || name == "FILES";
  if (p.registered && costs_time) is_fined(200);
  (this->*rule->second.obey)(p, message);
  await_storing();
}

void Model::help(Person&, const irc::Message& message) {
  const std::string wanted = upper(message.param(0));
  const std::string topic = wanted.empty() ? "*" : wanted;
  if (wanted.empty()) {
    numeric("704 * :Commands; HELP <command> says more, HELP CMODES and UMODES of modes");
    std::vector<std::string> names;
    for (const auto& [name, rule] : rules_) names.emplace_back(name);
    const std::size_t head = str(":srv 705 " + me().nick + " * :").size();
    for (const std::string& line : in_lines(names, ' ', line_room - head)) {
      numeric("705 * :" + line);
    }
  } else if (wanted == "CMODES" || wanted == "UMODES") {
    numeric("704 " + wanted + " :" + any);
    for (int modes = wanted == "CMODES" ? 25 : 9; modes > 0; --modes) {
      numeric("705 " + wanted + " :" + any);
    }
  } else if (!rules_.contains(wanted)) {
    return numeric("524 " + middle(message.param(0)) + " :There is no help on this");
  } else {
    numeric("704 " + wanted + " :" + any);
    numeric("705 " + wanted + " :" + any);
  }
  numeric("706 " + topic + " :End of HELP");
}

// --- Texts that do not fit.

std::string Model::shortened(const Person& p, std::string_view command, const std::string& context,
                             std::string_view text, std::size_t bytes_max) {
  const std::string kept = str(utf8_cut(text, bytes_max));
  if (kept.size() < text.size()) {
    tell_shortened(p, command, context,
                   "Only the first " + std::to_string(kept.size()) + " of " +
                       std::to_string(text.size()) + " bytes were kept");
  }
  return kept;
}

void Model::tell_shortened(const Person& p, std::string_view command, const std::string& context,
                           const std::string& what) {
  const std::string about = context.empty() ? "" : " " + context;
  if (caller_->caps.contains("standard-replies")) {
    return reply(said(":srv WARN " + str(command) + " TEXT_SHORTENED" + about + " :" + what));
  }
  const std::string nick = p.nick.empty() ? "*" : p.nick;
  reply(said(":srv NOTICE " + nick + " :" + str(command) + about + ": " + what));
}

}  // namespace uvchat::simulation
