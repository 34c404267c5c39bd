// MODE: of channels, their lists and members; those of users are in user_modes.cpp.

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hub/access.h"
#include "hub/acts/audit.h"
#include "hub/acts/channel.h"
#include "hub/acts/membership.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/mode_words.h"
#include "hub/commands/room_change.h"
#include "hub/registered_rooms.h"
#include "hub/reveal.h"
#include "hub/room_modes.h"
#include "hub/sight.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::BanMask;
using irc::ModeChange;
using irc::Numeric;
using irc::Rank;

// A MODE command that changes a channel. What is set goes into `traits`: the channel's own, or a
// draft, which is told later. Ranks are given at once.
class ChannelChange {
 public:
  ChannelChange(Call& call, Channel& channel, ChannelTraits& traits, const Membership* own)
      : call_(call), channel_(channel), traits_(traits), own_(own) {}

  void apply(const ModeChange& change) {
    by_power_ = false;
    if (const auto rank = irc::rank_of_letter(change.letter)) {
      set_rank(change, *rank);
    } else if (is_one_of(change.letter, irc::channel_modes::lists)) {
      if (change.param) {
        change_list(change, *change.param);
      } else if (!shown_.has(change.letter)) {
        shown_.set(change.letter, true);
        see_list(change.letter);
      }
    } else if (is_one_of(change.letter, irc::channel_modes::flags)) {
      if (allowed()) set_flag(change);
    } else if (change.letter == 'k') {
      if (allowed()) set_key(change);
    } else if (change.letter == 'l') {
      if (allowed()) set_limit(change);
    } else if (change.letter == 'f') {
      if (allowed()) set_forward(change);
    } else {
      call_.reply.numeric(Numeric::err_unknownmode, {printable(change.letter)},
                          "is an unknown mode character to me");
    }
  }

  // To be called at the end.
  void tell() {
    tell(ranks_);
    tell(applied_);
    if (!deed_.empty()) note_deed(call_.actor(), "MODE", channel_.name + " " + deed_.text());
  }
  // The lines that tell what the draft changes.
  std::vector<std::string> take_lines() { return std::move(lines_); }

 private:
  std::size_t head_bytes() const {
    return sizeof(": MODE  ") - 1 + call_.user().prefix().size() + channel_.name.size();
  }

  bool is_draft() const { return &traits_ != &channel_; }

  void tell(Applied& changes) {
    if (changes.empty()) return;
    const bool waits = is_draft() && &changes == &applied_;
    waits ? lines_.push_back(changes.text()) : tell_modes(call_.actor(), channel_, changes.text());
    changes = {};
  }

  // One line holds all changes as a rule; but prefixes and masks made whole may need another.
  void add_to(Applied& changes, bool on, char letter, std::string_view param) {
    constexpr std::size_t around = 2 + 1 + 2;  // sign and letter, space, the line's end
    if (head_bytes() + changes.size() + around + param.size() > limits::line_bytes_max) {
      tell(changes);
    }
    changes.add(on, letter, param);
    if (by_power_) deed_.add(on, letter, letter == 'k' ? "*" : param);
  }
  void applied(bool on, char letter, std::string_view param = {}) {
    add_to(applied_, on, letter, param);
  }

  // Said once a command, however many changes it asks for.
  void refuse() {
    if (!std::exchange(refused_, true)) not_operator(call_, channel_);
  }
  bool allowed() {
    if (may_change()) return true;
    refuse();
    return false;
  }
  // Operators of the server may do what they have no right to; what they do so is their deed.
  bool may(bool has_right) {
    by_power_ = by_power_ || (!has_right && call_.user().is_operator());
    return has_right || by_power_;
  }
  bool may_change() { return may(own_ != nullptr && own_->ranks.at_least(Rank::halfop)); }

  // A voice is a half-operator's to give; the other ranks are given by operators, up to their own.
  bool may_give(Rank rank) {
    const Rank least = rank == Rank::voice ? Rank::halfop : std::max(rank, Rank::op);
    return may(own_ != nullptr && own_->ranks.at_least(least));
  }

