// What operators read from outside of the chat: a page of a list, whose cost is bounded by the rows
// it has and by the places that are looked at for them.

#include <algorithm>
#include <utility>

#include "hub/call.h"
#include "hub/errands.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

using errand::List;
using errand::Outcome;

// Places that lie side by side are looked at in one unit of work.
constexpr std::size_t places_a_unit = 8;

std::string with_plus(const irc::ModeSet& modes) { return "+" + modes.letters(); }

errand::SessionRow row_of(const Session& session, Now now) {
  const Account* account = session.account();
  return {.conn = session.conn,
          .nick = std::string(session.person().nick()),
          .account = account == nullptr ? std::string() : account->name,
          .address = session.address,
          .is_registered = session.is_registered(),
          .is_classroom = session.kind == SessionKind::classroom,
          .has_tls = session.has_tls,
          .silent_ms = now.mono_ms - std::min(session.heard_ms, now.mono_ms)};
}

errand::UserRow row_of(const User& user, Now) {
  errand::UserRow row{.nick = std::string(user.nick()),
                      .user = std::string(user.user()),
                      .host = std::string(user.host()),
                      .realname = std::string(user.realname()),
                      .account = std::string(user.account_name()),
                      .address = user.address,
                      .modes = with_plus(user.modes),
                      .away = std::string(user.away()),
                      .rooms = user.memberships.size(),
                      .signon_ms = user.signon_ms};
  for_each_session_of(user, [&row](const Session&) { ++row.sessions; });
  return row;
}

errand::RoomRow row_of(const ChatState& state, const Channel& channel) {
  errand::RoomRow row;
  row.name = channel.name;
  row.topic = channel.topic;
  row.modes = with_plus(channel.modes);
  row.members = channel.size();
  row.created_ms = channel.created_ms;
  if (channel.keeping == nullptr) return row;
  const Account* founder = state.accounts.find(channel.keeping->founder);
  row.founder = founder != nullptr ? founder->name : channel.keeping->declared_founder;
  row.is_registered = channel.is_registered();
  row.is_declared = channel.keeping->is_declared;
  return row;
}

errand::AccountRow row_of(const Account& account, Now) {
  return {.id = account.id,
          .name = account.name,
          .nicks = account.nicks,
          .made_us = account.made_us,
          .is_verified = account.is_verified,
          .has_email = account.has_email,
          .suspension = account.suspension,
          .online_as = account.user == nullptr ? std::string() : std::string(account.user->nick())};
}

// A page of a list whose places are numbers below `end`. `row_at(place)`: what is there, if
// anything is.
template <typename RowType, typename F>
void read_places(ChatState& state, const errand::Read& wish, std::uint64_t end, ErrandDone& done,
                 F&& row_at) {
  auto& rows = done.rows.emplace<std::vector<RowType>>();
  const std::size_t rows_max = std::min(wish.rows_max, limits::errand_rows_max);
  std::uint64_t place = wish.from;
  std::size_t looks = 0;
  for (; place < end && rows.size() < rows_max && looks < limits::errand_looks_max; ++place) {
    ++looks;
    if (auto row = row_at(place)) rows.push_back(std::move(*row));
  }
  state.work.add(rows.size() + looks / places_a_unit);
  done.next = place < end ? place : 0;
}

void read_sessions(ChatState& state, const errand::Read& wish, ErrandDone& done, Now now) {
  auto& rows = done.rows.emplace<std::vector<errand::SessionRow>>();
  if (!wish.only.empty()) {
    const User* user = state.directory.find_user(wish.only);
    if (user == nullptr) return;
    for_each_session_of(*user, [&](const Session& s) { rows.push_back(row_of(s, now)); });
    return;
  }
  std::uint64_t place = wish.from;
  std::size_t looks = limits::errand_looks_max;
  const std::size_t rows_max = std::min(wish.rows_max, limits::errand_rows_max);
  while (rows.size() < rows_max && looks > 0) {
    const Session* session = state.session_from(place, looks);
    if (session == nullptr) break;
    if (!session->quitting) rows.push_back(row_of(*session, now));
    ++place;
  }
  state.work.add(rows.size() + (limits::errand_looks_max - looks) / places_a_unit);
  done.next = state.has_slots_from(place) ? place : 0;
}

