// KLINE, DLINE and what lifts them: who is banned from the server,.

#include <algorithm>
#include <utility>

#include "hub/iso_time.h"
#include "hub/line.h"
#include "tests/simulation/model.h"
#include "uvchat/base/address.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

// As it is kept; empty: it is no mask.
std::string canonical(bool dline, const std::string& given) {
  if (dline) {
    const auto network = Network::parse(given);
    return network ? network->text() : "";
  }
  if (given.empty() || given.find('!') != std::string::npos) return "";
  if (given.find_first_of("@.*?:/") == std::string::npos) return "";  // a nick that is not here
  std::string whole = lower(given.find('@') == std::string::npos ? "*@" + given : given);
  if (std::string_view("~*?").find(whole.front()) == std::string_view::npos) whole.insert(0, "~");
  const std::size_t at = whole.rfind('@');
  const auto is_of_names = [](char c) {
    return irc::valid_user_char(c) || c == '~' || c == '*' || c == '?';
  };
  if (!std::all_of(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at), is_of_names)) {
    return "";
  }
  const auto network = Network::parse(whole.substr(at + 1));
  return network ? whole.substr(0, at + 1) + network->text() : whole;
}

std::string why_no_mask(bool dline, const std::string& given, bool more_follows) {
  const bool is_word = !given.empty() && given.size() <= limits::nick_bytes_max &&
                       given.find_first_of("@.*?:/") == std::string::npos;
  const bool begins_with_digit = given.find_first_of("0123456789") == 0;
  if (is_word && more_follows && begins_with_digit) return given + " is not a duration like 1d12h";
  if (is_word && !dline) return given + ": no such nick here; a host needs a dot or a wildcard";
  if (!dline && given.find('!') != std::string::npos) {
    return "A ban from the server names no nick: expected user@host with wildcards, such as "
           "*@192.0.2.7 or *@*.example.org";
  }
  return dline ? "Expected an address, a network, or the nick of somebody who is here"
               : "Expected user@host with wildcards, a host, a network, or the nick of somebody "
                 "who is here";
}

// What a ban of somebody at this address is of; of IPv6 the /64.
std::string whereabouts(const std::string& text) {
  const auto address = Address::parse(text);
  return address->is_v4() ? text : Network::of(*address, 64).text();
}

}  // namespace

std::string Bans::end_of(const Ban& ban) const {
  if (ban.expires_ms == 0) return kept ? "until it is lifted" : "until the restart";
  return "until " + hub::iso_time(ban.expires_ms) + (kept ? "" : " or the restart");
}

// What a mask means is asked of all people one by one, and of all masks one by one.
bool Model::means(const Ban& ban, const Session& s) const {
  return means(ban, person_of(s), s.address);
}

bool Model::means(const Ban& ban, const Person& p, const std::string& address) {
  const std::size_t at = ban.mask.rfind('@');  // of a D-line: npos, before its first character
  const auto network = Network::parse(ban.mask.substr(at + 1));
  const std::string host = ban.mask.substr(at + 1);
  const bool host_meant = network ? network->contains(*Address::parse(address))
                                  : fits(host, lower(p.host)) || fits(host, address);
  return host_meant && (ban.dline || fits(ban.mask.substr(0, at), lower(p.user)));
}

// D-lines come first, and of each kind the oldest.
const Ban* Model::ban_of(const Session& s) const {
  if (const Ban* dline = ban_of(s, true)) return dline;
  return ban_of(s, false);
}

const Ban* Model::ban_of(const Session& s, bool dline) const {
  const auto found = std::find_if(bans_.list.begin(), bans_.list.end(), [&](const Ban& ban) {
    return ban.dline == dline && ban.in_force(now_.wall_ms()) && means(ban, s);
  });
  return found == bans_.list.end() ? nullptr : &*found;
}

// It is told why, and is gone.
void Model::turn_away(Session& s, const Ban& ban) {
  const Person& p = person_of(s);
  const std::string nick = p.nick.empty() ? "*" : p.nick;
  if (p.sessions.size() > 1) happened_.add(Happening::one_of_several_is_banned);
  if (!s.classroom) {
    tell(s, said(":srv 465 " + nick + " :You are banned from this server: " + ban.reason));
  }
  ended(s.conn, (ban.dline ? "D-lined: " : "K-lined: ") + ban.reason, true);
}

