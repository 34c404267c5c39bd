#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/hub.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/log.h"

// Conversations with a hub: people say lines and hear lines, without sockets or clocks.
//
//   Conversation chat;
//   Person& alice = chat.registered("alice");
//   alice.says("JOIN #a");
//   alice.hears(":alice!~alice@* JOIN #a");

namespace uvchat::hub {

class Conversation;

class Person {
 public:
  Person(Conversation& chat, ConnId conn) : chat_(chat), conn_(conn) {}

  void says(std::string_view line);
  void says_too_much(std::string_view beginning);
  // The next line this person has not looked at; `*` in the pattern stands for anything.
  void hears(std::string_view pattern);
  // The lines up to and with one that matches.
  void hears_in_time(std::string_view pattern);
  void hears_nothing();
  void skips_all() { heard_.clear(); }
  std::string next_line();

  // Their send queue is full, as their loop says: it leaves out what they can fetch again.
  void stops_reading();
  void reads_again();
  const TimeSpan& skipped() const { return skipped_; }

  void goes(EndReason reason = EndReason::eof);
  bool closed() const { return closed_; }
  bool held() const { return held_; }
  std::uint32_t penalty_ms() const { return penalty_ms_; }
  // What this person heard last might have waited for what others hear.
  bool heard_what_can_wait() const { return heard_what_can_wait_; }
  ConnId conn() const { return conn_; }

 private:
  friend class Conversation;
  Conversation& chat_;
  ConnId conn_;
  std::deque<std::string> heard_;
  bool closed_ = false;
  bool held_ = false;
  bool heard_what_can_wait_ = false;
  bool reads_too_slowly_ = false;
  TimeSpan skipped_;
  std::uint32_t penalty_ms_ = 0;
};

// What the operator is warned of: "event key=value key=value", of fields that are texts.
class Warnings final : public LogSink {
 public:
  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override {
    if (level != LogLevel::warning) return;
    std::string& line = lines.emplace_back(event);
    for (const LogField& field : fields) {
      const auto* text = std::get_if<std::string_view>(&field.value);
      if (text != nullptr) line.append(" ").append(field.key).append("=").append(*text);
    }
  }

  std::vector<std::string> lines;
};

class Conversation {
 public:
  static constexpr std::uint8_t loops = 2;

  explicit Conversation(HubSettings settings = some_settings())
      : hub_(std::move(settings), HashKey{1, 2, 3}, 42, now_, log_) {}

  static HubSettings some_settings() {
    HubSettings settings;
    settings.server_name = "srv";
    settings.loops = loops;
    settings.page_entries_max = 250;  // a crowd of a thousand has several pages
    settings.operators = {{"admin", "$argon2id$of-admin"}};
    settings.listeners = {{SessionKind::irc, {}}, {SessionKind::classroom, "#lobby"}};
    return settings;
  }

  // Somebody whose connection was accepted; on the loops in turn.
  Person& connected(std::uint8_t listener = 0, std::string_view address = "192.0.2.7");
  // The next tenant of a slot.
  Person& connected_as(ConnId conn, std::uint8_t listener = 0,
                       std::string_view address = "192.0.2.7");
  // Somebody who has registered as `nick`, with these capabilities, and has read the welcome.
  Person& registered(std::string_view nick, std::string_view caps = {},
                     std::string_view address = "192.0.2.7");
  // Makes somebody who has registered an operator.
  void make_operator(Person& person);
  // With TLS; the client may have shown a certificate of this fingerprint.
  Person& connected_with_tls(const std::optional<Hello::Fingerprint>& certificate = {});
  // By a proxy that has lent it its address (Hello::is_borrowed).
  Person& connected_with_borrowed(std::string_view address);
  // Of whom the loop knows this, besides the address.
  Person& connected_with(const Hello& hello, std::string_view address = "192.0.2.7");
  // With TLS, registered, and has read the welcome.
  Person& registered_with_tls(std::string_view nick);
  // A client of the classroom, which says nothing when it connects.
  Person& classroom() { return connected(1); }

  void apply(EventKind kind, ConnId conn, std::uint8_t detail, std::string_view payload);
  // Without what was said then.
  void drains(ConnId conn, const TimeSpan& skipped);
  // The hub is not run for so long.
  void stalls_ms(std::uint64_t ms) {
    now_.mono_ms += ms;
    now_.wall_us += static_cast<std::int64_t>(ms) * 1000;
  }
  void waits_ms(std::uint64_t ms);
  // Long answers do not get on, as where the hub has too much else to do.
  void pages_wait(bool wait) { bound_.pages_wait = wait; }
  void shuts_down();
  void answered(const Answer& answer);
  // The configuration was read again, though nobody here has asked for it.
  void takes_settings(const HubSettings& settings);
  const std::vector<std::string>& warnings() const { return log_.lines; }
  // What the server was asked for since the last look, of kind R; the rest is dropped, but for
  // operators' deeds, which deeds() has.
  template <typename R>
  std::vector<R> requests() {
    std::vector<R> found;
    for (Request& request : hub_.take_requests()) {
      if (const auto* ask = std::get_if<AskStore>(&request);
          ask != nullptr && std::holds_alternative<store::NoteDeed>(ask->request)) {
        deeds_.push_back(std::get<store::NoteDeed>(ask->request).deed);
        continue;
      }
      if (R* wanted = std::get_if<R>(&request)) found.push_back(std::move(*wanted));
    }
    return found;
  }
  // Since the last look; other requests are dropped.
  std::vector<store::Deed> deeds() {
    requests<AskStore>();
    return std::exchange(deeds_, {});
  }
  // The one request of kind R.
  template <typename R>
  R request() {
    auto asked = requests<R>();
    EXPECT_EQ(asked.size(), 1U);
    return asked.empty() ? R() : std::move(asked.front());
  }
  void under_pressure(bool pressed) { batch_.under_pressure = pressed; }
  Hub& hub() { return hub_; }
  // How many the last thing that happened took.
  std::size_t ticks() const { return ticks_; }

  Now now_{1'000'000, 1'790'000'000'123'000};

 private:
  // All the time that there is, but for pages that are to wait.
  struct Bound final : WorkBound {
    void begin(std::uint64_t us) override { reached_ = pages_wait && us == limits::pages_us_max; }
    bool reached() override { return reached_; }

    bool pages_wait = false;

   private:
    bool reached_ = false;
  };

  void begin_batch(ConnId conn);
  void finish_step();
  void deliver_all();
  void deliver(const DeliveryBatch& batch);
  void hear(ConnId conn, std::string_view bytes);

  Warnings log_;
  Hub hub_;
  Bound bound_;
  EventBatch batch_;
  Hello hello_;  // of the next connection, but for its address
  std::map<ConnId, std::unique_ptr<Person>> people_;
  std::uint32_t next_slot_ = 0;
  std::size_t ticks_ = 0;
  std::vector<store::Deed> deeds_;
};

}  // namespace uvchat::hub
