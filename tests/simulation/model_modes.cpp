// MODE, told again.

#include <algorithm>
#include <span>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
// "+o-v ana luis" out of "+o ana", "-v luis".
class ToldModes {
 public:
  void add(bool on, char letter, const std::string& param) {
    const char sign = on ? '+' : '-';
    if (sign != sign_) letters_ += sign;
    sign_ = sign;
    letters_ += letter;
    if (!param.empty()) params_ += " " + param;
  }
  bool empty() const { return letters_.empty(); }
  std::string text() const { return letters_ + params_; }

 private:
  char sign_ = 0;
  std::string letters_, params_;
};

namespace {

std::vector<irc::ModeChange> wanted_changes(const irc::Message& message,
                                            bool (*takes_param)(char, bool)) {
  const std::span words(message.params);
  return irc::parse_modes(words.first(message.param_count).subspan(1), takes_param);
}

bool is_in(char letter, std::string_view letters) {
  return letters.find(letter) != std::string_view::npos;
}

}  // namespace

// One MODE command on its way.
struct Model::ModeChanges {
  Person& by;
  Channel& channel;
  ToldModes told;
  bool refused = false;
  std::set<char> shown = {};
};

void Model::mode(Person& p, const irc::Message& message) {
  const std::string_view target = message.param(0);
  if (!target.starts_with('#')) return user_mode(p, message);
  Channel* channel = find_channel(target);
  if (channel == nullptr || !knows(*channel, p)) return no_such_channel(target);
  if (message.param_count == 1) return show_modes(p, *channel);
  channel_mode(p, *channel, message);
}

void Model::channel_mode(Person& p, Channel& channel, const irc::Message& message) {
  ModeChanges changes{p, channel, {}};
  const auto wanted = wanted_changes(message, irc::channel_mode_takes_param);
  std::size_t done = 0, with_param = 0;
  for (const irc::ModeChange& change : wanted) {
    with_param += change.param ? 1 : 0;
    if (with_param > limits::modes_per_command_max || done == limits::mode_changes_max) break;
    apply(changes, change);
    ++done;
  }
  tell_modes(changes);
  if (done == wanted.size()) return;
  tell_shortened(p, "MODE", channel.name,
                 "Only the first " + std::to_string(done) + " changes were looked at");
}

void Model::tell_modes(ModeChanges& changes) {
  if (changes.told.empty()) return;
  Channel& channel = changes.channel;
  show_caller(channel);
  Said change = deed(changes.by, "MODE");
  change.words = std::exchange(changes.told, {}).text();
  const Saying saying = event(":" + change.source + " MODE " + channel.name + " " + change.words);
  happens(channel, std::move(change));
  reply(saying);
  tell_channel(channel, saying);
}

// One line tells of all changes, if they fit.
void Model::done(ModeChanges& changes, bool on, char letter, const std::string& param) {
  const std::size_t head =
      str(":  MODE  ").size() + prefix(changes.by).size() + changes.channel.name.size();
  if (head + changes.told.text().size() + 5 + param.size() > line_room + 2) tell_modes(changes);
  changes.told.add(on, letter, param);
  ++modes_set_[{on ? '+' : '-', letter}];
}

void Model::apply(ModeChanges& changes, const irc::ModeChange& change) {
  const char letter = change.letter;
  Channel& channel = changes.channel;
  if (letter == 'f') return set_forward(changes, change);
  if (is_in(letter, "qaohv")) return set_rank(changes, change);
  if (is_in(letter, "beI") && !change.param) {
    if (!changes.shown.insert(letter).second) return;
    const bool may = member_of(channel, changes.by.id) != nullptr || changes.by.modes.contains('o');
    if (may) return show_list(channel, letter);
    return numeric("442 " + channel.name + " :You are not on that channel");
  }
  if (!is_in(letter, "beIklmnistuUCcxzRMW")) {
    return numeric(std::string("472 ") + letter + " :is an unknown mode character to me");
  }
  if (!changes.by.modes.contains('o') && rank_of(channel, changes.by.id) < 2) {
    if (!std::exchange(changes.refused, true)) not_operator(channel);
    return;
  }
  if (letter == 'k') return set_key(changes, change);
  if (letter == 'l') return set_limit(changes, change);
  if (is_in(letter, "beI")) return set_list(changes, change);
  if (letter == 'z' && change.on && !channel.modes.contains('z')) {
    const auto is_insecure = [&](const Member& m) {
      return !people_.at(m.who).modes.contains('Z');
    };
    if (std::any_of(channel.members.begin(), channel.members.end(), is_insecure)) {
      happened_.add(Happening::channel_is_not_made_secure);
      return numeric("490 " + channel.name +
                     " :Cannot set +z: somebody here has a connection without TLS, or is not "
                     "connected");
    }
  }
  const bool changed =
      change.on ? channel.modes.insert(letter).second : channel.modes.erase(letter) > 0;
  if (changed) done(changes, change.on, letter);
  if (changed) show_later(channel);
  if (letter == 'u' && changed && change.on) hide_audience(channel);
}

