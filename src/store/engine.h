#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "uvchat/base/result.h"
#include "uvchat/store/request.h"

namespace uvchat::store {

// What an engine puts in order when it has time.
struct Upkeep {
  Retention retention = {};
  std::int64_t now_us = 0;  // wall
  bool is_idle = true;      // nothing has been asked for a while: it may take somewhat longer
};

// Answers slow questions (request.h) beside an engine that writes, and that outlives it. Neither
// waits for the other: a question sees what was confirmed before it, and maybe more. Owned by one
// thread at a time.
class EngineReader {
 public:
  virtual ~EngineReader() = default;

  // REQUIRES: is_slow_question(question).
  virtual Answer read(const Request& question) = 0;
  // Thread-safe. What is being read ends soon, and is answered with `unavailable`, as all that is
  // asked from now on.
  virtual void stop() = 0;
};

// A database, or what stands for one. It has no thread and no clock: each call returns when it is
// done. Owned by one thread at a time.
class Engine {
 public:
  virtual ~Engine() = default;

  // What the server holds in memory.
  virtual Result<Contents> contents() = 0;
  // In order, with an answer for each. All that can be done is done in one commit; a change that
  // cannot takes none of the others with it.
  virtual std::vector<Answer> carry_out(std::span<const Request> requests) = 0;
  // One more, which reaches the database when it is first asked. Null: there is none, and questions
  // are for carry_out() alone.
  virtual std::unique_ptr<EngineReader> make_reader() const { return nullptr; }
  // Whether a change could be carried out now: it writes, but nothing that matters.
  virtual Result<void> probe() = 0;
  // Puts in order what the last changes left behind, and lets go of what is too much or too old, a
  // step at a time. True: more is left.
  virtual bool tidy(const Upkeep& upkeep) = 0;
  bool tidy() { return tidy(Upkeep{}); }
  // What it is, for operators: without secrets.
  virtual std::string name() const = 0;
  // What it takes on disk. 0: it is not known, or nothing.
  virtual std::uint64_t disk_bytes() const { return 0; }
  // What is written and not yet in its place: a reader that stays for long makes it grow.
  virtual std::uint64_t journal_bytes() const = 0;
  // Lines and events that no search finds yet, because it indexes them apart from the commits:
  // about so many, and none only where there is none. After a start it may be more.
  virtual std::uint64_t unindexed() const { return 0; }
};

}  // namespace uvchat::store
