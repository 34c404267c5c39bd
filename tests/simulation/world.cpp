#include "tests/simulation/world.h"

#include <algorithm>

#include "uvchat/base/limits.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::simulation {
namespace {

constexpr std::uint64_t steps_per_run = 3'000;
constexpr std::size_t clients_max = 14;
constexpr std::uint64_t backlog_bytes_max = 4'000;

// What stands for an Argon2id hash here.
std::string hash_of(const std::string& password) { return "hash of " + password; }

std::string_view reason_text(EndReason reason) {
  switch (reason) {
    case EndReason::eof:
      return "Connection closed";
    case EndReason::reset:
      return "Connection reset";
    case EndReason::send_queue_exceeded:
      return "SendQ exceeded";
    case EndReason::endless_line:
      return "Line too long";
    case EndReason::send_queues_exceeded:
      return "SendQ exceeded (server short of memory)";
  }
  return {};
}

}  // namespace

void World::Mail::deliver(DeliveryBatch&& batch) {
  world_.loops_[batch.loop]->mail.emplace_back(std::move(batch));
}

void World::Mail::give_back(EventBatch&& batch) {
  world_.loops_[batch.loop]->mail.emplace_back(std::move(batch));
}

void World::Mail::carry_out(Request&& request) {
  if (const auto* counted = std::get_if<CountedByHub>(&request)) {
    world_.model_.counted_by_hub(counted->conn);
    world_.loops_[counted->conn.loop()]->mail.emplace_back(*counted);
    return;
  }
  if (auto* dline = std::get_if<DlineChanged>(&request)) {
    world_.door_.told(*dline);
    return world_.gate_.change_bans(std::move(*dline));
  }
  if (const auto* change = std::get_if<SaveBan>(&request)) world_.model_.asked_to_save(*change);
  if (const auto* check = std::get_if<CheckPassword>(&request)) {
    world_.model_.asked_to_check(*check);
  }
  const Answer answer = world_.answer_to(request);
  if (!world_.random_.one_in(8)) world_.answers_.push_back(answer);
}

World::World(std::uint64_t seed, const HashKey& hash_key)
    : random_(seed),
      page_entries_max_(1 + random_.below(4)),
      large_room_members_(random_.one_in(2) ? 3 : 1000),
      keeps_bans_(!random_.one_in(4)),
      model_(page_entries_max_, large_room_members_, keeps_bans_,
             {{"root", hash_of("r")}, {"boss", hash_of("b")}}),
      flood_(random_.one_in(3)),
      loop_count_(static_cast<std::uint8_t>(1 + random_.below(loops_max))),
      gate_(hash_key, gate_settings()),
      hub_(*this, hub_settings(), hash_key, seed),
      runner_(hub_, loop_count_, mail_, bound_, backlog_bytes_max) {
  for (std::uint8_t i = 0; i < loop_count_; ++i) {
    loops_.push_back(std::make_unique<Loop>(*this, loop_settings(i)));
  }
}

hub::HubSettings World::hub_settings() const {
  hub::HubSettings settings;
  settings.server_name = "srv";
  settings.loops = loop_count_;
  settings.address_limits = address_limits();
  settings.webirc = {{std::string(gateway_password), {*Network::parse(gateway_address)}}};
  settings.cloak_hosts = false;
  settings.listeners = {{hub::SessionKind::irc, {}}, {hub::SessionKind::classroom, "#lobby"}};
  settings.ping_interval_ms = 20'000;
  settings.classroom_idle_ms = 30'000;
  settings.outbox_expanded_bytes_max = 3'000;
  settings.page_entries_max = page_entries_max_;
  settings.operators = {{"boss", hash_of("b")}, {"root", hash_of("r")}};
  settings.channels_per_user_max = 3;
  settings.large_room_members = large_room_members_;
  settings.monitor_max = Model::monitored_max;
  settings.list_entries_max = 3;
  if (!keeps_bans_) settings.why_bans_are_unkept = "no disk";
  return settings;
}

net::GateSettings World::gate_settings() {
  return {connections_max, address_limits(), {*Network::parse(gateway_address)}};
}

net::LoopSettings World::loop_settings(std::uint8_t loop) {
  net::LoopSettings settings;
  settings.loop = loop;
  settings.listeners = {{{net::Protocol::irc, 0}, "127.0.0.1", 0},
                        {{net::Protocol::classroom, 10}, "127.0.0.1", 0}};
  settings.flood = {flood_, 5, 20};
  settings.slots_max = 8;
  settings.send_queue_soft_bytes = 4 * 1024;
  settings.send_queue_hard_bytes = 16 * 1024;
  settings.send_queues_total_bytes = 40 * 1024;
  settings.crowd_signals = {1, 0};
  settings.patient_writes = {2, 0};
  return settings;
}

