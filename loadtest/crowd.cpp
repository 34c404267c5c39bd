#include "loadtest/crowd.h"

#include <algorithm>
#include <cstddef>

#include "loadtest/clock.h"
#include "uvchat/base/utf8.h"

namespace uvchat::loadtest {
namespace {

// One read takes what a burst has left in the kernel, so the loop makes few of them.
constexpr std::size_t read_buffer_bytes = std::size_t{256} << 10;

constexpr int storm_clients_per_turn = 16;

}  // namespace

Crowd::Crowd(uv_loop_t& loop, const Scenario& scenario, const Layout& layout, LineCipher& cipher,
             Listener& listener)
    : loop_(loop),
      scenario_(scenario),
      layout_(layout),
      cipher_(cipher),
      listener_(listener),
      accounts_(scenario.accounts, scenario.account_password, scenario.resume),
      read_buffer_(read_buffer_bytes),
      clients_(scenario.clients),
      begun_ns_(scenario.clients),
      fates_(scenario.clients) {
  uv_idle_init(&loop_, &storm_turns_);
  storm_turns_.data = this;
}

std::unique_ptr<Client> Crowd::make(std::uint32_t number, const std::string& name) {
  return make_client({loop_, read_buffer_, *this, cipher_, accounts_, scenario_.tls}, scenario_,
                     number, layout_.seats[number], name);
}

// Who has an account has its name, which is nobody else's. Others who come back have a new name:
// the server may not have noticed yet that the old one is free.
std::string Crowd::name_of(std::uint32_t number) const {
  if (number < accounts_.count) return account_name(number);
  return "load" + std::to_string(number) + (storms_ > 0 ? "r" + std::to_string(storms_) : "");
}

// Passwords cost the server much, and it queues a few for each address; tokens cost nothing.
std::uint32_t Crowd::connect_batch() const {
  constexpr std::uint32_t passwords_at_once = 4;
  const bool says_passwords = accounts_.count > 0 && (!scenario_.resume || storms_ == 0);
  return says_passwords ? std::min(scenario_.connect_batch, passwords_at_once)
                        : scenario_.connect_batch;
}

Client& Crowd::add_client() {
  const std::uint32_t number = layout_.clients[connecting_.begun++];
  clients_[number] = make(number, name_of(number));
  begun_ns_[number] = hrtime_ns();
  return *clients_[number];
}

// The first client finds out which of the host's addresses answers; all others take that one.
void Crowd::connect_all() {
  Client& first = add_client();
  connecting_.first_ns = begun_ns_[first.number()];
  registering_.first_ns = connecting_.first_ns;
  first.connect(scenario_.host, scenario_.port);
}

void Crowd::connect_more() {
  while (!closing_ && connecting_.begun < size() &&
         connecting_.begun - registering_.done < connect_batch()) {
    connect(add_client().number());
  }
}

// From 127.0.0.1 and those that follow it: each has ports of its own.
void Crowd::connect(std::uint32_t number) {
  if (scenario_.source_addresses == 0) {
    clients_[number]->connect(address_, nullptr);
    return;
  }
  sockaddr_storage source{};
  auto& source4 = reinterpret_cast<sockaddr_in&>(source);
  source4.sin_family = AF_INET;
  source4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + number % scenario_.source_addresses);
  clients_[number]->connect(address_, &source);
}

void Crowd::end(Step& step, const Client& client, std::int64_t now_ns) {
  step.each.record(now_ns - begun_ns_[client.number()]);
  step.last_ns = now_ns;
  ++step.done;
}

void Crowd::on_connected(Client& client) {
  if (fates_[client.number()] == Fate::reconnects) return;
  end(connecting_, client, hrtime_ns());
  if (client.number() == layout_.clients.front()) {
    address_ = client.peer().value_or(sockaddr_storage{});
  }
}

void Crowd::on_registered(Client& client) {
  if (fates_[client.number()] == Fate::reconnects) {
    --reconnecting_;
    client.join();
    go_on_reconnecting();
    return;
  }
  end(registering_, client, hrtime_ns());
  if (registering_.done == size()) {
    listener_.on_all_registered();
  } else {
    connect_more();
  }
}

void Crowd::join_all() {
  joining_.first_ns = hrtime_ns();
  join_more();
}

void Crowd::join_more() {
  while (joining_.begun < size() && joining_.begun - joining_.done < scenario_.join_batch) {
    Client& next = *clients_[layout_.clients[joining_.begun++]];
    begun_ns_[next.number()] = hrtime_ns();
    next.join();
  }
}

