#include "hub/commands/nickserv.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "hub/codes.h"
#include "hub/commands/answers.h"
#include "hub/commands/login.h"
#include "hub/commands/nickserv_words.h"
#include "hub/commands/register.h"
#include "hub/iso_time.h"
#include "hub/line.h"
#include "hub/service_nicks.h"

namespace uvchat::hub {
namespace {

constexpr RegisterWords register_words{
    .with_invitation = "REGISTER <password> [<e-mail>] <invitation>",
    .refused =
        [](Call& call, std::string_view code, std::string_view, std::string_view why) {
          refuse_as_nickserv(call, {code, std::string(why)});
        },
    .made =
        [](Call& call, const Account& account) {
          say_as(call, nickserv_nick, code::done,
                 "The account " + account.name + " has been made.");
        },
    .must_verify =
        [](Call& call, const Account&, std::string_view what) {
          say_as(call, nickserv_nick, code::verification_required, what);
        },
};

constexpr LoginWords login_words{
    .refused = refuse_as_nickserv,
    .accepted =
        [](Call& call, const Account& account) {
          say_as(call, nickserv_nick, code::done, "You are logged in as " + account.name + ".");
        },
};

// Behind the password, in any order: an address has an '@', an invitation has none. What is neither
// may be a part of what was meant as a password, or the password of REGISTER, which comes last.
void register_nick(ServiceCall& asked) {
  Wish wish{.name = std::string(asked.call.user().nick())};
  for (std::size_t i = 1; i < asked.words.size(); ++i) {
    const std::string& word = asked.words[i];
    const bool is_address = word.find('@') != word.npos;
    std::string& meant = is_address ? wish.email : wish.invitation;
    if (!meant.empty() || (!is_address && !is_code(word))) {
      return refuse_as_nickserv(
          asked.call, {code::invalid_params,
                       "a password is one word, and behind it stand an e-mail address and an "
                       "invitation alone: REGISTER <password> [<e-mail>] [<invitation>]"});
    }
    meant = word;
  }
  make_account(asked.call, std::move(wish), std::string(asked.word(0)), register_words);
}

void register_for_another(ServiceCall& asked) {
  make_account(asked.call,
               {.name = asked.words[0], .email = std::string(asked.word(2)), .for_another = true},
               std::string(asked.word(1)), register_words);
}

void identify(ServiceCall& asked) {
  const User& user = asked.call.user();
  if (user.account != nullptr) {
    return asked.say(code::already_authenticated,
                     "You are already logged in as " + user.account->name + ".");
  }
  const bool by_nick = asked.words.size() == 1;
  log_in_with(asked.call,
              {by_nick ? std::string(user.nick()) : asked.words[0], asked.words[by_nick ? 0 : 1]},
              login_words);
}

void info(ServiceCall& asked) {
  const Call& call = asked.call;
  const Account* own = call.user().account;
  const Account* account = asked.words.empty() ? own : call.state.accounts.find(asked.words[0]);
  if (account == nullptr) {
    return asked.words.empty() ? asked.say(code::need_login, "You are not logged in.")
                               : asked.say(code::no_such_account, "There is no such account.");
  }
  asked.say("ACCOUNT " + account->name, "Account: " + account->name);
  const std::string made = iso_time(account->made_us / 1000);
  asked.say("MADE " + made, "Made: " + made);
  if (!account->is_verified) {
    asked.say(code::not_verified, "It waits for its e-mail address to be verified.");
  }
  if (account != own && !call.user().is_operator()) return;
  if (const auto why = why_suspended(*account, call.now)) {
    asked.say(code::suspended, "T" + why->substr(1));
  }
  for (const std::string& nick : account->nicks) asked.say("NICK " + nick, "Nick: " + nick);
  if (account->user == nullptr) return asked.say(code::logged_in, "Logged in: nobody");
  const std::string nick(account->user->nick());
  asked.say("LOGGED_IN " + nick, "Logged in: " + nick);
}

// --- A new password

bool is_as_then(Call& page, const AccountThen& then) {
  const Account* account = page.state.accounts.find(then.id);
  const bool is_same = account != nullptr && account->revision == then.revision;
  if (!is_same) refuse_as_nickserv(page, {code::outdated, "the password has just been changed"});
  return is_same;
}

Progress make_hash(Call& page, const AccountThen& then, const std::string& password) {
  return knows_password(page, then) ? ask_for_hash(page, password) : Progress::done;
}

Progress set_password(Call& page, const AccountThen& then) {
  const std::string& hash = std::get<PasswordHashed>(*page.answer).hash;
  if (hash.empty()) {
    refuse_as_nickserv(page, unavailable(passwords_busy));
    return Progress::done;
  }
  return is_as_then(page, then) ? ask_to_set_password(page, then.id, hash) : Progress::done;
}

Progress tell_set(Call& page) {
  if (is_stored(page, "Your password was not changed")) {
    say_as(page, nickserv_nick, code::done, "Your password has been changed.");
  }
  return Progress::done;
}

void change_password(ServiceCall& asked) {
  if (const auto why = why_no_check(asked.call)) return refuse_as_nickserv(asked.call, *why);
  const std::string& name = asked.call.user().account->name;
  if (const auto fault = fault_of_password(asked.call.state, name, asked.words[1])) {
    return refuse_as_nickserv(asked.call, *fault);
  }
  const AccountThen then = account_then(asked.call.state, name);
  std::vector<Page> steps = password_steps(then, asked.words[0]);
  steps.emplace_back(
      [then, fresh = asked.words[1]](Call& page) { return make_hash(page, then, fresh); });
  steps.emplace_back([then](Call& page) { return set_password(page, then); });
  steps.emplace_back(tell_set);
  answer_in_pages(asked.call, in_steps(std::move(steps)));
}

// --- The table

constexpr auto commands = std::to_array<ServiceCommand>({
    {"CERT", certificates, 0, WhoMay::logged_in, "CERT [LIST | ADD | DEL <fingerprint>]",
     "Which TLS certificates log you in without a password (SASL EXTERNAL): at most 16. ADD adds "
     "that of this connection. A fingerprint is SHA-256.",
     2},
    {"DROP", drop_account, 1, WhoMay::logged_in, "DROP <account> [<token>]",
     "Erases your account and all that is kept of it.", 2},
    {"ERASE", erase_lines, 0, WhoMay::logged_in, "ERASE [<token>]",
     "Erases all that you have said from the history; your account stays.", 1},
    {"EXPORT", export_data, 0, WhoMay::logged_in, "EXPORT",
     "All that is kept of you but for what you have said, as JSON, in lines \"1/3 ...\": it is "
     "what stands behind the first "
     "space of each, put together."},
    {"GHOST", ghost, 1, WhoMay::logged_in, "GHOST <nick>",
     "Takes a nick of yours from somebody else who uses it.", 1},
    {"GROUP", group_nick, 0, WhoMay::logged_in, "GROUP",
     "Makes the nick that you have one of your account's."},
    {"IDENTIFY", identify, 1, WhoMay::everybody, "IDENTIFY [<account>] <password>",
     "Logs you in to an account; without its name, to that of your nick.", 2},
    {"INFO", info, 0, WhoMay::everybody, "INFO [<account>]", "What is known of an account.", 1},
    {"INVITE", make_invitations, 0, WhoMay::operators, "INVITE [<count>]",
     "For operators: makes codes with which people make accounts where not everybody may.", 1},
    {"PASSWD", change_password, 2, WhoMay::logged_in, "PASSWD <old password> <new password>",
     "Changes your password.", 2},
    {"REGAIN", regain, 1, WhoMay::logged_in, "REGAIN <nick>",
     "Gives you a nick of yours, whoever uses it.", 1},
    {"REGISTER", register_nick, 1, WhoMay::everybody,
     "REGISTER <password> [<e-mail>] [<invitation>]",
     "Makes an account that is called as you are, so that your nick is yours."},
    {"RESETPASS", reset_password, 1, WhoMay::everybody,
     "RESETPASS <account> [<code> <new password>]",
     "Sends a code to the account's e-mail address; with a code, of this or of an operator, sets a "
     "new password.",
     3},
    {"SAREGISTER", register_for_another, 2, WhoMay::operators,
     "SAREGISTER <account> <password> [<e-mail>]",
     "For operators: makes an account for somebody else.", 3},
    {"SARESET", make_reset_code, 1, WhoMay::operators, "SARESET <account>",
     "For operators: makes a code with which its owner sets a new password.", 1},
    {"SESSIONS", sessions, 0, WhoMay::logged_in, "SESSIONS [LIST | REVOKE <device> | REVOKE ALL]",
     "Where you are logged in, and which devices log in without a password; REVOKE ends that."},
    {"SET", change_settings, 0, WhoMay::logged_in, "SET [<name> [<value>]]",
     "Shows or changes what you have decided for your account."},
    {"SUSPEND", suspend, 1, WhoMay::operators, "SUSPEND <account> [<duration>] [<reason>]",
     "For operators: nobody can log in to the account, for some time or for good."},
    {"UNGROUP", ungroup_nick, 1, WhoMay::logged_in, "UNGROUP <nick>",
     "Gives up a nick of your account's.", 1},
    {"UNSUSPEND", unsuspend, 1, WhoMay::operators, "UNSUSPEND <account>",
     "For operators: ends a suspension.", 1},
    {"VERIFY", verify, 1, WhoMay::everybody, "VERIFY <account> [<code>]",
     "Shows with the code that was sent to it that the account's e-mail address is yours; without "
     "it, sends another code.",
     2},
});
static_assert(std::is_sorted(commands.begin(), commands.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));

}  // namespace

void refuse_as_nickserv(Call& call, const Fault& fault) {
  say_as(call, nickserv_nick, fault.code, "Refused: " + fault.why);
}

void refuse_without_code(Call& call) {
  refuse_as_nickserv(call, unavailable("no code could be made, try again"));
}

bool is_stored(Call& page, std::string_view what) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  if (answer.outcome == store::Outcome::done) return true;
  if (answer.in_doubt) {
    say_as(page, nickserv_nick, code::in_doubt, capitalised(answer.why) + ".");
    return false;
  }
  const bool is_away = answer.outcome == store::Outcome::unavailable;
  say_as(page, nickserv_nick, is_away ? code::temporarily_unavailable : code::outdated,
         std::string(what) + ": " + (is_away ? answer.why : "it is not as you think any more"));
  return false;
}

std::vector<Page> password_steps(const AccountThen& then, const std::string& password) {
  const auto read = [id = then.id](Call& page) { return ask_for_credentials(page, id); };
  const auto check = [password](Call& page) {
    const auto asked = ask_for_check(page, password);
    if (!asked) {
      refuse_as_nickserv(page, unavailable(std::get<StoreAnswered>(*page.answer).answer.why));
    }
    return asked.value_or(Progress::done);
  };
  return {read, check};
}

bool knows_password(Call& page, const AccountThen& then) {
  const PasswordVerdict verdict = std::get<PasswordChecked>(*page.answer).verdict;
  if (const auto why = why_refused(page, verdict, then.name)) {
    refuse_as_nickserv(page, *why);
    return false;
  }
  return is_as_then(page, then);
}

constinit const Service nickserv{
    .nick = nickserv_nick,
    .purpose = "NickServ keeps accounts: a name with a password, whose nick nobody else can use.",
    .commands = commands,
};

}  // namespace uvchat::hub
