#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/attempts.h"
#include "uvchat/base/address.h"
#include "uvchat/base/address_gate.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/base/limits.h"
#include "uvchat/hub/request.h"
#include "uvchat/irc/names.h"
#include "uvchat/store/request.h"

// The hub's part of the configuration: given at the start, and again by REHASH. Values.

namespace uvchat::hub {

enum class SessionKind : std::uint8_t { irc, classroom };

// What the hub must know of the listener a connection came by.
struct ListenerSettings {
  SessionKind kind = SessionKind::irc;
  std::string channel;  // classroom: where its sessions are
};

// Whom OPER makes an operator.
struct OperatorSettings {
  std::string name;
  std::string password_hash;  // Argon2id in its own text form, "$argon2id$..."

  bool operator==(const OperatorSettings&) const = default;
};

// A gateway whose WEBIRC is believed: it knows the password and connects from one of the networks.
struct WebircGateway {
  std::string password;
  std::vector<Network> addresses;

  bool has(const Address& address) const { return is_in_any(addresses, address); }
  bool operator==(const WebircGateway&) const = default;
};

// RELAYMSG; a nick that it speaks for has one of the separators, which no user's nick can have.
struct RelaymsgSettings {
  bool enabled = false;
  std::string separators = "/";

  bool operator==(const RelaymsgSettings&) const = default;
};

// Who may make accounts, and how often passwords may be tried.
struct AccountSettings {
  bool registration_open = true;
  bool before_connect = false;  // REGISTER may come before the session is registered
  bool email_required = false;
  // Passwords may come over connections that are neither enciphered nor from this machine.
  bool allow_clear = false;
  AttemptLimit registrations{.attempts = 4, .seconds = 3600};   // of an address
  AttemptLimit wrong_passwords{.attempts = 10, .seconds = 60};  // of an address
  std::vector<store::Account> kept;  // as the store had them when the server started
};

struct HubSettings {
  std::string server_name = "uvchat.local";
  std::string network = "uvchat";
  std::string description = "uvchat";
  std::string version = "uvchat";
  std::vector<std::string> motd;
  std::vector<std::string> admin;       // what ADMIN says, at most 3 lines
  std::optional<std::string> icon;      // an https URL
  std::optional<std::string> password;  // none: PASS is not asked for
  std::string default_user_modes;       // letters
  std::vector<OperatorSettings> operators;
  std::vector<ServerBan> bans;  // as they were kept when the server started
  // Why there is no place for them and they hold until the restart; empty: they are kept.
  std::string why_bans_are_unkept;
  AccountSettings accounts;
  std::vector<WebircGateway> webirc;
  RelaymsgSettings relaymsg;
  // Client-only tags that are not relayed, as CLIENTTAGDENY has them (IRCv3 message-tags): names
  // without '+'; "*" first denies all but those with '-' before them.
  std::vector<std::string> client_tags_denied;
  std::vector<ListenerSettings> listeners;
  std::uint8_t loops = 1;
  std::uint8_t node = 0;  // goes into message ids

  bool cloak_hosts = true;
  HashKey cloak_key{};  // secret, and the same after a restart: bans are made of cloaked hosts

  irc::Casemapping casemapping = irc::Casemapping::precis;
  std::size_t nick_chars_max = limits::nick_chars_max;
  std::size_t channel_chars_max = limits::channel_chars_max;
  std::size_t topic_bytes_max = limits::topic_bytes_max;
  std::size_t kick_bytes_max = limits::kick_bytes_max;
  std::size_t away_bytes_max = limits::away_bytes_max;
  std::size_t monitor_max = 100;
  std::size_t whowas_max = 1000;
  std::size_t list_entries_max = 100;  // of each list mode of a channel
  std::size_t multiline_bytes_max = 4096;
  std::size_t multiline_lines_max = 32;
  std::size_t channels_per_user_max = 100;
  // A channel that has more members is large: those who join are not shown to the others until they
  // speak. It stays large until it has less than four fifths of this.
  std::size_t large_room_members = 1000;
  AddressLimits address_limits;  // of users of gateways; all others are counted when accepted
  bool charges = true;           // clients wait for the work that they cause: the flood gate is on
  std::uint64_t registration_timeout_ms = 30'000;
  std::uint64_t ping_interval_ms = 90'000;
  // Silence of a classroom's client and of its room, after which it is ended. 0: it never is.
  std::uint64_t classroom_idle_ms = 86'400'000;
  // Bounds of a step; the simulation makes them small, so that they are reached.
  std::uint64_t outbox_expanded_bytes_max = limits::outbox_expanded_bytes_max;
  std::size_t page_entries_max = limits::page_entries_max;  // of a long answer, at least 1
};

}  // namespace uvchat::hub
