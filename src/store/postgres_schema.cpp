#include "store/postgres_schema.h"

#include <array>

namespace uvchat::store {
namespace {

// What people write is bytes: it may be no text of any encoding, and no collation shall say what is
// the same.
constexpr const char* accounts_rooms_and_bans = R"sql(
DO $uvchat$ BEGIN
  CREATE TABLE account(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    password_hash BYTEA NOT NULL,
    credential_version BIGINT NOT NULL DEFAULT 1,
    email BYTEA NOT NULL,
    made_us BIGINT NOT NULL,
    is_verified BIGINT NOT NULL,
    suspended_by BYTEA NOT NULL DEFAULT '',
    suspension_reason BYTEA NOT NULL DEFAULT '',
    suspended_ms BIGINT NOT NULL DEFAULT 0,
    suspended_until_ms BIGINT NOT NULL DEFAULT 0
  );
  CREATE TABLE nick(
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES account(id),
    text BYTEA NOT NULL,
    fold BYTEA NOT NULL UNIQUE,
    skeleton BYTEA NOT NULL UNIQUE
  );
  CREATE INDEX nick_account ON nick(account);
  CREATE TABLE setting(
    account BIGINT NOT NULL REFERENCES account(id),
    name BYTEA NOT NULL,
    value BYTEA NOT NULL,
    PRIMARY KEY(account, name)
  );
  CREATE TABLE login(
    account BIGINT NOT NULL REFERENCES account(id),
    network BYTEA NOT NULL,
    at_us BIGINT NOT NULL,
    PRIMARY KEY(account, network)
  );
  CREATE INDEX login_age ON login(account, at_us);
  CREATE TABLE code(
    account BIGINT NOT NULL REFERENCES account(id),
    purpose BIGINT NOT NULL,
    code_hash BYTEA NOT NULL,
    until_us BIGINT NOT NULL,
    PRIMARY KEY(account, purpose)
  );
  CREATE TABLE invitation(
    code_hash BYTEA PRIMARY KEY,
    made_by BYTEA NOT NULL,
    made_us BIGINT NOT NULL
  );
  CREATE TABLE token(
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES account(id),
    token_hash BYTEA NOT NULL UNIQUE,
    device BYTEA NOT NULL,
    made_us BIGINT NOT NULL,
    used_us BIGINT NOT NULL
  );
  CREATE INDEX token_age ON token(account, used_us);
  CREATE TABLE room(
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text BYTEA NOT NULL,
    fold BYTEA NOT NULL UNIQUE,
    skeleton BYTEA NOT NULL UNIQUE,
    founder BIGINT REFERENCES account(id),
    topic BYTEA NOT NULL,
    topic_by BYTEA NOT NULL,
    topic_ms BIGINT NOT NULL,
    modes BYTEA NOT NULL,
    lists BYTEA NOT NULL,
    made_us BIGINT NOT NULL
  );
  CREATE INDEX room_founder ON room(founder) WHERE founder IS NOT NULL;
  CREATE TABLE access(
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room BIGINT NOT NULL REFERENCES room(number),
    account BIGINT NOT NULL REFERENCES account(id),
    ranks BYTEA NOT NULL,
    UNIQUE(room, account)
  );
  CREATE INDEX access_account ON access(account);
  CREATE TABLE presence(
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES account(id),
    room_fold BYTEA NOT NULL,
    ranks BYTEA NOT NULL,
    joined_us BIGINT NOT NULL
  );
  CREATE INDEX presence_account ON presence(account);
  CREATE INDEX presence_room ON presence(room_fold);
  CREATE TABLE ban(
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind BIGINT NOT NULL,
    mask BYTEA NOT NULL,
    reason BYTEA NOT NULL,
    set_by BYTEA NOT NULL,
    set_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    UNIQUE(kind, mask)
  );
  CREATE INDEX ban_expires ON ban(expires_ms) WHERE expires_ms > 0;
  CREATE TABLE deed(
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    done_ms BIGINT NOT NULL,
    done_by BYTEA NOT NULL,
    what BYTEA NOT NULL,
    about BYTEA NOT NULL
  );
END $uvchat$
)sql";

// As in SQLite (sqlite_schema.cpp), but for the key of a line. What is looked for in a text are its
// words without diacritics, and "#" with the room's number, of which no word can be made.
constexpr const char* what_was_said_in_postgres = R"sql(
DO $uvchat$ BEGIN
  CREATE TABLE past_room(number BIGINT PRIMARY KEY, fold BYTEA NOT NULL UNIQUE);
  CREATE TABLE epoch(number BIGINT PRIMARY KEY CHECK(number = 1), last BIGINT NOT NULL);
  INSERT INTO epoch(number, last) VALUES(1, 0);
  CREATE TABLE era(
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    first_epoch BIGINT NOT NULL UNIQUE,
    begun_us BIGINT NOT NULL
  );
  CREATE TABLE line(
    room BIGINT NOT NULL,
    era BIGINT NOT NULL,
    time_us BIGINT NOT NULL,
    node BIGINT NOT NULL,
    n BIGINT NOT NULL,
    stored_us BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    account BIGINT NOT NULL,
    flags BIGINT NOT NULL,
    source BYTEA NOT NULL,
    target BYTEA NOT NULL,
    detail BYTEA NOT NULL,
    body BYTEA NOT NULL,
    tags BYTEA NOT NULL,
    PRIMARY KEY(room, era, time_us, node, n)
  );
  CREATE INDEX line_account ON line(account, room) WHERE account > 0 AND (flags & 128) <> 0;
  CREATE INDEX line_late ON line(room, stored_us) WHERE stored_us > 0;
  CREATE INDEX line_event ON line(room, era, time_us, node, n) WHERE kind >= 3;
  CREATE FUNCTION uvchat_text(bytes BYTEA) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT lower(regexp_replace(
         regexp_replace(normalize(convert_from(bytes, 'UTF8'), NFKD), '[\u0300-\u036f]', '', 'g')
           COLLATE "und-x-icu", '[^[:alnum:]]+', ' ', 'g') COLLATE "und-x-icu") $$;
  CREATE FUNCTION uvchat_words(room BIGINT, bytes BYTEA) RETURNS TSVECTOR
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT array_to_tsvector(ARRAY['#' || room]) || to_tsvector('pg_catalog.simple',
         lower(regexp_replace(
         regexp_replace(normalize(convert_from(bytes, 'UTF8'), NFKD), '[\u0300-\u036f]', '', 'g')
           COLLATE "und-x-icu", '[^[:alnum:]]+', ' ', 'g') COLLATE "und-x-icu")) $$;
  CREATE FUNCTION uvchat_query(room BIGINT, bytes BYTEA) RETURNS TSQUERY
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT
       ('''#' || room || '''' || string_agg(' & ' || quote_literal(word) || ':*', ''))::tsquery
       FROM unnest(string_to_array(uvchat_text(bytes), ' ')) AS word WHERE word <> '' $$;
  CREATE INDEX line_words ON line USING gin(uvchat_words(room, body)) WITH (fastupdate = off)
    WHERE (flags & 64) <> 0;
  CREATE TABLE redaction(
    room BIGINT NOT NULL,
    n BIGINT NOT NULL,
    time_us BIGINT NOT NULL,
    node BIGINT NOT NULL,
    by_source BYTEA NOT NULL,
    by_account BIGINT NOT NULL,
    reason BYTEA NOT NULL,
    at_us BIGINT NOT NULL,
    PRIMARY KEY(room, n, time_us, node)
  );
  CREATE INDEX redaction_account ON redaction(by_account) WHERE by_account > 0;
  CREATE TABLE kept(
    room BIGINT PRIMARY KEY,
    lines BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    events BIGINT NOT NULL,
    event_bytes BIGINT NOT NULL,
    first_us BIGINT NOT NULL,
    indexed_n BIGINT NOT NULL DEFAULT -1
  );
  CREATE INDEX kept_first ON kept(first_us);
  CREATE TABLE talk(
    low BIGINT NOT NULL,
    high BIGINT NOT NULL,
    room BIGINT NOT NULL UNIQUE,
    PRIMARY KEY(low, high)
  );
  CREATE INDEX talk_high ON talk(high);
  CREATE TABLE talk_last(
    account BIGINT NOT NULL,
    room BIGINT NOT NULL,
    last_us BIGINT NOT NULL,
    PRIMARY KEY(account, room)
  );
  CREATE INDEX talk_last_time ON talk_last(account, last_us);
  CREATE INDEX talk_last_room ON talk_last(room);
  CREATE TABLE joined(
    room BIGINT NOT NULL,
    account BIGINT NOT NULL REFERENCES account(id),
    at_us BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    PRIMARY KEY(room, account)
  );
  CREATE INDEX joined_account ON joined(account);
  CREATE TABLE gap(
    room BIGINT NOT NULL,
    from_us BIGINT NOT NULL,
    to_us BIGINT NOT NULL,
    lost BIGINT NOT NULL,
    PRIMARY KEY(room, from_us)
  );
  CREATE TABLE marker(
    account BIGINT NOT NULL REFERENCES account(id),
    target BYTEA NOT NULL,
    time_ms BIGINT NOT NULL,
    PRIMARY KEY(account, target)
  );
  CREATE INDEX marker_age ON marker(account, time_ms);
  CREATE INDEX marker_target ON marker(target);
  CREATE TABLE freed(room BIGINT PRIMARY KEY);
  CREATE TABLE erasing(
    account BIGINT NOT NULL,
    room BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    PRIMARY KEY(account, room)
  );
END $uvchat$
)sql";

// Words that are to be found: one a line, whole, or with a '*' the beginning of one. What is made
// into several words is found where all of them are.
constexpr const char* whole_words_in_postgres = R"sql(
DO $uvchat$ BEGIN
  CREATE OR REPLACE FUNCTION uvchat_query(room BIGINT, bytes BYTEA) RETURNS TSQUERY
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT ('''#' || room || ''''
         || string_agg(' & ' || quote_literal(word) || CASE WHEN is_begun THEN ':*' ELSE '' END,
                       ''))::tsquery
       FROM unnest(string_to_array(convert_from(bytes, 'UTF8'), chr(10))) AS asked,
         LATERAL string_to_array(btrim(uvchat_text(convert_to(asked, 'UTF8'))), ' ') AS given,
         LATERAL (SELECT word, right(asked, 1) = '*' AND place = cardinality(given) AS is_begun
           FROM unnest(given) WITH ORDINALITY AS each(word, place)) AS words
       WHERE word <> '' $$;
END $uvchat$
)sql";

