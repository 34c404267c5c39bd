#include "hub/remember.h"

#include <algorithm>
#include <string>
#include <utility>

#include "hub/sight.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/ciphered.h"
#include "uvchat/irc/message.h"

namespace uvchat::hub {
namespace {

using store::LineKind;
using store::StoredLine;

LineKind kind_of(RecordKind kind) {
  switch (kind) {
    case RecordKind::notice:
      return LineKind::notice;
    case RecordKind::tagmsg:
      return LineKind::tagmsg;
    case RecordKind::join:
      return LineKind::join;
    case RecordKind::part:
      return LineKind::part;
    case RecordKind::quit:
      return LineKind::quit;
    case RecordKind::kick:
      return LineKind::kick;
    case RecordKind::nick:
      return LineKind::nick;
    case RecordKind::topic:
      return LineKind::topic;
    case RecordKind::mode:
      return LineKind::mode;
    case RecordKind::rename:
      return LineKind::rename;
    default:
      return LineKind::privmsg;
  }
}

bool is_reaction(std::string_view key) { return key == "+draft/react" || key == "+draft/unreact"; }

bool is_always_kept(std::string_view key) {
  return is_reaction(key) || key == "+reply" || key == "+draft/reply" ||
         key == "+channel-context" || key == "+draft/channel-context" || key == "uvchat/edits";
}

bool is_persistent(const HubSettings& settings, std::string_view client_tags) {
  const auto& wanted = settings.history.persist_tagmsg_with;
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& key) {
    return irc::find_tag(client_tags, key).has_value();
  });
}

// As many as there is room for, as they came; of those that ask to be kept all but what is true
// only for a moment.
std::string kept_tags(const HubSettings& settings, std::string_view client_tags) {
  std::string kept;
  if (client_tags.empty()) return kept;
  const bool all = is_persistent(settings, client_tags);
  for (const irc::Tag& tag : irc::tags_of(client_tags)) {
    const bool wanted = is_always_kept(tag.key) || (all && tag.key != "+typing");
    const std::size_t bytes = kept.size() + tag.key.size() + tag.value.size() + 2;
    if (!wanted || bytes > limits::kept_tags_bytes_max) continue;
    if (!kept.empty()) kept += ';';
    kept.append(tag.key);
    if (!tag.value.empty()) kept.append("=").append(tag.value);
  }
  return kept;
}

std::string joined_lines(std::span<const TextLine> lines) {
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) text += lines[i].concat ? '\r' : '\n';
    text.append(lines[i].text);
  }
  return text;
}

StoredLine stored_line(const HubSettings& settings, const Record& record, const Place& place) {
  StoredLine line{.room = place.room, .key = place.key, .kind = kind_of(record.kind)};
  line.is_bot = record.bot;
  line.account = record.account_id;
  line.source = record.source;
  line.words = record.kind == RecordKind::kick || record.kind == RecordKind::mode ||
                       record.kind == RecordKind::rename
                   ? record.words
                   : record.relayed_by;
  line.tags = kept_tags(settings, record.client_tags);
  if (!record.lines.empty()) {
    line.is_multiline = true;
    line.text = joined_lines(record.lines);
    line.is_ciphered = std::any_of(record.lines.begin(), record.lines.end(), [](const TextLine& l) {
      return irc::has_ciphered_shape(l.text);
    });
  } else if (record.kind == RecordKind::join) {
    line.text = record.realname;
  } else if (record.text) {
    line.text = *record.text;
    line.is_ciphered = irc::has_ciphered_shape(*record.text);
  }
  return line;
}

}  // namespace

Place next_place(ChatState& state, Channel& channel, Now now) {
  const Place place = state.history.next_place(channel.past, channel.folded, now.wall_us);
  return place.room != 0 ? place : state.unkept_place(now);
}

Place next_place(ChatState& state, const User& from, const User& to, Now now) {
  if (!state.history.is_enabled() || from.account == nullptr || to.account == nullptr) {
    return state.unkept_place(now);
  }
  Past& past = state.history.talk(from.account->id, to.account->id);
  const Place place = state.history.next_place(past, {}, now.wall_us);
  return place.room != 0 ? place : state.unkept_place(now);
}

bool is_kept(const HubSettings& settings, RecordKind kind, std::string_view client_tags) {
  if (kind != RecordKind::tagmsg) return true;
  if (is_persistent(settings, client_tags)) return true;
  const std::vector<irc::Tag> tags = irc::tags_of(client_tags);
  return std::any_of(tags.begin(), tags.end(),
                     [](const irc::Tag& tag) { return is_reaction(tag.key); });
}

void keep(ChatState& state, Channel& channel, const Record& record, store::Audience audience) {
  if (record.place.room == 0) return;
  StoredLine line = stored_line(state.settings, record, record.place);
  line.audience = audience;
  line.is_closed = channel.is_closed();
  // Empty: the channel's own name, under which it is shown as long as it has that one.
  if (record.target != channel.name) line.target = record.target;
  const bool is_speech = record.kind == RecordKind::privmsg || record.kind == RecordKind::notice;
  if (is_speech && audience == store::Audience::all) {
    channel.past.spoken_us = record.time_us;
    channel.past.spoken_closed = line.is_closed;
  }
  state.history.keep(std::move(line));
}

void keep_private(ChatState& state, const User& from, const User& to, const Record& record) {
  const bool with_guest = (from.account == nullptr) != (to.account == nullptr);
  if (!state.history.is_enabled() || (record.place.room == 0 && !with_guest)) return;
  StoredLine line = stored_line(state.settings, record, record.place);
  line.target = record.target;
  if (with_guest) return state.guest_talks.keep(from, to, std::move(line));
  const auto [low, high] = std::minmax(from.account->id, to.account->id);
  state.history.keep(std::move(line), {low, high, record.place.room});
}

void keep_everywhere(ChatState& state, const User& user, const Record& record, Now now) {
  if (!state.history.is_enabled()) return;
  for (Membership* own : user.memberships) {
    Record here = record;
    here.place = next_place(state, *own->channel, now);
    keep(state, *own->channel, here, audience_of(*own));
  }
}

store::Audience audience_of(irc::Rank least) {
  switch (least) {
    case irc::Rank::voice:
      return store::Audience::voices;
    case irc::Rank::halfop:
      return store::Audience::halfops;
    case irc::Rank::op:
      return store::Audience::ops;
    case irc::Rank::admin:
      return store::Audience::admins;
    case irc::Rank::owner:
      return store::Audience::founders;
  }
  return store::Audience::founders;
}

store::Audience greatest_audience(const Membership& member) {
  auto audience = store::Audience::all;
  for (const irc::RankSign& sign : irc::rank_signs) {
    if (member.ranks.has(sign.rank)) audience = std::max(audience, audience_of(sign.rank));
  }
  return audience;
}

store::Audience audience_of(const Membership& about) {
  return is_known_to_all(about) ? store::Audience::all : store::Audience::halfops;
}

}  // namespace uvchat::hub