// A voice is given by half-operators, another rank by operators of at least that rank; nobody
// takes one from a higher one; anybody may lay down their own.
void Model::set_rank(ModeChanges& changes, const irc::ModeChange& change) {
  Channel& channel = changes.channel;
  const std::string letter(1, change.letter);
  if (!change.param) {
    return numeric("696 " + channel.name + " " + letter + " * :This mode needs a parameter");
  }
  const int own = rank_of(channel, changes.by.id);
  const int given = static_cast<int>(std::string_view("-vhoaq").find(change.letter));
  const bool is_operator = changes.by.modes.contains('o');
  const bool themselves = member_of(channel, changes.by.id) != nullptr && !change.on &&
                          names_.same(*change.param, changes.by.nick);
  const bool may = themselves || is_operator || own >= (given == 1 ? 2 : std::max(given, 3));
  const auto refuse = [&] {
    if (!std::exchange(changes.refused, true)) not_operator(channel);
  };
  if (!may) return refuse();
  const Person* target = holder_of(*change.param);
  if (target == nullptr) return no_such_nick(*change.param);
  Member* member = member_of(channel, target->id);
  if (member == nullptr) {
    return numeric("441 " + target->nick + " " + channel.name + " :They are not on that channel");
  }
  if (!change.on && !themselves && !is_operator && rank_of(channel, target->id) > own) {
    return refuse();
  }
  const bool changed = change.on ? member->ranks.insert(change.letter).second
                                 : member->ranks.erase(change.letter) > 0;
  if (changed && change.on) show(channel, *member);
  member->sees_all = member->sees_all || (channel.curtained && may_watch(*member));
  if (changed) done(changes, change.on, change.letter, target->nick);
}

void Model::set_key(ModeChanges& changes, const irc::ModeChange& change) {
  Channel& channel = changes.channel;
  if (!change.on) {
    if (!channel.key.empty()) done(changes, false, 'k', "*");
    channel.key.clear();
  } else if (!change.param) {
    numeric("696 " + channel.name + " k * :This mode needs a parameter");
  } else if (is_in(',', *change.param) || change.param->size() > 32) {
    numeric("696 " + channel.name + " k * :A key is 1 to 32 bytes without space or comma");
  } else if (channel.key != *change.param) {
    channel.key = *change.param;
    done(changes, true, 'k', channel.key);
  }
}

void Model::set_limit(ModeChanges& changes, const irc::ModeChange& change) {
  Channel& channel = changes.channel;
  if (!change.on) {
    if (channel.limit != 0) done(changes, false, 'l');
    channel.limit = 0;
    return;
  }
  if (!change.param) return numeric("696 " + channel.name + " l * :This mode needs a parameter");
  const std::string given = str(*change.param);  // people here ask for a number, or for a word
  const std::size_t limit =
      given.find_first_not_of("0123456789") == given.npos ? std::stoul(given) : 0;
  if (limit == 0) {
    return numeric("696 " + channel.name + " l " + given + " :A limit is a whole number from 1");
  }
  if (channel.limit == limit) return;
  channel.limit = limit;
  done(changes, true, 'l', std::to_string(limit));
}

void Model::forward(Person& p, const Channel& from, const std::string& why_not) {
  Channel* to = forward_of(from);
  if (to == nullptr || member_of(*to, p.id) != nullptr || !why_not_in(*to, p, {}).empty()) {
    return numeric(why_not);
  }
  numeric("470 " + from.name + " " + to->name + " :Forwarding to another channel");
  join_channel(p, *to);
}

void Model::set_forward(ModeChanges& changes, const irc::ModeChange& change) {
  Channel& channel = changes.channel;
  const bool is_operator = changes.by.modes.contains('o');
  if (!is_operator && rank_of(channel, changes.by.id) < 2) {
    if (!std::exchange(changes.refused, true)) not_operator(channel);
    return;
  }
  if (!change.on) {
    if (!channel.forward.empty()) done(changes, false, 'f');
    channel.forward.clear();
    channel.forward_id = 0;
    return;
  }
  if (!change.param) return numeric("696 " + channel.name + " f * :This mode needs a parameter");
  const Channel* target = find_channel(*change.param);
  if (target == nullptr || target == &channel || !knows(*target, changes.by)) {
    return numeric("696 " + channel.name + " f " + str(*change.param) +
                   " :There is no such channel to forward to");
  }
  if (!is_operator && rank_of(*target, changes.by.id) < 2) return not_operator(*target);
  if (channel.forward_id == target->id) return;
  channel.forward = target->name;
  channel.forward_id = target->id;
  done(changes, true, 'f', target->name);
}

