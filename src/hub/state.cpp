#include "hub/state.h"

#include <algorithm>
#include <utility>

#include "hub/cloak.h"
#include "hub/isupport.h"
#include "hub/sight.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/random.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

constexpr std::int64_t began_unit_us = 100;

}  // namespace

ChatState::ChatState(HubSettings given, const HashKey& hash_key, std::uint64_t seed, Now now,
                     LogSink& sink)
    : settings(std::move(given)),
      isupport(isupport_tokens(settings)),
      names(settings.casemapping, settings.nick_chars_max, settings.channel_chars_max),
      log(sink),
      directory(hash_key, names, settings.node, work),
      accounts(hash_key, names, work, log, settings.accounts.kept),
      history(settings.history, seed),
      wrong_passwords(hash_key),
      wrong_for_account(hash_key),
      accounts_made(hash_key),
      reports_from_address(hash_key),
      reports_of_account(hash_key),
      mails(hash_key),
      outbox(settings.loops, settings.outbox_expanded_bytes_max, work),
      timers(now.mono_ms),
      addresses(hash_key),
      bans(hash_key, settings.bans),
      loop_figures(settings.loops),
      started_wall_ms(now.wall_ms()),
      told(settings.loops),
      sessions_(settings.loops),
      monitors_(hash_key),
      address_hash_{hash_key},
      list_bytes_(hash_key),
      started_wall_us_(now.wall_us) {
  last_wall_us_ = now.wall_us;
  settings.bans = {};  // which `bans` has, and changes
  settings.accounts.kept = {};
  settings.history.kept = {};
}

void ChatState::take_settings(HubSettings fresh) {
  UVCHAT_ASSERT(fresh.server_name == settings.server_name && fresh.loops == settings.loops &&
                fresh.casemapping == settings.casemapping &&
                fresh.listeners.size() == settings.listeners.size());  // sessions have an index
  settings = std::move(fresh);
  isupport = isupport_tokens(settings);
}

Session& ChatState::open(ConnId conn, std::uint8_t listener) {
  UVCHAT_ASSERT(listener < settings.listeners.size());
  auto& slots = sessions_[conn.loop()];
  if (slots.size() <= conn.slot()) slots.resize(conn.slot() + std::size_t{1});
  auto& place = slots[conn.slot()];
  UVCHAT_ASSERT(!place);
  place = session_pool_.make(conn, listener, settings.listeners[listener].kind, make_draft());
  ++session_count_;
  return *place;
}

void ChatState::set_address(Session& session, const Address& address) {
  UVCHAT_ASSERT(!session.is_registered());
  session.address = address;
  const std::string text = address.text();
  User& draft = session.person();
  draft.set_names(
      std::string(draft.nick()), std::string(draft.user()),
      settings.cloak_hosts ? cloaked_host(settings.cloak_key, text) : address_word(text));
}

std::optional<std::string_view> ChatState::count_by_user(Session& session, Now now) {
  UVCHAT_ASSERT(session.origin == Origin::gateway);
  const AddressLimits& limits = settings.address_limits;
  const auto why = session.is_borrowed
                       ? addresses.enter(session.address, limits.for_all(), now.mono_ms)
                       : addresses.enter(session.address, limits, now.mono_ms);
  if (why) return why;
  session.origin = Origin::user_of_gateway;
  outbox.ask(CountedByHub{session.conn});
  return std::nullopt;
}

bool ChatState::is_exempt(const Session& session) const {
  return !session.is_borrowed && is_in_any(settings.address_limits.exempt, session.address);
}

Session* ChatState::find(ConnId conn) const {
  // An operator may have typed it.
  if (conn.loop() >= sessions_.size()) return nullptr;
  const auto& slots = sessions_[conn.loop()];
  if (conn.slot() >= slots.size()) return nullptr;
  Session* session = slots[conn.slot()].get();
  return session != nullptr && session->conn == conn ? session : nullptr;
}

const Session* ChatState::session_from(std::uint64_t& place, std::size_t& looks) const {
  constexpr std::uint64_t slots_a_loop = std::uint64_t{ConnId::slot_max} + 1;
  for (std::uint64_t loop = place / slots_a_loop; loop < sessions_.size(); ++loop) {
    const auto& slots = sessions_[loop];
    for (std::uint64_t slot = place % slots_a_loop; slot < slots.size(); ++slot) {
      place = loop * slots_a_loop + slot;
      if (looks == 0) return nullptr;
      --looks;
      if (slots[slot] != nullptr) return slots[slot].get();
    }
    place = (loop + 1) * slots_a_loop;
  }
  return nullptr;
}

bool ChatState::has_slots_from(std::uint64_t place) const {
  constexpr std::uint64_t slots_a_loop = std::uint64_t{ConnId::slot_max} + 1;
  const std::uint64_t loop = place / slots_a_loop;
  if (loop >= sessions_.size()) return false;
  if (place % slots_a_loop < sessions_[loop].size()) return true;
  return std::any_of(sessions_.begin() + static_cast<std::ptrdiff_t>(loop) + 1, sessions_.end(),
                     [](const auto& slots) { return !slots.empty(); });
}

