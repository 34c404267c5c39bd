#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/simulation/annals.h"
#include "tests/simulation/client.h"
#include "tests/simulation/house.h"
#include "tests/simulation/people.h"
#include "tests/simulation/wish.h"
#include "tests/simulation/words.h"
#include "uvchat/irc/names.h"

namespace uvchat::simulation {

// Who and what there is, and what follows from it: who holds a nick, who sees whom, who may come
// in. It changes nothing and says nothing.
class Chat {
  friend class Knowledge;

 public:
  Chat(const Bounds& bounds, House house) : bounds_(bounds), house_(std::move(house)) {}

  Session& session(ConnId conn) { return sessions_.at(conn); }
  const std::map<ConnId, Session>& sessions() const { return sessions_; }
  // For those who choose what is said next.
  Speaker speaker(ConnId conn, std::uint64_t people) const;
  // As failures name it.
  std::string name_of(const Session& s) const;

  // The channels it is in, folded, and the nicks of all who are in them.
  std::map<std::string, std::set<std::string>> company_of(ConnId conn) const;
  // Those of them whom it must know: by their JOIN, or by the names it was given.
  std::map<std::string, std::set<std::string>> acquaintances_of(ConnId conn) const;
  std::size_t channel_count() const { return channels_.size(); }
  std::size_t present_count() const;
  // Whom the hub has promised something that it has not done yet.
  bool anybody_parked() const;
  bool anybody_to_show() const;

 protected:
  void know_past(const Person& p, Speaker& who) const;
  static std::string prefix(const Person& p) { return p.nick + "!" + p.user + "@" + p.host; }
  Person& person_of(const Session& s) { return people_.at(s.person); }
  const Person& person_of(const Session& s) const { return people_.at(s.person); }
  Person* holder_of(std::string_view nick);
  // By somebody else, as it is or as one that looks like it.
  bool taken(const Person& p, std::string_view nick) const;
  std::vector<Person*> registered_from(std::size_t place);  // in the order of their places
  // Accounts.
  Account* account_named(std::string_view name);  // that there is
  bool name_is_free(std::string_view name) const;
  bool is_anothers(const Person& p, std::string_view nick) const;
  static std::string account_of(const Person& p) { return p.account ? p.account->name : ""; }
  // Channels and their members.
  Channel* find_channel(std::string_view name);
  Channel* channel_of(std::uint64_t id);
  bool looks_like_another(std::string_view name, const Channel* own) const;
  static const Member* member_of(const Channel& channel, PersonId who);
  static Member* member_of(Channel& channel, PersonId who);
  static int rank_of(const Channel& channel, PersonId who);
  std::vector<std::string> undoings_of(const Channel& channel) const;
  Channel* forward_of(const Channel& channel);

  // Who may and who sees (chat_access.cpp).
  static bool fits(std::string_view pattern, std::string_view text);
  bool on_list(const Channel& channel, char list, const Person& p, bool mutes) const;
  bool banned(const Channel& channel, const Person& p, bool mutes) const;
  bool must_be_secure(const Session& s, const Account& account) const;
  std::string why_not_in(const Channel& channel, const Person& p, std::string_view key) const;
  std::string unwelcome(const Channel& channel, std::string_view text) const;
  std::pair<Audience, std::string> audience(const Channel& channel, const Person& p,
                                            std::string_view text) const;
  static bool knows(const Channel& channel, const Person& p);
  static bool hides(const Channel& channel);
  static bool sees(const Channel& channel, PersonId viewer, PersonId about);
  bool may_watch(const Member& member) const;
  bool shown(const Channel& channel, const Person& viewer, const Member& member) const;
  bool found_by_masks(const Person& viewer, const Person& about) const;
  // Who may read what was said (chat_past.cpp).
  static bool is_closed(const Channel& channel);
  Reading reading_of(const Person& p, const Channel& channel) const;
  std::optional<Source> source_named(const Person& p, std::string_view name);
  bool may_still_read(const Person& p, Source& source);
  bool is_kept(const Source& source) const;
  std::optional<Edge> edge_of(std::string_view text, std::uint64_t life) const;

  const irc::Names names_{irc::Casemapping::precis};
  const Bounds bounds_;
  House house_;
  std::map<ConnId, Session> sessions_;  // those that are gone, too
  std::map<PersonId, Person> people_;
  std::list<Account> accounts_;
  std::map<std::string, Channel> channels_;
  Annals annals_;
  std::map<std::string, UploadToken> upload_tokens_;
};

}  // namespace uvchat::simulation
