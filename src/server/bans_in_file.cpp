#include "server/bans_in_file.h"

#include <chrono>
#include <utility>

namespace uvchat::server {
namespace {

std::int64_t wall_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

BansInFile::BansInFile(std::unique_ptr<store::Engine> others, std::string path,
                       const std::vector<ServerBan>& bans)
    : others_(std::move(others)), path_(std::move(path)), bans_(bans) {}

Result<store::Contents> BansInFile::contents() {
  auto contents = others_->contents();
  if (contents) contents->bans = bans_.all();
  return contents;
}

std::vector<store::Answer> BansInFile::carry_out(std::span<const store::Request> requests) {
  std::vector<store::Answer> answers(requests.size());
  bool changed = false;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (const auto* change = std::get_if<store::ChangeBan>(&requests[i])) {
      bans_.change(*change);
      changed = unsaved_ = true;
    } else {
      answers[i] = others_->carry_out(requests.subspan(i, 1)).front();
    }
  }
  if (!changed) return answers;
  const auto saved = save();
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (!std::holds_alternative<store::ChangeBan>(requests[i])) continue;
    answers[i] = saved ? store::Answer{.outcome = store::Outcome::done}
                       : store::unavailable(saved.error().text);
  }
  return answers;
}

Result<void> BansInFile::probe() { return unsaved_ ? save() : others_->probe(); }

Result<void> BansInFile::save() {
  auto saved = bans_.save(path_, wall_ms());
  unsaved_ = !saved;
  return saved;
}

}  // namespace uvchat::server
