#include "store/plan_rows.h"

namespace uvchat::store {
namespace {

constexpr const char* use_invitation = "DELETE FROM invitation WHERE code_hash = ?1";
constexpr const char* make_account =
    "INSERT INTO account(password_hash, email, made_us, is_verified) VALUES(?1, ?2, ?3, ?4)"
    " RETURNING id";
// Ids go up, and nobody else writes: the account that has just been made has the highest.
constexpr const char* name_new_account =
    "INSERT INTO nick(account, text, fold, skeleton)"
    " VALUES((SELECT max(id) FROM account), ?1, ?2, ?3)";
constexpr const char* set_code_of_new_account =
    "INSERT INTO code(account, purpose, code_hash, until_us)"
    " VALUES((SELECT max(id) FROM account), ?1, ?2, ?3)";

constexpr const char* read_credentials =
    "SELECT password_hash, credential_version,"
    " (SELECT count(*) FROM login WHERE account = ?1 AND network = ?2 AND at_us >= ?3)"
    " FROM account WHERE id = ?1";
constexpr const char* note_login =
    "INSERT INTO login(account, network, at_us) VALUES(?1, ?2, ?3)"
    " ON CONFLICT(account, network) DO UPDATE SET at_us = excluded.at_us";
constexpr const char* forget_old_logins =
    "DELETE FROM login WHERE account = ?1 AND network IN (SELECT network FROM login"
    " WHERE account = ?1 AND network <> ?2 ORDER BY at_us DESC LIMIT 1000 OFFSET ?3)";

constexpr const char* set_password =
    "UPDATE account SET password_hash = ?2, credential_version = credential_version + 1,"
    " is_verified = 1 WHERE id = ?1";
constexpr const char* set_email = "UPDATE account SET email = ?2 WHERE id = ?1";
constexpr const char* set_setting =
    "INSERT INTO setting(account, name, value) VALUES(?1, ?2, ?3)"
    " ON CONFLICT(account, name) DO UPDATE SET value = excluded.value";
constexpr const char* forget_setting = "DELETE FROM setting WHERE account = ?1 AND name = ?2";
constexpr const char* suspend =
    "UPDATE account SET suspended_by = ?2, suspension_reason = ?3, suspended_ms = ?4,"
    " suspended_until_ms = ?5, credential_version = credential_version + 1 WHERE id = ?1";
constexpr const char* lift_suspension =
    "UPDATE account SET suspended_by = '', suspension_reason = '', suspended_ms = 0,"
    " suspended_until_ms = 0 WHERE id = ?1";

// To ask for a nick that it has does no harm.
constexpr const char* group_nick =
    "INSERT INTO nick(account, text, fold, skeleton) SELECT ?1, ?2, ?3, ?4"
    " WHERE NOT EXISTS (SELECT 1 FROM nick WHERE fold = ?3 AND account = ?1)";
// An account's own name is its first.
constexpr const char* ungroup_nick =
    "DELETE FROM nick WHERE fold = ?2 AND account = ?1"
    " AND number <> (SELECT min(number) FROM nick WHERE account = ?1)";

constexpr const char* drop_founded_access =
    "DELETE FROM access WHERE room IN (SELECT number FROM room WHERE founder = ?1)";
constexpr const char* drop_what_is_its_own[] = {
    "DELETE FROM room WHERE founder = ?1",        "DELETE FROM access WHERE account = ?1",
    "DELETE FROM presence WHERE account = ?1",    "DELETE FROM setting WHERE account = ?1",
    "DELETE FROM login WHERE account = ?1",       "DELETE FROM nick WHERE account = ?1",
    "DELETE FROM marker WHERE account = ?1",      "DELETE FROM joined WHERE account = ?1",
    "DELETE FROM certificate WHERE account = ?1", "DELETE FROM upload WHERE account = ?1",
    "DELETE FROM file WHERE account = ?1"};
constexpr const char* drop_its_reasons =
    "UPDATE redaction SET by_source = '', by_account = 0, reason = ''"
    " WHERE by_account = ?1 AND by_account > 0";
// Who has talked with the account does not find it any more: all that was said goes.
constexpr const char* free_its_talks =
    "INSERT INTO freed(room) SELECT room FROM talk WHERE low = ?1 OR high = ?1"
    " ON CONFLICT(room) DO NOTHING";
constexpr const char* drop_its_talks[] = {
    "DELETE FROM talk_last WHERE room IN (SELECT room FROM talk WHERE low = ?1 OR high = ?1)",
    "DELETE FROM talk WHERE low = ?1 OR high = ?1"};
// It says nothing more: no time is too late.
constexpr const char* erase_its_lines =
    "INSERT INTO erasing(account, room, at_us, epoch) VALUES(?1, 0, 9223372036854775807, 0)"
    " ON CONFLICT(account, room) DO UPDATE SET at_us = excluded.at_us";
constexpr const char* find_unverified = "SELECT id FROM account WHERE id = ?1 AND is_verified = 0";
constexpr const char* drop_account = "DELETE FROM account WHERE id = ?1";

constexpr const char* read_email = "SELECT email FROM account WHERE id = ?1";
constexpr const char* read_account =
    "SELECT id, made_us, credential_version, is_verified, length(email), suspended_by,"
    " suspension_reason, suspended_ms, suspended_until_ms FROM account WHERE id = ?1";
constexpr const char* read_names =
    "SELECT account, text, fold, skeleton FROM nick WHERE account = ?1 ORDER BY number";
constexpr const char* read_settings =
    "SELECT account, name, value FROM setting WHERE account = ?1 ORDER BY name";
constexpr const char* read_presence =
    "SELECT account, room_fold, ranks, joined_us FROM presence WHERE account = ?1 ORDER BY number";
constexpr const char* read_logins =
    "SELECT network, at_us FROM login WHERE account = ?1 ORDER BY network";
constexpr const char* read_access =
    "SELECT room.text, access.ranks FROM access JOIN room ON room.number = access.room"
    " WHERE access.account = ?1 ORDER BY access.number";
constexpr const char* read_founded = "SELECT text FROM room WHERE founder = ?1 ORDER BY number";

Answer read_data(std::span<const Rows> rows) {
  auto data = std::make_shared<AccountData>();
  data->account = account_in(rows[0].front());
  for (const Row& name : rows[1]) data->account.names.push_back(name_in(name, 1));
  for (const Row& row : rows[2]) data->account.settings.emplace_back(row.text(1), row.text(2));
  for (const Row& row : rows[3]) data->account.presence.push_back(presence_in(row, 1));
  data->email = rows[4].front().text(0);
  data->tokens = tokens_in(rows[5]);
  for (const Row& row : rows[6]) data->networks.emplace_back(row.text(0), row.number(1));
  for (const Row& row : rows[7]) data->access.emplace_back(row.text(0), row.text(1));
  for (const Row& row : rows[8]) data->founded.push_back(row.text(0));
  data->certificates = certificates_in(rows[9]);
  data->files = files_in(rows[10]);
  return {.outcome = Outcome::done, .data = std::move(data)};
}

}  // namespace

Plan plan_of(const MakeAccount& request) {
  const OwnedName& name = request.name;
  Plan plan;
  if (!request.invitation_hash.empty()) {
    plan.steps.push_back({use_invitation, {request.invitation_hash}, true});
  }
  const bool is_verified = request.code_hash.empty();
  const std::size_t made = plan.steps.size();
  plan.steps.push_back(
      {make_account, {request.password_hash, request.email, request.made_us, is_verified}, true});
  plan.steps.push_back({name_new_account, {name.text, name.fold, name.skeleton}});
  if (!is_verified) {
    plan.steps.push_back(
        {set_code_of_new_account,
         {static_cast<int>(CodePurpose::verify), request.code_hash, request.code_until_us}});
  }
  plan.read = [made](std::span<const Rows> rows) {
    return Answer{.outcome = Outcome::done,
                  .account = static_cast<AccountId>(rows[made].front().number(0))};
  };
  return plan;
}

Plan plan_of(const ReadCredentials& request) {
  return {{{read_credentials, {request.account, request.network, request.known_since_us}, true}},
          [](std::span<const Rows> rows) {
            const Row& row = rows[0].front();
            return Answer{.outcome = Outcome::done,
                          .credentials = {row.text(0), static_cast<std::uint64_t>(row.number(1)),
                                          row.number(2) > 0}};
          },
          true};
}

Plan plan_of(const NoteLogin& request) {
  return {{{note_login, {request.account, request.network, request.at_us}},
           {forget_old_logins, {request.account, request.network, networks_max - 1}}}};
}

Plan plan_of(const SetPassword& request) {
  return {{{set_password, {request.account, request.password_hash}, true},
           {forget_tokens, {request.account}},
           {forget_codes, {request.account}}}};
}

Plan plan_of(const SetEmail& request) {
  return {{{set_email, {request.account, request.email}, true}}};
}

Plan plan_of(const SetSetting& request) {
  if (!request.value.empty()) {
    return {{{set_setting, {request.account, request.name, request.value}}}};
  }
  return {
      {{find_account, {request.account}, true}, {forget_setting, {request.account, request.name}}}};
}

Plan plan_of(const Suspend& request) {
  const Suspension& by = request.suspension;
  if (by.by.empty()) return {{{lift_suspension, {request.account}, true}}};
  return {{{suspend, {request.account, by.by, by.reason, by.at_ms, by.until_ms}, true},
           {forget_tokens, {request.account}}}};
}

Plan plan_of(const GroupNick& request) {
  const OwnedName& nick = request.nick;
  return {{{group_nick, {request.account, nick.text, nick.fold, nick.skeleton}}}};
}

Plan plan_of(const UngroupNick& request) {
  return {{{ungroup_nick, {request.account, request.fold}, true}}};
}

Plan plan_of(const DropAccount& request) {
  Plan plan;
  plan.steps = {{request.only_unverified ? find_unverified : find_account, {request.account}, true},
                {forget_tokens, {request.account}},
                {forget_codes, {request.account}},
                {drop_founded_access, {request.account}}};
  for (const char* sql : drop_what_is_its_own) plan.steps.push_back({sql, {request.account}});
  plan.steps.push_back({free_its_talks, {request.account}});
  for (const char* sql : drop_its_talks) plan.steps.push_back({sql, {request.account}});
  plan.steps.push_back({drop_its_reasons, {request.account}});
  plan.steps.push_back({erase_its_lines, {request.account}});
  plan.steps.push_back({drop_account, {request.account}});
  plan.erases = true;
  return plan;
}

Plan plan_of(const ReadAccount& request) {
  Plan plan;
  for (const char* sql : {read_account, read_names, read_settings, read_presence, read_email,
                          read_tokens, read_logins, read_access, read_founded, read_certificates}) {
    plan.steps.push_back({sql, {request.account}, sql == read_account});
  }
  plan.steps.push_back({read_files, {request.account, files_told_max}});
  plan.read = read_data;
  plan.is_question = true;
  return plan;
}

}  // namespace uvchat::store
