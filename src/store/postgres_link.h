#pragma once

#include <libpq-fe.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "store/plan.h"
#include "uvchat/base/result.h"

namespace uvchat::store {

// What a statement has done.
struct Said {
  enum class What : std::uint8_t {
    done,
    taken,    // a row would be there twice
    absent,   // what a row belongs to is not there
    skipped,  // one before it was not done
    failed,   // the world's failure
  };
  What what = What::skipped;
  std::string why = {};  // one line, where it failed
  Rows rows = {};
  std::uint64_t found = 0;  // rows that were read, made, changed or removed
};

// What a plan's statements have said: one for each step, and one before them for its lines. An
// error is the world's.
Result<Done> what_is_done(const Plan& plan, std::span<Said> said);

// A parameter that is a whole column of cells, which outlive it.
using Numbers = std::vector<std::int64_t>;
using Texts = std::vector<std::string_view>;
using Column = std::variant<Numbers, Texts>;

class Parameters;

// A connection to PostgreSQL, on which statements are sent many at a time: they wait here until
// their answers are asked for, and go in one piece.
//
// It is used by one thread, which waits for it: that is the store's own, and nobody waits for that.
// Each wait is bounded. A server that is silent for `silence_ms_max`, or that ends one of our
// statements because it took too long, is given up: the connection is broken from then on, and
// whether the last changes were done is unknown. Only a look-up of a host name, which libpq does
// while it connects, takes as long as the resolver lets it.
class PostgresLink {
 public:
  static constexpr int silence_ms_max = 5'000;
  static constexpr const char* statement_ms_max = "4000";  // what the server itself keeps to
  static constexpr const char* connect_s_max = "3";        // for each address of the host

  // The error is one line, without the password.
  static Result<std::unique_ptr<PostgresLink>> connect(const std::string& url);
  ~PostgresLink();
  PostgresLink(const PostgresLink&) = delete;
  PostgresLink& operator=(const PostgresLink&) = delete;

  bool is_broken() const { return !why_broken_.empty(); }
  const std::string& why_broken() const { return why_broken_; }

  // What is waited for from now on is given up at this time, or when `stop` is true, which outlives
  // it.
  void give_up_at(std::chrono::steady_clock::time_point deadline, const std::atomic<bool>& stop);
  // Whether a statement took longer than the server or the deadline lets it: the connection is
  // broken then.
  bool was_out_of_time() const { return was_out_of_time_; }

  // Before the first statement of a batch: a connection that broke meanwhile is seen to be broken,
  // so that nothing is lost on it.
  void look();

  // A statement of a plan: `sql` is known again by its address, and prepared once.
  void send(const char* sql, std::span<const Value> values);
  void send(const char* sql, std::span<const Column> columns);
  // A statement that must be done, and is sent once.
  void order(const std::string& sql);
  // What those have said that send() was called for since the last time. An error: an order was not
  // followed, or the connection is broken.
  Result<std::vector<Said>> wait();
  // order() and wait(), for the first column of the first row; nothing: there is none.
  Result<std::optional<Value>> ask(const std::string& sql);

 private:
  struct Close {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Connection = std::unique_ptr<PGconn, Close>;
  using Reply = std::unique_ptr<PGresult, Clear>;
  // What a reply will belong to.
  struct Expected {
    enum class Kind : std::uint8_t { statement, order, preparation } kind;
    const char* sql = nullptr;  // of a preparation
  };

  explicit PostgresLink(Connection&& connection);
  static Said read(PGresult* reply);

  void send(const char* sql, const Parameters& given);
  void prepare(const char* sql, const Parameters& given);
  void expect(bool sent, Expected expected);
  Said next();
  Reply next_reply();
  bool wait_for_bytes();
  int wait_ms_max() const;
  void give_up(std::string why);

  Connection connection_;
  std::string why_broken_;  // empty: it is not
  bool was_out_of_time_ = false;
  std::optional<std::chrono::steady_clock::time_point> deadline_;
  const std::atomic<bool>* stop_ = nullptr;  // null: nobody stops it
  std::vector<Expected> expected_;
  std::unordered_map<const char*, std::string> prepared_;  // the names by which the server has them
  std::uint64_t prepared_count_ = 0;
};

}  // namespace uvchat::store
