#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/loop_core.h"
#include "net/request_pace.h"
#include "net/streams.h"
#include "uvchat/base/address.h"
#include "uvchat/base/time.h"
#include "uvchat/http/board.h"
#include "uvchat/http/file_door.h"
#include "uvchat/http/reader.h"
#include "uvchat/http/site.h"

namespace uvchat::net {

// Who pays for a request.
struct Payer {
  Address address;
  bool is_proxied = false;  // on a connection of a proxy, which has said whom it is for
};

// What HttpStreams needs of its loop.
class HttpPort {
 public:
  virtual ~HttpPort() = default;
  // A connection of HTTP has become a WebSocket. LoopCore::greeted() is to be called before it
  // returns; what the client has said behind its request follows then.
  virtual void opened(std::uint32_t slot, const http::Request& request,
                      http::Subprotocol subprotocol) = 0;
  // Whom a request is charged to; nothing where nobody has to pay.
  virtual std::optional<Payer> payer(std::uint32_t slot, const http::Request& request) const = 0;
  virtual http::Visitor visitor(std::uint32_t slot, const http::Request& request) const = 0;
};

// A listener for operators: what they are shown, and whether they need a token.
struct OperatorDoor {
  http::Board* board = nullptr;  // null: it is none
  bool is_trusted = false;
};

// HTTP between a LoopCore and the streams below it, for the connections that begin with it: for
// LoopCore all of it is their greeting, which ends where a connection becomes a WebSocket. For
// those that have, and for all others, every call goes through.
//
// Of a connection it keeps a request that has not come whole, what one read has brought behind it,
// and the head of a response. Requests are answered one after the other, of a connection one in a
// round; while one waits for its answer, and while that is being written, nothing is read. A
// request, its answer, each piece of a response, and the pause between two requests have a time
// each. Whoever asks for more than their address may (RequestPace) is told to come later.
//
// What is asked of the FileDoor has its body read in pieces while the door takes them, all
// connections together round_body_bytes_max of them in a round; of a response that the door streams
// a piece at a time is held.
//
// Owner: the loop's thread. `slot` is LoopCore's.
class HttpStreams final : public Streams {
 public:
  static constexpr std::size_t read_bytes_max = 8 * 1024;  // of one read
  static constexpr std::size_t piece_bytes = 64 * 1024;    // of a response, in one write
  static constexpr std::uint64_t request_ms_max = 10'000;  // from its first byte to its last
  static constexpr std::uint64_t pause_ms_max = 30'000;    // between two requests
  static constexpr std::uint64_t answer_ms_max = 15'000;   // of the board, to say later
  static constexpr std::uint64_t piece_ms_max = 20'000;    // to write one, or to read one
  static constexpr std::uint64_t file_ms_max = 120'000;    // of the FileDoor, to say something
  static constexpr std::size_t round_body_bytes_max = 256 * 1024;

  // All of them outlive it. None is used before open(). `files` is null where no site takes files.
  HttpStreams(LoopCore& core, Streams& below, HttpPort& port, http::FileDoor* files);
  ~HttpStreams() override;

  // --- From below: what LoopCore would be told.

  // A connection speaks HTTP: its stream was put into the slot, and with TLS its handshake is done.
  // Behind an operators' door it is answered by the board, under the site's names; the board
  // outlives this.
  void open(std::uint32_t slot, std::shared_ptr<const http::Site> site, OperatorDoor door, Now now);
  // What the board says later. Dropped where that connection does not wait for it any more.
  void answered(ConnId conn, http::Response&& response, Now now);
  // What the FileDoor says. Likewise.
  void said(http::FileDoorSaid&& said, Now now);
  std::span<char> lend(std::uint32_t slot);
  void on_read(std::uint32_t slot, std::size_t size, Now now);
  void on_eof(std::uint32_t slot, Now now);
  void on_cut_off(std::uint32_t slot, Now now);
  void on_broken(std::uint32_t slot) { core_.on_broken(slot); }
  void on_written(std::uint32_t slot, bool ok, Now now);
  void on_closed(std::uint32_t slot);

  // --- Turns.

  bool turn_full() const { return core_.turn_full(); }
  std::uint64_t last_turn_us() const { return core_.last_turn_us(); }
  // After LoopCore::begin_round(): goes on with requests that waited for this round.
  void begin_round(Now now);
  // True if something waits that can go on in the next round: the loop must not sleep.
  bool has_work() const { return !waiting_.empty(); }
  // Since the start.
  std::uint64_t requests() const { return requests_; }
  // Of them, those whose address had asked for too much.
  std::uint64_t requests_put_off() const { return requests_put_off_; }

