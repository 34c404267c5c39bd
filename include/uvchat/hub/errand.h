#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "uvchat/base/address.h"
#include "uvchat/base/ids.h"
#include "uvchat/store/request.h"
#include "uvchat/store/server_ban.h"

// What an operator asks of the chat from outside of it: values, like events. The server makes
// errands, of those alone who may ask. The hub carries them out one after the other, of which a
// step does a bounded piece, and answers each once, among its requests, as ErrandDone.
//
// The hub looks up what an errand is about; of the form of its texts the server takes care: they
// are UTF-8 without control characters, and within the limits that limits.h has for such texts.

namespace uvchat {

namespace errand {

// --- Lists, a page at a time. What comes and goes meanwhile may be left out; the rest is told
// once.

enum class List : std::uint8_t { sessions, users, rooms, accounts, klines, dlines };

struct Read {
  List list = List::sessions;
  std::uint64_t from = 0;  // ErrandDone::next of the page before
  std::size_t rows_max = 100;
  std::string only = {};  // of users, rooms and accounts: the one of this name, or none
};
// By their ids; the first page is after "".
struct ReadInvitations {
  std::string after;
  std::uint32_t rows_max = 100;
};
// Of an account, the newest first.
struct ReadFiles {
  std::string account;  // empty: of guests
  std::string after;    // an id; empty: from the newest on
  std::uint32_t rows_max = 100;
};
// What operators have done and people have reported, the newest first.
struct ReadDeeds {
  std::string what;         // a command; empty: all
  std::int64_t before = 0;  // a number; 0: from the newest on
  std::uint32_t rows_max = 100;
};
struct ReadStatus {};

// --- Changes, each noted as a deed of whoever asks.

struct KillUser {
  std::string nick;
  std::string reason;
};
// The connection ends, its user alone where it was their last one and they are not always on.
struct KillSession {
  ConnId conn;
  std::string reason;
};
struct SetBan {
  ServerBanKind kind = ServerBanKind::kline;
  std::string mask;  // as KLINE and DLINE take it, but for nicks
  std::string reason;
  std::int64_t duration_ms = 0;  // 0: until it is lifted
};
struct LiftBan {
  ServerBanKind kind = ServerBanKind::kline;
  std::string mask;
};
struct MakeInvitations {
  std::string token;  // that nobody can guess, of which the codes are made
  int count = 1;
};
struct RevokeInvitation {
  std::string id;
};
struct SuspendAccount {
  std::string account;
  std::string reason;
  std::int64_t duration_ms = 0;  // 0: for good
};
struct UnsuspendAccount {
  std::string account;
};
// A code with which its owner sets a new password.
struct MakeResetCode {
  std::string account;
  std::string token;  // as MakeInvitations has it
};
struct DropFile {
  std::string id;
};
struct Reload {};
// The server has done it itself. Texts as note_deed() has them.
struct Note {
  std::string what;
  std::string about;
  std::string notice;  // what operators are told, behind who did it
};

// --- For the server itself

// Whether somebody may upload a file: by the token that TOKEN GENERATE has made for it, which is
// used up, or by name and password. Answered with Uploader; `unavailable`: they may try again.
struct AdmitUpload {
  std::string token;  // empty: name and password
  std::string name, password;
  Address address;  // who asks
};

using Wish =
    std::variant<Read, ReadInvitations, ReadFiles, ReadDeeds, ReadStatus, KillUser, KillSession,
                 SetBan, LiftBan, MakeInvitations, RevokeInvitation, SuspendAccount,
                 UnsuspendAccount, MakeResetCode, DropFile, Reload, Note, AdmitUpload>;

// --- Rows of the lists. Times are wall.

struct SessionRow {
  ConnId conn;
  std::string nick;     // empty: not chosen yet
  std::string account;  // empty: it has not logged in
  Address address;
  bool is_registered = false;
  bool is_classroom = false;
  bool has_websocket = false;
  bool has_tls = false;
  std::uint64_t silent_ms = 0;  // since its last line
};
struct UserRow {
  std::string nick, user, host, realname;
  std::string account;  // empty: a guest
  Address address;      // unspecified: they have not been connected since the start
  std::string modes;    // "+iw"
  std::string away;     // empty: they are here
  std::size_t sessions = 0;
  std::size_t rooms = 0;
  std::int64_t signon_ms = 0;
};
struct RoomRow {
  std::string name, topic;
  std::string modes;  // "+nt", without parameters
  std::size_t members = 0;
  std::string founder;  // of a registered one
  bool is_registered = false;
  bool is_declared = false;  // by the configuration
  std::int64_t created_ms = 0;
};
struct AccountRow {
  store::AccountId id = 0;
  std::string name;
  std::vector<std::string> nicks;
  std::int64_t made_us = 0;
  bool is_verified = true;
  bool has_email = false;
  store::Suspension suspension;  // by nobody: it is not suspended
  std::string online_as;         // a nick; empty: nobody is logged in to it
};
struct FileRow {
  std::string id, url;
  std::string account;  // its name; empty: a guest's
  std::uint64_t bytes = 0;
  std::string type, name;
  std::int64_t made_us = 0;
  std::int64_t until_us = 0;  // 0: it stays
};
struct Status {
  std::string version;
  std::int64_t started_ms = 0;
  std::size_t sessions = 0;
  std::size_t unknown_sessions = 0;
  std::size_t users = 0;
  std::size_t operators = 0;
  std::size_t rooms = 0;
  std::size_t accounts = 0;
  std::size_t bans = 0;
};

// Whose a file will be.
struct Uploader {
  store::AccountId account = 0;  // 0: a guest
  std::string name;              // of the account, or the guest's nick
  bool is_guest = false;
  bool is_operator = false;
};

using Rows = std::variant<std::monostate, std::vector<SessionRow>, std::vector<UserRow>,
                          std::vector<RoomRow>, std::vector<AccountRow>, std::vector<ServerBan>,
                          std::vector<store::Invitation>, std::vector<FileRow>,
                          std::vector<store::Deed>, Status, Uploader>;

enum class Outcome : std::uint8_t {
  done,
  absent,       // what it is about is not there
  refused,      // it cannot be done as it was asked for
  unavailable,  // the database does not answer, or no more fits; nothing is done, or it is in doubt
};

}  // namespace errand

struct Errand {
  Ticket ticket;
  std::string by;  // whose deed it is: "local", or the name of a token
  errand::Wish wish;
};

struct ErrandDone {
  Ticket ticket;
  errand::Outcome outcome = errand::Outcome::done;
  // One sentence: why it is not done; or, of what is done, what an operator should know besides.
  std::string text = {};
  errand::Rows rows = {};
  std::uint64_t next = 0;               // of Read: where the next page begins; 0: this is the last
  std::vector<std::string> codes = {};  // that were made: they are not told again
  std::vector<std::string> needs_restart = {};  // of Reload: keys that were not applied
};

}  // namespace uvchat
