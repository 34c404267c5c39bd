#include "hub/upload_tokens.h"

#include <algorithm>

namespace uvchat::hub {

bool UploadTokens::has_room(std::uint64_t now_ms) {
  forget_old(now_ms);
  return by_hash_.size() < in_all_max;
}

void UploadTokens::add(std::string hash, UploadGrant grant, std::uint64_t now_ms) {
  const auto owner = grant.owner();
  if (const auto own = of_owner_.find(owner);
      own != of_owner_.end() && own->second.size() >= of_one_max) {
    forget(std::string(own->second.front()));
  }
  by_time_.emplace(now_ms + ms_max, hash);
  of_owner_[owner].push_back(hash);
  by_hash_.insert_or_assign(std::move(hash), Kept{std::move(grant), now_ms + ms_max});
}

std::optional<UploadGrant> UploadTokens::take(const std::string& hash, std::uint64_t now_ms) {
  forget_old(now_ms);
  const auto found = by_hash_.find(hash);
  if (found == by_hash_.end()) return std::nullopt;
  UploadGrant grant = found->second.grant;
  forget(hash);
  return grant;
}

void UploadTokens::end_guest(std::uint64_t user) {
  const auto own = of_owner_.find({store::AccountId{0}, user});
  if (own == of_owner_.end()) return;
  for (const std::string& hash : std::deque(own->second)) forget(hash);
}

void UploadTokens::forget_old(std::uint64_t now_ms) {
  while (!by_time_.empty() && by_time_.begin()->first <= now_ms) {
    forget(std::string(by_time_.begin()->second));
  }
}

void UploadTokens::forget(const std::string& hash) {
  const auto kept = by_hash_.find(hash);
  by_time_.erase({kept->second.until_ms, hash});
  const auto own = of_owner_.find(kept->second.grant.owner());
  std::erase(own->second, hash);
  if (own->second.empty()) of_owner_.erase(own);
  by_hash_.erase(kept);
}

}  // namespace uvchat::hub
