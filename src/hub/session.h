#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hub/receiver.h"
#include "hub/settings.h"
#include "hub/timer_wheel.h"
#include "hub/unfinished_reply.h"
#include "hub/user.h"
#include "uvchat/base/address.h"
#include "uvchat/base/ids.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/request.h"
#include "uvchat/irc/capabilities.h"

namespace uvchat::hub {

struct Call;

// What a page leaves to do: nothing, another page, or one that has to wait for an answer of the
// server (ask()) and is called when that is there.
enum class Progress : std::uint8_t { done, more, waiting };

// Says at most HubSettings::page_entries_max entries of a long answer.
using Page = std::function<Progress(Call&)>;

// What a session has while its last command is still being answered: the rest of the answer, and
// the lines that came since. One command at a time is unfinished.
struct Parked {
  explicit Parked(Session& session) : answer_due(session), payment(session) {}

  struct WaitingLine {
    std::string text;
    LineFlaw flaw;
    bool is_paid = false;  // the account was charged for it
  };

  UnfinishedReply reply;
  std::deque<Page> pages;
  // While the first page waits for an answer of the server: what stands for one that does not come
  // in time, with its ticket.
  std::optional<Answer> if_late;
  Timer answer_due;
  Timer payment;              // while it pays for a line
  bool awaits_turn = false;   // its next line waits for those of the account's other sessions
  std::uint64_t paid_ms = 0;  // mono: when the pages so far of its answer are paid for
  // In order. Only what was on its way when the session was held: at most what the loop's batches
  // and the mailbox took before.
  std::deque<WaitingLine> lines;
  // Its input is over, for this reason (a constant text): what waits still takes effect, then it
  // ends. Empty: it is not.
  std::string_view ended = {};

  // Time or an answer ends it.
  bool waits() const { return if_late || payment.scheduled() || awaits_turn; }
  bool waits_for(Ticket ticket) const { return if_late && ticket_of(*if_late) == ticket; }
  bool answering() const { return !pages.empty() || waits(); }
};

// A message of several lines that a client is sending (IRCv3 client-batch, draft/multiline): from
// its BATCH + to its BATCH -.
struct ClientBatch {
  explicit ClientBatch(Session& session) : line_due(session) {}

  struct HeardLine {
    std::string text;
    bool concat;
  };

  std::string reference;
  std::string target;
  std::string label;  // of its answer, escaped
  std::string client_tags;
  std::optional<RecordKind> kind;  // nothing: no line has come yet
  std::vector<HeardLine> lines;
  std::size_t bytes = 0;  // of the message, with a line feed between lines
  Timer line_due;
  bool failed = false;  // and said to be; what still comes of it is passed over
};

// A nick that a session waits for (MONITOR).
struct MonitoredNick {
  std::string nick;  // as it was asked for
  std::string folded;
};

// What a session has said of itself so far, until it is registered.
struct Registration {
  explicit Registration(UserPool::Ptr its_draft) : draft(std::move(its_draft)) {}

  // The user that it is about to be. Their nick is not claimed: whoever registers first has it.
  UserPool::Ptr draft;
  bool introduced = false;      // USER came
  bool negotiating = false;     // between CAP LS or REQ and CAP END: registration waits
  bool password_right = false;  // its last PASS was
  Account* account = nullptr;   // that it has logged in to
  std::string refused_nick;     // that it asked for last, where somebody has it
};

enum class SaslMechanism : std::uint8_t { plain, scram, external, resume };

struct ScramExchange;  // commands/scram.h

// A message that a session has said and taken back: what it says next may take that place.
struct TakenBackLine {
  std::string target;    // folded
  std::string versions;  // of it, as the tag of what replaces it tells them (commands/edits.h)
};

// What only some sessions have, out of the way of the many that have none of it.
struct SessionExtras {
  std::optional<Hello::Fingerprint> certificate;  // that was shown
  std::string classroom_name;                     // as its messages begin, "Ana"; empty: not yet
  std::vector<MonitoredNick> monitored;  // in the order of asking; ChatState::monitors has the same
  std::deque<TakenBackLine> taken_back;  // the latest last
  // While its user, a guest, has a nick that belongs to an account: until when they may keep it.
  std::unique_ptr<Timer> nick_grace;
};

// What a session has sent of a login (SASL).
struct Login {
  SaslMechanism mechanism = SaslMechanism::plain;
  std::string data;                              // base64, as far as it came
  std::shared_ptr<const ScramExchange> scram{};  // null: its first message has not come
};

// By whose address a session is limited.
enum class Origin : std::uint8_t {
  peer,             // its peer's: counted since it was accepted, not here
  gateway,          // none yet: its peer may be a gateway, which has not said for whom it connects
  user_of_gateway,  // that of the user whom a gateway has named, or of a gateway that named none
                    // and registered itself: the hub's gate counts it
};

// One connection as the hub knows it. Lives from its `opened` to the `close` the hub answers with.
struct Session {
  Session(ConnId id, std::uint8_t its_listener, SessionKind its_kind, UserPool::Ptr draft)
      : conn(id),
        kind(its_kind),
        listener(its_listener),
        registration(std::make_unique<Registration>(std::move(draft))),
        timer(*this) {}

