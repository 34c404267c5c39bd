#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "store/postgres_link.h"
#include "store/sql_engine.h"

namespace uvchat::store {

// A database of PostgreSQL, which has no other server as long as this one is connected. When the
// connection breaks, the next batch or probe connects again, once, and until then nothing can be
// done.
//
// A batch is a transaction, and goes in one piece: in it no statement waits for another's answer.
// Where one of its changes cannot be done, the halves of the batch are tried each for itself, and
// so on, until it stands alone.
class PostgresEngine final : public SqlEngine {
 public:
  // The error is one line that begins with "store.url:".
  static Result<std::unique_ptr<Engine>> open(const std::string& url);

  std::unique_ptr<EngineReader> make_reader() const override;
  std::string name() const override { return "postgres"; }
  // The server's own affair.
  std::uint64_t journal_bytes() const override { return 0; }

 private:
  PostgresEngine(std::string url, std::unique_ptr<PostgresLink>&& link)
      : url_(std::move(url)), link_(std::move(link)) {}

  Result<void> reach() override;
  Result<void> begin(Part part) override;
  Result<void> commit() override;
  bool is_in_doubt() const override { return link_->is_broken(); }
  void roll_back() override;
  Result<std::vector<Done>> run(std::span<const Plan> plans) override;
  Result<void> write_something() override;
  bool tidy_database(const Upkeep& upkeep) override;
  std::string place() const override { return "store.url"; }

  void send_lines(const KeepLines& request);
  Result<void> run_group(std::span<const Plan> plans, std::vector<Done>& all);

  const std::string url_;
  std::unique_ptr<PostgresLink> link_;  // null, or broken: it is to be made again
  std::size_t uncleared_ = 0;           // tables, from the last one on
};

}  // namespace uvchat::store
