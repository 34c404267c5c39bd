#include "hub/commands/edits.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "hub/iso_time.h"
#include "hub/session.h"
#include "hub/state.h"
#include "hub/work.h"
#include "uvchat/irc/message.h"

namespace uvchat::hub {
namespace {

constexpr std::size_t ids_max = 8;         // of one message
constexpr std::size_t taken_back_max = 8;  // of one session

std::string_view last_of(std::string_view versions) {
  return versions.substr(versions.rfind(',') + 1);
}

}  // namespace

std::string versions_of(const store::StoredLine& line, std::string_view id) {
  std::string versions;
  if (const auto before = irc::find_tag(line.tags, edits_tag.substr(1))) {
    versions = *before;
  } else {
    versions = iso_time(line.key.time_us / 1000);
  }
  if (static_cast<std::size_t>(std::count(versions.begin(), versions.end(), ',')) == ids_max) {
    const std::size_t second = versions.find(',', versions.find(',') + 1);
    versions.erase(second, versions.find(',', second + 1) - second);
  }
  return versions.append(",").append(id);
}

void note_taken_back(Call& call, std::string_view target, const std::string& versions) {
  std::string folded;
  fold_into(call.state.work, call.state.names, folded, target);
  auto& taken_back = call.session.make_extras().taken_back;
  if (taken_back.size() == taken_back_max) taken_back.pop_front();
  taken_back.push_back({std::move(folded), versions});
}

std::string take_versions(Call& call, std::string_view target, std::string_view id) {
  SessionExtras* extras = call.session.extras.get();
  if (extras == nullptr || extras->taken_back.empty()) return {};
  std::string folded;
  fold_into(call.state.work, call.state.names, folded, target);
  auto& taken_back = extras->taken_back;
  const auto found =
      std::find_if(taken_back.begin(), taken_back.end(), [&](const TakenBackLine& line) {
        return line.target == folded && last_of(line.versions) == id;
      });
  if (found == taken_back.end()) return {};
  std::string versions = std::move(found->versions);
  taken_back.erase(found);
  return versions;
}

}  // namespace uvchat::hub
