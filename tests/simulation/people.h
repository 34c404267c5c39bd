#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/pages.h"
#include "uvchat/base/ids.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/request.h"
#include "uvchat/irc/mask.h"

// Who and what there is in the chat, as the model has it.

namespace uvchat::simulation {

struct SaidLine {
  std::string text;
  bool concat = false;  // goes on where the line before ended
};

// What is said, before it is known how each hears it.
struct Saying {
  std::string body;
  std::int64_t time_ms = 0;
  bool has_id = false;
  bool bot = false;  // by somebody who says that they are one
  bool tags_only = false;
  std::string client_tags = {};
  std::vector<std::string> classroom = {};  // lines
  std::string relayed_by = {};              // by whose RELAYMSG
  std::string extended = {};  // of a JOIN: account and real name, for those with extended-join
  // A message of several lines: each comes behind the head; the body begins it as a batch.
  std::string head = {};
  std::vector<SaidLine> lines = {};
};

// What somebody asks to be said.
struct Speech {
  std::string command, source, client_tags;
  std::string relayed_by = {};
  std::vector<SaidLine> lines;
  bool is_batch = false;
};

struct Invitation {
  std::uint64_t channel_id = 0;
  bool by_operator = false;
};
// The answer to one command: with a label the first line waits until it is known whether it
// stays alone.
struct LabelledAnswer {
  std::string label;  // "label=..."
  bool batch_open = false;
  std::vector<std::string> first;  // as it is heard, but for its label
};

// An OPER that waits for its password's verdict.
struct Check {
  std::string name, password;
  std::uint64_t ticket = 0;  // 0: the hub has not asked yet
  std::uint64_t due_ms = 0;
};

// A message of several lines, of which some have come.
struct OpenBatch {
  std::string reference, target, label, client_tags, command;
  std::vector<SaidLine> lines;
  std::size_t bytes = 0;
  std::uint64_t due_ms = 0;
  bool failed = false;
};

struct Person {
  ConnId conn;
  bool classroom = false;
  bool registered = false;
  std::size_t place = 0;  // then: in the order of WHO
  bool introduced = false;
  bool negotiating = false;
  std::set<std::string> caps;
  std::set<char> modes;
  bool cap_302 = false;         // has asked for CAP LS 302
  bool password_right = false;  // of the last PASS
  bool logs_in = false;         // has said AUTHENTICATE PLAIN
  std::string nick, user, host, address, realname, classroom_name, away;
  std::vector<std::string> channels;  // folded, in the order in which he joined
  std::vector<Invitation> invitations;
  std::vector<std::string> monitored;
  std::uint64_t opened_ms = 0, heard_ms = 0;  // mono
  std::uint64_t pinged_ms = 0;                // and not heard since; 0: not
  std::uint64_t heard_by_ms = 0;  // the clock was set without a line, at some time up to this
  bool stalled = false;           // their reader is too slow
  std::uint64_t spoke_ms = 0;     // mono
  std::int64_t signon_ms = 0;     // wall
  std::string asked;              // the line that is being answered
  bool by_gateway = false;        // which may say for whom
  bool gone = false;              // the hub has closed it
  // For which their next lines wait: those that a command always costs, and, of a line that is
  // work, the least that it does.
  std::vector<std::uint64_t> fines, charges;
  std::deque<std::string> expected;
  std::uint64_t told = 0;  // lines, since they came

  // While a command of his is not answered to its end, his next lines wait.
  bool parked = false;
  LabelledAnswer answer;
  std::deque<Page> pages;
  std::optional<Check> check;
  bool waits() const { return check.has_value(); }
  bool answering() const { return !pages.empty() || waits(); }
  std::deque<std::pair<std::string, LineFlaw>> waiting;
  bool no_more_lines = false;  // of a connection that is over while he is parked
  std::optional<OpenBatch> batch;
};

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
  // last takes their place.
  std::vector<ConnId> order, unseen_order;
  bool large = false;
  bool curtained = false;       // from when it begins to hide people until all are shown
  bool revealing = false;       // from when it hides nobody any more until all are shown
  std::uint64_t spoken_ms = 0;  // mono
};
// The JOIN of p, as it is for others than its caller too. Nobody has an account.
inline Saying joining(Saying saying, const Person& p) {
  saying.bot = p.modes.contains('B');
  saying.extended = " * :" + p.realname;
  return saying;
}

// Places in an order, of which the last that was given back is taken first.
class Places {
 public:
  std::size_t take() {
    if (free_.empty()) free_.push_back(count_++);
    const std::size_t place = free_.back();
    free_.pop_back();
    return place;
  }
  void give_back(std::size_t place) { free_.push_back(place); }
  std::size_t count() const { return count_; }  // taken so far

 private:
  std::vector<std::size_t> free_;
  std::size_t count_ = 0;
};

enum class Audience { all, operators, nobody };

struct PastUser {
  std::string nick, user, host, address, realname;
  std::int64_t until_ms = 0;
};

}  // namespace uvchat::simulation
