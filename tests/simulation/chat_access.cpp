// Who may come in and speak, and who sees whom: an auditorium, or a large channel, hides people.

#include <algorithm>

#include "tests/simulation/chat.h"
#include "uvchat/irc/ciphered.h"

namespace uvchat::simulation {

bool Chat::fits(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*') {
    return fits(pattern.substr(1), text) || (!text.empty() && fits(pattern, text.substr(1)));
  }
  if (text.empty() || (pattern.front() != '?' && pattern.front() != text.front())) return false;
  std::size_t bytes = 1;  // '?' stands for a whole character
  while (pattern.front() == '?' && bytes < text.size() && (text[bytes] & 0xC0) == 0x80) ++bytes;
  return fits(pattern.substr(1), text.substr(bytes));
}

bool Chat::on_list(const Channel& channel, char list, const Person& p, bool mutes) const {
  const auto masks = channel.lists.find(list);
  if (masks == channel.lists.end()) return false;
  for (const Mask& entry : masks->second) {
    if (entry.mask.mutes != mutes) continue;
    const std::string pattern = names_.fold(entry.mask.pattern);
    const bool is_member = std::count(p.channels.begin(), p.channels.end(), pattern) > 0;
    if (entry.mask.of == irc::BanMask::Of::channel && is_member) return true;
    if (entry.mask.of == irc::BanMask::Of::realname && fits(pattern, names_.fold(p.realname))) {
      return true;
    }
    if (entry.mask.of == irc::BanMask::Of::account && p.account != nullptr &&
        fits(pattern, names_.fold(p.account->name))) {
      return true;
    }
    if (entry.mask.of == irc::BanMask::Of::prefix && fits(pattern, names_.fold(prefix(p)))) {
      return true;
    }
  }
  return false;
}

// An exception from all saves from a mute, too.
bool Chat::banned(const Channel& channel, const Person& p, bool mutes) const {
  if (!on_list(channel, 'b', p, mutes)) return false;
  if (on_list(channel, 'e', p, false)) return false;
  return !mutes || !on_list(channel, 'e', p, true);
}

// "474 ... :why"; empty where they may.
std::string Chat::why_not_in(const Channel& channel, const Person& p, std::string_view key) const {
  const std::string cannot = " " + channel.name + " :Cannot join channel ";
  if (channel.modes.contains('z') && !p.modes.contains('Z')) {
    return "489" + cannot + "(+z): all of your connections must be over TLS";
  }
  for (const Invitation& i : p.invitations) {
    if (i.channel_id == channel.id && i.by_operator) return {};
  }
  if (!channel.key.empty() && channel.key != key) return "475" + cannot + "(+k): wrong key";
  if (channel.limit != 0 && channel.members.size() >= channel.limit) {
    return "471" + cannot + "(+l): it is full";
  }
  if (channel.modes.contains('R') && p.account == nullptr) {
    return "477" + cannot + "(+R): log in first";
  }
  if (channel.modes.contains('i') && !on_list(channel, 'I', p, false)) {
    return "473" + cannot + "(+i): you must be invited";
  }
  if (banned(channel, p, false)) return "474" + cannot + "(+b): you are banned";
  return {};
}

// Its user is where this session must not hear what is said.
bool Chat::must_be_secure(const Session& s, const Account& account) const {
  if (s.tls || account.user == 0) return false;
  const std::vector<std::string>& channels = people_.at(account.user).channels;
  return std::any_of(channels.begin(), channels.end(), [&](const std::string& folded) {
    return channels_.at(folded).modes.contains('z');
  });
}

// Whoever says it; empty: it is welcome.
std::string Chat::unwelcome(const Channel& channel, std::string_view text) const {
  constexpr std::string_view formats = "\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f";
  const bool is_ctcp = text.starts_with('\1') && !text.starts_with("\1ACTION ");
  if (channel.modes.contains('C') && is_ctcp) return "Cannot send to channel (+C): no CTCP here";
  const bool names_file = text.find("://srv/files/") != text.npos;
  if (channel.modes.contains('W') && house_.takes_files && names_file) {
    return "Cannot send to channel (+W): no uploaded files here";
  }
  if (channel.modes.contains('c') && text.find_first_of(formats) != text.npos) {
    return "Cannot send to channel (+c): no colours or formatting here";
  }
  if (channel.modes.contains('x') && !text.empty() && !irc::has_ciphered_shape(text)) {
    return "Cannot send to channel (+x): encrypted lines only";
  }
  return {};
}

