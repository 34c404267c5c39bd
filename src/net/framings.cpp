#include "net/framings.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "net/classroom_framing.h"
#include "uvchat/base/assert.h"

namespace uvchat::net {

Framings::Framings() {
  auto first = std::make_unique<IrcFraming>();
  irc_ = first.get();
  UVCHAT_ASSERT(add(std::move(first)) == irc);
}

FramingId Framings::add(std::unique_ptr<Framing> framing) {
  UVCHAT_ASSERT(forms_.size() <= std::numeric_limits<FramingId>::max());
  forms_.push_back({std::move(framing)});
  return static_cast<FramingId>(forms_.size() - 1);
}

FramingId Framings::of(const Profile& profile) {
  if (profile.protocol != Protocol::classroom) return irc;
  const auto known = std::find_if(classrooms_.begin(), classrooms_.end(),
                                  [&](const Shift& shift) { return shift.shift == profile.shift; });
  if (known != classrooms_.end()) return known->id;
  classrooms_.push_back({profile.shift, add(std::make_unique<ClassroomFraming>(profile.shift))});
  return classrooms_.back().id;
}

}  // namespace uvchat::net