  // Who may not give the rank is told so before anything is looked up: otherwise the answer would
  // tell who is in the channel.
  void set_rank(const ModeChange& change, Rank rank) {
    if (!change.param) return missing(change);
    const bool resigns =
        own_ != nullptr && !change.on && call_.state.names.same(*change.param, call_.user().nick());
    if (!resigns && !may_give(rank)) return refuse();
    User* user = call_.state.directory.find_user(*change.param);
    if (user == nullptr) return no_such_nick(call_, *change.param);
    Membership* member = ChatState::membership_of(*user, channel_);
    if (member == nullptr) {
      call_.reply.numeric(Numeric::err_usernotinchannel, {user->nick(), channel_.name},
                          "They are not on that channel");
      return;
    }
    const bool over_higher =
        own_ != nullptr && member != own_ && !change.on && !may_act_on(*own_, *member);
    if (!may(!over_higher)) return refuse();
    if (member->ranks.has(rank) == change.on) return;
    give_rank(call_.actor(), *member, rank, change.on);
    add_to(is_draft() ? ranks_ : applied_, change.on, change.letter, user->nick());
  }

  void set_flag(const ModeChange& change) {
    if (traits_.modes.has(change.letter) == change.on) return;
    if (change.letter == 'z' && change.on && !all_are_secure(call_.state.work, channel_)) {
      return call_.reply.numeric(Numeric::err_allmustssl, {channel_.name}, not_all_are_secure);
    }
    if (is_draft()) {
      traits_.modes.set(change.letter, change.on);
    } else {
      hub::set_flag(call_.state, channel_, change.letter, change.on);
    }
    applied(change.on, change.letter);
  }

  void set_key(const ModeChange& change) {
    if (!change.on) {
      if (traits_.key.empty()) return;
      traits_.key.clear();
      return applied(false, 'k', "*");
    }
    if (!change.param) return missing(change);
    const std::string_view key = *change.param;
    // What was wrong with it is not said again: it may be somebody's secret, mistyped.
    if (!is_channel_key(key)) {
      return invalid(change, "*", "A key is 1 to 32 bytes without space or comma");
    }
    if (traits_.key == key) return;
    traits_.key = key;
    applied(true, 'k', key);
  }

  void set_limit(const ModeChange& change) {
    if (!change.on) {
      if (traits_.members_max == 0) return;
      traits_.members_max = 0;
      return applied(false, 'l');
    }
    if (!change.param) return missing(change);
    const auto limit = parse_members_max(*change.param);
    if (!limit) return invalid(change, *change.param, "A limit is a whole number from 1");
    if (traits_.members_max == *limit) return;
    traits_.members_max = *limit;
    applied(true, 'l', std::to_string(*limit));
  }

  void set_forward(const ModeChange& change) {
    if (!change.on) {
      if (traits_.forward.empty()) return;
      hub::set_forward(traits_, nullptr);
      return applied(false, 'f');
    }
    if (!change.param) return missing(change);
    const Channel* target = call_.state.directory.find_channel(*change.param);
    if (target == nullptr || target == &channel_ || !knows(call_.user(), *target)) {
      return invalid(change, *change.param, "There is no such channel to forward to");
    }
    if (!may(has_rank(call_.user(), *target, Rank::halfop))) return not_operator(call_, *target);
    if (traits_.forward_id == target->id) return;
    hub::set_forward(traits_, target);
    applied(true, 'f', target->name);
  }

