#include "server/admin_routes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <utility>

#include "credentials/token.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/json/keys.h"

namespace uvchat::server {
namespace {

using namespace json;

using Wished = tl::expected<AdminWish, std::string>;

constexpr std::size_t rows_usual = 100;
constexpr std::int64_t duration_s_max = std::int64_t{10} * 365 * 86'400;
constexpr int invitations_at_once = 10;

// --- What texts may be: the hub puts them into lines.

bool is_line(std::string_view text, std::size_t bytes_max) {
  return text.size() <= bytes_max && utf8_valid(text) &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}
bool is_reason(std::string_view text) { return is_line(text, limits::kick_bytes_max); }
bool is_name(std::string_view text) {
  return !text.empty() && is_line(text, limits::channel_bytes_max);
}
bool is_mask_text(std::string_view text) {
  return !text.empty() && is_line(text, limits::mask_bytes_max);
}
bool is_invitation_id(std::string_view text) {
  return text.size() == store::invitation_id_bytes &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
}
bool is_file_id(std::string_view text) {
  return text.size() == 32 && std::all_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'f');
         });
}
bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 20 && std::all_of(text.begin(), text.end(), is_digit);
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

constexpr Text reason_kind{"one line of at most 390 bytes", is_reason};
constexpr Text name_kind{"a name", is_name};
constexpr Text mask_kind{"a mask of at most 200 bytes", is_mask_text};

// --- Queries

// Nothing where a '%' does not stand before two digits.
std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.front() == '%') {
      unsigned byte = 0;
      if (text.size() < 3) return std::nullopt;
      const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 3, byte, 16);
      if (error != std::errc() || end != text.data() + 3) return std::nullopt;
      out.push_back(static_cast<char>(byte));
      text.remove_prefix(3);
    } else {
      out.push_back(text.front() == '+' ? ' ' : text.front());
      text.remove_prefix(1);
    }
  }
  return out;
}

struct Query {
  std::string from;
  std::string name;
  std::string kind;
  std::size_t limit = rows_usual;
};

std::string take_parameter(Query& query, std::string_view key, std::string&& value,
                           std::string_view known) {
  if (key.empty() || known.find(" " + std::string(key) + " ") == std::string_view::npos) {
    return "Unknown parameter: this takes" + std::string(known.substr(0, known.size() - 1));
  }
  if (key == "limit") {
    const auto number = number_of(value);
    if (!number || *number == 0 || *number > limits::errand_rows_max) {
      return "limit: a whole number from 1 to " + std::to_string(limits::errand_rows_max);
    }
    query.limit = *number;
  } else if (key == "from") {
    query.from = std::move(value);
  } else if (key == "kind") {
    query.kind = std::move(value);
  } else {
    if (!is_name(value)) return "name: a name";
    query.name = std::move(value);
  }
  return {};
}

// `known`: the parameters that there are, each between spaces.
tl::expected<Query, std::string> query_of(const http::Request& request, std::string_view known) {
  Query query;
  std::string_view rest = request.query;
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(item.size() + 1, rest.size()));
    const std::size_t equals = std::min(item.find('='), item.size());
    auto value = decoded(item.substr(std::min(equals + 1, item.size())));
    if (!value) return tl::unexpected(std::string("A % in the query stands before no two digits"));
    std::string wrong = take_parameter(query, item.substr(0, equals), std::move(*value), known);
    if (!wrong.empty()) return tl::unexpected(std::move(wrong));
  }
  return query;
}

template <errand::List list>
Wished read_list(const http::Request& request) {
  const auto query = query_of(request, " from limit name ");
  if (!query) return tl::unexpected(query.error());
  const auto from = query->from.empty() ? std::optional(std::uint64_t{0}) : number_of(query->from);
  if (!from) return tl::unexpected(std::string("from: what \"next\" was"));
  return AdminWish{errand::Read{list, *from, query->limit, query->name}};
}

// K-lines first: `kind` chooses.
Wished read_bans(const http::Request& request) {
  const auto query = query_of(request, " from limit kind ");
  if (!query) return tl::unexpected(query.error());
  const auto from = query->from.empty() ? std::optional(std::uint64_t{0}) : number_of(query->from);
  if (!from) return tl::unexpected(std::string("from: what \"next\" was"));
  if (query->kind != "kline" && query->kind != "dline") {
    return tl::unexpected(std::string("kind: one of kline, dline"));
  }
  const auto list = query->kind == "kline" ? errand::List::klines : errand::List::dlines;
  return AdminWish{errand::Read{list, *from, query->limit, {}}};
}

