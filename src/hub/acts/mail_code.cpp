#include "hub/acts/mail_code.h"

#include <algorithm>
#include <utility>

#include "hub/call.h"
#include "hub/codes.h"

namespace uvchat::hub {
namespace {

Asker asker_of(const store::AccountData& data, const Address& source, Now now) {
  const std::string network = source.text();
  const bool is_known =
      std::any_of(data.networks.begin(), data.networks.end(), [&](const auto& one) {
        return one.first == network && one.second >= now.wall_us - known_network_us;
      });
  return is_known ? Asker::owner : Asker::stranger;
}

void set_code_and_mail(ChatState& state, const CodeWish& wish, const store::AccountData& data,
                       Now now) {
  Account* account = state.accounts.find(wish.account);
  const std::string& email = data.email;
  if (account == nullptr || email.empty()) return;
  const std::string fold = state.names.fold(account->name);
  const Asker asker = asker_of(data, wish.source, now);
  if (asker == Asker::stranger && account->holds_code(wish.purpose, now.mono_ms)) return;
  if (!state.mails.take(email, fold, asker, state.settings, now.mono_ms)) return;
  const std::string code = code_of_token(wish.token);
  const SendMail mail = mail_of_code(state.settings, wish.purpose, account->name, email, code);
  const store::SetCode set{wish.account, wish.purpose, hash_of_code(code),
                           now.wall_us + code_us_max};
  ask_store(state, set, [&state, mail, wish](const store::Answer& answer, Now settled) {
    if (answer.outcome != store::Outcome::done) return;
    hold_code(state, wish.account, wish.purpose, settled.mono_ms + mailed_code_held_ms);
    SendMail sent = mail;
    sent.ticket = state.next_ticket({});
    state.outbox.ask(std::move(sent));
  });
}

std::string at_server(const HubSettings& settings, const std::string& account) {
  return account + " on the chat server " + settings.server_name + ".\n";
}

std::string wish_for_address(const HubSettings& settings, const std::string& account) {
  return "this address to be that of the account\n" + at_server(settings, account);
}

SendMail mail_with_code(const HubSettings& settings, std::string_view to, const std::string& code,
                        const std::string& wish, const std::string& command) {
  SendMail mail;
  mail.to = to;
  mail.subject = "Your code for " + settings.server_name;
  mail.text = "Somebody, probably you, wants " + wish + "\nThe code is: " + code +
              "\n\nIt holds for a day. Say to the server:\n\n    /msg NickServ " + command +
              "\n\nIf it was not you, there is nothing to do: without the code nothing changes.\n";
  return mail;
}

}  // namespace

void hold_code(ChatState& state, store::AccountId id, store::CodePurpose purpose,
               std::uint64_t until_ms) {
  if (Account* account = state.accounts.find(id)) account->hold_code(purpose, until_ms);
}

Changes::Settle settle_reset_code(ChatState& state, store::AccountId id, const AskedDeed& deed) {
  return [&state, id, deed](const store::Answer& answer, Now now) {
    note_answered(state, deed, answer, now);
    if (answer.outcome != store::Outcome::done) return;
    hold_code(state, id, store::CodePurpose::reset, now.mono_ms + operators_code_held_ms);
  };
}

void mail_code(ChatState& state, const CodeWish& wish) {
  ask_store(state, store::ReadAccount{wish.account},
            [&state, wish](const store::Answer& answer, Now now) {
              if (answer.data) set_code_and_mail(state, wish, *answer.data, now);
            });
}

SendMail mail_of_code(const HubSettings& settings, store::CodePurpose purpose,
                      const std::string& account, std::string_view to, const std::string& code) {
  return purpose == store::CodePurpose::verify
             ? mail_with_code(settings, to, code, wish_for_address(settings, account),
                              "VERIFY " + account + " " + code)
             : mail_with_code(settings, to, code,
                              "a new password for the account\n" + at_server(settings, account),
                              "RESETPASS " + account + " " + code + " NEW-PASSWORD");
}

SendMail mail_of_new_address(const HubSettings& settings, const std::string& account,
                             const std::string& to, const std::string& code) {
  return mail_with_code(settings, to, code, wish_for_address(settings, account),
                        "SET email " + to + " YOUR-PASSWORD " + code);
}

SendMail mail_of_change(const HubSettings& settings, const std::string& account,
                        std::string_view to) {
  SendMail mail;
  mail.to = to;
  mail.subject = "Your account on " + settings.server_name;
  mail.text = "This is no longer the e-mail address of the account\n" +
              at_server(settings, account) +
              "\nIf it was not you who changed that, somebody knows your password. Change it at\n"
              "once, or ask an operator of the server for help:\n\n"
              "    /msg NickServ PASSWD OLD-PASSWORD NEW-PASSWORD\n";
  return mail;
}

}  // namespace uvchat::hub
