#include "store/sqlite_engine.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "store/sqlite_schema.h"

namespace uvchat::store {
namespace {

constexpr std::uint64_t journal_bytes_max = 16 * 1024 * 1024;  // more is moved between commits
constexpr std::uint64_t page_bytes = 4096;
constexpr std::int64_t free_pages_min = 64;  // less is not given back

Answer unavailable(int code) { return store::unavailable(why_not(code)); }
bool failed(int code) { return code != SQLITE_DONE && code != SQLITE_ROW; }
bool refused(int code) { return (code & 0xff) == SQLITE_CONSTRAINT; }

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
  if (auto prepared = engine->prepare(); !prepared) {
    const std::string& path = engine->open_.path;
    return fail((path.empty() ? "" : path + ": ") + prepared.error().text);
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

Result<void> SqliteEngine::prepare() {
  for (Statement* statement : {&make_account_, &own_name_, &read_credentials_, &set_password_,
                               &set_ban_, &lift_ban_, &forget_old_bans_}) {
    if (auto prepared = statement->prepare(database()); !prepared) return prepared;
  }
  if (open_.path.empty()) return {};
  if (auto written = probe(); !written) return written;  // from now on there is a journal
  for (const std::string& path : {open_.path, open_.path + "-wal"}) {
    places_.push_back({path, file_at(path)});
  }
  return {};
}

std::vector<const char*> SqliteEngine::statements() const {
  return {make_account_.sql(), own_name_.sql(), read_credentials_.sql(), set_password_.sql(),
          set_ban_.sql(),      lift_ban_.sql(), forget_old_bans_.sql()};
}

std::optional<SqliteEngine::FileId> SqliteEngine::file_at(const std::string& path) {
  struct stat is {};
  if (::stat(path.c_str(), &is) != 0) return std::nullopt;
  return FileId{is.st_dev, is.st_ino};
}

// --- A transaction

Result<void> SqliteEngine::begin(Part part) {
  for (const Place& place : places_) {
    if (file_at(place.path) != place.file) return fail("the file of the database is gone");
  }
  return try_run(database(), part == Part::all ? "BEGIN IMMEDIATE" : "BEGIN");
}

Result<void> SqliteEngine::commit() {
  auto done = try_run(database(), "COMMIT");
  if (!done) roll_back();
  return done;
}

// SQLite may have done so by itself.
void SqliteEngine::roll_back() {
  if (sqlite3_get_autocommit(database()) == 0) run(database(), "ROLLBACK");
}

Result<void> SqliteEngine::probe() {
  if (auto begun = begin(Part::all); !begun) return begun;
  const std::string sql = "PRAGMA user_version = " + std::to_string(migrations().size());
  if (auto done = try_run(database(), sql.c_str()); !done) {
    roll_back();
    return done;
  }
  return commit();
}

// What can be asked while nothing can be changed is answered all the same.
std::vector<Answer> SqliteEngine::carry_out(std::span<const Request> requests) {
  std::vector<Answer> answers(requests.size());
  if (std::all_of(requests.begin(), requests.end(), is_question)) {
    carry_out_together(requests, Part::questions, answers);
  } else if (const auto begun = begin(Part::all); !begun) {
    for (Answer& answer : answers) answer = store::unavailable(begun.error().text);
    carry_out_together(requests, Part::questions, answers);
  } else if (!go_on(requests, Part::all, answers)) {
    carry_out_one_by_one(requests, answers);
  }
  if (journal_bytes_ > journal_bytes_max) checkpoint(SQLITE_CHECKPOINT_PASSIVE);
  return answers;
}

void SqliteEngine::carry_out_together(std::span<const Request> requests, Part part,
                                      std::vector<Answer>& answers) {
  auto done = begin(part);
  if (done) done = go_on(requests, part, answers);
  if (done) return;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const bool is_meant = part == Part::all || is_question(requests[i]);
    if (is_meant) answers[i] = store::unavailable(done.error().text);
  }
}

// Where a table is damaged only the changes of that table must fail.
void SqliteEngine::carry_out_one_by_one(std::span<const Request> requests,
                                        std::vector<Answer>& answers) {
  for (std::size_t i = 0; i < requests.size(); ++i) {
    std::vector<Answer> answer(1);
    const Part part = is_question(requests[i]) ? Part::questions : Part::all;
    carry_out_together(requests.subspan(i, 1), part, answer);
    answers[i] = std::move(answer[0]);
  }
}

// After begin().
Result<void> SqliteEngine::go_on(std::span<const Request> requests, Part part,
                                 std::vector<Answer>& answers) {
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (is_question(requests[i])) {
      answers[i] = std::visit([this](const auto& kind) { return do_it(kind); }, requests[i]);
    } else if (part == Part::all) {
      answers[i] = try_change(requests[i]);
    } else {
      continue;
    }
    if (answers[i].outcome != Outcome::unavailable) continue;
    roll_back();
    return fail(answers[i].why);
  }
  return commit();
}

// It is done whole or not at all.
Answer SqliteEngine::try_change(const Request& request) {
  if (const int code = run(database(), "SAVEPOINT change"); code != SQLITE_OK) {
    return unavailable(code);
  }
  Answer answer = std::visit([this](const auto& kind) { return do_it(kind); }, request);
  if (answer.outcome == Outcome::unavailable) return answer;
  if (answer.outcome != Outcome::done) run(database(), "ROLLBACK TO change");
  const int released = run(database(), "RELEASE change");
  return released == SQLITE_OK ? answer : unavailable(released);
}

// --- Requests

Answer SqliteEngine::do_it(const MakeAccount& request) {
  const int made =
      Running(make_account_, request.password_hash, request.email, request.made_us).step();
  if (failed(made)) return unavailable(made);
  const sqlite3_int64 account = sqlite3_last_insert_rowid(database());
  const OwnedName& name = request.name;
  const int named = Running(own_name_, account, name.text, name.fold, name.skeleton).step();
  if (refused(named)) return {.outcome = Outcome::taken};
  if (failed(named)) return unavailable(named);
  return {.outcome = Outcome::done, .account = static_cast<AccountId>(account)};
}

Answer SqliteEngine::do_it(const ReadCredentials& request) {
  Running reading(read_credentials_, request.account);
  const int code = reading.step();
  if (code == SQLITE_DONE) return {.outcome = Outcome::absent};
  if (code != SQLITE_ROW) return unavailable(code);
  return {.outcome = Outcome::done,
          .credentials = {reading.text(0), static_cast<std::uint64_t>(reading.number(1))}};
}

Answer SqliteEngine::do_it(const SetPassword& request) {
  const int code = Running(set_password_, request.account, request.password_hash).step();
  if (failed(code)) return unavailable(code);
  return {.outcome = sqlite3_changes(database()) == 0 ? Outcome::absent : Outcome::done};
}

// With each ban that is set those go that are over by then.
Answer SqliteEngine::do_it(const ChangeBan& request) {
  const ServerBan& ban = request.ban;
  const auto kind = static_cast<int>(ban.kind);
  if (request.lifted) {
    const int lifted = Running(lift_ban_, kind, ban.mask).step();
    return failed(lifted) ? unavailable(lifted) : Answer{.outcome = Outcome::done};
  }
  const int forgotten = Running(forget_old_bans_, ban.set_ms).step();
  if (failed(forgotten)) return unavailable(forgotten);
  const int set =
      Running(set_ban_, kind, ban.mask, ban.reason, ban.set_by, ban.set_ms, ban.expires_ms).step();
  return failed(set) ? unavailable(set) : Answer{.outcome = Outcome::done};
}

// --- All of it

Result<Contents> SqliteEngine::contents() {
  Contents contents;
  if (auto begun = begin(Part::questions); !begun) return tl::unexpected(begun.error());
  auto read = read_accounts(contents);
  if (read) read = read_bans(contents);
  roll_back();
  if (!read) return fail((open_.path.empty() ? "" : open_.path + ": ") + read.error().text);
  return contents;
}

Result<void> SqliteEngine::read_accounts(Contents& contents) {
  Statement accounts("SELECT id, made_us FROM account ORDER BY id");
  Statement names("SELECT account, text, fold, skeleton FROM nick ORDER BY number");
  if (auto prepared = accounts.prepare(database()); !prepared) return prepared;
  if (auto prepared = names.prepare(database()); !prepared) return prepared;
  Running account(accounts);
  int code;
  while ((code = account.step()) == SQLITE_ROW) {
    contents.accounts.push_back({static_cast<AccountId>(account.number(0)), {}, account.number(1)});
  }
  if (failed(code)) return fail(why_not(code));
  Running name(names);
  while ((code = name.step()) == SQLITE_ROW) {
    const auto id = static_cast<AccountId>(name.number(0));
    const auto owner = std::lower_bound(contents.accounts.begin(), contents.accounts.end(), id,
                                        [](const Account& a, AccountId b) { return a.id < b; });
    if (owner == contents.accounts.end() || owner->id != id) return fail("the database is damaged");
    owner->names.push_back({name.text(1), name.text(2), name.text(3)});
  }
  if (failed(code)) return fail(why_not(code));
  return {};
}

Result<void> SqliteEngine::read_bans(Contents& contents) {
  Statement bans("SELECT kind, mask, reason, set_by, set_ms, expires_ms FROM ban ORDER BY number");
  if (auto prepared = bans.prepare(database()); !prepared) return prepared;
  Running ban(bans);
  int code;
  while ((code = ban.step()) == SQLITE_ROW) {
    const std::int64_t kind = ban.number(0);
    if (kind < 0 || kind > static_cast<std::int64_t>(ServerBanKind::dline)) {
      return fail("the database is damaged");
    }
    contents.bans.push_back({static_cast<ServerBanKind>(kind), ban.text(1), ban.text(2),
                             ban.text(3), ban.number(4), ban.number(5)});
  }
  if (failed(code)) return fail(why_not(code));
  return {};
}

// --- Order in the file

// The journal can be emptied when no other program reads: none is waited for.
bool SqliteEngine::tidy() {
  if (open_.path.empty()) return false;
  const auto free_pages = ask_for_number(database(), "PRAGMA freelist_count");
  if (free_pages && *free_pages >= free_pages_min) {
    run(database(), "PRAGMA incremental_vacuum(100)");
    return true;
  }
  if (!journal_is_used_) return false;
  checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  return journal_is_used_;
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
