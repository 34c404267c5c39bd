#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/accounts.h"
#include "hub/address_bytes.h"
#include "hub/attempts.h"
#include "hub/changes.h"
#include "hub/conn_marks.h"
#include "hub/deferred.h"
#include "hub/directory.h"
#include "hub/errand_queue.h"
#include "hub/guest_talks.h"
#include "hub/history.h"
#include "hub/kept_people.h"
#include "hub/mails.h"
#include "hub/monitor.h"
#include "hub/msgid.h"
#include "hub/outbox.h"
#include "hub/room_turns.h"
#include "hub/server_bans.h"
#include "hub/session.h"
#include "hub/settings.h"
#include "hub/timer_wheel.h"
#include "hub/untold.h"
#include "hub/upload_tokens.h"
#include "hub/verdicts.h"
#include "hub/whowas.h"
#include "hub/work.h"
#include "uvchat/base/address_gate.h"
#include "uvchat/base/log.h"
#include "uvchat/base/object_pool.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/figures.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {

// Of registered users, as LUSERS tells them.
struct Counts {
  std::size_t registered = 0;
  std::size_t invisible = 0;
  std::size_t operators = 0;
  std::size_t registered_max = 0;  // since the start

  bool operator==(const Counts&) const = default;
};

// What the audit took of one kind in this minute: strangers cause it, and must not push all else
// out.
struct NotesOfMinute {
  std::uint64_t minute_ends_ms = 0;  // mono
  std::uint64_t noted = 0;
  std::uint64_t left_out = 0;
};

// A channel that is about to show its hidden members: first those whom nobody sees, then those whom
// only some see.
struct Revealing {
  std::uint32_t channel_slot = 0;
  std::uint64_t channel_id = 0;
};

// All chat state of a node, and the moves that change more than one part of it at once. Owner: the
// hub. Acts and handlers get it by reference and keep its invariants:
//  - a nick's fold maps to one user, and no two users' nicks look alike
//  - a user of this node has a session, or is absent; a session has a user or a registration, until
//    it quits
//  - a membership is in the user's list and the channel's, or in neither
//  - a membership has a seat in the channel's receiver groups for each session of its user
//  - an account and its user have each other, or the account has no user
//  - a user has mode Z while they have sessions, all over TLS; who has a session in a channel with
//    mode z has it
//  - no channel is empty, unless it is kept
//  - what a session monitors is in its list and in the index of monitors, or in neither
class ChatState {
  // They outlive the directory and its channels, which hold what is made in them.
  MembershipPool memberships_;
  SeatPool seats_;
  UserPool users_;

 public:
  ChatState(HubSettings given, const HashKey& hash_key, std::uint64_t seed, Now now, LogSink& sink);

  HubSettings settings;               // REHASH replaces them
  std::vector<std::string> isupport;  // isupport_tokens() of the settings: each newcomer hears them
  const irc::Names names;
  LogSink& log;
  Work work;
  Directory directory;
  Accounts accounts;
  Changes changes;
  RoomTurns room_turns;
  History history;
  Unspoken unspoken;
  GuestTalks guest_talks;
  // Users without a session, by when their last one ended (wall, ms) and by account. acts/stay.h
  // alone changes it.
  std::set<std::pair<std::int64_t, store::AccountId>> absent;
  std::deque<store::AccountId> leaving;  // some of them, who stay no longer; some may be back
  KeptPeople saved;
  AddressAttempts wrong_passwords;
  AccountAttempts wrong_for_account;
  AddressAttempts accounts_made;
  AddressAttempts reports_from_address;  // of guests; that the audit keeps
  AccountAttempts reports_of_account;
  MailCounts mails;
  std::uint64_t unverified_due_ms = 0;  // when accounts are looked for that nobody has verified
  Outbox outbox;
  TimerWheel timers;
  AddressGate addresses;  // of those who come by a gateway
  Verdicts verdicts;
  ServerBans bans;
  ErrandQueue errands;
  UploadTokens upload_tokens;
  std::deque<Deferred> deferred;             // by ticket, at most limits::deferred_max
  std::vector<std::uint64_t> commands_used;  // by their place in the table
  std::vector<LoopFigures> loop_figures;     // as each loop told last
  HubFigures hub_figures;
  NotesOfMinute spam_notes;
  NotesOfMinute report_notes;
  Whowas whowas;
  const std::int64_t started_wall_ms;
  ConnMarks told;  // scratch of those who are told of something in several channels
  // The send queues of the loop that is heard now are near their bound.
  bool under_pressure = false;
  bool shutting_down = false;
  std::uint64_t guests = 0;          // classroom sessions so far: the next one's number
  std::uint64_t numbered_names = 0;  // classroom names so far that had to be told apart by one

  // REQUIRES: what cannot change while sessions live is as it was.
  void take_settings(HubSettings fresh);

