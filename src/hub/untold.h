#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/record.h"
#include "uvchat/base/ids.h"
#include "uvchat/hub/request.h"
#include "uvchat/irc/modes.h"
#include "uvchat/store/request.h"

namespace uvchat::hub {

// A record of what somebody has said, with the texts that it shows. It stays where it is made.
class Saying {
 public:
  explicit Saying(const Record& record);
  Saying(const Saying&) = delete;
  Saying& operator=(const Saying&) = delete;

  const Record& record() const { return record_; }

 private:
  std::string_view keep(std::string_view text);

  std::string texts_;  // one after the other, in memory of which there is enough from the start
  std::vector<TextLine> lines_;
  Record record_;
};

// To whom something was said. Channel and accounts may be gone when it is told.
struct SaidTo {
  std::uint32_t slot = 0;     // of a channel
  std::uint64_t channel = 0;  // its id; 0: it was said to an account
  store::AccountId account = 0;
  store::AccountId speaker = 0;             // to an account: who hears it on their other sessions
  std::optional<irc::RankSign> least = {};  // of a channel: those who have this rank, "@#room"
  bool only_operators = false;              // of a channel: those of it alone hear it
  bool is_closed = false;                   // a channel: those who join meanwhile do not hear it
};

// Something that was said and is told when the store has it (history.is_strict).
struct Untold {
  std::shared_ptr<const Saying> saying;
  SaidTo to;
  std::uint64_t batch = 0;  // of History, in which it is
  ConnId asker;             // the session that said it
  Ticket ticket = {};  // of the command that waits for it, and for what it said before; or none
  bool is_refused = false;  // the asker was told that it could not be stored
};

// What nobody has been told yet, in the order in which it was said. Owner: the hub.
class Unspoken {
 public:
  void add(Untold untold) { waiting_.push_back(std::move(untold)); }
  // What this session has said in the command that it is in now; `ticket` is the command's from now
  // on.
  std::vector<Untold> take_up(ConnId asker, Ticket ticket);
  bool has_new(ConnId asker) const;
  // Of what was said in this channel. Null: all of it has been told.
  const Untold* first_in(std::uint64_t channel) const;
  std::size_t size() const { return waiting_.size() + settled_.size(); }
  // The command with this ticket waits no longer: what it said is told to nobody.
  void refuse(Ticket ticket);
  // What is in this batch has been stored, or has not: it can be told now, or refused.
  void settle(std::uint64_t batch, const store::Answer& answer);
  struct Settled {
    Untold untold;
    store::Answer answer;
    bool is_last = false;  // of what waits for this answer under its ticket
  };
  // The next one of what was settled, in order; nothing: there is none.
  std::optional<Settled> take_settled();
  bool has_settled() const { return !settled_.empty(); }

 private:
  std::deque<Untold> waiting_;
  std::deque<Settled> settled_;
};

}  // namespace uvchat::hub
