#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/simulation/client.h"
#include "tests/simulation/door.h"
#include "tests/simulation/model_bans.h"
#include "tests/simulation/pages.h"
#include "uvchat/base/ids.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/request.h"
#include "uvchat/irc/mask.h"
#include "uvchat/irc/message.h"
#include "uvchat/irc/modes.h"
#include "uvchat/irc/names.h"

namespace uvchat::simulation {

inline std::string str(std::string_view view) { return std::string(view); }

// "a,b"
inline std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

// The chat told again, as plainly as it can be: no lists to reuse, no variants, no batches, one
// string for each line that each person must see. It hears the same events in the same order as
// the hub, and judges it. What a person has seen must at any time be a beginning of `expected`.
//
// Whatever it says is judged as well: whether who hears it may know it (knowledge.h).
//
// Never asked for, so not told: the channel modes C, c and x, several targets in one PRIVMSG,
// SETNAME and CHGHOST, messages of several lines or to ranks, WHOX and what is told of the server
// itself but its bans.
class Model {
  friend class Knowledge;

 public:
  static constexpr std::size_t monitored_max = 5;  // as the hub is to be told
  // In an expected line: what only the hub can know. At the end it stands for any rest, elsewhere
  // for a message id.
  static constexpr char any = '\x1a';

  // What is said, before it is known how each hears it.
  struct Saying {
    std::string body;
    std::int64_t time_ms = 0;
    bool has_id = false;
    bool tags_only = false;
    std::string client_tags;
    std::string classroom;
    bool bot = false;  // by somebody who says that he is one
  };
  struct Invitation {
    std::uint64_t channel_id = 0;
    bool by_operator = false;
  };
  // The answer to one command: with a label the first line waits until it is known whether it
  // stays alone.
  struct Answer {
    std::string label;  // "label=..."
    bool batch_open = false;
    std::string first;  // as it is heard, but for its label
  };

  // An OPER that waits for its password's verdict.
  struct Check {
    std::string name, password;
    std::uint64_t ticket = 0;  // 0: the hub has not asked yet
    std::uint64_t due_ms = 0;
    std::optional<PasswordVerdict> verdict;
  };

  struct Person {
    ConnId conn;
    bool classroom = false;
    bool registered = false;
    bool introduced = false;
    bool negotiating = false;
    std::set<std::string> caps;
    std::set<char> modes;
    std::string nick, user, host, realname, classroom_name, away;
    std::vector<std::string> channels;  // folded, in the order in which he joined
    std::vector<Invitation> invitations;
    std::vector<std::string> monitored;
    std::uint64_t heard_ms = 0;
    std::uint64_t spoke_ms = 0;  // mono
    std::int64_t signon_ms = 0;  // wall
    std::string asked;           // the line that is being answered
    bool by_gateway = false;     // which may say for whom
    bool gone = false;           // the hub has closed it
    std::deque<std::string> expected;

    // While a command of his is not answered to its end, his next lines wait.
    bool parked = false;
    Answer answer;
    std::deque<Page> pages;
    std::optional<Check> check;
    bool answering() const { return !pages.empty() || check; }
    std::deque<std::pair<std::string, LineFlaw>> waiting;
    bool no_more_lines = false;  // of a connection that is over while he is parked
  };

  // `operators`: the hash of each one's password.
  Model(std::size_t page_entries_max, std::size_t large_room_members, bool keeps_bans,
        std::map<std::string, std::string> operators)
      : page_entries_max_(page_entries_max),
        large_room_members_(large_room_members),
        bans_{.kept = keeps_bans, .list = {}, .unsaved = {}},
        operators_(std::move(operators)) {}

  Person& person(ConnId conn) { return people_.at(conn); }

  // For those who choose what is said next.
  Speaker speaker(ConnId conn, std::uint64_t people) const;

