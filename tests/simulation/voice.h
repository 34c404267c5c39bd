#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/simulation/memory.h"

namespace uvchat::simulation {

// Who is told what, and in which form.
class Voice : public Memory {
 public:
  // In an expected line what only the hub can know: at its end any rest, elsewhere a message id.
  static constexpr char any = '\x1a';

  using Memory::Memory;

  static bool matches(std::string_view expected, std::string_view line);
  // A promise that the hub's way of doing things does not keep; empty: none.
  const std::string& broken() const { return broken_; }

 protected:
  Person& me() { return person_of(*caller_); }
  const Person& me() const { return person_of(*caller_); }
  void breaks(const std::string& promise);
  void judge(const Session& s, const Saying& saying);
  void tell(Session& s, const Saying& saying, const std::string& extra = {});
  // For what is judged otherwise.
  static void tell_unjudged(Session& s, const Saying& saying, const std::string& extra);
  // All sessions but `except`, which may be null.
  void tell_all_of(const Person& p, const Saying& saying, const Session* except);
  Saying said(std::string body) const { return {std::move(body), now_.wall_ms()}; }
  // What somebody does; and what a classroom hears of it.
  Saying event_of(const Person& p, std::string body) const;
  Saying event(std::string body) const { return event_of(me(), std::move(body)); }
  Saying event(std::string body, std::string classroom) const;
  Saying joining(const Person& p, const Channel& channel) const;
  void reply(const Saying& saying);
  void numeric(const std::string& number_and_rest);
  void no_such_nick(std::string_view nick);
  void no_such_channel(std::string_view name);
  void not_operator(const Channel& channel);
  void say_logged_in(const Account& account);
  static Saying with_code(Saying saying, const std::string& code);
  void service_says(const std::string& service, const std::vector<std::string>& texts);
  void tell_user_modes(const std::string& changes);
  // Others may not hear a password on its way.
  bool hears_password() const { return house_.hears_passwords || caller_->tls; }
  // All of their connections are over TLS; or are from now on, or no longer.
  bool is_secure(const Person& p) const;
  void tell_secure(const Person& p, bool secure);
  void say_first(const std::string& tag, std::vector<std::string> opening);
  void open_batch();
  void end_step();
  void tell_channel(const Channel& channel, const Saying& saying);
  void tell_about(const Channel& channel, const Person& about, const Saying& saying);
  void tell_neighbours(const Person& p, const Saying& saying, const Session* except);
  // When the last of what is told to all was said there.
  std::int64_t spoken_us(const Channel& channel) const;
  // It has read slowly, and was not sent what was said at this time; empty: it was sent all.
  void tell_left_out(Session& s, const TimeSpan& left_out);
};

}  // namespace uvchat::simulation