// One more than is shown: then there are more.
Wished read_invitations(const http::Request& request) {
  const auto query = query_of(request, " from limit ");
  if (!query) return tl::unexpected(query.error());
  if (!query->from.empty() && !is_invitation_id(query->from)) {
    return tl::unexpected(std::string("from: what \"next\" was"));
  }
  return AdminWish{
      errand::ReadInvitations{query->from, static_cast<std::uint32_t>(query->limit + 1)},
      {},
      query->limit};
}

// Likewise.
Wished read_files(const http::Request& request) {
  const auto query = query_of(request, " from limit name ");
  if (!query) return tl::unexpected(query.error());
  if (!query->from.empty() && !is_file_id(query->from)) {
    return tl::unexpected(std::string("from: what \"next\" was"));
  }
  return AdminWish{
      errand::ReadFiles{query->name, query->from, static_cast<std::uint32_t>(query->limit + 1)},
      {},
      query->limit};
}

// Likewise.
Wished deeds_of(const http::Request& request, std::string_view command) {
  const auto query = query_of(request, " from limit ");
  if (!query) return tl::unexpected(query.error());
  const auto from = query->from.empty() ? std::optional(std::uint64_t{0}) : number_of(query->from);
  if (!from || *from > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
    return tl::unexpected(std::string("from: what \"next\" was"));
  }
  return AdminWish{errand::ReadDeeds{std::string(command), static_cast<std::int64_t>(*from),
                                     static_cast<std::uint32_t>(query->limit + 1)},
                   {},
                   query->limit};
}
Wished read_deeds(const http::Request& request) { return deeds_of(request, {}); }
Wished read_reports(const http::Request& request) { return deeds_of(request, "REPORT"); }

Wished read_nothing(const http::Request& request, AdminWish wish) {
  if (!request.query.empty()) return tl::unexpected(std::string("This takes no parameters"));
  return wish;
}
Wished read_status(const http::Request& request) {
  return read_nothing(request, {errand::ReadStatus{}});
}
Wished read_level(const http::Request& request) { return read_nothing(request, {}); }
Wished reload(const http::Request& request) { return read_nothing(request, {errand::Reload{}}); }

// --- Bodies

template <typename T>
tl::expected<T, std::string> body_of(const http::Request& request, const Object<T>& keys) {
  const std::string_view text = request.body.empty() ? "{}" : std::string_view(request.body);
  const auto root = parse_tree(text);
  if (!root) {
    return tl::unexpected(position_of(text, root.error().offset) + ": " + root.error().text);
  }
  T read{};
  if (const Read done = keys.read({*root, ""}, read); !done) {
    return tl::unexpected(done.error().text);
  }
  return read;
}

template <typename T>
Wished wish_in(const http::Request& request, const Object<T>& keys) {
  auto body = body_of(request, keys);
  if (!body) return tl::unexpected(body.error());
  if constexpr (requires { body->duration_ms; }) body->duration_ms *= 1000;  // it was read in s
  if constexpr (requires { body->token; }) body->token = credentials::draw_token();
  return AdminWish{std::move(*body)};
}

Wished kill_user(const http::Request& request) {
  using T = errand::KillUser;
  return wish_in(request, Object<T>({key("nick", &T::nick, name_kind).required(),
                                     key("reason", &T::reason, reason_kind)}));
}

struct SessionToKill {
  std::string id;
  std::string reason;
};
Wished kill_session(const http::Request& request) {
  using T = SessionToKill;
  const auto body = body_of(
      request,
      Object<T>({key("id", &T::id, Text{"the id of a session, as a text", is_number}).required(),
                 key("reason", &T::reason, reason_kind)}));
  if (!body) return tl::unexpected(body.error());
  errand::KillSession kill{{}, body->reason};
  kill.conn.packed = number_of(body->id).value_or(0);
  return AdminWish{std::move(kill)};
}

Choice<ServerBanKind> ban_kinds() {
  return {{{"kline", ServerBanKind::kline}, {"dline", ServerBanKind::dline}}};
}
Wished set_ban(const http::Request& request) {
  using T = errand::SetBan;
  return wish_in(request,
                 Object<T>({key("kind", &T::kind, ban_kinds()).required(),
                            key("mask", &T::mask, mask_kind).required(),
                            key("reason", &T::reason, reason_kind),
                            key("duration_s", &T::duration_ms, Whole<0, duration_s_max>{})}));
}
Wished lift_ban(const http::Request& request) {
  using T = errand::LiftBan;
  return wish_in(request, Object<T>({key("kind", &T::kind, ban_kinds()).required(),
                                     key("mask", &T::mask, mask_kind).required()}));
}

