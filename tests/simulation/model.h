#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/client.h"
#include "tests/simulation/door.h"
#include "tests/simulation/house.h"
#include "tests/simulation/model_bans.h"
#include "tests/simulation/people.h"
#include "tests/simulation/words.h"
#include "uvchat/base/ids.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/request.h"
#include "uvchat/irc/message.h"
#include "uvchat/irc/modes.h"
#include "uvchat/irc/names.h"

namespace uvchat::simulation {

// The chat told again, as plainly as it can be: no lists to reuse, no variants, no batches, one
// string for each line that each person must see. It hears the same events in the same order as
// the hub, and judges it. What a person has seen must at any time be a beginning of `expected`.
//
// Whatever it says is judged as well: whether who hears it may know it (knowledge.h).
class Model {
  friend class Knowledge;

 public:
  // In an expected line: what only the hub can know. At the end it stands for any rest, elsewhere
  // for a message id.
  static constexpr char any = '\x1a';

  Model(const Bounds& bounds, House house, std::int64_t started_ms)
      : bounds_(bounds),
        house_(std::move(house)),
        started_ms_(started_ms),
        bans_{.kept = bounds.keeps_bans, .list = {}} {}

  Person& person(ConnId conn) { return people_.at(conn); }

  // For those who choose what is said next.
  Speaker speaker(ConnId conn, std::uint64_t people) const;

  // What the hub is told by the loops and the server, at the time that was set last.
  void set_now(Now now);
  void opened(ConnId conn, bool classroom, std::string_view address);
  void line(ConnId conn, std::string_view text, LineFlaw flaw);
  void reads(ConnId conn, bool again);  // or does not any more: stalled, drained
  void no_more_lines(ConnId conn);
  // The session is over.
  void ended(ConnId conn, const std::string& reason);
  void password_checked(const PasswordChecked& checked);
  void stored(const StoreAnswered& stored);
  // `house`: what they were read as; null where they could not be.
  void settings_reloaded(const SettingsReloaded& reloaded, const House* house);
  void shut_down();

  // What the hub asks for.
  void counted_by_hub(ConnId conn);
  bool all_are_counted() const { return to_be_counted_.empty(); }
  void asked_to_check(const CheckPassword& request);
  void asked_to_store(const AskStore& asked);
  bool are_dlines(const std::vector<ServerBan>& told) const;
  void asked_to_reload(const ReloadSettings& request);

  // How far the hub has got (model_time.cpp): a tick begins, with what is due before all else; the
  // next of those who are parked has their turn; the next who was hidden is shown; a deadline of
  // this session has made the hub send a PING, or close it, or tell it something; no deadline is
  // left that is due.
  void tick();
  void next_page();
  void next_reveal();
  void deadline(ConnId conn, bool pinged, bool closed);
  void stop_clocks();
  void no_deadline_is_left();

  const House& house() const { return house_; }
  const std::map<ConnId, Person>& people() const { return people_; }
  // Whose sessions have ended since it was asked last.
  std::set<ConnId> take_gone() { return std::exchange(gone_, {}); }
  std::uint64_t turned_away() const { return turned_away_; }

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
  // How often each command was answered, and which modes were set and taken: "+x", "-i user".
  const auto& answered() const { return answered_; }
  const auto& modes_set() const { return modes_set_; }
  // A promise that the hub's way of doing things does not keep; empty: none.
  const std::string& broken() const { return broken_; }

