#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/hub/conversation.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/scram.h"

namespace uvchat::hub {

// "\0ana\0secret" and the like, as AUTHENTICATE sends them.
inline constexpr std::string_view ana_secret = "AGFuYQBzZWNyZXQ=";
inline constexpr std::string_view ana_wrong = "AGFuYQB3cm9uZw==";
inline constexpr std::string_view nobody_secret = "AG5vYm9keQBzZWNyZXQ=";

// A server whose pool and store answer at once, unless they are told not to.
struct AccountsOf : testing::Test {
  explicit AccountsOf(HubSettings settings = with_accounts()) : chat(std::move(settings)) {}

  static HubSettings with_accounts() {
    HubSettings settings = Conversation::some_settings();
    settings.accounts.allow_clear = true;
    return settings;
  }

  void serves() {
    for (auto asked = chat.hub().take_requests(); !asked.empty();
         asked = chat.hub().take_requests()) {
      for (const Request& request : asked) serve(request);
    }
  }
  void serve(const Request& request) {
    if (const auto* hash = std::get_if<HashPassword>(&request)) {
      const std::string kept = "#" + hash->password;
      chat.answered(
          PasswordHashed{hash->ticket, hash->with_scram ? with_verifier(kept, verifier) : kept});
    } else if (const auto* check = std::get_if<CheckPassword>(&request)) {
      const bool matches = parts_of_kept(check->hash).hash == "#" + check->password;
      ++checks;
      chat.answered(PasswordChecked{check->ticket,
                                    matches ? PasswordVerdict::match : PasswordVerdict::mismatch});
    } else if (const auto* scram = std::get_if<CheckScram>(&request)) {
      checked_messages = scram->auth_message;
      const bool is_kept = !parts_of_kept(scram->hash).verifier.empty();
      const bool matches = is_kept && scram->proof == right_proof;
      chat.answered(matches ? ScramChecked{scram->ticket, PasswordVerdict::match, right_signature}
                            : ScramChecked{scram->ticket, PasswordVerdict::mismatch});
    } else if (const auto* draw = std::get_if<DrawToken>(&request)) {
      chat.answered(TokenDrawn{draw->ticket, "token" + std::to_string(++drawn)});
    } else if (const auto* mail = std::get_if<SendMail>(&request)) {
      mails.push_back(*mail);
      chat.answered(MailSent{mail->ticket, mail_outcome});
    } else if (const auto* ask = std::get_if<AskStore>(&request)) {
      chat.answered(StoreAnswered{ask->ticket, answer_to(ask->request)});
    }
  }
  store::Answer answer_to(const store::Request& request) {
    if (away) return store::unavailable("the disk is full");
    if (answers_get_lost && !store::is_question(request)) {
      return store::in_doubt("the connection to the database broke");
    }
    if (const auto* make = std::get_if<store::MakeAccount>(&request)) {
      if (!make->invitation_hash.empty() && invitations.erase(make->invitation_hash) == 0) {
        return {.outcome = store::Outcome::absent};
      }
      made.push_back(make->password_hash);
      emails.push_back(make->email);
      if (!make->code_hash.empty()) codes[{made.size(), Purpose::verify}] = make->code_hash;
      return {.outcome = store::Outcome::done, .account = made.size()};
    }
    if (const auto* set = std::get_if<store::SetPassword>(&request)) {
      made.at(set->account - 1) = set->password_hash;
      ++changed;
      return {.outcome = store::Outcome::done};
    }
    if (const auto* add = std::get_if<store::AddToken>(&request)) {
      tokens[add->token_hash] = add->account;
      devices.push_back({static_cast<std::int64_t>(devices.size()) + 1, add->device, 0, 0});
      return {.outcome = store::Outcome::done};
    }
    if (const auto* use = std::get_if<store::UseToken>(&request)) {
      const auto token = tokens.find(use->token_hash);
      if (token == tokens.end()) return {.outcome = store::Outcome::absent};
      return {.outcome = store::Outcome::done, .account = token->second};
    }
    if (const auto* forget = std::get_if<store::ForgetToken>(&request)) {
      const bool was_there = tokens.erase(forget->token_hash) > 0;
      return {.outcome = was_there ? store::Outcome::done : store::Outcome::absent};
    }
    if (const auto* set = std::get_if<store::SetEmail>(&request)) {
      emails.at(set->account - 1) = set->email;
      return {.outcome = store::Outcome::done};
    }
    if (auto answer = answer_about_codes(request)) return *answer;
    if (auto answer = answer_about_certificates(request)) return *answer;
    if (const auto* read = std::get_if<store::ReadAccount>(&request)) return data_of(read->account);
    if (const auto* drop = std::get_if<store::DropAccount>(&request)) dropped.push_back(*drop);
    if (std::holds_alternative<store::ReadTokens>(request)) {
      return {.outcome = store::Outcome::done, .tokens = devices};
    }
    if (const auto* login = std::get_if<store::NoteLogin>(&request)) {
      known_networks[{login->account, login->network}] = login->at_us;
    }
    if (!std::holds_alternative<store::ReadCredentials>(request)) {
      return {.outcome = store::Outcome::done};
    }
    const auto& read = std::get<store::ReadCredentials>(request);
    const auto login = known_networks.find({read.account, read.network});
    const bool is_known = login != known_networks.end() && login->second >= read.known_since_us;
    if (read.account == 0 || read.account > made.size()) return {.outcome = store::Outcome::absent};
    return {.outcome = store::Outcome::done,
            .account = read.account,
            .credentials = {made[read.account - 1], 1 + changed, is_known}};
  }

