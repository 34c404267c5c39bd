#include <algorithm>

#include "store/plan.h"

// Bans, and what operators have done.

namespace uvchat::store {
namespace {

constexpr const char* forget_old_bans = "DELETE FROM ban WHERE expires_ms > 0 AND expires_ms <= ?1";
constexpr const char* lift_ban = "DELETE FROM ban WHERE kind = ?1 AND mask = ?2";
constexpr const char* set_ban =
    "INSERT INTO ban(kind, mask, reason, set_by, set_ms, expires_ms)"
    " VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
constexpr const char* note_deed =
    "INSERT INTO deed(done_ms, done_by, what, about) VALUES(?1, ?2, ?3, ?4)";
constexpr const char* forget_old_deeds =
    "DELETE FROM deed WHERE number <= (SELECT max(number) FROM deed) - ?1";
constexpr const char* read_deeds =
    "SELECT done_ms, done_by, what, about, number FROM deed WHERE number < ?2"
    " ORDER BY number DESC LIMIT ?1";
constexpr const char* read_deeds_of_kind =
    "SELECT done_ms, done_by, what, about, number FROM deed WHERE number < ?2 AND what = ?3"
    " ORDER BY number DESC LIMIT ?1";

Answer deeds_in(std::span<const Rows> rows) {
  Answer answer{.outcome = Outcome::done};
  for (const Row& row : rows[0]) {
    answer.deeds.push_back({row.number(0), row.text(1), row.text(2), row.text(3), row.number(4)});
  }
  std::reverse(answer.deeds.begin(), answer.deeds.end());
  return answer;
}

}  // namespace

// With each ban that is set those go that are over by then.
Plan plan_of(const ChangeBan& request) {
  const ServerBan& ban = request.ban;
  const auto kind = static_cast<int>(ban.kind);
  if (request.lifted) return {{{lift_ban, {kind, ban.mask}}}};
  return {{{forget_old_bans, {ban.set_ms}},
           {lift_ban, {kind, ban.mask}},
           {set_ban, {kind, ban.mask, ban.reason, ban.set_by, ban.set_ms, ban.expires_ms}}}};
}

Plan plan_of(const NoteDeed& request) {
  const Deed& deed = request.deed;
  return {
      {{note_deed, {deed.at_ms, deed.by, deed.what, deed.about}}, {forget_old_deeds, {deeds_max}}}};
}

Plan plan_of(const ReadDeeds& request) {
  if (request.what.empty()) {
    return {{{read_deeds, {request.count_max, request.before}}}, deeds_in, true};
  }
  return {
      {{read_deeds_of_kind, {request.count_max, request.before, request.what}}}, deeds_in, true};
}

}  // namespace uvchat::store
