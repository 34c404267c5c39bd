#include "store/plan_rows.h"

namespace uvchat::store {
namespace {

constexpr const char* set_code =
    "INSERT INTO code(account, purpose, code_hash, until_us) VALUES(?1, ?2, ?3, ?4)"
    " ON CONFLICT(account, purpose) DO UPDATE"
    " SET code_hash = excluded.code_hash, until_us = excluded.until_us";
constexpr const char* use_code =
    "DELETE FROM code WHERE account = ?1 AND purpose = ?2 AND code_hash = ?3 AND until_us > ?4";
constexpr const char* verify_account = "UPDATE account SET is_verified = 1 WHERE id = ?1";
constexpr const char* invite =
    "INSERT INTO invitation(code_hash, made_by, made_us) VALUES(?1, ?2, ?3)"
    " ON CONFLICT(code_hash) DO NOTHING";
constexpr const char* read_invitations =
    "SELECT substr(code_hash, 1, 12), made_by, made_us FROM invitation"
    " WHERE code_hash > ?1 ORDER BY code_hash LIMIT ?2";
constexpr const char* revoke_invitation =
    "DELETE FROM invitation WHERE code_hash > ?1 AND code_hash < ?2";
static_assert(invitation_id_bytes == 12);
// Behind all hashes that begin with an id: they are base64url.
constexpr const char* behind_hashes = "~";

// To add it once more does no harm.
constexpr const char* add_token =
    "INSERT INTO token(account, token_hash, device, made_us, used_us)"
    " SELECT ?1, ?2, ?3, ?4, ?4"
    " WHERE NOT EXISTS (SELECT 1 FROM token WHERE token_hash = ?2 AND account = ?1)";
constexpr const char* forget_old_tokens =
    "DELETE FROM token WHERE number IN (SELECT number FROM token"
    " WHERE account = ?1 AND token_hash <> ?2"
    " ORDER BY used_us DESC, number DESC LIMIT 1000 OFFSET ?3)";
constexpr const char* forget_unused_token =
    "DELETE FROM token WHERE token_hash = ?1 AND used_us < ?2";
constexpr const char* use_token =
    "UPDATE token SET used_us = ?2 WHERE token_hash = ?1 RETURNING account";
constexpr const char* forget_token = "DELETE FROM token WHERE token_hash = ?2 AND account = ?1";
constexpr const char* revoke_token = "DELETE FROM token WHERE number = ?2 AND account = ?1";

Answer account_of_token(std::span<const Rows> rows) {
  if (rows[1].empty()) return {.outcome = Outcome::absent};
  return {.outcome = Outcome::done, .account = static_cast<AccountId>(rows[1].front().number(0))};
}

Answer invitations_in(std::span<const Rows> rows) {
  Answer answer{.outcome = Outcome::done};
  for (const Row& row : rows[0]) {
    answer.invitations.push_back({row.text(0), row.text(1), row.number(2)});
  }
  return answer;
}

}  // namespace

Plan plan_of(const SetCode& request) {
  return {{{set_code,
            {request.account, static_cast<int>(request.purpose), request.code_hash,
             request.until_us}}}};
}

Plan plan_of(const UseCode& request) {
  Plan plan{
      {{use_code,
        {request.account, static_cast<int>(request.purpose), request.code_hash, request.at_us},
        true}}};
  if (request.purpose == CodePurpose::verify) {
    plan.steps.push_back({verify_account, {request.account}});
  }
  return plan;
}

Plan plan_of(const Invite& request) {
  return {{{invite, {request.code_hash, request.by, request.at_us}}}};
}

Plan plan_of(const ReadInvitations& request) {
  const std::string after = request.after.empty() ? "" : request.after + behind_hashes;
  return {{{read_invitations, {after, request.count_max}}}, invitations_in, true};
}

Plan plan_of(const RevokeInvitation& request) {
  // A shorter one would be of several.
  const std::string id = request.id.size() == invitation_id_bytes ? request.id : behind_hashes;
  return {{{revoke_invitation, {id, id + behind_hashes}, true}}};
}

Plan plan_of(const AddToken& request) {
  return {{{add_token, {request.account, request.token_hash, request.device, request.at_us}},
           {forget_old_tokens, {request.account, request.token_hash, tokens_max - 1}}}};
}

// One that is too old goes, though the answer is `absent`.
Plan plan_of(const UseToken& request) {
  return {{{forget_unused_token, {request.token_hash, request.unused_since_us}},
           {use_token, {request.token_hash, request.at_us}}},
          account_of_token};
}

Plan plan_of(const ForgetToken& request) {
  return {{{forget_token, {request.account, request.token_hash}, true}}};
}

Plan plan_of(const ReadTokens& request) {
  return {{{find_account, {request.account}, true}, {read_tokens, {request.account}}},
          [](std::span<const Rows> rows) {
            return Answer{.outcome = Outcome::done, .tokens = tokens_in(rows[1])};
          },
          true};
}

Plan plan_of(const RevokeTokens& request) {
  if (request.number != 0) return {{{revoke_token, {request.account, request.number}, true}}};
  return {{{find_account, {request.account}, true}, {forget_tokens, {request.account}}}};
}

}  // namespace uvchat::store
