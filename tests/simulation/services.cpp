#include "tests/simulation/services.h"

#include <algorithm>
#include <array>

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

namespace {

struct Meaning {
  std::string_view begin;  // of the answer
  std::string_view code;
};

constexpr auto meanings = std::to_array<Meaning>({
    {"everybody on the way", "CLEAR_CONNECTION"},
    {"wrong name or password", "WRONG_PASSWORD"},
    {"the account waits for", "NOT_VERIFIED"},
    {"the account is in a channel for TLS", "SECURE_ONLY"},
    {"you are banned from this server", "BANNED"},
    {"the password of the server", "DISALLOWED"},
    {"there is no such mechanism", "UNKNOWN_MECHANISM"},
    {"that is not what ", "INVALID_PARAMS"},
    {"the message is too long", "INVALID_PARAMS"},
    {"this certificate does not log in", "WRONG_CERTIFICATE"},
    {"your connection has shown", "WRONG_CERTIFICATE"},
    {"that is no SHA-256 fingerprint", "INVALID_PARAMS"},
    {"DEL takes a fingerprint", "INVALID_PARAMS"},
    {"this certificate belongs", "NOT_YOURS"},
    {"your account has no such", "NO_SUCH_CERTIFICATE"},
    {"your account has 16", "LIMIT_REACHED"},
    {"Log in first.", "NEED_LOGIN"},
    {"You are not logged in.", "NEED_LOGIN"},
    {"You are already logged in", "ALREADY_AUTHENTICATED"},
    {"You are logged in as", "DONE"},
    {"The certificate was not", "TEMPORARILY_UNAVAILABLE"},
    {"The certificate ", "DONE"},
    {"No certificate logs in", "END"},
    {"End of the list", "END"},
    {"IDENTIFY [", "INVALID_PARAMS"},
    {"INFO [", "HELP"},
    {"What is known", "HELP"},
    {"NickServ keeps", "HELP"},
    {"ChanServ keeps", "HELP"},
    {"Commands: ", "HELP"},
    {"HELP <command>", "HELP"},
    {"There is no such command", "UNKNOWN_COMMAND"},
    {"There is no such account", "NO_SUCH_ACCOUNT"},
    {"Logged in: nobody", "LOGGED_IN"},
});

// "Logged in: ana" is the fact "LOGGED_IN ana".
constexpr auto facts = std::to_array<Meaning>({
    {"Account: ", "ACCOUNT "},
    {"Made: ", "MADE "},
    {"Logged in: ", "LOGGED_IN "},
});

}  // namespace

std::string code_of(std::string_view answer) {
  constexpr std::string_view refused = "Refused: ";
  if (answer.starts_with(refused)) answer.remove_prefix(refused.size());
  for (const auto& [begin, code] : meanings) {
    if (answer.starts_with(begin)) return str(code);
  }
  for (const auto& [begin, code] : facts) {
    if (answer.starts_with(begin)) return str(code) + str(answer.substr(begin.size()));
  }
  constexpr std::string_view added = ", added ";
  if (const std::size_t at = answer.find(added); at != answer.npos) {
    const std::string_view time = answer.substr(at + added.size());
    return "CERTIFICATE " + str(answer.substr(0, at)) + " " + str(time.substr(0, time.find(' ')));
  }
  if (answer.find("nobody knows whether") != answer.npos) return "IN_DOUBT";
  return "TEMPORARILY_UNAVAILABLE";  // which the store says in its own words
}

}  // namespace uvchat::simulation
