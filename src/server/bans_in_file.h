#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/ban_file.h"
#include "store/engine.h"

namespace uvchat::server {

// An engine whose bans stand in the file of bans, and all else in another engine. All changes that
// wait are written with one write; one that failed is tried again with the next.
class BansInFile final : public store::Engine {
 public:
  // `bans`: what the file holds.
  BansInFile(std::unique_ptr<store::Engine> others, std::string path,
             const std::vector<ServerBan>& bans);

  Result<store::Contents> contents() override;
  std::vector<store::Answer> carry_out(std::span<const store::Request> requests) override;
  Result<void> probe() override;
  bool tidy(const store::Upkeep& upkeep) override { return others_->tidy(upkeep); }
  std::string name() const override { return others_->name() + ", bans in " + path_; }
  std::uint64_t journal_bytes() const override { return others_->journal_bytes(); }
  std::uint64_t unindexed() const override { return others_->unindexed(); }

 private:
  Result<void> save();

  const std::unique_ptr<store::Engine> others_;
  const std::string path_;
  KeptBans bans_;
  bool unsaved_ = false;
};

}  // namespace uvchat::server
