#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "store/sql_engine.h"
#include "store/sqlite_files.h"
#include "store/sqlite_open.h"
#include "store/sqlite_statements.h"

namespace uvchat::store {

// A database of SQLite in a file, or in memory, where it ends with the engine: the same in all but
// that.
class SqliteEngine final : public SqlEngine {
 public:
  // The error is one line that begins with `path`; the file is then as it was. Among what is
  // refused is a database that another server has open.
  static Result<std::unique_ptr<Engine>> open(const std::string& path);
  static Result<std::unique_ptr<Engine>> in_memory();

  std::unique_ptr<EngineReader> make_reader() const override;
  std::string name() const override;
  std::uint64_t disk_bytes() const override;
  std::uint64_t journal_bytes() const override { return journal_bytes_; }
  std::uint64_t unindexed() const override;

  // For a test that looks at how each of them is carried out: those that have been.
  std::vector<const char*> statements() const { return statements_.all(); }
  sqlite3* database() const { return open_.database.get(); }

 private:
  explicit SqliteEngine(OpenDatabase&& open);
  static Result<std::unique_ptr<Engine>> make(Result<OpenDatabase>&& opened);
  Result<void> note_files();

  Result<void> reach() override;
  Result<void> begin(Part part) override;
  Result<void> commit() override;
  void roll_back() override;
  Result<std::vector<Done>> run(std::span<const Plan> plans) override;
  Result<void> write_something() override;
  bool tidy_database(const Upkeep& upkeep) override;
  std::string place() const override { return open_.path; }

  Result<void> keep(const KeepLines& request);
  Result<Done> run_whole(const Plan& plan);
  Result<Done> run_steps(const Plan& plan);
  bool index_some(const Upkeep& upkeep);
  void find_unindexed_rooms();
  Result<void> note_forgotten();
  bool merge_words(bool is_idle);
  void checkpoint(int how);

  OpenDatabase open_;
  SqliteStatements statements_{database()};
  SqliteFiles files_;
  std::uint64_t journal_bytes_ = 0;
  bool journal_is_used_ = true;  // since it was last emptied
  // Rooms with lines that the index of words may not have yet. Nothing: it is not known.
  std::optional<std::set<RoomNumber>> unindexed_;
  std::uint64_t unindexed_lines_ = 0;  // in them, about
  std::int64_t indexed_us_ = 0;        // wall: the last step
  int unmerged_ = 0;                   // parts of the index, about
  bool has_forgotten_ = true;          // it may be that `unmerged` has a row
};

}  // namespace uvchat::store