 private:
  // Who is told what (model.cpp).
  static std::string prefix(const Person& p) { return p.nick + "!" + p.user + "@" + p.host; }
  static std::string tags_of(const Person& p, const Saying& saying, const std::string& extra);
  static std::vector<std::string> heard_as(const Person& p, const Saying& saying,
                                           const std::string& extra);
  static std::string with_tag(std::string line, const std::string& tag);
  void breaks(const std::string& promise);
  void judge(const Person& p, const Saying& saying);
  void tell(Person& p, const Saying& saying, const std::string& extra = {});
  Saying said(std::string body) const { return {std::move(body), now_.wall_ms()}; }
  // What the caller does; and what a classroom hears of it.
  Saying event(std::string body) const;
  Saying event(std::string body, std::string classroom) const;
  void reply(const Saying& saying);
  void numeric(const std::string& number_and_rest);
  void say_first(const std::string& tag);
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
  std::vector<std::string> undoings_of(const Channel& channel) const;
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
  void show_later(Channel& channel);
  Member* next_hidden(Channel& channel);
  // Turns and time (model_time.cpp).
  void park(Person& p);
  void go_on_later(Person& p);
  void after_step(Person& p);
  void go_on(Person& p);
  static std::uint64_t ping_due_of(const Person& p);
  std::uint64_t due_of(const Person& p) const;
  void end_for_time(Person& p);
  static void expect(Person& p, std::string line);
  void run(Person& p, std::string_view text, LineFlaw flaw);
  // Commands (model_rules.cpp, model_registration.cpp).
  struct Rule;
  static const std::map<std::string_view, Rule> rules_;
  void command(Person& p, const irc::Message& message);
  void nothing(Person&, const irc::Message&) {}
  void cap(Person& p, const irc::Message& message);
  void list_offers(Person& p, std::string_view version);
  void say_caps(const Person& p, const std::string& sub, const std::vector<std::string>& words,
                bool is_302);
  std::vector<std::string> offers(bool with_values) const;
  void request_caps(Person& p, std::string_view asked);
  void nick(Person& p, const irc::Message& message);
  void pass(Person& p, const irc::Message& message);
  void authenticate(Person& p, const irc::Message& message);
  void register_account(Person& p, const irc::Message& message);
  void verify(Person& p, const irc::Message& message);
  void user(Person& p, const irc::Message& message);
  void ping(Person& p, const irc::Message& message);
  void quit(Person& p, const irc::Message& message);
  void try_register(Person& p);
  std::string free_nick(const Person& p, const std::string& wanted);
  void rename(Person& p, const std::string& nick);
  std::string shortened(const Person& p, std::string_view command, const std::string& context,
                        std::string_view text, std::size_t bytes_max);
  void tell_shortened(const Person& p, std::string_view command, const std::string& context,
                      const std::string& what);
  // What people say (model_speech.cpp).
  void privmsg(Person& p, const irc::Message& message) { say(p, message, "PRIVMSG"); }
  void notice(Person& p, const irc::Message& message) { say(p, message, "NOTICE"); }
  void tagmsg(Person& p, const irc::Message& message);
  void say(Person& p, const irc::Message& message, const std::string& command);
  void say_to(Person& p, const Speech& speech, const std::string& target);
  void say_to_person(Person& p, const Speech& speech, Person& other);
  void say_in_channel(Person& p, const Speech& speech, Channel& channel, const std::string& asked,
                      char sign);
  void tell_members(Person& p, const Speech& speech, Channel& channel, Audience audience,
                    char sign);
  Saying spoken(Person& p, const Speech& speech, const std::string& target);
  bool too_long(const Speech& speech, const std::string& target, std::size_t target_bytes);
  void tell_cut(const Person& p, const Speech& speech, const std::string& target);
  void relaymsg(Person& p, const irc::Message& message);
  // Messages of several lines (model_multiline.cpp).
  void batch(Person& p, const irc::Message& message);
  void open_lines(Person& p, const irc::Message& message, const std::string& reference);
  void close_lines(Person& p);
  void add_line(Person& p, const irc::Message& message, const std::string& command);
  void fail_lines(Person& p, const std::string& why);
  void time_out_lines(Person& p);
  bool heard_in_batch(Person& p, const std::string& name, const irc::Message& message);
  void classroom_message(Person& p, std::string_view message);
  std::string client_tags_of(const Person& p, const irc::Message& message) const;
  // What the server says of itself (model_server.cpp).
  bool is_here(std::string_view server);
  void welcome(Person& p);
  void isupport(Person& p, const irc::Message& message);
  void say_isupport(Person& p);
  static std::vector<std::string> isupport_tokens(const House& house);
  void lusers(Person& p, const irc::Message& message);
  void say_lusers();
  void count_in(Person& p);
  void motd(Person& p, const irc::Message& message);
  void say_motd();
  void version(Person& p, const irc::Message& message);
  void admin(Person& p, const irc::Message& message);
  void info(Person& p, const irc::Message& message);
  void time(Person& p, const irc::Message& message);
  void links(Person& p, const irc::Message& message);
  void help(Person& p, const irc::Message& message);
  void stats(Person& p, const irc::Message& message);
  void end_of_stats(char letter);

