#include "hub/commands/scram.h"

#include <memory>
#include <utility>

#include "hub/commands/answers.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/scram.h"

namespace uvchat::hub {
namespace {

// Server messages have less than a chunk of 400 bytes.
void tell_message(Call& page, std::string_view text) {
  const std::string body = "AUTHENTICATE " + to_base64(text);
  page.reply.line({.body = body, .time_ms = page.now.wall_ms()});
}

const store::Answer& store_said(const Call& page) {
  return std::get<StoreAnswered>(*page.answer).answer;
}

// A name without a verifier gets this salt: always the same one, which looks like any other.
std::string salt_of_nobody(const ChatState& state, std::string_view name) {
  const std::string fold = state.names.fold(name);
  std::string salt;
  for (const char* half : {"first half of a salt ", "second half of a salt "}) {
    std::uint64_t bits = keyed_hash(state.settings.cloak_key, half + fold);
    for (int byte = 0; byte < 8; ++byte, bits >>= 8) salt += static_cast<char>(bits & 0xff);
  }
  return to_base64(salt);
}

// "s=SALT,i=100000", after ask_for_credentials().
std::string salt_and_iterations(const Call& page, const std::string& name) {
  const std::string& kept = store_said(page).credentials.password_hash;
  const auto verifier = read_scram_verifier(parts_of_kept(kept).verifier);
  const std::string salt = verifier ? verifier->salt : salt_of_nobody(page.state, name);
  const std::uint32_t iterations = verifier ? verifier->iterations : scram_iterations;
  return "s=" + salt + ",i=" + std::to_string(iterations);
}

Fault not_scram() { return {code::invalid_params, "that is not what SCRAM-SHA-256 wants"}; }

void wait_for_next(Call& page, ScramExchange exchange) {
  page.session.login = std::make_unique<Login>(
      Login{SaslMechanism::scram, {}, std::make_shared<const ScramExchange>(std::move(exchange))});
}

// --- The client's first message

void begin_exchange(Call& call, std::string_view text, const LoginWords& words) {
  const auto first = read_scram_first(text);
  if (!first || first->name.size() > limits::nick_bytes_max ||
      (!first->wants_to_be.empty() && first->wants_to_be != first->name)) {
    return words.refused(call, not_scram());
  }
  if (const auto why = why_no_check(call)) return words.refused(call, *why);
  call.state.work.add(fold_work(first->name));
  const auto exchange = std::make_shared<ScramExchange>();
  exchange->account = account_then(call.state, first->name);
  exchange->header = first->header;
  exchange->nonce = first->nonce;
  exchange->messages = first->bare;
  const auto read = [exchange](Call& page) {
    return ask_for_credentials(page, exchange->account.id);
  };
  const auto salt = std::make_shared<std::string>();
  const auto draw = [exchange, salt, words](Call& page) {
    if (store_said(page).outcome == store::Outcome::unavailable) {
      words.refused(page, unavailable(store_said(page).why));
      return Progress::done;
    }
    if (is_tried_too_often(page, exchange->account.name, words)) return Progress::done;
    *salt = salt_and_iterations(page, exchange->account.name);
    ask(page, DrawToken{}, TokenDrawn{});
    return Progress::waiting;
  };
  const auto tell = [exchange, salt, words](Call& page) {
    const std::string& drawn = std::get<TokenDrawn>(*page.answer).token;
    if (drawn.empty()) {
      words.refused(page, unavailable(passwords_busy));
      return Progress::done;
    }
    exchange->nonce += drawn;
    const std::string message = "r=" + exchange->nonce + "," + *salt;
    exchange->messages += "," + message;
    wait_for_next(page, *exchange);
    tell_message(page, message);
    return Progress::done;
  };
  answer_in_pages(call, in_steps({read, draw, tell}));
}

// --- Its second one

void check_proof(Call& call, const ScramExchange& exchange, std::string_view text,
                 const LoginWords& words) {
  const auto final = read_scram_final(text);
  if (!final || final->header != exchange.header || final->nonce != exchange.nonce) {
    return words.refused(call, not_scram());
  }
  if (const auto why = why_no_check(call)) return words.refused(call, *why);
  const auto made = std::make_shared<ScramExchange>(exchange);
  made->messages += "," + std::string(final->without_proof);
  const auto read = [made](Call& page) { return ask_for_credentials(page, made->account.id); };
  const auto check = [made, proof = final->proof, words](Call& page) {
    const store::Answer& answer = store_said(page);
    if (answer.outcome == store::Outcome::unavailable) {
      words.refused(page, unavailable(answer.why));
      return Progress::done;
    }
    ask(page, CheckScram{{}, answer.credentials.password_hash, made->messages, proof},
        ScramChecked{});
    return Progress::waiting;
  };
  const auto tell = [made, words](Call& page) {
    const auto& checked = std::get<ScramChecked>(*page.answer);
    if (const auto why = why_refused(page, checked.verdict, made->account.name)) {
      words.refused(page, *why);
      return Progress::done;
    }
    made->is_proven = true;
    wait_for_next(page, *made);
    tell_message(page, "v=" + to_base64(checked.signature));
    return Progress::done;
  };
  answer_in_pages(call, in_steps({read, check, tell}));
}

}  // namespace

void go_on_with_scram(Call& call, const Login& login, std::string_view text,
                      const LoginWords& words) {
  if (login.scram == nullptr) {
    begin_exchange(call, text, words);
  } else if (!login.scram->is_proven) {
    check_proof(call, *login.scram, text, words);
  } else if (text.empty()) {  // it has seen that the server knows the password
    accept_password(call, login.scram->account, words);
  } else {
    words.refused(call, not_scram());
  }
}

}  // namespace uvchat::hub
