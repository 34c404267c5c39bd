// MODE: of channels, their lists and members; those of users are in user_modes.cpp.

#include <algorithm>
#include <charconv>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hub/access.h"
#include "hub/acts/channel.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/mode_words.h"
#include "hub/reveal.h"
#include "hub/sight.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::BanMask;
using irc::ModeChange;
using irc::Numeric;
using irc::Rank;

// A MODE command that changes a channel.
class ChannelChange {
 public:
  ChannelChange(Call& call, Channel& channel, const Membership* own)
      : call_(call), channel_(channel), own_(own) {}

  void apply(const ModeChange& change) {
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
    if (applied_.empty()) return;
    tell_modes(call_.actor(), channel_, applied_.text());
    applied_ = {};
  }

 private:
  std::size_t head_bytes() const {
    return sizeof(": MODE  ") - 1 + call_.user().prefix().size() + channel_.name.size();
  }

  // One line holds all changes as a rule; but prefixes and masks made whole may need another.
  void applied(bool on, char letter, std::string_view param = {}) {
    constexpr std::size_t around = 2 + 1 + 2;  // sign and letter, space, the line's end
    if (head_bytes() + applied_.size() + around + param.size() > limits::line_bytes_max) tell();
    applied_.add(on, letter, param);
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
  bool may_change() const {
    return call_.user().is_operator() || (own_ != nullptr && own_->ranks.at_least(Rank::halfop));
  }

  // A voice is a half-operator's to give; the other ranks are given by operators, up to their own.
  bool may_give(Rank rank) const {
    if (call_.user().is_operator()) return true;
    if (own_ == nullptr) return false;
    const Rank least = rank == Rank::voice ? Rank::halfop : std::max(rank, Rank::op);
    return own_->ranks.at_least(least);
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
    const bool over_higher = own_ != nullptr && member != own_ && !change.on &&
                             !call_.user().is_operator() && !may_act_on(*own_, *member);
    if (over_higher) return refuse();
    if (member->ranks.has(rank) == change.on) return;
    give_rank(call_.actor(), *member, rank, change.on);
    applied(change.on, change.letter, user->nick());
  }

  void set_flag(const ModeChange& change) {
    if (channel_.modes.has(change.letter) == change.on) return;
    hub::set_flag(call_.state, channel_, change.letter, change.on);
    applied(change.on, change.letter);
  }

  void set_key(const ModeChange& change) {
    if (!change.on) {
      if (channel_.key.empty()) return;
      channel_.key.clear();
      return applied(false, 'k', "*");
    }
    if (!change.param) return missing(change);
    const std::string_view key = *change.param;
    const bool fits = !key.empty() && key.size() <= limits::key_bytes_max &&
                      !key.starts_with(':') && std::none_of(key.begin(), key.end(), [](char c) {
                        return is_control(c) || c == ' ' || c == ',';
                      });
    // What was wrong with it is not said again: it may be somebody's secret, mistyped.
    if (!fits) return invalid(change, "*", "A key is 1 to 32 bytes without space or comma");
    if (channel_.key == key) return;
    channel_.key = key;
    applied(true, 'k', key);
  }

  void set_limit(const ModeChange& change) {
    if (!change.on) {
      if (channel_.members_max == 0) return;
      channel_.members_max = 0;
      return applied(false, 'l');
    }
    if (!change.param) return missing(change);
    const std::string_view text = *change.param;
    std::uint32_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error != std::errc() || end != text.data() + text.size() || limit == 0) {
      return invalid(change, text, "A limit is a whole number from 1");
    }
    if (channel_.members_max == limit) return;
    channel_.members_max = limit;
    applied(true, 'l', std::to_string(limit));
  }

