// CAP: which extensions there are, and which a session uses.

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <string>
#include <vector>

#include "hub/commands/caps.h"
#include "hub/commands/handlers.h"
#include "hub/commands/login.h"
#include "hub/commands/registration.h"
#include "hub/word_lines.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

using irc::Capability;
using irc::CapabilitySet;
using irc::Numeric;

// The version from which values, several lines and cap-notify are understood.
constexpr unsigned version_302 = 302;

// --- What is offered

bool offered(Capability capability, const HubSettings& settings) {
  if (capability == Capability::relaymsg) return settings.relaymsg.enabled;
  if (capability == Capability::account_registration) {
    return settings.accounts.who_registers != WhoRegisters::nobody;
  }
  if (capability == Capability::authtoken) return !settings.uploads.url.empty();
  if (capability == Capability::message_redaction) {
    return settings.history.enabled && settings.history.redaction;
  }
  constexpr std::array of_history{Capability::chathistory, Capability::event_playback,
                                  Capability::read_marker, Capability::search};
  if (std::find(of_history.begin(), of_history.end(), capability) != of_history.end()) {
    return settings.history.enabled;
  }
  return true;
}

std::string registration_value(const AccountSettings& settings) {
  return std::string(settings.before_connect ? "before-connect," : "") +
         (settings.email_required ? "email-required," : "") + "custom-account-name" +
         (settings.who_registers == WhoRegisters::invited ? ",uvchat/invitation-required" : "") +
         (settings.password_bytes_min > 1
              ? ",uvchat/password-bytes-min=" + std::to_string(settings.password_bytes_min)
              : "");
}

// What is offered to a session: by the settings, and by whether its client has shown a certificate.
struct Offer {
  const HubSettings& settings;
  bool has_certificate;
};

std::string value_of(Capability capability, const Offer& offer) {
  const HubSettings& settings = offer.settings;
  if (capability == Capability::multiline) {
    return "max-bytes=" + std::to_string(settings.multiline_bytes_max) +
           ",max-lines=" + std::to_string(settings.multiline_lines_max);
  }
  if (capability == Capability::sasl) {
    return std::string(sasl_mechanisms(settings.accounts, offer.has_certificate));
  }
  if (capability == Capability::account_registration) return registration_value(settings.accounts);
  return capability == Capability::relaymsg ? settings.relaymsg.separators : std::string();
}

// Names in the order of the enumeration, that of the alphabet but for prefixes.
std::vector<std::string> names_of(auto&& wanted) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < irc::capability_names.size(); ++i) {
    if (wanted(static_cast<Capability>(i))) names.emplace_back(irc::capability_names[i]);
  }
  return names;
}

std::string with_value(Capability capability, const Offer& offer, bool with_values) {
  std::string word(irc::capability_names[static_cast<std::size_t>(capability)]);
  const std::string value = with_values ? value_of(capability, offer) : std::string();
  return value.empty() ? word : word + "=" + value;
}

std::vector<std::string> offers(const Offer& offer, bool with_values, auto&& wanted) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < irc::capability_names.size(); ++i) {
    const auto capability = static_cast<Capability>(i);
    if (!offered(capability, offer.settings) || !wanted(capability)) continue;
    words.push_back(with_value(capability, offer, with_values));
  }
  return words;
}

// What a client is told of TLS. It is no capability that can be asked for. A client remembers it
// for long, so it is told only where it holds. Those of this machine need no TLS, and their
// certificate would be of another name.
std::vector<std::string> sts_words(const Call& call) {
  const StsSettings& sts = call.state.settings.sts;
  if (sts.port == 0 || !call.session.may_keep_tls) return {};
  if (!call.session.has_tls) return {"sts=port=" + std::to_string(sts.port)};
  return {"sts=duration=" + std::to_string(sts.duration_s) + (sts.preload ? ",preload" : "")};
}

// --- Answers

// What a list may take of ":server CAP nick LIST * :...".
std::size_t list_room(const ChatState& state, const Session& session) {
  return limits::line_bytes_max - state.settings.server_name.size() -
         session.nick_or_star().size() - sizeof(": CAP  LIST * :\r\n") + 1;
}

// All lines but the last have a '*' before the list. Sessions that do not know it are told what
// fits into one.
void answer_list(Call& call, std::string_view subcommand, const std::vector<std::string>& words,
                 bool in_several_lines) {
  const Session& session = call.session;
  std::vector<std::string> lines = in_lines(words, ' ', list_room(call.state, session));
  if (lines.empty()) lines.emplace_back();
  if (!in_several_lines) lines.resize(1);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    call.reply.from_server({"CAP", session.nick_or_star(), subcommand, "*"}, lines[i]);
  }
  call.reply.from_server({"CAP", session.nick_or_star(), subcommand}, lines.back());
}

