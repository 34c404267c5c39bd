#include "server/server.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <thread>

#include "credentials/hashing_pool.h"
#include "credentials/scram.h"
#include "credentials/token.h"
#include "files/file_host.h"
#include "hub/hub.h"
#include "net/accept_gate.h"
#include "net/io_loop.h"
#include "net/listener.h"
#include "server/admin_api.h"
#include "server/capacity.h"
#include "server/cloak_key.h"
#include "server/clocked_bound.h"
#include "server/doorbell.h"
#include "server/file_thread.h"
#include "server/heap_trim.h"
#include "server/hub_runner.h"
#include "server/kept_state.h"
#include "server/mailer.h"
#include "server/metrics.h"
#include "server/module_settings.h"
#include "server/stall_log.h"
#include "server/uploads.h"
#include "server/version.h"
#include "store/store.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/thread_name.h"
#include "uvchat/base/time_slice.h"

namespace uvchat::server {
namespace {

constexpr std::uint64_t figures_interval_ms = 1'000;

// Bounds the memory that goes into passwords at once: a hash for each thread, mostly 64 MiB.
constexpr std::size_t hashing_threads = 2;

Now system_now() {
  using namespace std::chrono;
  const auto mono = steady_clock::now().time_since_epoch();
  const auto wall = system_clock::now().time_since_epoch();
  return {static_cast<std::uint64_t>(duration_cast<milliseconds>(mono).count()),
          duration_cast<microseconds>(wall).count()};
}

}  // namespace

// The parts in the order in which they are made; they are destroyed in the opposite one. The
// mailboxes, in the loops and the runner, outlive all threads.
class Server::Assembly final : public LoopPort {
 public:
  Assembly(const hub::HubSettings& settings, net::GateSettings gate, LogSink& log)
      : log_(log),
        gate_(random_key(), std::move(gate), settings.bans),
        hub_(settings, random_key(), random_seed(), system_now(), log),
        runner_(hub_, settings.loops, *this, bound_),
        metrics_(settings.loops),
        admin_(
            metrics_, log, [this](Errand&& errand) { take(std::move(errand)); },
            [this](ConnId conn, std::function<http::Response()>&& make) {
              loops_[conn.loop()]->post(net::BoardAnswered{conn, std::move(make)});
            }),
        rides_(settings.loops == 1),
        cloak_key_(settings.cloak_key),
        why_bans_are_unkept_(settings.why_bans_are_unkept),
        stalls_(log, "hub") {
    for (std::uint8_t i = 0; i < settings.loops; ++i) ports_.emplace_back(*this, i);
  }

  ~Assembly() override { stop(0); }

  // `depot`: nothing where no files are taken.
  Result<void> open(const Reload& start, const std::string& config_file, std::uint8_t loops,
                    std::optional<files::Depot>&& depot);
  void start_threads(const Reload& start, const std::string& config_file,
                     std::unique_ptr<store::Engine> engine);
  void reload() { files_->reload({}); }
  void stop(std::uint64_t grace_ms);

  // LoopPort
  void deliver(DeliveryBatch&& batch) override {
    net::IoLoop& loop = *loops_[batch.loop];
    loop.post(std::move(batch));
  }
  void give_back(EventBatch&& batch) override {
    net::IoLoop& loop = *loops_[batch.loop];
    loop.post(std::move(batch));
  }
  void carry_out(Request&& request) override;

  const std::vector<std::uint16_t>& ports_taken() const { return ports_taken_; }

 private:
  // One loop's way to the hub.
  class Port final : public net::HubPort {
   public:
    Port(Assembly& assembly, std::uint8_t loop)
        : assembly_(assembly),
          loop_(loop),
          stalls_(assembly.log_, "loop " + std::to_string(loop)) {}
    void post(EventBatch&& batch) override {
      if (assembly_.runner_.post(std::move(batch))) assembly_.wake_hub_of_its_thread();
    }
    void give_back(DeliveryBatch&& batch) override {
      if (assembly_.runner_.give_back(std::move(batch))) assembly_.wake_hub_of_its_thread();
    }
    bool ride() override {
      if (!assembly_.rides_) return false;
      // When the writes of a turn take long, each of them should carry more: the hub takes steps
      // for a part of the time that the last turn took.
      const auto until = std::chrono::steady_clock::now() + last_turn_ / limits::steps_turn_share;
      while (assembly_.timed_step() && std::chrono::steady_clock::now() < until) continue;
      return assembly_.runner_.waiting();
    }
    void turn_took(std::uint64_t us, Now now) override {
      if (now.mono_ms >= tell_at_ms_) {
        tell_at_ms_ = now.mono_ms + figures_interval_ms;
        assembly_.metrics_.loop_says(loop_, assembly_.loops_[loop_]->figures());
      }
      last_turn_ = std::chrono::microseconds(us);
      stalls_.took(us, now);
      if (loop_ == 0) assembly_.heap_.look(now);
    }

