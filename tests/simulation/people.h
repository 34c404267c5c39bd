#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/door.h"
#include "tests/simulation/pages.h"
#include "uvchat/base/ids.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/request.h"
#include "uvchat/hub/time_span.h"
#include "uvchat/irc/mask.h"

// Who and what there is in the chat, as the model has it.

namespace uvchat::simulation {

struct Wish;

struct SaidLine {
  std::string text;
  bool concat = false;  // goes on where the line before ended
};

// What is said, before it is known how each hears it.
struct Saying {
  std::string body;
  std::int64_t time_ms = 0;
  bool has_id = false;
  bool bot = false;          // by somebody who says that they are one
  std::string account = {};  // of who it is by
  bool tags_only = false;
  std::string client_tags = {};
  std::vector<std::string> classroom = {};  // lines
  std::string relayed_by = {};              // by whose RELAYMSG
  std::string extended = {};  // of a JOIN: account and real name, for those with extended-join
  // A message of several lines: each comes behind the head; the body begins it as a batch.
  std::string head = {};
  std::vector<SaidLine> lines = {};
  std::string id = {};       // where it is known
  bool is_judged = false;    // whether who hears it may know it
  std::int64_t said_us = 0;  // when, if it is told to a whole room and kept; otherwise 0
};

// A line that a session is to see.
struct Expected {
  std::string line;
  std::uint64_t piece = 0;  // the lines of one message have one number
  // Of what may be left out for a slow reader, who can fetch it: when it was said; otherwise 0.
  std::int64_t said_us = 0;
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
// stays alone, and keeps its place meanwhile.
struct LabelledAnswer {
  std::string label;  // "label=..."
  bool batch_open = false;
  std::vector<std::string> first;  // as it is heard, but for its label
  std::uint64_t told_before = 0;   // lines that the session had been told then
};

// What is said and told when the store has it.
struct Untold {
  Saying saying;
  Speech speech;
  std::string sign = {};    // "@" of "@#room"
  std::string target = {};  // as it was then, with its sign
  std::size_t line = 0;     // in the annals
  ConnId asker = {};
  std::uint64_t command = 0;  // the asker waits for it; 0: nobody does
  bool is_refused = false;    // the asker was told so
  // To whom: those of a channel who have a rank, or two accounts.
  std::uint64_t channel_id = 0;
  int least_rank = 0;      // who is to hear it
  bool is_closed = false;  // who comes later does not
  std::uint64_t to_account = 0, by_account = 0;
};

// What the hub asks the server for, of a session whose command waits for the answer.
struct Question {
  enum class Of {
    oper,
    hash,
    token,
    account,
    mail,
    credentials,
    password,
    verify,
    past,
    external,      // whose the fingerprint is
    certificates,  // `name` is LIST, ADD or DEL
    upload_token,  // `name` is what it is for
    files,         // `name` is the id behind which they are, `account` whose they are
    file_end,      // `name` is its id, `account` whose it must be
    uploads,       // `account` is whose they are; then comes `files`
    upload_end,    // as file_end
    sayings,       // nothing: whether they are stored
  };
  Of of = Of::oper;
  std::string name, password, email = {};  // as they were given
  std::string fingerprint = {};
  std::uint64_t account = 0;  // whose certificates; they may have left when the hub asks
  std::string code = {};      // that is to be sent, or was given
  bool is_mailed = false;     // the account will wait for a code
  bool of_nickserv = false;   // and not by SASL
  std::string hash = {};      // of the password; of an account's, as the store has answered
  std::uint64_t ticket = 0;   // 0: the hub has not asked yet
  std::uint64_t due_ms = 0;
  std::shared_ptr<Wish> wish = {};  // of what was said before
  std::uint64_t command = 0;        // whose sayings
  std::vector<Untold> sayings = {};
  std::vector<PendingUpload> uploads = {};
  std::optional<LabelledAnswer> of_batch = {};  // they are a batch's, which has a label of its own
};

// A message of several lines, of which some have come.
struct OpenBatch {
  std::string reference, target, label, client_tags, command;
  std::vector<SaidLine> lines;
  std::size_t bytes = 0;
  std::uint64_t due_ms = 0;
  bool failed = false;
};

using PersonId = std::uint64_t;

// Of whom one who has it may upload a file.
struct UploadToken {
  std::uint64_t account = 0;  // 0: a guest's
  PersonId guest = 0;
  std::string scope;
  std::uint64_t until_ms = 0;
  std::uint64_t number = 0;  // the later made, the higher
};

// Of those who have had no session since the start.
inline constexpr const char* unknown_address = "::";

// A name with a password.
struct Account {
  std::uint64_t id = 0;      // the store's; 0: it is about to be made
  std::string name, hash;    // of its password
  std::uint64_t ticket = 0;  // with which the store was asked for it; 0: it was not yet
  PersonId user = 0;         // who is logged in to it; 0: nobody
  std::int64_t made_us = 0;  // wall
  bool is_nobodys = false;   // it was made when its maker had gone
  bool is_old = false;       // it was there when the hub started
  bool is_verified = true;
  std::string code = {};  // that was sent to its address
  Pace pace = {};         // of all who are logged in to it together
};

// Who can be seen, with all of their sessions; or who a session is about to be.
struct Person {
  PersonId id = 0;
  bool registered = false;
  bool in_classroom = false;
  std::size_t place = 0;         // in the order of WHO
  std::int64_t absent_ms = 0;    // wall: when their last session ended; 0: they have one
  std::vector<ConnId> sessions;  // in the order in which they came to be theirs
  Account* account = nullptr;
  std::set<char> modes;
  std::string nick, user, host, address, realname, away;
  std::string reason;                 // for being away, given last
  std::vector<PersonId> accepted;     // who may write to them in spite of mode R, the oldest first
  std::vector<std::string> channels;  // folded, in the order in which they joined
  std::vector<Invitation> invitations;
  std::uint64_t spoke_ms = 0;  // mono
  std::int64_t signon_ms = 0;  // wall
  // Of a guest with an owned nick: until when they may have one, given once; and when they lose
  // the one that they have, 0: it is anybody's.
  std::uint64_t grace_until_ms = 0, grace_due_ms = 0;
  // How far they have read, by target; and whether those are here that the store has.
  std::map<std::string, std::int64_t> markers;
  bool has_all_markers = false;
  std::int64_t left_us = 0;  // wall: of what was said last in channels that they have left
};

// A message that a session has said and taken back.
struct TakenBack {
  std::string target;  // as it was named
  std::string id;
  std::string versions;  // when the first was said, and the ids of all
};

// A connection.
struct Session {
  ConnId conn;
  PersonId person = 0;
  bool classroom = false;
  bool introduced = false;
  bool negotiating = false;
  std::set<std::string> caps;
  bool cap_302 = false;         // has asked for CAP LS 302
  bool password_right = false;  // of the last PASS
  bool tls = false;
  std::string certificate;           // its fingerprint; empty: it has shown none
  std::optional<std::string> login;  // what came since AUTHENTICATE and a mechanism
  std::string mechanism;             // this one
  std::string address, classroom_name;
  std::string refused_nick;  // that it asked for last, and somebody has
  std::vector<std::string> monitored;
  std::deque<TakenBack> taken_back;           // the latest last
  std::uint64_t opened_ms = 0, heard_ms = 0;  // mono
  std::uint64_t pinged_ms = 0;                // and not heard since; 0: not
  std::uint64_t heard_by_ms = 0;  // the clock was set without a line, at some time up to this
  bool stalled = false;           // its reader is too slow
  std::string asked;              // the line that is being answered
  bool is_away = false;           // says that its person is
  bool by_gateway = false;        // which may say for whom
  bool gone = false;              // the hub has closed it
  // For which its next lines wait: those that a command always costs, and, of a line that is
  // work, the least that it does.
  std::vector<std::uint64_t> fines, charges;
  std::deque<Expected> expected;
  std::uint64_t told = 0;  // lines, since it came
  std::uint64_t seen_piece = 0;
  // All that may be left out for it; what was; and when that was said, as it was told.
  std::vector<Expected> fetchable, left_out;
  std::vector<TimeSpan> gaps;