  ConnId conn;
  SessionKind kind;
  std::uint8_t listener;           // index into HubSettings::listeners
  bool cap_302 = false;            // it has asked for CAP LS 302 or later: values, several lines
  bool stalled = false;            // its send queue is full: it is not read, its ping clock stands
  bool ping_sent = false;          // and not answered since
  bool from_this_machine = false;  // its user is at a loopback address, and no proxy stands between
  bool is_borrowed = false;        // Hello::is_borrowed, of `address`
  bool has_tls = false;
  bool has_websocket = false;
  bool may_keep_tls = false;  // Hello::may_keep_tls, and its user is on another machine
  bool is_away = false;       // says that its user is
  bool quitting = false;      // it has ended, and is forgotten at the end of this step
  Origin origin = Origin::peer;
  irc::CapabilitySet caps;
  std::uint64_t heard_ms = 0;                  // when its last line came, mono
  Address address;                             // what operators see
  User* user = nullptr;                        // once it is registered
  Session* next_of_user = nullptr;             // in User::sessions
  std::unique_ptr<Registration> registration;  // until it is registered or quits
  Timer timer;  // registration, then ping; of a classroom's session its silence
  std::unique_ptr<Parked> parked;
  std::unique_ptr<ClientBatch> batch;     // null: none is open
  std::unique_ptr<Login> login;           // null: none has begun
  std::unique_ptr<SessionExtras> extras;  // null: it has none of it

  Variant variant() const {
    return kind == SessionKind::classroom ? variant_classroom : variant_of(caps);
  }
  Receiver receiver() const { return {conn, variant()}; }
  // How numerics address it.
  std::string_view nick_or_star() const {
    if (quitting || person().nick().empty()) return "*";
    return person().nick();
  }
  bool is_registered() const { return user != nullptr; }
  const Hello::Fingerprint* certificate() const {
    return extras && extras->certificate ? &*extras->certificate : nullptr;
  }
  std::string_view classroom_name() const {
    return extras ? std::string_view(extras->classroom_name) : std::string_view();
  }
  std::span<const MonitoredNick> monitored() const {
    return extras ? std::span<const MonitoredNick>(extras->monitored)
                  : std::span<const MonitoredNick>();
  }
  SessionExtras& make_extras() {
    if (!extras) extras = std::make_unique<SessionExtras>();
    return *extras;
  }
  void end_nick_grace() {
    if (extras) extras->nick_grace.reset();
  }
  // That it has logged in to, before or after it was registered. Null: none.
  Account* account() const { return user != nullptr ? user->account : registration->account; }
  // Its user, or the draft of one. REQUIRES: it is not quitting.
  User& person() const { return user != nullptr ? *user : *registration->draft; }
};

static_assert(sizeof(Session) <= 152);  // each connection has one

// Whether all of the user's sessions speak the classroom's protocol, which has no commands.
inline bool is_in_classroom(const User& user) {
  for (const Session* session = user.sessions; session != nullptr;
       session = session->next_of_user) {
    if (session->kind != SessionKind::classroom) return false;
  }
  return user.sessions != nullptr;
}

// Whether all of the user's sessions are over TLS. Of those who are on none nothing can be said.
inline bool is_secure(const User& user) {
  const Session* session = user.sessions;
  while (session != nullptr && session->has_tls) session = session->next_of_user;
  return session == nullptr && user.sessions != nullptr;
}

// Calls f(Session&) for each session of `user`. f may end the session it is given.
template <typename F>
void for_each_session_of(const User& user, F&& f) {
  for (Session* session = user.sessions; session != nullptr;) {
    f(*std::exchange(session, session->next_of_user));
  }
}

}  // namespace uvchat::hub
