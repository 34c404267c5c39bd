#include "tests/simulation/world.h"

#include <algorithm>

#include "tests/simulation/pick.h"
#include "uvchat/base/limits.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::simulation {
namespace {

constexpr std::uint64_t steps_per_run = 3'000;
constexpr std::size_t clients_max = 14;

Bounds some_bounds(SeededRandom& random, std::optional<bool> keeps_past) {
  Bounds bounds;
  bounds.keeps_past = random.one_in(2);
  if (keeps_past) bounds.keeps_past = *keeps_past;
  bounds.page_entries_max = 1 + random.below(4);
  bounds.large_room_members = random.one_in(2) ? 3 : 1000;
  bounds.keeps_bans = !random.one_in(4);
  bounds.loops = static_cast<std::uint8_t>(1 + random.below(3));
  bounds.flood = random.one_in(3);
  bounds.is_strict = bounds.keeps_past && random.one_in(3);
  bounds.may_lose = bounds.keeps_past && !bounds.is_strict && random.one_in(2);
  bounds.operators = {{"root", hash_of("r")}, {"boss", hash_of("b")}};
  return bounds;
}

// What somebody says at once.
std::vector<std::string> some_lines(SeededRandom& random, const Speaker& who) {
  if (random.one_in(25)) return some_batch(random, who);
  const std::uint64_t rarely = who.has_account        ? 400
                               : who.accounts.empty() ? 60
                               : who.has_certificate  ? 8
                               : who.tempting.empty() ? 20
                                                      : 12;
  if (random.one_in(rarely)) return some_login(random, who);
  return {some_command(random, who)};
}

}  // namespace

World::World(std::uint64_t seed, const HashKey& hash_key, Start start)
    : random_(seed),
      now_(start.now),
      store_(std::move(start.store)),
      bounds_(some_bounds(random_, start.keeps_past)),
      model_(bounds_, some_house(random_), now_),
      listening_(*this, bounds_.loops, backlog_bytes_max),
      gate_(hash_key, gate_settings()),
      hub_(first_settings(), hash_key, seed, now_, log_),
      runner_(hub_, bounds_.loops, mail_, listening_, backlog_bytes_max),
      outcome_(std::move(start.outcome)) {
  for (std::uint8_t i = 0; i < bounds_.loops; ++i) {
    loops_.push_back(std::make_unique<Loop>(*this, loop_settings(i)));
  }
  for (std::size_t i = 0; i < store_.accounts().size(); ++i) {
    const Store::Kept& kept = store_.accounts()[i];
    model_.has_account({i + 1, kept.name.text, kept.hash, 0, 0, kept.made_us, false, true,
                        kept.code_hash.empty()});
  }
  model_.has_past(std::move(start.annals));
  model_.has_people(store_);
}

// Half of the servers crash in the middle, and start anew.
World::Outcome World::run(std::uint64_t seed, const HashKey& hash_key) {
  constexpr std::uint64_t other_seed = 1'000'000'007;
  const bool crashes = seed % 2 == 0;
  Start start;
  if (crashes) {
    World first(seed, hash_key, {});
    first.live(steps_per_run / 2);
    start = first.crash();
    if (!start.outcome.failure.empty()) return start.outcome;
  }
  World world(crashes ? seed + other_seed : seed, hash_key, std::move(start));
  world.live(crashes ? steps_per_run / 2 : steps_per_run);
  if (world.random_.one_in(2)) world.settle();
  world.shut_down();
  world.check_end();
  world.sum_up();
  return world.outcome_;
}

void World::sum_up() {
  outcome_.turned_away_by_hub += model_.turned_away();
  for (const auto& [name, times] : model_.answered()) outcome_.answered[name] += times;
  for (const auto& [mode, times] : model_.modes_set()) outcome_.modes_set[mode] += times;
  outcome_.happened.add(model_.happened());
}

