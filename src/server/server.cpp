#include "server/server.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <semaphore>
#include <thread>

#include "hub/hub.h"
#include "net/io_loop.h"
#include "net/listener.h"
#include "server/cloak_key.h"
#include "server/hub_runner.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::server {
namespace {

// What the process needs besides its connections: listeners, libuv's own, log, files.
constexpr std::uint64_t reserved_descriptors = 64;
constexpr std::uint64_t least_connections = 16;

Now system_now() {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  const auto mono = std::chrono::steady_clock::now().time_since_epoch();
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return {static_cast<std::uint64_t>(duration_cast<milliseconds>(mono).count()),
          duration_cast<milliseconds>(wall).count()};
}

// One loop needs no thread besides: up to two cores the hub rides. More cores carry more loops.
std::uint8_t loops_for(int configured) {
  if (configured > 0) return static_cast<std::uint8_t>(configured);
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  return cores <= 2 ? std::uint8_t{1} : static_cast<std::uint8_t>(std::min(cores - 1, 16U));
}

// How many connections may be open at once, after raising the soft limit as far as it goes.
Result<std::uint32_t> connections_allowed(int configured) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return fail("cannot read the file-descriptor limit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) getrlimit(RLIMIT_NOFILE, &limit);
  const std::uint64_t descriptors = std::min<std::uint64_t>(limit.rlim_cur, ConnId::slot_max);
  const std::uint64_t wanted =
      configured > 0 ? static_cast<std::uint64_t>(configured) : least_connections;
  if (descriptors < wanted + reserved_descriptors) {
    return fail("too few file descriptors: " + std::to_string(descriptors) + " allowed, " +
                std::to_string(wanted + reserved_descriptors) + " needed for " +
                std::to_string(wanted) + " connections (raise it with ulimit -n)");
  }
  return static_cast<std::uint32_t>(configured > 0 ? wanted : descriptors - reserved_descriptors);
}

std::size_t send_queues_total(std::size_t configured) {
  if (configured > 0) return configured;
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_bytes = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page_bytes <= 0) return std::size_t{512} * 1024 * 1024;
  return static_cast<std::size_t>(pages) / 4 * static_cast<std::size_t>(page_bytes);
}

void take_limits(hub::HubSettings& settings, const LimitsConfig& limits) {
  settings.nick_chars_max = static_cast<std::size_t>(limits.nick_chars_max);
  settings.channel_chars_max = static_cast<std::size_t>(limits.channel_chars_max);
  settings.topic_bytes_max = static_cast<std::size_t>(limits.topic_bytes_max);
  settings.kick_bytes_max = static_cast<std::size_t>(limits.kick_bytes_max);
  settings.away_bytes_max = static_cast<std::size_t>(limits.away_bytes_max);
  settings.monitor_max = static_cast<std::size_t>(limits.monitor_max);
  settings.whowas_max = static_cast<std::size_t>(limits.whowas_max);
  settings.list_entries_max = static_cast<std::size_t>(limits.list_entries_max);
  settings.multiline_bytes_max = static_cast<std::size_t>(limits.multiline_bytes_max);
  settings.multiline_lines_max = static_cast<std::size_t>(limits.multiline_lines_max);
  settings.channels_per_user_max = static_cast<std::size_t>(limits.channels_per_user_max);
  settings.connections_per_address_max =
      static_cast<std::size_t>(limits.connections_per_address_max);
  settings.exempt = limits.exempt;
  settings.connect_throttle = limits.connect_throttle;
  settings.registration_timeout_ms = static_cast<std::uint64_t>(limits.registration_timeout_ms);
  settings.ping_interval_ms = static_cast<std::uint64_t>(limits.ping_interval_ms);
}

