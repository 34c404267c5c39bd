#include "tests/simulation/services.h"

#include <algorithm>

#include "tests/simulation/words.h"
#include "uvchat/irc/names.h"

namespace uvchat::simulation {

std::vector<std::string> words_said(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(str(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool is_service(std::string_view nick) { return upper(nick) == "NICKSERV"; }

bool names_service(std::string_view list) {
  for (std::string_view name; irc::next_in_list(list, name);) {
    if (is_service(name)) return true;
  }
  return false;
}

std::vector<std::string> nickserv_answers(std::string_view text, bool to_operator) {
  const std::vector<std::string> words = words_said(text);
  const std::string command = words.empty() ? "HELP" : upper(words[0]);
  if (command == "INFO") {
    return {words.size() > 1 ? "There is no such account." : "You are not logged in."};
  }
  if (command != "HELP") return {"There is no such command: HELP lists them."};
  if (words.size() > 1) return {"INFO [<account>]", "What is known of an account."};
  return {"NickServ keeps accounts: a name with a password, whose nick nobody else can use.",
          to_operator
              ? "Commands: CERT DROP ERASE EXPORT GHOST GROUP IDENTIFY INFO INVITE PASSWD REGAIN "
                "REGISTER RESETPASS SAREGISTER SARESET SESSIONS SET SUSPEND UNGROUP UNSUSPEND "
                "VERIFY"
              : "Commands: CERT DROP ERASE EXPORT GHOST GROUP IDENTIFY INFO PASSWD REGAIN REGISTER "
                "RESETPASS SESSIONS SET UNGROUP VERIFY",
          "HELP <command> says more."};
}

std::vector<std::string> chanserv_answers(std::string_view command) {
  if (upper(command) == "LIST") return {"End of the list of registered channels."};
  if (!command.empty()) return {"There is no such command: HELP lists them."};
  return {"ChanServ keeps channels: their topic, modes and lists, and who has which rank.",
          "Commands: AMODE CLEAR DROP INFO LIST REGISTER TRANSFER", "HELP <command> says more."};
}

}  // namespace uvchat::simulation
