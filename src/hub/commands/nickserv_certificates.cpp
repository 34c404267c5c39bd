// CERT: which certificates log in to an account.

#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "hub/commands/external.h"
#include "hub/commands/nickserv_words.h"
#include "hub/iso_time.h"
#include "hub/line.h"
#include "uvchat/base/ascii.h"

namespace uvchat::hub {
namespace {

// As people copy it: with colons between the bytes or without, in either case.
std::optional<std::string> read_fingerprint(std::string_view text) {
  constexpr std::size_t digits = 2 * std::tuple_size_v<Hello::Fingerprint>;
  std::string read;
  for (const char c : text) {
    if (c != ':') read += to_lower(c);
  }
  const bool is_hex = read.find_first_not_of("0123456789abcdef") == read.npos;
  return read.size() == digits && is_hex ? std::optional(std::move(read)) : std::nullopt;
}

Progress ask_for_certificates(Call& page) {
  const Account* account = page.session.account();
  if (account == nullptr) return Progress::done;
  ask(page, AskStore{{}, store::ReadCertificates{account->id}},
      StoreAnswered{{}, store::unavailable("the database does not answer")});
  return Progress::waiting;
}

Progress say_certificates(Call& page) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  if (answer.outcome == store::Outcome::unavailable) {
    say_as(page, nickserv_nick, code::temporarily_unavailable,
           "Your certificates cannot be read: " + answer.why);
    return Progress::done;
  }
  const bool has_one = page.session.certificate() != nullptr;
  const std::string own = has_one ? fingerprint_of(page.session) : std::string();
  for (const store::Certificate& certificate : answer.certificates) {
    const std::string added = iso_time(certificate.added_us / 1000);
    say_as(page, nickserv_nick, "CERTIFICATE " + certificate.fingerprint + " " + added,
           certificate.fingerprint + ", added " + added +
               (certificate.fingerprint == own ? " (of this connection)" : ""));
  }
  if (answer.certificates.empty()) {
    say_as(page, nickserv_nick, code::end, "No certificate logs in to your account.");
  }
  return Progress::done;
}

// R: what the store is asked for, of the account and the fingerprint.
template <typename R>
Progress ask_to_change_certificates(Call& page, const R& change) {
  const Account* account = page.session.account();
  if (account == nullptr) return Progress::done;
  R request = change;
  request.account = account->id;
  ask_to_change(page, std::move(request), [](const store::Answer&, Now) {});
  return Progress::waiting;
}

Progress tell_added(Call& page, const std::string& fingerprint) {
  switch (std::get<StoreAnswered>(*page.answer).answer.outcome) {
    case store::Outcome::taken:
      refuse_as_nickserv(page, {code::not_yours, "this certificate belongs to another account"});
      break;
    case store::Outcome::absent:
      refuse_as_nickserv(page, {code::limit_reached, "your account has " +
                                                         std::to_string(store::certificates_max) +
                                                         " certificates already: DEL one first"});
      break;
    default:
      if (!is_stored(page, "The certificate was not added")) break;
      say_as(page, nickserv_nick, code::done,
             "The certificate " + fingerprint + " logs in to your account from now on.");
  }
  return Progress::done;
}

Progress tell_deleted(Call& page, const std::string& fingerprint) {
  if (std::get<StoreAnswered>(*page.answer).answer.outcome == store::Outcome::absent) {
    refuse_as_nickserv(page, {code::no_such_certificate, "your account has no such certificate"});
  } else if (is_stored(page, "The certificate was not deleted")) {
    say_as(page, nickserv_nick, code::done,
           "The certificate " + fingerprint + " logs in to your account no longer.");
  }
  return Progress::done;
}

void add_certificate(Call& call, const std::string& fingerprint) {
  const auto change = [fingerprint](Call& page) {
    return ask_to_change_certificates(page,
                                      store::AddCertificate{0, fingerprint, page.now.wall_us});
  };
  const auto tell = [fingerprint](Call& page) { return tell_added(page, fingerprint); };
  answer_in_pages(call, in_steps({change, tell}));
}

void delete_certificate(Call& call, const std::string& fingerprint) {
  const auto change = [fingerprint](Call& page) {
    return ask_to_change_certificates(page, store::ForgetCertificate{0, fingerprint});
  };
  const auto tell = [fingerprint](Call& page) { return tell_deleted(page, fingerprint); };
  answer_in_pages(call, in_steps({change, tell}));
}

void change_certificates(ServiceCall& asked, bool adds) {
  Call& call = asked.call;
  std::optional<std::string> fingerprint;
  if (!asked.word(1).empty()) {
    fingerprint = read_fingerprint(asked.word(1));
    if (!fingerprint) {
      return refuse_as_nickserv(
          call, {code::invalid_params,
                 "that is no SHA-256 fingerprint: 64 hexadecimal digits, with or without colons"});
    }
  } else if (!adds) {
    return refuse_as_nickserv(call,
                              {code::invalid_params, "DEL takes a fingerprint: LIST tells them"});
  }
  if (!adds) return delete_certificate(call, *fingerprint);
  // Fingerprints are no secret. Whoever could name that of another would have them log in here.
  if (call.session.certificate() == nullptr) {
    return refuse_as_nickserv(
        call, {code::wrong_certificate,
               "your connection has shown no certificate: connect with the one that is to log "
               "in"});
  }
  const std::string own = fingerprint_of(call.session);
  if (fingerprint.value_or(own) != own) {
    return refuse_as_nickserv(
        call, {code::wrong_certificate,
               "your connection has shown another certificate: connect with the one that is to "
               "log in"});
  }
  add_certificate(call, own);
}

}  // namespace

void certificates(ServiceCall& asked) {
  const std::string_view what = asked.word(0);
  if (what.empty() || same_in_ascii(what, "LIST")) {
    return answer_in_pages(asked.call, in_steps({ask_for_certificates, say_certificates}));
  }
  const bool adds = same_in_ascii(what, "ADD");
  if (adds || same_in_ascii(what, "DEL")) return change_certificates(asked, adds);
  asked.say(code::invalid_params, "CERT [LIST | ADD | DEL <fingerprint>]");
}

}  // namespace uvchat::hub
