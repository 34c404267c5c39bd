// REGISTER and VERIFY: how an account is made (IRCv3 draft/account-registration).

#include <string>
#include <utility>

#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/login.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

// What an account is asked for with.
struct Wish {
  std::string name;
  std::string email;  // empty: none
};

void refuse(Call& call, std::string_view code, std::string_view name, std::string_view why) {
  call.reply.fail("REGISTER", {code, name}, why);
}

// The wish is what can be granted to this session, as far as is known now.
bool may_register(Call& call, const std::string& name) {
  const AccountSettings& settings = call.state.settings.accounts;
  Session& session = call.session;
  if (!settings.registration_open) {
    refuse(call, "DISALLOWED", name, "Accounts are not made here");
  } else if (!session.is_registered() && !settings.before_connect) {
    refuse(call, "COMPLETE_CONNECTION_REQUIRED", name, "Complete the connection first");
  } else if (session.account() != nullptr) {
    refuse(call, "ALREADY_AUTHENTICATED", name, "You are logged in as " + session.account()->name);
  } else if (!may_send_password(call)) {
    refuse(call, "CLEAR_CONNECTION", name,
           "Everybody on the way could read your password: use an enciphered connection");
  } else {
    return true;
  }
  return false;
}

// An account has the nick of the one who makes it, or one that nobody has.
bool name_is_usable(Call& call, const std::string& name) {
  const User* self = call.session.is_registered() ? &call.user() : nullptr;
  if (!call.state.names.valid_nick(name)) {
    refuse(call, "BAD_ACCOUNT_NAME", name.empty() ? "*" : name, "That is no name for an account");
  } else if (!call.state.accounts.name_is_free(name)) {
    refuse(call, "ACCOUNT_EXISTS", name, "There is an account of this name or one like it");
  } else if (!call.state.directory.nick_is_free(name, self)) {
    refuse(call, "ACCOUNT_EXISTS", name, "Somebody who is here has this nick or one like it");
  } else {
    return true;
  }
  return false;
}

// Whether a message could be sent to it.
bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  return text.size() <= limits::email_bytes_max && at != text.npos && at > 0 &&
         at + 1 < text.size() && text.find_first_of(" ,;<>()\"\\") == text.npos;
}

bool is_good_enough(Call& call, const Wish& wish, std::string_view password) {
  if (wish.email.empty() && call.state.settings.accounts.email_required) {
    refuse(call, "INVALID_EMAIL", wish.name, "An e-mail address is required");
  } else if (!wish.email.empty() && !is_email(wish.email)) {
    refuse(call, "INVALID_EMAIL", wish.name, "That is no e-mail address");
  } else if (password.empty() || password.size() > limits::password_bytes_max) {
    refuse(call, "UNACCEPTABLE_PASSWORD", wish.name,
           "A password has 1 to " + std::to_string(limits::password_bytes_max) + " bytes");
  } else {
    return true;
  }
  return false;
}

// An address makes some accounts an hour: each costs a hash, and takes a name for good.
bool count_registration(Call& call, const std::string& name) {
  const AttemptLimit& limit = call.state.settings.accounts.registrations;
  const Address& address = call.session.address;
  if (is_in_any(call.state.settings.address_limits.exempt, address)) return true;
  if (!call.state.accounts_made.may(address, limit, call.now.mono_ms)) {
    refuse(call, "TEMPORARILY_UNAVAILABLE", name,
           "Your address has made several accounts lately, try again later");
    return false;
  }
  call.state.accounts_made.count(address, limit, call.now.mono_ms);
  return true;
}

// The password is hashed: the store is asked to make the account. Its name may be gone by now.
Progress ask_store(Call& page, const Wish& wish, const PasswordHashed& hashed) {
  if (hashed.hash.empty()) {
    page.state.outbox.penalty(page.session.conn, password_penalty_ms);
    refuse(page, "TEMPORARILY_UNAVAILABLE", wish.name,
           "Too many passwords are being looked at, try again");
    return Progress::done;
  }
  if (!name_is_usable(page, wish.name)) return Progress::done;
  const store::OwnedName name{wish.name, page.state.names.fold(wish.name),
                              looks_of(page.state.work, page.state.names, wish.name).back()};
  const Ticket ticket =
      ask(page, AskStore{{}, store::MakeAccount{name, hashed.hash, wish.email, page.now.wall_us}},
          StoreAnswered{{}, store::unavailable("the database does not answer")});
  page.state.reserve_account(wish.name, ticket);
  return Progress::waiting;
}

void tell_made(Call& page, const Wish& wish, const store::Answer& answer) {
  if (answer.outcome == store::Outcome::taken) {
    return refuse(page, "ACCOUNT_EXISTS", wish.name,
                  "There is an account of this name or one like it");
  }
  Account* account = page.state.accounts.find(wish.name);
  if (answer.outcome != store::Outcome::done || account == nullptr) {
    return refuse(page, "TEMPORARILY_UNAVAILABLE", wish.name,
                  "The account could not be stored: " + answer.why);
  }
  page.reply.from_server({"REGISTER", "SUCCESS", account->name}, "Your account has been made");
  tell_logged_in(page, *account);
  enter_account(page, *account);
}

}  // namespace

void handle_register(Call& call) {
  const std::string_view asked = call.param(0);
  Wish wish{std::string(asked == "*" ? call.session.person().nick() : asked),
            call.param(1) == "*" ? std::string() : std::string(call.param(1))};
  const std::string password(call.param(2));
  if (!may_register(call, wish.name.empty() ? "*" : wish.name) ||
      !name_is_usable(call, wish.name) || !is_good_enough(call, wish, password) ||
      !count_registration(call, wish.name)) {
    return;
  }
  answer_in_pages(call, [wish = std::move(wish)](Call& page) {
    if (page.answer == nullptr) {
      ask(page, HashPassword{{}, page.session.address.source(), std::string(page.param(2))},
          PasswordHashed{});
      return Progress::waiting;
    }
    if (const auto* hashed = std::get_if<PasswordHashed>(page.answer)) {
      return ask_store(page, wish, *hashed);
    }
    tell_made(page, wish, std::get<StoreAnswered>(*page.answer).answer);
    return Progress::done;
  });
}

// No code is ever sent yet.
void handle_verify(Call& call) {
  call.reply.fail("VERIFY", {"INVALID_CODE", call.param(0)}, "No account waits for this code");
}

}  // namespace uvchat::hub