Wished make_invitations(const http::Request& request) {
  using T = errand::MakeInvitations;
  return wish_in(request, Object<T>({key("count", &T::count, Whole<1, invitations_at_once>{})}));
}
Wished revoke_invitation(const http::Request& request) {
  using T = errand::RevokeInvitation;
  return wish_in(
      request,
      Object<T>({key("id", &T::id, Text{"the id of an invitation", is_invitation_id}).required()}));
}

Wished suspend_account(const http::Request& request) {
  using T = errand::SuspendAccount;
  return wish_in(request,
                 Object<T>({key("account", &T::account, name_kind).required(),
                            key("reason", &T::reason, reason_kind),
                            key("duration_s", &T::duration_ms, Whole<0, duration_s_max>{})}));
}
Wished unsuspend_account(const http::Request& request) {
  using T = errand::UnsuspendAccount;
  return wish_in(request, Object<T>({key("account", &T::account, name_kind).required()}));
}
Wished make_reset_code(const http::Request& request) {
  using T = errand::MakeResetCode;
  return wish_in(request, Object<T>({key("account", &T::account, name_kind).required()}));
}

Wished delete_file(const http::Request& request) {
  using T = errand::DropFile;
  return wish_in(request,
                 Object<T>({key("id", &T::id, Text{"the id of a file", is_file_id}).required()}));
}

struct WishedLevel {
  LogLevel level = LogLevel::info;
};
Wished set_level(const http::Request& request) {
  using T = WishedLevel;
  const auto body =
      body_of(request, Object<T>({key("level", &T::level,
                                      Choice<LogLevel>{{{"debug", LogLevel::debug},
                                                        {"info", LogLevel::info},
                                                        {"warning", LogLevel::warning},
                                                        {"error", LogLevel::error}}})
                                      .required()}));
  if (!body) return tl::unexpected(body.error());
  const std::string level(level_text(body->level));
  return AdminWish{errand::Note{"LOGLEVEL", level, "sets the level of the log to " + level},
                   body->level};
}

constexpr auto routes = std::to_array<AdminRoute>({
    {"GET", "/api/v1/status", AdminAnswer::status, false, read_status},
    {"GET", "/api/v1/sessions", AdminAnswer::sessions, false, read_list<errand::List::sessions>},
    {"GET", "/api/v1/users", AdminAnswer::users, false, read_list<errand::List::users>},
    {"GET", "/api/v1/rooms", AdminAnswer::rooms, false, read_list<errand::List::rooms>},
    {"GET", "/api/v1/accounts", AdminAnswer::accounts, false, read_list<errand::List::accounts>},
    {"GET", "/api/v1/bans", AdminAnswer::bans, false, read_bans},
    {"GET", "/api/v1/invitations", AdminAnswer::invitations, false, read_invitations},
    {"GET", "/api/v1/files", AdminAnswer::files, false, read_files},
    {"GET", "/api/v1/deeds", AdminAnswer::deeds, false, read_deeds},
    {"GET", "/api/v1/reports", AdminAnswer::deeds, false, read_reports},
    {"GET", "/api/v1/log-level", AdminAnswer::level, false, read_level},
    {"POST", "/api/v1/users/kill", AdminAnswer::done, true, kill_user},
    {"POST", "/api/v1/sessions/kill", AdminAnswer::done, true, kill_session},
    {"POST", "/api/v1/bans", AdminAnswer::done, true, set_ban},
    {"POST", "/api/v1/bans/lift", AdminAnswer::done, true, lift_ban},
    {"POST", "/api/v1/invitations", AdminAnswer::codes, true, make_invitations},
    {"POST", "/api/v1/invitations/revoke", AdminAnswer::done, true, revoke_invitation},
    {"POST", "/api/v1/accounts/suspend", AdminAnswer::done, true, suspend_account},
    {"POST", "/api/v1/accounts/unsuspend", AdminAnswer::done, true, unsuspend_account},
    {"POST", "/api/v1/accounts/reset-code", AdminAnswer::codes, true, make_reset_code},
    {"POST", "/api/v1/files/delete", AdminAnswer::done, true, delete_file},
    {"POST", "/api/v1/reload", AdminAnswer::reloaded, false, reload},
    {"POST", "/api/v1/log-level", AdminAnswer::level, true, set_level},
});

}  // namespace

std::span<const AdminRoute> admin_routes() { return routes; }

std::string_view level_text(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "info";
}

}  // namespace uvchat::server
