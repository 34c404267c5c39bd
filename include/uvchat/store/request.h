#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "uvchat/base/ids.h"
#include "uvchat/store/certificate.h"
#include "uvchat/store/file.h"
#include "uvchat/store/history.h"
#include "uvchat/store/invitation.h"
#include "uvchat/store/server_ban.h"
#include "uvchat/store/token.h"

// What is asked of the store, and what it answers: plain values, the same for each engine. Times
// are wall, in microseconds where the name ends in _us, otherwise in milliseconds.
//
// A request is a change or a question. A change is done whole or not at all, and when it is
// answered with `done` it is on disk. Each is answered exactly once. Changes are answered in the
// order in which they were made; a question sees all changes that were made before it. A slow
// question (is_slow_question) waits for those and delays none: it is answered behind them, before
// or after what was asked for later, of which it may see some. A change that was answered with
// `unavailable` has not been done, unless it is `in_doubt`: the connection to a database can break
// between a commit and its answer. To ask for it once more does no harm.

namespace uvchat::store {

enum class Outcome : std::uint8_t {
  done,
  taken,        // a name or its look-alike belongs to another account or room
  absent,       // what it is about is not there
  unavailable,  // the database does not answer, or is full, locked or gone; `Answer::why` tells
  out_of_time,  // a slow question has taken longer than it may: nothing is told of what was found
};

// A name that belongs to an account (its own, or a nick that is grouped with it) or to a room.
// Accounts and nicks share one name space, rooms have another: in each no two have the same fold,
// or the same skeleton.
struct OwnedName {
  std::string text;      // as it is shown
  std::string fold;      // irc::Names::fold(text)
  std::string skeleton;  // what it looks like

  bool operator==(const OwnedName&) const = default;
};

// --- Accounts

// Makes an account, whose first name is `name`. Answered with its id. `absent`: there is no such
// invitation.
struct MakeAccount {
  OwnedName name;
  std::string password_hash;  // "$argon2id$..."; empty: nobody's password
  std::string email;          // empty: none
  std::int64_t made_us = 0;
  std::string invitation_hash = {};  // SHA-256 of the code that is used up; empty: none is needed
  std::string code_hash = {};        // SHA-256 of the code of VERIFY; empty: it is verified
  std::int64_t code_until_us = 0;
};

// What a password is checked with. Answered with Credentials.
struct ReadCredentials {
  AccountId account = 0;
  std::string network = {};         // where it comes from: "192.0.2.1", "2001:db8::/64"
  std::int64_t known_since_us = 0;  // a login from there at this time or later makes it known
};

// Somebody has logged in from this network. Where the account has `networks_max` already, that
// from which nobody has logged in for longest is forgotten.
struct NoteLogin {
  AccountId account = 0;
  std::string network;
  std::int64_t at_us = 0;
};
inline constexpr std::size_t networks_max = 100;  // of an account

// The account's credential version goes up by one; its resume tokens and codes are gone, and it is
// verified.
struct SetPassword {
  AccountId account = 0;
  std::string password_hash;
};

struct SetEmail {
  AccountId account = 0;
  std::string email;  // empty: none
};

// The account keeps `value` under `name`. Empty: as if it had never been set.
struct SetSetting {
  AccountId account = 0;
  std::string name;
  std::string value;
};

// Nobody logs in to a suspended account. Its credential version goes up, its tokens are gone.
struct Suspension {
  std::string by;  // empty: it is not suspended
  std::string reason;
  std::int64_t at_ms = 0;
  std::int64_t until_ms = 0;  // 0: for good

