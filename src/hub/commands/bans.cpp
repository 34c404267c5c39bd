// KLINE, UNKLINE, DLINE, UNDLINE: bans from the server.

#include <algorithm>
#include <string>
#include <utility>

#include "hub/acts/audit.h"
#include "hub/acts/notices.h"
#include "hub/acts/quit.h"
#include "hub/acts/server_ban.h"
#include "hub/commands/answers.h"
#include "hub/commands/bans.h"
#include "hub/commands/handlers.h"
#include "hub/iso_time.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

std::string_view name_of(ServerBanKind kind) {
  return kind == ServerBanKind::kline ? "KLINE" : "DLINE";
}

// A change of the server's bans that holds already, and how it is told.
struct Change {
  std::string_view command;  // a constant text
  bool lifted = false;
  std::string mask;
  std::string confirmation;
};

void confirm(Reply& reply, const Change& change) {
  reply.from_server({"NOTE", change.command, change.lifted ? "BAN_LIFTED" : "BAN_SET"},
                    change.confirmation);
}

void tell_not_saved(Reply& reply, const Change& change, std::string_view why) {
  const std::string_view what = change.lifted ? " is lifted, but may be back after a restart: "
                                              : " holds, but may be gone after a restart: ";
  reply.fail(change.command, {"BAN_NOT_SAVED"}, change.mask + std::string(what) + std::string(why));
}

// The gate is told of a D-line at once. The change is confirmed when it is on disk, if there is
// one. The operator's next lines do not wait for that.
void keep(Call& call, const ServerBan& ban, Change change) {
  if (ban.kind == ServerBanKind::dline) call.state.outbox.ask(DlineChanged{ban, change.lifted});
  if (const std::string& why = call.state.settings.why_bans_are_unkept; !why.empty()) {
    if (!change.lifted) change.confirmation.append(" (bans are not saved: " + why + ")");
    return confirm(call.reply, change);
  }
  const bool lifted = change.lifted;
  answer_later(call, AskStore{{}, store::ChangeBan{ban, lifted}},
               StoreAnswered{{}, store::unavailable("the disk does not answer")},
               call.reply.postpone(),
               [change = std::move(change)](Call& later, const StoreAnswered& stored) {
                 stored.answer.outcome == store::Outcome::done
                     ? confirm(later.reply, change)
                     : tell_not_saved(later.reply, change, stored.answer.why);
               });
}

void enforce(Call& call, ServerBanMask mask) {
  answer_in_pages(call, [at = BanSweep{std::move(mask)}](Call& page) mutable {
    const bool more =
        sweep(page.state, at, &page.session, page.now, [&page] { return page_is_full(page); });
    return more ? Progress::more : Progress::done;
  });
}

struct Wanted {
  std::int64_t duration_ms = 0;
  ServerBanMask mask;
  std::string reason;
};

// A nick stands for what its owner connects from: of IPv6, the /64 that one subscriber has. The /64
// of ::1 is nobody's: all of IPv4 is in it.
std::string network_of(const Address& address) {
  const Network whole = Network::of(address, 64);
  const bool alone = whole.contains(*Address::parse("0.0.0.0"));
  return alone ? Network::of(address).text() : whole.text();
}

// A nick that nobody has, or a duration that is none: no host is like that.
bool is_bare_word(std::string_view given) {
  return given.find_first_of("@.*?:/") == std::string_view::npos;
}

// The reason why `given`, the parameter at `at`, is no mask of this kind.
std::string why_no_mask(const Call& call, ServerBanKind kind, std::size_t at,
                        const std::string& given) {
  if (!given.empty() && is_bare_word(given) && given.size() <= limits::nick_bytes_max) {
    const bool duration_meant = at == 0 && call.message.param_count > 1 && is_digit(given[0]);
    if (duration_meant) return given + " is not a duration like 1d12h";
    if (kind == ServerBanKind::kline) {
      return given + ": no such nick here; a host needs a dot or a wildcard";
    }
  }
  if (kind == ServerBanKind::kline && given.find('!') != given.npos) {
    return "A ban from the server names no nick: expected user@host with wildcards, such as "
           "*@192.0.2.7 or *@*.example.org";
  }
  return kind == ServerBanKind::kline
             ? "Expected user@host with wildcards, a host, a network, or the nick of somebody who "
               "is here"
             : "Expected an address, a network, or the nick of somebody who is here";
}

