#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "uvchat/base/address.h"
#include "uvchat/base/ids.h"
#include "uvchat/hub/errand.h"
#include "uvchat/store/figures.h"
#include "uvchat/store/request.h"

// The hub may neither wait nor touch a file, so it asks the server. Requests and answers are
// values, like events and effects. The hub makes requests and takes answers on its own thread
// (Hub::answered). An answer may come late, twice or never: the hub has a deadline for each, and
// drops an answer that no command waits for any more.

namespace uvchat {

namespace hub {
struct HubSettings;
}

// Answered by PasswordChecked.
struct CheckPassword {
  Ticket ticket;
  Address source;  // addresses take turns
  // "$argon2id$...", and behind it perhaps what SCRAM needs (KeptPassword); empty: no password
  // matches, which takes as long to find.
  std::string hash;
  std::string password;
  bool is_login = false;  // to an account: that it matches may be remembered for some time
};

enum class PasswordVerdict : std::uint8_t {
  match,
  mismatch,
  busy,  // too many requests are waiting
};

struct PasswordChecked {
  Ticket ticket;
  PasswordVerdict verdict = PasswordVerdict::busy;
};

// Make the hash of a new password. Answered by PasswordHashed.
struct HashPassword {
  Ticket ticket;
  Address source;
  std::string password;
  bool with_scram = false;  // what SCRAM needs is kept with it
};

struct PasswordHashed {
  Ticket ticket;
  std::string hash;  // what CheckPassword and CheckScram take; empty: too many requests are waiting
};

// The end of a login by SCRAM-SHA-256 (RFC 5802, section 3). Answered by ScramChecked.
struct CheckScram {
  Ticket ticket;
  std::string hash;  // as CheckPassword has it; where SCRAM's part is missing no proof matches
  std::string auth_message;
  std::string proof;  // 32 bytes
};

struct ScramChecked {
  Ticket ticket;
  PasswordVerdict verdict = PasswordVerdict::busy;
  std::string signature = {};  // the server's, 32 bytes; empty where it does not match
};

// A secret that nobody can guess. Answered by TokenDrawn.
struct DrawToken {
  Ticket ticket;
};

struct TokenDrawn {
  Ticket ticket;
  std::string token;  // 43 characters of base64url, 32 random bytes; empty: there is none
};

// Send a message by e-mail. Answered by MailSent.
struct SendMail {
  Ticket ticket;
  std::string to;       // is_email()
  std::string subject;  // one line of ASCII
  std::string text;     // lines of UTF-8, each with its line feed
};

enum class MailOutcome : std::uint8_t {
  sent,      // the program has taken it
  not_sent,  // too many are waiting, or the program has failed
  unknown,   // there is no answer yet
};

struct MailSent {
  Ticket ticket;
  MailOutcome outcome = MailOutcome::unknown;
};

// The hub now counts the user of a gateway's connection `conn` by the user's own address; the
// accept gate no longer counts it for the gateway. Not answered.
struct CountedByHub {
  ConnId conn;
};

// How the store does. Answered by StoreFiguresRead.
struct ReadStoreFigures {
  Ticket ticket;
};

struct StoreFiguresRead {
  Ticket ticket;
  store::Figures figures = {};
};

// Read the configuration file again. Answered by SettingsReloaded, which SIGHUP brings about too.
struct ReloadSettings {
  Ticket ticket;
};

struct SettingsReloaded {
  Ticket ticket;
  // Null: the file could not be used. Keys that need a restart are as they were.
  std::shared_ptr<const hub::HubSettings> settings;
  std::string error;                       // then why: one line
  std::vector<std::string> needs_restart;  // keys that differ in the file and were not applied
};

// Something for the store, or of it. Answered by StoreAnswered.
using AskStore = store::Asked;
using StoreAnswered = store::Answered;

// The uploads of an account that are not finished: which there are, or the end of one. Answered by
// UploadsTold.
struct AskUploads {
  Ticket ticket;
  store::AccountId account = 0;
  std::string give_up = {};  // PendingUpload::id; empty: which there are
};

struct PendingUpload {
  std::string id;               // SHA-256 in hex of its key, which it does not tell
  std::uint64_t bytes = 0;      // that have come
  std::uint64_t bytes_all = 0;  // that were announced, and count
  std::int64_t until_us = 0;    // wall; then it is given up
  std::string name;             // safe to show
};

enum class UploadsOutcome : std::uint8_t {
  done,
  absent,   // there is none of this id, or it is not the account's
  busy,     // all of it has come, and it is becoming a file
  unknown,  // the server cannot say which there are
};

struct UploadsTold {
  Ticket ticket;
  UploadsOutcome outcome = UploadsOutcome::unknown;
  std::vector<PendingUpload> uploads = {};  // those that end first come first
};

// A D-line was set, in the place of one of the same network, or lifted: no connection of the
// network gets as far as the hub while it holds. Not answered.
struct DlineChanged {
  ServerBan ban;
  bool lifted = false;
};

using Request =
    std::variant<CheckPassword, HashPassword, CheckScram, DrawToken, CountedByHub, ReloadSettings,
                 ReadStoreFigures, AskStore, SendMail, DlineChanged, ErrandDone, AskUploads>;
using Answer =
    std::variant<PasswordChecked, PasswordHashed, ScramChecked, TokenDrawn, SettingsReloaded,
                 StoreFiguresRead, StoreAnswered, MailSent, UploadsTold>;

inline Ticket ticket_of(const Answer& answer) {
  return std::visit([](const auto& kind) { return kind.ticket; }, answer);
}

}  // namespace uvchat
