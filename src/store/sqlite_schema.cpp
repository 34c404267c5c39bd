#include "store/sqlite_schema.h"

#include <array>
#include <string>

#include "store/sqlite.h"

namespace uvchat::store {
namespace {

// `account.id` is never given twice, and a ban's number says in which order they were set.
constexpr const char* accounts_and_bans = R"sql(
  CREATE TABLE account(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    password_hash TEXT NOT NULL,
    credential_version INTEGER NOT NULL DEFAULT 1,
    email TEXT NOT NULL,
    made_us INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE nick(
    number INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account(id),
    text TEXT NOT NULL,
    fold TEXT NOT NULL UNIQUE,
    skeleton TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE ban(
    number INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    mask TEXT NOT NULL,
    reason TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    UNIQUE(kind, mask)
  ) STRICT;
  CREATE INDEX ban_expires ON ban(expires_ms) WHERE expires_ms > 0;
)sql";

// No text of a password, code or token stands in it: their hashes do. A room's and a nick's number,
// and those of what belongs to a room, say in which order they came; a token's is never given
// twice.
constexpr const char* all_of_an_account_and_rooms = R"sql(
  ALTER TABLE account ADD COLUMN is_verified INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE account ADD COLUMN suspended_by TEXT NOT NULL DEFAULT '';
  ALTER TABLE account ADD COLUMN suspension_reason TEXT NOT NULL DEFAULT '';
  ALTER TABLE account ADD COLUMN suspended_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE account ADD COLUMN suspended_until_ms INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX nick_account ON nick(account);
  CREATE TABLE setting(
    account INTEGER NOT NULL REFERENCES account(id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY(account, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE login(
    account INTEGER NOT NULL REFERENCES account(id),
    network TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY(account, network)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX login_age ON login(account, at_us);
  CREATE TABLE code(
    account INTEGER NOT NULL REFERENCES account(id),
    purpose INTEGER NOT NULL,
    code_hash TEXT NOT NULL,
    until_us INTEGER NOT NULL,
    PRIMARY KEY(account, purpose)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE invitation(
    code_hash TEXT PRIMARY KEY NOT NULL,
    made_by TEXT NOT NULL,
    made_us INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE token(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account(id),
    token_hash TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    made_us INTEGER NOT NULL,
    used_us INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX token_age ON token(account, used_us);
  CREATE TABLE room(
    number INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    fold TEXT NOT NULL UNIQUE,
    skeleton TEXT NOT NULL UNIQUE,
    founder INTEGER REFERENCES account(id),
    topic TEXT NOT NULL,
    topic_by TEXT NOT NULL,
    topic_ms INTEGER NOT NULL,
    modes TEXT NOT NULL,
    lists TEXT NOT NULL,
    made_us INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX room_founder ON room(founder) WHERE founder IS NOT NULL;
  CREATE TABLE access(
    number INTEGER PRIMARY KEY,
    room INTEGER NOT NULL REFERENCES room(number),
    account INTEGER NOT NULL REFERENCES account(id),
    ranks TEXT NOT NULL,
    UNIQUE(room, account)
  ) STRICT;
  CREATE INDEX access_account ON access(account);
  CREATE TABLE presence(
    number INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account(id),
    room_fold TEXT NOT NULL,
    ranks TEXT NOT NULL,
    joined_us INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX presence_account ON presence(account);
  CREATE INDEX presence_room ON presence(room_fold);
  CREATE TABLE deed(
    number INTEGER PRIMARY KEY,
    done_ms INTEGER NOT NULL,
    done_by TEXT NOT NULL,
    what TEXT NOT NULL,
    about TEXT NOT NULL
  ) STRICT;
)sql";

// A line's id is its room above its n, so that a room's lines lie together, in their order
// (sql.cpp). What it holds is in history_rows.h. Of a room `kept` counts what is there, and says
// how far the index of words has come, `joined` who joined when, `gap` what was lost. `freed` are
// rooms, and `erasing` accounts, of which nobody reads any more what is not erased yet. `unmerged`
// has a row while `words` may still hold a word that it forgot.
constexpr const char* what_was_said = R"sql(
  CREATE TABLE past_room(number INTEGER PRIMARY KEY, fold TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE epoch(number INTEGER PRIMARY KEY CHECK(number = 1), last INTEGER NOT NULL) STRICT;
  INSERT INTO epoch(number, last) VALUES(1, 0);
  CREATE TABLE era(
    no INTEGER PRIMARY KEY,
    first_epoch INTEGER NOT NULL UNIQUE,
    begun_us INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX era_begun ON era(begun_us, no);
  CREATE TABLE line(
    id INTEGER PRIMARY KEY,
    time_us INTEGER NOT NULL,
    stored_us INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    account INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,
    body TEXT NOT NULL,
    tags TEXT NOT NULL
  ) STRICT;
  CREATE INDEX line_account ON line(account) WHERE account > 0 AND (flags & 128) <> 0;
  CREATE INDEX line_late ON line(id >> 40, stored_us) WHERE stored_us > 0;
  CREATE INDEX line_event ON line(id >> 40) WHERE kind >= 3;
  CREATE VIRTUAL TABLE words USING fts5(body, content='line', content_rowid='id', columnsize=0,
    tokenize="unicode61 remove_diacritics 2", prefix='3');
  INSERT INTO words(words, rank) VALUES('automerge', 0);
  INSERT INTO words(words, rank) VALUES('crisismerge', 1000);
  CREATE TABLE unmerged(number INTEGER PRIMARY KEY CHECK(number = 1)) STRICT;
  CREATE TABLE redaction(
    room INTEGER NOT NULL,
    n INTEGER NOT NULL,
    time_us INTEGER NOT NULL,
    node INTEGER NOT NULL,
    by_source TEXT NOT NULL,
    by_account INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY(room, n, time_us, node)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX redaction_account ON redaction(by_account) WHERE by_account > 0;
  CREATE TABLE kept(
    room INTEGER PRIMARY KEY,
    lines INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    events INTEGER NOT NULL,
    event_bytes INTEGER NOT NULL,
    first_us INTEGER NOT NULL,
    indexed_n INTEGER NOT NULL DEFAULT -1
  ) STRICT;
  CREATE INDEX kept_first ON kept(first_us);
  CREATE TABLE talk(
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    room INTEGER NOT NULL UNIQUE,
    PRIMARY KEY(low, high)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX talk_high ON talk(high);
  CREATE TABLE talk_last(
    account INTEGER NOT NULL,
    room INTEGER NOT NULL,
    last_us INTEGER NOT NULL,
    PRIMARY KEY(account, room)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX talk_last_time ON talk_last(account, last_us);
  CREATE INDEX talk_last_room ON talk_last(room);
  CREATE TABLE joined(
    room INTEGER NOT NULL,
    account INTEGER NOT NULL REFERENCES account(id),
    at_us INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    PRIMARY KEY(room, account)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX joined_account ON joined(account);
  CREATE TABLE gap(
    room INTEGER NOT NULL,
    from_us INTEGER NOT NULL,
    to_us INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    PRIMARY KEY(room, from_us)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE marker(
    account INTEGER NOT NULL REFERENCES account(id),
    target TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    PRIMARY KEY(account, target)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX marker_age ON marker(account, time_ms);
  CREATE INDEX marker_target ON marker(target);
  CREATE TABLE freed(room INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE erasing(
    account INTEGER NOT NULL,
    room INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    PRIMARY KEY(account, room)
  ) STRICT, WITHOUT ROWID;
)sql";

// Their numbers say in which order they were added.
constexpr const char* certificates_of_clients = R"sql(
  CREATE TABLE certificate(
    number INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account(id),
    fingerprint TEXT NOT NULL UNIQUE,
    added_us INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX certificate_account ON certificate(account);
)sql";

// Their numbers say in which order files were made. What has no account is a guest's.
constexpr const char* files_and_uploads = R"sql(
  CREATE TABLE file(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    account INTEGER REFERENCES account(id),
    made_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX file_account ON file(account, number, bytes);
  CREATE INDEX file_hash ON file(hash);
  CREATE INDEX file_until ON file(until_us) WHERE until_us > 0;
  CREATE TABLE upload(
    key_hash TEXT PRIMARY KEY NOT NULL,
    account INTEGER REFERENCES account(id),
    bytes INTEGER NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    until_us INTEGER NOT NULL,
    file TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX upload_account ON upload(account) WHERE account IS NOT NULL;
  CREATE INDEX upload_until ON upload(until_us);
  CREATE INDEX upload_file ON upload(file) WHERE file <> '';
)sql";

// Of a gap in a room that was there before it is not known who had heard what was lost.
constexpr const char* who_heard_what_was_lost = R"sql(
  ALTER TABLE gap ADD COLUMN audience INTEGER NOT NULL DEFAULT 5;
  ALTER TABLE gap ADD COLUMN closed INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE gap ADD COLUMN events INTEGER NOT NULL DEFAULT 1;
  UPDATE gap SET audience = 0, closed = 0, events = 0 WHERE room IN (SELECT room FROM talk);
)sql";

constexpr std::array all_migrations{accounts_and_bans, all_of_an_account_and_rooms,
                                    what_was_said,     certificates_of_clients,
                                    files_and_uploads, who_heard_what_was_lost};

Result<void> migrate_once(sqlite3* database, const char* migration, std::size_t version) {
  const std::string sql =
      "BEGIN IMMEDIATE; PRAGMA application_id = " + std::to_string(application_id) + ";" +
      migration + "; PRAGMA user_version = " + std::to_string(version) + "; COMMIT";
  auto done = try_run(database, sql.c_str());
  if (!done && sqlite3_get_autocommit(database) == 0) run(database, "ROLLBACK");
  return done;
}

}  // namespace

std::span<const char* const> migrations() { return all_migrations; }

Result<void> migrate(sqlite3* database, std::span<const char* const> all) {
  const auto version = ask_for_number(database, "PRAGMA user_version");
  if (!version) return tl::unexpected(version.error());
  for (auto been = static_cast<std::size_t>(*version); been < all.size(); ++been) {
    if (auto done = migrate_once(database, all[been], been + 1); !done) return done;
  }
  return {};
}

}  // namespace uvchat::store