  bool operator==(const Suspension&) const = default;
};
struct Suspend {
  AccountId account = 0;
  Suspension suspension;  // empty: it is lifted
};

// A nick becomes the account's, beside those it has; or is given up, which is `absent` for one that
// it has not, and for its own name.
struct GroupNick {
  AccountId account = 0;
  OwnedName nick;
};
struct UngroupNick {
  AccountId account = 0;
  std::string fold;
};

// Erases the account with all that is its own: names, address, settings, tokens, codes,
// certificates, presence, files, its access to rooms, and the rooms that it has founded. Its name
// is free again.
struct DropAccount {
  AccountId account = 0;
  bool only_unverified = false;  // `absent` where it is verified
};

// All that is kept of an account, for its owner. Answered with `data`.
struct ReadAccount {
  AccountId account = 0;
};

// --- Rooms

// A room that is kept: registered, or because somebody who is always on is in it.
struct Room {
  OwnedName name;
  AccountId founder = 0;  // 0: it is not registered
  std::string topic;
  std::string topic_by;
  std::int64_t topic_at_ms = 0;
  std::string modes;  // as MODE takes them: "+klnt secret 20"
  std::vector<std::pair<char, std::vector<std::string>>> lists;  // by letter: mask, who, when (ms)
  std::int64_t made_us = 0;

  bool operator==(const Room&) const = default;
};

// In the place of what was kept of it. `taken`: another room has the name or one that looks like
// it. Its access list stays.
struct SaveRoom {
  Room room;
};

// With its access list.
struct DropRoom {
  std::string fold;
};

// The room has another name from now on.
struct RenameRoom {
  std::string fold;
  OwnedName name;
};

// What an account is in a room as often as it joins: letters of ranks, "ao". Empty: nothing.
struct SetAccess {
  std::string room_fold;
  AccountId account = 0;
  std::string ranks;
};

// Where somebody is who is always on: all of it, in the place of what was kept.
struct Presence {
  std::string room_fold;
  std::string ranks;
  std::int64_t joined_us = 0;

  bool operator==(const Presence&) const = default;
};
struct SavePresence {
  AccountId account = 0;
  std::vector<Presence> rooms;
};

// --- Bans and deeds

// Sets a ban, in the place of one of the same kind and mask; or lifts it, which is `done` also
// where there is none.
struct ChangeBan {
  ServerBan ban;
  bool lifted = false;
};

// What an operator has done. The newest `deeds_max` are kept.
struct Deed {
  std::int64_t at_ms = 0;
  std::string by;
  std::string what;         // the command
  std::string about;        // its parameters, without secrets
  std::int64_t number = 0;  // larger than that of any before; told by the store alone

  bool operator==(const Deed&) const = default;
};
struct NoteDeed {
  Deed deed;
};
inline constexpr std::size_t deeds_max = 100'000;

// Answered with `deeds`: the newest, at most so many, in the order in which they were done.
struct ReadDeeds {
  std::uint32_t count_max = 100;
  std::int64_t before = std::numeric_limits<std::int64_t>::max();  // of older numbers alone
  std::string what = {};                                           // of this command; empty: of all
};

// --- All of them

// Any one of them. Its constructors and its destructor are not inline: with so many kinds, each
// source that holds a request would spend a fifth of its compilation on them.
struct Request
    : std::variant<MakeAccount, ReadCredentials, NoteLogin, SetPassword, SetEmail, SetSetting,
                   Suspend, GroupNick, UngroupNick, DropAccount, ReadAccount, SetCode, UseCode,
                   Invite, AddToken, UseToken, ForgetToken, ReadTokens, RevokeTokens,
                   AddCertificate, ForgetCertificate, FindCertificate, ReadCertificates, SaveRoom,
                   DropRoom, RenameRoom, SetAccess, SavePresence, ChangeBan, NoteDeed, ReadDeeds,
                   KeepLines, TakeBack, NoteJoin, FreeRoom, BeginEra, BeginEpoch, Redact, KeepGap,
                   SetMarker, EraseLines, ReadLines, ReadTalks, ReadMarkers, SearchLines,
                   ReadInvitations, RevokeInvitation, AddUpload, DropUpload, ReadUploads, AddFile,
                   FindUpload, FindFile, DropFile, ReadFiles, ReadFileSpace, KnownHashes,
                   DropExpired> {
  using variant::variant;
  using variant::operator=;

  Request();
  Request(const Request& other);
  Request(Request&& other) noexcept;
  Request& operator=(const Request& other);
  Request& operator=(Request&& other) noexcept;
  ~Request();
};

// What reads much, and takes its time, which is bounded.
bool is_slow_question(const Request& request);
bool is_question(const Request& request);

struct Credentials {
  std::string password_hash;
  std::uint64_t version = 0;      // of the credentials: each change makes it higher
  bool network_is_known = false;  // of ReadCredentials
};

// An account as the server knows it from the start.
struct Account {
  AccountId id = 0;
  std::vector<OwnedName> names = {};  // its own, then the grouped ones in the order of grouping
  std::int64_t made_us = 0;
  std::uint64_t credential_version = 1;
  bool is_verified = true;
  bool has_email = false;
  Suspension suspension = {};
  std::vector<std::pair<std::string, std::string>> settings = {};  // by name
  std::vector<Presence> presence = {};

