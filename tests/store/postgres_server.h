#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "store/postgres_engine.h"
#include "tests/store/asked.h"

namespace uvchat::store {

// A server of PostgreSQL of our own, on a socket in a folder that goes with it. It refuses to run
// as root, and then runs as nobody.
class PostgresServer {
 public:
  // Shared by all tests. Null: there is no PostgreSQL here.
  static PostgresServer* running();

  explicit PostgresServer(std::string programs) : programs_(std::move(programs)) {}
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // A connection string, with `more` in it. A role of the name "locked" needs the password "right".
  std::string url(const std::string& more = {}) const;
  // That of a schema in which there is nothing yet.
  std::string new_schema();

  // The first column of the first row, as text. Throws what the server says.
  std::string asked(const std::string& sql, const std::string& url = {}) const;
  // The processes that serve uvchat's connections.
  std::vector<pid_t> backends() const;

  void start();
  void stop();
  pid_t process() const { return process_; }

 private:
  void make_folder();
  void run(const std::vector<std::string>& arguments) const;
  bool answers() const;

  const std::string programs_;  // where they are
  std::unique_ptr<Folder> folder_;
  pid_t process_ = 0;
  int schemas_ = 0;
};

}  // namespace uvchat::store
