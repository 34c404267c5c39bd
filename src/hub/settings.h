#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/attempts.h"
#include "uvchat/base/address.h"
#include "uvchat/base/address_gate.h"
#include "uvchat/base/flood_gate.h"
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

// Strict transport security (IRCv3 sts): clients are told to come with TLS, and to keep to it.
struct StsSettings {
  std::uint16_t port = 0;                // where they find TLS; 0: they are told nothing
  std::uint64_t duration_s = 2'592'000;  // how long they keep to it; 0: they may forget it
  bool preload = false;                  // clients may come with a list that has this server
  std::vector<std::string> hosts = {};   // besides the server's name, where it holds

  bool operator==(const StsSettings&) const = default;
};

enum class WhoRegisters : std::uint8_t {
  everybody,
  invited,  // with a code of an operator's
  nobody,
};

// Who stays without a session: nobody, those who have asked for it, or all who have not refused.
enum class AlwaysOn : std::uint8_t { off, opt_in, opt_out };

// Who may make accounts, how often passwords may be tried and e-mail is sent, and who is always on.
struct AccountSettings {
  WhoRegisters who_registers = WhoRegisters::everybody;
  bool before_connect = false;  // REGISTER may come before the session is registered
  bool email_required = false;
  std::size_t password_bytes_min = 1;  // of new passwords, at most limits::password_bytes_max
  // New passwords are kept for SCRAM, too, and whoever has one may log in by it.
  bool scram = false;
  // Passwords may come over connections that are neither enciphered nor from this machine.
  bool allow_clear = false;
  // For so long a guest may have a nick that belongs to an account. 0: not at all.
  int nick_grace_seconds = 60;
  AttemptLimit registrations{.attempts = 4, .seconds = 3600};   // of an address
  AttemptLimit wrong_passwords{.attempts = 10, .seconds = 60};  // of an address
  // For an account, from all addresses together: then those alone may try that have logged in to it
  // lately, so that nobody locks its owner out.
  AttemptLimit wrong_for_account{.attempts = 100, .seconds = 3600};
  // There is a program that sends e-mail: an address is verified before the account can be used.
  bool sends_mail = false;
  int unverified_days = 3;                               // then an account is dropped
  AttemptLimit mails{.attempts = 5, .seconds = 86'400};  // to an address, of an account, for a peer
  AttemptLimit mails_in_all{.attempts = 100, .seconds = 3600};
  AlwaysOn always_on = AlwaysOn::opt_in;
  std::size_t always_on_max = 10'000;  // people without a session, all together
  int always_on_days = 30;             // for which one of them stays
  // Several sessions may be logged in to an account at once, unless its owner has set otherwise.
  bool multiclient = true;
  std::vector<store::Account> kept;  // as the store had them when the server started
};

// A room that is always there, whether somebody is in it or not.
struct DeclaredRoom {
  std::string name;
  std::string topic = {};
  std::string modes = "nt";  // what parse_room_modes() takes; never f
  std::string founder = {};  // the name of an account; empty: nobody's

  bool operator==(const DeclaredRoom&) const = default;
};

// What a spam filter is held against: messages in a channel, to a user; topics; the reasons of PART
// and QUIT.
enum class SpamTarget : std::uint8_t { channel, user, topic, leaving };
enum class SpamAction : std::uint8_t {
  refuse,   // its sender is told so
  silence,  // its sender believes that it was said
  kill,     // and all sessions of its sender end
  report,   // it is said, and operators are told
};

struct SpamFilterSettings {
  std::string pattern;
  std::vector<SpamTarget> targets = {SpamTarget::channel, SpamTarget::user};
  SpamAction action = SpamAction::refuse;
  std::string reason = "That looks like spam";
  bool exempts_accounts = false;  // those who are logged in
};

class SpamFilters;

// What is kept of what was said.
struct HistorySettings {
  bool enabled = false;
  bool is_strict = false;  // a line is stored first, and told to others then
  std::size_t backlog_bytes_max = limits::history_backlog_bytes_max;  // that are not stored yet
  std::size_t page_lines_max = 1'000;                                 // of an answer to CHATHISTORY
  std::size_t playback_lines_max = 1'000;                             // of a channel, for *playback
  int search_time_max_ms = 1'000;
  bool redaction = true;
  std::size_t replayed_lines = 50;        // when somebody joins whose client does not ask for them
  int redaction_window_seconds = 86'400;  // in which people may take back what they have said
  // A TAGMSG is kept if it has one of these tags, or is a reaction. With their '+'.
  std::vector<std::string> persist_tagmsg_with = {"+draft/persist"};
  std::uint64_t epoch = 0;        // of this start; 0: any
  store::HistoryContents kept{};  // as the store had it when the server started
};

// Files that people upload, at a URL of this server's.
struct UploadRules {
  bool guests = false;  // may upload, too
  std::string url;      // "https://chat.example.org/upload"; empty: nobody uploads

  bool operator==(const UploadRules&) const = default;
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
  HistorySettings history;
  std::vector<DeclaredRoom> rooms;            // no two have names that look alike
  std::vector<store::KeptRoom> kept_rooms;    // as the store had them when the server started
  std::size_t channels_per_account_max = 20;  // that it registers
  std::vector<WebircGateway> webirc;
  std::shared_ptr<const SpamFilters> spam_filters;  // null: there are none
  RelaymsgSettings relaymsg;
  StsSettings sts;
  UploadRules uploads;
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
  // How many lines an account may send by all of its sessions together. Where it is enabled,
  // clients wait for the work that they cause, too.
  FloodSettings flood;
  std::uint64_t registration_timeout_ms = 30'000;
  std::uint64_t ping_interval_ms = 90'000;
  // Silence of a classroom's client and of its room, after which it is ended. 0: it never is.
  std::uint64_t classroom_idle_ms = 86'400'000;
  // Bounds of a step; the simulation makes them small, so that they are reached.
  std::uint64_t outbox_expanded_bytes_max = limits::outbox_expanded_bytes_max;
  std::size_t page_entries_max = limits::page_entries_max;  // of a long answer, at least 1
};

}  // namespace uvchat::hub