// All that is under way is lost, and sometimes what the store has.
World::Start World::crash() {
  sum_up();
  const bool is_durable = !random_.one_in(4);
  outcome_.happened.add(is_durable ? Happening::restart_with_store
                                   : Happening::restart_without_store);
  now_.mono_ms += random_.below(60'000);
  now_.wall_us += 1'000;
  const bool is_down_for_long = random_.one_in(3);
  now_.wall_us +=
      static_cast<std::int64_t>(random_.below(is_down_for_long ? 200'000'000 : 60'000)) * 1000;
  Start start{now_, is_durable ? std::move(store_) : Store(), std::move(outcome_)};
  start.keeps_past = bounds_.keeps_past;
  if (is_durable) start.annals = model_.take_past();
  return start;
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
      return random_.one_in(40) ? errand_comes() : answer_a_request();
    default:
      return carry_bytes(some_client());
  }
}

void World::errand_comes() {
  const std::size_t reason_bytes = random_.one_in(4) ? 390 : 4;
  Speaker outsider;
  outsider.people = comings_;
  const errand::KillUser kill{some_nick(random_, outsider), std::string(reason_bytes, 'x')};
  const Errand errand{{}, "local", kill};
  listening_.sent(errand);
  (void)runner_.take(Errand(errand));
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
  if (by_conn_.contains(client->conn)) fail("one name for two connections");
  by_conn_[client->conn] = client.get();
  loop.by_slot[*slot] = client.get();
  Hello hello{*Address::parse(address), !random_.one_in(5), {}};
  if (hello.tls && random_.one_in(2)) {
    hello.certificate.emplace().fill(static_cast<std::uint8_t>(1 + random_.below(2)));
  }
  client->has_certificate = hello.certificate.has_value();
  loop.core.greeted(*slot, hello);
  const bool by_gateway = !client->classroom && address == gateway_address;
  if (by_gateway || (!client->classroom && !random_.one_in(4))) introduce(*client, by_gateway);
  clients_.push_back(std::move(client));
}

void World::introduce(Client& client, bool by_gateway) {
  const std::string nick = first_nick(clients_.size());
  std::vector<std::string> lines = {"CAP REQ :" + some_caps(random_)};
  Speaker who = model_.speaker(client.conn, clients_.size());
  who.has_certificate = client.has_certificate && !by_gateway;
  if (!who.accounts.empty() && !random_.one_in(4)) {
    for (std::string& line : some_login(random_, who)) lines.push_back(std::move(line));
  }
  for (const std::string& line : {str("CAP END"), "NICK " + nick, "USER u" + nick + " 0 * :n"}) {
    lines.push_back(line);
  }
  lines.emplace_back("JOIN #a");
  const auto& password = model_.house().password;
  if (password && !random_.one_in(8)) lines.insert(lines.begin(), "PASS " + *password);
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
  const Speaker who = model_.speaker(client.conn, clients_.size());
  for (const std::string& line : some_lines(random_, who)) {
    client.unheard.push_back(line);
    client.on_its_way += line + (random_.one_in(4) ? "\n" : "\r\n");
  }
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
  if (auto batch = loop.core.take_batch()) {
    check_pace(loop, *batch);
    listening_.sent(*batch);
    (void)runner_.post(std::move(*batch));
  }
  std::size_t count = all_mail ? loop.mail.size() : random_.below(loop.mail.size() + 1);
  for (; count > 0; --count) {
    auto mail = std::move(loop.mail.front());
    loop.mail.pop_front();
    if (auto* delivery = std::get_if<DeliveryBatch>(&mail)) {
      loop.core.deliver(*delivery, now_);
      hear_penalties(loop, *delivery);
      listening_.sent(Listening::Delivered{delivery->loop, delivery->expanded_bytes});
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

// A line of the batch was admitted after the batch before it was taken.
void World::check_pace(Loop& loop, const EventBatch& batch) {
  for (const Event& event : batch.events) {
    if (event.kind != EventKind::line) continue;
    ++loop.lines_taken;
    const bool may =
        by_conn_.at(event.conn)->pace.speaks(loop.taken_ms, now_.mono_ms, event.length);
    if (!may && bounds_.flood) fail("a line too early: " + str(batch.payload(event)));
  }
  loop.taken_ms = now_.mono_ms;
}

// What was admitted before is not held up.
void World::hear_penalties(const Loop& loop, const DeliveryBatch& delivery) {
  if (loop.core.figures().lines != loop.lines_taken) return;
  for (const Effect& effect : delivery.effects) {
    if (effect.kind != EffectKind::penalty) continue;
    by_conn_.at(effect.conn)->pace.fined(now_.mono_ms, effect.value);
  }
}

void World::carry_out(const CountedByHub& counted) {
  Client& client = *by_conn_.at(counted.conn);
  if (client.closed) return;
  client.place.count_by_hub();
  door_.count_by_hub(client.number);
}

void World::hub_step() {
  listening_.begin_step();
  (void)runner_.step(now_);
  listening_.end_step();
  if (!model_.are_dlines(door_.dlines())) fail("the gate was not told of the D-lines there are");
}

void World::time_passes() {
  std::uint64_t passed_ms = random_.below(200);
  if (random_.one_in(50)) passed_ms += random_.below(60'000);
  now_.mono_ms += passed_ms;
  // By it is known what is kept late: it goes on as the other does, or is set.
  if (!bounds_.keeps_past) passed_ms = random_.below(200);
  now_.wall_us += static_cast<std::int64_t>(passed_ms) * 1000;
  if (random_.one_in(50)) {
    const auto jump_us = (static_cast<std::int64_t>(random_.below(7'200'000)) - 3'600'000) * 1000;
    // Set back, it gives what is kept another order than it was told in.
    now_.wall_us += bounds_.keeps_past ? std::abs(jump_us) : jump_us;
  }
  loops_[random_.below(loops_.size())]->core.tick(now_);
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