  // The hub has looked at the clock.
  void set_now(Now now);
  void opened(ConnId conn, bool classroom, std::string_view address, Now now);
  void line(ConnId conn, std::string_view text, LineFlaw flaw, Now now);
  // The hub goes on with somebody whose answer is not at its end, or whose lines wait.
  void resumed(ConnId conn);
  // What the hub asks for, and the answer that it is given.
  void counted_by_hub(ConnId conn);
  bool all_are_counted() const { return to_be_counted_.empty(); }
  void asked_to_check(const CheckPassword& request);
  void password_checked(const PasswordChecked& checked, Now now);
  bool waits_with_a_verdict(ConnId conn) const;
  void asked_to_save(const SaveBan& request);
  bool are_dlines(const std::vector<ServerBan>& told) const;
  void bans_saved(const BansSaved& saved, Now now);
  void tick(Now now);  // what the hub does in it before anything else
  void no_more_lines(ConnId conn) { people_.at(conn).no_more_lines = true; }
  // The session is over: because its connection is, or because the hub says so.
  void ended(ConnId conn, std::string_view reason, Now now);
  void begin_shut_down() { shutting_down_ = true; }
  // The hub shows somebody whom the channel has hidden, and says that there is nobody left.
  void shown(ConnId conn, std::string_view channel);
  void all_shown(std::string_view channel);

  // The channels he is in, folded, and the nicks of all who are in them.
  std::map<std::string, std::set<std::string>> company_of(ConnId conn) const;
  // Those of them whom he must know: by their JOIN, or by the names he was given.
  std::map<std::string, std::set<std::string>> acquaintances_of(ConnId conn) const;
  static bool matches(std::string_view expected, std::string_view line);
  std::size_t channel_count() const { return channels_.size(); }
  std::size_t present_count() const;
  // Whom the hub has promised something that it has not done yet.
  bool anybody_parked() const;
  bool anybody_to_show() const;
  // A promise that the hub's way of doing things does not keep; empty: none.
  const std::string& broken() const { return broken_; }

 private:
  struct Member {
    ConnId conn;
    std::set<char> ranks;
    std::set<ConnId> seen_by;
    std::set<ConnId> told_to;  // who, by JOIN or NAMES, knows his nick
    bool known = true;         // to those who come now
    bool unseen = false;       // never shown to all since he came
    bool sees_all = false;
  };
  struct Mask {
    irc::BanMask mask;
    std::string set_by;
    std::int64_t set_ms = 0;
  };
  struct Channel {
    std::uint64_t id = 0;
    std::size_t slot = 0;  // in the order of LIST
    std::uint64_t may_rename_ms = 0;
    std::string name, topic, topic_by, key;
    std::int64_t topic_ms = 0, created_ms = 0;
    std::size_t limit = 0;
    std::string forward;  // where those go who cannot join, by the name that it had
    std::uint64_t forward_id = 0;
    std::set<char> modes{'n', 't'};
    std::map<char, std::vector<Mask>> lists;
    std::vector<Member> members;
    // The order of NAMES, of those who are not unseen and of those who are. Where one leaves, the
    // last takes his place.
    std::vector<ConnId> order, unseen_order;
    bool large = false;
    bool curtained = false;  // from when it begins to hide people until all are shown
  };
  enum class Audience { all, operators, nobody };

  // Who is told what (model.cpp).
  static std::string prefix(const Person& p) { return p.nick + "!" + p.user + "@" + p.host; }
  static std::string heard_as(const Person& p, const Saying& saying, const std::string& extra);
  static std::string with_tag(std::string line, const std::string& tag);
  void judge(const Person& p, const Saying& saying);
  void tell(Person& p, const Saying& saying, const std::string& extra = {});
  Saying said(std::string body) const {
    return {std::move(body), now_.wall_ms(), false, false, {}, {}, false};
  }
  Saying event(std::string body, std::string classroom = {}) const {
    const bool bot = caller_->modes.contains('B');
    return {std::move(body), now_.wall_ms(), true, false, {}, std::move(classroom), bot};
  }
  void reply(const Saying& saying);
  void numeric(const std::string& number_and_rest);
  void open_batch();
  void end_step();
  void tell_channel(const Channel& channel, const Saying& saying);
  void tell_about(const Channel& channel, const Person& about, const Saying& saying);
  void tell_neighbours(const Person& p, const Saying& saying);
  void echo(const Person& p, const Saying& saying);
  Person* holder_of(std::string_view nick);
  // By somebody else, as it is or as one that looks like it.
  bool taken(const Person& p, std::string_view nick) const;
  Person* registered_holder_of(std::string_view nick);
  Channel* find_channel(std::string_view name);
  Channel* channel_of(std::uint64_t id);
  static const Member* member_of(const Channel& channel, ConnId conn);
  static Member* member_of(Channel& channel, ConnId conn);
  static int rank_of(const Channel& channel, ConnId conn);

