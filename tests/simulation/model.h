#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/ids.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/event.h"
#include "uvchat/irc/message.h"
#include "uvchat/irc/names.h"

namespace uvchat::simulation {

// The chat told again, as plainly as it can be: no lists to reuse, no variants, no batches, one
// string for each line that each person must see. It hears the same events in the same order as
// the hub, and judges it. What a person has seen must at any time be a beginning of `expected`.
//
// Expected lines are patterns: a '*' at the end stands for any rest, "msgid=*" for any id.
class Model {
 public:
  struct Person {
    ConnId conn;
    bool classroom = false;
    bool registered = false;
    bool introduced = false;
    bool negotiating = false;
    std::set<std::string> caps;
    std::string nick, user, host, classroom_name;
    std::vector<std::string> channels;  // folded, in no order that counts
    std::uint64_t heard_ms = 0;
    bool gone = false;  // the hub has closed it
    std::deque<std::string> expected;
  };

  Person& person(ConnId conn) { return people_.at(conn); }

  // The hub has looked at the clock.
  void set_now(Now now);
  void opened(ConnId conn, bool classroom, std::string_view address, Now now);
  void line(ConnId conn, std::string_view text, LineFlaw flaw, Now now);
  // The session is over: because its connection is, or because the hub says so.
  void ended(ConnId conn, std::string_view reason, Now now);
  void begin_shut_down() { shutting_down_ = true; }

  static bool matches(std::string_view expected, std::string_view line);
  std::size_t channel_count() const { return channels_.size(); }
  std::size_t present_count() const;

 private:
  struct Channel {
    std::string name, topic, topic_by;
    std::int64_t topic_ms = 0, created_ms = 0;
    std::vector<ConnId> members;
  };
  // What is said, before it is known how each hears it.
  struct Saying {
    std::string body;
    std::int64_t time_ms = 0;
    bool has_id = false;
    bool tags_only = false;
    std::string client_tags;
    std::string classroom;
  };

  static std::string prefix(const Person& p) { return p.nick + "!" + p.user + "@" + p.host; }
  static std::string heard_as(const Person& p, const Saying& saying, const std::string& extra);
  static void tell(Person& p, const Saying& saying, const std::string& extra = {});
  void reply(const Saying& saying);
  void numeric(const std::string& number_and_rest);
  void finish_replies();
  void tell_channel(Channel& channel, const Saying& saying, ConnId except);
  void tell_neighbours(const Person& p, const Saying& saying);
  Person* holder_of(std::string_view nick);
  // By somebody else, as it is or as one that looks like it.
  bool taken(const Person& p, std::string_view nick) const;
  Channel* find_channel(std::string_view name);

  void command(Person& p, const irc::Message& message);
  void registration_command(Person& p, const std::string& name, const irc::Message& message);
  void cap(Person& p, const irc::Message& message);
  void nick(Person& p, const irc::Message& message);
  void user(Person& p, const irc::Message& message);
  void try_register(Person& p);
  void join(Person& p, std::string_view name);
  void join_channel(Person& p, Channel& channel);
  void part(Person& p, const irc::Message& message);
  void names(const Channel& channel);
  void topic(Person& p, const irc::Message& message);
  void say(Person& p, const irc::Message& message, const std::string& command);
  void say_in_channel(Person& p, Channel& channel, Saying& saying, std::string_view text,
                      const std::string& command);
  void classroom_message(Person& p, std::string_view message);
  void rename(Person& p, const std::string& nick);
  void leave(Person& p, const std::string& folded);
  void echo(const Person& p, const Saying& saying);

  const irc::Names names_{irc::Casemapping::precis};
  std::map<ConnId, Person> people_;
  std::map<std::string, Channel> channels_;
  bool shutting_down_ = false;
  std::uint64_t guests_ = 0;

  // The call that is being answered.
  Person* caller_ = nullptr;
  Now now_;
  std::string label_;  // "label=...": answers are gathered in replies_
  std::vector<Saying> replies_;
};

}  // namespace uvchat::simulation
