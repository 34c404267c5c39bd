// AUTHENTICATE: how a session logs in to an account (IRCv3 sasl-3.2, RFC 4616, RFC 4422).

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "hub/commands/answers.h"
#include "hub/commands/external.h"
#include "hub/commands/handlers.h"
#include "hub/commands/login.h"
#include "hub/commands/registration.h"
#include "hub/commands/resume.h"
#include "hub/commands/scram.h"
#include "hub/commands/services.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

constexpr std::size_t chunk_bytes = 400;
constexpr std::size_t chunks_max = 4;

std::optional<std::string> decoded(const std::string& data) {
  auto text = from_base64(data == "+" ? std::string_view() : std::string_view(data));
  return text && utf8_valid(*text) ? std::move(text) : std::nullopt;
}

// "whom to be NUL name NUL password": one is only who one logs in as.
std::optional<NameAndPassword> read_plain(const std::string& data) {
  const auto text = decoded(data);
  if (!text) return std::nullopt;
  const std::size_t first = text->find('\0');
  const std::size_t second = first == text->npos ? first : text->find('\0', first + 1);
  if (second == text->npos || text->find('\0', second + 1) != text->npos) return std::nullopt;
  const std::string as = text->substr(0, first);
  NameAndPassword read{text->substr(first + 1, second - first - 1), text->substr(second + 1)};
  if (!as.empty() && as != read.name) return std::nullopt;
  const bool fits = read.name.size() <= limits::nick_bytes_max && is_password(read.password);
  return fits ? std::optional(std::move(read)) : std::nullopt;
}

// "name NUL token"
std::optional<NameAndToken> read_resume(const std::string& data) {
  const auto text = decoded(data);
  const std::size_t end = text ? text->find('\0') : std::string::npos;
  if (end > limits::nick_bytes_max) return std::nullopt;  // or there is no end
  return NameAndToken{text->substr(0, end), text->substr(end + 1)};
}

// The account that it wants to be, or nothing: then it is the certificate's.
std::optional<std::string> read_external(const std::string& data) {
  auto text = decoded(data);
  const bool fits =
      text && text->size() <= limits::nick_bytes_max && text->find('\0') == text->npos;
  return fits ? std::move(text) : std::nullopt;
}

void fail(Call& call, const Fault& fault) {
  call.reply.numeric_with_code(Numeric::err_saslfail, fault.code,
                               "SASL authentication failed: " + fault.why);
}

Fault not_as_wanted(std::string_view mechanism) {
  return {code::invalid_params, "that is not what " + std::string(mechanism) + " wants"};
}

constexpr LoginWords sasl_words{
    .refused = fail,
    .accepted =
        [](Call& page, const Account&) {
          page.reply.numeric(Numeric::rpl_saslsuccess, {}, "SASL authentication successful");
        },
};

std::optional<SaslMechanism> mechanism_named(std::string_view name, const Call& call) {
  if (same_in_ascii(name, "PLAIN")) return SaslMechanism::plain;
  if (same_in_ascii(name, resume_mechanism)) return SaslMechanism::resume;
  if (same_in_ascii(name, external_mechanism) && call.session.certificate() != nullptr) {
    return SaslMechanism::external;
  }
  const bool is_scram = call.state.settings.accounts.scram && same_in_ascii(name, scram_mechanism);
  return is_scram ? std::optional(SaslMechanism::scram) : std::nullopt;
}

void begin(Call& call, std::string_view name) {
  const auto mechanism = mechanism_named(name, call);
  if (!mechanism) {
    const bool has_certificate = call.session.certificate() != nullptr;
    call.reply.numeric(Numeric::rpl_saslmechs,
                       {sasl_mechanisms(call.state.settings.accounts, has_certificate)},
                       "are available SASL mechanisms");
    return fail(call, {code::unknown_mechanism, "there is no such mechanism"});
  }
  if (const auto why = why_not_admitted(call)) return fail(call, *why);
  if (!may_send_password(call)) return fail(call, fault_of_clear_connection());
  call.session.login = std::make_unique<Login>(Login{*mechanism, {}});
  call.reply.line({.body = "AUTHENTICATE +", .time_ms = call.now.wall_ms()});
}

// A ban may have been set, and another PASS said, since it began.
void finish(Call& call, const Login& login) {
  if (const auto why = why_not_admitted(call)) return fail(call, *why);
  if (login.mechanism == SaslMechanism::scram) {
    const auto text = decoded(login.data);
    if (!text) return fail(call, not_as_wanted(scram_mechanism));
    return go_on_with_scram(call, login, *text, sasl_words);
  }
  if (login.mechanism == SaslMechanism::resume) {
    const auto given = read_resume(login.data);
    if (!given) return fail(call, not_as_wanted(resume_mechanism));
    return log_in_with_token(call, *given, sasl_words);
  }
  if (login.mechanism == SaslMechanism::external) {
    auto name = read_external(login.data);
    if (!name) return fail(call, not_as_wanted(external_mechanism));
    return log_in_with_certificate(call, std::move(*name), sasl_words);
  }
  auto given = read_plain(login.data);
  if (!given) return fail(call, not_as_wanted("PLAIN"));
  log_in_with(call, std::move(*given), sasl_words);
}

// A chunk that is not full is the last one.
void go_on(Call& call, std::string_view chunk) {
  std::string& data = call.session.login->data;
  if (chunk.size() > chunk_bytes) {
    call.session.login.reset();
    return call.reply.numeric(Numeric::err_sasltoolong, {}, "SASL message too long");
  }
  if (data.size() + chunk.size() > chunk_bytes * chunks_max) {
    call.session.login.reset();
    return fail(call, {code::invalid_params, "the message is too long"});
  }
  const bool is_last = chunk.size() < chunk_bytes;
  if (chunk != "+" || data.empty()) data += chunk;
  if (!is_last) return;
  const std::unique_ptr<Login> login = std::move(call.session.login);
  finish(call, *login);
}

}  // namespace

void handle_authenticate(Call& call) {
  const std::string_view word = call.param(0);
  if (call.session.account() != nullptr) {
    call.reply.numeric(Numeric::err_saslalready, {}, "You have logged in already");
  } else if (word == "*") {
    call.session.login.reset();
    call.reply.numeric(Numeric::err_saslaborted, {}, "SASL authentication aborted");
  } else if (call.session.login == nullptr) {
    begin(call, word);
  } else {
    go_on(call, word);
  }
}

}  // namespace uvchat::hub
