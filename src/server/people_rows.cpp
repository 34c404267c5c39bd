// The rows of accounts, and of what people have said.

#include <cstdint>
#include <vector>

#include "server/config_rows.h"
#include "server/config_values.h"
#include "uvchat/base/limits.h"

namespace uvchat::server {
namespace {

constexpr std::int64_t gibibyte = std::int64_t{1} << 30;

}  // namespace

std::vector<Row> history_rows() {
  using H = hub::HistorySettings;
  using K = HistoryConfig;
  const auto kept = [](auto... members) { return value_at(&Config::history, members...); };
  const auto history = [](auto... members) { return hub(&hub::HubSettings::history, members...); };
  return {
      row("history.enabled", history(&H::enabled), Boolean{}, restart,
          "what is said in channels, and between two accounts, is kept and can be read again"),
      row("history.retention_days", kept(&K::retention_days), Whole<0, 36'500>{}, restart,
          "how long; 0 means for good"),
      row("history.lines_per_room_max", kept(&K::lines_per_room_max), Whole<0, gibibyte>{}, restart,
          "how many lines of a channel or of two people; the oldest go. 0 means as many as come"),
      row("history.events_per_room_max", kept(&K::events_per_room_max), Whole<0, gibibyte>{},
          restart, "how often somebody came, went or changed something there, beside the lines"),
      row("history.room_bytes_max", kept(&K::room_bytes_max), Whole<0, 1024 * gibibyte>{}, restart,
          "how many bytes of a channel or of two people; 0 means as many as come"),
      row("history.bytes_max", kept(&K::bytes_max), Whole<0, 1024 * gibibyte>{}, restart,
          "how many bytes of all together; 0 means as many as come"),
      row("history.page_lines_max", history(&H::page_lines_max), Whole<1, 1'000>{}, live,
          "lines in one answer to CHATHISTORY"),
      row("history.playback_lines_max", history(&H::playback_lines_max), Whole<1, 10'000>{}, live,
          "lines of a channel that `PRIVMSG *playback :PLAY ...` (ZNC's way) gives at most"),
      row("history.search_time_max_ms", history(&H::search_time_max_ms), Whole<1, 60'000>{}, live,
          "how long the database may look for what a SEARCH asks for; then it is given up"),
      row("history.redaction", history(&H::redaction), Boolean{}, live,
          "people may take back what they have said (REDACT)"),
      row("history.replayed_lines", history(&H::replayed_lines), Whole<0, 1'000>{}, live,
          "lines that a client is told when it joins a channel, if it does not ask for them by "
          "itself (`draft/chathistory`) and shows times (`server-time`)"),
      row("history.redaction_window_seconds", history(&H::redaction_window_seconds),
          Whole<0, 31'536'000>{}, live,
          "how long after saying something people may take it back; operators of a channel always "
          "may"),
      row("history.persist_tagmsg_with", history(&H::persist_tagmsg_with),
          ListOf<Text>{{"a client tag with its +", is_client_tag}, 16}, live,
          "a TAGMSG that has one of these tags is kept, as reactions are"),
  };
}

std::vector<Row> registration_rows() {
  using A = hub::AccountSettings;
  using L = hub::AttemptLimit;
  const auto accounts = [](auto... members) {
    return hub(&hub::HubSettings::accounts, members...);
  };
  return {
      row("accounts.registration", accounts(&A::who_registers),
          Choice<hub::WhoRegisters>{{{"open", hub::WhoRegisters::everybody},
                                     {"invite", hub::WhoRegisters::invited},
                                     {"closed", hub::WhoRegisters::nobody}}},
          live,
          "who may make an account: anybody, those with a code that an operator has made with NS "
          "INVITE, or nobody but operators for others"),
      row("accounts.registration_before_connect", accounts(&A::before_connect), Boolean{}, live,
          "an account may be made before the connection is registered"),
      row("accounts.registration_email_required", accounts(&A::email_required), Boolean{}, live,
          "whoever makes an account must give an e-mail address"),
      row("accounts.password_bytes_min", accounts(&A::password_bytes_min), Whole<1, 64>{}, live,
          "the least bytes of a new password, which the name of its account never is; NIST's "
          "guidelines say 8. Older passwords stay good"),
      row("accounts.sendmail", value_at(&Config::mail, &MailConfig::program),
          ListOf<Text>{{"1 to 4000 bytes", is_argument}, 32}, restart,
          "a program, by its whole path, and its arguments: it reads a message with its headers on "
          "its standard input and sends it, as `[\"/usr/sbin/sendmail\", \"-t\", \"-i\"]` does. "
          "With it an account with an e-mail address waits until its owner has said the code that "
          "was sent there"),
      row("accounts.mail_from", value_at(&Config::mail, &MailConfig::from),
          Text{"an e-mail address, or nothing", is_email_or_nothing}, restart,
          "whom these messages are from; nothing means `noreply@` and `server.name`"),
      row("accounts.mails_per_hour_max", accounts(&A::mails_in_all, &L::attempts),
          Whole<1, 1'000'000>{}, live,
          "messages that the server sends in an hour. To an address, for an account, and for those "
          "who ask from one network it sends 5 in a day. What people ask for from where they have "
          "logged in is counted apart, by the same limits"),
      row("accounts.unverified_days", accounts(&A::unverified_days), Whole<1, 365>{}, live,
          "then an account whose address nobody has verified is dropped, and its name is free"),
      row("accounts.registrations_per_address", accounts(&A::registrations, &L::attempts),
          Whole<1, 1'000'000>{}, live, "accounts that an address may make in an hour"),
  };
}

std::vector<Row> account_rows() {
  using A = hub::AccountSettings;
  using L = hub::AttemptLimit;
  using C = credentials::HashCost;
  const auto accounts = [](auto... members) {
    return hub(&hub::HubSettings::accounts, members...);
  };
  const auto cost = [](auto member) { return value_at(&Config::password_hash, member); };
  return {
      row("accounts.nick_grace_seconds", accounts(&A::nick_grace_seconds), Whole<0, 86'400>{}, live,
          "for so long a guest may have a nick that belongs to an account; 0: not at all"),
      row("accounts.scram", accounts(&A::scram), Boolean{}, live,
          "SASL SCRAM-SHA-256 for passwords set from now on; whoever steals the database can try "
          "passwords against what is kept for it far faster than against Argon2id"),
      row("accounts.always_on", accounts(&A::always_on),
          Choice<hub::AlwaysOn>{{{"off", hub::AlwaysOn::off},
                                 {"opt-in", hub::AlwaysOn::opt_in},
                                 {"opt-out", hub::AlwaysOn::opt_out}}},
          live,
          "who stays in their channels when their last connection ends: nobody, those who say "
          "`NS SET always-on on`, or all who are logged in and do not say `off`"),
      row("accounts.always_on_max", accounts(&A::always_on_max), Whole<0, 1'000'000>{}, live,
          "people who stay without a connection, all together"),
      row("accounts.always_on_days", accounts(&A::always_on_days), Whole<1, 3'650>{}, live,
          "for so long one of them stays"),
      row("accounts.multiclient", accounts(&A::multiclient), Boolean{}, live,
          "several connections at once may be logged in to an account, unless its owner has said "
          "`NS SET multiclient off`; with false: only where the owner has said `on`"),
      row("accounts.allow_clear", accounts(&A::allow_clear), Boolean{}, live,
          "passwords may come over connections that others can read; connections of this machine "
          "always may"),
      row("accounts.login_throttle.attempts", accounts(&A::wrong_passwords, &L::attempts),
          Whole<1, 1'000'000>{}, live, "wrong passwords that an address may send"),
      row("accounts.login_throttle.seconds", accounts(&A::wrong_passwords, &L::seconds),
          Whole<1, 86'400>{}, live, "in this time"),
      row("accounts.account_throttle.attempts", accounts(&A::wrong_for_account, &L::attempts),
          Whole<1, 1'000'000>{}, live,
          "wrong passwords for one account, from all addresses together; then those alone may try "
          "from which somebody has logged in to it within 30 days"),
      row("accounts.account_throttle.seconds", accounts(&A::wrong_for_account, &L::seconds),
          Whole<1, 86'400>{}, live, "in so many seconds"),
      row("accounts.password_hash.operations", cost(&C::operations), Whole<1, 100>{}, restart,
          "passes of Argon2id over the memory: what a new password's hash costs"),
      row("accounts.password_hash.memory_bytes", cost(&C::memory_bytes), Whole<8'192, gibibyte>{},
          restart, "the memory of each hash"),
  };
}

}  // namespace uvchat::server
