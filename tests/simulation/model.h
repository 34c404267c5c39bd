#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/chronicle.h"
#include "tests/simulation/store.h"
#include "uvchat/base/ids.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/request.h"
#include "uvchat/irc/message.h"
#include "uvchat/irc/modes.h"

namespace uvchat::simulation {

// The chat told again, as plainly as it can be: no lists to reuse, no variants, no batches, one
// string for each line that each person must see. It hears the same events in the same order as
// the hub, and judges it. What a person has seen must at any time be a beginning of `expected`.
// Whatever it says is judged as well: whether who hears it may know it (knowledge.h).
class Model : public Chronicle {
 public:
  using Chronicle::Chronicle;

  // The store has it when the hub starts.
  void has_account(const Account& account) { accounts_.push_back(account); }
  // And those who stay without a session, with their channels.
  void has_people(const Store& store);
  void has_past(Annals annals);
  Annals take_past();
  // Of those who are always on, and of their channels; empty: it has all, and nothing else.
  std::string what_is_not_kept(const Store& store) const;

  // What the hub is told by the loops and the server, at the time that was set last.
  void set_now(Now now);
  void opened(ConnId conn, bool classroom, const Hello& hello);
  void line(ConnId conn, std::string_view text, LineFlaw flaw);
  void reads(ConnId conn, bool again, const TimeSpan& left_out);  // or does not: stalled, drained
  void no_more_lines(ConnId conn);
  // The session is over.
  void ended(ConnId conn, const std::string& reason, bool with_person = false);
  void password_checked(const PasswordChecked& checked);
  void password_hashed(const PasswordHashed&hashed), uploads_told(const UploadsTold&told);
  void token_drawn(const TokenDrawn& drawn);
  void mail_sent(const MailSent& sent);
  void stored(const StoreAnswered& stored);
  // `house`: what they were read as; null where they could not be.
  void settings_reloaded(const SettingsReloaded& reloaded, const House* house);
  void shut_down();

  // What the hub asks for.
  void counted_by_hub(ConnId conn);
  bool all_are_counted() const { return to_be_counted_.empty(); }
  void asked_to_check(const CheckPassword& request);
  void asked_to_hash(const HashPassword& request);
  void asked_to_draw(const DrawToken& request);
  void asked_to_mail(const SendMail&request), asked_for_uploads(const AskUploads&asked);
  void asked_to_store(const AskStore& asked);
  // When the step is over: a deadline may have made the hub ask. `done`: by the store.
  void asked_of_past(const AskStore& asked, bool done);
  bool are_dlines(const std::vector<ServerBan>& told) const;
  void asked_to_reload(const ReloadSettings& request);

  // How far the hub has got (model_time.cpp): a tick begins, and what is stored is told; then what
  // is due before all else; the next who is parked has their turn; an errand is done; the next who
  // was hidden is shown; the next who was absent quits; a deadline of this session has made the hub
  // send a PING, or close it, or tell it something; no deadline is left that is due.
  void settle_batches(), next_stored(), tick(), next_page();
  void next_errand(), next_reveal(), next_absence();
  void deadline(ConnId conn, bool pinged, bool closed, bool loses_nick);
  std::optional<ConnId> silent_deadline(const std::set<ConnId>& released);
  bool is_silent(const Session& s);
  bool has_grace_due(ConnId conn) const;
  void stop_clocks(), no_deadline_is_left();

  const House& house() const { return house_; }
  // Whose sessions have ended since it was asked last.
  std::set<ConnId> take_gone() { return std::exchange(gone_, {}); }
  std::uint64_t turned_away() const { return turned_away_; }
  // How often each command was answered, and which modes were set and taken: "+x", "-i user".
  const auto& answered() const { return answered_; }
  const auto& modes_set() const { return modes_set_; }
  const Happenings& happened() const { return happened_; }

