#include "tests/fuzz/hub_crowd.h"

#include <algorithm>
#include <utility>

#include "tests/fuzz/hub_line.h"
#include "tests/fuzz/hub_settings.h"
#include "tests/fuzz/words.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/capabilities.h"

namespace uvchat::fuzz {
namespace {

constexpr std::uint8_t loops = 2;
// More, and somebody is never answered.
constexpr std::size_t ticks_max = 100'000;
constexpr std::size_t rounds_max = 1'000;

constexpr std::array<std::string_view, 6> addresses = {
    "192.0.2.7", "192.0.2.8", "198.51.100.1", "2001:db8::7", "2001:db8:0:1::8", "::ffff:192.0.2.9"};

// "0 CAPS" stands for a request of all capabilities.
constexpr std::string_view beginning =
    "+0 0 0\n0 PASS sesame\n0 NICK ana\n0 USER ana 0 * :Ana\n"
    "+1 0 1 2\n1 PASS sesame\n1 CAPS\n1 NICK luis\n1 USER luis 0 * :Luis\n1 CAP END\n"
    "+2 0 0\n2 PASS sesame\n2 NICK root\n2 USER root 0 * :Root\n2 OPER admin right\n*m\n"
    "+3 0 3\n3 PASS sesame\n3 NICK eva\n3 USER eva 0 * :Eva\n"
    "+4 0 2\n4 PASS sesame\n4 WEBIRC gate web host 203.0.113.5\n4 CAPS\n4 NICK web\n"
    "4 USER web 0 * :Web\n4 CAP END\n"
    "+5 1 4\n"
    "+6 0 5 1\n6 PASS sesame\n6 CAPS\n6 NICK juan\n6 USER juan 0 * :Juan\n6 CAP END\n"
    "+7 0 1 2\n"
    ".1\n";

hub::HubSettings settings_of(std::string_view words) {
  hub::HubSettings settings;
  settings.server_name = "srv";
  settings.loops = loops;
  settings.listeners = {{hub::SessionKind::irc, {}}, {hub::SessionKind::classroom, "#lobby"}};
  settings.operators = {{"admin", "$argon2id$of-admin"}};
  settings.webirc = {{"gate", {*Network::parse("198.51.100.0/24")}}};
  settings.address_limits.throttle.enabled = false;
  settings.accounts.allow_clear = true;
  settings.uploads.url = "https://files.example.org/upload";
  settings.channels_per_user_max = 6;
  settings.list_entries_max = 4;
  settings.monitor_max = 5;
  settings.whowas_max = 5;
  settings.page_entries_max = 3;
  settings.outbox_expanded_bytes_max = 20'000;
  while (!words.empty()) take_word(settings, next_word(words));
  return settings;
}

std::string request_of_all() {
  std::string request = "CAP REQ :";
  for (const std::string_view cap : irc::capability_names) {
    if (cap != "draft/relaymsg") request.append(cap).append(" ");  // it may not be offered
  }
  return request;
}

// What a reload leaves as it was.
void keep_what_is_fixed(hub::HubSettings& fresh, const hub::HubSettings& running) {
  fresh.server_name = running.server_name;
  fresh.network = running.network;
  fresh.why_bans_are_unkept = running.why_bans_are_unkept;
  fresh.cloak_hosts = running.cloak_hosts;
  fresh.casemapping = running.casemapping;
  fresh.nick_chars_max = running.nick_chars_max;
  fresh.channel_chars_max = running.channel_chars_max;
  fresh.page_entries_max = running.page_entries_max;
}

// "<ab*3>" becomes "ababab".
std::string expanded(std::string_view text) {
  constexpr std::size_t bytes_max = limits::client_line_bytes_max + 100;
  std::string out;
  while (!text.empty() && out.size() < bytes_max) {
    const std::string_view plain = text.substr(0, text.find('<'));
    out += plain;
    text.remove_prefix(plain.size());
    if (text.empty()) break;
    const std::size_t star = text.find('*');
    const std::size_t end = text.find('>');
    if (end == text.npos || star > end || star < 2) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    const std::string_view unit = text.substr(1, star - 1);
    const std::uint64_t count = number(text.substr(star + 1, end - star - 1));
    for (std::uint64_t i = 0; i < count && out.size() < bytes_max; ++i) out += unit;
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

// Each run pays for the beginning, which is always the same: it is played unchecked.
Crowd::Crowd(std::string_view settings_words)
    : settings_(settings_of(settings_words)), hub_(settings_, HashKey{1, 2, 3}, 42, now_, log_) {
  play_all(beginning);
  checked_ = true;
}

void Crowd::play_all(std::string_view script) {
  while (!script.empty()) {
    const std::string_view line = script.substr(0, script.find('\n'));
    script.remove_prefix(line.size() + 1);
    play(line.ends_with("CAPS") ? std::string(line.substr(0, 2)) + request_of_all()
                                : std::string(line));
  }
}

void Crowd::play(std::string_view line) {
  if (line.size() < 2 && line != "^") return;
  const std::string_view rest = line.substr(1);
  const auto index = static_cast<std::size_t>((rest.empty() ? '0' : rest.front()) - '0');
  Person* const person = index < people_.size() ? &people_[index] : nullptr;
  const std::string_view words = rest.empty() ? rest : rest.substr(1);
  switch (line.front()) {
    case '+':
      return person == nullptr ? void() : connect(*person, words);
    case '-':
      return person == nullptr ? void() : goes(*person, static_cast<EndReason>(number(words) % 5));
    case '!':
    case '?':
      return person == nullptr ? void() : queue_is_full(*person, line.front() == '!');
    case '.':
      return time_passes(rest);
    case '*':
      return server_answers(rest);
    case '&':
      return bans_are_saved(rest);
    case '%':
      return settings_are_reloaded(rest);
    case '@':
      return errand_comes(rest);
    case '^':
      under_pressure_ = !under_pressure_;
      return;
    default:
      break;
  }
  const auto speaker = static_cast<std::size_t>(line.front() - '0');
  if (speaker < people_.size() && line[1] == ' ') says(people_[speaker], line.substr(2));
}

void Crowd::connect(Person& person, std::string_view words) {
  if (person.open) return;  // its slot is in use
  const auto place = static_cast<std::size_t>(&person - people_.data());
  const auto listener = static_cast<std::uint8_t>(number(next_word(words)) % 2);
  const std::string_view address = addresses[number(next_word(words)) % addresses.size()];
  Hello hello{*Address::parse(address), false, {}};
  const std::uint64_t tls = number(next_word(words)) % 3;
  hello.tls = tls > 0;
  if (tls == 2) hello.certificate.emplace().fill(7);
  const ConnId conn(static_cast<std::uint8_t>(place % loops),
                    static_cast<std::uint32_t>(place / loops), person.conn.generation() + 1);
  person = {conn, listener == 1, true, false, false, false};
  batch_.clear();
  batch_.add_opened(listener, conn, hello);
  apply_batch(conn);
}

// Lines that are on their way when the hub closes the connection still come.
void Crowd::says(Person& person, std::string_view text) {
  if (!person.conn || person.ended) return;
  std::string line = expanded(text);
  std::erase(line, '\n');
  if (person.classroom) {
    std::erase_if(line, [](char c) { return c == '\r' || c == '\0'; });
    if (!utf8_valid(line)) line = utf8_mended(line);
    line = utf8_cut(line, limits::classroom_message_bytes_max);
    if (!line.empty()) apply(EventKind::line, person.conn, 0, line);
    return;
  }
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) return;
  const bool too_long = line.size() >= limits::client_line_bytes_max;
  if (too_long) line.resize(limits::line_bytes_max);
  const LineFlaw flaw = too_long ? LineFlaw::too_long : LineFlaw::none;
  apply(EventKind::line, person.conn, static_cast<std::uint8_t>(flaw), line);
}

void Crowd::goes(Person& person, EndReason reason) {
  if (!person.conn || std::exchange(person.ended, true)) return;
  apply(EventKind::ended, person.conn, static_cast<std::uint8_t>(reason), {});
}

void Crowd::queue_is_full(Person& person, bool full) {
  if (!person.open || person.ended || person.stalled == full) return;
  person.stalled = full;
  apply(full ? EventKind::stalled : EventKind::drained, person.conn, 0, {});
}

void Crowd::time_passes(std::string_view words) {
  constexpr std::uint64_t ms_max = 600'000;
  const std::uint64_t ms = std::min(number(next_word(words)), ms_max);
  patience_.looks = number(next_word(words));
  now_.mono_ms += ms;
  now_.wall_us += static_cast<std::int64_t>(ms) * 1000;
  tick();
}

bool Crowd::tick() {
  const bool more = hub_.tick(now_, patience_);
  finish_step();
  return more;
}

// "m": all is well; "x": it is not; anything else: it cannot be done. "u": and it is not
// known; "d": the answer comes twice; "w": with a ticket that nobody has.
void Crowd::server_answers(std::string_view words) {
  if (asked_.empty()) return;
  const bool again = words.find('d') != words.npos;
  Answer answer = asked_.front();
  if (!again) asked_.erase(asked_.begin());
  const bool well = words.starts_with('m');
  const bool badly = words.starts_with('x');
  if (auto* checked = std::get_if<PasswordChecked>(&answer); checked != nullptr && !well) {
    checked->verdict = badly ? PasswordVerdict::mismatch : PasswordVerdict::busy;
  } else if (auto* scram = std::get_if<ScramChecked>(&answer); scram != nullptr && !well) {
    scram->verdict = badly ? PasswordVerdict::mismatch : PasswordVerdict::busy;
  } else if (auto* hashed = std::get_if<PasswordHashed>(&answer); hashed != nullptr && !well) {
    hashed->hash.clear();
  } else if (auto* stored = std::get_if<StoreAnswered>(&answer); stored != nullptr && !well) {
    stored->answer = {badly ? store::Outcome::taken : store::Outcome::unavailable, "it is full"};
    stored->answer.in_doubt = words.find('u') != words.npos;
  }
  const bool wrong_ticket = words.find('w') != words.npos;
  if (wrong_ticket) std::visit([](auto& kind) { ++kind.ticket.number; }, answer);
  hub_.answered(answer, now_);
  finish_step();
}

void Crowd::bans_are_saved(std::string_view words) {
  const bool all = words.starts_with('s') || words.starts_with('f');
  const std::vector<std::uint64_t> tickets =
      all ? std::exchange(changes_, {}) : std::vector<std::uint64_t>{number(words)};
  const store::Answer answer = words.starts_with('f')
                                   ? store::unavailable("the disk is full")
                                   : store::Answer{.outcome = store::Outcome::done};
  for (const std::uint64_t ticket : tickets) {
    hub_.answered(StoreAnswered{{ConnId(), ticket}, answer}, now_);
  }
  finish_step();
}

void Crowd::settings_are_reloaded(std::string_view words) {
  SettingsReloaded reloaded;
  reloaded.ticket = std::exchange(reloading_, {});
  if (words.starts_with('-')) {
    reloaded.error = "limits: unknown key";
  } else {
    auto settings = std::make_shared<hub::HubSettings>(settings_of(words));
    keep_what_is_fixed(*settings, settings_);
    reloaded.settings = std::move(settings);
    reloaded.needs_restart = {"listen"};
  }
  hub_.answered(reloaded, now_);
  finish_step();
}

void Crowd::apply(EventKind kind, ConnId conn, std::uint8_t detail, std::string_view payload) {
  batch_.clear();
  batch_.add(kind, detail, conn, payload);
  apply_batch(conn);
}

void Crowd::apply_batch(ConnId conn) {
  batch_.loop = conn.loop();
  batch_.under_pressure = under_pressure_;
  hub_.apply(batch_, batch_.events.front(), now_);
  finish_step();
}

void Crowd::finish_step() {
  if (checked_) hub_.check_invariants();
  take_requests();
  for (std::uint8_t loop = 0; loop < loops; ++loop) {
    DeliveryBatch batch = hub_.outbox().take(loop);
    deliver(batch);
    hub_.outbox().give_back(std::move(batch));
  }
  UVCHAT_ASSERT(hub_.outbox().empty());
}

void Crowd::deliver(const DeliveryBatch& batch) {
  for (const Effect& effect : batch.effects) {
    if (effect.kind == EffectKind::deliver_one) {
      hear(effect.conn, batch.slice(effect));
    } else if (effect.kind == EffectKind::deliver_list) {
      const DeliveryBatch::List list = batch.lists[effect.value];
      for (std::uint32_t i = 0; i < list.count; ++i) {
        const ConnId receiver = batch.receivers[list.first + i];
        if (receiver != effect.conn) hear(receiver, batch.slice(effect));
      }
    } else {
      Person& person = named(effect.conn);
      UVCHAT_ASSERT(person.open);
      if (effect.kind == EffectKind::close) person.open = person.stalled = false;
      if (effect.kind == EffectKind::hold) UVCHAT_ASSERT(!std::exchange(person.held, true));
      if (effect.kind == EffectKind::release) UVCHAT_ASSERT(std::exchange(person.held, false));
    }
  }
}

void Crowd::hear(ConnId conn, std::string_view slice) {
  const Person& person = named(conn);
  UVCHAT_ASSERT(person.open);
  person.classroom ? check_classroom_slice(slice) : check_irc_slice(slice);
}

Crowd::Person& Crowd::named(ConnId conn) {
  Person& person = people_.at(conn.slot() * std::size_t{loops} + conn.loop());
  UVCHAT_ASSERT(person.conn == conn);
  return person;
}

// No more passwords are answered: one after the other runs into its deadline.
void Crowd::end() {
  for (Person& person : people_) queue_is_full(person, false);
  patience_.looks = 0;
  const auto waits = [](const Person& person) { return person.open && person.held; };
  std::size_t rounds = 0;
  do {
    UVCHAT_ASSERT(++rounds < rounds_max);
    now_.mono_ms += limits::answer_ms_max;
    std::size_t ticks = 0;
    while (tick()) UVCHAT_ASSERT(++ticks < ticks_max);
  } while (std::any_of(people_.begin(), people_.end(), waits));
  hub_.shut_down(now_);
  finish_step();
  for (const Person& person : people_) UVCHAT_ASSERT(!person.open);
  UVCHAT_ASSERT(hub_.session_count() == 0 && hub_.channel_count() <= saved_rooms_);
}

}  // namespace uvchat::fuzz