  // REQUIRES: `listener` is an index into the settings' listeners.
  Session& open(ConnId conn, std::uint8_t listener);
  // Where a session's peer is: what its host is made of. REQUIRES: it is not registered.
  void set_address(Session& session, const Address& address);
  // The session is that of a user at its address, by whose limits alone it lives from now on. Or
  // why they may not come: a constant text. REQUIRES: its origin is a gateway.
  std::optional<std::string_view> count_by_user(Session& session, Now now);
  // Whether the bounds of addresses do not hold for the session (limits.exempt).
  bool is_exempt(const Session& session) const;
  Session* find(ConnId conn) const;
  // Sessions by the number of their place, which is by loop and slot: the first whose number is at
  // least `place`, which becomes its own. Looks at no more than `looks` places, of which it takes
  // away as many as it has looked at. Null where it has found none so far.
  const Session* session_from(std::uint64_t& place, std::size_t& looks) const;
  // Whether there may be one from there on.
  bool has_slots_from(std::uint64_t place) const;
  // Makes the session's draft a user, who has this one session, and whom its account has. REQUIRES:
  // their nick is free, and its account has no user.
  User& register_user(Session& session, Now now);
  // Somebody is here without a session: the same is required of their nick and account, if any.
  User& add_user(UserPool::Ptr draft, Account* account, Now now);
  UserPool::Ptr make_draft() { return users_.make(); }
  // The session becomes one of the user's, or is no longer one. A user who has no session left
  // stays as they are.
  void attach(Session& session, User& user);  // REQUIRES: it has neither user nor registration
  void detach(Session& session);
  // REQUIRES: no session, no membership.
  void remove_user(User& user);
  // Forgets the session and asks its loop to close: the one way out, once for each connection.
  // REQUIRES: it has no user and monitors nobody.
  void forget(Session& session);
  std::size_t session_count() const { return session_count_; }
  // Sessions that are not registered.
  std::size_t unknown_count() const { return session_count_ - attached_count_; }

  // While a session is parked its lines wait; it still hears what others say. It has a reason to
  // be: an answer of the server to ask(), pages of an answer that are left, or a line to pay for.
  Parked& park(Session& session);
  // Parks the session until then, for what its last line has cost.
  void wait_to_pay(Session& session, std::uint64_t until_ms);
  // Sets a parked session free where nothing is left to do; otherwise it has its turn with the next
  // tick, unless it waits for an answer, is paying, or its reader is too slow.
  void resume_later(Session& session);
  // Whose turn comes with the next tick, in order; some may be gone.
  std::deque<ConnId> resumable;
  // Whose next line waits for those of the account's other sessions, and until when (mono, ms);
  // some may be gone.
  std::set<std::pair<std::uint64_t, ConnId>> awaiting_turn;
  Ticket next_ticket(ConnId conn) { return {conn, ++tickets_}; }

  Membership& join(User& user, Channel& channel, irc::RankSet ranks);
  // When it began, wall, rounded up: all that was told in the channel since then is as late.
  std::int64_t began_us(const Membership& membership) const;
  // Cuts the link, and removes the channel where it was the last and nothing keeps it.
  void part(Membership& membership);
  // Removes the channel if nobody is in it and nothing keeps it.
  void end_if_empty(Channel& channel);
  // Where the channel hides nobody any more, those whom it has hidden are shown with the next
  // ticks.
  void reveal_later(Channel& channel);
  std::deque<Revealing> revealing;  // some may be gone, or hide people again
  // One entry more or less in a list of the channel. REQUIRES: the letter of a list.
  void add_to_list(Channel& channel, char letter, ListEntry entry);
  void remove_from_list(Channel& channel, char letter, std::size_t index);
  // All that the channel is set to, with its lists.
  void replace_traits(Channel& channel, ChannelTraits traits);
  const AddressBytes& list_bytes() const { return list_bytes_; }
  // Sessions from one address have the same: they take turns at what is slow.
  std::uint64_t asker_of(const Session& session) const {
    return address_hash_(session.address.source());
  }
  static Membership* membership_of(const User& user, const Channel& channel);

  // REQUIRES: it does not monitor it yet; `folded` is the nick's fold.
  void monitor(Session& session, std::string_view nick, std::string_view folded);
  // Those of them that it monitors: looks through its list once, and not at all where it monitors
  // none of them.
  void stop_monitoring(Session& session, std::span<const std::string> folded);
  void stop_monitoring_all(Session& session);
  const MonitorIndex& monitors() const { return monitors_; }

  void set_mode(User& user, char letter, bool on);
  // Users with mode s, in the order in which they have set it.
  std::span<User* const> notified() const { return notified_; }
  const Counts& counts() const { return counts_; }
  void set_caps(Session& session, irc::CapabilitySet caps);

  // `now` with a wall clock that does not go back, so that the times of a channel's lines do not.
  // But one that has gone back by more than limits::clock_step_back_us was wrong before: it is
  // believed, and the log says so.
  Now in_order(Now now);
  // The text of a place's id. Valid until the next one.
  std::string_view msgid_of(const Place& place);
  // REQUIRES: as Directory::make_channel(). At the start it goes on in what is kept of it.
  Channel& make_channel(std::string_view name, std::int64_t now_wall_ms);
  // A place of what is never kept.
  Place unkept_place(Now now) { return history.unkept_place(now.wall_us, settings.node); }

  // Calls f(Session&) for each session, by loop and slot.
  template <typename F>
  void for_each_session(F&& f) const {
    for (const auto& slots : sessions_) {
      for (const auto& session : slots) {
        if (session) f(*session);
      }
    }
  }
  void check_invariants() const;

 private:
  void check_sessions() const;
  void forget_lists(const Channel& channel);

  ObjectPool<Session> session_pool_;
  std::vector<std::vector<ObjectPool<Session>::Ptr>> sessions_;  // by loop, by slot
  MonitorIndex monitors_;
  const AddressHash address_hash_;
  AddressBytes list_bytes_;
  std::size_t session_count_ = 0;
  std::size_t attached_count_ = 0;  // sessions that have a user
  Counts counts_;
  const std::int64_t started_wall_us_;
  std::int64_t last_wall_us_ = 0;
  std::uint64_t tickets_ = 0;
  std::uint64_t list_versions_ = 0;
  std::vector<User*> notified_;
  MsgidText msgid_;
};

}  // namespace uvchat::hub
