#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/engine.h"
#include "store/plan.h"

namespace uvchat::store {

// An engine whose database understands the statements of plan.h: what is common to all of them.
class SqlEngine : public Engine {
 public:
  Result<Contents> contents() final;
  std::vector<Answer> carry_out(std::span<const Request> requests) final;
  Result<void> probe() final;
  bool tidy(const Upkeep& upkeep) final;

 protected:
  enum class Part : bool { questions, all };
  // Looked at before each batch: whether the database can be reached at all.
  virtual Result<void> reach() = 0;
  virtual Result<void> begin(Part part) = 0;
  // After an error nothing has been done, unless the commit is in doubt.
  virtual Result<void> commit() = 0;
  // Whether what commit() has failed to do may have been done nevertheless.
  virtual bool is_in_doubt() const { return false; }
  virtual void roll_back() = 0;
  // In order, each of them whole or not at all. After an error the transaction is of no use.
  virtual Result<std::vector<Done>> run(std::span<const Plan> plans) = 0;
  // A change of nothing that matters.
  virtual Result<void> write_something() = 0;
  // What is to be put in order when no line is to be erased. True: more may be done at once.
  virtual bool tidy_database(const Upkeep& upkeep) = 0;
  // For upkeep. look() gives the rows of one statement. change() is one transaction, and gives
  // nothing where that could not be done.
  Rows look(const Step& question);
  std::optional<std::vector<Rows>> change(Plan&& plan);
  // The database's name in front of an error at the start; empty: none.
  virtual std::string place() const = 0;

 private:
  void carry_out_together(std::span<const Request> requests, Part part,
                          std::vector<Answer>& answers);
  void carry_out_one_by_one(std::span<const Request> requests, std::vector<Answer>& answers);
  void refuse(std::span<const Request> requests, Part part, const std::string& why,
              std::vector<Answer>& answers) const;
  Result<void> go_on(std::span<const Request> requests, Part part, std::vector<Answer>& answers);

  bool erase_some();
  bool free_some();
  bool drop_old(const Upkeep& upkeep);
  bool drop_surplus(const Retention& retention);
  bool drop_of_all(std::int64_t bytes_max);

  Retention retention_;
  bool has_kept_ = true;          // something, since it was last looked for what is too much
  std::vector<RoomNumber> full_;  // rooms in which there is too much
  bool is_large_ = false;         // it may be that all together are too much
  bool commit_failed_ = false;    // as the last thing that go_on() did
};

}  // namespace uvchat::store