void Model::set_list(ModeChanges& changes, const irc::ModeChange& change) {
  Channel& channel = changes.channel;
  const std::string letter(1, change.letter);
  const auto mask = irc::parse_ban_mask(*change.param);
  const auto refuse = [&](const std::string& why) {
    numeric("696 " + channel.name + " " + letter + " " + str(*change.param) + " :" + why);
  };
  if (!mask) return refuse("Not a valid mask, or it matches nobody");
  if (change.on && mask->of == irc::BanMask::Of::channel && !changes.by.modes.contains('o')) {
    const Channel* named = find_channel(mask->pattern);
    const Member* own = named == nullptr ? nullptr : member_of(*named, changes.by.id);
    if (own == nullptr || (named->curtained && !own->sees_all)) {
      return refuse("You are in no such channel, or not told of all who are in it");
    }
  }
  std::vector<Mask>& list = channel.lists[change.letter];
  const auto at = std::find_if(list.begin(), list.end(), [&](const Mask& entry) {
    return names_.fold(entry.mask.text()) == names_.fold(mask->text());
  });
  const bool there = at != list.end();
  if (change.on == there) return;
  if (change.on && list.size() == list_entries_max) {
    return numeric("478 " + channel.name + " " + letter + " :The list is full");
  }
  // What goes is told as the list had it.
  done(changes, change.on, change.letter, there ? at->mask.text() : mask->text());
  if (change.on) {
    list.push_back({*mask, prefix(changes.by), now_.wall_ms()});
  } else {
    list.erase(at);
  }
}

void Model::show_list(const Channel& channel, char list) {
  const std::string entry = list == 'b' ? "367 " : list == 'e' ? "348 " : "346 ";
  const std::string end = list == 'b' ? "368 " : list == 'e' ? "349 " : "347 ";
  const std::string what = list == 'b' ? "bans" : list == 'e' ? "exceptions" : "invitation masks";
  const auto masks = channel.lists.find(list);
  if (masks != channel.lists.end()) {
    for (const Mask& mask : masks->second) {
      numeric(entry + channel.name + " " + mask.mask.text() + " " + mask.set_by + " " +
              std::to_string(mask.set_ms / 1000));
    }
  }
  numeric(end + channel.name + " :End of the list of " + what);
}

void Model::show_modes(const Person& p, const Channel& channel) {
  ToldModes modes;
  for (const char letter : channel.modes) modes.add(true, letter, {});
  const bool inside = member_of(channel, p.id) != nullptr;
  const Channel* to = forward_of(channel);
  if (!channel.forward.empty() && (inside || (to != nullptr && knows(*to, p)))) {
    modes.add(true, 'f', channel.forward);
  }
  if (!channel.key.empty()) modes.add(true, 'k', inside ? channel.key : "*");
  if (channel.limit != 0) modes.add(true, 'l', std::to_string(channel.limit));
  numeric("324 " + channel.name + " " + (modes.empty() ? "+" : modes.text()));
  numeric("329 " + channel.name + " " + std::to_string(channel.created_ms / 1000));
}

void Model::user_mode(Person& p, const irc::Message& message) {
  const std::string_view target = message.param(0);
  if (!names_.same(target, p.nick)) {
    if (holder_of(target) != nullptr) return numeric("502 :You can only have your own modes");
    return no_such_nick(target);
  }
  if (message.param_count == 1) {
    return numeric("221 +" + std::string(p.modes.begin(), p.modes.end()));
  }
  ToldModes told;
  bool unknown = false;
  for (const irc::ModeChange& change : wanted_changes(message, irc::user_mode_takes_param)) {
    if (!is_in(change.letter, "BRTZiorsw")) {
      unknown = true;
      continue;
    }
    if (change.letter == 'r' || change.letter == 'Z') continue;
    if (change.letter == 'o' && change.on) continue;
    if (change.letter == 's' && change.on && !p.modes.contains('o')) continue;
    const bool changed =
        change.on ? p.modes.insert(change.letter).second : p.modes.erase(change.letter) > 0;
    if (!changed) continue;
    told.add(change.on, change.letter, {});
    ++modes_set_[{change.on ? '+' : '-', change.letter, '!'}];
  }
  if (!p.modes.contains('o') && p.modes.erase('s') > 0) told.add(false, 's', {});
  if (unknown) numeric("501 :Unknown mode flag");
  if (!told.empty()) tell_user_modes(told.text());
}

}  // namespace uvchat::simulation
