#include "hub/commands/history_source.h"

#include "hub/remember.h"

namespace uvchat::hub {
namespace {

std::optional<HistorySource> find_talk(Call& call, std::string_view name) {
  const Account* own = call.session.account();
  const User* user = call.state.directory.find_user(name);
  const Account* other = user != nullptr ? user->account : call.state.accounts.find(name);
  if (user == nullptr && other == nullptr) return std::nullopt;
  HistorySource source;
  source.name = user != nullptr ? std::string(user->nick()) : other->name;
  if (own == nullptr || other == nullptr) {
    if (user != nullptr) source.in_memory = call.state.guest_talks.find(call.user(), *user);
    return source;
  }
  const Past* past = call.state.history.find_talk(own->id, other->id);
  if (past != nullptr) source.reader.room = past->number;
  source.reader.account = own->id;
  source.reader.events = call.session.caps.has(irc::Capability::event_playback);
  source.other = other->id;
  return source;
}

}  // namespace

HistorySource source_of(const ChatState& state, const Session& session, const Membership& member) {
  const Channel& channel = *member.channel;
  const Account* account = session.account();
  return {.reader = {.room = channel.past.number,
                     .account = account != nullptr ? account->id : 0,
                     .closed_since_us = state.began_us(member),
                     .audience = greatest_audience(member),
                     .events = session.caps.has(irc::Capability::event_playback)},
          .name = channel.name,
          .channel_slot = channel.slot,
          .channel_id = channel.id};
}

bool may_still_read(const Call& call, HistorySource& source) {
  if (source.channel_id == 0) {
    const Account* account = call.session.account();
    return account != nullptr && account->id == source.reader.account;
  }
  const Channel* channel = call.state.directory.channel_at(source.channel_slot, source.channel_id);
  const Membership* own =
      channel == nullptr ? nullptr : ChatState::membership_of(call.user(), *channel);
  if (own != nullptr) source = source_of(call.state, call.session, *own);
  return own != nullptr;
}

std::optional<HistorySource> find_history_source(Call& call, std::string_view name) {
  if (!irc::looks_like_channel(name)) return find_talk(call, name);
  const Channel* channel = call.state.directory.find_channel(name);
  const Membership* own =
      channel == nullptr ? nullptr : ChatState::membership_of(call.user(), *channel);
  if (own == nullptr) return std::nullopt;
  return source_of(call.state, call.session, *own);
}

}  // namespace uvchat::hub