User& ChatState::register_user(Session& session, Now now) {
  User& user = add_user(std::move(session.registration->draft), session.registration->account, now);
  session.registration.reset();
  user.address = session.address;
  attach(session, user);
  return user;
}

User& ChatState::add_user(UserPool::Ptr draft, Account* account, Now now) {
  User& user = directory.add_user(std::move(draft));
  user.account = account;
  if (account != nullptr) {
    UVCHAT_ASSERT(account->user == nullptr);
    account->user = &user;
  }
  user.signon_ms = now.wall_ms();
  user.spoke_ms = now.mono_ms;
  counts_.registered_max = std::max(counts_.registered_max, ++counts_.registered);
  return user;
}

void ChatState::attach(Session& session, User& user) {
  Session** end = &user.sessions;
  while (*end != nullptr) end = &(*end)->next_of_user;
  *end = &session;
  session.user = &user;
  set_mode(user, 'Z', is_secure(user));
  ++attached_count_;
  for (Membership* m : user.memberships) {
    m->channel->add_seat(*m, seats_.make(&session), session.receiver());
  }
}

void ChatState::detach(Session& session) {
  User& user = *session.user;
  for (Membership* m : user.memberships) m->channel->take_seat(*m, session, session.receiver());
  Session** at = &user.sessions;
  while (*at != &session) at = &(*at)->next_of_user;
  *at = session.next_of_user;
  session.next_of_user = nullptr;
  session.user = nullptr;
  set_mode(user, 'Z', is_secure(user));
  --attached_count_;
}

void ChatState::remove_user(User& user) {
  UVCHAT_ASSERT(user.sessions == nullptr && user.memberships.empty());
  for (const char counted : {'i', 'o', 's'}) set_mode(user, counted, false);
  --counts_.registered;
  if (user.account != nullptr) user.account->user = nullptr;
  guest_talks.end(user);
  upload_tokens.end_guest(user.id);
  directory.remove_user(user);
}

void ChatState::set_mode(User& user, char letter, bool on) {
  if (user.modes.has(letter) == on) return;
  user.modes.set(letter, on);
  if (letter == 'i') on ? ++counts_.invisible : --counts_.invisible;
  if (letter == 's') on ? notified_.push_back(&user) : void(std::erase(notified_, &user));
  if (letter != 'o') return;
  on ? ++counts_.operators : --counts_.operators;
  if (!on) return;
  for (Membership* m : user.memberships) give_sight(*m);
}

void ChatState::forget(Session& session) {
  UVCHAT_ASSERT(session.user == nullptr && session.monitored().empty());
  outbox.close(session.conn);
  if (session.origin == Origin::user_of_gateway) addresses.leave(session.address);
  sessions_[session.conn.loop()][session.conn.slot()].reset();
  --session_count_;
}

// Before anything is told there: that would begin another past.
Channel& ChatState::make_channel(std::string_view name, std::int64_t now_wall_ms) {
  Channel& channel = directory.make_channel(name, now_wall_ms);
  channel.past = history.take_room(channel.folded);
  return channel;
}

Parked& ChatState::park(Session& session) {
  if (!session.parked) {
    session.parked = std::make_unique<Parked>(session);
    outbox.hold(session.conn);
    resumable.push_back(session.conn);
  }
  return *session.parked;
}

void ChatState::wait_to_pay(Session& session, std::uint64_t until_ms) {
  timers.schedule(park(session).payment, Deadline::payment, until_ms);
}

void ChatState::resume_later(Session& session) {
  if (!session.parked || session.parked->waits()) return;
  if (session.parked->answering() || !session.parked->lines.empty()) {
    if (!session.stalled) resumable.push_back(session.conn);
  } else {
    session.parked.reset();
    outbox.release(session.conn);
  }
}

Membership& ChatState::join(User& user, Channel& channel, irc::RankSet ranks) {
  UVCHAT_ASSERT(membership_of(user, channel) == nullptr);
  if (channel.size() >= settings.large_room_members) set_large(channel, true);
  auto made = memberships_.make();
  made->user = &user;
  made->channel = &channel;
  made->ranks = ranks;
  see_join(*made);
  Membership& membership = channel.add(std::move(made));
  for_each_session_of(user, [&](Session& session) {
    channel.add_seat(membership, seats_.make(&session), session.receiver());
  });
  user.memberships.append(membership);
  ++user.changes;
  // Later than all that was said before, also in this very moment. Rounded up: what comes in this
  // channel from now on is later than that.
  const std::int64_t now_us = std::max(last_wall_us_, channel.past.spoken_us + 1);
  const std::int64_t since_us = std::max<std::int64_t>(now_us - started_wall_us_, 0);
  const auto began = static_cast<std::uint64_t>((since_us + began_unit_us - 1) / began_unit_us);
  membership.began_high = static_cast<std::uint8_t>(began >> 32);
  membership.began_low = static_cast<std::uint32_t>(began);
  channel.joined_us = began_us(membership);
  channel.past.last_us = std::max(channel.past.last_us, channel.joined_us - 1);
  return membership;
}