  // Who sees whom (model_sight.cpp).
  static bool hides(const Channel& channel);
  static bool sees(const Channel& channel, ConnId viewer, ConnId about);
  bool may_watch(const Member& member) const;
  void draw_curtain(Channel& channel);
  void enter(Person& p, Channel& channel, const std::set<char>& ranks);
  static void take_out(Channel& channel, ConnId conn);
  void hide_audience(Channel& channel);
  void show(Channel& channel, Member& member);
  void show_caller(Channel& channel);
  void somebody_moved(const Channel& channel);
  void shrink(Channel& channel);
  void run(Person& p, std::string_view text, LineFlaw flaw);

  // Commands (model_commands.cpp).
  void command(Person& p, const irc::Message& message);
  bool channel_command(Person& p, const std::string& name, const irc::Message& message);
  void registration_command(Person& p, const std::string& name, const irc::Message& message);
  void cap(Person& p, const irc::Message& message);
  void nick(Person& p, const irc::Message& message);
  void user(Person& p, const irc::Message& message);
  void try_register(Person& p);
  void say(Person& p, const irc::Message& message, const std::string& command);
  void say_in_channel(Person& p, Channel& channel, const std::string& asked, Saying& saying,
                      std::string_view text, const std::string& command);
  void classroom_message(Person& p, std::string_view message);
  std::string free_nick(const Person& p, const std::string& wanted);
  void rename(Person& p, const std::string& nick);

  bool go_on_with(Person& p, Page& page);

  // Presence (model_presence.cpp).
  bool presence_command(Person& p, const std::string& name, const irc::Message& message);
  std::vector<Person*> watchers_of(const std::string& nick, const std::set<std::string>& needs);
  void came_online(const Person& p);
  void went_offline(const std::string& nick);
  void away(Person& p, const irc::Message& message);
  void monitor(Person& p, const irc::Message& message);
  void add_monitored(Person& p, std::string_view list);
  void show_presence(const std::vector<std::string>& nicks);

  // Gateways (model_gateway.cpp).
  void webirc(Person& p, const irc::Message& message);
  bool count_by_user(Person& p);

  // Operators (model_operators.cpp).
  bool operator_command(Person& p, const std::string& name, const irc::Message& message);
  void oper(Person& p, const irc::Message& message);
  void refuse_operator(const Person& p, const std::string& name);
  void notify_operators(const std::string& text);
  void go_on_with_oper(Person& p);
  void kill(Person& p, const irc::Message& message);
  void wallops(const Person& p, const irc::Message& message);
  // Bans from the server (model_bans.cpp).
  static bool means(const Ban& ban, const Person& p);
  const Ban* ban_of(const Person& p) const;
  const Ban* dline_of(const Person& p) const;
  void turn_away(Person& p, const Ban& ban);
  void ban(Person& p, const std::string& name, const irc::Message& message);
  void unban(Person& p, const std::string& name, const irc::Message& message);
  bool page(Person& p, BansAnswer& answer);
  void keep(Person& p, UnsavedBan change);
  bool tell_late(UnsavedBan& change, const std::string& error);
  void tell_operators_not_saved(const std::string& error);

  // Channels (model_channels.cpp).
  static bool fits(std::string_view pattern, std::string_view text);
  bool on_list(const Channel& channel, char list, const Person& p, bool mutes) const;
  bool banned(const Channel& channel, const Person& p, bool mutes) const;
  std::string why_not_in(const Channel& channel, const Person& p, std::string_view key) const;
  std::pair<Audience, std::string> audience(const Channel& channel, const Person& p) const;
  static bool knows(const Channel& channel, const Person& p);
  Channel* own_channel(const Person& p, std::string_view name);
  void no_such_channel(std::string_view name);
  void not_operator(const Channel& channel);
  void join(Person& p, const irc::Message& message);
  void join_one(Person& p, std::string_view name, std::string_view key);
  Channel* forward_of(const Channel& channel);
  void forward(Person& p, const Channel& from, const std::string& why_not);
  bool looks_like_another(std::string_view name, const Channel* own) const;
  Channel& make_channel(std::string_view name);
  void join_channel(Person& p, Channel& channel);
  void part(Person& p, std::string_view name, std::string_view reason);
  void leave(Person& p, const std::string& folded);
  void kick(Person& p, const irc::Message& message);
  void kick_one(Person& p, Channel& channel, std::string_view nick, const std::string& reason);
  void invite(Person& p, const irc::Message& message);
  void answer_invite(const Person& guest, const Channel& channel);
  void list_invitations(const Person& p);
  void topic(Person& p, const irc::Message& message);
  void show_topic(const Channel& channel);
  void rename_channel(Person& p, const irc::Message& message);
  std::string why_not_rename(const Person& p, const Channel& channel, std::string_view name);
  void show_part_and_join(Person& p, Channel& channel, const std::string& old_name,
                          std::string_view reason);