  // While a command of it is not answered to its end, its next lines wait.
  bool parked = false;
  bool may_be_parked = false;  // a deadline without a word may have ended it, or may yet
  LabelledAnswer answer;
  std::deque<Page> pages;
  std::optional<Question> question;
  std::uint64_t turn_ms =
      0;                  // until when its next line waits for those of its account; 0: it does not
  bool has_turn = false;  // it has waited
  bool waits() const { return question.has_value() || turn_ms != 0; }
  bool answering() const { return !pages.empty() || waits(); }
  std::deque<std::pair<std::string, LineFlaw>> waiting;
  bool no_more_lines = false;  // of a connection that is over while it is parked
  std::optional<OpenBatch> batch;
};

inline std::string mechanisms_for(const Session& s) {
  return std::string(s.certificate.empty() ? "" : "EXTERNAL,") + "PLAIN,UVCHAT-RESUME";
}

struct Member {
  PersonId who = 0;
  std::set<char> ranks;
  std::set<PersonId> seen_by;
  std::set<ConnId> told_to;  // which sessions, by JOIN or NAMES, know their nick
  bool known = true;         // to those who come now
  bool unseen = false;       // never shown to all since he came
  bool sees_all = false;
  std::int64_t began_us = 0;  // wall
};
struct Mask {
  irc::BanMask mask;
  std::string set_by;
  std::int64_t set_ms = 0;
};
struct Channel {
  std::uint64_t id = 0;
  std::uint64_t life = 0;  // in the annals
  std::size_t slot = 0;    // in the order of LIST
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
  std::vector<PersonId> order, unseen_order;
  bool large = false;
  bool curtained = false;       // from when it begins to hide people until all are shown
  bool revealing = false;       // from when it hides nobody any more until all are shown
  std::uint64_t spoken_ms = 0;  // mono
};
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