std::int64_t ChatState::began_us(const Membership& membership) const {
  const std::int64_t high = membership.began_high;
  return started_wall_us_ + (high << 32 | membership.began_low) * began_unit_us;
}

void ChatState::part(Membership& membership) {
  Channel& channel = *membership.channel;
  User& user = *membership.user;
  constexpr std::uint64_t part_work = 2;
  work.add(part_work);
  ++user.changes;
  user.left_us = std::max(user.left_us, channel.past.spoken_us);
  user.memberships.remove(membership);
  for_each_session_of(user, [&](const Session& session) {
    channel.take_seat(membership, session, session.receiver());
  });
  see_leave(membership);
  channel.remove(membership);  // it ends here
  if (channel.sight.large && channel.size() * 5 < settings.large_room_members * 4) {
    set_large(channel, false);
    reveal_later(channel);
  }
  end_if_empty(channel);
}

void ChatState::end_if_empty(Channel& channel) {
  if (channel.size() > 0 || channel.keeping) return;
  forget_lists(channel);
  if (!shutting_down) history.end(channel.past);
  directory.remove_channel(channel);
}

void ChatState::reveal_later(Channel& channel) {
  if (hides(channel) || !channel.sight.curtained) return;
  channel.sight.left_to_show = SIZE_MAX;  // it may have hidden again whom it has shown
  if (std::exchange(channel.sight.revealing, true)) return;
  revealing.push_back({channel.slot, channel.id});
}

void ChatState::add_to_list(Channel& channel, char letter, ListEntry entry) {
  list_bytes_.add(entry.source, entry.bytes());
  channel.lists_version = ++list_versions_;
  channel.add_to_list(letter, std::move(entry));
}

void ChatState::remove_from_list(Channel& channel, char letter, std::size_t index) {
  const ListEntry& entry = channel.list(letter)[index];
  list_bytes_.remove(entry.source, entry.bytes());
  channel.lists_version = ++list_versions_;
  channel.remove_from_list(letter, index);
}

void ChatState::forget_lists(const Channel& channel) {
  for (const char letter : irc::channel_modes::lists) {
    for (const ListEntry& entry : channel.list(letter)) {
      list_bytes_.remove(entry.source, entry.bytes());
    }
  }
}

void ChatState::replace_traits(Channel& channel, ChannelTraits traits) {
  forget_lists(channel);
  for (const char letter : irc::channel_modes::lists) {
    for (const ListEntry& entry : traits.list(letter)) list_bytes_.add(entry.source, entry.bytes());
  }
  static_cast<ChannelTraits&>(channel) = std::move(traits);
  channel.lists_version = ++list_versions_;
}

Membership* ChatState::membership_of(const User& user, const Channel& channel) {
  for (Membership* membership : user.memberships) {
    if (membership->channel == &channel) return membership;
  }
  return nullptr;
}

void ChatState::monitor(Session& session, std::string_view nick, std::string_view folded) {
  monitors_.add(session.conn, folded);
  session.make_extras().monitored.push_back({std::string(nick), std::string(folded)});
}

void ChatState::stop_monitoring(Session& session, std::span<const std::string> folded) {
  bool any = false;
  for (const std::string& nick : folded) {
    if (!monitors_.watches(session.conn, nick)) continue;
    monitors_.remove(session.conn, nick);
    any = true;
  }
  if (!any) return;
  std::vector<MonitoredNick>& monitored = session.make_extras().monitored;
  work.add(monitored.size());
  std::erase_if(monitored,
                [&](const MonitoredNick& m) { return !monitors_.watches(session.conn, m.folded); });
}

void ChatState::stop_monitoring_all(Session& session) {
  if (!session.extras) return;
  for (const MonitoredNick& m : session.monitored()) monitors_.remove(session.conn, m.folded);
  session.extras->monitored.clear();
}

void ChatState::set_caps(Session& session, irc::CapabilitySet caps) {
  const Receiver before = session.receiver();
  session.caps = caps;
  if (session.user == nullptr) return;
  for (Membership* m : session.user->memberships) {
    m->channel->add_seat(*m, m->channel->take_seat(*m, session, before), session.receiver());
  }
}

Now ChatState::in_order(Now now) {
  if (last_wall_us_ - now.wall_us > limits::clock_step_back_us) {
    log.write(LogLevel::warning, "clock set back",
              {{"by_ms", (last_wall_us_ - now.wall_us) / 1000}});
    last_wall_us_ = now.wall_us;
  }
  last_wall_us_ = std::max(last_wall_us_, now.wall_us);
  return {now.mono_ms, last_wall_us_};
}

std::string_view ChatState::msgid_of(const Place& place) {
  msgid_ = msgid_text(place);
  return {msgid_.data(), msgid_.size()};
}

}  // namespace uvchat::hub
