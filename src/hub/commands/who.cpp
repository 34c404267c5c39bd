// WHO, ISON, USERHOST: users in a line each, or less.

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "hub/access.h"
#include "hub/cloak.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/member_walk.h"
#include "hub/sight.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/mask.h"
#include "uvchat/irc/names.h"
#include "uvchat/irc/whox.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

// --- One answer

// "H*@B": here or gone, operator, ranks in the channel, bot.
std::string flags_of(const Call& call, const User& user, const Membership* membership) {
  std::string flags = user.is_away() ? "G" : "H";
  if (user.is_operator()) flags += '*';
  if (membership != nullptr) {
    flags += membership->ranks.prefixes(call.session.caps.has(irc::Capability::multi_prefix));
  }
  if (user.is_bot()) flags += 'B';
  return flags;
}

std::string address_of(const Call& call, const User& user) {
  const bool may_know = call.user().is_operator() || &user == &call.user();
  return may_know && user.has_address() ? address_word(user.address.text()) : "255.255.255.255";
}

std::string whox_field(const Call& call, char field, const irc::WhoOptions& options,
                       const User& user, const Membership* membership) {
  switch (field) {
    case 't':
      return options.token;
    case 'c':
      return membership != nullptr ? membership->channel->name : "*";
    case 'u':
      return std::string(user.user());
    case 'i':
      return address_of(call, user);
    case 'h':
      return std::string(user.host());
    case 's':
      return call.state.settings.server_name;
    case 'n':
      return std::string(user.nick());
    case 'f':
      return flags_of(call, user, membership);
    case 'l':
      return std::to_string((call.now.mono_ms - user.spoke_ms) / 1000);
    case 'o':
      return "n/a";
    case 'r':
      return ":" + std::string(user.realname());
    case 'a':
      return user.account != nullptr ? user.account->name : "0";
    default:
      return "0";  // d: how far away
  }
}

// `membership`: where the question was of a channel.
void say_user(Call& call, const irc::WhoOptions& options, const User& user,
              const Membership* membership) {
  if (options.operators_only && !user.is_operator()) return;
  if (!options.extended) {
    call.reply.numeric(Numeric::rpl_whoreply,
                       {membership != nullptr ? std::string_view(membership->channel->name) : "*",
                        user.user(), user.host(), call.state.settings.server_name, user.nick(),
                        flags_of(call, user, membership)},
                       "0 " + std::string(user.realname()));
    return;
  }
  std::string fields;
  for (const char field : options.fields) {
    if (!fields.empty()) fields += ' ';
    fields += whox_field(call, field, options, user, membership);
  }
  call.reply.numeric_with(Numeric::rpl_whospcrpl, fields);
}

void end_of_who(Call& call, std::string_view mask) {
  call.reply.numeric(Numeric::rpl_endofwho, {mask}, "End of WHO");
}

// --- WHO #channel

// In the order of NAMES.
void who_channel(Call& call, const Channel& channel, irc::WhoOptions options) {
  answer_in_pages(call, [asked = std::string(call.param(0)), options = std::move(options),
                         walk = MemberWalk(channel)](Call& page) mutable {
    const Channel* here = walk.channel(page.state);
    const auto say = [&](const Membership& member) {
      if (shown_to(page.user(), member)) say_user(page, options, *member.user, &member);
    };
    const bool at_end = here == nullptr || walk.go_on(*here, page, say);
    if (!at_end) return Progress::more;
    end_of_who(page, asked);
    return Progress::done;
  });
}

// --- WHO mask

// The memberships of a viewer by their channels, to find those that they share with others. Valid
// for as long as nothing changes.
class OwnChannels {
 public:
  explicit OwnChannels(const User& viewer)
      : own_(viewer.memberships.begin(), viewer.memberships.end()) {
    std::sort(own_.begin(), own_.end(), before);
  }
  bool any_shared_with(const User& user) const {
    return std::any_of(user.memberships.begin(), user.memberships.end(), [&](const Membership* m) {
      const auto own = std::lower_bound(own_.begin(), own_.end(), m, before);
      return own != own_.end() && (*own)->channel == m->channel && sees(**own, *m);
    });
  }

 private:
  static bool before(const Membership* a, const Membership* b) {
    return std::less<>()(a->channel, b->channel);
  }
  std::vector<const Membership*> own_;
};

// Exact nicks are found by everybody; masks find invisible users only for those who know them.
bool found_by_masks(const OwnChannels& own, const User& viewer, const User& user) {
  return !user.modes.has('i') || &user == &viewer || viewer.is_operator() ||
         own.any_shared_with(user);
}