  void change_list(const ModeChange& change, std::string_view given) {
    if (!allowed()) return;
    auto mask = irc::parse_ban_mask(given);
    if (!mask) return invalid(change, given, "Not a valid mask, or it matches nobody");
    std::string folded;
    fold_into(call_.state.work, call_.state.names, folded, mask->pattern);
    if (std::max(folded.size(), mask->text().size()) > limits::mask_bytes_max) {
      return invalid(change, given, "It is too long");
    }
    if (irc::folds_into_signs(mask->pattern, folded)) {
      return invalid(change, given, "It has a character that stands for a wildcard");
    }
    if (change.on && mask->of == BanMask::Of::channel &&
        !may_ban_members_of(call_.user(), folded)) {
      return invalid(change, given, "You are in no such channel, or not told of all who are in it");
    }
    const std::vector<ListEntry>& list = traits_.list(change.letter);
    call_.state.work.add(1 + list.size() / 8);
    const auto at = std::find_if(list.begin(), list.end(), [&](const ListEntry& entry) {
      return entry.folded == folded && entry.mask.of == mask->of && entry.mask.mutes == mask->mutes;
    });
    if (change.on == (at != list.end())) return;
    // What goes is named as the list has it, so that clients find it in theirs.
    const std::string text = change.on ? mask->text() : at->mask.text();
    if (!change.on) {
      const auto index = static_cast<std::size_t>(at - list.begin());
      if (is_draft()) {
        traits_.remove_from_list(change.letter, index);
      } else {
        call_.state.remove_from_list(channel_, change.letter, index);
      }
      return applied(false, change.letter, text);
    }
    ListEntry entry{std::move(*mask), std::move(folded), std::string(call_.user().prefix()),
                    call_.now.wall_ms(), call_.session.address.source()};
    if (const std::string_view why = no_room_for(entry, list); !why.empty()) {
      call_.reply.numeric(Numeric::err_banlistfull,
                          {channel_.name, std::string_view(&change.letter, 1)}, why);
      return;
    }
    if (is_draft()) {
      traits_.add_to_list(change.letter, std::move(entry));
    } else {
      call_.state.add_to_list(channel_, change.letter, std::move(entry));
    }
    applied(true, change.letter, text);
  }

  // A constant text, empty where there is room.
  std::string_view no_room_for(const ListEntry& entry, const std::vector<ListEntry>& list) const {
    const ChatState& state = call_.state;
    if (list.size() >= state.settings.list_entries_max ||
        traits_.lists_bytes + entry.bytes() > limits::list_bytes_max) {
      return "The list is full";
    }
    if (state.list_bytes().of(entry.source) + entry.bytes() > limits::address_list_bytes_max &&
        !state.is_exempt(call_.session)) {
      return "Too many entries were set from your address";
    }
    return {};
  }

  // A list tells whom the channel's members fear or expect: it is theirs to see.
  void see_list(char letter) {
    if (own_ != nullptr || call_.user().is_operator()) return show_list(letter);
    call_.reply.numeric(Numeric::err_notonchannel, {channel_.name}, "You are not on that channel");
  }

  void show_list(char letter) {
    struct Numbers {
      Numeric entry, end;
      std::string_view end_text;
    };
    const Numbers numbers =
        letter == 'b'
            ? Numbers{Numeric::rpl_banlist, Numeric::rpl_endofbanlist, "End of the list of bans"}
        : letter == 'e' ? Numbers{Numeric::rpl_exceptlist, Numeric::rpl_endofexceptlist,
                                  "End of the list of exceptions"}
                        : Numbers{Numeric::rpl_invexlist, Numeric::rpl_endofinvexlist,
                                  "End of the list of invitation masks"};
    for (const ListEntry& entry : channel_.list(letter)) {
      call_.reply.numeric(numbers.entry, {channel_.name, entry.mask.text(), entry.set_by,
                                          std::to_string(entry.set_ms / 1000)});
    }
    call_.reply.numeric(numbers.end, {channel_.name}, numbers.end_text);
  }

  void missing(const ModeChange& change) { invalid(change, "*", "This mode needs a parameter"); }
  void invalid(const ModeChange& change, std::string_view given, std::string_view why) {
    call_.reply.numeric(Numeric::err_invalidmodeparam,
                        {channel_.name, std::string_view(&change.letter, 1), given}, why);
  }

