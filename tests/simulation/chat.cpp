#include "tests/simulation/chat.h"

#include <algorithm>

#include "hub/iso_time.h"

namespace uvchat::simulation {

std::string Chat::name_of(const Session& s) const {
  const auto at = people_.find(s.person);
  const bool has_nick = at != people_.end() && !at->second.nick.empty();
  return has_nick ? at->second.nick : "connection " + std::to_string(s.conn.packed);
}

Person* Chat::holder_of(std::string_view nick) {
  for (auto& [id, p] : people_) {
    if (p.registered && names_.same(p.nick, nick)) return &p;
  }
  return nullptr;
}

bool Chat::taken(const Person& p, std::string_view nick) const {
  return std::any_of(people_.begin(), people_.end(), [&](const auto& entry) {
    const Person& other = entry.second;
    return &other != &p && other.registered && names_.look_alike(other.nick, nick);
  });
}

Account* Chat::account_named(std::string_view name) {
  for (Account& account : accounts_) {
    if (account.id != 0 && names_.same(account.name, name)) return &account;
  }
  return nullptr;
}

// Also of those that are about to be made, or wait for a code.
bool Chat::name_is_free(std::string_view name) const {
  return !is_anothers({}, name) &&
         std::none_of(accounts_.begin(), accounts_.end(), [&](const Account& account) {
           return names_.look_alike(account.name, name);
         });
}

// The nick of an account that waits for a code is anybody's. Whoever is called so needs not care
// what else looks like it: the store may have kept an account that it has not confirmed.
bool Chat::is_anothers(const Person& p, std::string_view nick) const {
  if (p.account != nullptr && names_.same(p.account->name, nick)) return false;
  return names_.look_alike("NickServ", nick) || names_.look_alike("ChanServ", nick) ||
         std::any_of(accounts_.begin(), accounts_.end(), [&](const Account& account) {
           const bool is_its_own = account.id == 0 || account.is_verified;
           return is_its_own && &account != p.account && names_.look_alike(account.name, nick);
         });
}

bool Chat::looks_like_another(std::string_view name, const Channel* own) const {
  return std::any_of(channels_.begin(), channels_.end(), [&](const auto& entry) {
    return &entry.second != own && names_.look_alike(entry.second.name, name);
  });
}

Channel* Chat::find_channel(std::string_view name) {
  const auto at = channels_.find(names_.fold(name));
  return at == channels_.end() ? nullptr : &at->second;
}

Channel* Chat::channel_of(std::uint64_t id) {
  for (auto& [folded, channel] : channels_) {
    if (channel.id == id) return &channel;
  }
  return nullptr;
}

const Member* Chat::member_of(const Channel& channel, PersonId who) {
  for (const Member& member : channel.members) {
    if (member.who == who) return &member;
  }
  return nullptr;
}

Member* Chat::member_of(Channel& channel, PersonId who) {
  return const_cast<Member*>(member_of(std::as_const(channel), who));
}

// 0: no rank or no member; 1 voice, 2 half-operator, 3 operator, 4 admin, 5 owner.
int Chat::rank_of(const Channel& channel, PersonId who) {
  const Member* member = member_of(channel, who);
  if (member == nullptr) return 0;
  for (int rank = 5; rank > 0; --rank) {
    if (member->ranks.contains("-vhoaq"[rank])) return rank;
  }
  return 0;
}

Speaker Chat::speaker(ConnId conn, std::uint64_t people) const {
  Speaker who;
  who.people = people;
  for (const Account& account : accounts_) {
    if (account.id == 0) continue;
    if (!account.code.empty()) who.codes.push_back(account.name + " " + account.code);
    const bool in_use = account.user != 0;  // mostly they are meant
    who.accounts.insert(who.accounts.end(), in_use || account.is_nobodys ? 4 : 1, account.name);
    if (in_use && people_.at(account.user).sessions.size() > 1) {
      who.several.push_back(people_.at(account.user).nick);
    }
  }
  const auto at = sessions_.find(conn);
  if (at == sessions_.end() || at->second.gone) return who;
  const Person& p = person_of(at->second);
  who.has_account = p.account != nullptr;
  who.has_certificate = !at->second.certificate.empty();
  for (const auto& [token, made] : upload_tokens_) who.upload_tokens.push_back(token);
  if (!p.registered) return who;
  who.nick = p.nick;
  if (p.account != nullptr && !names_.same(p.account->name, p.nick)) {
    who.tempting = {p.account->name};
  }
  if (p.account == nullptr && p.grace_until_ms != 0) who.tempting = who.accounts;
  who.is_operator = p.modes.contains('o');
  for (const char mode : p.modes) who.own_undoings.push_back({'-', mode});
  who.takes_batches = at->second.caps.contains("batch");
  if (bounds_.keeps_past) know_past(p, who);
  for (const TakenBack& taken : at->second.taken_back) {
    who.edits.push_back("@+uvchat/edits=" + taken.id + " PRIVMSG " + taken.target);
  }
  for (const std::string& folded : p.channels) {
    if (who.is_operator || rank_of(channels_.at(folded), p.id) >= 2) who.rules = folded;
  }
  if (who.rules.empty()) return who;
  const Channel& channel = channels_.at(who.rules);
  who.undoings = undoings_of(channel);
  for (const Member& member : channel.members) who.fellows.push_back(people_.at(member.who).nick);
  return who;
}

// The newest.
void Chat::know_past(const Person& p, Speaker& who) const {
  constexpr std::size_t lines_max = 12;
  who.keeps_past = true;
  who.has_unstored_talk = p.account != nullptr && annals_.has_unstored_talk(p.account->id);
  for (const std::string& folded : p.channels) who.places.push_back(channels_.at(folded).name);
  for (std::size_t i = annals_.size(); i > 0 && who.said_ids.size() < lines_max; --i) {
    const Said& line = annals_.at(i - 1);
    // Where the room is erased its number, and with it the id, may be another's.
    const bool is_there = line.place.room == annals_.number_of(line.life);
    if (line.id.empty() || line.is_lost || line.is_refused || !is_there) continue;
    const bool is_here = std::any_of(p.channels.begin(), p.channels.end(), [&](const auto& folded) {
      return channels_.at(folded).life == line.life;
    });
    if (!is_here && i % 4 != 0) continue;
    if (line.is_event() && i % 5 != 0) continue;
    who.said_ids.push_back(line.id);
    who.times.push_back(hub::iso_time(line.time_us / 1000));
    const std::string nick = line.source.substr(0, line.source.find('!'));
    for (const std::string& folded : p.channels) {
      const Channel& channel = channels_.at(folded);
      if (channel.life != line.life || !line.is_speech() || nick != p.nick) continue;
      who.own.push_back("REDACT " + channel.name + " " + line.id);
    }
    if (line.account != 0 && i % 2 == 0) who.places.push_back(nick);
  }
}

std::vector<std::string> Chat::undoings_of(const Channel& channel) const {
  std::vector<std::string> all;
  for (const char mode : channel.modes) {
    if (mode != 'n' && mode != 't') all.push_back({'-', mode});
  }
  for (const auto& [letter, masks] : channel.lists) {
    for (const Mask& mask : masks) all.push_back(std::string{'-', letter} + " " + mask.mask.text());
  }
  for (const Member& member : channel.members) {
    for (const char rank : member.ranks) {
      if (rank == 'o') continue;
      all.push_back(std::string{'-', rank} + " " + people_.at(member.who).nick);
    }
  }
  if (!channel.key.empty()) all.emplace_back("-k x");
  if (channel.limit != 0) all.emplace_back("-l");
  if (!channel.forward.empty()) all.emplace_back("-f");
  return all;
}

std::size_t Chat::present_count() const {
  return static_cast<std::size_t>(std::count_if(sessions_.begin(), sessions_.end(),
                                                [](const auto& e) { return !e.second.gone; }));
}

bool Chat::anybody_parked() const {
  return std::any_of(sessions_.begin(), sessions_.end(),
                     [](const auto& e) { return !e.second.gone && e.second.parked; });
}

Channel* Chat::forward_of(const Channel& channel) {
  Channel* to = channel.forward.empty() ? nullptr : find_channel(channel.forward);
  return to != nullptr && to->id == channel.forward_id ? to : nullptr;
}

std::vector<Person*> Chat::registered_from(std::size_t place) {
  std::vector<Person*> found;
  for (auto& [id, other] : people_) {
    if (other.registered && other.place >= place) found.push_back(&other);
  }
  std::sort(found.begin(), found.end(),
            [](const Person* a, const Person* b) { return a->place < b->place; });
  return found;
}

}  // namespace uvchat::simulation
