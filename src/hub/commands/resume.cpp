// RESUME: a device asks for a token with which it will log in the next time, or gives it up.

#include "hub/commands/resume.h"

#include <memory>
#include <utility>

#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/registration.h"
#include "hub/commands/services.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/sha256.h"

namespace uvchat::hub {
namespace {

constexpr std::int64_t unused_us_max = std::int64_t{30} * 86'400 * 1'000'000;

void refuse_resume(Call& call, std::string_view code, std::string_view why) {
  call.reply.fail("RESUME", {code}, why);
}

Progress keep_token(Call& page, const std::string& token, const std::string& device) {
  const Account* account = page.session.account();
  if (token.empty() || account == nullptr) {
    refuse_resume(page, "TEMPORARILY_UNAVAILABLE", "No token could be made, try again");
    return Progress::done;
  }
  ask_to_change(page, store::AddToken{account->id, sha256_text(token), device, page.now.wall_us},
                [](const store::Answer&, Now) {});
  return Progress::waiting;
}

Progress tell_token(Call& page, const std::string& token) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  if (answer.outcome == store::Outcome::done) {
    page.reply.from_server({"RESUME", "TOKEN", token});
  } else {
    refuse_resume(page, "TEMPORARILY_UNAVAILABLE", "The token could not be stored: " + answer.why);
  }
  return Progress::done;
}

void make_token(Call& call) {
  const std::string device(shortened(call, "RESUME", {}, call.param(1), limits::device_bytes_max));
  const auto token = std::make_shared<std::string>();  // once it is drawn
  const auto draw = [](Call& page) {
    ask(page, DrawToken{}, TokenDrawn{});
    return Progress::waiting;
  };
  const auto keep = [token, device](Call& page) {
    *token = std::get<TokenDrawn>(*page.answer).token;
    return keep_token(page, *token, device);
  };
  const auto tell = [token](Call& page) { return tell_token(page, *token); };
  answer_in_pages(call, in_steps({draw, keep, tell}));
}

void forget_token(Call& call) {
  const auto forget = [hash = sha256_text(call.param(1))](Call& page) {
    ask_to_change(page, store::ForgetToken{page.session.account()->id, hash},
                  [](const store::Answer&, Now) {});
    return Progress::waiting;
  };
  const auto tell = [](Call& page) {
    const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
    if (answer.outcome == store::Outcome::unavailable) {
      refuse_resume(
          page, "TEMPORARILY_UNAVAILABLE",
          answer.in_doubt ? capitalised(answer.why) : "The token is still there: " + answer.why);
    } else {
      page.reply.from_server({"RESUME", "FORGOTTEN"});
    }
    return Progress::done;
  };
  answer_in_pages(call, in_steps({forget, tell}));
}

}  // namespace

void log_in_with_token(Call& call, const NameAndToken& given, const LoginWords& words) {
  // Wrong passwords of others at the address do not count here: a token cannot be guessed.
  if (!may_send_password(call)) return words.refused(call, fault_of_clear_connection());
  const auto use = [hash = sha256_text(given.token)](Call& page) {
    ask_to_change(page, store::UseToken{hash, page.now.wall_us, page.now.wall_us - unused_us_max},
                  [](const store::Answer&, Now) {});
    return Progress::waiting;
  };
  const auto enter = [name = given.name, words](Call& page) {
    const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
    Account* account = page.state.accounts.find(name);
    if (answer.outcome == store::Outcome::unavailable) {
      words.refused(page,
                    unavailable(answer.in_doubt ? "the database does not answer" : answer.why));
    } else if (answer.outcome != store::Outcome::done || account == nullptr ||
               account->id != answer.account) {
      count_wrong_at_address(page, name, "unknown token");
      words.refused(page, {code::wrong_token, "this token is not known any more"});
    } else {
      accept_login(page, *account, words);
    }
    return Progress::done;
  };
  answer_in_pages(call, in_steps({use, enter}));
}

void handle_resume(Call& call) {
  const std::string_view word = call.param(0);
  if (!call.session.caps.has(irc::Capability::resume)) {
    refuse_resume(call, "NEED_CAPABILITY", "Ask for the capability uvchat/resume first");
  } else if (call.session.account() == nullptr) {
    refuse_resume(call, "NEED_LOGIN", "Log in first");
  } else if (const auto why = why_not_admitted(call)) {
    refuse_resume(call, "DISALLOWED", capitalised(why->why));
  } else if (!may_send_password(call)) {
    refuse_resume(
        call, "CLEAR_CONNECTION",
        "Everybody on the way could read the token: connect with TLS or through a tunnel (ssh -L)");
  } else if (same_in_ascii(word, "NEW")) {
    make_token(call);
  } else if (same_in_ascii(word, "FORGET")) {
    forget_token(call);
  } else {
    refuse_resume(call, "INVALID_PARAMS", "RESUME NEW :<device>, or RESUME FORGET <token>");
  }
}

}  // namespace uvchat::hub