  // --- From above: Streams.
  std::ptrdiff_t try_write(std::uint32_t slot, Buffers buffers) override {
    return below_.try_write(slot, buffers);
  }
  void try_write_many(std::span<Attempt> attempts) override { below_.try_write_many(attempts); }
  bool write(std::uint32_t slot, Buffers buffers) override { return below_.write(slot, buffers); }
  void start_reading(std::uint32_t slot) override { below_.start_reading(slot); }
  void stop_reading(std::uint32_t slot) override { below_.stop_reading(slot); }
  PeerState peer_state(std::uint32_t slot) override { return below_.peer_state(slot); }
  void shutdown_write(std::uint32_t slot) override { below_.shutdown_write(slot); }
  void close(std::uint32_t slot) override;

 private:
  enum class Doing : std::uint8_t { reading, waiting, receiving, writing, leaving };
  // A request that the FileDoor was asked, and has not been left.
  struct OfFiles {
    std::uint64_t body_left = 0;  // to be read
    std::string piece;            // of it, not handed on yet
    std::size_t untaken = 0;      // bytes that were handed on, without an answer
    bool is_answered = false;
    bool wants_piece = false;         // has asked for one
    std::uint64_t streamed_left = 0;  // of the response, to be asked for
  };
  struct Peer {
    Peer(std::shared_ptr<const http::Site> served, OperatorDoor by)
        : site(std::move(served)), door(by) {}

    std::shared_ptr<const http::Site> site;
    OperatorDoor door;
    http::Reader reader;
    std::optional<Payer> payer;  // of the last request
    RequestPace::Hold hold;      // theirs
    Doing doing = Doing::reading;
    std::string unread;                        // not taken by the reader yet
    http::Response response;                   // which is being written
    std::string head;                          // of it
    std::size_t written = 0;                   // of the head and the body together
    std::size_t size = 0;                      // of both
    bool keeps_alive = true;                   // another request may follow
    std::optional<http::Subprotocol> becomes;  // once the response is written
    std::unique_ptr<OfFiles> files;            // null: the request is none of the FileDoor's
    bool is_reading = false;                   // what the stream below was told last
    bool is_listed = false;                    // among those that wait
    bool has_ended = false;                    // by the peer's end of file
    bool is_closed = false;
    std::uint64_t waits_until_ms = 0;  // for the board
    std::uint16_t read_round = 0;
  };

  Peer* find(std::uint32_t slot) const {
    return slot < peers_.size() ? peers_[slot].get() : nullptr;
  }
  http::Reader::Status read(std::uint32_t slot, Peer& peer, std::string_view& in);
  http::Asker asker(std::uint32_t slot, const Peer& peer) const;
  bool waits_until(ConnId conn, std::uint64_t until_ms) const;
  void end_waits(Now now);
  void go_on(std::uint32_t slot, Peer& peer, Now now);
  void answer(std::uint32_t slot, Peer& peer, Now now);
  std::uint64_t wait_ms(Peer& peer, Now now);
  void tell_to_wait(std::uint32_t slot, Peer& peer, std::uint64_t wait_ms, Now now);
  void ask_board(std::uint32_t slot, Peer& peer, Now now);
  bool tell_to_go_on(std::uint32_t slot);
  void respond(std::uint32_t slot, Peer& peer, http::Response&& response, Now now);
  void write_on(std::uint32_t slot, Peer& peer, Now now);
  void end_piece(std::uint32_t slot, Peer& peer, Now now);
  void end_response(std::uint32_t slot, Peer& peer, Now now);
  // Of requests of files.
  void ask_files(std::uint32_t slot, Peer& peer, Now now);
  void take_answer(std::uint32_t slot, Peer& peer, http::Response&& response, Now now);
  void begin_body(std::uint32_t slot, Peer& peer, Now now);
  void receive(std::uint32_t slot, Peer& peer, std::string_view bytes, Now now);
  void write_piece(std::uint32_t slot, Peer& peer, http::BodyPiece&& piece, Now now);
  void leave_files(std::uint32_t slot, Peer& peer);
  bool takes_bytes(const Peer& peer) const;
  void become_websocket(std::uint32_t slot, Peer& peer, Now now);
  void wait(std::uint32_t slot, Peer& peer);
  void update_reading(std::uint32_t slot, Peer& peer);

  LoopCore& core_;
  Streams& below_;
  HttpPort& port_;
  http::FileDoor* const files_;
  RequestPace pace_;
  std::vector<std::unique_ptr<Peer>> peers_;  // by slot; of those that speak HTTP
  std::deque<std::uint32_t> waiting_;         // may hold a slot longer than its connection lasts
  // Those that wait for the board, by when they have waited too long; some are answered, or gone.
  std::deque<std::pair<std::uint64_t, ConnId>> asking_;
  std::uint16_t round_ = 1;
  std::uint64_t requests_ = 0;
  std::uint64_t requests_put_off_ = 0;
  std::size_t round_body_left_ = round_body_bytes_max;
  std::vector<char> lent_;
};

}  // namespace uvchat::net
