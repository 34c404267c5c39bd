#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "store/engine.h"
#include "store/sqlite_files.h"
#include "store/sqlite_statements.h"

namespace uvchat::store {

// Reads a file of SQLite that an engine has open, over a connection of its own, which is opened
// when it is first asked.
class SqliteReader final : public EngineReader {
 public:
  SqliteReader(std::string path, SqliteFiles files)
      : path_(std::move(path)), files_(std::move(files)) {}

  Answer read(const Request& question) override;
  void stop() override { stops_.store(true, std::memory_order_relaxed); }

 private:
  Result<void> reach();
  Result<Done> run(const Plan& plan);

  const std::string path_;
  const SqliteFiles files_;
  std::atomic<bool> stops_ = false;
  Database database_;
  std::unique_ptr<SqliteStatements> statements_;
};

}  // namespace uvchat::store
