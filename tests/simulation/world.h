#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "hub/hub.h"
#include "net/loop_core.h"
#include "server/hub_runner.h"
#include "tests/simulation/client.h"
#include "tests/simulation/listening.h"
#include "tests/simulation/model.h"
#include "tests/simulation/store.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/base/log.h"
#include "uvchat/base/random.h"

namespace uvchat::simulation {

// A whole server without a socket or a clock: the real hub, its runner and real LoopCores, on
// streams that tear, stall and break, with every step of every part in an order that the seed
// chooses. After each step the invariants hold, and each client has seen a beginning of what the
// model says it must see; in the end all of it.
class World {
 public:
  struct Outcome {
    std::string failure;            // empty: none
    std::uint64_t wire_digest = 0;  // of all bytes written, in order
    std::uint64_t events = 0;       // that the hub heard
    std::uint64_t lines_seen = 0;   // that clients compared
    std::uint64_t turned_away = 0;  // at the door
    std::uint64_t turned_away_by_hub = 0;
    // How often each command was answered, and the modes that were set and taken: "+x", "-i!" of
    // users.
    std::map<std::string, std::uint64_t, std::less<>> answered;
    std::map<std::string, std::uint64_t> modes_set;
    Happenings happened;
  };

  // One run; `hash_key` must make no difference.
  static Outcome run(std::uint64_t seed, const HashKey& hash_key);

 private:
  // What is there when the server starts.
  struct Start {
    Now now{1'000'000, 1'790'000'000'000'000};
    Store store = {};
    Outcome outcome = {};                 // so far
    std::optional<bool> keeps_past = {};  // as it did before
    Annals annals = {};
  };

  friend class Listening;
  static constexpr std::uint64_t backlog_bytes_max = 4'000;
  static constexpr std::uint64_t outbox_bytes_max = 3'000;

  // One loop: its core, its streams, its mail.
  struct Loop final : net::Streams {
    Loop(World& owner, const net::LoopSettings& settings) : world(owner), core(settings, *this) {}
    std::ptrdiff_t try_write(std::uint32_t slot, Buffers buffers) override;
    bool write(std::uint32_t slot, Buffers buffers) override;
    void start_reading(std::uint32_t slot) override;
    void stop_reading(std::uint32_t slot) override;
    PeerState peer_state(std::uint32_t slot) override;
    void shutdown_write(std::uint32_t slot) override;
    void close(std::uint32_t slot) override;

    World& world;
    std::map<std::uint32_t, Client*> by_slot;
    std::deque<std::variant<DeliveryBatch, EventBatch, CountedByHub>> mail;
    net::LoopCore core;
    std::uint64_t lines_taken = 0;
    std::uint64_t taken_ms = 0;  // when the last batch was
  };

  class Mail final : public server::LoopPort {
   public:
    explicit Mail(World& world) : world_(world) {}
    void deliver(DeliveryBatch&& batch) override;
    void give_back(EventBatch&& batch) override;
    void carry_out(Request&& request) override;

   private:
    World& world_;
  };

  World(std::uint64_t seed, const HashKey& hash_key, Start start);
  hub::HubSettings hub_settings(const House& house) const;
  hub::HubSettings first_settings();
  static net::GateSettings gate_settings();
  net::LoopSettings loop_settings(std::uint8_t loop);

  void live(std::uint64_t steps);
  void step();
  void round_of_all();
  bool idle() const;
  Start crash();
  void settle();
  void settle_what_is_kept();
  void shut_down();
  void sum_up();
  void check_end();
  void check_invariants();
  void check_roster(const Client& client);
  void check_left_out(Session& session);

  // Steps.
  void connect();
  void introduce(Client& client, bool by_gateway);
  void client_says(Client& client);
  void client_leaves(Client& client);
  void check_pace(Loop& loop, const EventBatch& batch);
  void hear_penalties(const Loop& loop, const DeliveryBatch& delivery);
  void carry_out(const CountedByHub& counted);
  void carry_bytes(Client& client);
  void end_write(Client& client);
  void end_close(Client& client);
  void turn(Loop& loop, bool all_mail);
  void hub_step();
  Answer answer_to(const Request& request);
  UploadsTold some_uploads(const AskUploads& asked);
  void answer_a_request();
  void errand_comes();
  void tell_model_of_store();
  void time_passes();

  void heard(const EventBatch& batch, const Event& event);
  void heard_end(const Client& client, ConnId conn, EndReason reason);
  void heard_answer(const Answer& answer);
  void check_heard_line(Client& client, std::string_view line, LineFlaw flaw);
  void taken(Client& client, std::string_view bytes);
  void see_line(Client& client, std::string line);
  void leave_out(Session& session);
  void fail(const std::string& what);
  Client& some_client();
  Loop& loop_of(const Client& client) { return *loops_[client.conn.loop()]; }

  SeededRandom random_;
  Now now_;
  NullLog log_;
  Mail mail_{*this};
  Store store_;
  Bounds bounds_;
  Model model_;
  Listening listening_;
  bool stopping_ = false;
  bool heard_shut_down_ = false;
  Door door_;
  std::uint64_t comings_ = 0;  // so far
  net::AcceptGate gate_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::map<ConnId, Client*> by_conn_;
  std::vector<std::unique_ptr<Loop>> loops_;
  hub::Hub hub_;
  std::map<std::uint64_t, House> houses_;         // by the ticket of the REHASH that brings it
  std::vector<std::pair<AskStore, bool>> asked_;  // the store in this step; and what it has done
  std::vector<Answer> answers_;  // to the hub, on their way: they come late, twice or never
  server::HubRunner runner_;
  Outcome outcome_;
};

}  // namespace uvchat::simulation