  Call& call_;
  Channel& channel_;
  ChannelTraits& traits_;
  const Membership* own_;
  Applied applied_;
  Applied ranks_;                   // that are given beside a draft
  Applied deed_;                    // what was done by power of an operator of the server
  std::vector<std::string> lines_;  // of the draft
  irc::ModeSet shown_;              // lists
  bool refused_ = false;
  bool by_power_ = false;  // the change that is looked at is
};

using ModeWords = std::span<const std::string_view>;

// Looks at each change, and returns the lines that tell of those in a draft.
std::vector<std::string> change_modes(Call& call, Channel& channel, ChannelTraits& traits,
                                      ModeWords words) {
  ChannelChange change(call, channel, traits, ChatState::membership_of(call.user(), channel));
  const auto asked = irc::parse_modes(words, irc::channel_mode_takes_param);
  std::size_t done = 0, with_param = 0;
  for (const ModeChange& wanted : asked) {
    if (wanted.param && ++with_param > limits::modes_per_command_max) break;
    if (done == limits::mode_changes_max || call.work() > limits::line_work_max) break;
    change.apply(wanted);
    ++done;
  }
  change.tell();
  if (done < asked.size()) {
    tell_shortened(call, "MODE", channel.name,
                   "Only the first " + std::to_string(done) + " changes were looked at");
  }
  return change.take_lines();
}

// Ranks and questions change nothing that the store keeps.
bool changes_traits(ModeWords words) {
  const auto asked = irc::parse_modes(words, irc::channel_mode_takes_param);
  return std::any_of(asked.begin(), asked.end(), [](const ModeChange& change) {
    const bool asks = is_one_of(change.letter, irc::channel_modes::lists) && !change.param;
    return !irc::rank_of_letter(change.letter) && !asks;
  });
}

std::optional<RoomChange> plan_modes(Call& call, Channel& channel, ModeWords words) {
  if (!knows(call.user(), channel)) {
    no_such_channel(call, channel.name);
    return std::nullopt;
  }
  ChannelTraits draft = channel;
  call.state.work.add(draft.lists_bytes / 1024);
  std::vector<std::string> lines = change_modes(call, channel, draft, words);
  if (lines.empty()) return std::nullopt;
  RoomChange change;
  if (channel.is_registered()) {
    change.request = store::SaveRoom{stored_room(call.state, channel, draft)};
  }
  change.apply = [draft = std::move(draft), lines = std::move(lines)](
                     ChatState& state, Channel& changed, const Actor* actor, Now now) {
    take_traits(state, changed, draft);
    for (const std::string& line : lines) {
      actor != nullptr ? tell_modes(*actor, changed, line) : tell_modes(state, changed, line, now);
    }
    part_insecure(state, changed, now);  // who has come since it was looked at
  };
  return change;
}

void change_registered(Call& call, const Channel& channel, ModeWords words) {
  change_room(
      call, channel,
      [texts = std::vector<std::string>(words.begin(), words.end())](Call& page, Channel& changed) {
        return plan_modes(page, changed, std::vector<std::string_view>(texts.begin(), texts.end()));
      },
      fails_as("MODE", channel.name));
}

void channel_mode(Call& call, std::string_view name) {
  Channel* channel = call.state.directory.find_channel(name);
  if (channel == nullptr || !knows(call.user(), *channel)) return no_such_channel(call, name);
  if (call.message.param_count == 1) return send_modes(call, *channel);
  const ModeWords words = mode_words_of(call);
  if (channel->is_registered() && changes_traits(words)) {
    return change_registered(call, *channel, words);
  }
  const bool hid_members = hides(*channel);
  change_modes(call, *channel, *channel, words);
  if (hid_members && !hides(*channel)) {
    call.owed += static_cast<std::int64_t>(work_to_reveal(call.state, *channel));
  }
}

}  // namespace

void handle_mode(Call& call) {
  const bool of_channel = irc::looks_like_channel(call.param(0));
  of_channel ? channel_mode(call, call.param(0)) : handle_user_mode(call);
}

}  // namespace uvchat::hub
