// KLINE, UNKLINE, DLINE, UNDLINE: who may not use the server.

#include <string>

#include "hub/commands/handlers.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

// How many sessions a page looks at, and how many it ends: each end is told to a room or more.
constexpr std::size_t looked_at_max = 1000;
constexpr std::size_t ended_max = 20;

std::string_view name_of(ServerBanKind kind) {
  return kind == ServerBanKind::kline ? "KLINE" : "DLINE";
}

void save(Call& call) { call.state.outbox.ask(SaveBans{call.state.bans.list(call.now.wall_ms)}); }

// Whom a new ban means has to go, a page at a time.
void enforce(Call& call) {
  answer_in_pages(call, [loop = std::uint8_t{0}, slot = std::size_t{0}](Call& page) mutable {
    std::size_t ended = 0;
    for (std::size_t looked = 0; loop < page.state.loop_count(); ++looked) {
      if (slot >= page.state.slot_count(loop)) {
        ++loop;
        slot = 0;
        continue;
      }
      if (looked == looked_at_max || ended == ended_max) return false;
      Session* session = page.state.session_at(loop, slot++);
      if (session == nullptr || session == &page.session) continue;
      const ServerBan* ban = page.state.bans.of(*session, page.now.wall_ms);
      if (ban == nullptr) continue;
      turn_away(page, *session, *ban);
      ++ended;
    }
    return true;
  });
}

struct Wanted {
  std::int64_t duration_ms = 0;
  std::string mask;
  std::string reason;
};

// "[duration] mask [:reason]"; a nick stands for its address.
bool read_ban(Call& call, ServerBanKind kind, Wanted& wanted) {
  std::size_t at = 0;
  if (const auto duration = parse_duration_ms(call.param(0));
      duration && call.message.param_count > 1 &&
      !ServerBans::valid_mask(ServerBanKind::dline, call.param(0))) {
    wanted.duration_ms = *duration;
    at = 1;
  }
  const std::string_view reason = call.param(at + 1);
  wanted.reason =
      reason.empty() ? "No reason given" : utf8_cut(reason, call.state.settings.kick_bytes_max);
  std::string given(call.param(at));
  if (const User* user = call.state.find_registered(given)) {
    given = user->session->address.text();
  }
  auto mask = ServerBans::valid_mask(kind, given);
  if (!mask) {
    call.reply.fail(name_of(kind), {"INVALID_MASK"},
                    kind == ServerBanKind::kline
                        ? "Expected user@host with wildcards, a network, or a nick"
                        : "Expected an address, a network, or a nick");
    return false;
  }
  wanted.mask = std::move(*mask);
  return true;
}

void ban(Call& call, ServerBanKind kind) {
  Wanted wanted;
  if (!is_operator(call) || !read_ban(call, kind, wanted)) return;
  const std::int64_t now_ms = call.now.wall_ms;
  ServerBan made{kind,          wanted.mask,
                 wanted.reason, std::string(call.user().prefix()),
                 now_ms,        wanted.duration_ms == 0 ? 0 : now_ms + wanted.duration_ms};
  if (ServerBans({made}).of(call.session, now_ms) != nullptr) {
    call.reply.fail(name_of(kind), {"MATCHES_YOU"}, "That would ban you as well: nothing was done");
    return;
  }
  call.state.bans.add(made);
  save(call);
  const std::string until =
      made.expires_ms == 0 ? "for ever" : "until " + iso_time(made.expires_ms);
  const std::string text = std::string(name_of(kind)) + " " + made.mask + " " + until + ": ";
  call.state.log.write(LogLevel::info, "ban set",
                       {{"mask", made.mask}, {"by", call.user().nick()}});
  call.reply.from_server({"NOTE", name_of(kind), "BAN_SET"}, text + made.reason);
  notify_operators(call, std::string(call.user().nick()) + " set " + text + made.reason);
  enforce(call);
}

void unban(Call& call, ServerBanKind kind, std::string_view command) {
  if (!is_operator(call)) return;
  const auto mask = ServerBans::valid_mask(kind, call.param(0));
  if (!mask || !call.state.bans.remove(kind, *mask)) {
    call.reply.fail(command, {"NO_SUCH_BAN"},
                    "There is no such ban; STATS " +
                        std::string(kind == ServerBanKind::kline ? "k" : "d") + " lists them");
    return;
  }
  save(call);
  call.state.log.write(LogLevel::info, "ban lifted", {{"mask", *mask}, {"by", call.user().nick()}});
  call.reply.from_server({"NOTE", command, "BAN_LIFTED"}, *mask + " may come again");
  notify_operators(call, std::string(call.user().nick()) + " lifted the ban of " + *mask);
}

}  // namespace

void turn_away(Call& call, Session& session, const ServerBan& ban) {
  const std::string body = ":" + call.state.settings.server_name + " 465 " +
                           std::string(session.nick_or_star()) +
                           " :You are banned from this server: " + ban.reason;
  call.state.outbox.to_one(session, Line{.body = body, .time_ms = call.now.wall_ms});
  end_other(call, session, ban.kind == ServerBanKind::kline ? "K-lined" : "D-lined", ban.reason);
}

void handle_kline(Call& call) { ban(call, ServerBanKind::kline); }
void handle_dline(Call& call) { ban(call, ServerBanKind::dline); }
void handle_unkline(Call& call) { unban(call, ServerBanKind::kline, "UNKLINE"); }
void handle_undline(Call& call) { unban(call, ServerBanKind::dline, "UNDLINE"); }

}  // namespace uvchat::hub