hub::HubSettings hub_settings(const Config& config, std::uint8_t loops, const HashKey& cloak_key) {
  hub::HubSettings settings;
  settings.server_name = config.server.name;
  settings.network = config.server.network;
  settings.description = config.server.description;
  settings.version = version;
  settings.motd = config.server.motd;
  settings.admin = config.server.admin;
  settings.icon = config.server.icon;
  settings.password = config.server.password;
  settings.default_user_modes = config.server.default_user_modes;
  settings.operators = config.operators;
  settings.webirc = config.webirc;
  settings.relaymsg = config.relaymsg;
  settings.loops = loops;
  settings.casemapping = config.server.casemapping;
  settings.cloak_hosts = config.server.cloak_hosts;
  settings.cloak_key = cloak_key;
  for (const ListenerConfig& listener : config.listen) {
    const bool classroom = listener.protocol == Protocol::caesar;
    settings.listeners.push_back(
        {classroom ? hub::SessionKind::classroom : hub::SessionKind::irc, listener.room});
  }
  take_limits(settings, config.limits);
  return settings;
}

net::LoopSettings loop_settings(const Config& config, std::uint8_t loop, std::uint8_t loops) {
  net::LoopSettings settings;
  settings.loop = loop;
  for (const ListenerConfig& listener : config.listen) {
    const bool classroom = listener.protocol == Protocol::caesar;
    settings.listeners.push_back(
        {{classroom ? net::Protocol::classroom : net::Protocol::irc, listener.shift},
         listener.address,
         listener.port});
  }
  settings.flood.enabled = config.limits.flood.enabled;
  settings.flood.burst_lines = static_cast<std::uint32_t>(config.limits.flood.burst_lines);
  settings.flood.lines_per_second =
      static_cast<std::uint32_t>(config.limits.flood.lines_per_second);
  settings.send_queue_soft_bytes = config.limits.send_queue_soft_bytes;
  settings.send_queue_hard_bytes = config.limits.send_queue_hard_bytes;
  settings.send_queues_total_bytes =
      send_queues_total(config.limits.send_queues_total_bytes) / loops;
  return settings;
}

}  // namespace

// The parts in the order in which they are made; they go in the opposite one. The mailboxes, in the
// loops and the runner, outlive all threads.
class Server::Assembly final : public LoopPort {
 public:
  Assembly(const Config& config, std::uint8_t loops, const HashKey& cloak_key, LogSink& log)
      : log_(log),
        hub_(hub_settings(config, loops, cloak_key), random_key(), random_seed(), system_now(),
             log),
        runner_(hub_, loops, *this),
        rides_(loops == 1) {
    for (std::uint8_t i = 0; i < loops; ++i) ports_.emplace_back(*this);
  }

  ~Assembly() override { stop(0); }

  Result<void> open(const Config& config, std::uint8_t loops, std::uint32_t connections_max);
  void start_threads();
  void stop(std::uint64_t grace_ms);

  // LoopPort
  void deliver(DeliveryBatch&& batch) override { loops_[batch.loop]->post(std::move(batch)); }
  void give_back(EventBatch&& batch) override { loops_[batch.loop]->post(std::move(batch)); }

  const std::vector<std::uint16_t>& ports_taken() const { return ports_taken_; }

 private:
  // One loop's way to the hub.
  class Port final : public net::HubPort {
   public:
    explicit Port(Assembly& assembly) : assembly_(assembly) {}
    void post(EventBatch&& batch) override {
      if (assembly_.runner_.post(std::move(batch))) assembly_.wake_hub();
    }
    void give_back(DeliveryBatch&& batch) override {
      if (assembly_.runner_.give_back(std::move(batch))) assembly_.wake_hub();
    }
    bool ride() override {
      if (!assembly_.rides_) return false;
      (void)assembly_.timed_step();
      return assembly_.runner_.waiting();
    }

   private:
    Assembly& assembly_;
  };

  static std::uint64_t random_seed() { return keyed_hash(random_key(), "seed"); }

  void wake_hub() {
    if (!rides_) hub_awake_.release();
  }
  bool timed_step();
  void run_hub();

