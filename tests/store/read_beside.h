#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "store/engine.h"

namespace uvchat::store {

// An engine whose slow questions its reader answers.
class ReadBeside final : public Engine {
 public:
  explicit ReadBeside(std::unique_ptr<Engine> engine)
      : engine_(std::move(engine)), reader_(engine_->make_reader()) {}

  static Result<std::unique_ptr<Engine>> of(Result<std::unique_ptr<Engine>>&& engine) {
    if (!engine) return std::move(engine);
    return std::make_unique<ReadBeside>(std::move(*engine));
  }

  Result<Contents> contents() override { return engine_->contents(); }
  std::vector<Answer> carry_out(std::span<const Request> requests) override {
    std::vector<Answer> answers;
    for (const Request& request : requests) {
      answers.push_back(is_slow_question(request)
                            ? reader_->read(request)
                            : std::move(engine_->carry_out({&request, 1}).front()));
    }
    return answers;
  }
  Result<void> probe() override { return engine_->probe(); }
  bool tidy(const Upkeep& upkeep) override { return engine_->tidy(upkeep); }
  std::string name() const override { return engine_->name(); }
  std::uint64_t journal_bytes() const override { return engine_->journal_bytes(); }
  std::uint64_t unindexed() const override { return engine_->unindexed(); }

 private:
  const std::unique_ptr<Engine> engine_;
  const std::unique_ptr<EngineReader> reader_;
};

}  // namespace uvchat::store
