#include "server/admin_json.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "hub/iso_time.h"

namespace uvchat::server {
namespace {

using nlohmann::ordered_json;

http::Response json_response(int status, const ordered_json& body) {
  // Whatever a text holds, it is sent as UTF-8.
  auto text = std::make_shared<const std::string>(
      body.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
  http::Response response = http::with_body(status, "application/json", std::move(text));
  response.fields.push_back({"Cache-Control", "no-store"});
  return response;
}

ordered_json text_or_null(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}
ordered_json time_of(std::int64_t wall_ms) { return hub::iso_time(wall_ms); }
ordered_json end_of(std::int64_t wall_ms) {
  return wall_ms == 0 ? ordered_json() : time_of(wall_ms);
}
ordered_json address_of(const Address& address) {
  return address == Address() ? ordered_json() : ordered_json(address.text());
}

std::string_view protocol_of(const errand::SessionRow& row) {
  if (row.has_websocket) return "websocket";
  return row.is_classroom ? "caesar" : "irc";
}

ordered_json shown(const errand::SessionRow& row) {
  return {{"id", std::to_string(row.conn.packed)}, {"nick", text_or_null(row.nick)},
          {"account", text_or_null(row.account)},  {"address", address_of(row.address)},
          {"protocol", protocol_of(row)},          {"tls", row.has_tls},
          {"registered", row.is_registered},       {"silent_s", row.silent_ms / 1000}};
}

ordered_json shown(const errand::UserRow& row) {
  return {{"nick", row.nick},
          {"user", row.user},
          {"host", row.host},
          {"realname", row.realname},
          {"account", text_or_null(row.account)},
          {"address", address_of(row.address)},
          {"modes", row.modes},
          {"away", text_or_null(row.away)},
          {"sessions", row.sessions},
          {"rooms", row.rooms},
          {"since", time_of(row.signon_ms)}};
}

ordered_json shown(const errand::RoomRow& row) {
  return {{"name", row.name},
          {"topic", text_or_null(row.topic)},
          {"modes", row.modes},
          {"members", row.members},
          {"founder", text_or_null(row.founder)},
          {"registered", row.is_registered},
          {"declared", row.is_declared},
          {"created", time_of(row.created_ms)}};
}

ordered_json shown(const store::Suspension& suspension) {
  if (suspension.by.empty()) return {};
  return {{"by", suspension.by},
          {"reason", suspension.reason},
          {"at", time_of(suspension.at_ms)},
          {"until", end_of(suspension.until_ms)}};
}

ordered_json shown(const errand::AccountRow& row) {
  return {{"id", row.id},
          {"name", row.name},
          {"nicks", row.nicks},
          {"made", time_of(row.made_us / 1000)},
          {"verified", row.is_verified},
          {"email", row.has_email},
          {"suspension", shown(row.suspension)},
          {"online_as", text_or_null(row.online_as)}};
}

ordered_json shown(const ServerBan& ban) {
  return {{"kind", ban.kind == ServerBanKind::kline ? "kline" : "dline"},
          {"mask", ban.mask},
          {"reason", ban.reason},
          {"by", ban.set_by},
          {"at", time_of(ban.set_ms)},
          {"until", end_of(ban.expires_ms)}};
}

ordered_json shown(const store::Invitation& invitation) {
  return {{"id", invitation.id}, {"by", invitation.by}, {"at", time_of(invitation.at_us / 1000)}};
}

ordered_json shown(const errand::FileRow& row) {
  return {{"id", row.id},
          {"account", text_or_null(row.account)},
          {"bytes", row.bytes},
          {"type", row.type},
          {"made", time_of(row.made_us / 1000)},
          {"until", end_of(row.until_us / 1000)},
          {"name", text_or_null(row.name)},
          {"url", row.url}};
}

ordered_json shown(const store::Deed& deed) {
  return {{"id", std::to_string(deed.number)},
          {"at", time_of(deed.at_ms)},
          {"by", deed.by},
          {"command", deed.what},
          {"about", text_or_null(deed.about)}};
}

ordered_json shown(const errand::Status& status, const AnswerWords& words) {
  return {{"version", status.version},
          {"started", time_of(status.started_ms)},
          {"sessions", status.sessions},
          {"unregistered", status.unknown_sessions},
          {"users", status.users},
          {"operators", status.operators},
          {"rooms", status.rooms},
          {"accounts", status.accounts},
          {"bans", status.bans},
          {"log_level", level_text(words.level)},
          {"why_not_ready", text_or_null(words.why_not_ready)}};
}

template <typename RowType>
ordered_json list_of(std::string_view name, const ErrandDone& done) {
  auto rows = ordered_json::array();
  if (const auto* found = std::get_if<std::vector<RowType>>(&done.rows)) {
    for (const RowType& row : *found) rows.push_back(shown(row));
  }
  return {{std::string(name), std::move(rows)},
          {"next", done.next == 0 ? ordered_json() : ordered_json(std::to_string(done.next))}};
}

// Of rows that have an id, behind which the next page begins.
template <typename RowType>
ordered_json page_of(const std::string& name, const ErrandDone& done, std::size_t rows_max) {
  ordered_json list = list_of<RowType>(name, done);
  ordered_json& rows = list[name];
  if (rows.size() <= rows_max) return list;
  while (rows.size() > rows_max) rows.erase(rows.size() - 1);
  list["next"] = rows.back()["id"];
  return list;
}

ordered_json body_of(const ErrandDone& done, AdminAnswer kind, std::size_t rows_max,
                     const AnswerWords& words) {
  switch (kind) {
    case AdminAnswer::status:
      return shown(std::get<errand::Status>(done.rows), words);
    case AdminAnswer::sessions:
      return list_of<errand::SessionRow>("sessions", done);
    case AdminAnswer::users:
      return list_of<errand::UserRow>("users", done);
    case AdminAnswer::rooms:
      return list_of<errand::RoomRow>("rooms", done);
    case AdminAnswer::accounts:
      return list_of<errand::AccountRow>("accounts", done);
    case AdminAnswer::bans:
      return list_of<ServerBan>("bans", done);
    case AdminAnswer::invitations:
      return page_of<store::Invitation>("invitations", done, rows_max);
    case AdminAnswer::files:
      return page_of<errand::FileRow>("files", done, rows_max);
    case AdminAnswer::deeds:
      return page_of<store::Deed>("deeds", done, rows_max);
    case AdminAnswer::done:
      return {{"done", true}, {"warning", text_or_null(done.text)}};
    case AdminAnswer::codes:
      return {{"codes", done.codes}, {"warning", text_or_null(done.text)}};
    case AdminAnswer::reloaded:
      return {{"done", true}, {"needs_restart", done.needs_restart}};
    case AdminAnswer::level:
      return {{"level", level_text(words.level)}};
  }
  return {};
}

}  // namespace

http::Response error_response(int status, std::string_view code, std::string_view text) {
  return json_response(status, {{"error", {{"code", code}, {"text", text}}}});
}

http::Response level_response(LogLevel level) {
  return json_response(200, {{"level", level_text(level)}});
}

http::Response response_of(const ErrandDone& done, AdminAnswer kind, std::size_t rows_max,
                           const AnswerWords& words) {
  switch (done.outcome) {
    case errand::Outcome::done:
      break;
    case errand::Outcome::absent:
      return error_response(404, "not_found", done.text);
    case errand::Outcome::refused:
      return error_response(422, "refused", done.text);
    case errand::Outcome::unavailable:
      return error_response(503, "unavailable", done.text);
  }
  return json_response(200, body_of(done, kind, rows_max, words));
}

}  // namespace uvchat::server