  bool go_on_with(Person& p, Page& page);
  // Presence (model_presence.cpp).
  std::vector<Person*> registered_from(std::size_t place);  // in the order of their places
  std::vector<Person*> watchers_of(const std::string& nick, const std::set<std::string>& needs);
  void came_online(const Person& p);
  void went_offline(const std::string& nick);
  void tell_acquaintances(Person& p, const Saying& saying, const std::string& cap);
  void away(Person& p, const irc::Message& message);
  void setname(Person& p, const irc::Message& message);
  void monitor(Person& p, const irc::Message& message);
  void add_monitored(Person& p, std::string_view list);
  void show_presence(const std::vector<std::string>& nicks);
  // Gateways (model_gateway.cpp).
  void webirc(Person& p, const irc::Message& message);
  bool count_by_user(Person& p);
  // Operators (model_operators.cpp).
  bool rules_here(const Person& p);
  void oper(Person& p, const irc::Message& message);
  void refuse_operator(Person& p, const std::string& name);
  void notify_operators(const std::string& text);
  void go_on_with_oper(Person& p, PasswordVerdict verdict);
  void kill(Person& p, const irc::Message& message);
  void wallops(Person& p, const irc::Message& message);
  void rehash(Person& p, const irc::Message& message);
  void chghost(Person& p, const irc::Message& message);
  void show_new_host(Person& p, const Channel& channel, const std::string& old_prefix);
  // Bans from the server (model_bans.cpp).
  static bool means(const Ban& ban, const Person& p);
  const Ban* ban_of(const Person& p) const;
  const Ban* dline_of(const Person& p) const;
  void turn_away(Person& p, const Ban& ban);
  void kline(Person& p, const irc::Message& message) { ban(p, "KLINE", message); }
  void dline(Person& p, const irc::Message& message) { ban(p, "DLINE", message); }
  void unkline(Person& p, const irc::Message& message) { unban(p, "UNKLINE", message); }
  void undline(Person& p, const irc::Message& message) { unban(p, "UNDLINE", message); }
  void ban(Person& p, const std::string& name, const irc::Message& message);
  void unban(Person& p, const std::string& name, const irc::Message& message);
  bool page(Person& p, BansAnswer& answer);
  // Commands that are answered later (model_deferred.cpp).
  void keep(Person& p, Deferred change);
  bool tell_of(Deferred& change, const std::string& error);
  void tell_saved(std::uint64_t ticket, const std::string& error);
  bool tell_reloaded(Deferred& rehash, const SettingsReloaded& reloaded);
  Deferred* next_asked(bool rehash);
  void forget(const std::function<bool(const Deferred&)>& answered);
  void change_house(const House& house);
  void tell_operators_not_saved(const std::string& error);
  void tell_late();
  // Channels (model_channels.cpp).
  static bool fits(std::string_view pattern, std::string_view text);
  bool on_list(const Channel& channel, char list, const Person& p, bool mutes) const;
  bool banned(const Channel& channel, const Person& p, bool mutes) const;
  std::string why_not_in(const Channel& channel, const Person& p, std::string_view key) const;
  static std::string unwelcome(const Channel& channel, std::string_view text);
  std::pair<Audience, std::string> audience(const Channel& channel, const Person& p,
                                            std::string_view text) const;
  static bool knows(const Channel& channel, const Person& p);
  Channel* own_channel(const Person& p, std::string_view name);
  void no_such_nick(std::string_view nick);
  void no_such_channel(std::string_view name);
  void not_operator(const Channel& channel);
  // Calls f(name) for each name of the list, up to the bound.
  void for_each_named(std::string_view list, const std::function<void(std::string_view)>& f);
  void join(Person& p, const irc::Message& message);
  void join_one(Person& p, std::string_view name, std::string_view key);
  Channel* forward_of(const Channel& channel);
  void forward(Person& p, const Channel& from, const std::string& why_not);
  bool looks_like_another(std::string_view name, const Channel* own) const;
  Channel& make_channel(std::string_view name);
  void join_channel(Person& p, Channel& channel);
  void part(Person& p, const irc::Message& message);
  void part_one(Person& p, std::string_view name, std::string_view reason);
  void leave(Person& p, const std::string& folded);
  void kick(Person& p, const irc::Message& message);
  void kick_one(Person& p, Channel& channel, std::string_view nick, const std::string& reason);
  void invite(Person& p, const irc::Message& message);
  void answer_invite(const Person& guest, const Channel& channel);
  void list_invitations(const Person& p);
  void topic(Person& p, const irc::Message& message);
  void set_topic(Person& p, Channel& channel, std::string_view text);
  void show_topic(const Channel& channel);
  void rename_channel(Person& p, const irc::Message& message);
  std::string why_not_rename(const Person& p, const Channel& channel, std::string_view name);
  void show_part_and_join(Person& p, Channel& channel, const std::string& old_name,
                          std::string_view reason);
  // Long answers (model_pages.cpp, model_who.cpp).
  void go_on_or_wait(Person& p, Page page);
  bool shown(const Channel& channel, const Person& viewer, const Member& member) const;
  bool walk(const Channel& channel, const Person& viewer, Walk& walk,
            const std::function<void(const Member&)>& see) const;
  static std::string signs(const Person& viewer, const Member& member);
  static NamesAnswer begun_names(const Channel& channel);
  void names(Person& p, const irc::Message& message);
  static NamesList implicit_names(const Channel& channel);
  bool page(Person& p, NamesList& list);
  bool names_page(Person& p, NamesAnswer& answer);
  void judge(const NamesAnswer& answer);
  void who(Person& p, const irc::Message& message);
  void say_user(const Person& viewer, const Person& about, const Channel* channel,
                const WhoQuestion& question);
  static std::string who_flags(const Person& viewer, const Person& about, const Channel* channel);
  void end_of_who(const std::string& asked);
  bool meant_by(const std::string& mask, const Person& viewer, const Person& about) const;
  bool found_by_masks(const Person& viewer, const Person& about) const;
  bool page(Person& p, WhoChannel& answer);
  bool page(Person& p, WhoMask& answer);
  void list(Person& p, const irc::Message& message);
  void say_channel(const Channel& channel);
  bool wanted_by(const ListAnswer& answer, const Channel& channel) const;
  bool page(Person& p, ListAnswer& answer);
  bool page(Person& p, MonitorAnswer& answer);
  // Questions about people (model_queries.cpp).
  void whois(Person& p, const irc::Message& message);
  void say_all_of(const Person& p, const Person& about);
  void whowas(Person& p, const irc::Message& message);
  bool page(Person& p, WhowasAnswer& answer);
  void remember(const Person& p, const std::string& nick);
  void ison(Person& p, const irc::Message& message);
  void userhost(Person& p, const irc::Message& message);
  // Modes (model_modes.cpp).
  struct ModeChanges;
  void mode(Person& p, const irc::Message& message);
  void channel_mode(Person& p, Channel& channel, const irc::Message& message);
  void tell_modes(ModeChanges& changes);
  void done(ModeChanges& changes, bool on, char letter, const std::string& param = {});
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
  const Bounds bounds_;
  House house_;
  const std::int64_t started_ms_;                               // wall
  std::map<std::string, std::uint64_t, std::less<>> answered_;  // how often, by command
  std::map<std::string, std::uint64_t> modes_set_;
  std::size_t registered_max_ = 0;
  Bans bans_;
  std::deque<Deferred> deferred_;                 // in the order in which they were given
  std::uint64_t last_ticket_ = 0;                 // of them
  std::map<std::string, std::string> stand_ins_;  // whose hash is asked for of a name that is none
  Comings gate_;                                  // of those who come by a gateway
  std::set<ConnId> to_be_counted_;
  std::map<ConnId, Person> people_;
  std::map<std::string, Channel> channels_;
  bool shutting_down_ = false;
  std::uint64_t guests_ = 0, numbered_ = 0, channel_ids_ = 0;
  Places places_, slots_;  // of people in the order of WHO, of channels in that of LIST
  std::vector<PastUser> past_;
  std::deque<ConnId> line_;            // of those who are parked: whose turn is next
  std::deque<std::uint64_t> reveals_;  // channels that have somebody to show
  std::set<ConnId> gone_;
  std::uint64_t turned_away_ = 0;
  std::string broken_;

  // The call that is being answered.
  Person* caller_ = nullptr;
  Now now_;
};

}  // namespace uvchat::simulation
