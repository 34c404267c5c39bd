#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t at = star; at <= text.size(); ++at) {
    if (matches(rest, text.substr(at))) return true;
  }
  return false;
}

}  // namespace

void Person::says(std::string_view line) { chat_.apply(EventKind::line, conn_, 0, line); }

void Person::says_too_much(std::string_view beginning) {
  chat_.apply(EventKind::line, conn_, static_cast<std::uint8_t>(LineFlaw::too_long), beginning);
}

void Person::stops_reading() {
  reads_too_slowly_ = true;
  chat_.apply(EventKind::stalled, conn_, 0, {});
}

void Person::reads_again() {
  reads_too_slowly_ = false;
  chat_.drains(conn_, std::exchange(skipped_, {}));
}

void Person::goes(EndReason reason) {
  chat_.apply(EventKind::ended, conn_, static_cast<std::uint8_t>(reason), {});
}

std::string Person::next_line() {
  if (heard_.empty()) return {};
  std::string line = std::move(heard_.front());
  heard_.pop_front();
  return line;
}

void Person::hears(std::string_view pattern) {
  const std::string line = next_line();
  EXPECT_TRUE(matches(pattern, line)) << "expected: " << pattern << "\nheard:    " << line;
}

void Person::hears_in_time(std::string_view pattern) {
  while (!heard_.empty()) {
    if (matches(pattern, next_line())) return;
  }
  ADD_FAILURE() << "never heard: " << pattern;
}

void Person::hears_nothing() {
  EXPECT_THAT(heard_, testing::IsEmpty());
  heard_.clear();
}

Person& Conversation::connected(std::uint8_t listener, std::string_view address) {
  const std::uint32_t slot = next_slot_ / loops;
  const ConnId conn(static_cast<std::uint8_t>(next_slot_++ % loops), slot, 1);
  return connected_as(conn, listener, address);
}

Person& Conversation::connected_as(ConnId conn, std::uint8_t listener, std::string_view address) {
  Person& person = *people_.emplace(conn, std::make_unique<Person>(*this, conn)).first->second;
  apply(EventKind::opened, conn, listener, address);
  return person;
}

Person& Conversation::connected_with(const Hello& hello, std::string_view address) {
  hello_ = hello;
  Person& person = connected(0, address);
  hello_ = {};
  return person;
}

Person& Conversation::connected_with_tls(const std::optional<Hello::Fingerprint>& certificate) {
  return connected_with({{}, true, certificate});
}

Person& Conversation::connected_with_borrowed(std::string_view address) {
  Hello hello;
  hello.is_borrowed = true;
  return connected_with(hello, address);
}

Person& Conversation::registered_with_tls(std::string_view nick) {
  Person& person = connected_with_tls();
  person.says("NICK " + std::string(nick));
  person.says("USER " + std::string(nick) + " 0 * :" + std::string(nick));
  person.hears_in_time("* MODE " + std::string(nick) + " +Z");
  return person;
}

Person& Conversation::registered(std::string_view nick, std::string_view caps,
                                 std::string_view address) {
  Person& person = connected(0, address);
  if (!caps.empty()) person.says("CAP REQ :" + std::string(caps));
  person.says("NICK " + std::string(nick));
  person.says("USER " + std::string(nick) + " 0 * :" + std::string(nick));
  if (!caps.empty()) person.says("CAP END");
  person.hears_in_time("* 422 *");
  return person;
}

void Conversation::make_operator(Person& person) {
  person.says("OPER admin right");
  const auto asked = requests<CheckPassword>();
  ASSERT_EQ(asked.size(), 1U);
  answered(PasswordChecked{asked.front().ticket, PasswordVerdict::match});
  person.hears_in_time("* MODE * +os");
}

void Conversation::begin_batch(ConnId conn) {
  batch_.loop = conn.loop();
  batch_.bytes.clear();
  batch_.hellos.clear();
  batch_.skipped.clear();
  batch_.events.clear();
}

void Conversation::drains(ConnId conn, const TimeSpan& skipped) {
  begin_batch(conn);
  batch_.add_drained(conn, skipped);
  hub_.apply(batch_, batch_.events.front(), now_);
  finish_step();
}

void Conversation::apply(EventKind kind, ConnId conn, std::uint8_t detail,
                         std::string_view payload) {
  begin_batch(conn);
  if (kind == EventKind::opened) {
    hello_.address = *Address::parse(payload);
    batch_.add_opened(detail, conn, hello_);
  } else {
    batch_.add(kind, detail, conn, payload);
  }
  hub_.apply(batch_, batch_.events.front(), now_);
  finish_step();
}

void Conversation::waits_ms(std::uint64_t ms) {
  now_.mono_ms += ms;
  now_.wall_us += static_cast<std::int64_t>(ms) * 1000;
  finish_step();
}

// Answers in several pages go on with ticks: nobody waits for time to pass.
void Conversation::finish_step() {
  deliver_all();
  ticks_ = 0;
  bool more = true;
  while (more) {
    more = hub_.tick(now_, bound_);
    ++ticks_;
    deliver_all();
    if (bound_.pages_wait) break;
  }
}

void Conversation::answered(const Answer& answer) {
  hub_.answered(answer, now_);
  finish_step();
}

void Conversation::takes_settings(const HubSettings& settings) {
  answered(SettingsReloaded{{}, std::make_shared<HubSettings>(settings), {}, {}});
}

void Conversation::shuts_down() {
  hub_.shut_down(now_);
  deliver_all();
}

void Conversation::deliver_all() {
  hub_.check_invariants();
  for (std::uint8_t loop = 0; loop < loops; ++loop) {
    DeliveryBatch batch = hub_.outbox().take(loop);
    deliver(batch);
    hub_.outbox().give_back(std::move(batch));
  }
  EXPECT_TRUE(hub_.outbox().empty());
}

void Conversation::deliver(const DeliveryBatch& batch) {
  for (const Effect& effect : batch.effects) {
    switch (effect.kind) {
      case EffectKind::deliver_one:
        hear(effect.conn, batch.slice(effect));
        people_.at(effect.conn)->heard_what_can_wait_ = false;
        break;
      case EffectKind::deliver_list: {
        const DeliveryBatch::List list = batch.lists[effect.value];
        for (std::uint32_t i = 0; i < list.count; ++i) {
          const ConnId receiver = batch.receivers[list.first + i];
          if (receiver == effect.conn) continue;
          Person& person = *people_.at(receiver);
          if (person.reads_too_slowly_ && !effect.said.empty()) {
            person.skipped_.extend(effect.said);
            continue;
          }
          hear(receiver, batch.slice(effect));
          person.heard_what_can_wait_ = effect.can_wait;
        }
        break;
      }
      case EffectKind::close:
        people_.at(effect.conn)->closed_ = true;
        break;
      case EffectKind::penalty:
        people_.at(effect.conn)->penalty_ms_ += effect.value;
        break;
      case EffectKind::hold:
        people_.at(effect.conn)->held_ = true;
        break;
      case EffectKind::release:
        people_.at(effect.conn)->held_ = false;
        break;
    }
  }
}

void Conversation::hear(ConnId conn, std::string_view bytes) {
  Person& person = *people_.at(conn);
  EXPECT_FALSE(person.closed_) << "told after its close: " << bytes;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    ASSERT_NE(end, std::string_view::npos) << "a line without its end";
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    person.heard_.emplace_back(line);
  }
}

}  // namespace uvchat::hub