  void set_forward(const ModeChange& change) {
    if (!change.on) {
      if (channel_.forward.empty()) return;
      hub::set_forward(channel_, nullptr);
      return applied(false, 'f');
    }
    if (!change.param) return missing(change);
    const Channel* target = call_.state.directory.find_channel(*change.param);
    if (target == nullptr || target == &channel_ || !knows(call_.user(), *target)) {
      return invalid(change, *change.param, "There is no such channel to forward to");
    }
    if (!call_.user().is_operator() && !has_rank(call_.user(), *target, Rank::halfop)) {
      return not_operator(call_, *target);
    }
    if (channel_.forward_id == target->id) return;
    hub::set_forward(channel_, target);
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
    const std::vector<ListEntry>& list = channel_.list(change.letter);
    call_.state.work.add(1 + list.size() / 8);
    const auto at = std::find_if(list.begin(), list.end(), [&](const ListEntry& entry) {
      return entry.folded == folded && entry.mask.of == mask->of && entry.mask.mutes == mask->mutes;
    });
    if (change.on == (at != list.end())) return;
    // What goes is named as the list has it, so that clients find it in theirs.
    const std::string text = change.on ? mask->text() : at->mask.text();
    if (!change.on) {
      const auto index = static_cast<std::size_t>(at - list.begin());
      call_.state.remove_from_list(channel_, change.letter, index);
      return applied(false, change.letter, text);
    }
    ListEntry entry{std::move(*mask), std::move(folded), std::string(call_.user().prefix()),
                    call_.now.wall_ms(), call_.session.address.source()};
    if (const std::string_view why = no_room_for(entry, list); !why.empty()) {
      call_.reply.numeric(Numeric::err_banlistfull,
                          {channel_.name, std::string_view(&change.letter, 1)}, why);
      return;
    }
    call_.state.add_to_list(channel_, change.letter, std::move(entry));
    applied(true, change.letter, text);
  }

  // A constant text, empty where there is room.
  std::string_view no_room_for(const ListEntry& entry, const std::vector<ListEntry>& list) const {
    const ChatState& state = call_.state;
    if (list.size() >= state.settings.list_entries_max ||
        channel_.lists_bytes + entry.bytes() > limits::list_bytes_max) {
      return "The list is full";
    }
    if (state.list_bytes().of(entry.source) + entry.bytes() > limits::address_list_bytes_max &&
        !is_in_any(state.settings.address_limits.exempt, call_.session.address)) {
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
  const Membership* own_;
  Applied applied_;
  irc::ModeSet shown_;  // lists
  bool refused_ = false;
};

// "+kn key": the key for members only, and where it forwards to for those who may know of it.
std::string modes_of(const Call& call, const Channel& channel, bool is_member) {
  Applied modes;
  for (const char letter : channel.modes.letters()) modes.add(true, letter);
  const Channel* const to = forward_of(call.state, channel);
  if (!channel.forward.empty() && (is_member || (to != nullptr && knows(call.user(), *to)))) {
    modes.add(true, 'f', channel.forward);
  }
  if (!channel.key.empty()) modes.add(true, 'k', is_member ? channel.key : "*");
  if (channel.members_max != 0) modes.add(true, 'l', std::to_string(channel.members_max));
  return modes.empty() ? "+" : modes.text();
}

void show_channel_modes(Call& call, const Channel& channel, bool is_member) {
  call.reply.numeric_with(Numeric::rpl_channelmodeis,
                          channel.name + " " + modes_of(call, channel, is_member));
  call.reply.numeric(Numeric::rpl_creationtime,
                     {channel.name, std::to_string(channel.created_ms / 1000)});
}

void channel_mode(Call& call, std::string_view name) {
  Channel* channel = call.state.directory.find_channel(name);
  if (channel == nullptr || !knows(call.user(), *channel)) return no_such_channel(call, name);
  const Membership* own = ChatState::membership_of(call.user(), *channel);
  if (call.message.param_count == 1) return show_channel_modes(call, *channel, own != nullptr);
  ChannelChange change(call, *channel, own);
  const auto asked = irc::parse_modes(mode_words_of(call), irc::channel_mode_takes_param);
  const bool hid_members = hides(*channel);
  std::size_t done = 0, with_param = 0;
  for (const ModeChange& wanted : asked) {
    if (wanted.param && ++with_param > limits::modes_per_command_max) break;
    if (done == limits::mode_changes_max || call.work() > limits::line_work_max) break;
    change.apply(wanted);
    ++done;
  }
  change.tell();
  if (hid_members && !hides(*channel)) {
    call.owed += static_cast<std::int64_t>(work_to_reveal(call.state, *channel));
  }
  if (done < asked.size()) {
    tell_shortened(call, "MODE", channel->name,
                   "Only the first " + std::to_string(done) + " changes were looked at");
  }
}

}  // namespace

void handle_mode(Call& call) {
  const bool of_channel = irc::looks_like_channel(call.param(0));
  of_channel ? channel_mode(call, call.param(0)) : handle_user_mode(call);
}

}  // namespace uvchat::hub
