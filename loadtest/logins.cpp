#include "loadtest/logins.h"

#include <cmath>
#include <utility>

#include "client/irc_client.h"
#include "client/sasl.h"
#include "loadtest/account_login.h"
#include "loadtest/client.h"
#include "loadtest/clock.h"

namespace uvchat::loadtest {
namespace {

constexpr std::uint64_t tick_ms = 5;

sockaddr_storage address_of(const std::string& text) {
  sockaddr_storage address{};
  if (uv_ip4_addr(text.c_str(), 0, reinterpret_cast<sockaddr_in*>(&address)) != 0) {
    uv_ip6_addr(text.c_str(), 0, reinterpret_cast<sockaddr_in6*>(&address));
  }
  return address;
}

}  // namespace

// One login, from the connect to the answer.
class Logins::Attempt final : private client::IrcClient::Listener {
 public:
  Attempt(Logins& logins, std::uint64_t number, std::int64_t due_ns, bool is_right)
      : logins_(logins),
        number_(number),
        due_ns_(due_ns),
        is_right_(is_right),
        session_(logins.loop_, logins.read_buffer_, *this,
                 {"login" + std::to_string(number), "load", "uvchat loadgen"}, {"sasl"}) {
    equip(session_, logins.scenario_);
  }

  void connect(const sockaddr_storage& server, const sockaddr_storage* source) {
    session_.connect(server, source);
  }
  void close() { session_.close(); }

  std::int64_t due_ns() const { return due_ns_; }
  bool is_right() const { return is_right_; }

 private:
  bool on_negotiated(client::IrcClient& session) override {
    if (session.has_capability("sasl")) {
      session.send_line(exchange_.begin(client::mechanism_plain));
    } else {
      session.close();
    }
    return false;
  }
  void on_registered(client::IrcClient& session) override { session.close(); }
  void on_nick_refused(client::IrcClient&, const irc::Message&) override {}
  void on_line(client::IrcClient& session, const irc::Message& message) override {
    const auto step = exchange_.take(message);
    if (step == client::SaslExchange::Step::say_message) {
      const auto account = static_cast<std::uint32_t>(number_ % logins_.scenario_.accounts);
      const std::string password = logins_.scenario_.account_password;
      for (const std::string& line : client::authenticate_lines(client::plain_message(
               account_name(account), is_right_ ? password : "not " + password))) {
        session.send_line(line);
      }
    } else if (step != client::SaslExchange::Step::nothing) {
      logins_.answered(
          *this, step == client::SaslExchange::Step::logged_in,
          message.param_count > 0 ? message.param(message.param_count - 1) : std::string_view());
      session.close();
    }
  }
  void on_closed(client::IrcClient&, const client::Closed&) override {
    logins_.ended(number_);  // the last thing: it destroys this attempt
  }

  Logins& logins_;
  std::uint64_t number_;
  std::int64_t due_ns_;
  bool is_right_;
  client::SaslExchange exchange_;
  client::IrcClient session_;
};

Logins::Logins(uv_loop_t& loop, std::span<char> read_buffer, const Scenario& scenario)
    : loop_(loop), read_buffer_(read_buffer), scenario_(scenario) {
  for (const std::string& from : scenario.login_sources) sources_.push_back(address_of(from));
  uv_timer_init(&loop_, &timer_);
  timer_.data = this;
}

Logins::~Logins() = default;

void Logins::start(const Phase& phase, const sockaddr_storage& server) {
  if (phase.logins_per_s == 0) return;
  server_ = server;
  rate_per_s_ = phase.logins_per_s;
  wrong_share_ = phase.wrong_share;
  started_ns_ = hrtime_ns();
  begun_in_phase_ = 0;
  uv_timer_start(&timer_, &Logins::on_tick, 0, tick_ms);
}

void Logins::stop() {
  if (started_ns_ == 0) return;
  measured_ns_ += hrtime_ns() - std::exchange(started_ns_, 0);
  uv_timer_stop(&timer_);
}

void Logins::close() {
  stop();
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
  for (const auto& [number, attempt] : open_) attempt->close();
}

void Logins::on_tick(uv_timer_t* timer) { static_cast<Logins*>(timer->data)->tick(); }

void Logins::tick() {
  const std::int64_t now_ns = hrtime_ns();
  for (;; ++begun_in_phase_) {
    const auto after_ns =
        static_cast<std::int64_t>(static_cast<double>(begun_in_phase_) * 1e9 / rate_per_s_);
    if (started_ns_ + after_ns > now_ns) return;
    begin(started_ns_ + after_ns);
  }
}

// The wrong ones are spread evenly. A server that answers none makes no more connections than there
// may be at once.
void Logins::begin(std::int64_t due_ns) {
  const std::uint64_t number = begun_++;
  const auto wrong_until = [this](std::uint64_t count) {
    return std::floor(static_cast<double>(count) * wrong_share_);
  };
  if (open_.size() >= open_max) return;
  const bool is_right = wrong_until(number + 1) == wrong_until(number);
  auto attempt = std::make_unique<Attempt>(*this, number, due_ns, is_right);
  Attempt& begun = *attempt;
  open_.emplace(number, std::move(attempt));
  begun.connect(server_, sources_.empty() ? nullptr : &sources_[number % sources_.size()]);
}

void Logins::answered(const Attempt& attempt, bool let_in, std::string_view said) {
  if (let_in) {
    ++report_.let_in;
    report_.each.record(hrtime_ns() - attempt.due_ns());
  } else {
    ++report_.refused;
    report_.refused_right += attempt.is_right() ? 1 : 0;
    report_.held_back += said.find("too many wrong passwords") != std::string_view::npos ? 1 : 0;
  }
}

void Logins::ended(std::uint64_t number) { open_.erase(number); }

LoginReport Logins::report() const {
  LoginReport report = report_;
  const std::int64_t now_ns = started_ns_ != 0 ? hrtime_ns() - started_ns_ : 0;
  report.measured_s = static_cast<double>(measured_ns_ + now_ns) / 1e9;
  report.unanswered = begun_ - report.let_in - report.refused;
  return report;
}

}  // namespace uvchat::loadtest
