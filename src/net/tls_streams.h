#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_streams.h"
#include "net/streams.h"
#include "uvchat/base/time.h"
#include "uvchat/tls/context.h"
#include "uvchat/tls/session.h"

namespace uvchat::net {

// Told when a handshake is done. LoopCore::greeted() or HttpStreams::open() is to be called before
// it returns.
class Greeter {
 public:
  virtual ~Greeter() = default;
  virtual void secured(std::uint32_t slot, const tls::Session& session) = 0;
};

// TLS between a LoopCore and the streams below it, for the connections that begin with it; for all
// others every call goes through.
//
// It obeys the contract of Streams on both sides: bytes count as written only when all of their
// ciphertext is, so a send queue has its meaning with TLS as without. Of a connection it keeps at
// most what one read has brought and one record that was not taken. Input that the loop does not
// take, or not in this round, stays as it came, and nothing more is read meanwhile.
//
// A handshake is dear: in a round its steps may take the time that Handshakes says. Who has made
// the first step, which costs most, comes before those who have made none; else whoever waits
// longest. Its bytes and its time (limits::greeting_ms_max) are bounded.
//
// Owner: the loop's thread. `slot` is LoopCore's.
class TlsStreams final : public Streams {
 public:
  // In a round: at least so many steps, and until this time and a share of the last turn are over,
  // so that they get on where turns are long.
  struct Handshakes {
    std::size_t steps_min = 2;
    std::uint64_t each_round_us = 1'000;
    std::uint64_t turn_share = 4;
  };
  static constexpr std::size_t bytes_max = 32 * 1024;       // of a peer's handshake
  static constexpr std::size_t read_bytes_max = 17 * 1024;  // a whole record fits in
  // Ciphertext for many peers that is written with one call, but for a record more.
  static constexpr std::size_t many_bytes_max = 128 * 1024;

  // All of them outlive it. None is used before open().
  TlsStreams(HttpStreams& above, Streams& below, Greeter& greeter, Handshakes handshakes);
  ~TlsStreams() override;

  // --- From below: what LoopCore would be told.

  // Begins a handshake on a stream that was put into the slot just now. Its time counts from
  // `begun_ms` (Now::mono_ms).
  void open(std::uint32_t slot, std::shared_ptr<const tls::Context> context, std::uint64_t begun_ms,
            tls::Application application = tls::Application::irc);
  std::span<char> lend(std::uint32_t slot);
  void on_read(std::uint32_t slot, std::size_t size, Now now);
  void on_eof(std::uint32_t slot, Now now);
  void on_broken(std::uint32_t slot);
  void on_written(std::uint32_t slot, bool ok, Now now);
  void on_closed(std::uint32_t slot);

  // Breaks the handshakes that have begun before then (Now::mono_ms) and wait for their peer. To be
  // called now and then.
  void end_handshakes(std::uint64_t before_ms);

  // --- Turns.

  // After LoopCore::begin_round(): goes on with handshakes and input that waited for this round.
  void begin_round(Now now);
  // True if something waits that can go on in the next round: the loop must not sleep.
  bool has_work() const { return !handshakes_.empty() || !rests_.empty(); }
  // Since the start: those that succeeded, and the others.
  std::uint64_t handshakes_done() const { return done_; }
  std::uint64_t handshakes_failed() const { return failed_; }

  // --- From above: Streams.
  std::ptrdiff_t try_write(std::uint32_t slot, Buffers buffers) override;
  void try_write_many(std::span<Attempt> attempts) override;
  bool write(std::uint32_t slot, Buffers buffers) override;
  void start_reading(std::uint32_t slot) override;
  void stop_reading(std::uint32_t slot) override;
  PeerState peer_state(std::uint32_t slot) override;
  void shutdown_write(std::uint32_t slot) override;
  void close(std::uint32_t slot) override;