World::Outcome World::run(std::uint64_t seed, const HashKey& hash_key) {
  World world(seed, hash_key);
  world.live(steps_per_run);
  if (world.random_.one_in(2)) world.settle();
  world.shut_down();
  world.check_end();
  return world.outcome_;
}

void World::live(std::uint64_t steps) {
  for (std::uint64_t i = 0; i < steps && outcome_.failure.empty(); ++i) {
    step();
    if (i % 16 == 0) check_invariants();
  }
}

void World::step() {
  switch (random_.below(24)) {
    case 0:
      return connect();
    case 1:
      return time_passes();
    case 2:
      return end_close(some_client());
    case 3:
    case 4:
      return end_write(some_client());
    case 5:
      return random_.one_in(10) ? client_leaves(some_client()) : end_write(some_client());
    case 6: {
      Client& client = some_client();
      if (random_.one_in(4)) client.takes = !client.takes;
      return;
    }
    case 7:
    case 8:
    case 9:
      return hub_step();
    case 10:
    case 11:
    case 12:
      return turn(*loops_[random_.below(loops_.size())], random_.one_in(2));
    case 13:
    case 14:
    case 15:
    case 16:
      return client_says(some_client());
    case 17:
      return answer_a_request();
    default:
      return carry_bytes(some_client());
  }
}

Client& World::some_client() {
  if (clients_.empty()) connect();
  return *clients_[random_.below(clients_.size())];
}

void World::connect() {
  const auto open =
      std::count_if(clients_.begin(), clients_.end(), [](const auto& c) { return !c->closing; });
  Loop& loop = *loops_[random_.below(loops_.size())];
  const std::uint8_t listener = random_.one_in(5) ? 1 : 0;
  if (!clients_.empty() && (static_cast<std::size_t>(open) >= clients_max || stopping_)) return;
  const std::string address = some_peer_address(random_);
  const std::string refused = door_.come(comings_, address, listener == 1, now_);
  const auto protocol = listener == 1 ? net::Protocol::classroom : net::Protocol::irc;
  auto place = gate_.enter({*Address::parse(address), protocol}, now_);
  if ((place ? "" : place.error()) != refused) fail("at the door, not said: " + refused);
  outcome_.turned_away += place ? 0 : 1;
  if (!place) return;
  const auto slot = loop.core.accept(listener, now_);
  if (!slot) return door_.go(comings_);
  auto client = std::make_unique<Client>();
  client->place = std::move(*place);
  client->number = comings_++;
  client->classroom = listener == 1;
  client->conn = loop.core.name_of(*slot);
  loop.core.greeted(*slot, {*Address::parse(address), false, {}});
  if (by_conn_.contains(client->conn)) fail("one name for two connections");
  by_conn_[client->conn] = client.get();
  loop.by_slot[*slot] = client.get();
  const bool by_gateway = !client->classroom && address == gateway_address;
  if (by_gateway || (!client->classroom && !random_.one_in(4))) introduce(*client, by_gateway);
  clients_.push_back(std::move(client));
}

void World::introduce(Client& client, bool by_gateway) {
  const std::string nick = first_nick(clients_.size());
  std::vector<std::string> lines = {"CAP REQ :" + some_caps(random_), "CAP END", "NICK " + nick,
                                    "USER u" + nick + " 0 * :n", "JOIN #a"};
  if (by_gateway && random_.one_in(10)) lines.insert(lines.begin(), some_webirc(random_));
  if (by_gateway && !random_.one_in(8)) lines.insert(lines.begin(), some_webirc(random_));
  for (const std::string& line : lines) {
    client.unheard.push_back(line);
    client.on_its_way += line + "\r\n";
  }
}