constexpr const char* certificates_in_postgres = R"sql(
DO $uvchat$ BEGIN
  CREATE TABLE certificate(
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES account(id),
    fingerprint BYTEA NOT NULL UNIQUE,
    added_us BIGINT NOT NULL
  );
  CREATE INDEX certificate_account ON certificate(account);
END $uvchat$
)sql";

constexpr const char* files_in_postgres = R"sql(
DO $uvchat$ BEGIN
  CREATE TABLE file(
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    hash BYTEA NOT NULL,
    bytes BIGINT NOT NULL,
    type BYTEA NOT NULL,
    name BYTEA NOT NULL,
    account BIGINT REFERENCES account(id),
    made_us BIGINT NOT NULL,
    until_us BIGINT NOT NULL
  );
  CREATE INDEX file_account ON file(account, number, bytes);
  CREATE INDEX file_hash ON file(hash);
  CREATE INDEX file_until ON file(until_us) WHERE until_us > 0;
  CREATE TABLE upload(
    key_hash BYTEA PRIMARY KEY,
    account BIGINT REFERENCES account(id),
    bytes BIGINT NOT NULL,
    type BYTEA NOT NULL,
    name BYTEA NOT NULL,
    until_us BIGINT NOT NULL,
    file BYTEA NOT NULL
  );
  CREATE INDEX upload_account ON upload(account) WHERE account IS NOT NULL;
  CREATE INDEX upload_until ON upload(until_us);
  CREATE INDEX upload_file ON upload(file) WHERE file <> '';