  std::optional<store::Answer> answer_about_codes(const store::Request& request) {
    if (const auto* code = std::get_if<store::SetCode>(&request)) {
      codes[{code->account, code->purpose}] = code->code_hash;
      return store::Answer{.outcome = store::Outcome::done};
    }
    if (const auto* use = std::get_if<store::UseCode>(&request)) {
      const auto code = codes.find({use->account, use->purpose});
      const bool is_right = code != codes.end() && code->second == use->code_hash;
      if (is_right) codes.erase(code);
      return store::Answer{.outcome = is_right ? store::Outcome::done : store::Outcome::absent};
    }
    if (const auto* invite = std::get_if<store::Invite>(&request)) {
      invitations.insert(invite->code_hash);
      return store::Answer{.outcome = store::Outcome::done};
    }
    return std::nullopt;
  }
  std::optional<store::Answer> answer_about_certificates(const store::Request& request) {
    const auto owner_of = [&](const std::string& fingerprint) {
      for (const auto& [account, certificate] : certificates) {
        if (certificate.fingerprint == fingerprint) return account;
      }
      return store::AccountId{0};
    };
    if (const auto* add = std::get_if<store::AddCertificate>(&request)) {
      const store::AccountId owner = owner_of(add->fingerprint);
      if (owner != 0 && owner != add->account) return store::Answer{.outcome = Outcome::taken};
      if (owner == add->account) return store::Answer{.outcome = Outcome::done};
      if (certificates.count(add->account) >= store::certificates_max) {
        return store::Answer{.outcome = Outcome::absent};
      }
      certificates.emplace(add->account, store::Certificate{add->fingerprint, add->at_us});
      return store::Answer{.outcome = Outcome::done};
    }
    if (const auto* forget = std::get_if<store::ForgetCertificate>(&request)) {
      const auto erased = std::erase_if(certificates, [&](const auto& one) {
        return one.first == forget->account && one.second.fingerprint == forget->fingerprint;
      });
      return store::Answer{.outcome = erased == 0 ? Outcome::absent : Outcome::done};
    }
    if (const auto* find = std::get_if<store::FindCertificate>(&request)) {
      const store::AccountId owner = owner_of(find->fingerprint);
      return store::Answer{.outcome = owner == 0 ? Outcome::absent : Outcome::done,
                           .account = owner};
    }
    if (const auto* read = std::get_if<store::ReadCertificates>(&request)) {
      store::Answer answer{.outcome = Outcome::done};
      const auto [first, end] = certificates.equal_range(read->account);
      for (auto at = first; at != end; ++at) answer.certificates.push_back(at->second);
      return answer;
    }
    return std::nullopt;
  }
  store::Answer data_of(store::AccountId id) {
    if (id == 0 || id > made.size()) return {.outcome = store::Outcome::absent};
    auto data = std::make_shared<store::AccountData>(own_data);
    data->email = emails.at(id - 1);
    for (const auto& [network, at_us] : known_networks) {
      if (network.first == id) data->networks.emplace_back(network.second, at_us);
    }
    return {.outcome = store::Outcome::done, .data = std::move(data)};
  }

  void makes_account(Person& person) {
    person.says("REGISTER * * secret");
    serves();
    person.skips_all();
  }
  // Somebody who logs in before they are registered, and asks for this nick.
  Person& logs_in(std::string_view nick, std::string_view words = ana_secret,
                  std::string_view address = "192.0.2.7") {
    Person& person = chat.connected(0, address);
    person.says("CAP REQ :sasl");
    person.says("NICK " + std::string(nick));
    person.says("USER u 0 * :Real");
    person.says("AUTHENTICATE PLAIN");
    person.says("AUTHENTICATE " + std::string(words));
    serves();
    person.says("CAP END");
    return person;
  }

  // What SCRAM keeps, wants and says, whatever the password is.
  inline static const std::string right_proof = std::string(scram_key_bytes, 'p');
  inline static const std::string right_signature = std::string(scram_key_bytes, 'v');
  inline static const ScramVerifier verifier{4096, "YWJj", std::string(scram_key_bytes, 's'),
                                             std::string(scram_key_bytes, 'k')};

  using Purpose = store::CodePurpose;
  using Outcome = store::Outcome;

  Conversation chat;
  std::string checked_messages;  // by SCRAM, the last ones
  std::vector<SendMail> mails;
  MailOutcome mail_outcome = MailOutcome::sent;
  std::set<std::string> invitations;  // their hashes
  std::vector<std::string> emails;    // by id
  std::vector<store::DropAccount> dropped;
  store::AccountData own_data;  // of every account, but for its address
  std::map<std::pair<store::AccountId, std::string>, std::int64_t> known_networks;
  std::map<std::string, store::AccountId> tokens;                     // by hash
  std::map<std::pair<store::AccountId, Purpose>, std::string> codes;  // their hashes
  std::multimap<store::AccountId, store::Certificate> certificates;
  std::vector<store::Token> devices;
  std::vector<std::string> made;  // hashes, by id
  std::uint64_t changed = 0;      // so many passwords
  bool away = false;
  bool answers_get_lost = false;  // of changes
  int checks = 0;
  int drawn = 0;
};

}  // namespace uvchat::hub
