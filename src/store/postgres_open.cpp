#include "store/postgres_open.h"

#include <cstdint>

#include "store/postgres_schema.h"

namespace uvchat::store {
namespace {

// A connection that we have lost must not hold the database for longer than we need to find out.
constexpr const char* manners[] = {
    "SET tcp_keepalives_idle = 5",
    "SET tcp_keepalives_interval = 2",
    "SET tcp_keepalives_count = 3",
    "SET client_min_messages = error",
    "SET idle_in_transaction_session_timeout = 15000",
};

// What is confirmed is on disk. Who asks for more than that has it.
constexpr const char* confirm_what_is_on_disk =
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') IN ('off', 'local')";

Result<std::int64_t> number(PostgresLink& link, const std::string& sql) {
  const auto answer = link.ask(sql);
  if (!answer) return tl::unexpected(answer.error());
  const auto* number = *answer ? std::get_if<std::int64_t>(&**answer) : nullptr;
  if (number == nullptr) return fail("the database is damaged");
  return *number;
}

// A server that has just ended may still have it: PostgreSQL takes a moment to notice.
Result<void> take_for_us_alone(PostgresLink& link) {
  const auto schema = number(link, "SELECT current_schema() IS NOT NULL");
  if (!schema) return tl::unexpected(schema.error());
  if (*schema == 0) return fail("there is no schema of its search_path");
  for (int attempt = 0; attempt < 20; ++attempt) {
    // "uvch", and the schema, of which a database can have several.
    const auto taken =
        number(link, "SELECT pg_try_advisory_lock(1970693992, hashtext(current_schema()))");
    if (!taken) return tl::unexpected(taken.error());
    if (*taken != 0) return {};
    link.order("SELECT pg_sleep(0.1)");
  }
  return fail("another server has the database open");
}

// Its version; 0: it is empty.
Result<std::int64_t> recognise_postgres(PostgresLink& link) {
  auto may_write = number(link,
                          "SELECT current_setting('transaction_read_only') = 'off'"
                          " AND NOT pg_is_in_recovery()");
  if (!may_write) return may_write;
  if (*may_write == 0) return fail("the database is read-only");
  auto ours = number(link,
                     "SELECT count(*) FROM information_schema.columns"
                     " WHERE table_schema = current_schema()"
                     " AND table_name = 'schema_version' AND column_name = 'uvchat'");
  if (!ours) return ours;
  if (*ours == 1) return number(link, "SELECT uvchat::bigint FROM schema_version");
  auto others = number(link,
                       "SELECT count(*) FROM pg_class JOIN pg_namespace ON"
                       " pg_namespace.oid = relnamespace WHERE nspname = current_schema()");
  if (others && *others > 0) return fail("it is the database of another program");
  return others;
}

Result<void> migrate_postgres(PostgresLink& link, std::int64_t version) {
  link.order("BEGIN");
  if (version == 0) {
    link.order("CREATE TABLE schema_version(uvchat BIGINT NOT NULL)");
    link.order("INSERT INTO schema_version(uvchat) VALUES(0)");
  }
  link.order(postgres_migrations()[static_cast<std::size_t>(version)]);
  link.order("UPDATE schema_version SET uvchat = " + std::to_string(version + 1));
  link.order("COMMIT");
  const auto done = link.wait();
  if (done) return {};
  link.order("ROLLBACK");
  static_cast<void>(link.wait());
  return tl::unexpected(done.error());
}

Result<void> settle(PostgresLink& link) {
  link.order(std::string("SET statement_timeout = ") + PostgresLink::statement_ms_max);
  for (const char* sql : manners) link.order(sql);
  link.order(confirm_what_is_on_disk);
  if (auto taken = take_for_us_alone(link); !taken) return taken;
  const auto version = recognise_postgres(link);
  if (!version) return tl::unexpected(version.error());
  const auto known = static_cast<std::int64_t>(postgres_migrations().size());
  if (*version < 0) return fail("the database is damaged");
  if (*version > known) {
    return fail("it was written by a newer uvchat-server: its schema is " +
                std::to_string(*version) + ", this one knows " + std::to_string(known));
  }
  for (std::int64_t been = *version; been < known; ++been) {
    if (auto done = migrate_postgres(link, been); !done) return done;
  }
  return {};
}

// A copy of the database may be behind, and would not show what was confirmed.
Result<void> settle_to_read(PostgresLink& link) {
  for (const char* sql : manners) link.order(sql);
  link.order("SET default_transaction_read_only = on");
  link.order("SET jit = off");  // it takes longer to compile a search than to carry it out
  const auto is_copy = number(link, "SELECT pg_is_in_recovery()");
  if (!is_copy) return tl::unexpected(is_copy.error());
  if (*is_copy != 0) return fail("the database is read-only");
  return {};
}

}  // namespace

Result<std::unique_ptr<PostgresLink>> open_postgres_to_read(const std::string& url) {
  auto link = PostgresLink::connect(url);
  if (!link) return link;
  if (auto settled = settle_to_read(**link); !settled) return tl::unexpected(settled.error());
  return link;
}

Result<std::unique_ptr<PostgresLink>> open_postgres(const std::string& url) {
  auto link = PostgresLink::connect(url);
  if (!link) return link;
  if (auto settled = settle(**link); !settled) return tl::unexpected(settled.error());
  return link;
}

}  // namespace uvchat::store