  LogSink& log_;
  hub::Hub hub_;
  HubRunner runner_;
  const bool rides_;
  std::deque<Port> ports_;
  std::vector<std::unique_ptr<net::IoLoop>> loops_;
  std::vector<std::thread> loop_threads_;
  std::thread hub_thread_;
  std::counting_semaphore<> hub_awake_{0};
  std::atomic<bool> hub_ends_ = false;
  std::chrono::steady_clock::duration longest_step_{};  // the hub's thread's, until it has ended
  std::vector<std::uint16_t> ports_taken_;
};

Result<void> Server::Assembly::open(const Config& config, std::uint8_t loops,
                                    std::uint32_t connections_max) {
  net::Deal deal;
  deal.connections_max = connections_max;
  for (std::uint8_t i = 0; i < loops; ++i) {
    auto loop = net::IoLoop::create(loop_settings(config, i, loops), ports_[i]);
    if (!loop) return tl::unexpected(loop.error());
    loops_.push_back(std::move(*loop));
    deal.loops.push_back(loops_.back().get());
  }
  auto taken = loops_.front()->listen(deal, log_);
  if (!taken) return tl::unexpected(taken.error());
  ports_taken_ = std::move(*taken);
  return {};
}

void Server::Assembly::start_threads() {
  if (!rides_) hub_thread_ = std::thread([this] { run_hub(); });
  for (auto& loop : loops_) loop_threads_.emplace_back([&loop] { loop->run(); });
}

bool Server::Assembly::timed_step() {
  const auto before = std::chrono::steady_clock::now();
  const bool more = runner_.step(system_now());
  const auto took = std::chrono::steady_clock::now() - before;
  longest_step_ = std::max(longest_step_, took);
  const auto took_us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  hub_.step_took(static_cast<std::uint64_t>(took_us));
  return more;
}

void Server::Assembly::run_hub() {
  while (!hub_ends_.load(std::memory_order_acquire)) {
    if (timed_step()) continue;
    // A mailbox that was empty is a token; with several at once the hub finds nothing and waits on.
    (void)hub_awake_.try_acquire_for(std::chrono::milliseconds(limits::tick_ms));
  }
}

void Server::Assembly::stop(std::uint64_t grace_ms) {
  if (loop_threads_.empty()) return;
  loops_.front()->post(net::StopAccepting{});
  if (runner_.shut_down()) wake_hub();
  for (auto& loop : loops_) loop->post(net::Stop{grace_ms});
  for (std::thread& thread : loop_threads_) thread.join();
  loop_threads_.clear();
  hub_ends_.store(true, std::memory_order_release);
  if (hub_thread_.joinable()) {
    hub_awake_.release();
    hub_thread_.join();
  }
  log_.write(LogLevel::info, "server stopped",
             {{"longest_hub_step_us",
               std::chrono::duration_cast<std::chrono::microseconds>(longest_step_).count()}});
}

Server::Server(std::unique_ptr<Assembly> assembly) : assembly_(std::move(assembly)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const Config& config, LogSink& log) {
  const std::uint8_t loops = loops_for(config.server.io_threads);
  const auto connections_max = connections_allowed(config.limits.connections_max);
  if (!connections_max) return tl::unexpected(connections_max.error());
  auto cloak_key = load_cloak_key(state_directory());
  if (!cloak_key) {
    log.write(LogLevel::warning, "cloaked hosts will change with the next start",
              {{"reason", cloak_key.error().text}});
    cloak_key = random_key();
  }
  auto assembly = std::make_unique<Assembly>(config, loops, *cloak_key, log);
  if (auto opened = assembly->open(config, loops, *connections_max); !opened) {
    return tl::unexpected(opened.error());
  }
  assembly->start_threads();
  log.write(LogLevel::info, "server started",
            {{"version", version}, {"io_threads", loops}, {"connections_max", *connections_max}});
  return std::unique_ptr<Server>(new Server(std::move(assembly)));
}

const std::vector<std::uint16_t>& Server::ports() const { return assembly_->ports_taken(); }
void Server::stop(std::uint64_t grace_ms) { assembly_->stop(grace_ms); }

}  // namespace uvchat::server