void World::client_says(Client& client) {
  if (client.eof_sent || client.reset || client.on_its_way.size() > 20'000) return;
  if (client.classroom) {
    std::string text = some_classroom_text(random_);
    client.unheard_text += text;
    cipher::rotate(text, 10);
    client.on_its_way += text;
    return;
  }
  const std::string line = some_command(random_, model_.speaker(client.conn, clients_.size()));
  client.unheard.push_back(line);
  client.on_its_way += line + (random_.one_in(4) ? "\n" : "\r\n");
}

void World::client_leaves(Client& client) {
  if (random_.one_in(2)) {
    client.reset = true;
  } else if (!client.eof_sent && !client.reset) {
    if (!client.classroom && random_.one_in(3)) client.on_its_way += "PRIVMSG #a :unfinis";
    client.eof_sent = true;
  }
}

// One loop's turn, as IoLoop::end_turn has it; its mail may come in late.
void World::turn(Loop& loop, bool all_mail) {
  if (auto batch = loop.core.take_batch()) (void)runner_.post(std::move(*batch));
  std::size_t count = all_mail ? loop.mail.size() : random_.below(loop.mail.size() + 1);
  for (; count > 0; --count) {
    auto mail = std::move(loop.mail.front());
    loop.mail.pop_front();
    if (auto* delivery = std::get_if<DeliveryBatch>(&mail)) {
      loop.core.deliver(*delivery, now_);
      (void)runner_.give_back(std::move(*delivery));
    } else if (const auto* counted = std::get_if<CountedByHub>(&mail)) {
      carry_out(*counted);
    } else {
      loop.core.give_back(std::move(std::get<EventBatch>(mail)));
    }
  }
  loop.core.flush(now_);
  loop.core.begin_round();
  loop.core.admit_waiting(now_);
}

void World::carry_out(const CountedByHub& counted) {
  Client& client = *by_conn_.at(counted.conn);
  if (client.closed) return;
  client.place.count_by_hub();
  door_.count_by_hub(client.number);
}

void World::hub_step() {
  (void)runner_.step(now_);
  if (!model_.are_dlines(door_.dlines())) fail("the gate was not told of the D-lines there are");
}

// The disk writes all changes up to one at once, or none of them.
Answer World::answer_to(const Request& request) {
  if (const auto* check = std::get_if<CheckPassword>(&request)) {
    const bool match = check->hash == hash_of(check->password);
    const PasswordVerdict verdict = random_.one_in(8) ? PasswordVerdict::busy
                                    : match           ? PasswordVerdict::match
                                                      : PasswordVerdict::mismatch;
    return PasswordChecked{check->ticket, verdict};
  }
  const bool fails = random_.one_in(5);
  if (const auto* change = std::get_if<SaveBan>(&request)) {
    return BansSaved{change->ticket, fails ? "bans.json: the disk is full" : ""};
  }
  const Ticket ticket = std::get<ReloadSettings>(request).ticket;
  if (fails) return SettingsReloaded{ticket, nullptr, "uvchat.json:1:1: not JSON", {}};
  return SettingsReloaded{ticket, std::make_shared<hub::HubSettings>(hub_settings()), {}, {}};
}

// In any order; and some answers come twice, the second when no command waits for it any more.
void World::answer_a_request() {
  if (answers_.empty()) return;
  const std::size_t at = random_.below(answers_.size());
  Answer answer = answers_[at];
  if (!random_.one_in(4)) answers_.erase(answers_.begin() + static_cast<std::ptrdiff_t>(at));
  (void)runner_.answer(std::move(answer));
}

void World::time_passes() {
  now_.mono_ms += random_.below(200);
  if (random_.one_in(50)) now_.mono_ms += random_.below(60'000);
  now_.wall_us += static_cast<std::int64_t>(random_.below(200)) * 1000;
  if (random_.one_in(50))
    now_.wall_us += (static_cast<std::int64_t>(random_.below(7'200'000)) - 3'600'000) * 1000;
  loops_[random_.below(loops_.size())]->core.tick(now_);
}

void World::heard(const EventBatch& batch, const Event& event, Now now) {
  ++outcome_.events;
  if (event.kind == EventKind::opened) {
    model_.opened(event.conn, event.detail == 1, batch.hello(event).address.text(), now);
    return;
  }
  Client& client = *by_conn_.at(event.conn);
  const bool gone = model_.person(event.conn).gone;
  if (event.kind == EventKind::line) {
    const auto flaw = static_cast<LineFlaw>(event.detail);
    check_heard_line(client, batch.payload(event), flaw);
    if (!gone) model_.line(event.conn, batch.payload(event), flaw, now);
  } else if (event.kind == EventKind::ended && !gone) {
    const auto reason = static_cast<EndReason>(event.detail);
    if (reason == EndReason::eof && !client.eof_sent) fail("an end that nobody sent");
    if (reason == EndReason::reset && !client.reset) fail("a reset that nobody sent");
    if (reason == EndReason::eof && model_.person(event.conn).parked) {
      model_.no_more_lines(event.conn);  // the hub ends him when those that wait are done with
    } else {
      model_.ended(event.conn, reason_text(reason), now);
    }
  }
}

// Promise O1: a client's lines are heard as it sent them, whole and in order.
void World::check_heard_line(Client& client, std::string_view line, LineFlaw flaw) {
  if (client.classroom) {
    if (!client.unheard_text.starts_with(line)) return fail("heard what no pupil said");
    client.unheard_text.erase(0, line.size());
    return;
  }
  if (client.unheard.empty()) return fail("heard what nobody said: " + std::string(line));
  const std::string sent = std::move(client.unheard.front());
  client.unheard.pop_front();
  const bool right = flaw == LineFlaw::too_long
                         ? sent.size() > limits::client_line_bytes_max && sent.starts_with(line)
                         : sent == line;
  if (!right) fail("sent:  " + sent + "\nheard: " + std::string(line));
}

void World::fail(const std::string& what) {
  if (outcome_.failure.empty()) outcome_.failure = what;
}

void World::check_invariants() {
  for (const auto& loop : loops_) loop->core.check_invariants();
  hub_.check_invariants();
  if (!model_.broken().empty()) fail(model_.broken());
}

}  // namespace uvchat::simulation
