#include "store/sqlite_engine.h"

#include <sys/stat.h>

#include <utility>

#include "store/sqlite_reader.h"
#include "store/sqlite_schema.h"

namespace uvchat::store {
namespace {

constexpr std::uint64_t journal_bytes_max = 16 * 1024 * 1024;  // more is moved between commits
constexpr std::uint64_t page_bytes = 4096;
constexpr std::int64_t free_pages_min = 64;  // less is not given back

}  // namespace

Result<std::unique_ptr<Engine>> SqliteEngine::open(const std::string& path) {
  return make(open_database(path));
}

Result<std::unique_ptr<Engine>> SqliteEngine::in_memory() {
  return make(open_database_in_memory());
}

Result<std::unique_ptr<Engine>> SqliteEngine::make(Result<OpenDatabase>&& opened) {
  if (!opened) return tl::unexpected(opened.error());
  std::unique_ptr<SqliteEngine> engine(new SqliteEngine(std::move(*opened)));
  auto ready = engine->statements_.teach();
  if (ready) ready = engine->note_files();
  if (!ready) {
    const std::string place = engine->place();
    return fail(place + (place.empty() ? "" : ": ") + ready.error().text);
  }
  return engine;
}

SqliteEngine::SqliteEngine(OpenDatabase&& open) : open_(std::move(open)) {
  sqlite3_wal_hook(
      database(),
      [](void* self, sqlite3*, const char*, int pages) {
        auto& engine = *static_cast<SqliteEngine*>(self);
        engine.journal_bytes_ = static_cast<std::uint64_t>(pages) * page_bytes;
        engine.journal_is_used_ = true;
        return SQLITE_OK;
      },
      this);
}

Result<void> SqliteEngine::note_files() {
  if (open_.path.empty()) return {};
  if (auto written = probe(); !written) return written;  // from now on there is a journal
  files_ = SqliteFiles(open_.path);
  return {};
}

std::unique_ptr<EngineReader> SqliteEngine::make_reader() const {
  if (open_.path.empty()) return nullptr;
  return std::make_unique<SqliteReader>(open_.path, files_);
}

std::string SqliteEngine::name() const {
  return open_.path.empty() ? "memory" : "sqlite " + open_.path;
}

std::uint64_t SqliteEngine::disk_bytes() const {
  struct stat is {};
  const bool is_there = !open_.path.empty() && ::stat(open_.path.c_str(), &is) == 0;
  return is_there ? static_cast<std::uint64_t>(is.st_size) : 0;
}

// --- A transaction

Result<void> SqliteEngine::reach() {
  if (auto there = files_.are_there(); !there) return there;
  if (journal_bytes_ > journal_bytes_max) checkpoint(SQLITE_CHECKPOINT_PASSIVE);
  return {};
}

Result<void> SqliteEngine::begin(Part part) {
  return try_run(database(), part == Part::all ? "BEGIN IMMEDIATE" : "BEGIN");
}

Result<void> SqliteEngine::commit() {
  auto done = try_run(database(), "COMMIT");
  if (!done) roll_back();
  return done;
}

// SQLite may have done so by itself.
void SqliteEngine::roll_back() {
  if (sqlite3_get_autocommit(database()) == 0) store::run(database(), "ROLLBACK");
}

Result<void> SqliteEngine::write_something() {
  const std::string sql = "PRAGMA user_version = " + std::to_string(migrations().size());
  return try_run(database(), sql.c_str());
}

// --- Statements

Result<std::vector<Done>> SqliteEngine::run(std::span<const Plan> plans) {
  std::vector<Done> all;
  for (const Plan& plan : plans) {
    auto done = plan.is_question ? run_steps(plan) : run_whole(plan);
    if (!done) return tl::unexpected(done.error());
    all.push_back(std::move(*done));
  }
  return all;
}

Result<Done> SqliteEngine::run_whole(const Plan& plan) {
  if (auto saved = try_run(database(), "SAVEPOINT change"); !saved) {
    return tl::unexpected(saved.error());
  }
  auto done = run_steps(plan);
  if (!done) return done;
  if (done->outcome != Outcome::done) store::run(database(), "ROLLBACK TO change");
  if (plan.forgets_words) {
    if (auto noted = note_forgotten(); !noted) return tl::unexpected(noted.error());
  }
  auto released = try_run(database(), "RELEASE change");
  return released ? done : tl::unexpected(released.error());
}

Result<Done> SqliteEngine::run_steps(const Plan& plan) {
  if (plan.kept != nullptr) {
    if (auto kept = keep(*plan.kept); !kept) return tl::unexpected(kept.error());
  }
  return statements_.run(plan);
}

// --- Order in the file

// The journal can be emptied when no other program reads: none is waited for, and it is tried again
// the next time.
bool SqliteEngine::tidy_database(const Upkeep& upkeep) {
  if (index_some(upkeep) || merge_words(upkeep.is_idle)) return true;
  if (open_.path.empty() || !upkeep.is_idle) return false;
  const auto free_pages = ask_for_number(database(), "PRAGMA freelist_count");
  if (free_pages && *free_pages >= free_pages_min) {
    store::run(database(), "PRAGMA incremental_vacuum(100)");
    return true;
  }
  if (journal_is_used_) checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  return false;
}

void SqliteEngine::checkpoint(int how) {
  int left = 0;
  int moved = 0;
  sqlite3_busy_timeout(database(), 0);
  const int code = sqlite3_wal_checkpoint_v2(database(), "main", how, &left, &moved);
  sqlite3_busy_timeout(database(), busy_ms);
  if (code == SQLITE_OK && how == SQLITE_CHECKPOINT_TRUNCATE) {
    journal_is_used_ = false;
    journal_bytes_ = 0;
  }
}

}  // namespace uvchat::store