// "[duration] mask [:reason]"; a nick stands for its address.
bool read_ban(Call& call, ServerBanKind kind, Wanted& wanted) {
  std::size_t at = 0;
  if (const auto duration = parse_duration_ms(call.param(0));
      duration && call.message.param_count > 1 &&
      !ServerBanMask::parse(ServerBanKind::dline, call.param(0))) {
    wanted.duration_ms = *duration;
    at = 1;
  }
  std::string given(call.param(at));
  const User* user = call.state.directory.find_user(given);
  if (user != nullptr && !user->has_address()) {
    call.reply.fail(name_of(kind), {"INVALID_MASK"},
                    given + " has not been connected since the server started: ban their host");
    return false;
  }
  if (user != nullptr) given = network_of(user->address);
  auto mask = ServerBanMask::parse(kind, given);
  if (!mask || (kind == ServerBanKind::kline && is_bare_word(given))) {
    call.reply.fail(name_of(kind), {"INVALID_MASK"}, why_no_mask(call, kind, at, given));
    return false;
  }
  wanted.mask = std::move(*mask);
  const std::size_t room =
      std::min(call.state.settings.kick_bytes_max,
               room_behind(reply_head_bytes(call.state.settings, banned_text.size())));
  const std::string_view reason = call.param(at + 1);
  if (reason.size() > room) {
    call.reply.fail(name_of(kind), {"REASON_TOO_LONG"},
                    "A reason has at most " + std::to_string(room) + " bytes: nothing was done");
    return false;
  }
  wanted.reason = reason.empty() ? "No reason given" : reason;
  return true;
}

void ban(Call& call, ServerBanKind kind) {
  Wanted wanted;
  if (!is_operator(call) || !may_defer(call, name_of(kind)) || !read_ban(call, kind, wanted)) {
    return;
  }
  if (wanted.mask.means(call.session)) {
    call.reply.fail(name_of(kind), {"MATCHES_YOU"}, "That would ban you as well: nothing was done");
    return;
  }
  if (wanted.mask.means_everybody()) {
    call.reply.fail(name_of(kind), {"MATCHES_EVERYBODY"}, means_everybody_text);
    return;
  }
  const std::int64_t now_ms = call.now.wall_ms();
  const ServerBan made{kind,          wanted.mask.text(),
                       wanted.reason, std::string(call.user().prefix()),
                       now_ms,        wanted.duration_ms == 0 ? 0 : now_ms + wanted.duration_ms};
  if (const auto why = call.state.bans.add(made)) {
    call.reply.fail(name_of(kind), {"TOO_MANY_BANS"}, *why);
    return;
  }
  const std::string about =
      made.mask + " " + end_of_ban(call.state.settings, made) + ": " + made.reason;
  const std::string text = std::string(name_of(kind)) + " " + about;
  keep(call, made, {name_of(kind), false, made.mask, text});
  note_deed(call.actor(), name_of(kind), about, std::string(call.user().nick()) + " set " + text);
  enforce(call, std::move(wanted.mask));
}

void unban(Call& call, ServerBanKind kind, std::string_view command) {
  if (!is_operator(call) || !may_defer(call, command)) return;
  const auto mask = ServerBanMask::parse(kind, call.param(0));
  ServerBan lifted;
  lifted.kind = kind;
  if (mask) lifted.mask = mask->text();
  if (!mask || !call.state.bans.remove(kind, lifted.mask)) {
    call.reply.fail(command, {"NO_SUCH_BAN"},
                    "There is no such ban; STATS " +
                        std::string(kind == ServerBanKind::kline ? "k" : "d") + " lists them");
    return;
  }
  keep(call, lifted, {command, true, lifted.mask, lifted.mask + " is no longer banned"});
  note_deed(call.actor(), command, lifted.mask,
            std::string(call.user().nick()) + " lifted the ban of " + lifted.mask);
}

}  // namespace

// A ban that is not saved ends with the server at the latest.
std::string end_of_ban(const HubSettings& settings, const ServerBan& ban) {
  const bool kept = settings.why_bans_are_unkept.empty();
  if (ban.expires_ms == 0) return kept ? "until it is lifted" : "until the restart";
  return "until " + iso_time(ban.expires_ms) + (kept ? "" : " or the restart");
}

void tell_bans_not_saved(ChatState& state, std::string_view why, Now now) {
  notify_operators(state, "Changes of the bans are not saved: " + std::string(why), now);
}

void handle_kline(Call& call) { ban(call, ServerBanKind::kline); }
void handle_dline(Call& call) { ban(call, ServerBanKind::dline); }
void handle_unkline(Call& call) { unban(call, ServerBanKind::kline, "UNKLINE"); }
void handle_undline(Call& call) { unban(call, ServerBanKind::dline, "UNDLINE"); }

}  // namespace uvchat::hub