void read_users(ChatState& state, const errand::Read& wish, ErrandDone& done, Now now) {
  if (!wish.only.empty()) {
    auto& rows = done.rows.emplace<std::vector<errand::UserRow>>();
    const User* user = state.directory.find_user(wish.only);
    if (user != nullptr) rows.push_back(row_of(*user, now));
    return;
  }
  read_places<errand::UserRow>(state, wish, state.directory.user_slots(), done,
                               [&](std::uint64_t slot) -> std::optional<errand::UserRow> {
                                 const User* user = state.directory.user_at(slot);
                                 if (user == nullptr) return std::nullopt;
                                 return row_of(*user, now);
                               });
}

void read_rooms(ChatState& state, const errand::Read& wish, ErrandDone& done) {
  if (!wish.only.empty()) {
    auto& rows = done.rows.emplace<std::vector<errand::RoomRow>>();
    const Channel* channel = state.directory.find_channel(wish.only);
    if (channel != nullptr) rows.push_back(row_of(state, *channel));
    return;
  }
  read_places<errand::RoomRow>(state, wish, state.directory.channel_slots(), done,
                               [&](std::uint64_t slot) -> std::optional<errand::RoomRow> {
                                 const Channel* channel = state.directory.channel_at(slot);
                                 if (channel == nullptr) return std::nullopt;
                                 return row_of(state, *channel);
                               });
}

void read_accounts(ChatState& state, const errand::Read& wish, ErrandDone& done, Now now) {
  if (!wish.only.empty()) {
    auto& rows = done.rows.emplace<std::vector<errand::AccountRow>>();
    const Account* account = state.accounts.find(wish.only);
    if (account != nullptr) rows.push_back(row_of(*account, now));
    return;
  }
  read_places<errand::AccountRow>(state, wish, state.accounts.last_id() + 1, done,
                                  [&](std::uint64_t id) -> std::optional<errand::AccountRow> {
                                    const Account* account = state.accounts.find(id);
                                    if (account == nullptr) return std::nullopt;
                                    return row_of(*account, now);
                                  });
}

void read_bans(ChatState& state, ServerBanKind kind, const errand::Read& wish, ErrandDone& done,
               Now now) {
  auto& rows = done.rows.emplace<std::vector<ServerBan>>();
  const std::size_t rows_max = std::min(wish.rows_max, limits::errand_rows_max);
  std::uint64_t number = wish.from;
  std::size_t looks = 0;
  for (const ServerBan* ban = nullptr; (ban = state.bans.from(kind, number)) != nullptr; ++number) {
    if (rows.size() == rows_max || looks++ == limits::errand_looks_max) {
      done.next = number;
      break;
    }
    if (ServerBans::holds(*ban, now.wall_ms())) rows.push_back(*ban);
  }
  state.work.add(looks);
}

}  // namespace

void carry_out(ChatState& state, const Errand& errand, const errand::Read& wish, Now now) {
  ErrandDone done{.ticket = errand.ticket};
  switch (wish.list) {
    case List::sessions:
      read_sessions(state, wish, done, now);
      break;
    case List::users:
      read_users(state, wish, done, now);
      break;
    case List::rooms:
      read_rooms(state, wish, done);
      break;
    case List::accounts:
      read_accounts(state, wish, done, now);
      break;
    case List::klines:
      read_bans(state, ServerBanKind::kline, wish, done, now);
      break;
    case List::dlines:
      read_bans(state, ServerBanKind::dline, wish, done, now);
      break;
  }
  answer_errand(state, std::move(done));
}

void carry_out(ChatState& state, const Errand& errand, const errand::ReadInvitations& wish, Now) {
  ask_store(state, store::ReadInvitations{wish.after, wish.rows_max},
            [&state, ticket = errand.ticket](const store::Answer& answer, Now) {
              ErrandDone done{.ticket = ticket, .rows = answer.invitations};
              if (answer.outcome != store::Outcome::done) {
                done.outcome = Outcome::unavailable;
                done.text = answer.why;
              }
              answer_errand(state, std::move(done));
            });
}

void carry_out(ChatState& state, const Errand& errand, const errand::ReadStatus&, Now) {
  answer_errand(state, {.ticket = errand.ticket,
                        .rows = errand::Status{.version = state.settings.version,
                                               .started_ms = state.started_wall_ms,
                                               .sessions = state.session_count(),
                                               .unknown_sessions = state.unknown_count(),
                                               .users = state.directory.user_count(),
                                               .operators = state.counts().operators,
                                               .rooms = state.directory.channel_count(),
                                               .accounts = state.accounts.size(),
                                               .bans = state.bans.size()}});
}

}  // namespace uvchat::hub