  bool operator==(const Account&) const = default;
};

struct RoomAccess {
  AccountId account = 0;
  std::string ranks;

  bool operator==(const RoomAccess&) const = default;
};
struct KeptRoom {
  Room room;
  std::vector<RoomAccess> access = {};  // in the order in which it was given

  bool operator==(const KeptRoom&) const = default;
};

// For its owner: what stands in `Account`, and what the server does not hold in memory.
struct AccountData {
  Account account;
  std::string email;
  std::vector<Token> tokens;
  std::vector<Certificate> certificates;
  std::vector<std::pair<std::string, std::int64_t>> networks;  // and the last login from there, us
  std::vector<std::pair<std::string, std::string>> access;     // room, ranks
  std::vector<std::string> founded;                            // rooms
  std::vector<FileRow> files;  // the newest `files_told_max`, the newest first
};

struct Answer {
  Outcome outcome = Outcome::unavailable;
  std::string why = {};          // one line, where it is unavailable
  AccountId account = 0;         // of MakeAccount, UseToken and FindCertificate
  Credentials credentials = {};  // of ReadCredentials
  std::vector<Token> tokens = {};
  std::vector<Certificate> certificates = {};
  std::vector<Deed> deeds = {};
  std::shared_ptr<const AccountData> data = {};  // of ReadAccount; otherwise null
  std::uint64_t epoch = 0;                       // of BeginEpoch
  std::shared_ptr<const Page> page = {};         // of ReadLines and SearchLines; otherwise null
  std::vector<TalkTime> talks = {};
  std::vector<Marker> markers = {};
  std::vector<Invitation> invitations = {};
  std::vector<FileRow> files = {};  // of FindFile, DropFile and ReadFiles
  std::vector<UploadRow> uploads = {};
  std::vector<std::string> hashes = {};  // of KnownHashes
  std::uint64_t bytes = 0;               // of ReadFileSpace
  std::uint64_t count = 0;               // of DropExpired
  std::uint64_t took_us = 0;  // of a slow question: for so long a reader was busy with it
  bool in_doubt = false;      // of a change that is unavailable: it may have been done nevertheless
};

inline Answer unavailable(std::string why) { return {Outcome::unavailable, std::move(why)}; }
// `why` is followed by what that means.
inline Answer in_doubt(std::string why) {
  Answer answer = unavailable(std::move(why) + ", so nobody knows whether it was done");
  answer.in_doubt = true;
  return answer;
}

struct Asked {
  Ticket ticket;
  Request request;
};
struct Answered {
  Ticket ticket;
  Answer answer;
};

// What the server holds in memory from the start.
struct Contents {
  std::vector<Account> accounts;  // by id
  std::vector<KeptRoom> rooms;    // in the order in which they were made
  std::vector<ServerBan> bans;    // in the order in which they were set
  HistoryContents history = {};
};

}  // namespace uvchat::store