std::pair<Audience, std::string> Chat::audience(const Channel& channel, const Person& p,
                                                std::string_view text) const {
  const std::string cannot = "Cannot send to channel ";
  if (const std::string why = unwelcome(channel, text); !why.empty()) {
    return {Audience::nobody, why};
  }
  if (member_of(channel, p.id) == nullptr && channel.modes.contains('n')) {
    return {Audience::nobody, cannot + "(+n): you are not in it"};
  }
  if (rank_of(channel, p.id) > 0) return {Audience::all, {}};
  if (channel.modes.contains('U')) return {Audience::operators, {}};
  if (channel.modes.contains('m')) return {Audience::nobody, cannot + "(+m): it is moderated"};
  if (channel.modes.contains('M') && p.account == nullptr) {
    return {Audience::nobody, cannot + "(+M): log in first"};
  }
  if (banned(channel, p, false)) return {Audience::nobody, cannot + "(+b): you are banned"};
  if (banned(channel, p, true)) return {Audience::nobody, cannot + "(+b): you are muted"};
  return {Audience::all, {}};
}

bool Chat::knows(const Channel& channel, const Person& p) {
  return !channel.modes.contains('s') || p.modes.contains('o') ||
         member_of(channel, p.id) != nullptr;
}

bool Chat::hides(const Channel& channel) { return channel.large || channel.modes.contains('u'); }

bool Chat::sees(const Channel& channel, PersonId viewer, PersonId about) {
  return member_of(channel, viewer)->sees_all ||
         member_of(channel, about)->seen_by.contains(viewer);
}

bool Chat::may_watch(const Member& member) const {
  return people_.at(member.who).modes.contains('o') ||
         std::any_of(member.ranks.begin(), member.ranks.end(),
                     [](char rank) { return rank != 'v'; });
}

bool Chat::anybody_to_show() const {
  return std::any_of(channels_.begin(), channels_.end(), [](const auto& entry) {
    return entry.second.curtained && !hides(entry.second);
  });
}

std::map<std::string, std::set<std::string>> Chat::company_of(ConnId conn) const {
  std::map<std::string, std::set<std::string>> company;
  for (const std::string& folded : person_of(sessions_.at(conn)).channels) {
    std::set<std::string>& nicks = company[folded];
    for (const Member& member : channels_.at(folded).members) {
      nicks.insert(people_.at(member.who).nick);
    }
  }
  return company;
}

std::map<std::string, std::set<std::string>> Chat::acquaintances_of(ConnId conn) const {
  std::map<std::string, std::set<std::string>> acquaintances;
  for (const std::string& folded : person_of(sessions_.at(conn)).channels) {
    std::set<std::string>& nicks = acquaintances[folded];
    for (const Member& member : channels_.at(folded).members) {
      if (member.told_to.contains(conn)) nicks.insert(people_.at(member.who).nick);
    }
  }
  return acquaintances;
}

bool Chat::shown(const Channel& channel, const Person& viewer, const Member& member) const {
  const bool auditorium = channel.modes.contains('u');
  if (member_of(channel, viewer.id) != nullptr) {
    const bool himself = member.who == viewer.id && !auditorium;
    return himself || sees(channel, viewer.id, member.who);
  }
  if (viewer.modes.contains('o')) return true;
  const bool hidden = !member.known || (auditorium && member.ranks.empty());
  return !hidden && !people_.at(member.who).modes.contains('i');
}

// Invisible users are found by those who see them somewhere.
bool Chat::found_by_masks(const Person& viewer, const Person& about) const {
  if (!about.modes.contains('i') || &about == &viewer || viewer.modes.contains('o')) return true;
  return std::any_of(about.channels.begin(), about.channels.end(), [&](const std::string& folded) {
    const Channel& channel = channels_.at(folded);
    return member_of(channel, viewer.id) != nullptr && sees(channel, viewer.id, about.id);
  });
}

}  // namespace uvchat::simulation