void Crowd::on_joined(Client& client) {
  if (fates_[client.number()] != Fate::steady) {
    storm_done(client, Fate::steady);
    return;
  }
  end(joining_, client, hrtime_ns());
  if (joining_.done == size()) {
    listener_.on_all_joined();
  } else {
    join_more();
  }
}

void Crowd::on_bytes(Client& client, std::string_view bytes) { listener_.on_bytes(client, bytes); }

void Crowd::on_closed(Client& client, const client::Closed& closed) {
  const std::uint32_t number = client.number();
  if (closing_) return;
  switch (fates_[number]) {
    case Fate::leaves:
      fates_[number] = Fate::reconnects;
      to_reconnect_.push_back(number);
      go_on_reconnecting();
      break;
    case Fate::quits:
      ++gone_;
      storm_done(client, Fate::gone);
      break;
    case Fate::reads_slowly:
      ++gone_;
      ++dropped_;
      fates_[number] = Fate::gone;
      break;
    default:
      ++lost_;
      fates_[number] = Fate::gone;
      listener_.on_client_lost(client, closed);
  }
}

std::uint32_t Crowd::tokens() const {
  return static_cast<std::uint32_t>(
      std::count_if(accounts_.tokens.begin(), accounts_.tokens.end(),
                    [](const std::string& token) { return !token.empty(); }));
}

bool Crowd::ask_a_bystander() {
  const auto bystander =
      std::find_if(layout_.clients.rbegin(), layout_.clients.rend(), [&](std::uint32_t number) {
        return number >= scenario_.senders && fates_[number] == Fate::steady;
      });
  return bystander != layout_.clients.rend() && clients_[*bystander]->ask();
}

void Crowd::on_server_version(Client&, std::string_view version) {
  constexpr std::size_t shown_bytes_max = 100;
  if (server_version_.empty()) server_version_ = printable(utf8_cut(version, shown_bytes_max));
}

void Crowd::close_all() {
  closing_ = true;
  uv_close(reinterpret_cast<uv_handle_t*>(&storm_turns_), nullptr);
  for (const std::unique_ptr<Client>& client : clients_) {
    if (client != nullptr) client->close("the run is over");
  }
}

void Crowd::begin_storm(const std::vector<std::uint32_t>& clients, Fate fate) {
  storm_ = {};
  ++storms_;
  storm_.begun = static_cast<std::uint32_t>(clients.size());
  storm_.first_ns = hrtime_ns();
  for (const std::uint32_t number : clients) {
    fates_[number] = fate;
    begun_ns_[number] = storm_.first_ns;
  }
}

void Crowd::rejoin(const std::vector<std::uint32_t>& clients) {
  begin_storm(clients, Fate::rejoins);
  for (const std::uint32_t number : clients) clients_[number]->rejoin();
}

void Crowd::quit(const std::vector<std::uint32_t>& clients) {
  begin_storm(clients, Fate::quits);
  for (const std::uint32_t number : clients) clients_[number]->quit();
}

void Crowd::reconnect(const std::vector<std::uint32_t>& clients) {
  begin_storm(clients, Fate::leaves);
  to_leave_ = clients;
  go_on_reconnecting();
}

bool Crowd::may_reconnect() const {
  return !to_reconnect_.empty() && reconnecting_ < connect_batch();
}

void Crowd::go_on_reconnecting() {
  if (closing_) return;
  uv_idle_start(&storm_turns_,
                [](uv_idle_t* idle) { static_cast<Crowd*>(idle->data)->storm_turn(); });
}

void Crowd::storm_turn() {
  int left = storm_clients_per_turn;
  for (; !to_leave_.empty() && left > 0; --left) {
    clients_[to_leave_.back()]->close("it comes back");
    to_leave_.pop_back();
  }
  for (; may_reconnect() && left > 0; --left) {
    const std::uint32_t number = to_reconnect_.back();
    to_reconnect_.pop_back();
    ++reconnecting_;
    clients_[number] = make(number, name_of(number));
    connect(number);
  }
  if (to_leave_.empty() && !may_reconnect()) uv_idle_stop(&storm_turns_);
}

void Crowd::storm_done(const Client& client, Fate fate) {
  end(storm_, client, hrtime_ns());
  fates_[client.number()] = fate;
}

void Crowd::set_reading(const std::vector<std::uint32_t>& clients, bool reads) {
  for (const std::uint32_t number : clients) {
    if (!is_gone(number)) {
      fates_[number] = reads ? fates_[number] : Fate::reads_slowly;
      clients_[number]->set_reading(reads);
    }
  }
}

void Crowd::settle(std::uint32_t client) {
  if (!is_gone(client)) fates_[client] = Fate::steady;
}

}  // namespace uvchat::loadtest