void Model::ban(Person& p, const irc::Message& message) {
  const std::string name = upper(message.command);
  if (!rules_here(p)) return;
  Ban ban;
  ban.dline = name == "DLINE";
  std::size_t at = 0;
  if (message.param(0) == "1" && message.param_count > 1) {
    ban.expires_ms = now_.wall_ms() + 60'000;
    at = 1;
  }
  const Person* owner = holder_of(message.param(at));
  if (owner != nullptr && owner->address == unknown_address) {
    return reply(said(":srv FAIL " + name + " INVALID_MASK :" + str(message.param(at)) +
                      " has not been connected since the server started: ban their host"));
  }
  ban.mask =
      canonical(ban.dline, owner != nullptr ? whereabouts(owner->address) : str(message.param(at)));
  if (ban.mask.empty()) {
    return reply(
        said(":srv FAIL " + name + " INVALID_MASK :" +
             why_no_mask(ban.dline, str(message.param(at)), at == 0 && message.param_count > 1)));
  }
  ban.reason = message.param(at + 1).empty() ? "No reason given" : str(message.param(at + 1));
  if (ban.reason.size() > limits::kick_bytes_max) {
    return reply(said(":srv FAIL " + name +
                      " REASON_TOO_LONG :A reason has at most 390 bytes: nothing was done"));
  }
  if (means(ban, *caller_)) {
    return reply(
        said(":srv FAIL " + name + " MATCHES_YOU :That would ban you as well: nothing was done"));
  }
  ban.set_by = prefix(p);
  ban.number = ++bans_.set;
  std::erase_if(bans_.list,
                [&](const Ban& b) { return b.dline == ban.dline && b.mask == ban.mask; });
  bans_.list.push_back(ban);
  const std::string text = name + " " + ban.mask + " " + bans_.end_of(ban) + ": " + ban.reason;
  keep({0, caller_->conn, {}, name, false, false, ban.mask, text});
  notify_operators(p.nick + " set " + text);
  for (Person* other : registered_from(0)) {
    const std::vector<ConnId> sessions = other->sessions;
    if (sessions.empty() && means(ban, *other, other->address)) {
      put_out(*other, (ban.dline ? "D-lined: " : "K-lined: ") + ban.reason);
    }
    for (const ConnId conn : sessions) {
      Session& s = sessions_.at(conn);
      if (&s != caller_ && means(ban, s)) turn_away(s, ban);
    }
  }
}

void Model::unban(Person& p, const irc::Message& message) {
  const std::string name = upper(message.command);
  if (!rules_here(p)) return;
  const bool dline = name == "UNDLINE";
  const std::string mask = canonical(dline, str(message.param(0)));
  if (std::erase_if(bans_.list, [&](const Ban& b) { return b.dline == dline && b.mask == mask; }) ==
      0) {
    return reply(said(":srv FAIL " + name + " NO_SUCH_BAN :There is no such ban; STATS " +
                      (dline ? "d" : "k") + " lists them"));
  }
  keep({0, caller_->conn, {}, name, false, true, mask, mask + " is no longer banned"});
  notify_operators(p.nick + " lifted the ban of " + mask);
}

bool Model::page(Person&, BansAnswer& answer) {
  std::size_t said_so_far = 0;
  for (const Ban& ban : bans_.list) {
    if (ban.dline != (answer.letter == 'd') || ban.number < answer.next) continue;
    if (said_so_far == bounds_.page_entries_max) return false;
    answer.next = ban.number + 1;
    if (!ban.in_force(now_.wall_ms())) continue;
    numeric((ban.dline ? "225 D " : "216 K ") + ban.mask + " :" + ban.reason + " (by " +
            ban.set_by + ", " + bans_.end_of(ban) + ")");
    ++said_so_far;
  }
  end_of_stats(answer.letter);
  return true;
}

// What the gate was told of and not told the end of: all that there are, and those that ended by
// themselves.
bool Model::are_dlines(const std::vector<ServerBan>& told) const {
  std::vector<Ban> left = bans_.list;
  for (const ServerBan& ban : told) {
    const bool is_here = std::erase_if(left, [&](const Ban& b) {
                           return b.dline && b.mask == ban.mask && b.reason == ban.reason &&
                                  b.expires_ms == ban.expires_ms;
                         }) == 1;
    if (!is_here && ban.expires_ms == 0) return false;
  }
  return std::none_of(left.begin(), left.end(), [](const Ban& b) { return b.dline; });
}

}  // namespace uvchat::simulation