// All users, in the directory's order. A page of it is bounded by those it looks at, seen or not:
// each costs the same besides the mask, whoever is invisible and in whatever channels they are.
class MaskedUsers {
 public:
  MaskedUsers(const irc::Names& names, std::string_view asked, irc::WhoOptions options)
      : asked_(asked),
        folded_(asked_.empty() || asked_ == "0" ? "*" : irc::fold_of_mask(names, asked_)),
        options_(std::move(options)) {}

  Progress operator()(Call& page) {
    constexpr std::uint64_t look_work = 2;
    const OwnChannels own(page.user());
    said_ = 0;
    while (!page_is_full(page) && said_ < page.state.settings.page_entries_max) {
      page.state.work.add(look_work);
      if (slot_ >= page.state.directory.user_slots()) {
        end_of_who(page, asked_);
        return Progress::done;
      }
      const User* user = page.state.directory.user_at(slot_++);
      if (user != nullptr) look_at(page, own, *user);
    }
    return Progress::more;
  }

 private:
  void look_at(Call& page, const OwnChannels& own, const User& user) {
    if (!matches(page, user) || !found_by_masks(own, page.user(), user)) return;
    say_user(page, options_, user, nullptr);
    ++said_;
  }

  bool matches(Call& page, const User& user) {
    if (folded_ == "*") return true;
    const bool may_know_address = page.user().is_operator() || &user == &page.user();
    ChatState& state = page.state;
    return matches(state, user.nick()) || matches(state, user.user()) ||
           matches(state, user.host()) || matches(state, user.realname()) ||
           matches(state, state.settings.server_name) ||
           (may_know_address && user.has_address() && matches(state, user.address.text()));
  }
  bool matches(ChatState& state, std::string_view text) {
    fold_into(state.work, state.names, scratch_, text);
    return glob_matches(state.work, folded_, scratch_);
  }

  std::string asked_;
  std::string folded_;
  irc::WhoOptions options_;
  std::size_t slot_ = 0;
  std::size_t said_ = 0;
  std::string scratch_;
};

// --- ISON, USERHOST

// Nicks come as words of one parameter or as several of them.
template <typename F>
void for_each_nick(const Call& call, F&& f) {
  for (std::size_t i = 0; i < call.message.param_count; ++i) {
    std::string_view rest = call.param(i);
    while (!rest.empty()) {
      const std::string_view nick = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(nick.size() + 1, rest.size()));
      if (!nick.empty()) f(nick);
    }
  }
}

// Nobody is an answer too.
void say_found(Call& call, Numeric numeric, const std::vector<std::string>& found) {
  if (found.empty()) call.reply.numeric(numeric, {}, "");
  call.reply.numeric_words(numeric, {}, found);
}

// "ana*=-~ana@host": an operator, who is away.
std::string userhost(const User& user) {
  std::string word(user.nick());
  if (user.is_operator()) word += '*';
  word.append("=").append(user.is_away() ? "-" : "+");
  return word.append(user.user()).append("@").append(user.host());
}

}  // namespace

void handle_who(Call& call) {
  const std::string_view mask = call.param(0);
  irc::WhoOptions options = irc::parse_who_options(call.param(1));
  if (irc::looks_like_channel(mask)) {
    const Channel* channel = call.state.directory.find_channel(mask);
    if (channel == nullptr || !knows(call.user(), *channel)) return end_of_who(call, mask);
    return who_channel(call, *channel, std::move(options));
  }
  if (const User* user = call.state.directory.find_user(mask)) {
    say_user(call, options, *user, nullptr);
    return end_of_who(call, mask);
  }
  answer_in_pages(call, MaskedUsers(call.state.names, mask, std::move(options)));
}

void handle_ison(Call& call) {
  std::vector<std::string> found;
  for_each_nick(call, [&](std::string_view nick) {
    call.state.work.add(1 + fold_work(nick));
    if (const User* user = call.state.directory.find_user(nick)) found.emplace_back(user->nick());
  });
  say_found(call, Numeric::rpl_ison, found);
}

void handle_userhost(Call& call) {
  std::vector<std::string> found;
  std::size_t asked = 0;
  std::string_view left_out;
  for_each_nick(call, [&](std::string_view nick) {
    if (++asked == limits::userhost_nicks_max + 1) left_out = nick;
    if (asked > limits::userhost_nicks_max) return;
    if (const User* user = call.state.directory.find_user(nick)) found.push_back(userhost(*user));
  });
  say_found(call, Numeric::rpl_userhost, found);
  if (left_out.empty()) return;
  call.reply.numeric(Numeric::err_toomanytargets, {left_out}, "Too many targets");
}

}  // namespace uvchat::hub