   private:
    Assembly& assembly_;
    const std::uint8_t loop_;
    StallLog stalls_;
    std::chrono::microseconds last_turn_{};
    std::uint64_t tell_at_ms_ = 0;
  };

  static std::uint64_t random_seed() { return keyed_hash(random_key(), "seed"); }

  // A hub that rides needs no waking: each turn of the loop ends with a ride.
  void wake_hub_of_its_thread() {
    if (!rides_) hub_bell_.ring();
  }
  void wake_hub() { rides_ ? loops_.front()->wake() : hub_bell_.ring(); }
  void answer(Answer&& answer) {
    if (const auto* checked = std::get_if<PasswordChecked>(&answer)) {
      metrics_.password_checked(checked->verdict);
    }
    if (runner_.answer(std::move(answer))) wake_hub();
  }
  void take(Errand&& errand) {
    if (runner_.take(std::move(errand))) wake_hub();
  }
  Result<void> open_files(const Reload& start, files::Depot&& depot);
  void store_answers(StoreAnswered&& answered);
  SettingsReloaded apply(Ticket ticket, Result<Reload>&& reload);
  void show(const std::shared_ptr<const tls::Context>& certificates);
  bool timed_step();
  void run_hub();

  LogSink& log_;
  net::AcceptGate gate_;
  hub::Hub hub_;
  ClockedBound bound_{hub_};
  HubRunner runner_;
  Metrics metrics_;
  AdminApi admin_;
  const bool rides_;
  const HashKey cloak_key_;
  const std::string why_bans_are_unkept_;
  std::deque<Port> ports_;
  std::unique_ptr<files::FileHost> file_host_;  // null: no files are taken. The loops use it
  std::vector<std::unique_ptr<net::IoLoop>> loops_;
  std::vector<std::thread> loop_threads_;
  std::thread hub_thread_;
  Doorbell hub_bell_;
  std::atomic<bool> hub_ends_ = false;
  StallLog stalls_;                                     // the hub's
  HeapTrim heap_;                                       // loop 0's
  std::uint64_t tell_at_ms_ = 0;                        // likewise
  std::chrono::steady_clock::duration longest_step_{};  // the hub's thread's, until it has ended
  std::vector<std::uint16_t> ports_taken_;
  // From the first thread's start to the end of the last one that asks them.
  std::unique_ptr<credentials::HashingPool> hashing_;
  std::unique_ptr<FileThread> files_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Mailer> mailer_;  // null: no e-mail is sent
};

Result<void> Server::Assembly::open(const Reload& start, const std::string& config_file,
                                    std::uint8_t loops, std::optional<files::Depot>&& depot) {
  admin_.take_tokens(start.config.admin_tokens);
  if (depot) {
    if (auto opened = open_files(start, std::move(*depot)); !opened) return opened;
  }
  net::Deal deal;
  deal.gate = &gate_;
  for (std::uint8_t i = 0; i < loops; ++i) {
    net::LoopSettings settings = loop_settings(start.config, config_file, i, loops);
    settings.certificates = start.certificates;
    settings.site = start.site;
    settings.board = &admin_;
    settings.files = file_host_.get();
    auto loop = net::IoLoop::create(settings, ports_[i], log_);
    if (!loop) return tl::unexpected(loop.error());
    loops_.push_back(std::move(*loop));
    deal.loops.push_back(loops_.back().get());
  }
  auto taken = loops_.front()->listen(deal);
  if (!taken) return tl::unexpected(taken.error());
  ports_taken_ = std::move(*taken);
  return {};
}

Result<void> Server::Assembly::open_files(const Reload& start, files::Depot&& depot) {
  const auto say = [this](http::FileDoorSaid&& said) {
    const std::uint8_t loop = said.conn.loop();
    loops_[loop]->post(std::move(said));
  };
  const auto ask_hub = [this](Errand&& errand) { take(std::move(errand)); };
  const auto ask_store = [this](store::Asked&& asked) { store_->ask(std::move(asked)); };
  auto host = files::FileHost::create(
      std::move(depot), desk_settings(start.config, start.site),
      {say, ask_hub, ask_store, draw_file_id, [this](Answer&& told) { answer(std::move(told)); }},
      log_);
  if (!host) return tl::unexpected(host.error());
  file_host_ = std::move(*host);
  return {};
}

// The tickets of the files' thread are its own.
void Server::Assembly::store_answers(StoreAnswered&& answered) {
  const bool is_of_files = (answered.ticket.number & files::FileDesk::ticket_bit) != 0;
  is_of_files ? file_host_->answered(std::move(answered)) : answer(std::move(answered));
}

void Server::Assembly::start_threads(const Reload& start, const std::string& config_file,
                                     std::unique_ptr<store::Engine> engine) {
  const Config& config = start.config;
  hashing_ = std::make_unique<credentials::HashingPool>(
      hashing_threads, credentials::HashingPool::Bounds{}, config.password_hash,
      [this](Answer&& hashed) { answer(std::move(hashed)); });
  files_ = std::make_unique<FileThread>(
      config_file, start, log_,
      [this](Ticket ticket, Result<Reload>&& reload) { answer(apply(ticket, std::move(reload))); },
      [this](const std::shared_ptr<const tls::Context>& certificates) { show(certificates); });
  store_ = std::make_unique<store::Store>(
      std::move(engine), log_,
      [this](StoreAnswered&& answered) { store_answers(std::move(answered)); });
  store_->keep_at_most(retention(config.history));
  if (!config.mail.program.empty()) {
    mailer_ = std::make_unique<Mailer>(config.mail, config.hub.server_name, Mailer::Bounds{}, log_,
                                       [this](MailSent sent) { answer(sent); });
  }
  if (file_host_) file_host_->run();
  if (!rides_) hub_thread_ = std::thread([this] { run_hub(); });
  for (auto& loop : loops_) loop_threads_.emplace_back([&loop] { loop->run(); });
}

void Server::Assembly::carry_out(Request&& request) {
  if (auto* check = std::get_if<CheckPassword>(&request)) {
    const PasswordChecked busy{check->ticket, PasswordVerdict::busy};
    if (!hashing_->ask(std::move(*check))) answer(busy);
  } else if (auto* hash = std::get_if<HashPassword>(&request)) {
    PasswordHashed busy{hash->ticket, {}};
    if (!hashing_->ask(std::move(*hash))) answer(std::move(busy));
  } else if (const auto* scram = std::get_if<CheckScram>(&request)) {
    answer(credentials::check_scram(*scram));
  } else if (const auto* draw = std::get_if<DrawToken>(&request)) {
    answer(TokenDrawn{draw->ticket, credentials::draw_token()});
  } else if (const auto* read = std::get_if<ReadStoreFigures>(&request)) {
    answer(StoreFiguresRead{read->ticket, store_->figures()});
  } else if (const auto* counted = std::get_if<CountedByHub>(&request)) {
    loops_[counted->conn.loop()]->post(*counted);
  } else if (const auto* reload = std::get_if<ReloadSettings>(&request)) {
    files_->reload(*reload);
  } else if (auto* mail = std::get_if<SendMail>(&request)) {
    mailer_ ? mailer_->send(std::move(*mail))
            : answer(MailSent{mail->ticket, MailOutcome::not_sent});
  } else if (auto* done = std::get_if<ErrandDone>(&request)) {
    const bool is_of_files = (done->ticket.number & files::FileDesk::ticket_bit) != 0;
    is_of_files ? file_host_->admitted(std::move(*done)) : admin_.answered(std::move(*done));
  } else if (auto* dline = std::get_if<DlineChanged>(&request)) {
    gate_.change_bans(std::move(*dline));
  } else if (auto* uploads = std::get_if<AskUploads>(&request)) {
    file_host_ ? file_host_->asked(std::move(*uploads)) : answer(no_uploads(*uploads));
  } else {
    store_->ask(std::move(std::get<AskStore>(request)));
  }
}

// The loops' part takes effect now, the hub's when it is answered.
SettingsReloaded Server::Assembly::apply(Ticket ticket, Result<Reload>&& reload) {
  if (!reload) return {ticket, nullptr, reload.error().text, {}};
  const auto loops = static_cast<std::uint8_t>(ports_.size());
  gate_.change_settings(gate_settings(reload->config, 0));
  admin_.take_tokens(reload->config.admin_tokens);
  if (reload->certificates != nullptr) show(reload->certificates);
  for (auto& loop : loops_) loop->post(net::ServeSite{reload->site});
  if (file_host_) file_host_->change_settings(desk_settings(reload->config, reload->site));
  hub::HubSettings settings = hub_settings(reload->config, loops, cloak_key_);
  settings.why_bans_are_unkept = why_bans_are_unkept_;
  return {ticket,
          std::make_shared<const hub::HubSettings>(std::move(settings)),
          {},
          std::move(reload->needs_restart)};
}

void Server::Assembly::show(const std::shared_ptr<const tls::Context>& certificates) {
  for (auto& loop : loops_) loop->post(net::ShowCertificates{certificates});
}

bool Server::Assembly::timed_step() {
  const auto before = std::chrono::steady_clock::now();
  const Now now = system_now();
  const bool more = runner_.step(now);
  const auto took = std::chrono::steady_clock::now() - before;
  longest_step_ = std::max(longest_step_, took);
  const auto took_us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  hub_.step_took(static_cast<std::uint64_t>(took_us));
  stalls_.took(static_cast<std::uint64_t>(took_us), now);
  if (now.mono_ms >= tell_at_ms_) {
    tell_at_ms_ = now.mono_ms + figures_interval_ms;
    metrics_.hub_says(hub_.figures(), runner_.turns_waiting());
    metrics_.store_says(store_->figures());
    if (file_host_) metrics_.files_say(file_host_->figures());
  }
  return more;
}

void Server::Assembly::run_hub() {
  name_this_thread("hub");
  shorten_time_slice(log_);
  while (!hub_ends_.load(std::memory_order_acquire)) {
    if (!timed_step()) hub_bell_.wait_for(std::chrono::milliseconds(limits::tick_ms));
  }
}

void Server::Assembly::stop(std::uint64_t grace_ms) {
  if (loop_threads_.empty()) return;
  loops_.front()->post(net::StopAccepting{});
  if (runner_.shut_down()) wake_hub_of_its_thread();
  for (auto& loop : loops_) loop->post(net::Stop{grace_ms});
  for (std::thread& thread : loop_threads_) thread.join();
  loop_threads_.clear();
  hub_ends_.store(true, std::memory_order_release);
  if (hub_thread_.joinable()) {
    hub_bell_.ring();
    hub_thread_.join();
  }
  if (file_host_) file_host_->stop();
  hashing_.reset();
  mailer_.reset();
  files_.reset();
  store_.reset();  // what the hub asked for last is on disk
  log_.write(LogLevel::info, "server stopped",
             {{"longest_hub_step_us",
               std::chrono::duration_cast<std::chrono::microseconds>(longest_step_).count()}});
}

Server::Server(std::unique_ptr<Assembly> assembly) : assembly_(std::move(assembly)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const Config& config, LogSink& log,
                                              const std::string& config_file) {
  auto state = load_state(config, config_file, log);  // another server has it: that is told first
  if (!state) return tl::unexpected(state.error());
  auto depot = open_depot(config, config_file, log);
  if (!depot) return tl::unexpected(depot.error());
  Config served = config;
  served.uploads.is_served = depot->has_value();
  const std::uint8_t loops = loops_for(served.io_threads);
  const auto capacity = take_capacity(served.connections_max, served.uploads.is_served);
  if (!capacity) return tl::unexpected(capacity.error());
  if (*depot) (*depot)->bound_open_files(capacity->files);
  served.loop.uring_sockets_max = capacity->connections;
  Reload start{served, {}, {}, {}, {}};
  if (auto read = load_named_files(start, config_file); !read) return tl::unexpected(read.error());
  hub::HubSettings settings = hub_settings(served, loops, state->cloak_key);
  hand_over(*state, settings);
  auto assembly =
      std::make_unique<Assembly>(settings, gate_settings(served, capacity->connections), log);
  const auto opened = assembly->open(start, config_file, loops, std::move(*depot));
  if (!opened) return tl::unexpected(opened.error());
  assembly->start_threads(start, config_file, std::move(state->engine));
  log.write(LogLevel::info, "server started",
            {{"version", version},
             {"io_threads", loops},
             {"connections_max", capacity->connections},
             {"open_files_max", capacity->files}});
  return std::unique_ptr<Server>(new Server(std::move(assembly)));
}

const std::vector<std::uint16_t>& Server::ports() const { return assembly_->ports_taken(); }
void Server::reload() { assembly_->reload(); }
void Server::stop(std::uint64_t grace_ms) { assembly_->stop(grace_ms); }

}  // namespace uvchat::server