 private:
  // Who sees whom (model_sight.cpp).
  void draw_curtain(Channel& channel);
  void enter(Person& p, Channel& channel, const std::set<char>& ranks);
  void is_given_names(const Session& s, Channel& channel);
  static void take_out(Channel& channel, PersonId who);
  void hide_audience(Channel& channel);
  void show(Channel& channel, Member& member);
  void show_caller(Channel& channel);
  void for_each_names(const Channel& channel, const std::function<void(NamesAnswer&)>& f);
  void somebody_moved(const Channel& channel);
  void shrink(Channel& channel);
  void show_later(Channel& channel);
  Member* next_hidden(Channel& channel);
  // Turns and time (model_time.cpp).
  void park(Session& s);
  void go_on_later(Session& s);
  bool must_wait(Session& s, std::string_view text, LineFlaw flaw);
  void after_step(Session& s);
  void go_on(Session& s);
  std::uint64_t ping_due_of(const Session& s) const;
  std::uint64_t due_of(const Session& s) const;
  void end_for_time(Session& s);
  void run(Session& s, std::string_view text, LineFlaw flaw);
  // Commands (model_rules.cpp, model_registration.cpp).
  struct Rule;
  static const std::map<std::string_view, Rule> rules_;
  void command(Person& p, const irc::Message& message);
  void nothing(Person&, const irc::Message&) {}
  void cap(Person& p, const irc::Message& message);
  void list_offers(std::string_view version);
  void say_caps(const std::string& sub, const std::vector<std::string>& words, bool is_302);
  std::vector<std::string> offers_of(const House& house, const Session* valued_for) const;
  void request_caps(std::string_view asked);
  void nick(Person& p, const irc::Message& message);
  void pass(Person& p, const irc::Message& message);
  void user(Person& p, const irc::Message& message);
  void ping(Person& p, const irc::Message& message);
  void quit(Person& p, const irc::Message& message);
  void try_register();
  void become_user(Person& p);
  void join_user(Person& p);
  void attach(Session& s, Person& p);
  // Those who stay without a session (model_absent.cpp).
  bool may_stay(const Person& p) const;
  void become_absent(Person& p);
  void take_own_nick(Person& p);
  void has_channel(const store::Room& room);
  void has_person(Account& account, const Store::Kept& kept);
  Person* somebody_absent();
  void look_at_absent();
  void put_out(Person& absent, const std::string& reason);
  void end_person(Person& p, const std::string& reason, const Session* last);
  void leave_person(Session& s, const std::string& reason, bool with_person = false);
  std::string free_nick(const Person& p, const std::string& wanted);
  // Nicks (model_nicks.cpp).
  bool may_take(const Person& p, const std::string& wanted);
  void rename(Person& p, const std::string& nick);
  void rename_unasked(Person& p, const std::string& nick);
  void rename_guest(Person& p, const std::string& why);
  void tell_from_nickserv(const Person& p, const std::string& text);
  void take_back(const Person& owner, const std::string& nick);
  void watch_nick(Person& p);
  void end_grace(Person& p);
  std::string shortened(const Person& p, std::string_view command, const std::string& context,
                        std::string_view text, std::size_t bytes_max);
  void tell_shortened(const Person& p, std::string_view command, const std::string& context,
                      const std::string& what);
  // Accounts (model_accounts.cpp, model_mail.cpp, model_login.cpp).
  void authenticate(Person& p, const irc::Message& message);
  void begin_login(const std::string& mechanism);
  void go_on_with_login(const std::string& chunk);
  bool is_shut_out(bool of_nickserv);
  void accept_login(Account& account, bool of_nickserv);
  void log_in_by_certificate(const std::string& data);
  void cert(const Person& p, const std::vector<std::string>& words);
  void asked_of_certificate(const AskStore& asked);
  void go_on_with_certificate(const Question& question, const store::Answer& answer);
  void log_in_with(const std::string& name, const std::string& password, bool of_nickserv);
  void login_fails(const std::string& why, bool of_nickserv = false);
  void is_fined(std::uint64_t ms = password_fine_ms);
  void register_account(Person& p, const irc::Message& message);
  std::string why_not_admitted() const;
  std::string why_no_name(const Person& p, const std::string& name) const;
  std::string why_not_good(const std::string& email, const std::string& password) const;
  void refuse_account(const std::string& name, const std::string& code_and_why);
  void verify(Person& p, const irc::Message& message);
  void resume(Person& p, const irc::Message& message);
  void wait_for(Question question);
  Session* waiting_for(Ticket ticket);
  Question* asked_by(ConnId conn, Question::Of of, Ticket ticket);
  void answered(Session& s, const std::function<void(const Question&)>& go_on);
  void time_out(Session& s);
  void go_on_with_hash(const Question& question, const std::string& hash);
  void ask_for_account(Question question);
  void go_on_with_token(const Question& question, const std::string& token);
  void go_on_with_mail(const Question& question, MailOutcome outcome);
  void asked_to_use(const AskStore& asked, const store::UseCode& request);
  void settle_code(Ticket ticket, const store::Answer& answer);
  void go_on_with_code(const Question& question, const store::Answer& answer);
  void settle_account(Ticket ticket, const store::Answer& answer);
  void go_on_with_account(const Question& question, const store::Answer& answer);
  void go_on_with_credentials(const Question& question, const store::Answer& answer);
  void go_on_with_login(const Question& question, PasswordVerdict verdict);
  void asked_to_make(const AskStore& asked, const store::MakeAccount& request);
  void asked_to_read(const AskStore& asked, const store::ReadCredentials& request);
  void asked_to_change(const AskStore& asked, const store::ChangeBan& request);
  void check_oper(const Question& question, const CheckPassword& request);
  void enter_account(Account& account);
  void become(Account& account);
  void move_to(Account& account);
  void say_whereabouts();
  bool page(Person& p, Whereabouts& whereabouts);
  // Files that people upload (model_files.h).
  struct Files;
  void token(Person& p, const irc::Message& message);
  void files(Person& p, const irc::Message& message);
  // What people say (model_speech.cpp).
  void ns(Person& p, const irc::Message& message);
  void cs(Person& p, const irc::Message& message);
  void nickserv(const Person& p, std::string_view text);
  void identify(const Person& p, const std::vector<std::string>& words);
  void tagmsg(Person& p, const irc::Message& message);
  void accept(Person& p, const irc::Message& message);
  void say(Person& p, const irc::Message& message);
  void say_to(Person& p, const Speech& speech, const std::string& target);
  void say_to_person(Person& p, const Speech& speech, Person& other);
  void say_in_channel(Person& p, const Speech& speech, Channel& channel, const std::string& asked,
                      char sign);
  void tell_members(Person& p, const Speech& speech, Channel& channel, Audience audience,
                    char sign);
  Saying spoken(Person& p, const Speech& speech, const std::string& target, std::int64_t time_us,
                bool is_told);
  void await_storing();
  void go_on_with_sayings(const Question& question, const store::Answer& answer);
  bool too_long(const Speech& speech, const std::string& target, std::size_t target_bytes);
  void tell_cut(const Person& p, const Speech& speech, const std::string& target);
  void relaymsg(Person& p, const irc::Message& message);
  // Messages of several lines (model_multiline.cpp).
  void batch(Person& p, const irc::Message& message);
  void open_lines(const irc::Message& message, const std::string& reference);
  void close_lines(Person& p);
  void add_line(const irc::Message& message, const std::string& command);
  void time_out_lines();
  void fail_lines(const std::string& why);
  bool heard_in_batch(const std::string& name, const irc::Message& message);
  void classroom_message(Person& p, std::string_view message);
  std::string client_tags_of(const irc::Message& message, std::string_view target) const;
  // What the server says of itself (model_server.cpp).
  bool is_here(std::string_view server);
  void welcome(), say_isupport();
  void isupport(Person& p, const irc::Message& message);
  std::vector<std::string> isupport_tokens(const House& house) const;
  void lusers(Person& p, const irc::Message& message);
  void say_lusers(), say_motd();
  void count_in(Person& p);
  void motd(Person& p, const irc::Message& message);
  void version(Person& p, const irc::Message& message);
  void admin(Person& p, const irc::Message& message);
  void info(Person& p, const irc::Message& message);
  void time(Person& p, const irc::Message& message);
  void links(Person& p, const irc::Message& message);
  void help(Person& p, const irc::Message& message);
  void stats(Person& p, const irc::Message& message);
  void end_of_stats(char letter);
  bool go_on_with(Page& page);
  // Presence (model_presence.cpp).
  std::vector<Session*> watchers_of(const std::string& nick, const std::set<std::string>& needs);
  void came_online(const Person& p);
  void went_offline(const std::string& nick);
  void tell_acquaintances(const Person& p, const Saying& saying, const std::string& cap,
                          const Session* except);
  void away(Person& p, const irc::Message& message);
  void look_at_absence(Person& p, const Session* except);
  void setname(Person& p, const irc::Message& message);
  void monitor(Person& p, const irc::Message& message);
  void add_monitored(std::string_view list);
  void show_presence(const std::vector<std::string>& nicks);
  // Gateways (model_gateway.cpp).
  void webirc(Person& p, const irc::Message& message);
  bool count_by_user(Session& s);
  // Operators (model_operators.cpp).
  bool rules_here(const Person& p);
  void oper(Person& p, const irc::Message& message);
  void refuse_operator(Person& p, const std::string& name);
  bool notify_operators(const std::string& text);  // whether somebody hears it
  void go_on_with_oper(const Question& question, PasswordVerdict verdict);
  void kill(Person& p, const irc::Message& message);
  void wallops(Person& p, const irc::Message& message);
  bool is_kept_report(const Person& p);
  void report(Person& p, const irc::Message& message);
  void rehash(Person& p, const irc::Message& message);
  void chghost(Person& p, const irc::Message& message);
  void show_new_host(Person& p, const Channel& channel, const std::string& old_prefix);
  // Bans from the server (model_bans.cpp).
  bool means(const Ban& ban, const Session& s) const;
  static bool means(const Ban& ban, const Person& p, const std::string& address);
  const Ban* ban_of(const Session& s) const;
  const Ban* ban_of(const Session& s, bool dline) const;
  void turn_away(Session& s, const Ban& ban);
  void ban(Person& p, const irc::Message& message);
  void unban(Person& p, const irc::Message& message);
  bool page(Person& p, BansAnswer& answer);
  // Commands that are answered later (model_deferred.cpp).
  void keep(Deferred change);
  bool tell_of(Deferred& change, const std::string& error);
  void tell_saved(std::uint64_t ticket, const std::string& error);
  bool tell_reloaded(Deferred& rehash, const SettingsReloaded& reloaded);
  Deferred* next_asked(bool rehash);
  void forget(const std::function<bool(const Deferred&)>& answered);
  void change_house(const House& house);
  void tell_operators_not_saved(const std::string& error);
  void tell_late();
  // Channels (model_channels.cpp).
  Channel* own_channel(const Person& p, std::string_view name);
  // Calls f(name) for each name of the list, up to the bound.
  void for_each_named(std::string_view list, const std::function<void(std::string_view)>& f);
  void join(Person& p, const irc::Message& message);
  void join_one(Person& p, std::string_view name, std::string_view key);
  void forward(Person& p, const Channel& from, const std::string& why_not);
  // `life`: that it goes on with; 0: it begins one.
  Channel& make_channel(std::string_view name, std::uint64_t life = 0);
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
  void show_channel(Session& s, Channel& channel, const std::function<void()>& say_first);
  // Long answers (model_pages.cpp, model_who.cpp).
  void go_on_or_wait(Page page);
  bool walk(const Channel& channel, const Person& viewer, Walk& walk,
            const std::function<void(const Member&)>& see) const;
  std::string signs(const Member& member) const;
  static NamesAnswer begun_names(const Channel& channel);
  void names(Person& p, const irc::Message& message);
  static NamesList implicit_names(const Channel& channel);
  bool page(Person& p, NamesList& list);
  bool names_page(Person& p, NamesAnswer& answer);
  void judge(const NamesAnswer& answer);
  void who(Person& p, const irc::Message& message);
  void say_user(const Person& viewer, const Person& about, const Channel* channel,
                const WhoQuestion& question);
  std::string who_flags(const Person& about, const Channel* channel) const;
  void end_of_who(const std::string& asked);
  bool meant_by(const std::string& mask, const Person& viewer, const Person& about) const;
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
  // What was said before (model_past.cpp, model_wishes.cpp).
  void chathistory(Person& p, const irc::Message& message);
  struct Playback;  // model_playback.h
  void read_past(const Source& source, const std::string& asked_for, std::vector<Reading> readings);
  void ask_for_past(const std::shared_ptr<Wish>& wish);
  void wait_for_past(const std::shared_ptr<Wish>& wish);
  void say_targets(const Person& p, const irc::Message& message);
  void give_annals(const AskStore& asked);
  void done_by_store(const AskStore& asked);
  void go_on_with_past(const Question& question, const store::Answer& answer);
  void replay_at_joining(const Person& p, const Channel& channel);
  bool page(Person& p, const ReplayAtJoining& replay);
  void go_on_with_replay(Wish& wish, bool is_answered);
  void search(Person& p, const irc::Message& message);
  void add_to_search(Wish& wish, const Source& source);
  void search_everywhere(const Person& p, const std::shared_ptr<Wish>& wish);
  void refuse_redaction(const Wish& wish, const std::string& code, const std::string& why);
  void redact(Person& p, const irc::Message& message);
  void go_on_with_redaction(const std::shared_ptr<Wish>& wish, bool is_answered);
  void settle_redaction(const StoreAnswered& stored);
  void tell_redaction(const Wish& wish);
  void markread(Person& p, const irc::Message& message);
  void go_on_with_marker(Person& p, const Wish& wish);
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
};

}  // namespace uvchat::simulation