// ACK or NAK, as it was asked; in several lines only where one would be cut.
void answer_request(Call& call, std::string_view subcommand) {
  const std::string_view asked = call.param(1);
  const std::size_t room = list_room(call.state, call.session);
  std::vector<std::string> lines{std::string(asked)};
  if (asked.size() > room) {
    const std::vector<std::string_view> words = words_of(asked);
    lines = in_lines({words.begin(), words.end()}, ' ', room);
  }
  for (const std::string& line : lines) {
    call.reply.from_server({"CAP", call.session.nick_or_star(), subcommand}, line);
  }
}

// All or nothing: one that cannot be refuses the whole request.
void request_caps(Call& call) {
  Session& session = call.session;
  CapabilitySet caps = session.caps;
  for (const std::string_view word : words_of(call.param(1))) {
    const bool on = !word.starts_with('-');
    const auto capability = irc::capability_named(word.substr(on ? 0 : 1));
    const bool possible = capability && (!on || offered(*capability, call.state.settings)) &&
                          (on || *capability != Capability::cap_notify || !session.cap_302);
    if (!possible) return answer_request(call, "NAK");
    caps.set(*capability, on);
  }
  answer_request(call, "ACK");
  call.state.set_caps(session, caps);  // only now: the answer is still in the old terms
}

void list_offers(Call& call) {
  const std::string_view text = call.param(1);
  unsigned version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  const bool with_values = version >= version_302;
  if (with_values && !call.session.cap_302) {
    call.session.cap_302 = true;
    CapabilitySet caps = call.session.caps;
    caps.set(Capability::cap_notify, true);
    call.state.set_caps(call.session, caps);
  }
  const Offer offer{call.state.settings, call.session.certificate() != nullptr};
  std::vector<std::string> words = offers(offer, with_values, [](Capability) { return true; });
  if (with_values) std::ranges::move(sts_words(call), std::back_inserter(words));
  answer_list(call, "LS", words, with_values);
}

// --- Changes

void tell_changes(ChatState& state, const Session& session, std::string_view subcommand,
                  const std::vector<std::string>& words, Now now) {
  for (const std::string& list : in_lines(words, ' ', list_room(state, session))) {
    std::string body = ":" + state.settings.server_name + " CAP ";
    body.append(session.nick_or_star()).append(" ").append(subcommand).append(" :").append(list);
    state.outbox.to_one(session.receiver(), Line{.body = body, .time_ms = now.wall_ms()});
  }
}

}  // namespace

void caps_changed(ChatState& state, const HubSettings& before, Now now) {
  const HubSettings& after = state.settings;
  const auto gone = [&](Capability c) { return offered(c, before) && !offered(c, after); };
  const auto added = [&](Capability c) { return !offered(c, before); };
  const auto new_values_for = [&](bool has_certificate) {
    const Offer offer{after, has_certificate};
    return offers(offer, true, [&](Capability c) {
      return added(c) || value_of(c, {before, has_certificate}) != value_of(c, offer);
    });
  };
  const std::vector<std::string> gone_names = names_of(gone);
  const std::vector<std::string> new_names = offers({after, false}, false, added);
  const std::array new_values{new_values_for(false), new_values_for(true)};
  state.for_each_session([&](Session& session) {
    if (session.caps.has(Capability::cap_notify)) {
      tell_changes(state, session, "DEL", gone_names, now);
      const std::vector<std::string>& values = new_values[session.certificate() != nullptr ? 1 : 0];
      tell_changes(state, session, "NEW", session.cap_302 ? values : new_names, now);
    }
    CapabilitySet caps = session.caps;
    for (const std::string& name : gone_names) caps.set(*irc::capability_named(name), false);
    if (caps != session.caps) state.set_caps(session, caps);
  });
}

void handle_cap(Call& call) {
  Session& session = call.session;
  std::string sub(call.param(0));
  std::transform(sub.begin(), sub.end(), sub.begin(), to_upper);
  Registration* registration = session.registration.get();  // null: it is over
  if ((sub == "LS" || sub == "REQ") && registration != nullptr) registration->negotiating = true;
  if (sub == "LS") {
    list_offers(call);
  } else if (sub == "LIST") {
    answer_list(call, "LIST", names_of([&](Capability c) { return session.caps.has(c); }),
                session.cap_302);
  } else if (sub == "REQ") {
    request_caps(call);
  } else if (sub == "END") {
    if (registration != nullptr) registration->negotiating = false;
    try_register(call);
  } else {
    call.reply.numeric(Numeric::err_invalidcapcmd, {call.param(0)}, "Invalid CAP subcommand");
  }
}

}  // namespace uvchat::hub
