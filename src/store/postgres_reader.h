#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "store/engine.h"
#include "store/postgres_link.h"

namespace uvchat::store {

// Reads a PostgreSQL database over its own connection, which is made for the first question, and
// again after it broke. The server ends what takes too long, and if it does not, the
// connection is given up.
class PostgresReader final : public EngineReader {
 public:
  explicit PostgresReader(std::string url) : url_(std::move(url)) {}

  Answer read(const Request& question) override;
  void stop() override { stops_.store(true, std::memory_order_relaxed); }

 private:
  Result<void> reach();
  Result<std::vector<Said>> ask(const Plan& plan);

  const std::string url_;
  std::atomic<bool> stops_ = false;
  std::unique_ptr<PostgresLink> link_;  // null, or broken: it is to be made again
};

}  // namespace uvchat::store