 private:
  // A list that holds each slot at most once, and may hold it longer than its connection lasts.
  enum class Listed : std::uint8_t { no, among_handshakes, among_rests };
  enum class Closing : std::uint8_t { no, wanted, told, done };  // of our side
  struct Peer {
    explicit Peer(tls::Session&& begun) : session(std::move(begun)) {}
    // One that does not take what its own input makes is not read.
    bool takes_input() const { return is_wanted && made.empty(); }

    tls::Session session;
    bool is_greeting = true;
    std::uint64_t begun_ms = 0;
    std::size_t handshake_bytes = 0;
    std::size_t steps = 0;

    // Input.
    std::string unread;       // as it came, and not taken yet
    bool has_rest = false;    // the session may have more, of a record that was taken in part
    bool is_wanted = false;   // LoopCore wants to read
    bool is_reading = false;  // what the stream below was told last
    bool has_ended = false;   // by the peer's close_notify or its end of file
    Listed listed = Listed::no;
    std::uint16_t read_round = 0;

    // Output. A write below is under way while `under_way` holds something.
    std::string under_way;
    std::string made;                        // to be written behind it
    std::vector<std::string_view> promised;  // by write()
    bool is_promised = false;                // on_written() is owed
    std::size_t enciphered = 0;  // at the front of what is promised, or is going to be at once
    Closing closing = Closing::no;
    bool is_closed = false;
  };

  Peer* find(std::uint32_t slot) const {
    return slot < peers_.size() ? peers_[slot].get() : nullptr;
  }
  bool may_shake_hands() const;
  void shake_hands(std::uint32_t slot, Peer& peer, std::string_view fresh, Now now);
  void read(std::uint32_t slot, Peer& peer, std::string_view fresh, Now now);
  void wait(std::uint32_t slot, Peer& peer, Listed where);
  void update_reading(std::uint32_t slot, Peer& peer);

  // An attempt that is handed on, as it is or as its first record.
  struct Passed {
    Attempt* attempt = nullptr;
    Peer* peer = nullptr;         // null: it goes as it is
    std::size_t clear_bytes = 0;  // of the record
    std::size_t begin = 0;        // of the record, in `records_`
    std::size_t size = 0;
    std::string_view record = {};  // the same, once they are all there
  };
  std::size_t try_write_some(std::span<Attempt> attempts);
  void pass(Attempt& attempt);
  void end_attempt(const Passed& passed, std::ptrdiff_t result);

  enum class Sent : std::uint8_t { all, later, broken };
  Sent send(std::uint32_t slot, Peer& peer);
  Sent send(std::uint32_t slot, Peer& peer, std::string_view bytes);
  Sent after_try(std::uint32_t slot, Peer& peer, std::string_view bytes, std::ptrdiff_t result);
  std::ptrdiff_t write_records(std::uint32_t slot, Peer& peer, Buffers buffers, std::size_t taken);
  Sent send_promised(std::uint32_t slot, Peer& peer);
  Sent write_record(std::uint32_t slot, Peer& peer);
  std::size_t gather(Buffers buffers, std::size_t skipped);
  void finish_closing(std::uint32_t slot, Peer& peer);

  HttpStreams& above_;
  Streams& below_;
  Greeter& greeter_;
  const Handshakes settings_;
  std::vector<std::unique_ptr<Peer>> peers_;  // by slot; of those with TLS
  std::uint16_t round_ = 1;
  std::size_t steps_made_ = 0;  // in this round
  std::uint64_t shakes_until_ns_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t failed_ = 0;
  // Handshakes by when they have begun; some are over.
  std::deque<std::pair<std::uint64_t, std::uint32_t>> begun_;
  std::deque<std::uint32_t> handshakes_;
  std::deque<std::uint32_t> rests_;

  std::vector<char> lent_;
  std::string clear_;    // of one record
  std::string out_;      // what a session has made; empty whenever a call returns
  std::string records_;  // of many peers
  std::vector<Passed> passed_;
  std::vector<Attempt> attempts_;  // the same, for the streams below
};

}  // namespace uvchat::net
