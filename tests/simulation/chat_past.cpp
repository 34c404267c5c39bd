// Where somebody may read what was said before.

#include "hub/iso_time.h"
#include "tests/simulation/chat.h"
#include "tests/simulation/wish.h"

namespace uvchat::simulation {

bool Chat::is_closed(const Channel& channel) {
  return !channel.key.empty() || channel.modes.contains('i') || channel.modes.contains('s') ||
         channel.modes.contains('x') || channel.modes.contains('z');
}

Reading Chat::reading_of(const Person& p, const Channel& channel) const {
  Reading reading;
  reading.life = channel.life;
  reading.rank = rank_of(channel, p.id);
  reading.account = p.account != nullptr ? p.account->id : 0;
  reading.began_us = member_of(channel, p.id)->began_us;
  reading.end = annals_.size();
  return reading;
}

// Of a channel they must be a member: of others they learn nothing.
std::optional<Source> Chat::source_named(const Person& p, std::string_view name) {
  Source source;
  if (name.starts_with('#')) {
    const Channel* channel = find_channel(name);
    if (channel == nullptr || member_of(*channel, p.id) == nullptr) return std::nullopt;
    source.name = channel->name;
    source.channel_id = channel->id;
    source.life = channel->life;
    source.reading = reading_of(p, *channel);
    return source;
  }
  const Person* user = holder_of(name);
  const Account* other = user != nullptr ? user->account : account_named(name);
  if (user == nullptr && other == nullptr) return std::nullopt;
  source.name = user != nullptr ? user->nick : other->name;
  if (p.account == nullptr || other == nullptr) {
    source.is_with_guest = user != nullptr;
    source.with = user != nullptr ? user->id : 0;
    return source;
  }
  source.life = annals_.life_of_talk(p.account->id, other->id);
  source.other = other->id;
  source.reading.life = source.life;
  source.reading.account = p.account->id;
  source.reading.end = annals_.size();
  return source;
}

// False: they may read nothing there any more.
bool Chat::may_still_read(const Person& p, Source& source) {
  if (source.channel_id == 0) {
    return p.account != nullptr && p.account->id == source.reading.account;
  }
  const Channel* channel = channel_of(source.channel_id);
  if (channel == nullptr || member_of(*channel, p.id) == nullptr) return false;
  source.reading = reading_of(p, *channel);
  return true;
}

// Of a room that was there before a restart, and of which the store lost all, nothing is yet.
bool Chat::is_kept(const Source& source) const {
  return source.life != 0 && annals_.number_of(source.life) != 0;
}

std::optional<Edge> Chat::edge_of(std::string_view text, std::uint64_t life) const {
  constexpr std::string_view time_key = "timestamp=", id_key = "msgid=";
  Edge edge;
  if (text.starts_with(time_key)) {
    const auto ms = hub::parse_iso_time(text.substr(time_key.size()));
    if (!ms) return std::nullopt;
    edge.by = Edge::By::time;
    edge.time_ms = *ms;
    return edge;
  }
  const auto line =
      text.starts_with(id_key) ? annals_.line_with_id(text.substr(id_key.size())) : std::nullopt;
  if (!line) return std::nullopt;
  const store::LinePlace& place = annals_.at(*line).place;
  const bool is_there = life != 0 && annals_.number_of(life) == place.room;
  edge.by = is_there ? Edge::By::line : Edge::By::time;
  edge.line = *line;
  edge.time_us = place.key.time_us;
  edge.time_ms = place.key.time_us / 1000;
  return edge;
}

}  // namespace uvchat::simulation