END $uvchat$
)sql";

constexpr const char* who_heard_what_was_lost_in_postgres = R"sql(
DO $uvchat$ BEGIN
  ALTER TABLE gap ADD COLUMN audience BIGINT NOT NULL DEFAULT 5;
  ALTER TABLE gap ADD COLUMN closed BIGINT NOT NULL DEFAULT 1;
  ALTER TABLE gap ADD COLUMN events BIGINT NOT NULL DEFAULT 1;
  UPDATE gap SET audience = 0, closed = 0, events = 0 WHERE room IN (SELECT room FROM talk);
END $uvchat$
)sql";

constexpr std::array all_migrations_of_postgres{
    accounts_rooms_and_bans,  what_was_said_in_postgres, whole_words_in_postgres,
    certificates_in_postgres, files_in_postgres,         who_heard_what_was_lost_in_postgres};

// Lines are cleared away by the server's own autovacuum: a table of so many takes it too long to be
// waited for.
constexpr std::array tables_of_people{
    "account",  "nick", "setting",   "login",  "code",   "token",       "room", "access",
    "presence", "talk", "talk_last", "joined", "marker", "certificate", "file", "upload"};

}  // namespace

std::span<const char* const> postgres_migrations() { return all_migrations_of_postgres; }

std::span<const char* const> postgres_tables_of_accounts() { return tables_of_people; }

}  // namespace uvchat::store
