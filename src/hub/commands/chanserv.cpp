// ChanServ: channels that last, and who is what in them.

#include "hub/commands/chanserv.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "hub/access.h"
#include "hub/acts/audit.h"
#include "hub/acts/membership.h"
#include "hub/commands/chanserv_changes.h"
#include "hub/iso_time.h"
#include "hub/line.h"
#include "hub/registered_rooms.h"
#include "hub/service_nicks.h"
#include "uvchat/base/ascii.h"

namespace uvchat::hub {
namespace {

// The channel, if the caller may know of it; says so where there is none.
Channel* channel_named(ServiceCall& asked) {
  Channel* channel = asked.call.state.directory.find_channel(asked.word(0));
  if (channel != nullptr && knows(asked.call.user(), *channel)) return channel;
  asked.say(code::no_such_channel, "There is no channel " + shown_channel(asked.word(0)) + ".");
  return nullptr;
}

std::string name_of(const ChatState& state, store::AccountId account) {
  const Account* known = state.accounts.find(account);
  return known == nullptr ? "*" : known->name;
}

Channel* registered_channel(ServiceCall& asked) {
  Channel* channel = channel_named(asked);
  if (channel == nullptr || channel->is_registered()) return channel;
  asked.say(code::not_registered, channel->name + " is not registered.");
  return nullptr;
}

void tell_founder(const ServiceCall& asked, const Channel& channel) {
  const std::string founder = name_of(asked.call.state, channel.keeping->founder);
  asked.say("FOUNDER " + founder, "Founder: " + founder);
}

// --- REGISTER

void register_room(ServiceCall& asked) {
  const Channel* channel = channel_named(asked);
  if (channel != nullptr) change_room(asked.call, *channel, plan_registration, not_stored);
}

// --- AMODE

// "+o": one rank, given or taken.
std::optional<irc::ModeChange> read_rank_change(std::string_view text) {
  if (text.size() != 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  if (!irc::rank_of_letter(text[1])) return std::nullopt;
  return irc::ModeChange{text[0] == '+', text[1], std::nullopt};
}

void list_access(const ServiceCall& asked, const Channel& channel) {
  const User& user = asked.call.user();
  if (standing(asked.call.state, user, channel).empty()) {
    return asked.say(code::no_permissions,
                     "Only those who are on the list of " + channel.name + " may see it.");
  }
  tell_founder(asked, channel);
  for (const AccountRanks& access : channel.keeping->access) {
    const std::string who =
        name_of(asked.call.state, access.account) + " +" + rank_letters(access.ranks);
    asked.say("RANKS " + who, who);
  }
  asked.say(code::end, "End of the list of " + channel.name + ".");
}

void change_access(ServiceCall& asked) {
  const Channel* channel = registered_channel(asked);
  if (channel == nullptr) return;
  if (asked.words.size() < 2) return list_access(asked, *channel);
  const auto change = read_rank_change(asked.words[1]);
  if (!change || asked.words.size() < 3) {
    return asked.say(code::invalid_params, "AMODE <channel> [+|-<q, a, o, h or v> <account>]");
  }
  change_room(
      asked.call, *channel,
      [change = *change, name = asked.words[2]](Call& call, Channel& c) {
        return plan_access(call, c, change, name);
      },
      not_stored);
}

// --- CLEAR

// Operators of the server stay, and the one who asks.
Membership* next_to_put_out(const User& by, const Channel& channel) {
  for (const auto* list : {&channel.unseen, &channel.members}) {
    const auto at = std::find_if(list->rbegin(), list->rend(), [&](const auto& member) {
      return member->user != &by && !member->user->is_operator();
    });
    if (at != list->rend()) return at->get();
  }
  return nullptr;
}

void clear_users(ServiceCall& asked, const Channel& channel) {
  if (!may_as_founder(asked.call.user(), channel)) {
    return asked.say(code::no_permissions, "Only the founder may do that.");
  }
  if (!is_founder(asked.call.user(), channel)) {
    note_deed(asked.call.actor(), "CHANSERV", "CLEAR " + channel.name + " users");
  }
  answer_in_pages(asked.call, [slot = channel.slot, id = channel.id](Call& page) {
    for (;;) {
      Channel* cleared = page.state.directory.channel_at(slot, id);
      Membership* member = cleared == nullptr ? nullptr : next_to_put_out(page.user(), *cleared);
      if (member == nullptr) {
        say_as(page, chanserv_nick, code::done, "The channel is cleared.");
        return Progress::done;
      }
      if (page_is_full(page)) return Progress::more;
      page.state.work.add(1);
      kick(page.actor(), *member, "The channel is being cleared");
    }
  });
}

void clear_room(ServiceCall& asked) {
  const Channel* channel = registered_channel(asked);
  if (channel == nullptr) return;
  std::string what(asked.word(1));
  std::transform(what.begin(), what.end(), what.begin(), to_lower);
  if (what == "users") {
    clear_users(asked, *channel);
  } else if (what == "access") {
    change_room(asked.call, *channel, plan_clear_access, not_stored);
  } else if (what == "modes") {
    change_room(asked.call, *channel, plan_clear_modes, not_stored);
  } else {
    asked.say(code::invalid_params, "CLEAR <channel> users|access|modes");
  }
}

// --- TRANSFER and DROP

void transfer_room(ServiceCall& asked) {
  const Channel* channel = registered_channel(asked);
  if (channel == nullptr) return;
  change_room(
      asked.call, *channel,
      [name = std::string(asked.word(1)), token = std::string(asked.word(2))](
          Call& call, Channel& c) { return plan_transfer(call, c, name, token); },
      not_stored);
}

void drop_room(ServiceCall& asked) {
  const Channel* channel = registered_channel(asked);
  if (channel == nullptr) return;
  change_room(
      asked.call, *channel,
      [token = std::string(asked.word(1))](Call& call, Channel& c) {
        return plan_drop(call, c, token);
      },
      not_stored);
}

// --- INFO and LIST

void tell_of_room(ServiceCall& asked) {
  const Channel* channel = registered_channel(asked);
  if (channel == nullptr) return;
  asked.say("CHANNEL " + channel->name, "Channel: " + channel->name);
  tell_founder(asked, *channel);
  const std::string since = iso_time(channel->keeping->made_us / 1000);
  asked.say("REGISTERED " + since, "Registered: " + since);
}

void list_rooms(ServiceCall& asked) {
  answer_in_pages(asked.call, [slot = std::size_t{0}](Call& page) mutable {
    const Directory& directory = page.state.directory;
    std::size_t said = 0;
    for (; slot < directory.channel_slots(); ++slot) {
      if (page_is_full(page) || said == page.state.settings.page_entries_max) return Progress::more;
      page.state.work.add(1);
      const Channel* channel = directory.channel_at(slot);
      if (channel == nullptr || !channel->is_registered()) continue;
      if (!knows(page.user(), *channel)) continue;
      const std::string founder = name_of(page.state, channel->keeping->founder);
      say_as(page, chanserv_nick, "CHANNEL " + channel->name + " " + founder,
             channel->name + " by " + founder);
      ++said;
    }
    say_as(page, chanserv_nick, code::end, "End of the list of registered channels.");
    return Progress::done;
  });
}

// --- The table

constexpr auto chanserv_commands = std::to_array<ServiceCommand>({
    {"AMODE", change_access, 1, WhoMay::logged_in, "AMODE <channel> [+|-<rank> <account>]",
     "Shows or changes who has a rank (q, a, o, h or v) as often as they "
     "join."},
    {"CLEAR", clear_room, 2, WhoMay::logged_in, "CLEAR <channel> users|access|modes",
     "Puts everybody out, empties the list of ranks, or sets the modes back to "
     "nt."},
    {"DROP", drop_room, 1, WhoMay::logged_in, "DROP <channel> [<token>]",
     "The channel is not registered any more; asks for a token first."},
    {"INFO", tell_of_room, 1, WhoMay::everybody, "INFO <channel>",
     "Who has registered a channel, and when."},
    {"LIST", list_rooms, 0, WhoMay::everybody, "LIST",
     "The registered channels that you may know of."},
    {"REGISTER", register_room, 1, WhoMay::logged_in, "REGISTER <channel>",
     "Keeps a channel of which you are an operator, with its topic, modes and "
     "lists."},
    {"TRANSFER", transfer_room, 1, WhoMay::logged_in, "TRANSFER <channel> [<account> [<token>]]",
     "Offers the channel to another founder, who takes it with TRANSFER <channel>."},
});
static_assert(std::is_sorted(chanserv_commands.begin(), chanserv_commands.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));

}  // namespace

constinit const Service chanserv{
    .nick = chanserv_nick,
    .purpose =
        "ChanServ keeps channels: their topic, modes and lists, and who "
        "has which rank.",
    .commands = chanserv_commands,
};

}  // namespace uvchat::hub
