// What operators read from outside of the chat: a page of a list, whose cost is bounded by the rows
// it has and by the places that are looked at for them.

#include <algorithm>
#include <utility>

#include "hub/call.h"
#include "hub/errands.h"
#include "hub/upload_urls.h"
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
          .has_websocket = session.has_websocket,
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

errand::FileRow row_of(const ChatState& state, const store::FileRow& file,
                       const std::string& owner) {
  return {.id = file.id,
          .url = url_of_file(state.settings.uploads, file.id),
          .account = owner,
          .bytes = file.bytes,
          .type = file.type,
          .name = file.name,
          .made_us = file.made_us,
          .until_us = file.until_us};
}

ErrandDone files_told(ChatState& state, Ticket ticket, const std::string& owner,
                      const store::Answer& answer) {
  ErrandDone done{.ticket = ticket};
  auto& rows = done.rows.emplace<std::vector<errand::FileRow>>();
  for (const store::FileRow& file : answer.files) rows.push_back(row_of(state, file, owner));
  state.work.add(rows.size());
  if (answer.outcome == store::Outcome::absent) {
    done.outcome = Outcome::absent;
    done.text = "The file behind which this page begins is not there any more";
  } else if (answer.outcome != store::Outcome::done) {
    done.outcome = Outcome::unavailable;
    done.text = answer.why;
  }
  return done;
}

// What `only` names, where it names something; else a page. `add_named(rows)` adds the first.
// `next_row(place, looks)` is the next row at `place` or behind it, and puts `place` behind that;
// nothing where the list ends or no look is left. `goes_on(place)`: more may be there or behind it.
template <typename RowType, typename N, typename R, typename G>
void read_list(ChatState& state, const errand::Read& wish, ErrandDone& done, N&& add_named,
               R&& next_row, G&& goes_on) {
  auto& rows = done.rows.emplace<std::vector<RowType>>();
  if (!wish.only.empty()) return add_named(rows);
  const std::size_t rows_max = std::min(wish.rows_max, limits::errand_rows_max);
  std::uint64_t place = wish.from;
  std::size_t looks = limits::errand_looks_max;
  while (rows.size() < rows_max && looks > 0) {
    std::optional<RowType> row = next_row(place, looks);
    if (!row) break;
    rows.push_back(*std::move(row));
  }
  state.work.add(rows.size() + (limits::errand_looks_max - looks) / places_a_unit);
  done.next = goes_on(place) ? place : 0;
}

// The same of a list whose places are numbers below `end`. `named` and `at(place)` are null where
// nothing is.
template <typename RowType, typename T, typename A, typename R>
void read_places(ChatState& state, const errand::Read& wish, ErrandDone& done, const T* named,
                 std::uint64_t end, A&& at, R&& row) {
  read_list<RowType>(
      state, wish, done,
      [&](std::vector<RowType>& rows) {
        if (named != nullptr) rows.push_back(row(*named));
      },
      [&](std::uint64_t& place, std::size_t& looks) -> std::optional<RowType> {
        while (place < end && looks > 0) {
          --looks;
          if (const T* one = at(place++); one != nullptr) return row(*one);
        }
        return std::nullopt;
      },
      [&](std::uint64_t place) { return place < end; });
}

void read_sessions(ChatState& state, const errand::Read& wish, ErrandDone& done, Now now) {
  read_list<errand::SessionRow>(
      state, wish, done,
      [&](std::vector<errand::SessionRow>& rows) {
        const User* user = state.directory.find_user(wish.only);
        if (user == nullptr) return;
        for_each_session_of(*user, [&](const Session& s) { rows.push_back(row_of(s, now)); });
      },
      [&](std::uint64_t& place, std::size_t& looks) -> std::optional<errand::SessionRow> {
        while (const Session* session = state.session_from(place, looks)) {
          ++place;
          if (!session->quitting) return row_of(*session, now);
        }
        return std::nullopt;
      },
      [&](std::uint64_t place) { return state.has_slots_from(place); });
}

void read_users(ChatState& state, const errand::Read& wish, ErrandDone& done, Now now) {
  const Directory& all = state.directory;
  read_places<errand::UserRow>(
      state, wish, done, all.find_user(wish.only), all.user_slots(),
      [&](std::uint64_t slot) -> const User* { return all.user_at(slot); },
      [&](const User& user) { return row_of(user, now); });
}

void read_rooms(ChatState& state, const errand::Read& wish, ErrandDone& done) {
  const Directory& all = state.directory;
  read_places<errand::RoomRow>(
      state, wish, done, all.find_channel(wish.only), all.channel_slots(),
      [&](std::uint64_t slot) -> const Channel* { return all.channel_at(slot); },
      [&](const Channel& channel) { return row_of(state, channel); });
}

void read_accounts(ChatState& state, const errand::Read& wish, ErrandDone& done, Now now) {
  const Accounts& all = state.accounts;
  read_places<errand::AccountRow>(
      state, wish, done, all.find(wish.only), all.last_id() + 1,
      [&](std::uint64_t id) -> const Account* { return all.find(id); },
      [&](const Account& account) { return row_of(account, now); });
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

void carry_out(ChatState& state, const Errand& errand, const errand::ReadFiles& wish, Now) {
  const Account* account = state.accounts.find(wish.account);
  if (account == nullptr && !wish.account.empty()) {
    ErrandDone done{.ticket = errand.ticket, .outcome = Outcome::absent};
    done.text = "There is no such account";
    return answer_errand(state, std::move(done));
  }
  const std::string owner = account == nullptr ? std::string() : account->name;
  ask_store(state,
            store::ReadFiles{account == nullptr ? 0 : account->id, wish.after, wish.rows_max},
            [&state, ticket = errand.ticket, owner](const store::Answer& answer, Now) {
              answer_errand(state, files_told(state, ticket, owner, answer));
            });
}

void carry_out(ChatState& state, const Errand& errand, const errand::ReadDeeds& wish, Now) {
  store::ReadDeeds question{.count_max = wish.rows_max, .what = wish.what};
  if (wish.before != 0) question.before = wish.before;
  ask_store(state, std::move(question),
            [&state, ticket = errand.ticket](const store::Answer& answer, Now) {
              ErrandDone done{.ticket = ticket};
              auto& rows = done.rows.emplace<std::vector<store::Deed>>(answer.deeds);
              std::reverse(rows.begin(), rows.end());
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
