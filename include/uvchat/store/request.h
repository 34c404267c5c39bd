#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "uvchat/base/ids.h"
#include "uvchat/store/server_ban.h"

// What is asked of the store, and what it answers: plain values, the same for each engine. Times
// are wall, in microseconds where the name ends in _us, otherwise in milliseconds.
//
// A request is a change or a question. A change is done whole or not at all, and when it is
// answered with `done` it is on disk. Requests are answered in the order in which they were made,
// each exactly once, and a question sees all changes that were made before it. A change that was
// answered with `unavailable` may have been done nevertheless: the connection to a database can
// break between a commit and its answer. To ask for it once more does no harm.

namespace uvchat::store {

// Of an account: never given twice. 0: none.
using AccountId = std::uint64_t;

enum class Outcome : std::uint8_t {
  done,
  taken,        // a name or its look-alike belongs to another account
  absent,       // what it is about is not there
  unavailable,  // the database does not answer, or is full, locked or gone; `Answer::why` tells
};

// A name that belongs to an account: its own, or a nick that is grouped with it. They share one
// name space: no two have the same fold, or the same skeleton.
struct OwnedName {
  std::string text;      // as it is shown
  std::string fold;      // irc::Names::fold(text)
  std::string skeleton;  // what it looks like
};

// Makes an account, whose first name is `name`. Answered with its id.
struct MakeAccount {
  OwnedName name;
  std::string password_hash;  // "$argon2id$..."
  std::string email;          // empty: none
  std::int64_t made_us = 0;
};

// What a password is checked with. Answered with Credentials.
struct ReadCredentials {
  AccountId account = 0;
};

// The account's credential version goes up by one.
struct SetPassword {
  AccountId account = 0;
  std::string password_hash;
};

// Sets a ban, in the place of one of the same kind and mask; or lifts it, which is `done` also
// where there is none.
struct ChangeBan {
  ServerBan ban;
  bool lifted = false;
};

using Request = std::variant<MakeAccount, ReadCredentials, SetPassword, ChangeBan>;

inline bool is_question(const Request& request) {
  return std::holds_alternative<ReadCredentials>(request);
}

struct Credentials {
  std::string password_hash;
  std::uint64_t version = 0;  // of the credentials: each change makes it higher
};

struct Answer {
  Outcome outcome = Outcome::unavailable;
  std::string why = {};          // one line, where it is unavailable
  AccountId account = 0;         // of MakeAccount
  Credentials credentials = {};  // of ReadCredentials
};

inline Answer unavailable(std::string why) { return {Outcome::unavailable, std::move(why)}; }

struct Asked {
  Ticket ticket;
  Request request;
};
struct Answered {
  Ticket ticket;
  Answer answer;
};

// An account as the server knows it from the start.
struct Account {
  AccountId id = 0;
  std::vector<OwnedName> names;  // its own, then the grouped ones in the order of grouping
  std::int64_t made_us = 0;
};

// What the server holds in memory from the start.
struct Contents {
  std::vector<Account> accounts;  // by id
  std::vector<ServerBan> bans;    // in the order in which they were set
};

}  // namespace uvchat::store