  // Long answers (model_pages.cpp).
  void go_on_or_wait(Person& p, Page page);
  bool shown(const Channel& channel, const Person& viewer, const Member& member) const;
  template <typename F>
  bool walk(const Channel& channel, const Person& viewer, Walk& walk, F&& see) const;
  static std::string signs(const Person& viewer, const Member& member);
  static NamesAnswer begun_names(const Channel& channel);
  void names(Person& p, std::string_view asked);
  static NamesList implicit_names(const Channel& channel);
  bool page(Person& p, NamesList& list);
  bool names_page(Person& p, NamesAnswer& answer);
  void judge(const NamesAnswer& answer);
  void who(Person& p, std::string_view mask);
  void say_user(const Person& viewer, const Person& about, const Channel* channel);
  bool found_by_masks(const Person& viewer, const Person& about) const;
  bool page(Person& p, WhoChannel& answer);
  bool page(Person& p, WhoMask& answer);
  void list(Person& p, std::string_view asked);
  void say_channel(const Channel& channel);
  bool page(Person& p, ListAnswer& answer);
  bool page(Person& p, MonitorAnswer& answer);

  // Questions about people (model_queries.cpp).
  bool query_command(Person& p, const std::string& name, const irc::Message& message);
  void whois(Person& p, const irc::Message& message);
  void say_all_of(const Person& p, const Person& about);
  void whowas(Person& p, const irc::Message& message);
  bool page(Person& p, WhowasAnswer& answer);
  void remember(const Person& p, const std::string& nick);
  void ison(const irc::Message& message);
  void userhost(const irc::Message& message);
  void stats(Person& p, std::string_view asked);

  // Modes (model_modes.cpp).
  struct ModeChanges;
  void mode(Person& p, const irc::Message& message);
  void channel_mode(Person& p, Channel& channel, const irc::Message& message);
  void apply(ModeChanges& changes, const irc::ModeChange& change);
  void set_rank(ModeChanges& changes, const irc::ModeChange& change);
  void set_key(ModeChanges& changes, const irc::ModeChange& change);
  void set_limit(ModeChanges& changes, const irc::ModeChange& change);
  void set_forward(ModeChanges& changes, const irc::ModeChange& change);
  void set_list(ModeChanges& changes, const irc::ModeChange& change);
  void show_list(const Channel& channel, char list);
  void show_modes(const Person& p, const Channel& channel);
  void user_mode(Person& p, const irc::Message& message);

  const irc::Names names_{irc::Casemapping::precis};
  const std::size_t page_entries_max_;
  const std::size_t large_room_members_;
  Bans bans_;
  const std::map<std::string, std::string> operators_;
  std::map<std::string, std::string> stand_ins_;  // whose hash is asked for of a name that is none
  Comings gate_;                                  // of those who come by a gateway
  std::set<ConnId> to_be_counted_;
  std::map<ConnId, Person> people_;
  std::map<std::string, Channel> channels_;
  bool shutting_down_ = false;
  std::uint64_t guests_ = 0, numbered_ = 0;
  std::uint64_t channel_ids_ = 0;
  std::vector<std::size_t> free_slots_;
  std::size_t slots_ = 0;  // that channels have had
  struct PastUser {
    std::string nick, user, host, realname;
    std::int64_t until_ms = 0;
  };
  std::vector<PastUser> past_;
  std::string broken_;

  // The call that is being answered.
  Person* caller_ = nullptr;
  Now now_;
};

}  // namespace uvchat::simulation
